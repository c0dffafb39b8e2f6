"""Typos are forgiven when the meant word is near and alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.offline.spelling import nearest
from assistant.community.spelling import distance

WORDS = frozenset({"replies", "comments", "week", "weeks", "best", "likes", "engagements", "how"})


@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [
        ("week", "week", 0),
        ("wek", "week", 1),
        ("repleis", "replies", 1),
        ("coment", "comments", 2),
        ("", "how", 3),
    ],
)
def test_distance_counts_edits(first: str, second: str, edits: int) -> None:
    """Insert, delete, replace, and swap two neighbours: one edit each."""
    assert edits == distance(first, second)
    assert edits == distance(second, first)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_zero_only_for_the_same_word(first: str, second: str, third: str) -> None:
    """And never negative or longer than the longer word."""
    assert (distance(first, second) == 0) == (first == second)
    assert 0 <= distance(first, third) <= max(len(first), len(third))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("repleis", "replies"),
        ("coments", "comments"),
        ("engagmnts", "engagements"),
        ("bst", "best"),
        ("hwo", "how"),
        ("likse", "likes"),
    ],
)
def test_a_typo_finds_the_word_it_means(typed: str, meant: str) -> None:
    """One slip in a short word, two in a long one."""
    assert meant == nearest(typed, WORDS)


@pytest.mark.parametrize("word", ["weather", "we", "x", "wee9", "lakes2", "hikers"])
def test_other_words_stay_themselves(word: str) -> None:
    """Too far, too short, or not a word at all."""
    assert word == nearest(word, WORDS)


@pytest.mark.parametrize("word", ["moon", "sung", "mays", "satt"])
def test_a_longer_word_means_none_of_three_letters(word: str) -> None:
    """Most such words are words of their own."""
    assert word == nearest(word, {"mon", "sun", "may", "sat"})


def test_a_known_word_is_nobodys_typo() -> None:
    """However near it is to one that decides something."""
    assert nearest("lakes", WORDS) == "likes"
    assert nearest("lakes", WORDS, {"lakes"}) == "lakes"


def test_two_words_equally_near_are_not_guessed() -> None:
    """Guessing would answer another question."""
    assert nearest("bist", {"list", "mist"}) == "bist"
