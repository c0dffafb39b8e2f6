"""The splitter: pieces can be judged one by one, and none is let go too early."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.sentences import LIMIT, Sentences


def split(text: str, *, every: int = 1) -> list[str]:
    sentences = Sentences()
    pieces: list[str] = []
    for start in range(0, len(text), every):
        pieces += sentences.feed(text[start : start + every])
    return pieces + sentences.flush()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One. ", "Two."]),
        ("You got {{f1}}. That is {{f2}}.", ["You got {{f1}}. ", "That is {{f2}}."]),
        ("Really? Yes! Good… Then", ["Really? ", "Yes! ", "Good… ", "Then"]),
        (
            "Ask people, e.g. your regulars. Then wait.",
            ["Ask people, e.g. your regulars. ", "Then wait."],
        ),
        ("Ask e.g. Ben. Then wait.", ["Ask e.g. Ben. ", "Then wait."]),
        ("Etwas, z. B. Antworten, fehlt. Gut.", ["Etwas, z. B. Antworten, fehlt. ", "Gut."]),
        ("Likes vs. Replies matter. Good.", ["Likes vs. Replies matter. ", "Good."]),
        ("It grew 3.5 points. Good.", ["It grew 3.5 points. ", "Good."]),
        (
            "See https://a.test/b.c?d=e.f for more. Good.",
            ["See https://a.test/b.c?d=e.f for more. ", "Good."],
        ),
        ("We read Bluesky and X. Replies count.", ["We read Bluesky and X. ", "Replies count."]),
        ("Am 3. November war es ruhig. Gut.", ["Am 3. November war es ruhig. ", "Gut."]),
        ("See no. 5 of them. Good.", ["See no. 5 of them. ", "Good."]),
        ("The answer is no. We looked.", ["The answer is no. ", "We looked."]),
        ("He said (quietly.) Then left.", ["He said (quietly.) ", "Then left."]),
        ("**Bold end.** Then more.", ["**Bold end.** ", "Then more."]),
        ("回答です。次です！終わり", ["回答です。", "次です！", "終わり"]),
        ("「はい。」そして", ["「はい。」", "そして"]),
    ],
)
def test_sentences_end_where_readers_see_an_end(text: str, expected: list[str]) -> None:
    assert expected == split(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one\n- two\n\nThen.", ["- one\n", "- two\n\n", "Then."]),
        ("1. First. More.\n2. Second\n", ["1. First. ", "More.\n", "2. Second\n"]),
        ("# Title\nText here.", ["# Title\n", "Text here."]),
        ("Intro:\n- one\n  - nested\n", ["Intro:\n", "- one\n", "  - nested\n"]),
        ("A soft\nwrapped line. Next.", ["A soft\nwrapped line. ", "Next."]),
        ("No stop\n\nNew paragraph", ["No stop\n\n", "New paragraph"]),
        ("```\nx. Y.\n\nz\n```\nAfter.", ["```\nx. Y.\n\nz\n```\n", "After."]),
        ("| a | b |\n| c | d |\n", ["| a | b |\n", "| c | d |\n"]),
        ("\n\nStart. End", ["\n\nStart. ", "End"]),
    ],
)
def test_each_line_of_a_list_is_its_own_piece(text: str, expected: list[str]) -> None:
    assert expected == split(text)


def test_nothing_leaves_before_its_end_is_sure() -> None:
    """After "e." a "g." may follow, after a stop a lower-case letter, after a line a list."""
    sentences = Sentences()
    assert sentences.feed("You got {{f1}}.") == []
    assert sentences.feed(" ") == []
    assert sentences.feed("A") == ["You got {{f1}}. "]
    assert sentences.feed(" line\n") == []
    assert sentences.feed("-") == []
    assert sentences.feed(" item") == ["A line\n"]
    assert sentences.flush() == ["- item"]
    assert sentences.flush() == []


def test_a_piece_without_end_is_cut_at_white_space() -> None:
    pieces = split("word " * 300)
    assert all(len(piece) <= LIMIT for piece in pieces)
    assert all(piece.endswith("word ") for piece in pieces)


def test_a_piece_without_white_space_is_cut_at_the_limit() -> None:
    assert [len(piece) for piece in split("x" * (2 * LIMIT + 50))] == [LIMIT, LIMIT, 50]


_TEXT = st.text(st.sampled_from(" \n\t.!?…。-*#>|`~123abcXYZ{}fq\"'”)éß\u200b")) | st.text()
_TEXT |= st.lists(
    st.sampled_from(["am 3.", " ", "Nov", "e.", "g.", "z.", "X.", "\n", "- ", "No"])
).map("".join)


@given(_TEXT, st.integers(1, 9))
def test_the_pieces_are_the_text_however_it_came(text: str, every: int) -> None:
    pieces = split(text, every=every)
    assert text == "".join(pieces)
    assert all(pieces)
    assert pieces == split(text, every=max(1, len(text)))


@given(st.lists(_TEXT, max_size=40).map(" ".join))
def test_long_texts_are_cut_alike_and_within_bounds(text: str) -> None:
    long = text * 5
    pieces = split(long, every=7)
    assert long == "".join(pieces)
    assert all(len(piece) <= LIMIT for piece in pieces)
    assert pieces == split(long, every=len(long) or 1)
