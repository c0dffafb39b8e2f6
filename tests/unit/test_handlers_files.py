"""Files of Slack: whom our token may be given to, and what the double of Slack holds of that."""

from __future__ import annotations

import aiohttp
import pytest

from handlers.shared_files import files_in, is_slacks
from playground.slack import SlackDouble

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a.png", True),
        ("https://acme.slack.com/files-pri/T1-F1/a.png", True),
        ("https://files.slack-gov.com/files-pri/T1-F1/a.png", True),
        ("http://files.slack.com/files-pri/T1-F1/a.png", False),
        ("https://files.slack.com.evil.example/a.png", False),
        ("https://evilslack.com/a.png", False),
        ("https://files.slack.com@evil.example/a.png", False),
        ("https://user:pass@files.slack.com/a.png", False),
        ("https://files.slack.com:8443/a.png", False),
        ("https://drive.example/a.png", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_our_token_goes_to_slack_alone(url: str, ours: bool) -> None:
    assert is_slacks(url, API) is ours


def test_a_double_of_slack_counts_as_slack_where_it_is_set() -> None:
    """And nothing beside it: another port is another origin."""
    assert is_slacks("http://127.0.0.1:4000/files-pri/T1-F1/a.png", "http://127.0.0.1:4000/api/")
    assert not is_slacks("http://127.0.0.1:4001/a.png", "http://127.0.0.1:4000/api/")


def test_files_of_a_message_are_read_as_slack_tells_them() -> None:
    """Hidden, external and deleted ones, too."""
    event = {
        "files": [
            {"id": "F1", "size": 7, "url_private": "https://files.slack.com/1", "mode": "hosted"},
            {"id": "F2", "mode": "file_access", "file_access": "check_file_info"},
            {"id": "F3", "is_external": True, "url_private": "https://drive.example/3"},
            {"id": "F4", "mode": "tombstone"},
        ]
    }
    told = [(each.id, each.size, each.external) for each in files_in(event)]

    assert told == [("F1", 7, False), ("F2", 0, False), ("F3", 0, True)]
    assert files_in({}) == ()


async def test_the_double_hands_files_out_for_the_right_token_only() -> None:
    """Anybody else is led to the page where people sign in."""
    async with (
        SlackDouble(scopes=frozenset({"files:read"})) as slack,
        aiohttp.ClientSession() as web,
    ):
        anna = slack.add_person("Anna")
        file = slack.chat.files.add(anna.id, "a.png", "image/png", b"bytes")
        url = slack.chat.files.told(file.id)["url_private"]

        async def status(token: str) -> int:
            headers = {"Authorization": f"Bearer {token}"}
            async with web.get(url, headers=headers, allow_redirects=False) as answer:
                return answer.status

        async with web.get(url, headers={"Authorization": f"Bearer {slack.bot_token}"}) as answer:
            assert await answer.read() == b"bytes"
        assert await status("xoxb-somebody-else") == 302
        slack.api.scopes = frozenset({"chat:write"})
        assert await status(slack.bot_token) == 302
