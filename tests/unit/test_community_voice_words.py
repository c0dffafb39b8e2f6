"""A measured voice in sentences for whoever drafts."""

from __future__ import annotations

from assistant.community.voice import ENOUGH, profile
from assistant.community.voice_words import in_sentences


def test_a_voice_that_is_measured_is_told():
    texts = [f"Hi Bo! We'll look at cup {n} today! Thanks!" for n in range(ENOUGH)]
    said = " ".join(in_sentences(profile(texts)))

    assert "Uses exclamation marks in most posts." in said
    assert "Hardly ever uses emoji." in said
    assert "Opens 100% of posts with “hi”." in said
    assert "words." in said


def test_too_few_posts_tell_nothing():
    assert in_sentences(profile(["Hi!"] * (ENOUGH - 1))) == ()


def test_either_apostrophe_is_the_same_habit():
    texts = [f"We'll look at cup {n}, and you’ll hear" for n in range(ENOUGH)]
    straight = [text.replace("’", "'") for text in texts]

    assert in_sentences(profile(texts)) == in_sentences(profile(straight))
    assert "Uses contracted forms such as “we’ll” in most posts." in in_sentences(profile(texts))
