"""Everything that speaks Slack, and nothing else.

This page is the routing table. Bolt scans its listeners one by one and builds all arguments for
each, so there is one per kind; the tables behind them cost nothing however long they grow:

    /engage ...       commands.handle_command    commands.COMMANDS by first word, else a question
    events            events.handle_event        events.EVENTS by type
    buttons           actions.handle_action      actions.ACTIONS by action id
    forms             views.handle_view          views.VIEWS by the form's name
    on a message      linked.handle_shortcut     the one shortcut there is: draft a reply
"""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncApp

from handlers.actions import handle_action
from handlers.commands import handle_command
from handlers.events import handle_event
from handlers.ids import COMMAND
from handlers.linked import handle_shortcut
from handlers.views import handle_view

ANY_EVENT = re.compile(r".+")
OURS = re.compile(r"^engage\.")


def register(app: AsyncApp) -> None:
    """Register all listeners."""
    app.command(COMMAND)(handle_command)
    app.event(ANY_EVENT)(handle_event)
    app.action(OURS)(handle_action)
    app.view(OURS)(handle_view)
    app.shortcut(OURS)(handle_shortcut)
