"""`engage costs`: what paid calls have cost this month, in a terminal, in the words of the chat."""

from __future__ import annotations

from assistant import terminal
from assistant.asking import Owner, calm, choose_workspace
from assistant.bootstrap import open_desk
from assistant.community.answers import TERMINAL
from assistant.settings import Settings


async def print_costs(settings: Settings, workspace: str | None) -> None:
    """Print this month's costs of a workspace.

    Raises:
        NotFound: no such workspace.
    """
    async with open_desk(calm(settings)) as desk:
        home = await choose_workspace(desk, workspace)
        view = await desk.costing(Owner()).view(home.id, TERMINAL)
    terminal.show_costs(view)
