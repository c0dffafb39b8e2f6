"""Which account a question names: X is one letter, and has another name besides."""

from __future__ import annotations

import pytest

from assistant.agent.offline.accounts import take_account

HERE = ("facebook:acme", "x:acme", "bluesky:acme.example")


def taken(question: str, known: tuple[str, ...] = HERE) -> tuple[str | None, str | None]:
    account, stranger, _ = take_account([(word, word) for word in question.split()], known)
    return account, stranger


@pytest.mark.parametrize(
    "question",
    [
        "replies on x",
        "Replies on X this week",
        "twitter replies",
        "Antworten auf X",
        "on X's likes",
    ],
)
def test_x_is_meant(question: str) -> None:
    assert taken(question) == ("x:acme", None)


@pytest.mark.parametrize("question", ["replies x 2", "likes, x or y"])
def test_a_letter_alone_may_be_anything(question: str) -> None:
    assert taken(question) == (None, None)


@pytest.mark.parametrize("question", ["replies on x", "replies on twitter", "replies on mastodon"])
def test_where_no_account_of_it_is_connected_it_is_a_stranger(question: str) -> None:
    account, stranger = taken(question, ("facebook:acme", "bluesky:acme.example"))
    assert account is None
    assert stranger == question.rsplit(maxsplit=1)[-1]


def test_other_platforms_are_named_as_before() -> None:
    assert taken("replies on facebook") == ("facebook:acme", None)
    assert taken("replies on bluesky") == ("bluesky:acme.example", None)


def test_who_names_two_is_told_of_all() -> None:
    assert taken("replies on x and facebook") == (None, None)
    assert taken("replies on x, I mean on twitter") == ("x:acme", None)
