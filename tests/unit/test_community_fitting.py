"""Texts fitted to their platform, as one post or as a thread."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.community.fitting import fitted
from assistant.community.studio import MOST_POSTS

THREE = "One sentence stands here. Another one follows it. The last one ends it."


def test_what_fits_stays_as_it_is():
    assert fitted((THREE,), len, 300, thread=False) == ((THREE,), 0)
    assert fitted((THREE,), len, 300, thread=True) == ((THREE,), 0)


def test_what_is_too_long_stays_whole_and_says_by_how_much():
    assert fitted((THREE,), len, 40, thread=False) == ((THREE,), len(THREE) - 40)


def test_a_thread_is_cut_between_sentences():
    posts, more = fitted((THREE,), len, 50, thread=True)

    assert posts == (
        "One sentence stands here. Another one follows it.",
        "The last one ends it.",
    )
    assert more == 0


def test_parts_that_nobody_asked_for_become_one_post():
    assert fitted(("One.", "Two."), len, 50, thread=False) == (("One.\n\nTwo.",), 0)


def test_a_sentence_longer_than_a_post_is_for_a_person():
    posts, more = fitted(("word " * 30,), len, 50, thread=True)

    assert len(posts) == 1
    assert more == len(posts[0]) - 50


def test_a_thread_has_its_end():
    posts, more = fitted((" ".join("Here is one." for _ in range(100)),), len, 12, thread=True)

    assert len(posts) == MOST_POSTS
    assert more > 0


@given(st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=4), st.integers(20, 300))
def test_no_word_is_lost(texts: list[str], most: int):
    posts, more = fitted(texts, len, most, thread=True)

    assert " ".join(posts).split() == " ".join(texts).split()
    assert (max(map(len, posts)) > most) is (more > 0)
