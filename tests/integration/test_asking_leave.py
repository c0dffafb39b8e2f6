"""Asking somebody under their own post whether they may be named, on the real database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from assistant.agent.models import ModelConfig, Models
from assistant.community.drafts import Draft, DraftState, Intent
from assistant.community.giving import Merit, Permission, Spotlight
from assistant.community.inbox import Decision, Item
from assistant.community.posts import Author, Post
from assistant.community.rules import Way
from assistant.desk.asking_leave import AskingLeave
from assistant.errors import NotAllowed, NotFound
from assistant.ports.publishing import Verdict
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.vault import Vault
from tests.integration.replying_kit import Desk, desk_over
from tests.integration.responding import HOUR, NOW, item, part

pytestmark = pytest.mark.integration

ANA = Author("did:ana", "ana.example", "Ana")
LINK = "https://social.example/post/p1"


class Asking:
    """The use case, and what stands around it."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self.desk = desk
        self.use = AskingLeave(
            links=desk.replying,
            reopening=self,
            accounts=PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW),
            drafts=desk.review.drafts,
            publishers=desk.review.publishers,
            clock=lambda: NOW,
            new_id=lambda: str(uuid4()),
        )

    async def open_again(self, workspace_id: str, person_id: str, item_id: str) -> Item:
        """As `Deciding` does, without its log."""
        now = await self.desk.review.inbox.get(workspace_id, item_id)
        assert person_id
        if now.is_open:
            return now
        opened = replace(now, decision=None, decided_by=None, decided_at=None)
        return await self.desk.review.inbox.keep(opened)

    def posted(self, text: str, **more: Any) -> None:
        self.desk.platform.known["p1"] = Post("p1", ANA, text, NOW - HOUR, LINK, **more)

    async def drafts(self, of: Item | None) -> Sequence[Draft]:
        assert of is not None
        return await self.desk.review.drafts.of_item("T1", of.id)


@pytest.fixture
async def asking(database: Database) -> Asking:
    return Asking(database, await desk_over(database, Models(ModelConfig("none"))))


def spotlight(asking: Asking, merit: Merit = Merit.MADE_SOMETHING) -> Spotlight:
    return Spotlight(
        str(uuid4()), "T1", asking.desk.review.account.id, ANA, merit, "made a mug", "p1", LINK,
        "max", NOW, Permission.ASKED,
    )  # fmt: skip


async def test_the_question_waits_on_the_card_of_their_own_post(asking: Asking) -> None:
    asking.posted("I made this mug with your clay.", language="en")
    found = await asking.use.ask("T1", "max", spotlight(asking))
    again = await asking.use.ask("T1", "max", spotlight(asking))

    assert found == again
    (draft,) = await asking.drafts(found.item)
    assert draft.text == "Thank you for this. May we share it with your name? A no is fine."
    assert (draft.intent, draft.composer, draft.target_id) == (Intent.ASK_BACK, "offline", "p1")
    assert (draft.state, draft.author_id, draft.add) == (DraftState.PENDING, "max", ())
    history = await asking.desk.review.drafts.history("T1", draft.id)
    assert history[0].detail == "asks whether they may be named"


@pytest.mark.parametrize("merit", Merit)
async def test_it_is_asked_in_their_language_and_names_nobody(asking: Asking, merit: Merit) -> None:
    asking.posted("Diesen Becher habe ich aus eurem Ton gemacht.", language="de-AT")
    found = await asking.use.ask("T1", "max", spotlight(asking, merit))

    (draft,) = await asking.drafts(found.item)
    assert draft.text.endswith("? Ein Nein ist in Ordnung.")
    assert "Ana" not in draft.text
    assert "ana.example" not in draft.text
    assert "!" not in draft.text


async def test_a_platform_that_takes_no_reply_is_answered_by_hand(asking: Asking) -> None:
    """The opening that tells its author stands first, and the card says why it is by hand."""
    asking.posted("I made this mug.")
    publisher = asking.desk.review.publishers.publisher_of
    publisher.opening = "@ana.example "
    publisher.verdict = Verdict(Way.BY_HAND, "Only people they follow may answer.")
    found = await asking.use.ask("T1", "max", spotlight(asking))

    (draft,) = await asking.drafts(found.item)
    assert draft.text.startswith("@ana.example Thank you for this.")
    assert draft.add == ("Only people they follow may answer.",)


async def test_what_was_closed_without_an_answer_is_open_again(asking: Asking) -> None:
    asking.posted("I made this mug.")
    closed = item(asking.desk.review.account, part("p1"))
    closed = replace(closed, decision=Decision.NONE, decided_at=NOW)
    await asking.desk.review.inbox.add(closed)
    found = await asking.use.ask("T1", "max", spotlight(asking))

    assert found.item is not None
    assert (found.item.id, found.item.is_open) == (closed.id, True)
    assert len(await asking.drafts(found.item)) == 1


async def test_what_was_answered_is_asked_by_hand(asking: Asking) -> None:
    asking.posted("I made this mug.")
    answered = item(asking.desk.review.account, part("p1"))
    await asking.desk.review.inbox.add(replace(answered, decision=Decision.REPLY, decided_at=NOW))
    found = await asking.use.ask("T1", "max", spotlight(asking))

    assert found.item is None
    assert "May we share it" in found.text
    assert await asking.drafts(answered) == []


async def test_one_that_is_gone_and_one_who_may_not_are_told(asking: Asking) -> None:
    with pytest.raises(NotFound):
        await asking.use.ask("T1", "max", spotlight(asking))
    asking.posted("I made this mug.")
    with pytest.raises(NotAllowed):
        await asking.use.ask("T1", "gus", spotlight(asking))
