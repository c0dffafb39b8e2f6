"""Approaching people: spotlights, joining their conversations, and leaving them alone. Made of the
ports that `bootstrap` opened.
"""

from __future__ import annotations

from assistant.bootstrap import Desk
from assistant.desk.asking_leave import AskingLeave, Links, Reopening
from assistant.desk.joining_in import JoiningIn
from assistant.desk.leaving_alone import LeavingAlone
from assistant.desk.permitting import Permitting
from assistant.desk.spotlighting import Opening, Spotlighting


def spotlighting(
    desk: Desk, permitting: Permitting, posting: Opening, links: Links, reopening: Reopening
) -> Spotlighting:
    """The use case behind `/engage spotlight`."""
    leave = AskingLeave(
        links=links,
        reopening=reopening,
        accounts=desk.accounts,
        drafts=desk.stores.drafts,
        publishers=desk.connections,
        clock=desk.clock,
        new_id=desk.new_id,
    )
    return Spotlighting(
        permitting=permitting,
        accounts=desk.accounts,
        records=desk.records,
        searches=desk.stores.searches,
        spotlights=desk.stores.spotlights,
        drafts=desk.stores.drafts,
        leave=leave,
        posting=posting,
        clock=desk.clock,
        new_id=desk.new_id,
    )


def joining_in(desk: Desk, permitting: Permitting) -> JoiningIn:
    """The use case behind `/engage join`."""
    return JoiningIn(
        permitting=permitting,
        accounts=desk.accounts,
        records=desk.records,
        searches=desk.stores.searches,
        book=desk.stores.brand,
        spotlights=desk.stores.spotlights,
        inbox=desk.stores.inbox,
        preferences=desk.preferences,
        clock=desk.clock,
        new_id=desk.new_id,
    )


def leaving_alone(desk: Desk, permitting: Permitting) -> LeavingAlone:
    """The use case behind opt-outs."""
    return LeavingAlone(
        permitting=permitting,
        accounts=desk.accounts,
        records=desk.records,
        searches=desk.stores.searches,
        spotlights=desk.stores.spotlights,
        once=desk.once,
        clock=desk.clock,
        new_id=desk.new_id,
    )
