"""A platform in trouble, and what lies in it, as people meet it in Slack."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef
from assistant.settings import Settings
from playground.workspace import Message
from tests.integration.network import World
from tests.integration.outages import Scene, no_trace, scene, words_of
from tests.integration.people import Person
from tests.integration.troubles import (
    FEED,
    ODD_POSTS,
    forget_age,
    proxies,
    spoil_session,
    trouble,
)
from tests.peers.bluesky.stranger import Fault, Proxy

__all__ = ["proxies"]

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
async def running(proxies: tuple[Proxy, Proxy]) -> AsyncIterator[Scene]:
    public, private = proxies
    async with scene(BLUESKY_PUBLIC_URL=public.url, BLUESKY_SERVICE_URL=private.url) as running:
        yield running


@pytest.fixture
def desk(running: Scene, request: pytest.FixtureRequest) -> Scene:
    return running.elsewhere(f"room-{abs(hash(request.node.name)) % 10**6}")


async def connect(desk: Scene, person: Person, password: str | None = None) -> None:
    """Connect an account for the workspace, with its app password or as strangers see it."""
    team = desk.slack.workspace.team_id
    ref = AccountRef.parse(f"bluesky:{person.handle}")
    async with open_desk(Settings.from_env({**desk.program.environment})) as inside:
        if password is None:
            await inside.connecting.watch(team, ref)
        else:
            await inside.connecting.sign_in(team, ref, password)


async def answer_to(desk: Scene, question: str) -> Message:
    """The one message under a mention, and no trace in it."""
    asked = desk.mention(question)
    await desk.until(lambda: desk.public(asked) and desk.tidy())
    (answer,) = desk.thread(asked)
    no_trace([words_of(answer), str(answer.shown_blocks)])
    return answer


def replies_of(person: Person) -> str:
    return f"how many replies did bluesky:{person.handle} get in the last 7 days?"


async def with_a_reply(world: World) -> Person:
    """Somebody with a post and one reply under it."""
    acme, ada = await world.make_person("acme"), await world.make_person("ada")
    await ada.reply(await acme.post("Hello"), "Hi")
    await world.settle()
    return acme


async def test_a_revoked_password_is_said_under_the_stored_figure(
    world: World, desk: Scene
) -> None:
    """With where a manager connects it again: nobody types a shell's commands in Slack."""
    acme = await with_a_reply(world)
    await connect(desk, acme, await acme.app_password())
    before = await answer_to(desk, replies_of(acme))
    await acme.revoke()
    await desk.program.end(signal.SIGTERM)  # which remembers a session that is good for an hour
    await spoil_session(desk.program.environment, desk.slack.workspace.team_id, acme)
    await forget_age(desk.program.environment, desk.slack.workspace.team_id, acme)
    await desk.program.start()

    after = await answer_to(desk, replies_of(acme))

    assert "1 reply" in words_of(before)
    assert "1 reply" in words_of(after)
    assert "a manager of Engage opens its Home tab" in str(after.shown_blocks)
    assert "engage connect" not in str(after.shown_blocks)
    assert "1 h old." in str(after.shown_blocks)


async def test_odd_posts_are_quoted_without_steering_slack(world: World, desk: Scene) -> None:
    """Right to left, emoji alone, and posts that would ping or link: shown, and harmless."""
    acme, ada = await world.make_person("acme"), await world.make_person("ada")
    post = await acme.post("What do you say?")
    at = datetime.now(UTC) - timedelta(hours=3)
    for number, text in enumerate(ODD_POSTS):
        await ada.reply(post, text, at=at + timedelta(minutes=20 * number))
    await world.settle()
    await connect(desk, acme)

    waiting = await answer_to(desk, f"who is waiting for an answer from bluesky:{acme.handle}?")
    counted = await answer_to(desk, replies_of(acme))

    shown = str(waiting.shown_blocks)
    assert f"{len(ODD_POSTS)} replies" in words_of(counted)
    assert "שלום" in shown
    assert "🦊" in shown
    for harm in ("<!channel>", "<@U123>", "(https://evil.example", "\u202e", "\u2066", "\u200b"):
        assert harm not in shown


async def test_a_deleted_post_is_said_to_be_gone(world: World, desk: Scene) -> None:
    """Its link gets a sentence, and no figure; its replies are no longer counted."""
    acme, ada = await world.make_person("acme"), await world.make_person("ada")
    post = await acme.post("Here today")
    await ada.reply(post, "Hm")
    await ada.reply(await acme.post("Here to stay"), "Yes")
    await world.settle()
    await connect(desk, acme)
    before = await answer_to(desk, replies_of(acme))
    await acme.delete(post)
    await world.settle()
    await forget_age(desk.program.environment, desk.slack.workspace.team_id, acme)

    link = await answer_to(desk, f"how did {post.link} do?")
    after = await answer_to(desk, replies_of(acme))

    assert "2 replies" in words_of(before)
    assert "That post is not there any more" in words_of(link)
    assert "1 reply" in words_of(after)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FEED, status=200, body=b"<html>"), "cannot be reached right now."),
        (Fault(FEED, cut_after=0), "cannot be reached right now."),
        (Fault(FEED, stall=True), "is still being read for the first time"),
        # The last one, for the program keeps to it.
        (Fault(FEED, status=429, headers={"retry-after": "600"}), "asks us to slow down."),
    ],
    ids=["nonsense", "connections that end", "silence", "rate limit"],
)
async def test_what_is_missing_is_said_and_no_0_in_its_place(
    world: World, desk: Scene, proxies: tuple[Proxy, Proxy], fault: Fault, words: str
) -> None:
    """An account that was never read."""
    acme = await with_a_reply(world)
    await connect(desk, acme)
    with trouble(proxies[0], fault):
        answer = await answer_to(desk, replies_of(acme))

    assert words in str(answer.shown_blocks)
    assert "0 replies" not in words_of(answer)
