"""Text, ids and addresses as stores take them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from assistant.errors import SettingsError
from assistant.storage.texts import account_at, is_id, storable
from assistant.storage.urls import for_psycopg, for_sqlalchemy

ANY_TEXT = st.text(st.characters(codec=None, categories=None, exclude_categories=()))


@given(ANY_TEXT)
def test_any_text_becomes_storable_and_stays_so(words: str) -> None:
    kept = storable(words)
    assert "\x00" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert storable(kept) == kept


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",))))
def test_text_that_is_fine_is_left_alone(words: str) -> None:
    assert storable(words) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6ab07599-40a5-4f0a-b4ec-21a0c779d78d", True),
        ("bluesky:acme.example", False),
        ("", False),
        ("6ab07599-40a5-4f0a-b4ec-21a0c779d78d'; --", False),
    ],
)
def test_only_uuids_are_ids(text: str, expected: bool) -> None:
    assert is_id(text) is expected
    assert (account_at(text)["account_id"] == text) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://me:p%40ss%2F%20w@db.example:5433/engage?sslmode=require",
            {
                "user": "me",
                "password": "p@ss/ w",
                "host": "db.example",
                "port": "5433",
                "dbname": "engage",
                "sslmode": "require",
            },
        ),
        (
            "postgresql://postgres@/engage?host=/home/it%27s%20me/data&port=5432",
            {"user": "postgres", "host": "/home/it's me/data", "port": "5432", "dbname": "engage"},
        ),
        ("postgresql+psycopg://db.example/engage", {"host": "db.example", "dbname": "engage"}),
    ],
)
def test_an_address_reads_the_same_for_every_library(url: str, expected: dict[str, str]) -> None:
    assert conninfo_to_dict(for_psycopg(url)) == expected
    parsed = for_sqlalchemy(url)
    assert parsed.drivername == "postgresql+psycopg"
    assert "p@ss" not in str(parsed)
    assert parsed.password == expected.get("password")


def test_an_address_that_is_none_is_refused_without_showing_it() -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        for_psycopg("my secret://")
    assert "secret" not in str(caught.value)
