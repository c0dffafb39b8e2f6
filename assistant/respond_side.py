"""Puts Respond and Give before the chat, loaded late: no acknowledgement waits for them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.approaching import joining_in, leaving_alone, spotlighting
from assistant.bootstrap import Desk
from assistant.desk.hiding import Hiding
from assistant.giving import Giving, StudioWork
from assistant.note_side import NoteWork
from assistant.ports import Directory
from assistant.responding import CardWork, Responding
from handlers.cards import SlackCards
from handlers.costs import SlackCostTeller
from handlers.give_desk import GiveDesk, OthersDesk
from handlers.notes import SlackHerald
from handlers.respond_desk import RespondDesk
from handlers.services import Installations
from handlers.studio_files import StudioImages
from handlers.studios import SlackStudios


@dataclass(frozen=True, slots=True)
class Sides:
    """What buttons work with: of cards, and of studios; and what background jobs do."""

    respond: RespondDesk
    give: GiveDesk
    work: CardWork


def respond_side(desk: Desk, installations: Installations, directory: Directory) -> Sides:
    """Put both together."""
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
    giving = Giving(desk, directory, responding.lint, responding.mixing, responding.reviewing)
    give = _give(desk, installations, directory, giving, responding)
    herald = SlackHerald(
        installations=installations,
        accounts=desk.accounts,
        preferences=desk.preferences,
        managers=desk.managers,
        once=desk.once,
        clock=desk.clock,
    )
    studios = _studio_work(desk, installations, giving, give)
    teller = SlackCostTeller(installations, desk.managers, desk.accounts, desk.preferences)
    notes = NoteWork(desk, directory, herald, teller)
    work = responding.with_cards(cards, notes, studios)
    respond = RespondDesk(
        deciding=responding.deciding,
        replying=responding.replying,
        reviewing=responding.reviewing,
        settling=responding.publishing,
        triaging=work.triaging,
        teaching=responding.teaching,
        listening=responding.listening,
        cards=cards,
        handing=responding.handing,
        hiding=Hiding(
            permitting=desk.permitting(directory),
            accounts=desk.accounts,
            inbox=desk.stores.inbox,
            publishers=desk.connections,
            deciding=responding.deciding,
            acts=desk.acts,
            clock=desk.clock,
        ),
    )
    return Sides(respond, give, work)


def _studio_work(
    desk: Desk, installations: Installations, giving: Giving, give: GiveDesk
) -> StudioWork:
    images = StudioImages(
        installations=installations,
        illustrating=giving.illustrating,
        refresh=give.studios.refresh,
        once=desk.once,
        new_id=desk.new_id,
    )
    return StudioWork(giving.posting, give.studios, images)


def _give(
    desk: Desk,
    installations: Installations,
    directory: Directory,
    giving: Giving,
    responding: Responding,
) -> GiveDesk:
    reviewing, permitting = responding.reviewing, desk.permitting(directory)
    studios = SlackStudios(
        installations=installations,
        posting=giving.posting,
        audit=reviewing,
        stored=desk.stores.studios,
        book=desk.stores.brand,
        preferences=desk.preferences,
        once=desk.once,
    )
    return GiveDesk(
        posting=giving.posting,
        reviewing=reviewing,
        settling=responding.publishing,
        illustrating=giving.illustrating,
        planning=giving.planning,
        mixing=responding.mixing,
        studios=studios,
        others=OthersDesk(
            spotlighting=spotlighting(
                desk, permitting, giving.posting, responding.replying, responding.deciding
            ),
            joining=joining_in(desk, permitting),
            quiet=leaving_alone(desk, permitting),
        ),
    )
