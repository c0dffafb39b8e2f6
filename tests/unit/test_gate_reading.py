"""How the gate reads: which words belong to which fact, which names it knows."""

from __future__ import annotations

import pytest

from assistant.agent.gate.names import account_forms, find_links, labels_of
from tests.unit.gate_evidence import BLUESKY, MASTODON, read


def beside(sentence: str, word: str) -> list[str]:
    """Ids of the facts that a word of a sentence is about."""
    return [fact.id for fact in read(sentence).beside(sentence.index(word))]


@pytest.mark.parametrize(
    ("sentence", "word", "facts"),
    [
        ("Replies: {{f1}}, likes: {{f3}}.", "likes", ["f3"]),
        ("Replies — {{f1}}, likes — {{f3}}.", "likes", ["f3"]),
        ("Replies are up, {{f2}}, while likes are flat, {{f3}}.", "flat", ["f3"]),
        ("You got {{f2}}, which is up, and {{f3}}.", "up", ["f2"]),
        ("You got {{f1}} and {{f3}} likes", "likes", ["f3"]),
        ("On Mastodon, {{f13}}.", "Mastodon", ["f13"]),
        ("You got {{f1}} (replies only), then {{f3}}.", "replies", ["f1"]),
        ("Replies ({{f1}}) and likes ({{f3}}).", "likes", ["f3"]),
        ("Up {{f2}} likes {{f3}}", "likes", ["f3"]),
        ("{{f10}} got {{f1}}, they say", "got", ["f1"]),
        ("Nothing here.", "here", []),
    ],
)
def test_words_belong_to_the_fact_beside_them(sentence: str, word: str, facts: list[str]) -> None:
    assert beside(sentence, word) == facts


def test_tokens_names_links_and_list_numbers_are_no_words() -> None:
    reading = read("2. Ask ben.test, acme.test or https://a.test/9 about {{f1}} and {{q1}}.")
    assert [word.text for word in reading.words] == ["ask", "or", "about", "and"]


def test_positions_stay_when_tokens_are_blanked() -> None:
    sentence = "You got {{f1}} and {{q1}}, bluesky:acme.test."
    assert len(read(sentence).plain) == len(sentence)


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        ("on Bluesky", {BLUESKY}),
        ("at acme.test", {BLUESKY}),
        ("at @acme@example.social", {MASTODON}),
        ("at mastodon:@acme@example.social", {MASTODON}),
        ("for Acme", {BLUESKY, MASTODON}),
        ("on X", set()),
    ],
)
def test_accounts_are_known_by_every_name(sentence: str, meaning: set[str]) -> None:
    (mention,) = read(sentence).mentions
    assert mention.accounts == meaning


@pytest.mark.parametrize(
    "sentence", ["e.g. this", "It is i.e. that", "the U.S. team", "at 5 p.m. sharp", "a/b"]
)
def test_abbreviations_are_no_names(sentence: str) -> None:
    assert read(sentence).mentions == []


def test_strangers_are_seen_and_authors_are_known() -> None:
    reading = read("@rival.test and @ben.test and maria.example and #tag")
    assert [each.known for each in reading.mentions] == [False, True, True, False]


def test_a_brand_called_like_a_word_is_known_by_its_whole_handle_only() -> None:
    assert labels_of(("bluesky:community.test", BLUESKY)) == {"acme": frozenset({BLUESKY})}
    assert account_forms(("bluesky:community.test",))["community.test"] == "bluesky:community.test"


def test_links_end_before_punctuation() -> None:
    text = "See (https://a.test/b), or www.c.test."
    assert [text[start:end] for start, end in find_links(text)] == [
        "https://a.test/b",
        "www.c.test",
    ]
