"""Puts Respond before the chat, loaded late: no acknowledgement waits for it."""

from __future__ import annotations

from assistant.bootstrap import Desk
from assistant.ports import Directory
from assistant.responding import CardWork, Responding
from handlers.cards import SlackCards
from handlers.respond_desk import RespondDesk
from handlers.services import Installations


def respond_side(
    desk: Desk, installations: Installations, directory: Directory
) -> tuple[RespondDesk, CardWork]:
    """What cards and their buttons work with, and what is done about items in the background."""
    responding = Responding(desk, directory)
    cards = SlackCards(
        installations=installations,
        deciding=responding.deciding,
        inbox=desk.stores.inbox,
        accounts=desk.accounts,
        book=desk.stores.brand,
        audit=responding.reviewing,
        preferences=desk.preferences,
        managers=desk.managers,
        once=desk.once,
    )
    work = responding.with_cards(cards)
    respond = RespondDesk(
        deciding=responding.deciding,
        replying=responding.replying,
        reviewing=responding.reviewing,
        settling=responding.publishing,
        triaging=work.triaging,
        teaching=responding.teaching,
        listening=responding.listening,
        cards=cards,
    )
    return respond, work
