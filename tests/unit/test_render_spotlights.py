"""Names of strangers in lists of people are words: they call nobody and link nowhere."""

from __future__ import annotations

import pytest

from assistant.community.posts import Author
from handlers.render.spotlights import named


@pytest.mark.parametrize("handle", ["channel", "@here@evil.example", "everyone.bsky.social"])
def test_a_handle_calls_nobody(handle: str) -> None:
    said = named(Author("did:x", handle, "<!channel> *Eve* <https://evil.example|us>"))
    assert "@channel" not in said
    assert "@here" not in said
    assert "@everyone" not in said
    assert "<" not in said
    assert "*" not in said


def test_a_plain_one_stands_as_it_is() -> None:
    assert named(Author("did:ana", "ana.example", "Ana")) == "Ana (@ana.example)"


def test_where_names_stand_for_handles_they_stand_once() -> None:
    assert named(Author("7", "Ann Lee", "Ann Lee")) == "Ann Lee"
    assert named(Author("7", "", "")) == "Somebody"
