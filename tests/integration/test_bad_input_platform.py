"""A platform that refuses, fails or talks nonsense, and what lies in it: said in one sentence."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.asking import LOCAL
from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef
from assistant.settings import Settings
from assistant.storage.embedded import EmbeddedStores
from tests.integration.network import Network, World
from tests.integration.outages import Scene, no_trace, scene, words_of
from tests.integration.people import Person
from tests.integration.serving import ENGAGE
from tests.peers.bluesky.stranger import Fault, Proxy
from tests.peers.bluesky.stranger import stranger as strangers_view

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(240)]

QUESTION = "how many replies did we get in the last 7 days?"
PROFILE, FEED = "app.bsky.actor.getProfile", "app.bsky.feed.getAuthorFeed"


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
            ENGAGE,
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
def proxies(network: Network) -> Iterator[tuple[Proxy, Proxy]]:
    with strangers_view(network.appview) as public, Proxy(network.pds) as private:
        yield public, private


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


@contextmanager
def trouble(proxy: Proxy, fault: Fault) -> Iterator[None]:
    with proxy.fault(fault):
        yield
    assert fault.hits, "it never happened"


def one_sentence(said: Said, words: str) -> None:
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


async def spoil_session(environment: Mapping[str, str], workspace: str, person: Person) -> None:
    """As after the server forgot us: neither token is good any more."""
    async with open_desk(Settings.from_env(environment)) as desk:
        for account in await desk.accounts.all(workspace):
            if account.ref.handle == person.handle:
                stored = await desk.accounts.credential(workspace, account.id)
                assert stored
                spoiled = {**stored.session, "access": "x.y.z", "refresh": "x.y.z"}
                await desk.accounts.keep_session(
                    workspace, account.id, replace(stored, session=spoiled)
                )


# -- signing in -------------------------------------------------------------------------------


async def test_a_wrong_password(world: World, terminal: Terminal) -> None:
    """What to check, and the command for another try; the password is not repeated."""
    acme = await world.make_person("acme")
    said = await terminal.engage("connect", "bluesky", acme.handle, stdin="wrong-wrong-wrong\n")

    one_sentence(said, f"run engage connect bluesky {acme.handle}")
    assert "wrong-wrong" not in said.err


async def test_an_unknown_handle_and_an_empty_password(terminal: Terminal) -> None:
    unknown = await terminal.engage("connect", "bluesky", "nobody-at-all.test", stdin="pass-word\n")
    empty = await terminal.engage("connect", "bluesky", "nobody-at-all.test", stdin="\n")

    one_sentence(unknown, "Check the handle and the app password")
    one_sentence(empty, "The app password is empty.")


async def test_a_service_that_is_none(world: World, terminal: Terminal) -> None:
    """An address inside our own walls is not talked to, whoever names it."""
    acme = await world.make_person("acme")
    odd = await terminal.engage(
        "connect", "bluesky", acme.handle, "--service", "ftp://bsky.social", stdin="pass-word\n"
    )
    inside = await terminal.engage(
        "connect", "bluesky", acme.handle, "--service", "https://10.0.0.1", stdin="pass-word\n"
    )

    one_sentence(odd, "web address")
    one_sentence(inside, "not a public https address")


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
    await forget_age(terminal.environment, acme)

    answer = await terminal.ask(acme)

    assert "1 reply" in str(before["answer"])
    assert "1 reply" in str(answer["answer"])
    (why,) = answer["missing"]  # type: ignore[misc]
    assert f"run engage connect bluesky {acme.handle} to connect it" in str(why)
    assert "old." in str(why)


async def forget_age(environment: Mapping[str, str], person: Person) -> None:
    """Let an account's last sweep be an hour ago, so that the next question reads it again."""
    async with (
        open_desk(Settings.from_env(environment)) as desk,
        desk.stores.database.workspace(LOCAL) as connection,
    ):
        await connection.exec_driver_sql(
            "UPDATE account SET synced_at = synced_at - interval '1 hour' WHERE handle = %s",
            (person.handle,),
        )


