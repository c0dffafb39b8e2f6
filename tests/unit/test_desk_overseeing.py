"""What the Home tab is told: the same figures as answers, from records as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.clearances import Clearance, Hindrance
from assistant.community.overview import checks_chart, checks_table, replies_chart
from assistant.community.rights import Act, Standing
from assistant.desk.overseeing import Overseeing
from assistant.desk.permitting import Permitting
from assistant.errors import NotAllowed
from tests.communities import Community, busy_week
from tests.costing_kit import MemoryClearances
from tests.fakes import (
    NOW,
    MemoryAccounts,
    MemoryConnections,
    MemoryRecords,
    StillFreshener,
    account,
    clock_at,
)
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences, People


class Office:
    """A workspace with these communities, an admin, a member and a guest."""

    def __init__(self, *towns: Community) -> None:
        acts = MemoryActs()
        people = People()
        people.add("adam", admin=True)
        people.add("mia")
        people.add("gus", Standing.GUEST)
        managers, preferences = MemoryManagers(acts, installer_id="adam"), MemoryPreferences(acts)
        self.records = MemoryRecords()
        self.freshener = StillFreshener()
        self.towns = towns
        for town in towns:
            preferences.connect("T1", town.account.id)
        self.clearances = MemoryClearances()
        self.overseeing = Overseeing(
            permitting=Permitting(directory=people, managers=managers, preferences=preferences),
            accounts=MemoryAccounts(*(town.account for town in towns)),
            records=self.records,
            connections=MemoryConnections(),
            freshener=self.freshener,
            preferences=preferences,
            managers=managers,
            clearances=self.clearances,  # type: ignore[arg-type]  # only `all` is asked
            clock=clock_at(),
        )

    async def filled(self) -> Office:
        for town in self.towns:
            await town.store(self.records)
        return self


def read(handle: str = "acme.example", minutes: int = 3) -> Community:
    return busy_week(replace(account(handle), synced_at=NOW - timedelta(minutes=minutes)))


async def test_the_scorecard_is_that_of_answers() -> None:
    office = await Office(read()).filled()

    (glance,) = (await office.overseeing.overview("T1", "mia")).glances
    table = checks_table([glance], "en")

    assert table is not None
    rows = {row[0].partition(":")[0]: row[1:] for row in table.rows}
    assert list(rows) == ["Respond", "Talk", "Stay", "Mix", "Listen"]
    assert rows["Respond"][0] == "3 of 5 (60 %)"
    assert rows["Mix"] == ("0 of 10 (0 %)", "0 of 3 (0 %)", "at most 20 %", "met")
    assert rows["Listen"] == ("-", "-", "-", "not listening yet")
    assert glance.waiting is not None
    assert glance.waiting.value == 2


async def test_charts_draw_what_measures_returned_and_nothing_else() -> None:
    office = await Office(read()).filled()

    overview = await office.overseeing.overview("T1", "mia")
    checks, replies = checks_chart(overview.glances), replies_chart(overview.glances, overview.days)

    assert checks is not None
    assert replies is not None
    assert dict(zip(checks.categories, checks.series[-1].values, strict=True))["Respond"] == 60.0
    assert len(replies.categories) == len(replies.series[0].values) == 14
    assert sum(replies.series[0].values) == 8


async def test_of_several_accounts_each_has_its_own_line() -> None:
    office = await Office(read(), read("other.example")).filled()

    glances = (await office.overseeing.overview("T1", "mia")).glances
    table, chart = checks_table(glances, "en"), checks_chart(glances)

    assert table is not None
    assert chart is not None
    assert [row[0] for row in table.rows] == ["acme.example"] * 4 + ["other.example"] * 4
    assert [line.name for line in chart.series] == ["acme.example", "other.example"]


async def test_an_account_that_was_never_read_has_no_figures() -> None:
    office = await Office(Community(replace(account(), synced_at=None))).filled()

    glances = (await office.overseeing.overview("T1", "mia")).glances

    assert (glances[0].checks, glances[0].waiting) == ((), None)
    assert checks_table(glances, "en") is checks_chart(glances) is None


async def test_opening_it_reads_no_platform() -> None:
    office = await Office(read(minutes=600)).filled()

    overview = await office.overseeing.overview("T1", "mia")

    assert overview.glances[0].checks
    assert office.freshener.asked == []


async def test_only_what_is_old_is_read_again() -> None:
    old, fresh = read("old.example", 30), read("new.example", 1)
    refused = read("refused.example", 60)
    refused.account = replace(refused.account, trouble="ReconnectNeeded")
    office = await Office(old, fresh, refused).filled()

    assert await office.overseeing.refresh("T1", "mia")
    assert office.freshener.asked == ["bluesky:old.example"]


async def test_each_sees_what_they_may_do() -> None:
    office = await Office(read()).filled()

    assert Act.CONNECT in (await office.overseeing.overview("T1", "adam")).may
    assert Act.CONNECT not in (await office.overseeing.overview("T1", "mia")).may
    with pytest.raises(NotAllowed, match="full members"):
        await office.overseeing.overview("T1", "gus")


async def test_it_is_shown_of_which_accounts_deleted_posts_are_not_known() -> None:
    office = await Office(read(), read("beta.example")).filled()
    first, second = (town.account.id for town in office.towns)
    office.clearances.known = {
        first: Clearance(NOW - timedelta(hours=22)),
        second: Clearance(NOW - timedelta(hours=23), hindrance=Hindrance.BUDGET),
    }

    seen = await office.overseeing.overview("T1", "mia")

    assert {key: each.hindrance for key, each in seen.uncleared.items()} == {
        second: Hindrance.BUDGET
    }
