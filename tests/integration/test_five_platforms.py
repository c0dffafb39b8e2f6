"""The whole program over five platforms at once: connected in the terminal, looked at by the doctor,
asked in the terminal and in Slack; and replies that go out by clicks on X, Facebook and Instagram.

X, Meta and Mastodon are doubles, the fifth is the sample; the stores and the programs are real.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.bootstrap import open_desk
from assistant.community.accounts import Platform
from assistant.community.costs import PRICES, Paid
from assistant.community.rights import Act
from assistant.community.settings import AccountSettings
from assistant.ports import Deed
from assistant.settings import Settings
from handlers import ids
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests import quick
from tests.doubles.mastodon import MastodonServer
from tests.doubles.meta import MetaServer, Webhooks
from tests.doubles.meta.nodes import Comment, IgComment, IgMedia, Page, PagePost
from tests.doubles.meta.tokens import ALL_SCOPES
from tests.doubles.meta.webhooks import commented, notification, remarked
from tests.doubles.x import Post, XServer
from tests.integration.outages import outage_stores, whole_answers, words_of
from tests.integration.serving import serving

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

SOON_S = 60.0
SAMPLE = "sample:harbourlight.coffee"
NOWHERE = "http://127.0.0.1:9"
WORD = "a-word-for-meta"
ANSWER = "Thank you for asking, Fay. We are open until six today."


@dataclass
class Town:
    """The platforms with a brand and its people on each, Slack, and where the program's settings
    come from.

    Attributes:
        secrets: what each account is connected with, by the account.
        replies: how many the brand got in the last seven days, by the account.
        asked: what a fan asked the brand on X.
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

    async def press(self, message: Message, action_id: str) -> None:
        await self.slack.click(self.anna, message, action_id)


@pytest.fixture(scope="module")
async def town() -> AsyncIterator[Town]:
    with outage_stores() as stores:
        async with (
            SlackDouble(limits=False) as slack,
            XServer() as x,
            MetaServer() as meta,
            MastodonServer() as mastodon,
        ):
            meta.app.needs_proof = True
            app = x.signing.register("https://engage.example/connect/x/callback")
            assert app.client_secret
            environment = {
                **stores.environment,
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
                "BLUESKY_PUBLIC_URL": NOWHERE,
                "BLUESKY_SERVICE_URL": NOWHERE,
                "ENGAGE_ALLOW_HOSTS": f"http://{mastodon.host}",
            }
            anna = slack.add_person("Anna", admin=True)
            channel = slack.add_channel("community", anna)
            secrets, replies = _meta(meta)
            token, asked = _x(x)
            tooter, server = _mastodon(mastodon)
            secrets |= {
                "x:acme": x.signing.grant(token, app=app)["refresh_token"],
                server: tooter,
                SAMPLE: "any",
            }
            replies |= {"x:acme": 3, server: 1}
            yield Town(
                slack, x, meta, mastodon, anna, channel, environment, secrets, replies, asked
            )


def _ago(**time: float) -> datetime:
    return datetime.now(UTC) - timedelta(**time)


def _x(server: XServer) -> tuple[Any, Post]:
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
    return server.token(acme, "read", "write:statuses"), f"mastodon:{server.handle(acme)}"


async def test_five_platforms_at_once(town: Town) -> None:
    async with serving(town.slack, town.environment) as program:
        await program.until_ready()
        for name, secret in town.secrets.items():
            await town.connected(name, secret)
        await _looked_at(town)
        await _asked_in_the_terminal(town)
        await _asked_in_slack(town)
        await _send_at_once(town)
        await _answered_on_x(town)
        await _answered_at_meta(town, f"http://127.0.0.1:{program.port}/webhooks/meta")
    # and nothing that came after it answered anybody again
    assert [each.text.removeprefix("@fay ") for each in _ours(town.x)] == [ANSWER]


async def _looked_at(town: Town) -> None:
    """What the doctor says of them."""
    _, out, _ = await town.engage("doctor")
    for line in (
        "ok  Accounts: all 5 can be read.",
        "ok  X: it knows the app, and takes the app's own token.",
        "ok  Meta: it knows the app, and serves v26.0.",
        "ok  Costs: X has cost",
    ):
        assert line in out, out
    assert not any(secret in out for secret in town.secrets.values() if secret != "any")


