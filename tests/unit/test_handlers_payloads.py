"""Slack's dicts become values, whatever is missing in them."""

from __future__ import annotations

import pytest

from handlers import payloads
from handlers.places import Place

SAID = {"type": "message", "channel": "C1", "user": "U1", "ts": "1.0", "text": "hi"}


def test_a_message_by_a_person_is_read() -> None:
    """Absent is None; a message outside a thread is its own root."""
    said = payloads.spoken(SAID)

    assert said is not None
    assert (said.thread_ts, said.root_ts, said.direct) == (None, "1.0", False)


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"hidden": True},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"user": None},
    ],
)
def test_what_no_person_just_said_is_nothing(more: dict[str, object]) -> None:
    """Bots, edits, deletions, joins."""
    assert payloads.spoken(SAID | more) is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_words_with_a_file_or_sent_to_the_channel_are_words(subtype: str) -> None:
    """They are messages with a subtype."""
    said = payloads.spoken(SAID | {"subtype": subtype, "thread_ts": "0.5"})

    assert said is not None
    assert said.root_ts == "0.5"


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<@UBOT> how are we?", "how are we?"),
        ("ask <@U2|ben> in <#C1|general> or <#C2|>", "ask @U2 in #general or that channel"),
        ("<!here> and <!subteam^S1|@team>", "everyone and @team"),
        ("<https://a.example/x?a=1&amp;b=2|label> &lt;3", "https://a.example/x?a=1&b=2 <3"),
        ("  ", ""),
        ("مرحبا 🎉", "مرحبا 🎉"),
    ],
)
def test_markup_becomes_plain_words(raw: str, plain: str) -> None:
    """As a person reads it."""
    assert plain == payloads.plain_words(raw, "UBOT")


def test_a_click_on_a_message_only_one_person_sees_is_known() -> None:
    """Its container says so, and there is no message in the payload."""
    click = payloads.click(
        {
            "user": {"id": "U1"},
            "trigger_id": "t",
            "container": {"type": "message", "message_ts": "1.0", "is_ephemeral": True},
            "channel": {"id": "C1", "name": "general"},
            "actions": [{"action_id": "engage.share", "value": "run-1"}],
            "response_url": "https://hooks.example/1",
        }
    )

    assert click.ephemeral
    assert (
        click.channel_id,
        click.message_ts,
        click.thread_ts,
        click.value,
    ) == ("C1", "1.0", None, "run-1")


@pytest.mark.parametrize(
    ("headers", "last"),
    [({}, False), ({"x-slack-retry-num": ["2"]}, False), ({"x-slack-retry-num": ["3"]}, True)],
)
def test_the_last_try_of_an_event_is_the_third(headers: dict[str, object], last: bool) -> None:
    """Slack retries three times."""
    assert last == payloads.last_try(headers)


def test_a_place_survives_storage() -> None:
    """What is not known is not stored; what is not ours is not read."""
    place = Place("unplaced", "C1", "U1", response_url="https://hooks.example/1")

    assert place == Place.read(place.stored())
    assert "root_ts" not in place.stored()
    assert place.thread("1.0") == Place.read(place.thread("1.0").stored())
    assert Place.read({}) is None
    assert Place.read({"kind": "terminal"}) is None
