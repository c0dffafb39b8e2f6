"""The whole program over five platforms at once: connected in the terminal, looked at by the doctor,
asked in the terminal and in Slack; and replies and a post of our own that go out by clicks.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import open_desk
from assistant.community.accounts import Platform
from assistant.community.costs import PRICES, Paid
from assistant.community.platform_meanings import meanings
from assistant.community.rights import Act
from assistant.community.settings import AccountSettings
from assistant.ports import Deed
from assistant.settings import Settings
from handlers import ids
from handlers.webhooks import LARGEST_BODY
from playground.workspace import Message
from tests.doubles.meta import Webhooks
from tests.doubles.meta.nodes import Comment, IgComment, IgMedia, Page, PagePost
from tests.doubles.meta.tokens import ALL_SCOPES
from tests.doubles.meta.webhooks import commented, notification, remarked
from tests.doubles.x import Post, XServer
from tests.integration.network import Network
from tests.integration.outages import whole_answers, words_of
from tests.integration.pictures import picture
from tests.integration.responding import fact
from tests.integration.test_secrets import in_postgres, in_redis
from tests.integration.town import SOON_S, WORD, Town, built, card_of, drafted, opened, shown

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(240)]

ANSWER = "Thank you for asking, Fay. We are open until six today."
REPLIES = "how many replies did we get in the last 7 days?"
ALT = "A cup beside a window."
QUESTION = "Do you sell beans online?"
FACT = fact(
    "T0PLAYGROUND", "Rainy days", text="On rainy days people drink more tea than coffee here."
)


@pytest.fixture(scope="module")
async def town(network: Network) -> AsyncIterator[Town]:
    async with built(network) as made:
        yield made


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_five_platforms_at_once(town: Town, tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = town.program(log)
    await program.start()
    try:
        await program.until_ready()
        for name, secret in town.secrets.items():
            await town.connected(name, secret)
        await _looked_at(town)
        await _asked_in_the_terminal(town)
        await _nobody_is_ranked(town)
        await _asked_in_slack(town)
        await _furnished(town)
        await _answered_on_x(town)
        await _answered_at_meta(town, f"http://127.0.0.1:{program.port}/webhooks/meta")
        await _posted_everywhere(town)
    finally:
        await program.end(signal.SIGTERM)
    # and nothing that came after it answered anybody again
    assert [each.text.removeprefix("@fay ") for each in _ours(town.x)] == [ANSWER]
    await _kept_to_itself(town, log.read_text())


async def _kept_to_itself(town: Town, log: str) -> None:
    """No secret stands anywhere but sealed, and the log has no word that anybody wrote."""
    rows = await asyncio.to_thread(in_postgres, town.environment["DATABASE_URL"])
    cache = await asyncio.to_thread(in_redis, town.environment["REDIS_URL"])
    secrets, words = town.kept_secret(), (ANSWER, ALT, FACT.text, "New beans", "Lovely", QUESTION)
    lines = [json.loads(line) for line in log.splitlines()]

    assert {"agent.answered", "webhook.heard", "wish.granted"} <= {each["event"] for each in lines}
    assert all(each in rows for each in words)
    for place in (log, rows, cache):
        assert [each for each in secrets if each in place] == []
    assert [each for each in words if each in log] == []


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
    assert not any(secret in out for secret in town.secrets.values())


async def _asked_in_the_terminal(town: Town) -> None:
    """Each figure is right, is one account's, and says so; the whole says that it is one."""
    told = await town.told(REPLIES)
    found = [each for each in told["facts"] if each["metric"] == "replies"]
    (whole,) = [each for each in found if each["account"] is None]
    facts = {each["account"]: each for each in found if each is not whole}
    assert facts.keys() == town.secrets.keys()
    assert {name: facts[name]["value"] for name in town.replies} == dict(town.replies)
    assert whole["value"] == sum(each["value"] for each in facts.values())
    assert "across all accounts" in whole["wording"]
    for name, each in facts.items():
        assert name in each["wording"]
        assert each["wording"].partition(" (")[0] in told["answer"]
    _, out, _ = await town.engage("ask", REPLIES, "--zone", "UTC")
    flat = " ".join(out.split())
    assert all(_meant(name) in flat for name in facts), out


