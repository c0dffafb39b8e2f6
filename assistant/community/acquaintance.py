"""Who somebody is to an account: new, back, often here, or back after a long time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.community.inbox import Exchange, Familiarity, PersonCard
from assistant.community.posts import Author, is_named

WEEK = timedelta(days=7)
WEEKS = 4
OFTEN = 3
"""Of the four weeks before, somebody wrote in so many: a regular (as `people.CORE_DAYS` counts
days, for a single person seen from one moment)."""

AWAY = timedelta(days=28)
"""Who wrote nothing for so long had lapsed."""

SHOWN = 3
"""Earlier exchanges on a card."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the records hold of one person.

    Attributes:
        talks: (native id, exchange) of what they wrote to us, in any order.
        days: UTC days on which they wrote to us, as far back as somebody asked.
        first_at: their first interaction of any kind; None where there is none.
    """

    talks: Sequence[tuple[str, Exchange]] = ()
    days: Sequence[datetime] = ()
    first_at: datetime | None = None


def person_card(
    person: Author, known: Known, *, since: datetime, leave_out: Collection[str] = ()
) -> PersonCard:
    """Who they were when they wrote the item.

    Args:
        since: when the item's clock started; only what lies before it tells who they are.
        leave_out: native ids of the item's own posts.
    """
    earlier = sorted(
        (talk for key, talk in known.talks if key not in leave_out and talk.at < since),
        key=lambda talk: talk.at,
        reverse=True,
    )
    day = since.replace(hour=0, minute=0, second=0, microsecond=0)
    wrote = [*(talk.at for talk in earlier), *(each for each in known.days if each < day)]
    before = known.first_at if known.first_at and known.first_at < since else None
    return PersonCard(
        person=person,
        familiarity=_familiarity(wrote, before, since)
        if is_named(person.id)
        else Familiarity.UNNAMED,
        first_at=min([*wrote, *([before] if before else [])], default=None),
        exchanges=tuple(earlier[:SHOWN]),
        written=len(earlier),
        answered=sum(talk.answered_at is not None for talk in earlier),
    )


def _familiarity(
    wrote: Sequence[datetime], first_at: datetime | None, since: datetime
) -> Familiarity:
    if not wrote:
        # Who liked something and never wrote is no stranger.
        return Familiarity.RETURNING if first_at else Familiarity.FIRST_TIMER
    if since - max(wrote) >= AWAY:
        return Familiarity.LAPSED
    weeks = {(since - at) // WEEK for at in wrote if since - at < WEEKS * WEEK}
    return Familiarity.REGULAR if len(weeks) >= OFTEN else Familiarity.RETURNING
