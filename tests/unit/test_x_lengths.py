"""Counting as X does. The official library is asked about thousands of texts in
`tests/peers/test_x_lengths.py`.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.platforms.x_addresses import addresses
from assistant.platforms.x_lengths import ADDRESS, MOST, weighted

EXAMPLES = {
    "": 0,
    "Hello": 5,
    "Café": 4,
    "Cafe\N{COMBINING ACUTE ACCENT}": 4,
    "Привет": 6,
    "日本語": 6,
    "한국어": 6,
    "–—“”…": 6,
    "🌅": 2,
    "🇩🇪": 2,
    "👨‍👩‍👧": 2,
    "👍🏽": 2,
    "1️⃣": 2,
    "❤️": 2,
    "©": 1,
    "™": 2,
    "https://acme.com": 23,
    "http://acme.com/a/very/long/way?x=1&y=2#z": 23,
    "acme.com": 23,
    "acme.com.": 24,
    "(https://acme.com/a)": 25,
    "https://acme.com/wiki/Coffee_(drink)": 23,
    "acme.com, acme.io/beans": 48,
    "mail@acme.com": 13,
    "#acme.com": 9,
    "e.g. this": 9,
    "node.js": 7,
    "https://acme.example": 20,
    "https://t.co/abcdEF/more": 28,
    "acme.com日本": 27,
    "https://münchen.de/ä": 23,
    "HTTPS://ACME.COM": 23,
    "a" * 280: 280,
    "日" * 140: 280,
}
"""Of docs.x.com/fundamentals/counting-characters, and what follows from the rules it points to."""


@pytest.mark.parametrize(("text", "length"), EXAMPLES.items())
def test_counts_as_x_does(text: str, length: int) -> None:
    assert weighted(text) == length


def test_half_of_an_east_asian_post_fits() -> None:
    assert weighted("日" * 140) == MOST < weighted("日" * 140 + "a")


@given(st.text())
def test_how_letters_are_composed_makes_no_difference(text: str) -> None:
    assert weighted(unicodedata.normalize("NFD", text)) == weighted(text)


@given(st.text(st.characters(codec="utf-8", exclude_characters=".")))
def test_without_an_address_no_sign_counts_more_than_two(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)
    assert 0 <= weighted(text) <= 2 * len(normal)


@given(st.text("abcdefghij0123456789-_/", min_size=1, max_size=400), st.sampled_from(["", "?x=1"]))
def test_an_address_counts_the_same_whatever_its_length(way: str, query: str) -> None:
    assert weighted(f"See https://acme.com/{way}a{query} now") == 4 + ADDRESS + 4


@given(st.lists(st.sampled_from(["word", "acme.com/x", "日本", "🌅", "(acme.io)"]), max_size=12))
def test_words_count_by_themselves(words: list[str]) -> None:
    spaces = max(0, len(words) - 1)
    assert weighted(" ".join(words)) == sum(map(weighted, words)) + spaces


@given(st.text())
def test_addresses_stand_in_order_and_apart(text: str) -> None:
    spans = list(addresses(unicodedata.normalize("NFC", text)))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)


def test_what_is_too_long_for_an_address_is_none() -> None:
    """A name of more than 63 letters, and an address of more than 4,096."""
    assert list(addresses(f"https://{'a' * 64}.com")) == []
    assert list(addresses(f"https://acme.com/{'a' * 4_096}")) == []
    assert list(addresses(f"https://{'ä' * 30}.com")) == [(0, 42)]
