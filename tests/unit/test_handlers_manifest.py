"""`app.yaml` and the code say the same, both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from assistant.errors import InvalidInput
from handlers import register
from handlers.actions import ACTIONS
from handlers.calls import Method
from handlers.events import EVENTS
from handlers.ids import ASK, COMMAND, DRAFT
from handlers.manifest import load, manifest_for
from handlers.render.welcome import missing
from handlers.render.words import PROMPTS
from handlers.views import VIEWS

CHANNELS = {"channels:read", "groups:read", "im:read", "mpim:read"}
SCOPES: dict[Method, set[str]] = {
    Method.AUTH_TEST: set(),
    Method.REVOKE: set(),
    Method.EXCHANGE_CODE: set(),
    Method.SESSION_STATUS: {"chat:write"},
    Method.SUGGESTED_PROMPTS: {"assistant:write"},
    Method.START_STREAM: {"chat:write"},
    Method.APPEND_STREAM: {"chat:write"},
    Method.STOP_STREAM: {"chat:write"},
    Method.POST: {"chat:write"},
    Method.POST_EPHEMERAL: {"chat:write"},
    Method.UPDATE: {"chat:write"},
    Method.CHANNEL_INFO: CHANNELS,
    Method.CHANNEL_MEMBERS: CHANNELS,
    Method.PERMALINK: set(),
    Method.HISTORY: {"channels:history", "groups:history", "im:history", "mpim:history"},
    Method.REPLIES: {"channels:history", "groups:history", "im:history", "mpim:history"},
    Method.FILE_INFO: {"files:read"},
    Method.UPLOAD_URL: {"files:write"},
    Method.COMPLETE_UPLOAD: {"files:write"},
    Method.OPEN_DIRECT: {"im:write", "mpim:write"},
    Method.USER_INFO: {"users:read"},
    Method.OPEN_VIEW: set(),
    Method.PUSH_VIEW: set(),
    Method.UPDATE_VIEW: set(),
    Method.PUBLISH_VIEW: set(),
}
"""What Slack asks for each method (docs: the page of each method, bot scopes)."""

EVENT_SCOPES = {
    "app_home_opened": set[str](),
    "app_mention": {"app_mentions:read"},
    "agent_session_stopped": set[str](),
    "app_uninstalled": set[str](),
    "tokens_revoked": set[str](),
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
}
SOURCES = [path.read_text() for path in Path(handlers.__file__).parent.rglob("*.py")]


def test_scopes_are_exactly_what_methods_events_and_the_command_need() -> None:
    """Not one more, not one less."""
    events = load()["settings"]["event_subscriptions"]["bot_events"]
    needed = {"commands"}.union(*SCOPES.values(), *(EVENT_SCOPES[event] for event in events))

    assert sorted(needed) == load()["oauth_config"]["scopes"]["bot"]


def test_every_method_has_its_scopes_and_a_use() -> None:
    """A method nobody calls is no reason for a scope."""
    code = "\n".join(SOURCES)

    assert set(Method) == set(SCOPES)
    for method in Method:
        assert f"Method.{method.name}" in code, method


def test_all_calls_go_through_one_door() -> None:
    """Nobody calls the client past the list of methods; Socket Mode opens its own connection."""
    calls = [found for text in SOURCES for found in re.findall(r"client\.(\w+)\(", text)]

    assert {"api_call", "is_connected", "issue_new_wss_url"} == set(calls)


def test_every_event_subscribed_has_a_listener_and_the_other_way_round() -> None:
    """Slack sends what is subscribed, and what is listened to must come."""
    events = load()["settings"]["event_subscriptions"]["bot_events"]

    assert set(EVENTS) == {event.partition(".")[0] for event in events}


def test_the_command_is_the_one_listened_to() -> None:
    """There is one."""
    assert [each["command"] for each in load()["features"]["slash_commands"]] == [COMMAND]


def test_the_shortcut_is_the_one_listened_to() -> None:
    """A message shortcut, by the name of the button that does the same."""
    assert [(each["type"], each["callback_id"]) for each in load()["features"]["shortcuts"]] == [
        ("message", DRAFT)
    ]


def test_every_button_that_is_rendered_is_listened_to() -> None:
    """By its action id; forms by their name."""
    ids = {
        value
        for text in SOURCES
        for value in re.findall(r'^[A-Z_]+ = "(engage\.\w+)"$', text, re.MULTILINE)
    }

    assert ids == {*ACTIONS, *VIEWS, ASK}


def test_few_listeners_are_scanned() -> None:
    """One per kind, with a table inside: Bolt builds all arguments for each it scans."""
    app = AsyncApp(name="engage", signing_secret="s", client=AsyncWebClient(), authorize=_nobody)

    register(app)

    assert len(app._async_listeners) <= 10


async def _nobody() -> None:
    return None


def test_the_agent_view_suggests_what_the_messages_tab_suggests() -> None:
    """One set of questions."""
    prompts = load()["features"]["agent_view"]["suggested_prompts"]

    assert list(PROMPTS) == [(each["title"], each["message"]) for each in prompts]


def test_tokens_do_not_rotate_and_the_socket_is_on() -> None:
    """Rotation would expire a static bot token after twelve hours."""
    assert load()["settings"]["token_rotation_enabled"] is False
    assert load()["settings"]["socket_mode_enabled"] is True
    assert "assistant_view" not in load()["features"]


def test_over_http_every_request_has_one_address() -> None:
    """Events, commands and buttons; the socket is off; all else stays."""
    made = yaml.safe_load(manifest_for("https://engage.example/team/"))
    address = "https://engage.example/team/slack/events"

    assert address == made["settings"]["event_subscriptions"]["request_url"]
    assert address == made["settings"]["interactivity"]["request_url"]
    assert [address] == [each["url"] for each in made["features"]["slash_commands"]]
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["oauth_config"].pop("redirect_urls") == [
        "https://engage.example/team/slack/oauth_redirect"
    ]
    assert load()["oauth_config"] == made["oauth_config"]


def test_every_scope_has_words_for_whoever_is_asked_for_it() -> None:
    """A permission that is missing is named as people know it."""
    said = missing(load()["oauth_config"]["scopes"]["bot"])

    for scope in load()["oauth_config"]["scopes"]["bot"]:
        assert re.search(rf"“[a-z][^”]+” \({scope}\)", said), scope
        assert f"“{scope}”" not in said


@pytest.mark.parametrize("url", ["http://engage.example", "engage.example", "", "https://"])
def test_an_address_slack_cannot_reach_is_refused(url: str) -> None:
    """With what to give instead."""
    with pytest.raises(InvalidInput, match="https only"):
        manifest_for(url)


def test_without_an_address_the_file_is_printed_as_it_is() -> None:
    """With its comments."""
    assert manifest_for(None).startswith("# The Slack app, for Socket Mode.")
