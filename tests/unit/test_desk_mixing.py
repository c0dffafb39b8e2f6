"""The mix as people see it, their corrections, and drafts held against the budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.drafts import Draft, DraftState, Intent
from assistant.community.mix import Function, Label, Value
from assistant.community.own_mix import Ours, OwnMix
from assistant.community.rights import Act, Standing
from assistant.desk.mixing import NO_ACCOUNT, Mixing
from assistant.desk.permitting import Permitting
from assistant.errors import InvalidInput, NotAllowed, NotFound
from tests.communities import Community
from tests.fakes import (
    NOW,
    MemoryAccounts,
    MemoryConnections,
    MemoryRecords,
    account,
    clock_at,
)
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences, People
from tests.mixes import Ahead, MemoryLabels

DAY = timedelta(days=1)
SALE = "Order yours now for €29, the green lamp is back in our shop."
TIP = "How to trim a wick: cut it straight, and never while it burns."


class House:
    """A workspace with one community, an admin, a member and a guest."""

    def __init__(self, *texts: str, town: Community | None = None) -> None:
        self.acts = MemoryActs()
        people = People()
        people.add("adam", admin=True)
        people.add("mia")
        people.add("gus", Standing.GUEST)
        managers = MemoryManagers(self.acts, installer_id="adam")
        preferences = MemoryPreferences(self.acts)
        self.town = town or Community(replace(account(), synced_at=NOW))
        for day, text in enumerate(texts):
            self.town.post(text, NOW - (len(texts) - day) * DAY)
        preferences.connect("T1", self.town.account.id)
        self.records, self.ahead = MemoryRecords(), Ahead()
        self.records.mixes[self.town.account.id] = OwnMix(ours=Ours(frozenset({"did:acme"})))
        self.mixing = Mixing(
            permitting=Permitting(directory=people, managers=managers, preferences=preferences),
            accounts=MemoryAccounts(self.town.account),
            records=self.records,
            connections=MemoryConnections(),
            labels=MemoryLabels(self.records),
            drafts=self.ahead,  # type: ignore[arg-type]
            preferences=preferences,
            acts=self.acts,
            clock=clock_at(),
        )

    async def filled(self) -> House:
        await self.town.store(self.records)
        return self

    @property
    def account_id(self) -> str:
        return self.town.account.id

    def draft(self, text: str, **more: object) -> Draft:
        made = Draft(
            "d1", "T1", self.account_id, "", "", text, text, Intent.POST, "offline", "mia", NOW,
            studio_id="s1", label=Label(Function.SHARE, Value.EDUCATE, "it explains"),
        )  # fmt: skip
        return replace(made, **more)  # type: ignore[arg-type]


async def test_the_mix_counts_and_shows_the_latest_posts() -> None:
    house = await House(TIP, SALE, TIP + " Twice.", "Thank you all, what a day.").filled()

    view = await house.mixing.mix("T1", "mia")

    assert (view.functions[Function.PROMOTE], view.functions[Function.SHARE]) == (1, 3)
    assert (view.budget.promoted, view.budget.posts) == (1, 4)
    assert view.newest[0].post.text == "Thank you all, what a day."
    assert view.times.slot is None
    assert "not enough data" in view.times.why


async def test_a_correction_is_kept_noted_and_used() -> None:
    house = await House(SALE).filled()
    post_id = house.town.posts[0].id

    label = await house.mixing.correct(
        "T1", "mia", house.account_id, post_id, Function.SHARE, value=Value.INFORM
    )

    assert (label.function, label.value, label.by) == (Function.SHARE, Value.INFORM, "mia")
    assert (await house.mixing.budget("T1", house.account_id)).promoted == 0
    (deed,) = await house.acts.latest("T1", limit=5)
    assert (deed.act, deed.person_id, deed.subject) == (Act.DRAFT, "mia", house.account_id)
    assert deed.detail == {"post": post_id, "function": "share", "value": "inform"}
    assert SALE not in repr(deed)

    back = await house.mixing.correct("T1", "mia", house.account_id, post_id, None)
    assert (back.function, back.by) == (Function.PROMOTE, None)


async def test_who_may_not_and_what_is_not_there() -> None:
    house = await House(SALE).filled()
    post_id = house.town.posts[0].id

    with pytest.raises(NotAllowed):
        await house.mixing.correct("T1", "gus", house.account_id, post_id, Function.SHARE)
    with pytest.raises(NotAllowed):
        await house.mixing.mix("T1", "gus")
    with pytest.raises(NotFound):
        await house.mixing.correct("T1", "mia", house.account_id, "another", Function.SHARE)
    with pytest.raises(NotFound):
        await house.mixing.mix("T1", "mia", "nobody.example")
    assert await house.acts.latest("T1", limit=5) == []


async def test_a_draft_beyond_the_budget_is_held() -> None:
    house = await House(TIP, SALE, *[f"{TIP} Part {n}." for n in range(5)]).filled()

    said = await house.mixing.held("T1", house.draft(SALE))

    assert said is not None
    assert "2 of 8" in said
    assert await house.mixing.held("T1", house.draft(TIP)) is None
    assert await house.mixing.held("T1", house.draft(SALE, studio_id=None, item_id="i1")) is None


async def test_what_is_approved_and_not_out_yet_counts() -> None:
    """Else five promotions could be approved in a row for next week."""
    house = await House(*[f"{TIP} Part {n}." for n in range(9)]).filled()
    assert await house.mixing.held("T1", house.draft(SALE)) is None

    approved = {"state": DraftState.APPROVED, "approved_at": NOW, "send_at": NOW + DAY}
    house.ahead.drafts += [house.draft(SALE, id=f"ahead-{n}", **approved) for n in range(2)]
    waiting = house.draft(SALE, id="waiting")
    house.ahead.drafts.append(waiting)

    said = await house.mixing.held("T1", house.draft(SALE))
    assert said is not None
    assert "3 of 12" in said


async def test_a_draft_is_judged_by_its_words_and_else_by_its_composer() -> None:
    house = await House(TIP).filled()

    assert (await house.mixing.label(house.draft(SALE))).function is Function.PROMOTE
    unclear = house.draft("There are three cups left, €12 each.")
    assert (await house.mixing.label(unclear)).function is Function.SHARE
    said = house.draft(SALE, label=Label(Function.SHARE, None, "so said", by="mia"))
    assert (await house.mixing.label(said)).by == "mia"


async def test_without_an_account_there_is_a_way_on() -> None:
    house = House()
    house.mixing._accounts = MemoryAccounts()

    with pytest.raises(InvalidInput) as told:
        await house.mixing.mix("T1", "mia")
    assert told.value.problem == NO_ACCOUNT
