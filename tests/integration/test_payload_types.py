"""Everything the scenario tests send to Slack passes Slack's own types (npm, `@slack/web-api`)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from handlers.calls import Method
from handlers.manifest import load, over_http
from tests.peers.slack_types import compiler, recording
from tests.peers.slack_types.recording import RESPONSE_URL, Sent
from tests.peers.slack_types.typescript import MANIFEST, explain, typescript

pytestmark = pytest.mark.integration

Json = dict[str, Any]


@pytest.fixture(scope="module")
def sent() -> list[Sent]:
    """What the scenario tests send, and the app's two manifests."""
    calls = recording.recorded() or recording.record()
    manifests = [load(), over_http(load(), "https://engage.example")]
    return [*calls, *(Sent(MANIFEST, each, "handlers/manifest.py") for each in manifests)]


def test_every_method_is_recorded(sent: list[Sent]):
    assert {method.value for method in Method} <= {each.method for each in sent}


def test_what_is_sent_has_slacks_types(sent: list[Sent]):
    files = {"payloads.ts": typescript(sent)}

    problems = compiler.check(files)

    assert not problems, f"\n{explain(problems, files)}"


# -- the check can fail: one part of one real payload spoiled, and the compiler complains


def block(arguments: Json, kind: str) -> Json:
    """The first block of a kind. Raises LookupError when there is none."""
    for each in arguments.get("blocks") or arguments["view"]["blocks"]:
        if each["type"] == kind:
            return each
    raise LookupError(kind)


def misspell(arguments: Json) -> None:
    arguments["chanel"] = arguments.pop("channel")


def give_a_number(arguments: Json) -> None:
    arguments["ts"] = float(arguments["ts"])


def leave_out(arguments: Json) -> None:
    del arguments["user"]


def name_an_unknown_block(arguments: Json) -> None:
    block(arguments, "section")["type"] = "sektion"


def colour_a_block(arguments: Json) -> None:
    block(arguments, "section")["colour"] = "red"


def empty_a_row_of_buttons(arguments: Json) -> None:
    del block(arguments, "actions")["elements"]


def style_a_button(arguments: Json) -> None:
    block(arguments, "actions")["elements"][0]["style"] = "secondary"


def take_the_axes(arguments: Json) -> None:
    del block(arguments, "data_visualization")["chart"]["axis_config"]


def spell_a_value(arguments: Json) -> None:
    block(arguments, "data_visualization")["chart"]["series"][0]["data"][0]["value"] = "twelve"


def spoil_a_cell(arguments: Json) -> None:
    block(arguments, "data_table")["rows"][0][0]["type"] = "raw_date"


def complete_a_task(arguments: Json) -> None:
    tasks = [each for each in arguments["chunks"] if each["type"] == "task_update"]
    tasks[0]["status"] = "completed"


def take_a_title(arguments: Json) -> None:
    del arguments["view"]["title"]


def show_everyone(arguments: Json) -> None:
    arguments["response_type"] = "everyone"


def count_in_words(arguments: Json) -> None:
    arguments["limit"] = "many"


def listen_for_nothing(arguments: Json) -> None:
    arguments["settings"]["event_subscriptions"]["bot_events"].append("agent_session_stoped")


def add_a_feature(arguments: Json) -> None:
    arguments["features"]["assistent_view"] = {}


SPOILED: dict[str, tuple[str, Callable[[Json], None], str]] = {
    "misspelt argument": ("chat.postMessage", misspell, "'\"chanel\"' does not exist"),
    "number for a string": ("chat.update", give_a_number, "'number' is not assignable"),
    "missing argument": ("chat.postEphemeral", leave_out, "'user' is missing"),
    "unknown block": ("views.publish", name_an_unknown_block, "'\"sektion\"' is not assignable"),
    "unknown field": (RESPONSE_URL, colour_a_block, "'\"colour\"' does not exist"),
    "missing field": ("chat.stopStream", empty_a_row_of_buttons, "'elements' is missing"),
    "unknown style": ("chat.stopStream", style_a_button, "'\"secondary\"' is not assignable"),
    "chart without axes": ("chat.stopStream", take_the_axes, "'axis_config' is missing"),
    "value in words": ("chat.stopStream", spell_a_value, "'string' is not assignable"),
    "unknown cell": ("chat.stopStream", spoil_a_cell, "'\"raw_date\"' is not assignable"),
    "unknown status": ("chat.appendStream", complete_a_task, "'\"completed\"' is not assignable"),
    "modal without title": ("views.open", take_a_title, "'title' is missing"),
    "unknown response": (RESPONSE_URL, show_everyone, "'\"everyone\"' is not assignable"),
    "words in a query": ("conversations.members", count_in_words, "'string' is not assignable"),
    "unknown event": (MANIFEST, listen_for_nothing, "'\"agent_session_stoped\"' is not assignable"),
    "unknown feature": (MANIFEST, add_a_feature, "'\"assistent_view\"' does not exist"),
}


def spoiled(sent: list[Sent], method: str, spoil: Callable[[Json], None]) -> Sent:
    """The first call of a method that has what is spoiled, without it."""
    for each in sent:
        arguments = deepcopy(each.arguments)
        if each.method == method:
            try:
                spoil(arguments)
            except LookupError:
                continue
            return Sent(method, arguments, each.test)
    raise AssertionError(f"no recorded {method} has what {spoil.__name__} needs")


@pytest.fixture(scope="module")
def complaints(sent: list[Sent]) -> dict[str, str]:
    """What the compiler says of each spoiled payload, and of a method that Slack does not have."""
    files = {
        name: typescript([spoiled(sent, method, spoil)])
        for name, (method, spoil, _) in SPOILED.items()
    }
    files["unknown method"] = typescript([Sent("chat.shout", {"channel": "C1"}, "this test")])
    files = {f"{name.replace(' ', '_')}.ts": text for name, text in files.items()}
    problems = compiler.check(files)
    return {
        name: explain((each for each in problems if each.file == name), files) for name in files
    }


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_payload_is_found(complaints: dict[str, str], name: str):
    _, _, expected = SPOILED[name]

    assert expected in complaints[f"{name.replace(' ', '_')}.ts"]


def test_a_method_slack_does_not_have_is_found(complaints: dict[str, str]):
    assert "ChatShoutArguments" in complaints["unknown_method.ts"]


def test_a_complaint_names_the_test_that_sent_it(complaints: dict[str, str]):
    assert "chat.postMessage, sent by tests/scenario/" in complaints["misspelt_argument.ts"]
