"""Hiding a comment: by those who approve, on the platform, noted, and its item closed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis

from assistant.agent.toolbox import Toolbox
from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.drafts import DraftState
from assistant.community.hiding import hideable
from assistant.community.inbox import Decision, Item, Origin
from assistant.community.posts import Kind
from assistant.community.rights import Act
from assistant.desk.hiding import Hiding
from assistant.desk.permitting import Permitting
from assistant.errors import InvalidInput, NotAllowed, NotFound, PlatformUnavailable
from assistant.storage.acts import PostgresActs
from assistant.storage.database import Database
from tests.communities import ask, busy_week, toolbox
from tests.integration.inbox_house import InboxHouse, comment, house_in
from tests.integration.responding import HOUR

pytestmark = pytest.mark.integration


class Facebook:
    """A publisher that hides, and the accounts as if they were there."""

    def __init__(self, house: InboxHouse) -> None:
        self.house = house
        self.platform = Platform.FACEBOOK
        self.hidden: list[str] = []
        self.failure: Exception | None = None
        self.fails_from = 0

    async def publisher(self, account: Account) -> Any:  # noqa: ARG002 - the port's
        return self

    async def hide(self, post_id: str) -> None:
        if self.failure and len(self.hidden) >= self.fails_from:
            raise self.failure
        self.hidden.append(post_id)

    async def get(self, workspace_id: str, account_id: str) -> Account:
        account = await self.house.accounts.get(workspace_id, account_id)
        return replace(account, ref=AccountRef(self.platform, "acme"))


class Stage:
    """An item under a post of ours, and the use case."""

    def __init__(self, house: InboxHouse) -> None:
        self.house = house
        self.facebook = Facebook(house)
        self.acts = PostgresActs(house.database)
        self.hiding = Hiding(
            permitting=Permitting(
                directory=house.people, managers=house.managers, preferences=house.preferences
            ),
            accounts=self.facebook,  # type: ignore[arg-type]  # only `get` is asked
            inbox=house.inbox,
            publishers=self.facebook,
            deciding=house.deciding,
            acts=self.acts,
            clock=house.clock,
        )

    async def item(self, kind: Kind = Kind.REPLY, **more: Any) -> Item:
        await self.house.read(comment(1, 1, kind=kind, **more), comment(2, 2, kind=kind, **more))
        self.house.now += HOUR
        await self.house.triage()
        return await self.house.item()


@pytest.fixture
async def stage(database: Database, valkey: Redis) -> Stage:
    return Stage(await house_in(database, valkey))


async def test_it_is_hidden_noted_and_closed(stage: Stage) -> None:
    item = await stage.item()
    draft = await stage.house.drafted(item)

    await stage.hiding.hide("T1", "U1", item.id)

    assert stage.facebook.hidden == ["c1", "c2"]
    closed = await stage.house.item()
    assert (closed.decision, closed.note) == (Decision.NONE, "Hidden on Facebook.")
    assert closed.decided_by == "U1"
    assert (await stage.house.drafts.get("T1", draft.id)).state is DraftState.EXPIRED
    (deed,) = [each for each in await stage.acts.latest("T1", limit=9) if each.act is Act.HIDE]
    assert (deed.person_id, deed.detail) == ("U1", {"item": item.id, "posts": ["c1", "c2"]})


async def test_only_those_who_approve_may(stage: Stage) -> None:
    item = await stage.item()
    with pytest.raises(NotAllowed):
        await stage.hiding.hide("T1", "U2", item.id)
    await stage.house.set(approver_ids=("U2",))

    await stage.hiding.hide("T1", "U2", item.id)

    assert stage.facebook.hidden == ["c1", "c2"]


async def test_what_the_platform_did_not_do_leaves_it_open(stage: Stage) -> None:
    item = await stage.item()
    stage.facebook.failure = PlatformUnavailable("facebook", "facebook:acme", "down")
    with pytest.raises(PlatformUnavailable):
        await stage.hiding.hide("T1", "U1", item.id)
    assert (await stage.house.item()).is_open
    assert not [each for each in await stage.acts.latest("T1", limit=9) if each.act is Act.HIDE]

    stage.facebook.failure = None
    await stage.hiding.hide("T1", "U1", item.id)
    assert not (await stage.house.item()).is_open


async def test_what_is_hidden_is_noted_though_the_rest_is_not(stage: Stage) -> None:
    item = await stage.item()
    stage.facebook.failure = PlatformUnavailable("facebook", "facebook:acme", "down")
    stage.facebook.fails_from = 1
    with pytest.raises(PlatformUnavailable):
        await stage.hiding.hide("T1", "U1", item.id)
    assert (await stage.house.item()).is_open
    (deed,) = [each for each in await stage.acts.latest("T1", limit=9) if each.act is Act.HIDE]
    assert (deed.person_id, deed.detail) == ("U1", {"item": item.id, "posts": ["c1"]})


async def test_what_its_author_deleted_meanwhile_is_closed_all_the_same(stage: Stage) -> None:
    item = await stage.item()
    stage.facebook.failure = NotFound("post", "c1")
    await stage.hiding.hide("T1", "U1", item.id)
    assert (await stage.house.item()).decision is Decision.NONE


async def test_what_is_closed_is_not_hidden_any_more(stage: Stage) -> None:
    item = await stage.item()
    await stage.house.deciding.decide("T1", "U2", item.id, Decision.BY_HAND)
    with pytest.raises(InvalidInput, match="closed already"):
        await stage.hiding.hide("T1", "U1", item.id)
    assert stage.facebook.hidden == []


async def test_a_mention_elsewhere_is_not_ours_to_hide(stage: Stage) -> None:
    item = await stage.item(kind=Kind.MENTION, post_id=None)
    assert item.origin is Origin.MENTION
    with pytest.raises(InvalidInput, match="under our own posts"):
        await stage.hiding.hide("T1", "U1", item.id)


@pytest.mark.parametrize("platform", [Platform.BLUESKY, Platform.MASTODON])
async def test_platforms_without_it_say_so(stage: Stage, platform: Platform) -> None:
    item = await stage.item()
    stage.facebook.platform = platform
    assert hideable(item, platform) == ()
    with pytest.raises(InvalidInput, match=platform.title):
        await stage.hiding.hide("T1", "U1", item.id)


@pytest.mark.parametrize("platform", [Platform.X, Platform.FACEBOOK, Platform.INSTAGRAM])
async def test_three_platforms_have_it(stage: Stage, platform: Platform) -> None:
    item = await stage.item()
    assert [part.id for part in hideable(item, platform)] == ["c1", "c2"]


async def test_promise_2_no_tool_of_a_model_hides_anything() -> None:
    box: Toolbox = await toolbox(ask("?"), busy_week())
    assert not [each for each in box.tools() if "hide" in each.__name__]
