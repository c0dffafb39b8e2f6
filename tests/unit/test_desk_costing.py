"""Who sees what paid calls cost, and that a notice is told until it was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.community.accounts import AccountRef, Platform
from assistant.community.costs import Level, Paid
from assistant.community.rights import Standing
from assistant.desk.costing import PATIENCE, Costing, CostNotices
from assistant.desk.permitting import Permitting
from assistant.errors import NotAllowed, PlatformUnavailable
from tests.costing_kit import MemoryCosts, spent
from tests.fakes import NOW, MemoryAccounts, account, clock_at
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences, People

MONTH = date(2026, 11, 1)
ON_X = replace(account(), id="a1", ref=AccountRef(Platform.X, "acme"))


class Teller:
    """`ports.costs.CostTeller` that fails while it is `down`."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []
        self.down = False

    async def tell_managers(self, workspace_id: str, key: str, sentence: str) -> None:
        if self.down:
            raise PlatformUnavailable("slack")
        self.told.append((workspace_id, key, sentence))


def costing(costs: MemoryCosts, *accounts: object) -> Costing:
    people = People()
    people.add("adam", admin=True)
    people.add("mia")
    people.add("gus", Standing.GUEST)
    acts = MemoryActs()
    permitting = Permitting(
        directory=people,
        managers=MemoryManagers(acts, installer_id="adam"),
        preferences=MemoryPreferences(acts),
    )
    return Costing(
        permitting=permitting,
        accounts=MemoryAccounts(*accounts),  # type: ignore[arg-type]
        costs=costs,
        clock=clock_at(),
    )


async def test_whoever_has_nothing_that_costs_sees_nothing() -> None:
    assert await costing(MemoryCosts(), account()).view("T1", "mia") is None


async def test_members_see_it_and_managers_may_change_it() -> None:
    costs = MemoryCosts()
    costs.by_workspace["T1"] = spent({Paid.CREATE: 3})
    view = await costing(costs, ON_X).view("T1", "mia")
    assert view
    assert (view.spent.micro, view.names, view.may_change) == (45_000, {"a1": "x:acme"}, False)
    managers = await costing(costs, ON_X).view("T1", "adam")
    assert managers
    assert managers.may_change
    with pytest.raises(NotAllowed):
        await costing(costs, ON_X).view("T1", "gus")


async def test_what_was_spent_is_seen_when_the_account_is_gone() -> None:
    costs = MemoryCosts()
    costs.by_workspace["T1"] = spent({Paid.CREATE: 3})
    view = await costing(costs).view("T1", "mia")
    assert view
    assert view.names == {}


async def test_a_notice_is_told_once_and_again_only_where_it_was_not() -> None:
    costs, teller = MemoryCosts(), Teller()
    costs.by_workspace["T1"] = spent({Paid.USER_READ: 2_000})
    costs.waiting.add(("T1", MONTH, Level.WARN))
    notices = CostNotices(costs, teller, clock_at())
    teller.down = True
    with pytest.raises(PlatformUnavailable):
        await notices.tell("T1", "2026-11-01", "warn")
    assert costs.waiting
    teller.down = False
    for _ in range(2):
        await notices.tell("T1", "2026-11-01", "warn")
    ((workspace_id, key, sentence),) = teller.told
    assert (workspace_id, key) == ("T1", "2026-11-01:warn")
    assert sentence.startswith("X has cost $20.00 in November: 80 %")


async def test_what_was_left_is_looked_after_in_patience() -> None:
    costs = MemoryCosts()
    await CostNotices(costs, Teller(), clock_at()).look_after()
    assert costs.asked_before == [NOW - PATIENCE]
    assert timedelta(minutes=1) < PATIENCE