def _meant(account: str) -> str:
    """What an account's platform means by replies; "" where the word says it."""
    return " ".join(meanings(Platform(account.partition(":")[0]), "replies"))


async def _nobody_is_ranked(town: Town) -> None:
    """X's terms forbid it: whoever asks for a league gets the accounts side by side, as they were
    connected.
    """
    ranks = re.compile(r"\b(best|first place|ahead|beats?|leads?|winner|more than)\b")
    told = await town.told("which platform is doing best this week?")
    assert not ranks.search(told["answer"])
    told = await town.told("which account got the most replies in the last 7 days?")
    assert not ranks.search(told["answer"])
    places = [told["answer"].find(name) for name in town.secrets]
    assert -1 not in places
    assert places == sorted(places)


async def _asked_in_slack(town: Town) -> None:
    slack = town.slack
    await slack.command(town.anna, town.channel, "/engage", "how many replies in the last 7 days?")
    await slack.until(lambda: whole_answers(slack.ephemerals(town.anna, town.channel)), SOON_S)
    (answer,) = whole_answers(slack.ephemerals(town.anna, town.channel))
    for name, count in town.replies.items():
        assert re.search(rf"\b{count} repl(y|ies)\b[^.]*{re.escape(name)}", words_of(answer)), name
    await slack.click(town.anna, answer, ids.SOURCES)
    modal = await opened(town, "On Facebook replies are comments")
    assert all(_meant(name) in repr(modal.body) for name in town.replies)
    await slack.dismiss(town.anna, modal)


async def _furnished(town: Town) -> None:
    """Where cards go, no time for second thoughts, and a fact that a post may rest on."""
    async with open_desk(Settings.from_env(town.environment)) as desk:
        team = town.slack.workspace.team_id
        settings = AccountSettings(channel_id=town.channel.id, undo_s=0)
        deed = Deed(Act.CHANGE_SETTINGS, town.anna.id, desk.clock())
        for account in await desk.accounts.all(team):
            await desk.preferences.keep_account(team, account.id, settings, version=1, deed=deed)
        await desk.stores.brand.add_facts([replace(FACT, workspace_id=team)])
        spent = await desk.stores.costs.spent(team, desk.clock())
    # as much as X would bill, but for the first look at who signed in
    assert 0 < spent.micro <= town.x.billing.micro <= spent.micro + PRICES[Paid.OWNED_READ].micro


async def _answered_on_x(town: Town) -> None:
    """A link, words of a person's own, one click: the reply is there once, paid for and told."""
    link = f"https://x.com/{town.asked.author.username}/status/{town.asked.id}"
    await town.slack.command(town.anna, town.channel, "/engage", f"reply {link}")
    card = await card_of(town, "Fay", ids.EDIT)
    await drafted(town, card, ids.EDIT, ANSWER)
    assert "Sending this costs $0.01." in shown(card)
    assert _ours(town.x) == []

    await town.slack.click(town.anna, card, ids.APPROVE)
    await town.slack.until(lambda: _ours(town.x), SOON_S)
    (reply,) = _ours(town.x)
    assert (reply.text.removeprefix("@fay "), reply.reply_to) == (ANSWER, town.asked)
    await town.slack.until(lambda: reply.id in shown(card), SOON_S)


async def _answered_at_meta(town: Town, address: str) -> None:
    """Meta says that something happened; its cards come at once, and are answered by clicks."""
    world, hooks = town.meta.world, Webhooks(town.meta.app, WORD)
    page = next(each for each in world.all(Page) if each.username == "acme")
    (post,), (cup,) = world.all(PagePost), world.all(IgMedia)
    assert page.instagram
    asked = world.comment(world.person("Gil"), post, QUESTION)
    remark = world.remark(world.instagram("hal"), cup, QUESTION)
    at = datetime.now(UTC)
    news = [
        notification("page", page.id, [commented(asked)], at),
        notification("instagram", page.instagram.id, [remarked(remark)], at),
    ]
    await _strange_news(hooks, address, news[0])
    for each in (*reversed(news), *news):  # out of order, and told again
        assert (await hooks.send(address, each)).status == 200
    for name in ("Gil", "hal"):
        card = await card_of(town, name, ids.COMPOSE)
        await drafted(town, card, ids.COMPOSE, ANSWER)
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


