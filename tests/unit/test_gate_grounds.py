"""What a sentence may say without a token beside it: what its run backs, and what claims nothing."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.agent.provenance import broken_rule
from tests.unit.gate_evidence import BEFORE, BLUESKY, fact, read

TREND = {"baseline": BEFORE}
RUN: dict[str, Any] = {
    "accounts": [BLUESKY],
    "arguments": ["this week"],
    "facts": [
        fact(1, "replies", 31, "31 replies this week, up from 14", direction="up", **TREND),
        fact(2, "answered_in_target", 0.6, "60 % of 40 comments", direction="down", **TREND),
        fact(3, "likes", 34, "34 likes this week, after 30", direction="unclear", **TREND),
        fact(4, "open_items", 0, "0 unanswered comments from this week"),
        fact(5, "name", "ben.test", "ben.test", window=None, call="community()"),
        fact(6, "first_timers", 9, "9 first-timers this week", call="community()"),
    ],
    "quotes": [
        {"id": "q1", "text": "Where is my order 9?", "written_at": "2026-11-17"},
        {"id": "q2", "text": "Lovely", "author": "maria.test", "written_at": "2026-11-20"},
    ],
}
PAIRS = [
    ("Replies are up.", "Replies are down."),
    ("Replies rose this week.", "Replies rose this month."),
    ("Replies are higher than last week.", "Replies are higher than last month."),
    ("Replies rose on Bluesky.", "Replies rose on Mastodon."),
    ("Replies rose.", "Replies rose sharply."),
    ("You got {{f1}}, but timely answers slipped.", "You got {{f1}}, but likes slipped."),
    ("You got {{f1}}, so answer the open comments.", "You got {{f1}}, so likes rose."),
    ("There is no clear change in likes.", "There is no clear change in replies: {{f1}}."),
    ("No comment is open.", "No comment came in."),
    ("Everything has been answered.", "Everything was liked."),
    ("Nobody is waiting.", "Nobody wrote."),
    ("If nobody waits, fine.", "As nobody replied, fine."),
    ("Make sure nobody is left waiting.", "You see, nobody asked."),
    ("That does not mean nobody replied.", "That means nobody replied."),
    ("Nothing goes out without a person.", "Nothing came in."),
    ("There is nothing to report yet.", "There is nothing to report on mentions."),
    ("Two ideas: ask a question, or thank people.", "Two comments: ask them."),
    ("Two things stand out: {{f1}} and {{f3}}.", "Two things stand out: {{f1}}."),
    ("Second, thank them.", "Second place went to likes."),
    ("These two deserve an answer.", "These three deserve an answer."),
    ("{{f5}} is one of the new faces.", "{{f5}} is one of your new followers."),
    ("It might be worth answering them today.", "It might be more today."),
    ("Several messages in a row count as one.", "Several messages came in."),
    ("I can pull up the posts.", "I can see likes are up."),
    ("For longer talks, ask a question.", "For likes, things are longer."),
    ("It has been open the longest: {{q1}}", "It has been open the longest: {{q2}}"),
    ("Your post was {{q1}}", "Your total was {{q1}}"),
    ("This came on Friday: {{q2}}", "This came on Monday: {{q2}}"),
    ("One person asks: {{q1}}", "One person replied: {{q1}}"),
    ("Maybe try 'parcel' as a word.", "People say 'parcel' is the word."),
]


def breaks(sentence: str) -> str | None:
    rule = broken_rule(read(sentence, **RUN))
    return rule.name if rule else None


@pytest.mark.parametrize(("sound", "unbacked"), PAIRS)
def test_what_the_run_backs_passes_and_its_neighbour_is_held(sound: str, unbacked: str) -> None:
    assert breaks(sound) is None
    assert breaks(unbacked) is not None


def test_without_facts_the_run_backs_nothing() -> None:
    empty = {**RUN, "facts": []}
    held = ["Replies are up.", "Nobody is waiting.", "Everything has been answered."]
    assert [each for each in held if broken_rule(read(each, **empty)) is None] == []


def test_two_accounts_that_differ_back_no_change() -> None:
    other = fact(7, "replies", 3, "3 replies", direction="down", account="bluesky:b.test", **TREND)
    run = {**RUN, "accounts": [BLUESKY, "bluesky:b.test"], "facts": [*RUN["facts"], other]}
    assert broken_rule(read("Replies are up.", **run)) is not None
    assert broken_rule(read("Replies are up on acme.test.", **run)) is None


def test_who_asked_for_a_figure_may_be_told_it_was_another() -> None:
    asked = {**RUN, "question": "We got 500 replies, right?"}
    for sound in ("It was not 500: {{f1}}.", "I can't confirm the 500 you mention."):
        assert broken_rule(read(sound, **asked)) is None
    for held in ("It was 500: {{f1}}.", "I can confirm the 500 you mention."):
        assert broken_rule(read(held, **asked)) is not None
