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


def test_addresses_and_keys_of_the_wrong_kind_are_named_and_not_repeated():
    said = problems(
        GOOD
        | {
            "DATABASE_URL": "mysql://root:hunter2@db/engage",
            "REDIS_URL": "localhost:6379",
            "OPENAI_BASE_URL": "api.example",
            "ENGAGE_SECRET_KEY": "hunter2",
            "ENGAGE_LOG_LEVEL": "loud",
        }
    )

    for name in (
        "DATABASE_URL: must look like postgresql://",
        "REDIS_URL: must look like redis://",
        "OPENAI_BASE_URL: must look like https://",
        "ENGAGE_SECRET_KEY: needs at least 32 random characters",
        "ENGAGE_LOG_LEVEL: must be one of",
    ):
        assert name in said, name
    assert "hunter2" not in said
    assert "Input should" not in said


def test_a_missing_slash_of_slacks_address_is_added():
    settings = Settings.from_env({"SLACK_API_URL": "https://slack.example/api"})

    assert settings.slack_api_url == "https://slack.example/api/"


MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "very-secret",
    "SLACK_SIGNING_SECRET": "s",
    "ENGAGE_PUBLIC_URL": "https://engage.example/",
}


def test_many_workspaces_need_the_app_and_its_address_and_no_token():
    assert Settings.for_serve(MANY, socket=False).many_workspaces
    assert not Settings.for_serve(GOOD, socket=False).many_workspaces
    said = problems({"SLACK_CLIENT_ID": "1.2"})

    for name in ("SLACK_CLIENT_SECRET", "ENGAGE_PUBLIC_URL", "SLACK_SIGNING_SECRET"):
        assert name in said, name
    assert "SLACK_BOT_TOKEN" not in said


def test_one_workspace_and_many_at_once_contradict():
    said = problems(MANY | {"SLACK_BOT_TOKEN": "xoxb-1"})

    assert "take one out" in said
    assert "very-secret" not in said


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        ("https://engage.example", True),
        ("http://127.0.0.1:3000", True),
        ("http://localhost:3000", True),
        ("http://engage.example", False),
        ("http://127.0.0.1.evil.example", False),
    ],
)
def test_secrets_come_back_by_https_or_stay_on_this_machine(url: str, *, fit: bool):
    env = MANY | {"ENGAGE_PUBLIC_URL": url}

    if fit:
        Settings.for_serve(env, socket=False)
    else:
        assert "ENGAGE_PUBLIC_URL must begin with https://" in problems(env)


@pytest.mark.parametrize(
    ("given", "teams"),
    [("", set()), ("*", {"*"}), ("T0123ABC, T0456DEF,", {"T0123ABC", "T0456DEF"})],
)
def test_teams_that_may_install_are_listed(given: str, teams: set[str]):
    assert Settings.from_env({"SLACK_ALLOWED_TEAMS": given}).allowed_teams == teams


@pytest.mark.parametrize("given", ["acme.slack.com", "T0123ABC;T0456DEF", "all", "E0123ABC"])
def test_a_list_of_something_else_is_refused(given: str):
    with pytest.raises(SettingsError, match="SLACK_ALLOWED_TEAMS: must be team ids"):
        Settings.from_env({"SLACK_ALLOWED_TEAMS": given})
