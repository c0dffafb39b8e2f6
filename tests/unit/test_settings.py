"""Settings are read once, and everything wrong with them is said at once."""

from __future__ import annotations

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "SLACK_APP_TOKEN": "xapp-1"}


def problems(env: dict[str, str], *, socket: bool = False) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.for_serve(env, socket=socket)
    return " ".join(caught.value.problems)


def test_an_empty_value_counts_as_unset():
    assert Settings.from_env({"OPENAI_API_KEY": "  "}).openai_api_key is None


def test_everything_missing_is_named_at_once():
    said = problems({})

    assert "SLACK_BOT_TOKEN" in said
    assert "SLACK_SIGNING_SECRET" in said


def test_wrong_missing_and_contradicting_settings_are_named_together():
    said = problems(
        {
            "ENGAGE_PORT": "99999",
            "ENGAGE_RUN_SECONDS": "soon",
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_CLIENT_ID": "1.2",
            "DATABASE_URL": "postgresql://somewhere/engage",
        }
    )

    for name in (
        "ENGAGE_PORT",
        "ENGAGE_RUN_SECONDS",
        "SLACK_CLIENT_SECRET",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "ENGAGE_SECRET_KEY",
    ):
        assert name in said, name


def test_socket_mode_needs_no_signing_secret_but_an_app_token():
    env = {"SLACK_BOT_TOKEN": "xoxb-1"}

    assert "SLACK_APP_TOKEN" in problems(env, socket=True)
    assert "SLACK_SIGNING_SECRET" not in problems(env, socket=True)
    assert Settings.for_serve(GOOD, socket=True).slack_app_token


def test_secrets_do_not_show():
    settings = Settings.from_env(GOOD | {"OPENAI_API_KEY": "sk-very-secret"})

    assert "very-secret" not in repr(settings)
    assert "xoxb-1" not in str(settings)
