"""Calls to Slack: one kind of error, patience where it helps, and tasks that are kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from handlers.calls import Method, Slack, SlackRefused
from handlers.posting import with_plainer_blocks
from handlers.render.blocks import Block, Message
from handlers.tasks import Tasks


class Server:
    """Answers as it is told, one answer a request; the last one again and again."""

    def __init__(self) -> None:
        self.answers: list[web.Response] = []
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        self.got.append((request.path, dict(request.query) | body))
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return web.Response(body=given.body, status=given.status, headers=given.headers)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", made.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield made
    await runner.cleanup()


@pytest.fixture
async def slack(server: Server) -> AsyncIterator[Slack]:
    async with aiohttp.ClientSession() as http:
        client = AsyncWebClient("xoxb-1", base_url=server.url, session=http, retry_handlers=[])
        yield Slack(client, http)


def said(body: Any, status: int = 200, **headers: str) -> web.Response:
    return web.json_response(body, status=status, headers=headers)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (said({"ok": False, "error": "not_in_channel"}), ("not_in_channel", None, False)),
        (said({"ok": False, "error": "fatal_error"}), ("fatal_error", None, True)),
        (said({"ok": False}, 429, **{"Retry-After": "7"}), ("ratelimited", 7.0, True)),
        (web.Response(text="<html>oops</html>", status=502), ("http_502", None, True)),
        (web.Response(text="no", content_type="application/json"), ("http_200", None, False)),
    ],
)
async def test_every_failure_is_one_kind_of_error(
    slack: Slack, server: Server, answer: web.Response, told: tuple[str, float | None, bool]
) -> None:
    """With Slack's name, the wait it asks for, and whether waiting can mend it."""
    server.answers = [answer]

    with pytest.raises(SlackRefused) as caught:
        await slack.call(Method.POST, channel="C1", text="hi")

    assert told == (caught.value.code, caught.value.retry_after_s, caught.value.passing)


async def test_nobody_there_is_unreachable(slack: Slack) -> None:
    """Whether the call arrived is not known."""
    client = AsyncWebClient("xoxb-1", base_url="http://127.0.0.1:9/", retry_handlers=[])

    with pytest.raises(SlackRefused) as caught:
        await Slack(client, slack._http).call(Method.POST, channel="C1")

    assert caught.value.passing


async def test_what_is_none_is_not_sent_and_reads_ask_in_the_query(
    slack: Slack, server: Server
) -> None:
    """Slack reads arguments of reads from there only."""
    server.answers = [said({"ok": True})]

    await slack.call(Method.POST, channel="C1", thread_ts=None, unfurl_links=False)
    await slack.call(Method.USER_INFO, user="U1")

    assert server.got[0] == ("/chat.postMessage", {"channel": "C1", "unfurl_links": False})
    assert server.got[1] == ("/users.info", {"user": "U1"})


async def test_insisting_outlasts_what_passes(slack: Slack, server: Server) -> None:
    """And ends at once where waiting is no use, or when its time is over."""
    busy = said({"ok": False}, 429, **{"Retry-After": "0.01"})
    server.answers = [busy, busy, said({"ok": True, "ts": "1.0"})]

    assert (await slack.insist(Method.POST, channel="C1"))["ts"] == "1.0"

    server.answers = [said({"ok": False, "error": "not_in_channel"})]
    before = len(server.got)
    with pytest.raises(SlackRefused, match="not_in_channel"):
        await slack.insist(Method.POST, channel="C1")
    assert before + 1 == len(server.got)

    server.answers = [said({"ok": False}, 429, **{"Retry-After": "30"})]
    with pytest.raises(SlackRefused, match="ratelimited"):
        await slack.insist(Method.POST, channel="C1", within_s=1)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (web.Response(text="ok"), None),
        (said({"ok": True}), None),
        (web.Response(text=""), None),
        (said({"ok": False, "error": "invalid_blocks"}), "invalid_blocks"),
        (web.Response(text="expired_url", status=404), "expired_url"),
        (said({"ok": False, "error": "used_url"}, 404), "used_url"),
        (web.Response(text="<h1>Bad gateway</h1>", status=502), "http_502"),
        (web.Response(text="slow down", status=429), "ratelimited"),
        (said([], 500), "http_500"),
    ],
)
async def test_a_response_url_says_no_in_several_ways(
    slack: Slack, server: Server, answer: web.Response, code: str | None
) -> None:
    """Bare words, JSON, or a status."""
    server.answers = [answer]

    told = None
    try:
        await slack.respond(f"{server.url}hook", text="hi", blocks=None)
    except SlackRefused as refused:
        told = refused.code

    assert code == told
    assert server.got[0][1] == {"text": "hi"}


async def test_blocks_give_way_to_plainer_ones_and_at_last_to_words() -> None:
    """Only where the blocks are what Slack refuses."""
    tried: list[tuple[Block, ...]] = []
    rich, simple = ({"type": "data_table"},), ({"type": "section"},)

    async def send(blocks: tuple[Block, ...]) -> None:
        tried.append(blocks)
        if blocks:
            raise SlackRefused("chat.postMessage", "invalid_blocks")

    await with_plainer_blocks(send, Message("words", rich, lambda: simple))

    assert [rich, simple, ()] == tried

    async def refuse(_: tuple[Block, ...]) -> None:
        raise SlackRefused("chat.postMessage", "not_in_channel")

    with pytest.raises(SlackRefused, match="not_in_channel"):
        await with_plainer_blocks(refuse, Message("words", rich, lambda: simple))


async def test_tasks_are_kept_and_drained() -> None:
    """Those that end in time end well, late ones are cut, new ones are not taken."""
    tasks, gate, ends = Tasks(), asyncio.Event(), list[str]()

    async def work(name: str, until: asyncio.Event) -> None:
        try:
            await until.wait()
            ends.append(f"{name} done")
        except asyncio.CancelledError:
            ends.append(f"{name} cut")
            raise

    tasks.start(work("quick", gate), name="quick")
    tasks.start(work("slow", asyncio.Event()), name="slow")
    asyncio.get_running_loop().call_soon(gate.set)

    assert await tasks.drain(0.05) == 1
    assert ends == ["quick done", "slow cut"]
    tasks.start(work("late", gate), name="late")
    assert len(tasks) == 0


async def test_a_task_that_fails_is_logged_and_harms_no_other() -> None:
    """Nobody awaits it."""
    tasks = Tasks()

    async def fail() -> None:
        raise KeyError("x")

    tasks.start(fail(), name="fails")

    assert await tasks.drain(1) == 0
