"""Background work: which jobs there are, and when they are put into the queue."""

from __future__ import annotations

import structlog

from assistant.bootstrap import Desk
from assistant.errors import ReconnectNeeded
from assistant.storage.queue import JobQueue

log = structlog.get_logger(__name__)

SYNC = "account.sync"
"""The job that keeps one account fresh."""

KEEP = "workspace.keep"
"""The job that erases what a workspace does not want to keep any longer, and seals with the newest
key what an older one sealed."""

FORGET = "workspace.forget"
"""The job that erases a workspace after Engage was removed from it."""


def make_queue(desk: Desk) -> JobQueue:
    """The job queue with every job registered, not yet connected.

    Every two minutes each account is put into it; its sweep looks only at posts that are due by
    their age. Each night (UTC) every workspace is, to erase what is too old.
    """
    queue = JobQueue(desk.stores.addresses.database_url)

    async def sync(workspace_id: str, account_id: str) -> None:
        swept = await desk.syncing.sync(workspace_id, account_id)
        trouble = type(swept.trouble).__name__ if swept.trouble else "cut"
        desk.figures.swept("done" if swept.complete else trouble)

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
    return queue


async def put_accounts(desk: Desk, queue: JobQueue) -> None:
    """Put every account that can be read into the queue, unless it waits there already."""
    for workspace in await desk.workspaces.all():
        for account in await desk.accounts.all(workspace.id):
            if account.trouble != ReconnectNeeded.__name__:
                mark = f"{SYNC}:{account.id}"
                await queue.defer(
                    SYNC, lock=mark, once=mark, workspace_id=workspace.id, account_id=account.id
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


async def work(desk: Desk) -> None:
    """Run background jobs until cancelled; those going are given time to end.

    Raises:
        StoreUnavailable: PostgreSQL cannot be reached at the start.
    """
    queue = await make_queue(desk).open()
    try:
        await queue.work()
    finally:
        await queue.close()
