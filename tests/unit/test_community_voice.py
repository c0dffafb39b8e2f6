"""The voice is measured from human posts; what is far from it is named with the feature."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.authenticity import Grounds, Level
from assistant.community.authenticity.review import review
from assistant.community.voice import ENOUGH, VoiceProfile, profile
from assistant.community.voice_distance import far_off
from assistant.community.voice_features import features

POSTS = tuple(
    f"Hi {name}, {middle}. {end} - Tom"
    for name in ("Anna", "Ben", "Chloe", "Dan", "Eve", "Finn")
    for middle in (
        "it's in the shop from nine",
        "we've got two left and we'll keep one",
        "that's the coarse setting, try one step finer",
        "the ramp's round the back",
        "don't worry, it isn't broken",
    )
    for end in ("Shout if it's not", "See you there")
)
VOICE = profile(POSTS)


def off(text: str, voice: VoiceProfile = VOICE) -> dict[str, str]:
    """Reasons by feature."""
    return {each.feature: each.reason for each in far_off(text, voice)}


def test_a_post_of_their_own_is_not_far_off() -> None:
    assert [off(post) for post in POSTS if off(post)] == []


@pytest.mark.parametrize(
    ("text", "feature", "reason"),
    [
        (
            "Thanks for asking, it's in the shop. - Tom",
            "greeting",
            "You open none of your 60 posts with a thank-you; this one does.",
        ),
        (
            "Hi Anna, it's back! Come by! - Tom",
            "exclamations",
            "You use exclamation marks in none of your 60 posts; this one has 2.",
        ),
        (
            "Hi Anna, it's in the shop 🎉. - Tom",
            "emoji",
            "You use emoji in none of your 60 posts; this one has 1.",
        ),
        (
            "Hi Anna, it's in the shop from nine",
            "sign_off",
            "You close none of your 60 posts with no name or greeting; this one does.",
        ),
        (
            "It's in the shop from nine. - Tom",
            "greeting",
            "You open none of your 60 posts with no greeting; this one does.",
        ),
        (
            "Hi Anna, it is here and we will keep one, we have two. - Tom",
            "contractions",
            "You write short forms such as “we’ll”; this one spells them out.",
        ),
        (
            "Hi Anna, I think I know which one I have. - Tom",
            "first_singular",
            "You use “I” in none of your 60 posts; this one has 3.",
        ),
    ],
)
def test_what_is_off_is_named(text: str, feature: str, reason: str) -> None:
    assert reason == off(text)[feature]


def test_a_form_that_is_off_has_a_way_on() -> None:
    """What the account does most often instead; "" is no form at all."""
    plain = profile([f"The lamp number {n} is in the shop from nine." for n in range(ENOUGH)])
    found = {
        (name, each.feature): each.plainer
        for name, voice in (("usual", VOICE), ("plain", plain))
        for each in far_off("Thanks for asking, it's in the shop. See you soon, Best", voice)
    }

    assert found["usual", "greeting"] == "Open with “hi”, as you do most often."
    assert found["plain", "greeting"] == (
        "Open at once with what you have to say, as you do most often."
    )


def test_length_is_told_against_the_middle_half() -> None:
    long = (
        "Hi Anna, " + "we've got the small bags and the large bags, " * 8 + "see you there. - Tom"
    )
    assert off(long)["words"].startswith("Half of your posts have 12 to 14 words; ")


def test_shares_are_told_in_percent_of_many_posts_and_in_counts_of_few() -> None:
    seldom = [*POSTS[:58], "Thanks, see you. - Tom", "Thanks, that's it. - Tom"]
    assert off("Thanks, it's here. - Tom", profile(seldom))["greeting"].startswith(
        "You open 3 % of"
    )
    few = [*POSTS[:24], "Thanks, see you. - Tom"]
    assert "in 0" not in off("Thanks, it's here. - Tom", profile(few))["greeting"]
    assert "1 of your 25 posts" in off("Thanks, it's here. - Tom", profile(few))["greeting"]


def test_too_few_posts_conclude_nothing() -> None:
    little = profile(POSTS[: ENOUGH - 1])
    assert little == VoiceProfile(ENOUGH - 1)
    assert not little.knows_enough
    assert far_off("THANKS!!! 🎉🎉🎉", little) == ()
    assert profile(POSTS[:ENOUGH]).knows_enough


def test_empty_posts_are_not_counted() -> None:
    assert profile([*POSTS[:19], "", "  "]).posts == 19


def test_small_words_are_compared_as_burrows_did() -> None:
    mean, deviation = VOICE.burrows
    assert mean > 0
    assert deviation > 0


def test_review_carries_the_distance_with_its_place() -> None:
    text = "Thanks for the note, it's in the shop. - Tom"
    found = [each for each in review(text, Grounds(voice=VOICE)) if each.rule == "voice.greeting"]
    assert [(each.start, each.end, each.level) for each in found] == [(0, 6, Level.WARN)]


@pytest.mark.parametrize(
    ("text", "greeting", "sign_off"),
    [
        ("Hi Anna, yes.", "hi", ""),
        ("@anna.example Hello there. Tom", "hello", ""),
        ("Thank you, Anna. ^TK", "thanks", "initials"),
        ("Anna, that is right. – Luise", "name", "name"),
        ("Moin Jan, passt. LG", "moin", "lg"),
        ("Yes, from nine", "name", ""),
        ("yes, from nine", "", ""),
    ],
)
def test_forms_of_opening_and_closing(text: str, greeting: str, sign_off: str) -> None:
    counted = features(text)
    assert (greeting, sign_off) == (counted.greeting, counted.sign_off)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_held_against_a_voice(text: str) -> None:
    for each in far_off(text, VOICE):
        assert 0 <= each.start < each.end <= len(text)
        assert each.deviations >= 2.5


@given(st.lists(st.text(), min_size=20, max_size=30))
def test_any_posts_can_be_measured(posts: list[str]) -> None:
    voice = profile(posts)
    for text in posts:
        assert all(0 <= each.start < each.end <= len(text) for each in far_off(text, voice))
