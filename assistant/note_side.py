"""Puts weekly notes, alerts and notices of costs together, before the chat or without it."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING
from uuid import uuid4

from assistant.agent.late import LateOpener
from assistant.bootstrap import Desk
from assistant.desk.alerting import Alerting
from assistant.desk.costing import CostNotices
from assistant.desk.noting import Noting
from assistant.desk.summarizing import Summarizing
from assistant.desk.uncleared import UnclearedNotices
from assistant.ports import Directory

if TYPE_CHECKING:
    from assistant.ports.costs import CostTeller
    from assistant.ports.notes import Herald


class NoteWork:
    """What background jobs do about notes, alerts and costs; only a process that reaches the chat
    has it.

    Args:
        desk: open.
        directory: the chat's people.
    """

    def __init__(
        self, desk: Desk, directory: Directory, herald: Herald, teller: CostTeller
    ) -> None:
        self.summarizing = summarizing(desk, directory, herald)
        self.costs = CostNotices(desk.stores.costs, teller, desk.clock)
        self.uncleared = UnclearedNotices(
            accounts=desk.accounts,
            disconnector=desk.stores.disconnector,
            clearances=desk.stores.clearances,
            teller=teller,
            clock=desk.clock,
        )
        self.alerting = Alerting(
            accounts=desk.accounts,
            records=desk.records,
            inbox=desk.stores.inbox,
            preferences=desk.preferences,
            notes=desk.stores.notes,
            herald=herald,
            clock=desk.clock,
        )


def summarizing(desk: Desk, directory: Directory, herald: Herald | None = None) -> Summarizing:
    """The use case behind the weekly note.

    Args:
        herald: None where nothing can be brought.
    """
    noting = Noting(
        accounts=desk.accounts,
        records=desk.records,
        connections=desk.connections,
        inbox=desk.stores.inbox,
        preferences=desk.preferences,
        clock=desk.clock,
        left_alone=desk.stores.spotlights.opt_outs,
    )
    return Summarizing(
        permitting=desk.permitting(directory),
        noting=noting,
        notes=desk.stores.notes,
        preferences=desk.preferences,
        herald=herald,
        clock=desk.clock,
        worker_id=f"{socket.gethostname()}:{os.getpid()}:{uuid4()}",
        opener=LateOpener(models=desk.models, budget=desk.budget, clock=desk.clock),
    )
