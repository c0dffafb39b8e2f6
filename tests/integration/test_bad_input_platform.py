"""A platform that refuses, fails or talks nonsense, and what lies in it: said in one sentence."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.asking import LOCAL
from assistant.storage.embedded import EmbeddedStores
from tests import quick
from tests.integration.network import World
from tests.integration.outages import no_trace
from tests.integration.people import Person
from tests.integration.troubles import (
    FEED,
    ODD_POSTS,
    PROFILE,
    forget_age,
    proxies,
    spoil_session,
    trouble,
)
from tests.peers.bluesky.stranger import Fault, Proxy

__all__ = ["proxies"]

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(240)]

SIGN_IN = "com.atproto.server.createSession"
QUESTION = "how many replies did we get in the last 7 days?"


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """The program in a terminal, and the two ways it takes to the network."""

    environment: Mapping[str, str]
    public: Proxy
    private: Proxy

    async def engage(self, *arguments: str, stdin: str = "") -> Said:
        """Run a command as a person would."""
        child = await asyncio.create_subprocess_exec(
            *quick.engage(),
            *arguments,
            env={"PATH": os.environ["PATH"], **self.environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(child.communicate(stdin.encode()), 120)
        return Said(child.returncode or 0, out.decode(), err.decode())

    async def ask(self, person: Person, question: str = QUESTION) -> dict[str, object]:
        """Ask about somebody's account; the answer as JSON."""
        account = f"bluesky:{person.handle}"
        said = await self.engage("ask", question, "--account", account, "--json")
        assert said.code == 0, said.err
        answer: dict[str, object] = json.loads(said.out)
        no_trace([said.err, str(answer["answer"]), *map(str, answer["missing"])])  # type: ignore[call-overload]
        return answer


@pytest.fixture(scope="module")
def terminal(proxies: tuple[Proxy, Proxy]) -> Iterator[Terminal]:
    """Servers of our own, kept running between the commands."""
    folder = Path(tempfile.mkdtemp(prefix="engage-bad-"))
    stores = EmbeddedStores(folder).start()
    public, private = proxies
    environment = {
        "ENGAGE_DATA_DIR": str(folder),
        "BLUESKY_PUBLIC_URL": public.url,
        "BLUESKY_SERVICE_URL": private.url,
        "TZ": "UTC",
        "COLUMNS": "200",
    }
    yield Terminal(environment, public, private)
    stores.stop()
    shutil.rmtree(folder)


def assert_one_sentence(said: Said, words: str) -> None:
    assert said.code == 1
    assert words in said.err
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1, said.err
    no_trace([said.err])


async def connected(terminal: Terminal, person: Person) -> None:
    """Connect an account by its app password."""
    said = await terminal.engage(
        "connect", "bluesky", person.handle, stdin=f"{await person.app_password()}\n"
    )
    assert said.code == 0, said.err


# -- signing in -------------------------------------------------------------------------------


async def test_a_wrong_password(world: World, terminal: Terminal) -> None:
    """What to check, and the command for another try; the password is not repeated."""
    acme = await world.make_person("acme")
    said = await terminal.engage("connect", "bluesky", acme.handle, stdin="wrong-wrong-wrong\n")

    assert_one_sentence(said, f"run engage connect bluesky {acme.handle}")
    assert "wrong-wrong" not in said.err


async def test_an_unknown_handle_and_an_empty_password(terminal: Terminal) -> None:
    unknown = await terminal.engage("connect", "bluesky", "nobody-at-all.test", stdin="pass-word\n")
    empty = await terminal.engage("connect", "bluesky", "nobody-at-all.test", stdin="\n")

    assert_one_sentence(unknown, "Check the handle and the app password")
    assert_one_sentence(empty, "The app password is empty.")


async def test_a_service_that_is_none(world: World, terminal: Terminal) -> None:
    """An address inside our own walls is not talked to, whoever names it."""
    acme = await world.make_person("acme")
    odd = await terminal.engage(
        "connect", "bluesky", acme.handle, "--service", "ftp://bsky.social", stdin="pass-word\n"
    )
    inside = await terminal.engage(
        "connect", "bluesky", acme.handle, "--service", "https://10.0.0.1", stdin="pass-word\n"
    )

    assert_one_sentence(odd, "web address")
    assert_one_sentence(inside, "not a public https address")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(SIGN_IN, status=503), "Bluesky cannot be reached right now."),
        (Fault(SIGN_IN, cut_after=0), "Bluesky cannot be reached right now."),
        (Fault(SIGN_IN, status=200, body=b'{"did": 7}'), "Bluesky cannot be reached right now."),
        (Fault(SIGN_IN, status=429), "Bluesky asks us to slow down. Please try again in a few"),
    ],
    ids=["503", "connections that end", "other JSON", "rate limit"],
)
async def test_a_server_that_signs_nobody_in(
    world: World, terminal: Terminal, fault: Fault, words: str
) -> None:
    """Nothing is connected, and the password is not to blame."""
    acme = await world.make_person("acme")
    with trouble(terminal.private, fault):
        said = await terminal.engage("connect", "bluesky", acme.handle, stdin="pass-word\n")

    assert_one_sentence(said, words)
    assert "password" not in said.err


async def test_a_revoked_password(world: World, terminal: Terminal) -> None:
    """What is stored is still told, with its age and what to do."""
    acme, ada = await world.make_person("acme"), await world.make_person("ada")
    post = await acme.post("Hello")
    await ada.reply(post, "Hi")
    await world.settle()
    await connected(terminal, acme)
    before = await terminal.ask(acme)
    await acme.revoke()
    await spoil_session(terminal.environment, LOCAL, acme)
    await forget_age(terminal.environment, LOCAL, acme)

    answer = await terminal.ask(acme)

    assert "1 reply" in str(before["answer"])
    assert "1 reply" in str(answer["answer"])
    (why,) = answer["missing"]  # type: ignore[misc]
    assert f"Run engage connect bluesky {acme.handle} to connect it again." in str(why)
    assert "old." in str(why)


