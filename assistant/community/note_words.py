"""The sentences of a weekly note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from assistant.community.calendar_words import WEEKDAYS
from assistant.community.metrics import METRICS, defined
from assistant.community.mix import Function
from assistant.community.note_checks import chart_of, checks_of
from assistant.community.note_figures import AccountWeek, Scene, Told
from assistant.community.note_speech import NoteSpeech, Said
from assistant.community.note_stops import said
from assistant.community.notes import Waiting
from assistant.community.noun_phrases import noun
from assistant.community.periods import Period, local_day, midnight
from assistant.community.responses import open_of
from assistant.community.wording import placed, words

NO_ACCOUNT = (
    "No account is connected yet, so there is nothing to tell. A manager of Engage connects one in "
    "its Home tab."
)
SOME = 3
"""Sentences of the opening, and measures named in one sentence."""


def opening(
    known: Sequence[AccountWeek], told: Told, waiting: Sequence[Waiting], scene: Scene
) -> tuple[str, ...]:
    """Up to three sentences: the checks, how much came in, and how many wait."""
    if not known:
        return ()
    first = [sentence(each.wording) for each in told.counted if each.value is not None][:SOME]
    quiet = [_quiet(scene)] if not first else []
    replies = [
        f"We got {fact.wording}."
        for at, fact in told.by_history.items()
        if told.judged[at].history.metric == "replies"
        and isinstance(fact.value, int)
        and fact not in told.changed
    ]
    return (
        *first,
        *quiet,
        *replies[: max(0, SOME - len(first) - len(quiet) - 1)],
        _who(known, waiting),
    )


def _quiet(scene: Scene) -> str:
    return (
        f"For {words(scene.period, now=scene.now, language=scene.language)} there is too little to "
        f"measure: no check has data. A post that asks something is a start."
    )


def _who(known: Sequence[AccountWeek], waiting: Sequence[Waiting]) -> str:
    """How many wait. What has no answer and is in nobody's inbox is said apart: it was decided, or
    is older than the connection.
    """
    if len(waiting) == 1:
        return "One comment waits for an answer."
    if waiting:
        return f"{len(waiting)} comments and mentions wait for an answer."
    open_ones = sum(
        len(open_of(each.rows)) for each in known if each.rows and each.rows.inbound is not None
    )
    if not open_ones:
        return "Nobody waits for an answer."
    one = open_ones == 1
    have = "comment or mention of the week has" if one else "comments and mentions of the week have"
    return (
        f"Nobody waits in the inbox; {open_ones} {have} no answer from us: decided here, "
        f"in no need of one, or from before Engage was connected."
    )


def cannot(told: Told, several: bool) -> str:  # noqa: FBT001 - one of a table of sayings
    """What nobody should conclude, in one sentence."""
    names: Counter[str] = Counter()
    fresh = 0
    for each in told.judged:
        if each.direction == "unclear":
            names[_plainly(each.history.metric)] += 1
        elif each.direction is None and each.history.now.value is not None:
            fresh += 1
    if names:
        named = [*[*names][:SOME], *(["others"] if len(names) > SOME else [])]
        listed = ", ".join(named[:-1]) + f" and {named[-1]}" if len(named) > 1 else named[0]
        this = "these" if len(named) > 1 else "this"
        where = " on every account" if several else ""
        return f"I cannot tell whether {this} changed{where}, or it is chance: {listed}."
    return "There is nothing to compare this week with yet." if fresh else ""


def _plainly(metric: str) -> str:
    """What a figure tells, in words that need no definition."""
    return _PLAIN.get(metric, noun(metric))


_PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "answered_in_target": "answers in time",
        "answered_in_hours": "answers in time",
        "conversation_share": "talk beside likes",
        "conversation_share_of_posts": "talk beside likes",
        "returning_share": "people coming back",
        "listen": "untagged mentions decided on",
        "promotion_share": "how much is promotion",
    }
)
"""Figures of the note whose name alone tells little."""


def definitions(told: Told, last: tuple[str, ...] | None) -> tuple[str, ...]:
    """What is counted in another way than in the note before."""
    if last is None:
        return ()
    before = {key.partition("@")[0]: key for key in last}
    keys = dict.fromkeys(each.definition for each in told.facts)
    return tuple(
        f"{noun(name) if name in METRICS else name}: {defined(key)}"
        for key in keys
        if before.get(name := key.partition("@")[0], key) != key
    )


def gaps(weeks: Sequence[AccountWeek], scene: Scene) -> tuple[str, ...]:
    """What is missing in the note, each with a way on."""
    if not weeks:
        return (NO_ACCOUNT,)
    said = []
    for each in weeks:
        name = str(each.account.ref)
        if each.rows is None:
            said.append(
                f"{name} is not read to the end yet. Its figures come with the next note; until "
                f"then, Home shows how far it is."
            )
        elif each.rows.as_of < scene.period.end:
            said.append(
                f"{name} was last read {moment(each.rows.as_of, scene.zone, scene.language)}, so "
                f"what came after is missing here. Home says why, and what mends it."
            )
    return tuple(said)


def missed(scene: Scene) -> str:
    """That an earlier note never came; "" where none is missing."""
    if scene.missed is None:
        return ""
    day = _dated(date.fromisoformat(scene.missed), scene.zone, scene.language)
    return f"The note of {day} never came: I could not bring it then."


def answer(first: Waiting, scene: Scene) -> Said:
    """That somebody waits longest."""
    since = moment(first.since, scene.zone, scene.language)
    promise = "" if first.due_at is None else ": the oldest promise"
    return "Draft a reply", f"{first.name} has waited since {since}{promise}."


def thank(name: str, times: int, days: int) -> Said:
    """That somebody talked with us."""
    on = f" on {days} days" if days > 1 else ""
    return f"Thank {name}", f"{name} wrote to us {times} times{on}."


def post(missing: Function | None, posts: int, went: int, period: str) -> Said:
    """What a post of our own is for."""
    if missing in _MISSING:
        label, said = _MISSING[missing]
        return label, f"{said} among our {posts} posts and replies of the last 28 days."
    out = {0: "No post of ours went out", 1: "One post of ours went out"}
    said = out.get(went, f"{went} posts of ours went out")
    return "Draft a post", f"{said} {placed(period or 'then')}. I start from what people say."


_MISSING: Mapping[Function | None, tuple[str, str]] = MappingProxyType(
    {
        Function.RESPOND: ("Draft a post that asks", "Answers to people are rarest"),
        Function.JOIN: ("Draft a post that joins in", "Joining talks of others is rarest"),
        Function.SHARE: ("Draft a post that gives", "Giving something is rarest"),
    }
)
"""Label of the action for a function that is missing, and what is said of it."""


def moment(at: datetime, zone: str, language: str) -> str:
    """A moment as people say it: "Tue 17 Nov, 14:02"."""
    dated = _dated(local_day(at, zone), zone, language)
    return f"{dated}, {at.astimezone(ZoneInfo(zone)):%H:%M}"


def _dated(day: date, zone: str, language: str) -> str:
    start = midnight(day, zone)
    dated = words(Period(start, start, None, zone), language=language)
    return f"{WEEKDAYS[day.weekday()][:3]} {dated}"


def sentence(wording: str) -> str:
    """A fact's words as a sentence of their own."""
    return f"{wording[0].upper()}{wording[1:]}."


ENGLISH = NoteSpeech(
    worded=lambda told, known, scene: told,  # noqa: ARG005 - their words are English
    opening=opening,
    checks=checks_of,
    chart=chart_of,
    cannot=cannot,
    stop=said,
    definitions=definitions,
    gaps=gaps,
    missed=missed,
    answer=answer,
    thank=thank,
    post=post,
)