async def _asked_in_the_terminal(town: Town) -> None:
    """Each figure is right, is one account's, and says so; the whole says that it is one."""
    told = await town.told("how many replies did we get in the last 7 days?")
    found = [each for each in told["facts"] if each["metric"] == "replies"]
    (whole,) = [each for each in found if each["account"] is None]
    facts = {each["account"]: each for each in found if each is not whole}
    assert facts.keys() == town.secrets.keys()
    assert {name: facts[name]["value"] for name in town.replies} == dict(town.replies)
    assert whole["value"] == sum(each["value"] for each in facts.values())
    assert "across all accounts" in whole["wording"]
    for name, fact in facts.items():
        assert name in fact["wording"]
        assert fact["wording"].partition(" (")[0] in told["answer"]


async def _asked_in_slack(town: Town) -> None:
    slack = town.slack
    await slack.command(town.anna, town.channel, "/engage", "how many replies in the last 7 days?")
    await slack.until(lambda: whole_answers(slack.ephemerals(town.anna, town.channel)), SOON_S)
    (answer,) = whole_answers(slack.ephemerals(town.anna, town.channel))
    for name, count in town.replies.items():
        assert re.search(rf"\b{count} repl(y|ies)\b[^.]*{re.escape(name)}", words_of(answer)), name


async def _send_at_once(town: Town) -> None:
    """Where cards go; and no time for second thoughts."""
    async with open_desk(Settings.from_env(town.environment)) as desk:
        team = town.slack.workspace.team_id
        settings = AccountSettings(channel_id=town.channel.id, undo_s=0)
        deed = Deed(Act.CHANGE_SETTINGS, town.anna.id, desk.clock())
        for account in await desk.accounts.all(team):
            if account.ref.platform in {Platform.X, Platform.FACEBOOK, Platform.INSTAGRAM}:
                await desk.preferences.keep_account(
                    team, account.id, settings, version=1, deed=deed
                )
        spent = await desk.stores.costs.spent(team, desk.clock())
    # as much as X would bill, but for the first look at who signed in
    assert 0 < spent.micro <= town.x.billing.micro <= spent.micro + PRICES[Paid.OWNED_READ].micro


async def _answered_on_x(town: Town) -> None:
    """A link, words of a person's own, one click: the reply is there once, paid for and told."""
    link = f"https://x.com/{town.asked.author.username}/status/{town.asked.id}"
    await town.slack.command(town.anna, town.channel, "/engage", f"reply {link}")
    card = await _card(town, "Fay", ids.EDIT)
    await _drafted(town, card, ids.EDIT)
    assert "Sending this costs $0.01." in _shown(card)
    assert _ours(town.x) == []

    await town.slack.click(town.anna, card, ids.APPROVE)
    await town.slack.until(lambda: _ours(town.x), SOON_S)
    (reply,) = _ours(town.x)
    assert (reply.text.removeprefix("@fay "), reply.reply_to) == (ANSWER, town.asked)
    await town.slack.until(lambda: reply.id in _shown(card), SOON_S)


async def _answered_at_meta(town: Town, address: str) -> None:
    """Meta says that something happened; its cards come at once, and are answered by clicks."""
    world, hooks = town.meta.world, Webhooks(town.meta.app, WORD)
    page = next(each for each in world.all(Page) if each.username == "acme")
    (post,), (picture,) = world.all(PagePost), world.all(IgMedia)
    assert page.instagram
    asked = world.comment(world.person("Gil"), post, "Do you sell beans online?")
    remark = world.remark(world.instagram("hal"), picture, "Do you sell beans online?")
    for kind, owner, change in (
        ("page", page.id, commented(asked)),
        ("instagram", page.instagram.id, remarked(remark)),
    ):
        news = notification(kind, owner, [change], datetime.now(UTC))
        assert (await hooks.send(address, news)).status == 200
    for name in ("Gil", "hal"):
        card = await _card(town, name, ids.COMPOSE)
        await _drafted(town, card, ids.COMPOSE)
        await town.slack.click(town.anna, card, ids.APPROVE)

    def answers() -> list[tuple[str, str]]:
        """What the brand wrote under others' comments: the words, and under which."""
        comments = [
            (each.message, each.parent.id)
            for each in world.all(Comment)
            if each.author is page and each.parent
        ]
        remarks = [
            (each.text, each.parent.id)
            for each in world.all(IgComment)
            if each.author is page.instagram and each.parent
        ]
        return comments + remarks

    await town.slack.until(lambda: len(answers()) > 1, SOON_S)
    assert answers() == [(ANSWER, asked.id), (ANSWER, remark.id)]


