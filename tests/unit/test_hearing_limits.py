"""What could not be looked through is said, one sentence for each reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant import errors
from assistant.community.accounts import Account, AccountRef
from assistant.community.hearing_limits import CUT, NO_WORDS, limits_of
from assistant.community.searches import SavedSearch, SearchKind

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def account(ref: str = "bluesky:acme.example") -> Account:
    return Account("a1", "T1", AccountRef.parse(ref), "us", "Acme", "u", NOW)


def search(
    words: str, kind: str = "brand", trouble: str | None = None, *, looked: bool = True
) -> SavedSearch:
    swept_at = NOW if looked else None
    return SavedSearch(
        words, "T1", "a1", SearchKind(kind), words, "U1", NOW, swept_at=swept_at, trouble=trouble
    )


@pytest.mark.parametrize(
    ("searches", "said"),
    [
        ([], ()),
        ([search("Acme")], ()),
        (
            [search("Acme", trouble="SignInNeeded")],
            ("Bluesky lets only signed-in accounts search. Connect bluesky:acme.example anew.",),
        ),
        (
            [search("Acme", trouble="SignInSealed")],
            (
                "The sign-in of bluesky:acme.example does not work any more. Reconnect it to listen.",
            ),
        ),
        (
            [search("Acme", trouble="RateLimited")],
            ("Bluesky asked Engage to slow down, so the latest posts may be missing.",),
        ),
        (
            [search("Acme", trouble="PlatformUnavailable")],
            ("Bluesky could not be reached the last time. Engage tries again.",),
        ),
        (
            [search("Acme", trouble=CUT), search("tea", "keyword", CUT)],
            ("There is more for “Acme” and “tea” than one look reads: some posts are missing.",),
        ),
        ([search("Acme", looked=False)], ("“Acme” was not looked through yet.",)),
        (
            [search(words, looked=False) for words in ("a", "b", "c", "d")],
            ("“a”, “b”, “c” and others were not looked through yet.",),
        ),
    ],
)
def test_each_reason_has_its_sentence(searches: list[SavedSearch], said: tuple[str, ...]) -> None:
    assert said == limits_of(account(), searches)


def test_one_server_of_many_is_named() -> None:
    there = account("mastodon:@acme@social.example")
    told = limits_of(there, [search("Acme", trouble=NO_WORDS), search("tea", "keyword", NO_WORDS)])

    assert told == (
        (
            "Engage hears what social.example has heard of: posts under a hashtag, and words only in "
            "posts whose authors agreed to be found."
        ),
        (
            "social.example does not search for words, so nobody can listen for “tea” there. Listen "
            "for a hashtag instead."
        ),
    )
    assert limits_of(there, [search("Acme", trouble=NO_WORDS)])[1] == (
        "social.example does not search for words, so only the hashtags of “Acme” were looked "
        "through."
    )
    assert limits_of(there, []) == ()


def test_the_troubles_are_names_of_errors_that_exist() -> None:
    assert errors.RunLimitReached.__name__ == CUT
    assert errors.InvalidInput.__name__ == NO_WORDS
