"""Replies given by hand: looked for on the platform, linked, their items closed with their true time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest
from redis.asyncio import Redis

from assistant.community.accounts import Platform
from assistant.community.drafts import DraftState
from assistant.community.inbox import Decision, Item
from assistant.community.posts import Author, Page, Post, Thread
from assistant.community.rights import Standing
from assistant.community.rules import Action, Way, rule_of
from assistant.desk.handing import Handing
from assistant.desk.permitting import Permitting
from assistant.errors import BudgetSpent, InvalidInput, NotAllowed, PlatformUnavailable
from assistant.storage.database import Database
from tests.fakes import MemoryConnections, MemoryPlatform
from tests.integration.inbox_house import BOB, InboxHouse, comment, house_in
from tests.integration.responding import HOUR, NOW, move_to

pytestmark = pytest.mark.integration

MINUTE = timedelta(minutes=1)
CLEO = Author("did:cleo", "cleo.example")


class Shown(MemoryPlatform):
    """What the platform shows. `failure` is what it answers instead; `asked` what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.failure: Exception | None = None
        self.asked: list[str] = []

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        self.asked.append("posts")
        if self.failure:
            raise self.failure
        return await super().posts(actor, cursor=cursor)

    async def thread(self, post_id: str) -> Thread:
        self.asked.append("thread")
        if self.failure:
            raise self.failure
        return await super().thread(post_id)


class Stage:
    """An item that waits, its platform, and the use case."""

    def __init__(self, house: InboxHouse) -> None:
        self.house = house
        self.shown = Shown()
        permitting = Permitting(
            directory=house.people, managers=house.managers, preferences=house.preferences
        )
        self.handing = Handing(
            permitting=permitting,
            accounts=house.accounts,
            inbox=house.inbox,
            drafts=house.drafts,
            connections=MemoryConnections(self.shown),  # type: ignore[arg-type]
            deciding=house.deciding,
            clock=house.clock,
        )

    async def item(self) -> Item:
        await self.house.post()
        await self.house.read(comment(1, 1))
        self.house.now += HOUR
        await self.house.triage()
        return await self.house.item()

    def reply(self, to: str, at: datetime, name: str = "by-hand") -> Post:
        us = Author(self.house.account.native_id, "acme.example", "Acme")
        return Post(name, us, "At eight.", at, f"https://x/{name}", "p1", to)

    def theirs(self, item: Item) -> Post:
        """What the item is about, under a comment."""
        return replace(self.reply("top", item.since, item.last.id), author=item.person)

    def above(self) -> Post:
        """The comment that it stands under, by somebody else."""
        return replace(self.reply("p1", NOW, "top"), author=CLEO)

    def show(self, *below: Post) -> None:
        """Let all this stand under our post."""
        self.shown.known["p1"] = replace(self.reply("", NOW), id="p1", author=BOB)
        self.shown.below["p1"] = below


@pytest.fixture
async def stage(database: Database, valkey: Redis) -> Stage:
    return Stage(await house_in(database, valkey))


async def test_the_reply_is_found_among_our_posts_and_closes_the_item(stage: Stage) -> None:
    item = await stage.item()
    draft = await stage.house.drafted(item)
    at = NOW + 20 * MINUTE
    stage.shown.known["by-hand"] = stage.reply(item.last.id, at)
    looked = await stage.handing.done("T1", "U2", item.id)

    assert looked.problem == ""
    closed = await stage.house.item()
    assert closed.decision is Decision.REPLY
    assert (closed.decided_by, closed.answered_at) == ("U2", at)
    assert closed.answer_url == "https://x/by-hand"
    assert (await stage.house.drafts.get("T1", draft.id)).state is DraftState.EXPIRED
    assert stage.shown.asked == ["posts"]


async def test_the_reply_is_found_in_the_conversation_and_the_earliest_counts(stage: Stage) -> None:
    item = await stage.item()
    stage.shown.known["p1"] = replace(stage.reply("", NOW), id="p1", author=BOB)
    stage.shown.below["p1"] = (
        stage.reply(item.last.id, NOW + 9 * MINUTE, "later"),
        stage.reply(item.last.id, NOW + 5 * MINUTE, "first"),
        replace(stage.reply(item.last.id, NOW + 4 * MINUTE, "theirs"), author=BOB),
        stage.reply("elsewhere", NOW + 3 * MINUTE, "other"),
    )
    assert not (await stage.handing.done("T1", "U2", item.id)).problem
    assert (await stage.house.item()).answer_url == "https://x/first"


async def test_what_is_not_seen_is_said_and_changes_nothing(stage: Stage) -> None:
    item = await stage.item()
    looked = await stage.handing.done("T1", "U2", item.id)
    assert looked.problem.startswith("Engage looked on Bluesky and does not see your reply yet.")
    assert await stage.house.item() == item

    await stage.handing.on_word("T1", "U2", item.id)
    closed = await stage.house.item()
    assert (closed.decision, closed.answered_at) == (Decision.BY_HAND, None)


