"""Engage's own space: the Home tab, and what to ask on top of Messages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from assistant.community.rights import Act
from assistant.errors import EngageError
from assistant.explain import explain
from handlers.calls import Method, Slack, SlackRefused
from handlers.payloads import Opened
from handlers.render.blocks import Block
from handlers.render.home import closed_home_tab, home_tab
from handlers.render.home_posts import NEXT, Ahead
from handlers.render.words import GREETING, PROMPTS
from handlers.services import Installation, Services

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.desk.item_views import InboxView
    from assistant.desk.overseeing import Overview

log = structlog.get_logger(__name__)

NEW_BLOCKS = frozenset({"invalid_arguments", "invalid_blocks", "invalid_blocks_format"})
"""How Slack refuses a view whose kinds of blocks the workspace does not have yet."""

REFRESH_EVERY_S = 60
"""Opening the tab again within this many seconds reads no platform."""


async def publish(services: Services, installation: Installation, opened: Opened) -> None:
    """Show the Home tab from the records as they are, then again if there was anything to read."""
    await show(services, installation, opened.person_id)
    key = f"home.refresh:{opened.person_id}"
    if await services.once.first(installation.workspace.id, key, REFRESH_EVERY_S):
        await refresh(services, installation, opened.person_id)


async def show(services: Services, installation: Installation, person_id: str) -> None:
    """Show one person their Home tab as things stand now. Who may not look is told why there."""
    workspace_id = installation.workspace.id
    async with services.home.turn(workspace_id, person_id):
        try:
            overview = await services.home.overseeing.overview(workspace_id, person_id)
            past = await _past(services, overview, (workspace_id, person_id))
            shown = await _inbox(services, (workspace_id, person_id))
            ahead = await _ahead(services, overview, (workspace_id, person_id))
            cost = await services.home.costing.view(workspace_id, person_id)
        except EngageError as error:
            log.warning("home.not_shown", error=type(error).__name__)
            await _publish(installation.slack, person_id, closed_home_tab(explain(error)))
            return
        slack = installation.slack
        try:
            # In a thread: it is big, and the ways numbers are written are read from disk at first.
            tab = await asyncio.to_thread(home_tab, overview, past, shown, ahead, cost=cost)
            await _publish(slack, person_id, tab)
        except SlackRefused as refused:
            if refused.code not in NEW_BLOCKS:
                raise
            plainer = home_tab(overview, past, shown, ahead, cost=cost, plainer=True)
            await _publish(slack, person_id, plainer)


async def _past(services: Services, overview: Overview, at: tuple[str, str]) -> Sequence[Account]:
    """Disconnected accounts that can still be erased, for those who may."""
    if Act.ERASE not in overview.may:
        return ()
    return await services.home.disconnecting.past(*at)


async def _inbox(services: Services, at: tuple[str, str]) -> InboxView | None:
    """What is open, for this person."""
    return await services.respond.deciding.inbox(*at) if services.respond else None


async def _ahead(services: Services, overview: Overview, at: tuple[str, str]) -> Ahead | None:
    """What goes out next, with links to where it was made."""
    if services.give is None:
        return None
    planned = await services.give.planning.ahead(*at)
    studios = services.give.studios
    posts = [(each, await studios.link(at[0], each.studio_id or "")) for each in planned[:NEXT]]
    return Ahead(posts, max(0, len(planned) - NEXT), overview.settings.zone)


async def refresh(services: Services, installation: Installation, person_id: str) -> None:
    """Read what is old, and show the tab again if anything was."""
    try:
        read = await services.home.overseeing.refresh(installation.workspace.id, person_id)
    except EngageError as error:
        log.warning("home.not_refreshed", error=type(error).__name__)
        return
    if read:
        await show(services, installation, person_id)


async def suggest(_: Services, installation: Installation, opened: Opened) -> None:
    """Suggest what to ask. Without a thread: with one Slack shows nothing, and says nothing."""
    prompts = [{"title": title, "message": question} for title, question in PROMPTS]
    await installation.slack.call(
        Method.SUGGESTED_PROMPTS, channel_id=opened.channel_id, title=GREETING, prompts=prompts
    )


async def _publish(slack: Slack, person_id: str, view: Block) -> None:
    await slack.call(Method.PUBLISH_VIEW, user_id=person_id, view=view)