async def _card(town: Town, who: str, button: str) -> Message:
    """The card of what somebody wrote, with a button on it."""

    def found() -> list[Message]:
        cards = [each for each in town.slack.messages(town.channel) if each.metadata]
        return [each for each in cards if who in _shown(each) and button in _shown(each)]

    await town.slack.until(found, SOON_S)
    (card,) = found()
    return card


async def _drafted(town: Town, card: Message, button: str) -> None:
    """Anna writes the reply in the form that a button opens."""
    slack, anna = town.slack, town.anna
    await slack.click(anna, card, button)
    await slack.until(lambda: slack.workspace.modals.get(anna.id), SOON_S)
    await slack.fill(anna, slack.workspace.modals[anna.id][-1], {"Reply": ANSWER})
    await slack.until(lambda: ANSWER in _shown(card) and ids.APPROVE in _shown(card), SOON_S)


def _shown(card: Message) -> str:
    return json.dumps(card.shown_blocks)


def _ours(server: XServer) -> list[Post]:
    """What the brand answered on X."""
    posts = server.world.posts.values()
    return [each for each in posts if each.author.username == "Acme" and each.reply_to]


async def test_a_sign_in_that_cannot_work_is_one_sentence(town: Town) -> None:
    """What is wrong, and the way on; no secret is repeated, and nothing is connected."""
    x, meta = town.x, town.meta
    (app,) = [each for each in x.signing.apps.values() if each.redirects]
    fay = next(each for each in x.world.users.values() if each.username == "fay")
    olga = meta.world.person("Olga the second")
    bakery = meta.world.page("bakery", "Bakery", admin=olga)
    meta.world.instagram("bakery", page=bakery)
    every = set(ALL_SCOPES) - {"pages_read_user_content", "instagram_manage_comments"}
    less = meta.page_token(olga, bakery, *every)
    person = meta.user_token(olga, *every)
    reader = x.signing.grant(fay, "tweet.read users.read offline.access", app=app)
    other = x.signing.grant(fay, app=app)
    tries = (
        (("x", "a name"), "tok-en", "up to 15 letters"),
        (("facebook", "https://facebook.com/bakery"), "tok-en", "at the end of its address"),
        (("instagram", "bakery!"), "tok-en", "up to 30 letters"),
        (("x", "fay"), "", "The refresh token is empty."),
        (("x", "fay"), "tok-en", "Check the handle and the refresh token, then run engage connect"),
        (("facebook", "bakery"), "tok-en", "Check the handle and the Page access token"),
        (("instagram", "bakery"), "tok-en", "Check the handle and the Page access token"),
        (("x", "nobody"), other["refresh_token"], "You signed in as @fay, not as @nobody"),
        (("x", "fay"), reader["refresh_token"], "write posts and replies (tweet.write)"),
        (("facebook", "bakery"), less, "(pages_read_user_content)"),
        (("instagram", "bakery"), less, "(instagram_manage_comments)"),
        (("facebook", "acme"), less, "belongs to facebook:bakery, not to facebook:acme"),
        (("facebook", "bakery"), person, "This is the access token of a person."),
    )
    found = await asyncio.gather(
        *(town.engage("connect", *named, stdin=f"{secret}\n") for named, secret, _ in tries)
    )
    for (named, secret, words), (code, out, err) in zip(tries, found, strict=True):
        assert (code, out, err.count("\n")) == (1, "", 1), (named, out, err)
        assert words in err
        assert not secret or secret not in err


async def test_what_strangers_are_not_told_and_what_was_not_set_up(town: Town) -> None:
    ways = [("x", "X_"), ("facebook", "META_"), ("instagram", "META_")]
    asked, bare = await asyncio.gather(
        asyncio.gather(
            *(town.engage("ask", "how many replies?", "--account", f"{way}:who") for way, _ in ways)
        ),
        asyncio.gather(
            *(
                town.engage("connect", way, "who", stdin="tok-en\n", without=name)
                for way, name in ways
            )
        ),
    )
    for (way, _), (code, out, err) in zip(ways, asked, strict=True):
        assert (code, out) == (1, "")
        assert err.endswith(
            f"does not show this without signing in. Run engage connect {way} who to see it.\n"
        )
    for (_, name), (code, out, err) in zip(ways, bare, strict=True):
        assert (code, out) == (1, "")
        assert f"sets {name}" in err
