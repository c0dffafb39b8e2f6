"""The lint over replies that people wrote, that models wrote, and over invented experience.

Each table has an own half, which the rules were made with, and a blind one, written after they were
frozen. "seen" are blind halves of earlier rules, that mended them. Each must hold by itself;
`README.md` tells what each blind half gave at first sight.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.community.authenticity import Finding, Grounds, Level
from assistant.community.authenticity.languages import languages_of
from assistant.community.authenticity.review import review
from assistant.community.authenticity.unbacked import RULE as UNBACKED
from assistant.community.authenticity.unbacked import unbacked
from assistant.community.reading import read

FOLDER = Path(__file__).parent
HALVES = ("own", "seen", "blind")
REPLIES = 50
INVENTED = 30
BLOCKED_BELOW = 0.05
ASKED_BELOW = 0.15
"""Share of human replies that the net may warn of: bearable, since a warning holds nothing back."""
RIGHT_AT_LEAST = 0.80
BLOCKED_AT_LEAST = {"own": 0.60, "blind": 0.60, "seen": 0.50}
"""Share of invented experience that is not only warned of: the lists block, the net asks. The seen
half holds rounds that were made to slip by every list.
"""
NOTED_ALONE = {"own": 0.0, "seen": 0.01, "blind": 0.0}
"""Share of invented experience that may have a note and nothing graver."""
ASKED_ABOUT = ("invented_experience", "claimed_deed")
"""Rules that ask who lived it or did it: of two in one place the harder one speaks."""
FELT = ("company_feeling",)
"""What may be marked in place of an experience: a feeling, which is blocked."""
ALONE_AT_LEAST = 0.975
"""Share of invented experience that is noted for want of a fact alone: no list, no net."""
NOTED_AT_MOST = {"facts": 0.72, "none": 0.8}
"""Share of human replies with such a note, with the facts they come with and without any. Most state
something of their trade, and few of the tables hold a fact for it; a note holds nothing back.
"""
OVERLAP = 0.5
"""Share of the shorter of two spans that both must cover to mean the same place."""


@dataclass(frozen=True)
class Mark:
    """What a careful editor would mark, and the rules that name its reason."""

    quote: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    id: str
    text: str
    grounds: Grounds
    marks: tuple[Mark, ...]
    span: str | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        return review(self.text, self.grounds)

    @property
    def blocked(self) -> list[str]:
        return [
            f"{each.rule}: {self.text[each.start : each.end]}"
            for each in self.findings
            if each.level is Level.BLOCK
        ]

    @property
    def right(self) -> bool:
        """Whether a finding has the span and the reason of one of the marks."""
        return any(self._meets(found, mark) for found in self.findings for mark in self.marks)

    def level_of(self, *rules: str) -> Level | None:
        """How hard any of the rules marks this text; None where none does."""
        return max((each.level for each in self.findings if each.rule in rules), default=None)

    @property
    def marked_where_claimed(self) -> bool:
        """Whether what is asked about lies in the words that somebody else took for the claim."""
        asked = [each for each in self.findings if each.rule in ASKED_ABOUT + FELT]
        return any(self._lies_in(found, self.span or self.text) for found in asked)

    def _meets(self, found: Finding, mark: Mark) -> bool:
        return found.rule in mark.rules and self._lies_in(found, mark.quote)

    def _lies_in(self, found: Finding, quote: str) -> bool:
        start = self.text.index(quote)
        end = start + len(quote)
        both = min(end, found.end) - max(start, found.start)
        return both >= OVERLAP * min(end - start, found.end - found.start)


def cases(table: str, half: str) -> list[Case]:
    lines = (FOLDER / f"{table}_{half}.jsonl").read_text("utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines]


def _case(row: dict[str, object]) -> Case:
    grounds = Grounds(facts=tuple(row.get("facts", ())), thread=tuple(row.get("thread", ())))
    marks = tuple(Mark(each["quote"], tuple(each["rules"])) for each in row.get("marks", ()))
    return Case(row["id"], row["text"], grounds, marks, row.get("span"))


@pytest.mark.parametrize("half", HALVES)
def test_fewer_than_five_in_a_hundred_human_replies_are_blocked(half: str) -> None:
    all_of = cases("human_replies", half)
    blocked = {case.id: case.blocked for case in all_of if case.blocked}
    print(f"human replies, {half} half: {len(blocked)} of {len(all_of)} blocked")
    assert len(all_of) >= REPLIES
    assert len(blocked) < BLOCKED_BELOW * len(all_of), blocked


@pytest.mark.parametrize("half", HALVES)
def test_few_human_replies_are_asked_whether_somebody_lived_them(half: str) -> None:
    all_of = cases("human_replies", half)
    asked = [case.id for case in all_of if case.level_of("invented_experience") is not None]
    print(f"human replies, {half} half: {len(asked)} of {len(all_of)} asked whether it was lived")
    assert len(asked) < ASKED_BELOW * len(all_of), asked


@pytest.mark.parametrize("half", HALVES)
def test_eight_in_ten_model_replies_get_a_right_span_and_reason(half: str) -> None:
    all_of = cases("model_replies", half)
    wrong = [f"{case.id}: {case.text}" for case in all_of if not case.right]
    print(f"model replies, {half} half: {len(all_of) - len(wrong)} of {len(all_of)} right")
    assert len(all_of) == REPLIES
    assert len(all_of) - len(wrong) >= RIGHT_AT_LEAST * len(all_of), wrong


@pytest.mark.parametrize("half", HALVES)
def test_invented_experience_is_blocked_or_asked_about(half: str) -> None:
    """Most are blocked; where the form is not known for sure, a warning asks who lived it. What has
    only a note for want of a fact came last, and stands among the seen as it is.
    """
    all_of = cases("invented_experience", half)
    levels = {case.id: case.level_of(*ASKED_ABOUT, *FELT) for case in all_of}
    blocked = sum(level is Level.BLOCK for level in levels.values())
    print(f"invented experience, {half} half: {blocked} of {len(all_of)} blocked")
    assert len(all_of) >= INVENTED
    passed = [name for name, level in levels.items() if level is None]
    assert len(passed) <= NOTED_ALONE[half] * len(all_of), passed
    assert blocked >= BLOCKED_AT_LEAST[half] * len(all_of)


def test_what_is_asked_about_is_the_claim_and_not_what_stands_beside_it() -> None:
    told = [case for case in cases("invented_experience", "seen") if case.span]
    beside = [f"{case.id}: {case.span}" for case in told if not case.marked_where_claimed]
    print(f"invented experience, seen half: {len(told) - len(beside)} of {len(told)} spans right")
    assert len(told) >= REPLIES
    assert beside == []


@pytest.mark.parametrize("half", HALVES)
def test_every_invented_experience_is_flagged(half: str) -> None:
    all_of = cases("invented_experience", half)
    passed = [case.id for case in all_of if case.level_of(*ASKED_ABOUT, *FELT, UNBACKED) is None]
    assert passed == []


def test_want_of_a_fact_alone_notes_nearly_all_that_is_invented() -> None:
    all_of = [case for half in HALVES for case in cases("invented_experience", half)]
    alone = sum(bool(_unbacked(case.text)) for case in all_of)
    print(f"invented experience: {alone} of {len(all_of)} noted for want of a fact alone")
    assert alone >= ALONE_AT_LEAST * len(all_of)


@pytest.mark.parametrize("facts", ["facts", "none"])
def test_no_more_human_replies_are_noted_than_state_what_no_fact_says(facts: str) -> None:
    all_of = [case for half in HALVES for case in cases("human_replies", half)]
    bare = [replace(case, grounds=replace(case.grounds, facts=())) for case in all_of]
    read_so = all_of if facts == "facts" else bare
    noted = [case for case in read_so if case.level_of(UNBACKED) is not None]
    print(f"human replies, {facts}: {len(noted)} of {len(all_of)} noted for want of a fact")
    assert {case.level_of(UNBACKED) for case in noted} == {Level.NOTE}
    assert len(noted) <= NOTED_AT_MOST[facts] * len(all_of)


def _unbacked(text: str) -> list[Finding]:
    reading = read(text)
    return list(unbacked(reading, Grounds(), languages_of(reading, None)))


def test_no_case_stands_in_both_halves() -> None:
    for table in ("human_replies", "model_replies", "invented_experience"):
        texts = [case.text for half in HALVES for case in cases(table, half)]
        assert len(texts) == len(set(texts))
