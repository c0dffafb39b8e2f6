"""Who speaks of us without calling us: what is a hit, why, and how sure."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.matching import Matcher, match
from assistant.community.ourselves import Us
from assistant.community.posts import Author, Post
from assistant.community.searches import Band, SavedSearch, SearchKind

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ZOE = Author("did:plc:zoe", "zoe.example")
US = Us(
    frozenset({"did:plc:us"}),
    posts=frozenset({"example/1"}),
    names=("Harbour Light",),
    handles=frozenset({"harbourlight.example"}),
)
NAME = "Harbour Light"


def search(kind: str, words: str, id_: str = "s1") -> SavedSearch:
    return SavedSearch(id_, "T1", "a1", SearchKind(kind), words, "U1", NOW)


def post(text: str, author: Author = ZOE, **known: object) -> Post:
    return Post("p1", author, text, NOW, "https://x.example/p1", **known)  # type: ignore[arg-type]


def told(kind: str, words: str, text: str) -> tuple[Band, str] | None:
    found = match(search(kind, words), post(text), US)
    return (found.band, found.reason) if found else None


@pytest.mark.parametrize(
    ("text", "band", "reason"),
    [
        ("I love Harbour Light.", Band.SURE, "says “Harbour Light”"),
        ("Harbour Light's beans", Band.SURE, "says “Harbour Light's”"),
        ("HARBOUR  LIGHT!", Band.SURE, "says “HARBOUR LIGHT”"),
        (
            "harbour light at dusk",
            Band.MAYBE,
            "says “harbour light”, which can mean other things",
        ),
        ("harbourlight", Band.SURE, "says “harbourlight”, the name written another way"),
        ("Harbour-Light", Band.SURE, "says “Harbour-Light”, the name written another way"),
        ("Harbor Light", Band.LIKELY, "says “Harbor Light”, the name spelt another way"),
        ("Harbour Lights", Band.LIKELY, "says “Harbour Lights”, the name spelt another way"),
        ("Harbuor Light", Band.LIKELY, "says “Harbuor Light”, one letter off"),
        ("HarbourLigth", Band.LIKELY, "says “HarbourLigth”, one letter off"),
        ("so good #harbourlight", Band.SURE, "carries #harbourlight"),
        ("#LoveHarbourLight", Band.LIKELY, "carries #LoveHarbourLight, with the name in it"),
        ("#harbourlighthouse", Band.MAYBE, "carries #harbourlighthouse, with the name in it"),
        (
            "hey @harbourlight hello",
            Band.LIKELY,
            "writes @harbourlight, which is not our account",
        ),
        (
            "hey @harbourlight.example hello",
            Band.SURE,
            "writes @harbourlight.example, but the platform tagged nobody",
        ),
        (
            "https://news.example/harbour-light-closes?x=1",
            Band.MAYBE,
            "links to an address with the name in it",
        ),
    ],
)
def test_the_forms_of_a_name(text: str, band: Band, reason: str) -> None:
    assert (band, reason) == told("brand", NAME, text)


@pytest.mark.parametrize(
    "text",
    [
        "the harbour. Light rain later",
        "harbour, light and shadow",
        "Harbour\nLight",
        "Harbour Night, our new album",
        "Harbour of Light",
        "Lighthouse at the harbour",
        "someone@harbourlight.example.org is no name",
        "",
        "☕️☕️☕️",
    ],
)
def test_what_only_looks_like_a_name(text: str) -> None:
    assert told("brand", NAME, text) is None


@pytest.mark.parametrize("word", ["Blooom", "bloom", "Gloom", "#bloom", "@bloom", "blooming"])
def test_an_everyday_word_needs_its_capital_and_is_never_misspelt(word: str) -> None:
    assert told("brand", "Bloom", f"my {word} today") is None
    assert told("brand", "Bloom", "my Bloom today") == (
        Band.MAYBE,
        "says “Bloom”, which is an everyday word, too",
    )


@pytest.mark.parametrize("name", ["Kafe", "Zoro", "Acme"])
def test_a_short_word_is_not_misspelt(name: str) -> None:
    """Below five letters too many real words are one letter away."""
    assert told("brand", name, f"this is {name}x here") is None
    assert told("brand", name, f"this is {name} here") is not None


@pytest.mark.parametrize(
    ("name", "text", "band"),
    [
        ("H&M", "queue at h&m", Band.SURE),
        ("H&M", "queue at H and M", Band.LIKELY),
        ("AT&T", "look at t-shirts", None),
        ("Café Müller", "heute bei cafe muller", Band.SURE),
        ("Café Müller", "heute im Cafe Mueller", Band.LIKELY),
        ("Straßenkaffee", "bei Strassenkaffee", Band.SURE),
        ("Freshbrew", "Fresh Brew again", Band.LIKELY),
        ("Freshbrew", "a fresh brew again", Band.MAYBE),
        ("Freshbrew", "Freshbrews again", Band.LIKELY),
        ("Zooma", "Looma again", Band.MAYBE),
        ("ハーバー", "昨日ハーバーに行った", Band.SURE),
        ("Wendy's", "Wendys again", Band.LIKELY),
        ("Studio 54", "back at studio54", Band.SURE),
    ],
)
def test_names_of_many_kinds(name: str, text: str, band: Band | None) -> None:
    found = told("brand", name, text)

    assert band == (found[0] if found else None)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("Tidewater from Harbour Light", Band.SURE),
        ("Tidewatre from Harbour Light", Band.LIKELY),
        ("#harbourlight Tidewater", Band.SURE),
        ("Tidewater. " + "Nothing to see here. " * 5 + "Harbour Light", Band.LIKELY),
        ("Tidewater is high today", None),
        ("https://tidewater.example with Harbour Light", None),
    ],
)
def test_a_product_counts_beside_our_name(text: str, band: Band | None) -> None:
    found = told("product", "Tidewater", text)

    assert band == (found[0] if found else None)


def test_a_product_of_several_words_may_stand_alone() -> None:
    assert told("product", "North Pier", "loving the North Pier") == (
        Band.MAYBE,
        "says “North Pier”, without our name",
    )
    assert told("product", "North Pier", "the north pier is closed") is None


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("https://harbourlight.example/a", Band.SURE),
        ("https://www.shop.harbourlight.example/a?b#c", Band.SURE),
        ("read harbourlight.example/beans/new…", Band.SURE),
        ("HTTPS://HARBOURLIGHT.EXAMPLE", Band.SURE),
        ("write to hi@harbourlight.example", Band.LIKELY),
        ("harbourlight.exa…", Band.LIKELY),
        ("harbour…", None),
        ("https://harbourlight.example.evil.test", None),
        ("https://harbourlight.example@evil.test", None),
        ("https://notharbourlight.example", None),
        ("https://evil.test/harbourlight.example", None),
    ],
)
def test_links_to_our_site(text: str, band: Band | None) -> None:
    found = told("domain", "harbourlight.example", text)

    assert band == (found[0] if found else None)


def test_a_link_behind_a_word_or_on_a_card_counts() -> None:
    found = match(
        search("domain", "harbourlight.example"),
        post("look here", links=("https://harbourlight.example/x",)),
        US,
    )

    assert found is not None
    assert found.band is Band.SURE


def test_topics_are_never_sure_to_be_about_us() -> None:
    assert told("hashtag", "#espresso", "morning #Espresso") == (Band.MAYBE, "carries #Espresso")
    assert told("keyword", "oat milk", "Oat milk please") == (Band.MAYBE, "says “Oat milk”")
    assert told("keyword", "oat milk", "oat. Milk") is None
    assert told("hashtag", "#espresso", "an espresso") is None


def test_a_hashtag_that_is_our_name_is_sure() -> None:
    assert told("hashtag", "#harbourlight", "hi #HarbourLight") == (
        Band.SURE,
        "carries #HarbourLight",
    )


@pytest.mark.parametrize(
    "known",
    [
        {"mentioned_ids": ("did:plc:us",)},
        {"root_id": "at://did:plc:us/app.bsky.feed.post/1"},
        {"parent_id": "example/1"},
        {"quoted_id": "at://did:plc:us/app.bsky.feed.post/1"},
        {"author": Author("did:plc:us", "harbourlight.example")},
    ],
)
def test_what_reaches_us_anyhow_is_no_hit(known: dict[str, object]) -> None:
    """Mentions, comments and quotes are in the inbox; our own posts are ours."""
    found = match(search("brand", NAME), post("Harbour Light", **known), US)  # type: ignore[arg-type]

    assert found is None


def test_of_several_searches_the_surest_is_told() -> None:
    searches = [search("hashtag", "#coffee", "topic"), search("brand", NAME, "name")]
    found = Matcher(searches, US).match(post("#coffee by Harbour Light"))

    assert found is not None
    assert (found.search_id, found.band) == ("name", Band.SURE)


def test_what_a_reason_repeats_is_short() -> None:
    name = "Abcdefghij " * 6
    found = told("brand", name.strip(), name.upper())

    assert found is not None
    assert len(found[1]) < 80


@given(st.text(), st.text(min_size=1, max_size=30))
def test_no_text_and_no_name_breaks_it(text: str, words: str) -> None:
    for kind in SearchKind:
        found = match(search(kind, words), post(text, links=(text,)), US)
        assert found is None or found.reason


@given(st.sampled_from(["Harbour Light", "Freshbrew", "Kettlebrew & Sons"]), st.text())
def test_a_name_written_as_it_is_is_always_found(name: str, around: str) -> None:
    clean = "".join(letter for letter in around if letter.isspace() and letter != "\n")
    found = match(search("brand", name), post(f"well,{clean} {name} {clean}"), US)

    assert found is not None
    assert found.band is Band.SURE