@pytest.mark.parametrize(
    "failure", [PlatformUnavailable("bluesky"), BudgetSpent("x", "x:acme", month="2026-11")]
)
async def test_a_platform_that_does_not_tell_is_said_so(stage: Stage, failure: Exception) -> None:
    item = await stage.item()
    stage.shown.failure = failure
    looked = await stage.handing.done("T1", "U2", item.id)
    assert looked.problem.startswith("Engage could not look on Bluesky: ")
    assert await stage.house.item() == item


async def test_a_reply_from_before_their_words_answers_nothing(stage: Stage) -> None:
    item = await stage.item()
    stage.shown.known["early"] = stage.reply(item.last.id, NOW - HOUR, "early")
    assert (await stage.handing.done("T1", "U2", item.id)).problem


async def test_where_each_post_is_paid_for_only_our_own_are_read(stage: Stage) -> None:
    item = await stage.item()
    stage.shown.capabilities = replace(stage.shown.capabilities, paid=True)
    assert (await stage.handing.done("T1", "U2", item.id)).problem
    assert stage.shown.asked == ["posts"]


async def test_an_answer_beside_a_comment_counts_where_there_are_two_levels(
    stage: Stage, database_url: str
) -> None:
    """On Facebook an answer to an answer stands under the first comment."""
    item = await stage.item()
    stage.show(
        stage.theirs(item),
        stage.reply("top", item.since - MINUTE, "before"),
        stage.reply("top", item.since + MINUTE, "after"),
    )
    assert (await stage.handing.done("T1", "U2", item.id)).problem
    move_to(Platform.FACEBOOK, database_url)
    assert not (await stage.handing.done("T1", "U2", item.id)).problem
    assert (await stage.house.item()).answer_url == "https://x/after"


async def test_of_replies_beside_a_comment_that_may_be_for_others_a_person_says_which(
    stage: Stage, database_url: str
) -> None:
    item = await stage.item()
    move_to(Platform.INSTAGRAM, database_url)
    above, theirs = stage.above(), stage.theirs(item)
    one, two = (
        stage.reply("top", item.since + number * MINUTE, name)
        for number, name in enumerate(("one", "two"), 1)
    )
    stage.show(above, theirs, one, two)
    looked = await stage.handing.done("T1", "U2", item.id)
    assert "Which one answers this?" in looked.problem
    assert looked.doubtful == (one, two)
    assert (await stage.handing.done("T1", "U2", item.id, "elsewhere")).doubtful
    assert await stage.house.item() == item

    stage.show(above, theirs, one)
    assert "Is it the answer to this?" in (await stage.handing.done("T1", "U2", item.id)).problem
    assert not (await stage.handing.done("T1", "U2", item.id, "one")).problem
    closed = await stage.house.item()
    assert (closed.answer_url, closed.answered_at) == ("https://x/one", one.created_at)


async def test_a_reply_in_the_words_on_the_card_is_the_answer(
    stage: Stage, database_url: str
) -> None:
    item = await stage.item()
    move_to(Platform.FACEBOOK, database_url)
    drafted = await stage.house.drafted(item)
    one, two = (stage.reply("top", item.since + MINUTE, name) for name in ("one", "two"))
    stage.show(stage.above(), stage.theirs(item), one, replace(two, text=drafted.text))
    assert not (await stage.handing.done("T1", "U2", item.id)).problem
    assert (await stage.house.item()).answer_url == "https://x/two"


async def test_who_comes_second_is_told_who_was_first(stage: Stage) -> None:
    item = await stage.item()
    await stage.house.deciding.decide("T1", "U1", item.id, Decision.NONE, "spam")
    stage.shown.known["by-hand"] = stage.reply(item.last.id, NOW + 20 * MINUTE)
    with pytest.raises(InvalidInput, match="closed this already"):
        await stage.handing.done("T1", "U2", item.id)
    assert stage.shown.asked == []


async def test_only_members_who_may_see_it(stage: Stage) -> None:
    item = await stage.item()
    stage.house.people.add("U9", Standing.GUEST)
    with pytest.raises(NotAllowed):
        await stage.handing.done("T1", "U9", item.id)


@pytest.mark.parametrize(
    ("platform", "way"), [("x", Way.BY_HAND), ("facebook", Way.BY_HAND), ("bluesky", None)]
)
async def test_the_card_says_by_the_rules_what_a_person_must_do(
    stage: Stage, database_url: str, platform: str, way: Way | None
) -> None:
    """What a search found: nobody called us there."""
    item = await stage.item()
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE account SET platform = %s", (platform,))
        connection.execute("UPDATE item_part SET origin = 'search'")
    view = await stage.house.deciding.view("T1", "U2", item.id)
    assert view.verdict
    rule = rule_of(Platform(platform), Action.REPLY_UNCALLED)
    assert (view.verdict.reason == rule.text) is (way is Way.BY_HAND)
