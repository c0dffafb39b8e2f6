"""What only a person sees is paid for, where it is paid for at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.costs import Paid
from assistant.community.drafts import Draft, Intent
from assistant.desk.charging import Charging
from tests.fakes import MemoryAccounts

NOW = datetime(2026, 11, 16, tzinfo=UTC)
ACME = Account("a1", "T1", AccountRef(Platform.X, "acme"), "7", "Acme", "https://x.com/acme", NOW)
LINK = "See https://acme.example/menu"


class Till:
    """`ports.costs.Meters` and a `Meter` in one, which writes down what is charged."""

    def __init__(self) -> None:
        self.charged: list[tuple[Paid, list[str]]] = []

    def of(self, account: Account) -> Till:
        assert account.id == "a1"
        return self

    async def charge(self, paid: Paid, ids: Sequence[str]) -> int:
        self.charged.append((paid, list(ids)))
        return 0


def draft(text: str, *rest: str, out: tuple[str, ...] = (), studio: str | None = "s1") -> Draft:
    return Draft(
        id="d1",
        workspace_id="T1",
        account_id="a1",
        item_id="" if studio else "i1",
        target_id="" if studio else "t1",
        text=text,
        original=text,
        intent=Intent.POST if studio else Intent.ANSWER,
        composer="person",
        author_id="U1",
        made_at=NOW,
        studio_id=studio,
        rest=rest,
        out=out,
    )


@pytest.mark.parametrize(
    ("seen", "charged"),
    [
        (draft("Hello."), (Paid.CREATE, ["d1 0"])),
        (draft("Hello.", studio=None), (Paid.CALLED_REPLY, ["d1 0"])),
        (draft("Hello.", LINK, out=("1",)), (Paid.CREATE_WITH_LINK, ["d1 1"])),
    ],
)
async def test_the_post_that_is_seen_is_charged_as_what_it_is(
    seen: Draft, charged: tuple[Paid, list[str]]
) -> None:
    till = Till()
    await Charging(MemoryAccounts(ACME), till).on_word(seen)  # type: ignore[arg-type]
    assert till.charged == [charged]


async def test_elsewhere_and_of_an_account_that_is_gone_nothing_is() -> None:
    till = Till()
    free = replace(ACME, ref=AccountRef(Platform.MASTODON, "@acme@m.example"))
    for accounts in (MemoryAccounts(free), MemoryAccounts()):
        await Charging(accounts, till).on_word(draft("Hello."))  # type: ignore[arg-type]
    assert till.charged == []