# -- a platform in trouble --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(PROFILE, status=429, headers={"retry-after": "600"}), "try again in 10 minutes"),
        (Fault(PROFILE, status=429), "asks us to slow down. Please try again in a few minutes."),
        (Fault(PROFILE, status=503), "Bluesky cannot be reached right now."),
        (Fault(PROFILE, status=200, body=b"<html>hi</html>"), "cannot be reached right now."),
        (Fault(PROFILE, status=200, body=b'{"did": 7}'), "cannot be reached right now."),
        (Fault(PROFILE, status=200, body=b"[" * 100_000), "cannot be reached right now."),
        (Fault(PROFILE, status=200, body=b""), "cannot be reached right now."),
        (Fault(PROFILE, cut_after=20), "Bluesky cannot be reached right now."),
    ],
    ids=[
        "rate limit",
        "limit alone",
        "503",
        "a page",
        "other JSON",
        "endless JSON",
        "nothing",
        "cut",
    ],
)
async def test_an_account_that_cannot_be_looked_up(
    world: World, terminal: Terminal, fault: Fault, words: str
) -> None:
    """Before the first reading there is nothing to tell: one sentence."""
    acme = await world.make_person("acme")
    await world.settle()
    with trouble(terminal.public, fault):
        said = await terminal.engage("ask", QUESTION, "--account", f"bluesky:{acme.handle}")

    assert_one_sentence(said, words)


async def test_a_limit_that_says_when_it_ends(world: World, terminal: Terminal) -> None:
    """As Bluesky's servers do: no pause to wait, but the moment it is over."""
    acme = await world.make_person("acme")
    await world.settle()
    end = datetime.now(UTC) + timedelta(minutes=30, seconds=20)
    told = {"limit": "3000", "remaining": "0", "reset": str(int(end.timestamp()))}
    headers = {f"ratelimit-{name}": value for name, value in told.items()}
    with trouble(terminal.public, Fault(PROFILE, status=429, headers=headers)):
        said = await terminal.engage("ask", QUESTION, "--account", f"bluesky:{acme.handle}")

    assert_one_sentence(said, "asks us to slow down. Please try again in 30 minutes.")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FEED, status=429, headers={"retry-after": "600"}), "asks us to slow down."),
        (Fault(FEED, status=502, body=b"<html>"), "cannot be reached right now."),
        (Fault(FEED, status=200, body=b'{"feed": {"a": 1}}'), "cannot be reached right now."),
        (Fault(FEED, cut_after=40), "cannot be reached right now."),
    ],
    ids=["rate limit", "502", "other JSON", "cut"],
)
async def test_a_known_account_in_trouble_is_told_with_its_age(
    world: World, terminal: Terminal, fault: Fault, words: str
) -> None:
    """The stored figure, why it is not fresher, and how old it is."""
    acme, ada = await world.make_person("acme"), await world.make_person("ada")
    post = await acme.post("Hello")
    await ada.reply(post, "Hi")
    await world.settle()
    await terminal.ask(acme)
    await forget_age(terminal.environment, LOCAL, acme)
    with trouble(terminal.public, fault):
        answer = await terminal.ask(acme)

    (why,) = answer["missing"]  # type: ignore[misc]
    assert "1 reply" in str(answer["answer"])
    assert words in str(why)
    assert f"What bluesky:{acme.handle} shows here is 1 h old." in str(why)


# -- what lies in it --------------------------------------------------------------------------


async def test_right_to_left_emoji_and_steering_characters(
    world: World, terminal: Terminal
) -> None:
    """Each counts as a reply; none steers the terminal, pings or links anywhere."""
    acme, ada = await world.make_person("acme"), await world.make_person("ada")
    post = await acme.post("What do you say?")
    at = datetime.now(UTC) - timedelta(hours=3)
    for number, text in enumerate(ODD_POSTS):
        await ada.reply(post, text, at=at + timedelta(minutes=20 * number))
    await world.settle()

    counted = await terminal.ask(acme)
    shown = await terminal.engage(
        "ask", "who is waiting for an answer?", "--account", f"bluesky:{acme.handle}"
    )

    assert f"{len(ODD_POSTS)} replies" in str(counted["answer"])
    assert shown.code == 0
    for character in "\u202e\u2066\u200b":
        assert character not in shown.out
    assert "שלום" in shown.out
    assert "👩\u200d👩\u200d👧\u200d👦" in shown.out, "one family, not four people"
    no_trace([shown.out])


async def test_a_post_deleted_in_between(world: World, terminal: Terminal) -> None:
    """Its link gets a sentence; its replies are no longer counted."""
    acme, ada = await world.make_person("acme"), await world.make_person("ada")
    post, other = await acme.post("Here today"), await acme.post("Here to stay")
    await ada.reply(post, "Hm")
    await ada.reply(other, "Yes")
    await world.settle()
    before = await terminal.ask(acme)
    await acme.delete(post)
    await world.settle()
    await forget_age(terminal.environment, LOCAL, acme)

    link = await terminal.ask(acme, f"how did {post.link} do?")
    after = await terminal.ask(acme)

    assert "2 replies" in str(before["answer"])
    assert "That post is not there any more" in str(link["answer"])
    assert link["facts"] == []
    assert "1 reply" in str(after["answer"])