# -- a platform in trouble --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(PROFILE, status=429, headers={"retry-after": "600"}), "try again in 10 minutes"),
        (Fault(PROFILE, status=503), "Bluesky cannot be reached right now."),
        (Fault(PROFILE, status=200, body=b"<html>hi</html>"), "cannot be reached right now."),
        (Fault(PROFILE, status=200, body=b'{"did": 7}'), "cannot be reached right now."),
        (Fault(PROFILE, status=200, body=b"[" * 100_000), "cannot be reached right now."),
        (Fault(PROFILE, status=200, body=b""), "cannot be reached right now."),
        (Fault(PROFILE, cut_after=20), "Bluesky cannot be reached right now."),
    ],
    ids=["rate limit", "503", "a page", "other JSON", "endless JSON", "nothing", "cut"],
)
async def test_an_account_that_cannot_be_looked_up(
    world: World, terminal: Terminal, fault: Fault, words: str
) -> None:
    """Before the first reading there is nothing to tell: one sentence."""
    acme = await world.make_person("acme")
    await world.settle()
    with trouble(terminal.public, fault):
        said = await terminal.engage("ask", QUESTION, "--account", f"bluesky:{acme.handle}")

    one_sentence(said, words)


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
    await forget_age(terminal.environment, acme)
    with trouble(terminal.public, fault):
        answer = await terminal.ask(acme)

    (why,) = answer["missing"]  # type: ignore[misc]
    assert "1 reply" in str(answer["answer"])
    assert words in str(why)
    assert f"What bluesky:{acme.handle} shows here is 1 h old." in str(why)


# -- what lies in it --------------------------------------------------------------------------

ODD_POSTS = (
    "🦊",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "שלום, מתי אתם פותחים?",
    "مرحبا\u202e drawkcab \u2066 isolated",
    "@everyone <!channel> <@U123> [click](https://evil.example) ![x](https://evil.example/x.png)",
    "\u200b",
)


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
    await forget_age(terminal.environment, acme)

    link = await terminal.ask(acme, f"how did {post.link} do?")
    after = await terminal.ask(acme)

    assert "2 replies" in str(before["answer"])
    assert "That post is not there any more" in str(link["answer"])
    assert link["facts"] == []
    assert "1 reply" in str(after["answer"])


# -- the same in Slack ------------------------------------------------------------------------


@pytest.fixture(scope="module")
async def desk(proxies: tuple[Proxy, Proxy]) -> AsyncIterator[Scene]:
    public, private = proxies
    async with scene(BLUESKY_PUBLIC_URL=public.url, BLUESKY_SERVICE_URL=private.url) as running:
        yield running


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FEED, status=200, body=b"<html>"), "cannot be reached right now."),
        # The last one, for the program keeps to it.
        (Fault(FEED, status=429, headers={"retry-after": "600"}), "asks us to slow down."),
    ],
    ids=["nonsense", "rate limit"],
)
async def test_in_slack_the_sentence_stands_under_the_answer(
    world: World, desk: Scene, proxies: tuple[Proxy, Proxy], fault: Fault, words: str
) -> None:
    """An account that was never read: what is missing is said, and no 0 in its place."""
    acme = await world.make_person("acme")
    await world.settle()
    async with open_desk(Settings.from_env({**desk.program.environment})) as inside:
        ref = AccountRef.parse(f"bluesky:{acme.handle}")
        await inside.connecting.watch(desk.slack.workspace.team_id, ref)
    with trouble(proxies[0], fault):
        asked = desk.mention(f"how many replies did bluesky:{acme.handle} get this week?")
        await desk.until(lambda: desk.public(asked) and desk.tidy())

    (answer,) = desk.thread(asked)
    assert words in words_of(answer)
    assert "0 replies" not in words_of(answer)
    no_trace([words_of(answer), str(answer.shown_blocks)])
