"""What may be listened for, what is asked for it, what a dismissal teaches, whether to join in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.dismissing import put_away, puts_away, rule_of
from assistant.community.joining import HEAVY, NOT_ASKED, NOT_SURE, ONLY_LISTENS, joining
from assistant.community.posts import Author
from assistant.community.search_terms import asked, misspellings, proposed, read_words, unheard
from assistant.community.searches import (
    Band,
    Dismissal,
    DismissalKind,
    Hit,
    SavedSearch,
    SearchKind,
)
from assistant.errors import InvalidInput

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ZOE = Author("did:plc:zoe", "zoe.example")


def search(kind: str, words: str, *, listen_only: bool = True) -> SavedSearch:
    return SavedSearch(
        "s1", "T1", "a1", SearchKind(kind), words, "U1", NOW, listen_only=listen_only
    )


def hit(text: str, author: Author = ZOE) -> Hit:
    return Hit("p1", "T1", "a1", "s1", author, text, "u", NOW, NOW, Band.SURE, "says it")


def rule(kind: str, value: str) -> Dismissal:
    return Dismissal("d1", "T1", "a1", DismissalKind(kind), value, value, "U1", NOW)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("hashtag", "espresso", "#espresso"),
        ("hashtag", " #Espresso ", "#Espresso"),
        ("hashtag", "＃珈琲", "#珈琲"),
        ("brand", "  Harbour   Light ", "Harbour Light"),
        ("brand", "ハー", "ハー"),
        ("domain", "https://www.Shop.example/a?b", "shop.example"),
        ("domain", "münchen.example", "xn--mnchen-3ya.example"),
        ("keyword", "oat milk", "oat milk"),
    ],
)
def test_words_are_kept_as_they_are_looked_for(kind: str, typed: str, kept: str) -> None:
    assert kept == read_words(SearchKind(kind), typed)


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("brand", "  ", "Write what to listen for."),
        ("brand", "x" * 81, "at most 80 characters"),
        ("keyword", "a b c d e f g", "6 words"),
        ("keyword", "ab", "at least three letters"),
        ("brand", "!!!", "at least three letters"),
        ("brand", "@acme.example", "without the @"),
        ("brand", "https://acme.example", "Choose domain"),
        ("hashtag", "two words", "one hashtag"),
        ("hashtag", "#123", "one hashtag"),
        ("domain", "acme", "such as example.com"),
        ("domain", "hi@acme.example", "such as example.com"),
        ("domain", "bsky.app", "your own site"),
    ],
)
def test_what_cannot_be_looked_for_is_said_in_one_sentence(
    kind: str, typed: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_words(SearchKind(kind), typed)

    assert said in refused.value.problem
    assert refused.value.problem.endswith(".")


@pytest.mark.parametrize(
    ("kind", "words", "platform", "queries"),
    [
        ("hashtag", "#espresso", "bluesky", ("#espresso",)),
        ("hashtag", "#espresso", "mastodon", ("#espresso",)),
        ("keyword", "oat milk", "bluesky", ('"oat milk"',)),
        ("keyword", "oat milk", "sample", ("oat milk",)),
        ("domain", "shop.example", "bluesky", ("shop.example", "domain:shop.example")),
        ("domain", "shop.example", "mastodon", ("shop.example",)),
        ("product", "Tidewater", "bluesky", ('Tidewater "Harbour Light"',)),
        ("product", "North Pier", "mastodon", ('"North Pier"', "#northpier")),
        ("brand", "Acme", "mastodon", ("Acme", "#acme")),
        ("brand", "Bloom", "bluesky", ("Bloom", "bloom")),
    ],
)
def test_each_platform_is_asked_in_its_own_way(
    kind: str, words: str, platform: str, queries: tuple[str, ...]
) -> None:
    assert queries == asked(search(kind, words), Platform(platform), ["Harbour Light"])


def test_a_name_is_asked_for_in_its_spellings_and_usual_misspellings() -> None:
    queries = asked(search("brand", "Harbour Light"), Platform.BLUESKY)

    assert queries[:2] == ('"Harbour Light"', '"Harbor Light"')
    assert {"harbourlight", "harborlight"} <= set(queries)
    assert len(queries) <= 8


def test_misspellings_are_one_slip_away_and_few() -> None:
    assert misspellings("Kettlebrew Coffee")[0] == "Ketlebrew Coffee"
    assert len(misspellings("Kettlebrew Coffee")) == 3
    assert misspellings("Bloom") == ()
    assert misspellings("Acme") == ()


@pytest.mark.parametrize(
    ("ref", "name", "searches"),
    [
        (
            "bluesky:harbourlight.coffee",
            "Harbour Light Coffee (sample) ☕",
            [
                (SearchKind.DOMAIN, "harbourlight.coffee"),
                (SearchKind.BRAND, "Harbour Light"),
            ],
        ),
        (
            "bluesky:acme.bsky.social",
            "Acme | official",
            [(SearchKind.BRAND, "Acme")],
        ),
        (
            "mastodon:@acme@social.example",
            "Acme Tools",
            [(SearchKind.BRAND, "Acme")],
        ),
        (
            "mastodon:@roasters@social.example",
            "Harbour Light",
            [(SearchKind.BRAND, "Harbour Light"), (SearchKind.BRAND, "roasters")],
        ),
        ("bluesky:ab.bsky.social", "☕", []),
    ],
)
def test_a_new_account_gets_proposals(
    ref: str, name: str, searches: list[tuple[SearchKind, str]]
) -> None:
    account = Account("a1", "T1", AccountRef.parse(ref), "us", name, "u", NOW)

    assert searches == list(proposed(account))


@pytest.mark.parametrize("words", ["harbour light", "HARBOURLIGHT", "Harbour-Light"])
def test_a_name_is_searched_already_however_it_is_written(words: str) -> None:
    offered = [(SearchKind.BRAND, "Harbour Light"), (SearchKind.DOMAIN, "harbourlight.coffee")]

    assert unheard(offered, [search("brand", words)]) == (offered[1],)
    assert unheard(offered, [search("hashtag", f"#{words}")]) == tuple(offered)


@pytest.mark.parametrize(
    ("kind", "value", "text", "away"),
    [
        ("author", "did:plc:zoe", "anything", True),
        ("author", "did:plc:ben", "anything", False),
        ("phrase", "harbour light street", "On Harbour Light Street!", True),
        ("phrase", "harbour light street", "On Harbour Light Streets", False),
        ("phrase", "light", "Delightful", False),
        ("domain", "spam.example", "see https://www.spam.example/x", True),
        ("domain", "spam.example", "see notspam.example", False),
    ],
)
def test_what_a_rule_puts_away(kind: str, value: str, text: str, away: bool) -> None:
    assert away == puts_away(rule(kind, value), ZOE, text)
    assert away == put_away([rule("author", "nobody"), rule(kind, value)], ZOE, text)


def test_a_domain_puts_a_whole_server_away() -> None:
    bot = Author("bot@spam.example", "@bot@spam.example")

    assert puts_away(rule("domain", "spam.example"), bot, "hello")


@pytest.mark.parametrize(
    ("kind", "text", "value", "made"),
    [
        ("author", "Harbour Light", None, ("did:plc:zoe", "zoe.example")),
        ("phrase", "I live on Harbour Light Street", None, ("harbour light street", "Harbour Light Street")),
        ("phrase", "my old Harbour Light", None, ("old harbour light", "old Harbour Light")),
        ("phrase", "the Harbour Light in Kiel", "light  in Kiel", ("light in kiel", "light in Kiel")),
        ("domain", "Harbour Light https://spam.example/a", None, ("spam.example", "spam.example")),
        ("domain", "Harbour Light", "https://spam.example/b", ("spam.example", "spam.example")),
    ],
)  # fmt: skip
def test_what_a_new_rule_goes_by(
    kind: str, text: str, value: str | None, made: tuple[str, str]
) -> None:
    named = search("brand", "Harbour Light")

    assert made == rule_of(DismissalKind(kind), hit(text), named, value)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("phrase", "Harbour Light", None),
        ("phrase", "Harbour Light tea", "coffee"),
        ("phrase", "Harbour Light tea", "Harbour Light"),
        ("phrase", "Harbour Light tea", "  "),
        ("phrase", "Harbour Light tea", "x" * 100),
        ("domain", "Harbour Light tea", None),
        ("domain", "Harbour Light tea", "no domain"),
    ],
)
def test_a_rule_with_nothing_to_go_by_is_refused(kind: str, text: str, value: str | None) -> None:
    """A phrase that is the name alone would silence the search itself."""
    with pytest.raises(InvalidInput) as refused:
        rule_of(DismissalKind(kind), hit(text), search("brand", "Harbour Light"), value)

    assert refused.value.problem.endswith(".")


@pytest.mark.parametrize(
    ("text", "band", "listen_only", "why"),
    [
        ("Can anyone recommend Harbour Light?", Band.SURE, True, ONLY_LISTENS),
        ("Can anyone recommend Harbour Light?", Band.MAYBE, False, NOT_SURE),
        ("Harbour Light is overpriced", Band.SURE, False, NOT_ASKED),
        ("Harbour Light, really?", Band.SURE, False, NOT_ASKED),
        ("Who goes to the funeral near Harbour Light?", Band.SURE, False, HEAVY),
    ],
)
def test_engage_listens_unless_asked(text: str, band: Band, listen_only: bool, why: str) -> None:
    told = joining(search("brand", "Harbour Light", listen_only=listen_only), band, text)

    assert (told.may, told.why) == (False, why)


@pytest.mark.parametrize(
    "text",
    ["Does Harbour Light ship to Norway?", "Suche Kaffee wie von Harbour Light", "any tips for beans? Harbour Light maybe"],
)  # fmt: skip
def test_an_open_question_may_be_answered(text: str) -> None:
    assert joining(search("brand", "Harbour Light", listen_only=False), Band.SURE, text).may
