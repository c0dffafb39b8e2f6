"""Whatever people or strangers put into Slack: one clear sentence where they are, and no trace."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from playground.deliveries import encoded, signed_headers
from playground.workspace import Channel, Message
from tests.integration.outages import Scene, no_trace, scene, words_of

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

QUESTION = "how many replies did we get last week?"
FORM = {"content-type": "application/x-www-form-urlencoded"}
LONG = "x" * 10_000


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Scene]:
    async with scene() as running:
        yield running


@pytest.fixture
def desk(running: Scene, request: pytest.FixtureRequest) -> Scene:
    """One program for all; each test has a person and a channel of its own."""
    return running.elsewhere(f"room-{abs(hash(request.node.name)) % 10**6}")


async def last_told(desk: Scene, channel: Channel | None = None, *, count: int = 2) -> str:
    """What Anna was told last, after as many messages that only she sees."""
    place = channel or desk.general

    def shown() -> list[Message]:
        return desk.slack.ephemerals(desk.anna, place)

    await desk.until(lambda: len(shown()) >= count)
    no_trace([words_of(each) for each in shown()])
    return words_of(shown()[-1])


# -- questions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "answers questions about your community"),
        ("   ", "answers questions about your community"),
        ("public", "answers questions about your community"),
        (LONG, "very long (10,000 characters). Please keep it under"),
        (f"public {LONG}", "very long (10,000 characters). Please keep it under"),
    ],
    ids=["nothing", "blanks", "public nothing", "10,000 characters", "public 10,000"],
)
async def test_an_empty_or_endless_command(desk: Scene, text: str, words: str) -> None:
    """Nothing and blanks get the help, too much gets a sentence; nothing is asked."""
    reply = await desk.command(text)

    assert reply.ok
    assert words in await last_told(desk, count=1)
    assert len(desk.told()) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Ask me something, for example"), (LONG, "Please keep it under 2,000")],
    ids=["nothing", "10,000 characters"],
)
async def test_an_empty_or_endless_mention(desk: Scene, text: str, words: str) -> None:
    """The sentence stands in the thread of the mention."""
    asked = desk.mention(text)
    await desk.until(lambda: desk.thread(asked))

    assert words in words_of(desk.thread(asked)[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("how many replies did bluesky:nobody.test get?", "I do not know bluesky:nobody.test."),
        ("how did https://example.com/post/1 do?", "That is not a link to a post"),
        ("🦊🦊🦊", "Ask me whenever you want to know more."),
        ("كم عدد الردود هذا الأسبوع؟", "I am not sure what you would like to know."),
        ("how many replies did we get a fortnight ago?", "which period you mean"),
    ],
    ids=["unknown account", "no post", "emoji", "right to left", "odd period"],
)
async def test_a_question_that_cannot_be_answered_says_what_to_do_next(
    desk: Scene, text: str, words: str
) -> None:
    """Asked back in one or two sentences, without a figure."""
    await desk.command(text)
    said = await last_told(desk)

    assert words in said
    assert not any(char.isdigit() for char in said.replace(text, ""))


# -- places and people ------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["a channel without Engage", "a message between two others"])
async def test_where_engage_is_not(desk: Scene, place: str) -> None:
    """A private answer comes all the same; a public one is refused with the way on."""
    bob = desk.slack.add_person("Bob")
    direct = place == "a message between two others"
    there = (
        desk.slack.direct(desk.anna, bob)
        if direct
        else desk.slack.add_channel(f"outside-{desk.general.id}", desk.anna, bot=False)
    )
    await desk.slack.command(desk.anna, there, "/engage", QUESTION)
    private = await last_told(desk, there)
    await desk.slack.command(desk.anna, there, "/engage", f"public {QUESTION}")
    public = await last_told(desk, there, count=4)

    assert "replies last week" in private
    assert "cannot post here" in public
    assert "/engage" in public
    assert ("/invite" in public) is not direct, "nobody can invite anybody into a direct message"
    assert desk.slack.messages(there) == []


@pytest.mark.parametrize("kind", ["guest", "stranger"])
async def test_guests_and_strangers_get_one_refusing_sentence(desk: Scene, kind: str) -> None:
    """With whom to ask instead; and nothing of the community."""
    add = desk.slack.add_guest if kind == "guest" else desk.slack.add_stranger
    visitor = add("Victor")
    room = desk.slack.add_channel(f"room-of-{visitor.id}", visitor)
    asked = desk.slack.mention(visitor, room, QUESTION)
    await desk.until(lambda: len(desk.slack.thread(room, asked.ts)) == 2)

    said = words_of(desk.slack.thread(room, asked.ts)[1])
    assert "full members of this workspace only" in said
    assert not any(char.isdigit() for char in said)


# -- requests ---------------------------------------------------------------------------------


async def post(desk: Scene, body: bytes | str, headers: dict[str, str]) -> tuple[int, str]:
    url = f"http://127.0.0.1:{desk.program.port}/slack/events"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=body, headers=FORM | headers) as answer,
    ):
        return answer.status, await answer.text()


def signed(
    desk: Scene, text: str, *, secret: str = "", age_s: float = 0
) -> tuple[str, dict[str, str]]:
    handles = desk.slack.handles(desk.anna, desk.general.id, None)
    payload = desk.slack.payloads.command(desk.anna, desk.general, "/engage", text, handles)
    body = encoded("slash_commands", payload)[0]
    key = secret or desk.slack.signing_secret
    return body, signed_headers(key, body, time.time() - age_s)


async def test_a_request_that_does_not_prove_itself_asks_nothing(desk: Scene) -> None:
    """Forged, stale, from the future, of another body, unsigned: refused, and not a word said."""
    body, good = signed(desk, QUESTION)
    cases = {
        "forged": signed(desk, QUESTION, secret="not-ours"),
        "stale": signed(desk, QUESTION, age_s=301),
        "from the future": signed(desk, QUESTION, age_s=-301),
        "of another body": (f"{body}&x=1", good),
        "unsigned": (body, {}),
    }
    before = len(desk.slack.calls)
    refused = {name: (await post(desk, *case))[0] for name, case in cases.items()}
    accepted, text = await post(desk, body, good)
    await desk.until(desk.private)

    assert refused == dict.fromkeys(cases, 401)
    assert (accepted, "Looking into it" in text) == (200, True)
    assert len(desk.private()) == 1
    assert len(desk.slack.calls) - before <= 3, "only the sound one was worked on"


async def test_an_oversized_or_unreadable_body_does_no_harm(desk: Scene) -> None:
    """A short word back, and the next request is served."""
    big = b"x" * 1_000_001

    assert (await post(desk, big, {}))[0] == 413
    assert (await post(desk, b"\xff\xfe\x00", {}))[0] in (400, 401)
    assert (await post(desk, b'{"type": ', {"content-type": "application/json"}))[0] in (400, 401)
    assert (await desk.command("help")).ok


# -- again ------------------------------------------------------------------------------------


async def test_a_replayed_command_is_answered_once(desk: Scene) -> None:
    """The same bytes again within the five minutes their signature is good for."""
    body, headers = signed(desk, QUESTION)
    first = await post(desk, body, headers)
    again = await post(desk, body, headers)
    await desk.until(desk.private)
    late = await post(desk, body, headers)

    assert [first[0], again[0], late[0]] == [200, 200, 200]
    assert "Looking into it" in first[1]
    assert again[1] == late[1] == ""
    asked = desk.mention(QUESTION)
    await desk.until(lambda: desk.public(asked))
    assert len(desk.private()) == 1


async def test_a_replayed_event_is_answered_once(desk: Scene) -> None:
    """Slack delivers an event again whose answer it did not get in time."""
    asked = desk.mention(QUESTION)
    (event,) = [each for each in desk.slack.events("app_mention") if asked.ts in str(each.payload)]
    desk.slack.deliveries.event(event.payload)
    await desk.until(lambda: desk.public(asked))
    desk.slack.deliveries.event(event.payload)
    await desk.slack.deliveries.settled()
    later = desk.mention(QUESTION)
    await desk.until(lambda: desk.public(later))

    assert len(desk.thread(asked)) == 1


async def test_a_replayed_click_shares_once(desk: Scene) -> None:
    """Two clicks, and the first one delivered again: the channel sees one answer."""
    await desk.command(QUESTION)
    await desk.until(desk.private)
    await desk.slack.click(desk.anna, desk.private()[0], "engage.share")
    click = desk.slack.deliveries.log[-1].payload
    await desk.slack.deliveries.once("interactive", click)
    await desk.slack.click(desk.anna, desk.private()[0], "engage.share")
    await desk.until(lambda: desk.slack.messages(desk.general))
    asked = desk.mention(QUESTION)
    await desk.until(lambda: desk.public(asked))

    assert len(desk.slack.messages(desk.general)) == 2, "the shared answer, and the new question"
