"""What is left of posts that their platform removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.accounts import Platform
from assistant.community.inbox import Decision, Item, Need, Origin, Part, Topic, Triage
from assistant.community.posts import Author
from assistant.community.removing import emptied, marks_of, speaks_of, without

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINA = Author("77", "wquartz", "Wilhelmina Quartz")
ONE = Part("1", Origin.COMMENT, "Why does it rust?", "https://x.com/wquartz/status/1", AT)
TWO = replace(ONE, id="2", text="And how do I oil it?", created_at=AT + timedelta(minutes=1))
ITEM = Item(
    "i1",
    "T1",
    "a1",
    MINA,
    "0",
    (ONE, TWO),
    Triage(Need.REPLY, Topic.QUESTION, "asks “Why does it rust?”"),
    AT,
)


def test_an_item_without_any_of_them_is_the_same() -> None:
    assert emptied(ITEM, {"3"}, AT, Platform.X) is ITEM


def test_part_of_an_item_goes_and_the_rest_waits_on() -> None:
    after = emptied(ITEM, {"1"}, AT, Platform.X)
    assert after.is_open
    assert after.person == MINA
    assert [(part.text, part.url, part.gone_at) for part in after.parts] == [
        ("", "", AT),
        (TWO.text, TWO.url, None),
    ]
    assert "rust" not in after.triage.reason


def test_all_of_it_closes_it_and_takes_the_name() -> None:
    after = emptied(ITEM, {"1", "2"}, AT, Platform.X)
    assert (after.decision, after.decided_at) == (Decision.GONE, AT)
    assert after.person == Author("77", "", "Somebody on X")


def test_what_was_decided_stays_decided() -> None:
    answered = replace(ITEM, decision=Decision.REPLY, decided_by="U1", decided_at=AT, note="x")
    after = emptied(answered, {"1", "2"}, AT + timedelta(days=1), Platform.X)
    assert (after.decision, after.decided_by, after.decided_at) == (Decision.REPLY, "U1", AT)
    assert {part.text for part in after.parts} == {""}


def test_a_post_that_was_seen_to_be_gone_before_keeps_its_time() -> None:
    before = replace(ITEM, parts=(replace(ONE, gone_at=AT),))
    after = emptied(before, {"1"}, AT + timedelta(hours=1), Platform.X)
    assert after.parts[0].gone_at == AT


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("see https://x.com/wquartz/status/1900000000000000001", True),
        ("thanks, @wquartz", True),
        ("Wilhelmina Quartz asked", True),
        ("19000000000000000012 is another", False),
        ("wquartzy is somebody else", False),
        ("Bo asked", False),
        ("@bo asked", True),
    ],
)
def test_words_are_known_by_ids_and_names(text: str, speaks: bool) -> None:
    marks = marks_of(["1900000000000000001"], [MINA, Author("78", "bo", "Bo")])
    assert speaks_of(text, marks) is speaks


def test_a_name_of_nothing_marks_nothing() -> None:
    assert marks_of([], [Author("79", "", "")]) == ()
    assert not speaks_of("anything", ())


def test_what_is_listed_goes_whole_and_a_text_becomes_empty() -> None:
    body = {"lead": "Mina asked", "rows": [["Mina", "3"], ["Bob", "1"]], "n": 4, "stop": "No."}
    assert without(body, ("Mina",)) == {
        "lead": "",
        "rows": [["Bob", "1"]],
        "n": 4,
        "stop": "No.",
    }
