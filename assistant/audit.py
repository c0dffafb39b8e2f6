"""`engage audit`: what became of every draft, as CSV. Whoever runs the program may see it, as a
backup holds it, too; in Slack it is asked who may.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from assistant.asking import choose_workspace
from assistant.bootstrap import open_desk
from assistant.desk.auditing import whole_log
from assistant.errors import InvalidInput
from assistant.settings import Settings

DAYS = 30
"""How far back it goes where nobody says."""


async def print_audit(
    settings: Settings, since: datetime | None, until: datetime | None, workspace: str | None
) -> None:
    """Print the log of some days (UTC) to stdout.

    Args:
        since: first day; None for 30 days before the end.
        until: last day, included; None for today.

    Raises:
        InvalidInput: the days are in the wrong order, or hold more than one file takes.
        NotFound: no such workspace.
    """
    async with open_desk(settings) as desk:
        end = until.replace(tzinfo=UTC) + timedelta(days=1) if until else desk.clock()
        start = since.replace(tzinfo=UTC) if since else end - timedelta(days=DAYS)
        if start >= end:
            raise InvalidInput("The first day must not come after the last one.")
        home = await choose_workspace(desk, workspace)
        told = await whole_log(desk.stores.drafts, desk.accounts, home.id, (start, end))
    sys.stdout.write(told)
