"""The program itself on Mastodon: asked in the terminal, with no keys and with a token."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import quick
from tests.doubles.mastodon import MastodonServer
from tests.integration.mastodon_kit import now

pytestmark = pytest.mark.integration

TOKEN = "planted-access-token"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="engage-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


async def engage(
    folder: Path, server: MastodonServer, *arguments: str, stdin: str = ""
) -> tuple[int, str, str]:
    """Run a command to its end: exit code, stdout, stderr."""
    process = await asyncio.create_subprocess_exec(
        *quick.engage(),
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "ENGAGE_DATA_DIR": str(folder),
            "ENGAGE_ALLOW_HOSTS": f"http://{server.host}",
            "COLUMNS": "200",
        },
    )
    async with asyncio.timeout(120):
        out, err = await process.communicate(stdin.encode())
    return process.returncode or 0, out.decode(), err.decode()


async def test_a_public_account_answers_without_keys_and_says_whose_view_it_is(
    folder: Path,
) -> None:
    async with MastodonServer("mastodon") as server:
        world = server.world
        acme, fan = world.join("acme"), world.join("fan", "elsewhere.example")
        for number in range(3):
            post = world.post(acme, f"Post {number}", at=now() - timedelta(hours=20 + number))
            world.reply(fan, post, "Nice", at=now() - timedelta(hours=2))
            world.favourite(fan, post)
        handle = f"mastodon:{server.handle(acme)}"
        code, out, err = await engage(
            folder,
            server,
            *("ask", "how many replies and likes did we get in the last 7 days?"),
            *("--account", handle, "--zone", "UTC", "--json"),
        )
        assert code == 0, err
        told = json.loads(out)
        facts = {fact["metric"]: fact for fact in told["facts"]}
        assert (facts["replies"]["value"], facts["likes"]["value"]) == (3, 3)
        assert facts["likes"]["wording"].startswith("3 likes on posts published in the last 7 days")
        assert facts["likes"]["definition"] == "likes_of_posts@1"
        assert "3 likes on posts published in the last 7 days" in told["answer"]
        notes = {source["note"] for source in told["sources"]}
        assert notes == {f"as seen by {server.host} without signing in"}


async def test_a_closed_server_says_how_to_sign_in_and_then_answers(folder: Path) -> None:
    async with MastodonServer("gotosocial") as server:
        world = server.world
        acme, fan = world.join("acme"), world.join("fan")
        post = world.post(acme, "Hello", at=now() - timedelta(hours=5))
        world.reply(fan, post, "Hi", at=now() - timedelta(hours=2))
        world.post(fan, "@acme are you open?", at=now() - timedelta(hours=1))
        handle = server.handle(acme)
        ask = ("ask", "how many mentions in the last 7 days?", "--account", f"mastodon:{handle}")
        code, out, err = await engage(folder, server, *ask)
        assert (code, out) == (1, "")
        assert err == (
            f"{server.host} does not show this without signing in. Run engage connect mastodon "
            f"{handle} to see it.\n"
        )
        connect = ("connect", "mastodon", handle)
        code, out, err = await engage(folder, server, *connect, stdin="wrong\n")
        assert (code, out) == (1, "")
        assert "Check the handle and the access token" in err
        server.signing.tokens[TOKEN] = server.signing.tokens[server.token(acme)]
        code, out, err = await engage(folder, server, *connect, stdin=f"{TOKEN}\n")
        assert code == 0, err
        assert f"Connected mastodon:{handle}" in out
        code, out, err = await engage(folder, server, *ask, "--zone", "UTC", "--json")
        assert code == 0, err
        (fact,) = [each for each in json.loads(out)["facts"] if each["metric"] == "mentions"]
        assert fact["value"] == 1
        assert TOKEN not in out + err


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ("mastodon:acme", "Write a Mastodon account with its server"),
        ("mastodon:@acme@127.0.0.1:9", "it is not a public https address"),
        ("mastodon:@nobody@{host}", "There is no account mastodon:@nobody@{host}"),
        ("mastodon:@acme@nowhere.invalid", "nowhere.invalid cannot be reached right now."),
    ],
)
async def test_a_wrong_handle_is_one_sentence(folder: Path, account: str, sentence: str) -> None:
    async with MastodonServer("mastodon") as server:
        named = account.format(host=server.host)
        code, out, err = await engage(folder, server, "ask", "replies", "--account", named)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert sentence.format(host=server.host) in err
