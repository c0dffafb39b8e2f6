"""Errors in words: the way on is one that the person has where they read it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.community.drafts import Draft, DraftState, Intent
from assistant.errors import (
    EditConflict,
    ReconnectNeeded,
    SecretRefused,
    SignInNeeded,
    SignInSealed,
)
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


@pytest.mark.parametrize("in_terminal", [True, False])
def test_only_what_was_typed_is_to_be_checked(in_terminal: bool) -> None:
    """A stored sign-in may have been made on the platform's own page: nobody typed a password."""
    stored = explain(ReconnectNeeded("bluesky", "bluesky:acme.example"), in_terminal=in_terminal)
    typed = explain(SecretRefused("bluesky", "bluesky:acme.example"), in_terminal=in_terminal)

    assert "password" not in stored
    assert ("Check the handle and the app password" in typed) is in_terminal


@pytest.mark.parametrize("state", DraftState)
def test_a_click_that_came_too_late_is_told_what_the_draft_is_now(state: DraftState) -> None:
    """Every state has its own words."""
    draft = Draft(
        "d1", "T1", "a1", "i1", "p1", "Hello.", "Hello.", Intent.ANSWER, "offline", "U1",
        datetime(2026, 11, 22, tzinfo=UTC), state=state,
    )  # fmt: skip
    said = explain(EditConflict("this reply", draft))

    assert said.endswith(".")
    assert "settings" not in said
    assert "in the meantime" not in said
