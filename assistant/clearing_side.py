"""Puts together what removes here what platforms removed."""

from __future__ import annotations

from assistant.desk.clearing import Clearing
from assistant.ports import Clock, Connections
from assistant.storage.stores import Stores


def clearing(stores: Stores, connections: Connections, clock: Clock) -> Clearing:
    """The use case behind it."""
    return Clearing(
        accounts=stores.accounts,
        disconnector=stores.disconnector,
        connections=connections,
        records=stores.records,
        inbox=stores.inbox,
        drafts=stores.drafts,
        removal=stores.removal,
        clearances=stores.clearances,
        costs=stores.costs,
        turns=stores.conversations,
        clock=clock,
    )
