"""The weekly note in German: the same figures as in English, and no English around them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.agent.noting import Opener
from assistant.community import german_wording as german
from assistant.community.accounts import AccountRef, Platform
from assistant.community.inbox import Need, Topic, Triage
from assistant.community.measures import Measure, share
from assistant.community.note_figures import Scene
from assistant.community.note_german_words import DEFINED
from assistant.community.note_stops import Promoted, Stop
from assistant.community.note_writing import speech_of
from assistant.community.notes import Note
from assistant.community.periods import Period
from assistant.community.settings import WorkspaceSettings
from assistant.community.side_by_side import NOT_DRAWN
from assistant.desk.note_weeks import _WATCHED
from handlers.render import notes as draw
from tests.communities import Community, busy_week
from tests.fakes import account
from tests.noting_kit import NoteOffice, waiting
from tests.unit.test_desk_noting import MONDAY, noted, read, words_of

ENGLISH = frozenset(
    [
        "the",
        "of",
        "week",
        "weeks",
        "waits",
        "wait",
        "since",
        "comment",
        "comments",
        "answer",
        "answers",
        "replies",
        "reply",
        "posts",
        "our",
        "before",
        "changed",
        "tell",
        "stop",
        "below",
        "thread",
        "written",
        "rules",
        "met",
        "aim",
        "people",
        "last",
        "one",
        "and",
        "more",
    ]
)
"""Words that a German note has no use for ("Thread", "Reply" and "Post" as German has them apart)."""


async def both(office: NoteOffice) -> tuple[Note, Note]:
    return await noted(office, language="en"), await noted(office, language="de-AT")


def shown(note: Note) -> str:
    late = draw.late_sentence(MONDAY, note)
    said = [*draw.note_message(note, late=late).blocks, *draw.thread_message(note).blocks]
    assert note.checks is not None
    cells = [cell for row in (note.checks.columns, *note.checks.rows) for cell in row]
    return " ".join([*words_of(tuple(said)), *cells])


def figures(note: Note) -> list[str]:
    """Every number a person reads, without what groups it."""
    told = [*note.opening, *note.changed, note.stop, *(each.why for each in note.actions)]
    told += [each.wording for each in note.facts]
    assert note.checks is not None
    told += [cell for row in note.checks.rows for cell in row]
    return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", " ".join(told))))


def busy() -> NoteOffice:
    """Much talk, nearly none of it answered in the last week, and much in those before."""
    town = Community(replace(account(), synced_at=MONDAY - timedelta(minutes=5)))
    for back in range(9):
        start = datetime(2026, 11, 16, 9, tzinfo=UTC) - timedelta(weeks=back)
        post = town.post(f"Week {back}", start)
        for number in range(20 + back % 3):
            said = town.comment(post, f"{number}", "Nice", start + number * timedelta(minutes=20))
            if back or number == 7:
                town.answer(said, said.created_at + timedelta(hours=1))
    return NoteOffice(town)


def waited() -> NoteOffice:
    town = read()
    office = NoteOffice(town)
    office.inbox.items = [
        waiting(name, town.account.id, MONDAY - timedelta(hours=30 - at))
        for at, name in enumerate(["Ana", "Ben", "Cem", "Dora", "Eve"])
    ]
    none = Triage(Need.NONE, Topic.PRAISE, "praises")
    office.inbox.items.append(replace(waiting("Fay", town.account.id, MONDAY), triage=none))
    return office


@pytest.mark.parametrize("made", [busy, waited])
async def test_it_tells_the_same_figures_in_other_words(made: type[NoteOffice]) -> None:
    english, written = await both(made())

    assert figures(written) == figures(english)
    doubts = (("too few to tell", "zu wenig, um"), ("too close to tell", "zu nah beieinander, um"))
    for told, said in doubts:
        pairs = zip(english.facts, written.facts, strict=True)
        assert all((told in each.wording) == (said in of.wording) for each, of in pairs)
    assert [each.value for each in written.facts] == [each.value for each in english.facts]
    assert [each.means for each in written.actions] == [each.means for each in english.actions]
    plain = re.sub(r"<!date[^>]*>|`[^`]*`|weekly_note\([^)]*\)", "", shown(written))
    assert ENGLISH & {*re.findall(r"[a-z]+", plain)} == set()
    for part in ("Eure Woche, 16.-22. Nov.", "Womit ihr aufhören könnt", "Von Regeln geschrieben"):
        assert part in plain


async def test_x_is_not_drawn_beside_others_and_the_note_says_why() -> None:
    read_at = MONDAY - timedelta(minutes=5)
    ref = AccountRef(Platform.X, "acme")
    on_x = replace(account("acme"), id="x1", ref=ref, synced_at=read_at)
    english, written = await both(NoteOffice(read(), busy_week(on_x)))

    assert english.chart is not None
    assert written.chart is not None
    names = ["acme.example"]
    assert [each.name for each in english.chart.series] == names
    assert [each.name for each in written.chart.series] == names
    assert NOT_DRAWN in shown(english)
    assert "X fehlt im Diagramm: Die Bedingungen von X verbieten es" in shown(written)


async def test_a_note_without_an_account_says_so_in_german() -> None:
    office = NoteOffice()

    note = await office.noting.note(
        "T1", WorkspaceSettings(language="de"), datetime(2026, 11, 23, tzinfo=UTC).date()
    )

    assert note.opening == ()
    assert "Noch ist kein Konto verbunden" in note.gaps[0]


async def test_no_model_opens_a_german_note() -> None:
    """The gate that holds a model's sentences reads English."""
    _, written = await both(waited())
    opener = Opener(models=None, budget=None, clock=lambda: MONDAY)  # type: ignore[arg-type]

    assert await opener.open(written, WorkspaceSettings(language="de"), "T1") is written


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "Nichts, womit ihr diese Woche aufhören solltet."),
        (
            Stop("promotion", "bluesky:a", promotion=Promoted(8, 20, 0.219, 0.613, 0.2)),
            (
                "8 von 20 Beiträgen und Antworten der letzten 28 Tage werben (wahrscheinlich 22 % bis "
                "61 %), und höchstens 20 %"
            ),
        ),
        (
            Stop("late", "bluesky:a", 5, 6, 2, 40, weekday=2),
            "Lasst den Mittwoch nicht allein: 5 von 6 Kommentaren der letzten vier Mittwoche",
        ),
        (Stop("empty", "bluesky:a", 4, 9), "Postet weniger: 4 von 9 Beiträgen"),
        (Stop("thanks", "bluesky:a", 6, 8), "Antwortet nicht mit einem bloßen Danke: 6 von 8"),
    ],
)
def test_what_to_stop_is_said_in_german(found: Stop | None, words: str) -> None:
    assert words in speech_of("de").stop(found, False)
    if found is not None:
        assert "(bluesky:a)" in speech_of("de").stop(found, True)


