"""Our reading of requests says what Bolt's own says."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncBoltRequest

from handlers.bolt_request import read_request

FORM = {b"content-type": b"application/x-www-form-urlencoded"}
JSON = {b"content-type": b"application/json", b"x-slack-retry-num": b"1", b"host": b"x"}

READ = {"content-type", "x-slack-retry-num"}
"""Headers of these requests that Bolt or a listener reads."""


def assert_same(ours: AsyncBoltRequest, text: str, headers: dict[bytes, bytes]) -> None:
    bolts = AsyncBoltRequest(
        body=text, headers={name.decode(): value.decode() for name, value in headers.items()}
    )

    assert bolts.body == ours.body
    assert bolts.raw_body == ours.raw_body
    assert bolts.mode == ours.mode
    assert bolts.content_type == ours.content_type
    assert dict(bolts.context) == dict(ours.context)
    assert {name: bolts.headers[name] for name in bolts.headers if name in READ} == ours.headers


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1))
def test_any_form_is_read_as_bolt_reads_it(fields: dict[str, str]) -> None:
    """Blank values, signs, other scripts; but for forms that Bolt loses, see below."""
    fields = {name: value for name, value in fields.items() if "payload" not in name + value}
    text = urlencode({"team_id": "T1", **fields})

    assert_same(read_request(text.encode(), FORM), text, FORM)


def test_a_form_that_says_payload_is_kept() -> None:
    """Bolt takes it for JSON in a form, finds none, and loses the whole command."""
    text = urlencode({"team_id": "T1", "command": "/engage", "text": "what is a payload?"})

    assert read_request(text.encode(), FORM).body["text"] == "what is a payload?"
    assert AsyncBoltRequest(body=text, headers={}).body == {}


@given(st.text(), st.text())
def test_json_in_a_form_is_read_as_bolt_reads_it(value: str, name: str) -> None:
    """Clicks and modals."""
    payload = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "v": [value]}
    text = urlencode({"payload": json.dumps(payload | {"name": name})})

    assert_same(read_request(text.encode(), FORM), text, FORM)


def test_events_are_read_as_bolt_reads_them() -> None:
    """With the headers of a retry."""
    event = {"type": "message", "user": "U1", "channel": "C1", "ts": "1.0", "thread_ts": "0.5"}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}
    text = json.dumps(body)

    assert_same(read_request(text.encode(), JSON), text, JSON)


@pytest.mark.parametrize("raw", [b"\xff", b"{", b"[1]", b"payload=%7B", b"payload=[]"])
def test_what_slack_would_not_send_is_refused(raw: bytes) -> None:
    """With an error the server knows."""
    with pytest.raises((ValueError, TypeError, AttributeError)):
        read_request(raw, FORM)


def test_a_command_may_speak_of_a_payload() -> None:
    """Bolt 1.30 takes the word for the field of that name, and drops the command."""
    text = urlencode({"command": "/engage", "text": "what is a payload?"})

    assert read_request(text.encode(), FORM).body["text"] == "what is a payload?"
    assert AsyncBoltRequest(body=text).body == {}