async def _posted_everywhere(town: Town) -> None:
    """One studio for five accounts, an image with what it shows, and a click for each of them."""
    slack, anna, channel = town.slack, town.anna, town.channel
    await slack.command(anna, channel, "/engage", "post what people drink on a rainy day")

    def studio() -> list[Message]:
        heads = (each for each in slack.messages(channel) if "Post studio" in shown(each))
        return [message for head in heads for message in slack.thread(channel, head.ts)]

    def ideas() -> list[Message]:
        """Those that rest on the fact, one for each account."""
        return [each for each in studio() if FACT.text in shown(each)]

    await slack.until(lambda: len(ideas()) == len(town.secrets), SOON_S)
    file = slack.chat.files.add(anna.id, "cup.jpg", "image/jpeg", picture(ALT, side=640))
    slack.say(anna, channel, "", studio()[0].ts, (file.id,))
    await slack.until(lambda: f'"{ids.POST_IMAGES}"' in shown(studio()[-1]), SOON_S)
    await slack.click(anna, studio()[-1], ids.POST_IMAGES)
    form = await opened(town, "What image 1 shows")
    await slack.fill(anna, form, {"What image 1 shows (640 × 400)": ALT})
    await slack.until(lambda: all(ALT in shown(each) for each in ideas()), SOON_S)
    assert [each.text for each in _posts(town.x)] == ["New beans are in"]

    for idea in ideas():
        await slack.click(anna, idea, ids.POST_APPROVE)
    await slack.until(lambda: all("Published" in shown(each) for each in ideas()), SOON_S)
    await _went_out(town)


async def _went_out(town: Town) -> None:
    """Each platform has the post once, with its image and what that shows."""
    _, ours = _posts(town.x)
    (media,) = ours.media
    page_posts = [each for each in town.meta.world.all(PagePost) if each.message == FACT.text]
    pictures = [each for each in town.meta.world.all(IgMedia) if each.caption == FACT.text]
    statuses = town.mastodon.world.statuses.values()
    tooted = [each for each in statuses if each.text == FACT.text]
    told = await town.us.client.app.bsky.feed.post.list(town.us.did)  # feeds follow in their time
    skeeted = [each for each in told.records.values() if each.text == FACT.text]

    assert ours.text == FACT.text
    assert town.x.media.stored[media].alt_text == ALT
    assert [[photo.alt for photo in each.photos] for each in page_posts] == [[ALT]]
    assert [each.alt for each in pictures] == [ALT]
    assert len(tooted) == 1
    assert [each.embed.images[0].alt for each in skeeted] == [ALT]


def _posts(server: XServer) -> list[Post]:
    """What the brand posted on X, the oldest first."""
    posts = sorted(server.world.posts.values(), key=lambda each: each.created_at)
    return [each for each in posts if each.author.username == "Acme" and not each.reply_to]


async def _strange_news(hooks: Webhooks, address: str, news: dict[str, Any]) -> None:
    """What Meta did not say, or nobody could read, is refused at the door."""
    raw = hooks.raw(news)
    word = await hooks.verify(address)
    assert (word.status, word.text) == (200, "1158201444")
    assert (await hooks.verify(address, token="another")).status == 403
    forged = {"X-Hub-Signature-256": hooks.signature(raw, "another secret")}
    assert (await hooks.send(address, raw, headers=forged)).status == 403
    assert (await hooks.send(address, raw, headers={})).status == 403
    assert (await hooks.send(address, raw[: len(raw) // 2])).status == 400
    large = b" " * LARGEST_BODY + raw
    assert (await hooks.send(address, large)).status == 413


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
