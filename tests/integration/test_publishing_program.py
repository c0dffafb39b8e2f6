"""The whole way in the program as it is put together: a comment, a reply by a person, an approval,
the job in the queue, the post in its thread, and the next look at the platform.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import Account, AccountRef
from assistant.community.drafts import AuditEntry, Draft, DraftState, Happening, Intent
from assistant.community.inbox import Decision, Item
from assistant.community.rights import Act
from assistant.community.settings import AccountSettings
from assistant.community.studio import Studio
from assistant.jobs import make_queue
from assistant.ports import Deed
from assistant.responding import CardWork, Responding
from assistant.settings import Settings
from tests.integration.publishing_house import ANNA, SYSTEM_KEY, TEAM
from tests.managing import People

pytestmark = pytest.mark.integration


class Shown:
    """`ports.Cards`: which items were shown."""

    def __init__(self) -> None:
        self.items: list[str] = []

    async def show(self, workspace_id: str, item_id: str) -> None:  # noqa: ARG002
        self.items.append(item_id)

    def __getattr__(self, name: str) -> Callable[..., Awaitable[None]]:
        async def noted(*_: object, **__: object) -> None:
            """Nothing else is looked at here."""

        return noted


@dataclass
class Program:
    """The desk, open, with a sample account and its jobs at work."""

    desk: Desk
    account: Account
    work: CardWork
    shown: Shown = field(default_factory=Shown)

    @property
    def responding(self) -> Responding:
        return self.work.responding

    async def until(self, draft: Draft, state: DraftState) -> Draft:
        """Wait until the jobs have brought it there."""
        deadline = time.monotonic() + 60
        while True:
            now = await self.desk.stores.drafts.get(TEAM, draft.id)
            if now.state is state:
                return now
            assert time.monotonic() < deadline, f"still {now.state}: {now.problem}"
            await asyncio.sleep(0.05)


@pytest.fixture
async def program(database_url: str, redis_url: str, emptied: None) -> AsyncIterator[Program]:
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": SYSTEM_KEY,
    }
    people, shown = People(), Shown()
    people.add(ANNA, admin=True)
    async with open_desk(Settings.from_env(settings)) as desk:
        await desk.workspaces.ensure(TEAM, "One")
        ref = AccountRef.parse("sample:harbourlight.coffee")
        account = await desk.connecting.watch(TEAM, ref)
        deed = Deed(Act.CHANGE_SETTINGS, ANNA, desk.clock())
        await desk.preferences.keep_account(
            TEAM, account.id, AccountSettings(undo_s=0), version=1, deed=deed
        )
        await desk.syncing.sync(TEAM, account.id)
        work = Responding(desk, people).with_cards(shown)  # type: ignore[arg-type]
        queue = await make_queue(desk, work).open()
        going = asyncio.create_task(queue.work(drain_s=1))
        yield Program(desk, account, work, shown)
        going.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await going
        await queue.close()


async def comment(program: Program) -> Item:
    """A comment of the sample's community that nobody answered, in the inbox."""
    platform = await program.desk.connections.open(program.account)
    for post in (await platform.posts(program.account.native_id)).items:
        below = (await platform.thread(post.id)).below
        answered = {each.parent_id for each in below}
        for each in below:
            if each.id not in answered and each.author.id != program.account.native_id:
                return await program.responding.replying.item_of_link(TEAM, ANNA, each.url)
    raise AssertionError("the sample always has one")


async def test_from_a_comment_to_a_post_in_its_thread(program: Program) -> None:
    item, reviewing = await comment(program), program.responding.reviewing
    draft = await reviewing.write(TEAM, ANNA, item.id, "Thank you, we are glad to hear that.")
    await reviewing.approve(
        TEAM, ANNA, draft.id, version=draft.version, digest=draft.digest, overriding=True
    )
    done = await program.until(draft, DraftState.PUBLISHED)

    platform = await program.desk.connections.open(program.account)
    thread = await platform.thread(item.thread_id)
    (reply,) = [post for post in thread.below if post.id == done.post_id]
    assert (reply.text, reply.parent_id) == (draft.text, item.last.id)
    assert reply.author.id == program.account.native_id
    closed = await program.desk.stores.inbox.get(TEAM, item.id)
    assert (closed.decision, closed.decided_by) == (Decision.REPLY, ANNA)
    assert (closed.answered_at, closed.answer_url) == (reply.created_at, reply.url)
    assert item.id in program.shown.items

    await program.desk.syncing.sync(TEAM, program.account.id)
    await program.work.triaging.triage(TEAM, program.account.id)
    again = await program.desk.stores.inbox.get(TEAM, item.id)
    assert (again.decision, again.answered_at) == (closed.decision, closed.answered_at)
    assert await program.responding.publishing.look_after() == 0


async def thread(program: Program, *posts: str) -> Draft:
    """A draft in a studio."""
    desk, now = program.desk, program.desk.clock()
    studio_id, draft_id = desk.new_id(), desk.new_id()
    await desk.stores.studios.open(
        Studio(studio_id, TEAM, ANNA, (program.account.id,), "Beans", studio_id, now)
    )
    draft = Draft(
        id=draft_id,
        workspace_id=TEAM,
        account_id=program.account.id,
        item_id="",
        target_id="",
        text=posts[0],
        rest=posts[1:],
        original=posts[0],
        intent=Intent.POST,
        composer="offline",
        author_id="UBERT",
        made_at=now,
        studio_id=studio_id,
    )
    entry = AuditEntry(draft.id, Happening.DRAFTED, now, 1, draft.whole)
    await desk.stores.drafts.add(draft, entry)
    return draft


async def test_a_thread_goes_out_at_the_time_it_was_moved_to(program: Program) -> None:
    draft = await thread(
        program, "Beans keep best in the dark.", "And cool.", "Never in the fridge."
    )
    reviewing, now = program.responding.reviewing, program.desk.clock()
    first, second = now + timedelta(seconds=1), now + timedelta(seconds=4)
    approved = await reviewing.approve(
        TEAM, ANNA, draft.id, version=1, digest=draft.digest, overriding=True, send_at=first
    )
    await reviewing.move(TEAM, ANNA, draft.id, version=approved.version, send_at=second)
    done = await program.until(draft, DraftState.PUBLISHED)
    platform = await program.desk.connections.open(program.account)
    below = (await platform.thread(done.out[0])).below
    mine = {post.id: post for post in below}
    assert [mine[each].text for each in done.out[1:]] == list(draft.rest)
    assert [mine[each].parent_id for each in done.out[1:]] == list(done.out[:2])
    history = await program.desk.stores.drafts.history(TEAM, draft.id)
    sent = [each.at for each in history if each.happening is Happening.SENT]
    assert len(sent) == 3
    assert min(sent) >= second