def test_figures_are_written_as_german_writes_them() -> None:
    over_years = Period(
        datetime(2025, 12, 28, 23, tzinfo=UTC), datetime(2026, 1, 4, 23, tzinfo=UTC), None,
        "Europe/Berlin",
    )  # fmt: skip
    said = (
        german.number(1234.5),
        german.percent(0.0321),
        german.percent(0.0001),
        german.duration(timedelta(hours=4, minutes=30)),
        german.duration(timedelta(days=2)),
        german.moment(datetime(2026, 3, 3, 13, 2, tzinfo=UTC), "Europe/Berlin"),
        german.dates(over_years),
    )

    assert said == (
        "1.234,5",
        "3,2 %",
        "unter 0,1 %",
        "4 Std. 30 Min.",
        "2 Tagen",
        "Di. 3. März, 14:02",
        "29. Dez. 2025-4. Jan. 2026",
    )


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (share("returning_share", 1, 1, none=""), "1 von 1 Menschen wiedergekommen (100 %)"),
        (share("listen", 0, 1, none=""), "0 von 1 Erwähnung ohne Markierung entschieden (0 %)"),
        (Measure("checks_ok", 1, n=1), "1 von 1 messbaren Ziel erreicht"),
        (Measure("checks_ok", 2, n=3), "2 von 3 messbaren Zielen erreicht"),
        (Measure("checks_ok", 5, n=5), "5 von 5 Zielen erreicht"),
    ],
)
def test_one_alone_stands_in_the_right_case(measure: Measure, words: str) -> None:
    assert german.phrase(measure) == words


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Wochenbericht vom Mo. 9. März"), ("en", "note of Mon 9 Mar")]
)
def test_a_note_that_never_came_is_named_as_people_name_a_day(language: str, words: str) -> None:
    week = Period(MONDAY - timedelta(days=7), MONDAY, "last week", "UTC")
    scene = Scene("2026-11-23", week, "UTC", language, MONDAY, missed="2026-03-09")
    assert words in speech_of(language).missed(scene)


def test_every_measure_of_a_note_has_its_german_name_and_meaning() -> None:
    """A measure that is watched anew is said in both languages."""
    assert {*_WATCHED, "checks_ok"} <= german.NAMES.keys() & DEFINED.keys()


@pytest.mark.parametrize(("tag", "title"), [("en-US", "Your week"), ("fr", "Your week")])
async def test_other_languages_are_written_in_english(tag: str, title: str) -> None:
    note = await noted(NoteOffice(read()), language=tag)

    assert draw.note_message(note).text.startswith(title)
