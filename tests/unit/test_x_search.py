"""What people look for becomes a query that X takes, and means no more than they wrote."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.accounts import Platform
from assistant.community.search_terms import asked, read_words
from assistant.community.searches import SavedSearch, SearchKind
from assistant.errors import InvalidInput
from assistant.platforms.x_links import linked
from assistant.platforms.x_paging import SIZES, Turn
from assistant.platforms.x_query import LONGEST, query_for
from tests.doubles.x.query import Unclear, parse
from tests.doubles.x.world import World
from tests.unit.x_server import NOW

REST = " -from:acme -is:retweet"


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("coffee", "coffee"),
        ("good coffee", "good coffee"),
        ('"Harbour Light" espresso', '"Harbour Light" espresso'),
        ("#coffee", "#coffee"),
        ("@fan what's new?", "@fan what's new"),
        ("coffee lang:de", "coffee lang:de"),
        ("$ACME", "$ACME"),
        ("Kaffee, größer", "Kaffee größer"),
        ("コーヒー", "コーヒー"),
        ("acme.example", '(url:"acme.example" OR "acme.example")'),
        ("domain:acme.example", '(url:"acme.example" OR "acme.example")'),
        ("acme.example/menu", '(url:"acme.example/menu" OR "acme.example/menu")'),
        ("R&B", '"R&B"'),
        ("tea OR coffee", 'tea "OR" coffee'),
        ("from:bob", '"from:bob"'),
        ("-is:reply coffee", '"is:reply" coffee'),
        ("(coffee -tea)", "coffee tea"),
        ('say "hi', 'say "hi"'),
        ('"" coffee "!"', "coffee"),
        ("C++", '"C++"'),
    ],
)
def test_words_become_a_query(words: str, query: str) -> None:
    assert query_for(words, "acme") == query + REST
    parse(World(), query_for(words, "acme"))


@pytest.mark.parametrize("words", ["", "   ", "!!", '""', "lang:de", "lang:de lang:en", "-", "🙂"])
def test_what_x_cannot_look_for_alone_is_said(words: str) -> None:
    with pytest.raises(InvalidInput):
        query_for(words, "acme")


def test_a_query_is_at_most_as_long_as_x_takes() -> None:
    fits = "a" * (LONGEST - len(REST))
    assert len(query_for(fits, "acme")) == LONGEST
    with pytest.raises(InvalidInput, match="512 characters"):
        query_for(f"{fits}a", "acme")


@given(st.text(max_size=120))
def test_whatever_is_typed_is_taken_by_x_or_refused_in_words(words: str) -> None:
    """Nothing typed becomes an order: without its quoted parts only these stand in the query."""
    try:
        query = query_for(words, "acme")
    except InvalidInput:
        return
    try:
        parse(World(), query)
    except Unclear as unclear:
        raise AssertionError(query) from unclear
    bare = re.sub(r'"[^"]*"', "", query.removesuffix(REST))
    orders = re.findall(r"(?<!\S)-|\w+:", bare)
    assert set(orders) <= {"url:", "lang:"}


@pytest.mark.parametrize("kind", SearchKind)
def test_all_that_listening_asks_is_taken(kind: SearchKind) -> None:
    words = {
        SearchKind.HASHTAG: "#espresso",
        SearchKind.DOMAIN: "harbourlight.example",
    }.get(kind, "Harbour Light's No. 5")
    search = SavedSearch("s1", "T1", "a1", kind, read_words(kind, words), "U1", NOW)
    queries = asked(search, Platform.X, ("Harbour & Light",))
    assert queries
    for query in queries:
        assert parse(World(), query_for(query, "acme"))


# -- pages and links ---------------------------------------------------------------------------


def test_pages_grow_and_a_cursor_leads_back_to_its_page() -> None:
    turn = Turn()
    sizes = []
    for number in range(7):
        sizes.append(turn.size)
        following = turn.then(f"token {number}")
        assert following
        assert Turn.at(following.cursor) == following
        turn = following
    assert sizes == [*SIZES, 100, 100]
    assert turn.then(None) is None
    assert turn.then("") is None
    assert Turn.at(None) == Turn()
    part = Turn(part="old", until=1_700_000_000)
    assert Turn.at(part.cursor) == part


@given(st.text(max_size=30))
def test_a_cursor_that_is_none_of_ours_is_refused_in_words(cursor: str) -> None:
    try:
        turn = Turn.at(cursor)
    except InvalidInput:
        return
    assert turn.size in SIZES


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/acme/status/12",
        "https://twitter.com/acme/status/12?s=20&t=x",
        "https://mobile.twitter.com/acme/statuses/12",
        "https://www.x.com/i/web/status/12#m",
        "http://X.com/Acme/status/12/photo/1",
        " <https://x.com/acme/status/12|the post> ",
        "https://x.com/acme/status/12/",
    ],
)
def test_links_lead_to_their_post(url: str) -> None:
    assert linked(url) == "12"


@pytest.mark.parametrize(
    "url",
    [
        "", "12", "x.com/acme/status/12", "https://x.com/acme", "https://x.com/acme/status/",
        "https://evil.example/x.com/acme/status/12", "https://x.com.evil.example/acme/status/12",
        "https://x.com/acme/status/12x", "https://x.com/acme/status/" + "1" * 20,
        "https://x.com/acme/status/١٢",
    ],
)  # fmt: skip
def test_other_links_are_refused_in_words(url: str) -> None:
    with pytest.raises(InvalidInput):
        linked(url)
