"""Engage's own space: the Home tab, and what to ask on top of Messages."""

from __future__ import annotations

from handlers.calls import Method
from handlers.payloads import Opened
from handlers.render.words import GREETING, PROMPTS, home_tab
from handlers.services import Installation, Services


async def publish(services: Services, installation: Installation, opened: Opened) -> None:
    """Show the Home tab with the accounts as they are now."""
    accounts = await services.answering.accounts(installation.workspace.id)
    view = home_tab(accounts, services.clock())
    await installation.slack.call(Method.PUBLISH_VIEW, user_id=opened.person_id, view=view)


async def suggest(_: Services, installation: Installation, opened: Opened) -> None:
    """Suggest what to ask. Without a thread: with one Slack shows nothing, and says nothing."""
    prompts = [{"title": title, "message": question} for title, question in PROMPTS]
    await installation.slack.call(
        Method.SUGGESTED_PROMPTS, channel_id=opened.channel_id, title=GREETING, prompts=prompts
    )
