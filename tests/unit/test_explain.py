"""Errors in words: the way on is one that the person has where they read it."""

from __future__ import annotations

import pytest

from assistant.errors import ReconnectNeeded, SignInNeeded, SignInSealed
from assistant.explain import explain

ERRORS = [
    ReconnectNeeded("bluesky", "bluesky:acme.example"),
    SignInNeeded("bluesky", "bluesky:acme.example"),
    SignInSealed("bluesky", "bluesky:acme.example"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_in_slack_a_manager_mends_it_in_the_home_tab(error: Exception) -> None:
    """No command that only a shell takes."""
    said = explain(error)

    assert "a manager of Engage opens its Home tab." in said
    assert "engage connect" not in said


@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_in_the_terminal_a_command_mends_it(error: Exception) -> None:
    """With the account filled in."""
    said = explain(error, in_terminal=True).lower()

    assert "run engage connect bluesky acme.example to " in said
    assert "home tab" not in said
