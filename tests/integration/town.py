"""A town: one brand with its people on five platforms, a Slack workspace, and what a program over all
of them is set to. Bluesky is the real network; X, Meta and Mastodon are doubles.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from handlers import ids
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person, View
from tests import quick
from tests.doubles.mastodon import MastodonServer
from tests.doubles.meta import MetaServer
from tests.doubles.x import Post, User, XServer
from tests.integration import people
from tests.integration.network import Network, World
from tests.integration.outages import outage_stores
from tests.integration.serving import Program, free_port

SOON_S = 60.0
WORD = "a-word-for-meta"
"""What Meta has to know to set the webhook up."""


@dataclass
class Town:
    """The platforms with a brand and its people on each, Slack, and where the program's settings
    come from.

    Attributes:
        secrets: what each account is connected with, by the account.
        replies: how many the brand got in the last seven days, by the account.
        asked: what a fan asked the brand on X.
        us: the brand on Bluesky.
    """

    slack: SlackDouble
    x: XServer
    meta: MetaServer
    mastodon: MastodonServer
    anna: Person
    channel: Channel
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    replies: Mapping[str, int]
    asked: Post
    us: people.Person
    port: int

    def program(self, log: Path) -> Program:
        """`engage serve` over all of it, not started; everything that it has to say goes into the
        log.
        """
        environment = {**self.environment, "ENGAGE_LOG_LEVEL": "debug"}
        return Program(self.slack, environment, port=self.port, log=log)

    def kept_secret(self) -> set[str]:
        """Everything that opens a door at X, Meta, Mastodon or Slack, until now."""
        at_x, at_meta = self.x.signing, self.meta.tokens
        own = {name for name in self.environment if name.endswith(("_SECRET", "_TOKEN"))}
        return {
            *(self.environment[name] for name in own),
            *self.secrets.values(),
            *at_x.tokens,
            *at_x.refreshes,
            *at_x.spent,
            *at_x.app_tokens,
            *at_meta.known,
            self.slack.bot_token,
            self.slack.signing_secret,
        }

    async def engage(
        self, *arguments: str, stdin: str = "", without: str = "-"
    ) -> tuple[int, str, str]:
        """Run a command to its end: exit code, stdout, stderr.

        Args:
            without: what stands in the names of settings that it does not have.
        """
        own = {name: self.environment[name] for name in self.environment if without not in name}
        process = await asyncio.create_subprocess_exec(
            *quick.engage(),
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"PATH": os.environ["PATH"], **own, "COLUMNS": "200"},
        )
        async with asyncio.timeout(SOON_S):
            out, err = await process.communicate(stdin.encode())
        return process.returncode or 0, out.decode(), err.decode()

    async def told(self, question: str) -> dict[str, Any]:
        """What is answered in the terminal over all accounts."""
        code, out, err = await self.engage("ask", question, "--zone", "UTC", "--json")
        assert code == 0, err
        found: dict[str, Any] = json.loads(out)
        return found

    async def connected(self, name: str, secret: str) -> None:
        code, out, err = await self.engage("connect", *name.split(":", 1), stdin=f"{secret}\n")
        assert code == 0, err
        assert out.startswith(f"Connected {name} ("), out
        assert "for Playground." in out
        assert "ask away" in out, out
        assert secret not in out + err


class Scene(Protocol):
    """Where cards stand, and who works on them."""

    @property
    def slack(self) -> SlackDouble: ...
    @property
    def anna(self) -> Person: ...
    @property
    def channel(self) -> Channel: ...


async def card_of(scene: Scene, who: str, button: str) -> Message:
    """The card of what somebody wrote, with a button on it."""

    def found() -> list[Message]:
        cards = [each for each in scene.slack.messages(scene.channel) if each.metadata]
        return [each for each in cards if who in shown(each) and button in shown(each)]

    await scene.slack.until(found, SOON_S)
    (card,) = found()
    return card


async def drafted(scene: Scene, card: Message, button: str, words: str) -> None:
    """Anna writes the reply in the form that a button opens."""
    slack, anna = scene.slack, scene.anna
    await slack.click(anna, card, button)
    await slack.fill(anna, await opened(scene, "Reply"), {"Reply": words})
    await slack.until(lambda: words in shown(card) and ids.APPROVE in shown(card), SOON_S)


async def opened(scene: Scene, words: str) -> View:
    """The window that was opened for Anna, once these words stand in it: until then it may ask for
    a moment's patience.
    """
    modals = scene.slack.workspace.modals

    def top() -> View | None:
        stack = modals.get(scene.anna.id)
        return stack[-1] if stack and words in json.dumps(stack[-1].body) else None

    await scene.slack.until(top, SOON_S)
    view = top()
    assert view
    return view


def shown(message: Message) -> str:
    """Everything that stands on it."""
    return json.dumps(message.shown_blocks)


@asynccontextmanager
async def built(network: Network) -> AsyncIterator[Town]:
    """The town, with nothing connected yet."""
    async with AsyncExitStack() as stack:
        stores = stack.enter_context(outage_stores())
        slack = await stack.enter_async_context(SlackDouble(limits=False))
        x = await stack.enter_async_context(XServer())
        meta = await stack.enter_async_context(MetaServer())
        mastodon = await stack.enter_async_context(MastodonServer())
        world = World(network)
        stack.push_async_callback(world.close)
        port = free_port()
        meta.app.needs_proof = True
        app = x.signing.register(f"http://127.0.0.1:{port}/connect/x/callback")
        assert app.client_secret
        environment = {
            **stores.environment,
            "ENGAGE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "X_API_URL": x.url,
            "X_WEB_URL": x.url,
            "X_CLIENT_ID": app.client_id,
            "X_CLIENT_SECRET": app.client_secret,
            "X_BEARER_TOKEN": x.signing.bearer(),
            "GRAPH_API_URL": meta.graph,
            "META_WEB_URL": meta.url,
            "META_APP_ID": meta.app.id,
            "META_APP_SECRET": meta.app.secret,
            "META_WEBHOOK_TOKEN": WORD,
            "BLUESKY_PUBLIC_URL": network.appview,
            "BLUESKY_SERVICE_URL": network.pds,
            "BLUESKY_PLC_URL": network.plc,
            "ENGAGE_ALLOW_HOSTS": f"http://{mastodon.host}",
        }
        anna = slack.add_person("Anna", admin=True)
        channel = slack.add_channel("community", anna)
        secrets, replies = _meta(meta)
        owner, asked = _x(x)
        tooter, server = _mastodon(mastodon)
        us = await _bluesky(world)
        secrets |= {
            "x:acme": x.signing.grant(owner, app=app)["refresh_token"],
            server: tooter,
            f"bluesky:{us.handle}": await us.app_password(),
        }
        replies |= {"x:acme": 3, server: 1, f"bluesky:{us.handle}": 5}
        yield Town(
            slack, x, meta, mastodon, anna, channel, environment, secrets, replies, asked, us, port
        )


def _ago(**time: float) -> datetime:
    return datetime.now(UTC) - timedelta(**time)


def _x(server: XServer) -> tuple[User, Post]:
    """The brand on X with three replies, and a fan who asks it something."""
    world = server.world
    acme, fay = world.join("Acme"), world.join("fay", name="Fay")
    post = world.post(acme, "New beans are in", at=_ago(days=3), impressions=900)
    for number in range(3):
        world.reply(fay, post, f"Lovely {number}", at=_ago(days=2, minutes=number))
    world.like(fay, post)
    return acme, world.post(fay, "@Acme how long are you open today?", at=_ago(minutes=30))


def _meta(server: MetaServer) -> tuple[dict[str, str], dict[str, int]]:
    """The brand's Page with two comments, and its account on Instagram with four."""
    world = server.world
    olga = world.person("Olga")
    page = world.page("acme", "Acme Coffee", admin=olga)
    insta = world.instagram("acme", page=page)
    post = world.post(page, "New beans are in", at=_ago(days=3))
    for number in range(2):
        world.comment(world.person(f"Fan {number}"), post, "Nice", at=_ago(days=2))
    picture = world.media(insta, "New beans are in", at=_ago(days=3))
    for number in range(4):
        world.remark(world.instagram(f"fan{number}"), picture, "Nice", at=_ago(days=2))
    token = server.page_token(olga, page)
    secrets = {"facebook:acme": token, "instagram:acme": token}
    return secrets, {"facebook:acme": 2, "instagram:acme": 4}


def _mastodon(server: MastodonServer) -> tuple[str, str]:
    """The brand on Mastodon with one reply: its token and its name."""
    world = server.world
    acme, fan = world.join("acme"), world.join("fan")
    world.reply(fan, world.post(acme, "New beans are in", at=_ago(days=3)), "Ah", at=_ago(days=2))
    return server.token(
        acme, "read", "write:statuses", "write:media"
    ), f"mastodon:{server.handle(acme)}"


async def _bluesky(world: World) -> people.Person:
    """The brand on Bluesky with five replies, shown to everybody."""
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    post = await acme.post("New beans are in", at=_ago(days=3))
    for number in range(5):
        await fan.reply(post, f"Smells good {number}", at=_ago(days=2, minutes=number))
    await world.settle()
    return acme
