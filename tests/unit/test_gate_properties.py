"""What holds for every text, not only for those somebody thought of."""

from __future__ import annotations

import re
import string
import time
import unicodedata

from hypothesis import assume, example, given
from hypothesis import strategies as st

from assistant.agent.evidence import Evidence
from assistant.agent.provenance import Failed, Gate, Passed
from assistant.agent.sentences import LIMIT
from tests.unit.gate_evidence import evidence

GATE = Gate(evidence())
NOTHING = Gate(Evidence(question="How are we doing?"))

WORDS = st.sampled_from(
    [
        "you",
        "got",
        "replies",
        "this week",
        "up",
        "{{f1}}",
        "{{f2}}",
        "{{q1}}",
        "on Bluesky",
        "and",
        ",",
        ":",
        ".",
    ]
)
PROSE = st.lists(WORDS | st.text(string.ascii_letters, max_size=8), max_size=12).map(" ".join)
ANY = st.text(max_size=200) | PROSE
DIGITS = st.characters(categories=["Nd", "Nl", "No"])


@given(PROSE, DIGITS, PROSE)
@example("You got ", "٣", " replies")
@example("You got ", "〇", "")
def test_a_figure_outside_a_token_is_held(before: str, digit: str, after: str) -> None:
    """In any script; nothing here is an argument, a name or a list's number."""
    sentence = f"You {before}{digit}{after}"
    assume("{" + digit not in sentence)
    assert isinstance(GATE.check(sentence), Failed)


@given(PROSE, st.sampled_from("一二三四五六七八九十百千万零〇壹贰叁"), PROSE)
def test_a_chinese_numeral_is_held(before: str, numeral: str, after: str) -> None:
    assert isinstance(GATE.check(f"You {before}{numeral}{after}"), Failed)


@given(ANY)
@example("{{")
@example("}}{{f1}}")
@example("\ud800")
def test_every_text_gets_a_verdict(text: str) -> None:
    verdict = GATE.check(text)
    if isinstance(verdict, Passed):
        assert "{{" not in verdict.text
        assert all(fact.wording in verdict.text for fact in verdict.facts)
    else:
        assert verdict.reason
        assert not any(char.isnumeric() for char in verdict.masked)


@given(ANY)
def test_what_passes_without_facts_is_shown_as_it_was(text: str) -> None:
    """And holds no figure, link, ping or hidden sign."""
    verdict = NOTHING.check(text)
    if isinstance(verdict, Passed):
        assert verdict.text == text
        assert not any(unicodedata.category(char) in {"Nl", "No", "Cf", "Co"} for char in text)
        assert not any(sign in text for sign in ("<", ">", "://", "%", "{"))
        assert not re.search(r"@\w", text)


@given(ANY)
def test_a_verdict_does_not_depend_on_earlier_ones(text: str) -> None:
    assert GATE.check(text) == Gate(evidence()).check(text)


@given(st.text(max_size=50))
def test_white_space_around_a_piece_changes_nothing(text: str) -> None:
    alone, padded = GATE.check(text.strip()), GATE.check(f"\n  {text.strip()} \n")
    assert type(alone) is type(padded)


def test_hostile_pieces_take_no_long_time() -> None:
    """The longest pieces a splitter lets through, made to send patterns back and forth."""
    hostile = [
        "a@" * 300, "a." * 300, "een" * 200, "{{f1}} " * 85, "[(" * 300, "you asked if " * 46,
        "to to " * 100, "ein" * 200, "'" * LIMIT, "“" * LIMIT, "the account " * 50, ": " * 300,
        "x:" * 300, "-1 " * 200, "up down " * 75,
    ]  # fmt: skip
    for text in hostile:
        began = time.perf_counter()
        GATE.check(text[:LIMIT])
        assert time.perf_counter() - began < 1, text[:20]
