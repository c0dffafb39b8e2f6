"""Background work: which jobs there are, and when they are put into the queue."""

from __future__ import annotations

import structlog

from assistant.bootstrap import Desk
from assistant.community.clearances import WATCHED
from assistant.desk.clearing import CRON
from assistant.errors import ReconnectNeeded
from assistant.giving import StudioWork
from assistant.note_side import NoteWork
from assistant.ports.work import QUEUE, Job
from assistant.responding import CardWork
from assistant.storage.queue import JobQueue

log = structlog.get_logger(__name__)

SYNC = "account.sync"
"""The job that keeps one account fresh."""

KEEP = "workspace.keep"
"""The job that erases what a workspace does not want to keep any longer, and seals with the newest
key what an older one sealed."""

CLEAR = "account.clear"
"""The job that removes here what the account's platform removed."""

FORGET = "workspace.forget"
"""The job that erases a workspace after Engage was removed from it."""


CARD_TRIES = 40
"""Over six hours: where a draft alone has changed, nothing else brings its card up to date."""


def make_queue(desk: Desk, cards: CardWork | None = None) -> JobQueue:
    """The job queue with every job registered, not yet connected.

    Every two minutes each account is put into it; its sweep looks only at posts that are due by
    their age. Each night (UTC) every workspace is, to erase what is too old.

    Args:
        cards: None in a process without the chat: jobs that need it wait for another one.
    """
    queue = JobQueue(desk.stores.addresses.database_url)

    async def sync(workspace_id: str, account_id: str) -> None:
        swept = await desk.syncing.sync(workspace_id, account_id)
        trouble = type(swept.trouble).__name__ if swept.trouble else "cut"
        desk.figures.swept("done" if swept.complete else trouble)
        await put_triage(queue, workspace_id, account_id)

    async def keep(workspace_id: str) -> None:
        await desk.keeping.keep(workspace_id)
        if sealed_anew := await desk.stores.seals.renew(workspace_id):
            log.info("secrets.sealed_anew", workspace_id=workspace_id, count=sealed_anew)

    async def forget(workspace_id: str) -> None:
        await desk.keeping.forget(workspace_id)

    async def every_account() -> None:
        await put_accounts(desk, queue)

    async def every_workspace() -> None:
        await put_workspaces(desk, queue)

    async def every_sign_in() -> None:
        await give_back_sign_ins(desk)

    queue.register(SYNC, sync)
    queue.register(KEEP, keep)
    queue.register(FORGET, forget)
    queue.every("accounts.put", "*/2 * * * *", every_account)
    queue.every("workspaces.put", "23 2 * * *", every_workspace)
    queue.every("sign_ins.give_back", "*/10 * * * *", every_sign_in)
    _register_clearing(desk, queue)
    if cards is not None:
        _register_respond(desk, queue, cards)
    return queue


def _register_clearing(desk: Desk, queue: JobQueue) -> None:
    async def clear(workspace_id: str, account_id: str) -> None:
        await desk.clearing.clear(workspace_id, account_id)

    async def every_watched() -> None:
        await put_watched(desk, queue)

    queue.register(CLEAR, clear)
    queue.every("watched.put", CRON, every_watched)


def _register_respond(desk: Desk, queue: JobQueue, cards: CardWork) -> None:
    """Register the jobs of `ports.work`, and what is looked after every minute: the clocks of
    items, and whatever a job left in the middle. Rules of the voice are offered at night.
    """
    respond = cards.responding
    work = {
        Job.TRIAGE: cards.triaging.triage,
        Job.DIGEST: cards.showing.digest,
        Job.DRAFT: respond.replying.write,
        Job.PUBLISH: respond.publishing.publish,
        Job.LISTEN: respond.listening.sweep,
    }
    for job, does in work.items():
        queue.register(job.value, does, queue=QUEUE)
    queue.register(Job.SHOW_CARD.value, cards.showing.present, queue=QUEUE, tries=CARD_TRIES)

    if cards.studios is not None:
        _register_give(queue, cards.studios)

    async def listen() -> None:
        await put_searches(desk, queue)

    async def learn() -> None:
        for workspace in await desk.workspaces.all():
            await respond.teaching.learn_all(workspace.id)

    queue.every("items.mind", "* * * * *", cards.minding.tick, queue=QUEUE)
    queue.every("drafts.look_after", "* * * * *", respond.publishing.look_after, queue=QUEUE)
    queue.every("wishes.look_after", "* * * * *", respond.replying.look_after, queue=QUEUE)
    queue.every("searches.put", "*/10 * * * *", listen, queue=QUEUE)
    queue.every("voices.learn", "41 3 * * *", learn, queue=QUEUE)
    if cards.notes is not None:
        _register_notes(queue, cards.notes)


