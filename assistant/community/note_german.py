"""The weekly note in German: what `note_words` and `note_stops` say, from the same values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.german_wording import (
    NAMES,
    WEEKDAYS,
    changed,
    dated,
    moment,
    named,
    percent,
    phrase,
    within,
)
from assistant.community.mix import Function
from assistant.community.note_german_checks import chart, checks
from assistant.community.note_german_words import DEFINED
from assistant.community.note_speech import NoteSpeech, Said
from assistant.community.note_words import SOME, sentence
from assistant.community.periods import Period
from assistant.community.responses import open_of
from assistant.community.scorecard import checks_ok

if TYPE_CHECKING:
    from assistant.community.facts import Fact
    from assistant.community.note_figures import AccountWeek, Scene, Told
    from assistant.community.note_stops import Stop
    from assistant.community.notes import Waiting
    from assistant.community.surprises import Judged


NO_ACCOUNT = (
    "Noch ist kein Konto verbunden, also gibt es nichts zu berichten. Wer Engage verwaltet, "
    "verbindet eines in Home."
)

_MISSING: Mapping[Function | None, Said] = MappingProxyType(
    {
        Function.RESPOND: ("Beitrag mit einer Frage entwerfen", "Antworten an Menschen sind"),
        Function.JOIN: ("Beitrag zum Mitreden entwerfen", "Mitreden bei anderen ist"),
        Function.SHARE: ("Beitrag zum Weitergeben entwerfen", "Etwas zu geben ist"),
    }
)


def worded(told: Told, known: Sequence[AccountWeek], scene: Scene) -> Told:
    """The same figures with German words."""
    weeks = [week for week in known for _ in week.histories]
    several = len(known) > 1
    counted = tuple(
        _said(fact, f"{phrase(checks_ok(week.checks))} {within(scene.period)}", week, several)
        for week, fact in zip(known, told.counted, strict=True)
    )
    of = {
        at: _said(fact, _changed(told.judged[at], weeks[at], scene), weeks[at], several)
        for at, fact in told.by_history.items()
    }
    return replace(told, counted=counted, by_history=of)


def _said(fact: Fact, words: str, week: AccountWeek, several: bool) -> Fact:  # noqa: FBT001
    if fact.value is None:
        words = "keine Daten"
    where = f"{week.account.ref}: " if several else ""
    return fact.model_copy(update={"wording": where + words})


def _changed(judged: Judged, week: AccountWeek, scene: Scene) -> str:
    weeks = week.weeks[: len(judged.history.before)]
    before = Period(weeks[-1].start, weeks[0].end, None, scene.zone) if weeks else None
    return changed(judged, scene.period, before)


def opening(
    known: Sequence[AccountWeek], told: Told, waiting: Sequence[Waiting], scene: Scene
) -> tuple[str, ...]:
    """Up to three sentences: the checks, how much came in, and how many wait."""
    if not known:
        return ()
    first = [sentence(each.wording) for each in told.counted if each.value is not None][:SOME]
    quiet = [_quiet(scene)] if not first else []
    replies = [
        f"Wir bekamen {fact.wording}."
        for at, fact in told.by_history.items()
        if told.judged[at].history.metric == "replies"
        and isinstance(fact.value, int)
        and fact not in told.changed
        and len(known) == 1
    ]
    room = max(0, SOME - len(first) - len(quiet) - 1)
    return (*first, *quiet, *replies[:room], _who(known, waiting))


def _quiet(scene: Scene) -> str:
    when = within(scene.period)
    return (
        f"{when[0].upper()}{when[1:]} war zu wenig da, um etwas zu messen: Kein Ziel hat Daten. "
        f"Ein Beitrag, der etwas fragt, wäre ein Anfang."
    )


def _who(known: Sequence[AccountWeek], waiting: Sequence[Waiting]) -> str:
    if len(waiting) == 1:
        return "Ein Kommentar wartet auf eine Antwort."
    if waiting:
        return f"{len(waiting)} Kommentare und Erwähnungen warten auf eine Antwort."
    open_ones = sum(
        len(open_of(each.rows)) for each in known if each.rows and each.rows.inbound is not None
    )
    if not open_ones:
        return "Niemand wartet auf eine Antwort."
    have = (
        "Kommentar oder eine Erwähnung der Woche hat"
        if open_ones == 1
        else "Kommentare und Erwähnungen der Woche haben"
    )
    many = "ein" if open_ones == 1 else str(open_ones)
    return (
        f"Im Eingang wartet niemand; {many} {have} keine Antwort von uns: hier entschieden, ohne "
        f"Bedarf, oder aus der Zeit vor der Verbindung mit Engage."
    )


def cannot(told: Told, several: bool) -> str:  # noqa: FBT001 - one of a table of sayings
    """What nobody should conclude, in one sentence."""
    unclear = dict.fromkeys(
        NAMES[each.history.metric] for each in told.judged if each.direction == "unclear"
    )
    if unclear:
        listed = [*[*unclear][:SOME], *(["anderes"] if len(unclear) > SOME else [])]
        where = " (auf allen Konten)" if several else ""
        return (
            f"Ob sich hier etwas verändert hat, lässt sich nicht sagen{where}: "
            f"{', '.join(listed)}. Es kann Zufall sein."
        )
    fresh = any(
        each.direction is None and each.history.now.value is not None for each in told.judged
    )
    return "Es gibt noch nichts, womit sich diese Woche vergleichen ließe." if fresh else ""


def stopped(found: Stop | None, several: bool) -> str:  # noqa: FBT001 - one of a table of sayings
    """One thing to stop."""
    if found is None:
        return "Nichts, womit ihr diese Woche aufhören solltet."
    where = f" ({found.account})" if several else ""
    if found.promotion is not None:
        of = found.promotion
        low, high, most = (percent(each) for each in (of.low, of.high, of.limit))
        return (
            f"Werbt eine Weile nicht{where}: {of.promoted} von {of.posts} Beiträgen und Antworten "
            f"der letzten 28 Tage werben (wahrscheinlich {low} bis {high}), und höchstens {most} "
            f"erlaubt ihr euch."
        )
    if found.weekday is not None:
        day = WEEKDAYS[found.weekday]
        return (
            f"Lasst den {day} nicht allein{where}: {found.hits} von {found.n} Kommentaren der "
            f"letzten vier {day}e wurden nicht rechtzeitig beantwortet, an anderen Tagen "
            f"{found.other_hits} von {found.others}. Jemand könnte dann hineinsehen."
        )
    if found.rule == "empty":
        return (
            f"Postet weniger{where}: {found.hits} von {found.n} Beiträgen der letzten vier Wochen "
            f"bekamen kein Like, keine Antwort und keinen Repost. Wenige, die fragen oder etwas "
            f"geben, bewirken vielleicht mehr."
        )
    return (
        f"Antwortet nicht mit einem bloßen Danke{where}: {found.hits} von {found.n} Antworten der "
        f"letzten vier Wochen sagen sonst nichts. Eine Frage zurück hält das Gespräch am Leben."
    )


def definitions(told: Told, last: tuple[str, ...] | None) -> tuple[str, ...]:
    """What is counted in another way than in the note before."""
    if last is None:
        return ()
    before = {key.partition("@")[0]: key for key in last}
    keys = dict.fromkeys(each.definition for each in told.facts)
    return tuple(
        f"{DEFINED[name][0]}: {DEFINED[name][1]}"
        for key in keys
        if before.get(name := key.partition("@")[0], key) != key and name in DEFINED
    )


def gaps(weeks: Sequence[AccountWeek], scene: Scene) -> tuple[str, ...]:
    """What is missing in the note, each with a way on."""
    if not weeks:
        return (NO_ACCOUNT,)
    made = []
    for each in weeks:
        name = str(each.account.ref)
        if each.rows is None:
            made.append(
                f"{name} ist noch nicht zu Ende gelesen. Die Zahlen kommen mit dem nächsten "
                f"Wochenbericht; bis dahin zeigt Home, wie weit es ist."
            )
        elif each.rows.as_of < scene.period.end:
            made.append(
                f"{name} wurde zuletzt {moment(each.rows.as_of, scene.zone)} gelesen; was danach "
                f"kam, fehlt hier. Home sagt, warum, und was hilft."
            )
    return tuple(made)


def missed(scene: Scene) -> str:
    """That an earlier note never came; "" where none is missing."""
    if scene.missed is None:
        return ""
    day = dated(date.fromisoformat(scene.missed))
    return f"Der Wochenbericht vom {day} kam nie: Ich konnte ihn da nicht bringen."


def answer(first: Waiting, scene: Scene) -> Said:
    """That somebody waits longest."""
    promise = "" if first.due_at is None else ": das älteste Versprechen"
    since = moment(first.since, scene.zone)
    return "Antwort entwerfen", f"{first.name} wartet seit {since}{promise}."


def thank(name: str, times: int, days: int) -> Said:
    """That somebody talked with us."""
    on = f" an {days} Tagen" if days > 1 else ""
    return f"{name} danken", f"{name} hat uns{on} {times}-mal geschrieben."


def post(missing: Function | None, posts: int, went: int, period: str) -> Said:
    """What a post of our own is for."""
    if missing in _MISSING:
        label, what = _MISSING[missing]
        return label, (
            f"{what} am seltensten unter unseren {posts} Beiträgen und Antworten der letzten 28 "
            f"Tage."
        )
    out = {0: "kein Beitrag", 1: "ein Beitrag"}.get(went, f"{went} Beiträge")
    when = named(period)
    appeared = "erschienen" if went > 1 else "erschien"
    return "Beitrag entwerfen", (
        f"{when[0].upper()}{when[1:]} {appeared} von uns {out}. Ich gehe von dem aus, was die "
        f"Leute sagen."
    )


GERMAN = NoteSpeech(
    worded=worded,
    opening=opening,
    checks=checks,
    chart=chart,
    cannot=cannot,
    stop=stopped,
    definitions=definitions,
    gaps=gaps,
    missed=missed,
    answer=answer,
    thank=thank,
    post=post,
)
