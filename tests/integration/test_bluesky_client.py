"""Engage as a client of Bluesky's servers, held against the code those servers run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.platforms.bluesky_client import SCOPE, BlueskyClient
from assistant.storage.vault import Vault
from tests.integration.connecting import now
from tests.peers.bluesky.places import packages, tools

pytestmark = [pytest.mark.integration, pytest.mark.network]

PEER = Path(__file__).resolve().parents[1] / "peers" / "bluesky"
ISSUER = "https://auth.example"
OLD, NEW = "o" * 40, "n" * 40

Judge = Callable[[BlueskyClient, Mapping[str, str]], dict[str, Any]]


@pytest.fixture(scope="module")
def judged() -> Judge:
    """Who the server takes a client for; an assertion error with its words when it does not."""
    subprocess.run([PEER / "net.sh", "install"], check=True)
    node = tools()[0] / "bin" / "node"

    def judge(client: BlueskyClient, form: Mapping[str, str]) -> dict[str, Any]:
        asked = {
            "client_id": client.client_id,
            "metadata": client.metadata(),
            "form": dict(form),
            "issuer": ISSUER,
        }
        done = subprocess.run(
            [node, PEER / "client.mjs", packages()],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    return judge


def client_of(*keys: str, base_url: str = "https://engage.acme.coffee") -> BlueskyClient:
    return BlueskyClient(base_url, Vault(keys).seeds("bluesky client"), now)


def test_the_server_takes_engage_for_a_confidential_client(judged: Judge) -> None:
    """By its metadata as they are served, and the key it proves itself with."""
    client = client_of(NEW)

    told = judged(client, client.authentication(ISSUER, client.key_id))

    assert told == {
        "method": "private_key_jwt",
        "kid": client.key_id,
        "dpop_bound_access_tokens": True,
        "scope": SCOPE,
    }


def test_an_address_with_a_path_is_as_good(judged: Judge) -> None:
    client = client_of(NEW, base_url="https://tools.acme.coffee/engage")

    assert judged(client, client.authentication(ISSUER, ""))["kid"] == client.key_id


def test_a_sign_in_goes_on_with_the_key_it_was_made_with(judged: Judge) -> None:
    """While the old key stands behind the new one."""
    before, after = client_of(OLD), client_of(NEW, OLD)

    assert after.key_id != before.key_id
    told = judged(after, after.authentication(ISSUER, before.key_id))
    assert told["kid"] == before.key_id


def test_a_stranger_with_another_key_is_not_taken(judged: Judge) -> None:
    """And neither is what was said to another server."""
    ours, theirs = client_of(NEW), client_of(OLD)

    with pytest.raises(AssertionError, match="client_assertion"):
        judged(ours, theirs.authentication(ISSUER, ""))
    with pytest.raises(AssertionError, match="client_assertion"):
        judged(ours, ours.authentication("https://other.example", ""))


def test_every_process_has_the_same_keys_and_shows_no_private_one() -> None:
    one, other = client_of(NEW, OLD).metadata(), client_of(NEW, OLD).metadata()

    assert one == other
    assert one is not None
    assert [set(key) & {"d", "p", "q", "k"} for key in one["jwks"]["keys"]] == [set(), set()]


def test_on_this_machine_alone_there_is_nothing_to_serve() -> None:
    """The development client of the specification: its address says everything."""
    client = client_of(NEW, base_url="http://127.0.0.1:3000")

    assert client.metadata() is None
    assert client.client_id.startswith(
        "http://localhost?redirect_uri=http%3A%2F%2F127.0.0.1%3A3000"
    )
    assert client.authentication(ISSUER, "") == {"client_id": client.client_id}