def _register_notes(queue: JobQueue, notes: NoteWork) -> None:
    """Register what weekly notes, alerts and notices of costs need, and look every minute whose
    note is due.
    """
    queue.register(Job.WRITE_NOTE.value, notes.summarizing.write, queue=QUEUE)
    queue.register(Job.NOTE.value, notes.summarizing.send, queue=QUEUE)
    queue.register(Job.ALERT.value, notes.alerting.look, queue=QUEUE)
    queue.register(Job.COSTS.value, notes.costs.tell, queue=QUEUE)
    queue.register(Job.CLEARING.value, notes.uncleared.tell, queue=QUEUE)
    queue.every("costs.look_after", "*/10 * * * *", notes.costs.look_after, queue=QUEUE)
    queue.every("notes.tick", "* * * * *", notes.summarizing.tick, queue=QUEUE)


def _register_give(queue: JobQueue, studios: StudioWork) -> None:
    """Register what is done about posts of our own, and what is looked after."""
    show, write = studios.places.show, studios.posting.write
    queue.register(Job.SHOW_STUDIO.value, show, queue=QUEUE, tries=CARD_TRIES)
    queue.register(Job.POST_DRAFT.value, write, queue=QUEUE)
    take = studios.images.take
    queue.register(Job.TAKE_IMAGES.value, take, queue=QUEUE, tries=CARD_TRIES)
    queue.every("posts.look_after", "* * * * *", studios.posting.look_after, queue=QUEUE)


async def put_accounts(desk: Desk, queue: JobQueue) -> None:
    """Put every account that can be read into the queue, unless it waits there already."""
    for workspace in await desk.workspaces.all():
        for account in await desk.accounts.all(workspace.id):
            if account.trouble != ReconnectNeeded.__name__:
                mark = f"{SYNC}:{account.id}"
                await queue.defer(
                    SYNC, lock=mark, once=mark, workspace_id=workspace.id, account_id=account.id
                )


async def put_watched(desk: Desk, queue: JobQueue) -> None:
    """Put every account into the queue whose platform wants removed what it removes, also those
    that were disconnected: what was read of them is still kept.
    """
    for workspace in await desk.workspaces.all():
        accounts = await desk.accounts.all(workspace.id)
        for account in (*accounts, *await desk.stores.disconnector.past(workspace.id)):
            if account.ref.platform in WATCHED:
                mark = f"{CLEAR}:{account.id}"
                await queue.defer(
                    CLEAR, lock=mark, once=mark, workspace_id=workspace.id, account_id=account.id
                )


async def put_triage(queue: JobQueue, workspace_id: str, account_id: str) -> None:
    """Have the inbox brought in line with what was read, and see whether any of it is unusual,
    unless that waits already.
    """
    for job in (Job.TRIAGE, Job.ALERT):
        mark = f"{job}:{account_id}"
        await queue.defer(
            job,
            lock=mark,
            once=mark,
            queue=QUEUE,
            workspace_id=workspace_id,
            account_id=account_id,
        )


async def put_searches(desk: Desk, queue: JobQueue) -> None:
    """Put every account that listens into the queue, unless it waits there already."""
    for workspace in await desk.workspaces.all():
        searches = await desk.stores.searches.all(workspace.id)
        for account_id in {each.account_id for each in searches}:
            mark = f"{Job.LISTEN}:{account_id}"
            await queue.defer(
                Job.LISTEN,
                lock=mark,
                once=mark,
                queue=QUEUE,
                workspace_id=workspace.id,
                account_id=account_id,
            )


async def put_workspaces(desk: Desk, queue: JobQueue) -> None:
    """Put every workspace into the queue to be tidied, and those that left to be forgotten."""
    living = [(KEEP, each.id) for each in await desk.workspaces.all()]
    left = [(FORGET, each) for each in await desk.keeping.left()]
    for job, workspace_id in (*living, *left):
        mark = f"{job}:{workspace_id}"
        await queue.defer(job, lock=mark, once=mark, workspace_id=workspace_id)


async def give_back_sign_ins(desk: Desk) -> None:
    """Clear away sign-ins on platforms' own pages that nobody brought to their end."""
    giving_back = desk.giving_back()
    for workspace in await desk.workspaces.all():
        if count := await giving_back.expired(workspace.id):
            log.info("sign_ins.given_back", workspace_id=workspace.id, count=count)


async def work(desk: Desk, cards: CardWork | None = None) -> None:
    """Run background jobs until cancelled; those going are given time to end.

    Args:
        cards: None in a process without the chat.

    Raises:
        StoreUnavailable: PostgreSQL cannot be reached at the start.
    """
    queue = await make_queue(desk, cards).open()
    try:
        await queue.work()
    finally:
        await queue.close()
