"""The main job on real input: `engage ask` is exact against a real network, whatever lies in it."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.storage.embedded import EmbeddedStores
from tests import quick
from tests.integration.network import World
from tests.integration.people import Person, Written
from tests.peers.bluesky.stranger import Proxy

pytestmark = [pytest.mark.integration, pytest.mark.network]

QUESTION = "how many replies did we get this week?"


@dataclass
class Community:
    """A random community: ours, others', and every reply that still stands."""

    us: Person
    fans: list[Person]
    ours: list[Written] = field(default_factory=list)
    replies: list[Written] = field(default_factory=list)
    """By others, under posts of ours of the last 90 days, not deleted."""


def week_start(now: datetime) -> datetime:
    monday = now - timedelta(days=now.weekday())
    return monday.replace(hour=0, minute=0, second=0, microsecond=0)


async def build(world: World, seed: int, now: datetime) -> Community:
    """Fill a network: nested, own and deleted replies, in and out of the window, old posts."""
    dice = random.Random(seed)
    people = [await world.make_person(name) for name in ("acme", "ada", "ben", "cleo")]
    us, fans = people[0], people[1:]
    community = Community(us, fans)
    ages = [timedelta(hours=2), timedelta(days=3), timedelta(days=12), timedelta(days=21)]
    tops = [await us.post(f"Post {i}", at=now - age) for i, age in enumerate(ages)]
    old = await us.post("From long ago", at=now - timedelta(days=100))
    community.ours += [*tops, old]
    for _ in range(24):
        top = dice.choice(tops)
        below = [each for each in community.replies if each.root and each.root.uri == top.uri]
        parent = dice.choice([top, *below[-6:]])
        at = max(parent.at, now - timedelta(minutes=dice.randrange(1, 60 * 24 * 12)))
        community.replies.append(await dice.choice(fans).reply(parent, "A word", at=at))
    await fans[0].reply(old, "Still true", at=now - timedelta(hours=1))
    for each in dice.sample(community.replies, 3):
        await us.reply(each, "Our answer", at=max(each.at, now - timedelta(hours=1)))
    await us.reply(tops[0], "And one more thing", at=now - timedelta(minutes=30))
    await world.settle()  # what nobody answered is looked up on the network
    await delete_some(community, dice)
    return community


async def delete_some(community: Community, dice: random.Random) -> None:
    """Take back a few replies nobody answered: what hangs below a gap is hidden by the server."""
    for each in dice.sample(community.replies, 4):
        author = next(fan for fan in community.fans if each.uri.startswith(f"at://{fan.did}/"))
        if await standing_below(community, each):
            continue
        await author.delete(each)
        community.replies.remove(each)


async def standing_below(community: Community, reply: Written) -> bool:
    thread = await community.us.client.app.bsky.feed.get_post_thread({"uri": reply.uri})
    return bool(getattr(thread.thread, "replies", None))


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="engage-ask-"))
    made.chmod(0o755)
    yield made
    EmbeddedStores(made / "data").stop()
    shutil.rmtree(made, ignore_errors=True)


async def engage(*arguments: str, env: dict[str, str]) -> tuple[int, str, str]:
    """Run the program as a person would."""
    child = await asyncio.create_subprocess_exec(
        *quick.engage(),
        *arguments,
        env={"PATH": os.environ["PATH"], **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(child.communicate(), 120)
    return child.returncode or 0, out.decode(), err.decode()


@pytest.fixture
async def environment(folder: Path, stranger: Proxy) -> dict[str, str]:
    return {
        "ENGAGE_DATA_DIR": str(folder / "data"),
        "BLUESKY_PUBLIC_URL": stranger.url,
        "BLUESKY_SERVICE_URL": stranger.url,
        "TZ": "UTC",
    }


@pytest.mark.parametrize("turn", range(2))
async def test_replies_of_the_week_are_exact(world: World, environment: dict[str, str], turn: int):
    """Nested, own and deleted replies, replies before the week and under old posts."""
    seed = int(os.environ.get("ENGAGE_SEED", "0")) or random.SystemRandom().randrange(10**6)
    print(f"seed {seed} turn {turn}")
    now = datetime.now(UTC)
    community = await build(world, seed, now)
    await world.settle()
    account = f"bluesky:{community.us.handle}"

    code, out, err = await engage("ask", QUESTION, "--account", account, "--json", env=environment)

    assert code == 0, err
    said = json.loads(out)
    start = week_start(datetime.now(UTC))
    expected = sum(1 for each in community.replies if each.at >= start)
    values = [fact["value"] for fact in said["facts"] if fact["metric"] == "replies"]
    assert values[:1] == [expected], said
    assert f"{expected} repl" in said["answer"]
    assert said["composer"] == "offline"
    assert said["held"] == []
    assert said["sources"][0]["account"] == account


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", "how are we?", "--account", "bluesky:nobody-here.test"], "no account"),
        (["ask", "how are we?", "--account", "acme"], "platform:handle"),
        (["ask", "how are we?", "--account", "myspace:acme"], "does not know that platform"),
        (["ask", "how are we?"], "No account is connected yet"),
        (["ask", "x" * 10_000, "--account", "bluesky:HANDLE"], "very long"),
        (["ask", "   ", "--account", "bluesky:HANDLE"], "Ask me something"),
    ],
    ids=["unknown", "no platform", "odd platform", "none", "long", "empty"],
)
async def test_bad_input_gets_one_sentence(
    world: World, environment: dict[str, str], arguments: list[str], words: str
):
    """One clear sentence on stderr, exit code 1, no trace."""
    us = await world.make_person("acme")
    await us.post("Hello")
    await world.settle()
    given = [each.replace("HANDLE", us.handle) for each in arguments]

    code, out, err = await engage(*given, env=environment)

    assert code == 1
    assert words in err
    assert out == ""
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


async def test_an_unreachable_platform_gets_one_sentence(environment: dict[str, str]):
    """Nothing listens there."""
    code, _, err = await engage(
        "ask",
        "how are we?",
        "--account",
        "bluesky:acme.test",
        env=environment | {"BLUESKY_PUBLIC_URL": "http://127.0.0.1:9"},
    )

    assert code == 1
    assert "cannot be reached" in err
    assert "Traceback" not in err
