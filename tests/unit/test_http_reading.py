"""What comes back from a platform, however it misbehaves."""

from __future__ import annotations

import asyncio
import gzip
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import httpx2
import pytest
from structlog.testing import capture_logs

from assistant.errors import PlatformError, PlatformUnavailable, RateLimited
from assistant.platforms.http import MAX_BYTES, AddressRefused, Door, make_client
from assistant.platforms.limits import Bucket, Limits
from assistant.platforms.reading import Ask, Patience, Reader, Refused, Reply, together

BUCKET = Bucket("bluesky", "did:plc:a", "read")
SECRET = "secret-token"
Answer = Callable[[httpx2.Request], httpx2.Response | Awaitable[httpx2.Response]]


class Server:
    """Gives prepared answers one after the other; the last one again and again."""

    def __init__(self, *answers: Answer | httpx2.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx2.Request] = []

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx2.Response):
            return answer
        given = answer(request)
        return given if isinstance(given, httpx2.Response) else await given


def now() -> datetime:
    return datetime.now(UTC)


def reader(server: Server, limits: Limits | None = None, total_s: float = 5) -> Reader:
    client = make_client(Door(), transport=httpx2.MockTransport(server))
    patience = Patience(attempts=3, first_s=0.001, longest_s=0.05)
    return Reader(client, limits or Limits(now), patience=patience, total_s=total_s)


def ask(**changes: object) -> Ask:
    given = {
        "bucket": BUCKET,
        "name": "app.bsky.x",
        "url": "https://pds.example/xrpc/app.bsky.x",
        "params": {"cursor": None, "limit": 5, "uris": ["a", "b"]},
        "headers": {"authorization": f"Bearer {SECRET}"},
        "account": "bluesky:acme.example",
    }
    return Ask(**{**given, **changes})  # type: ignore[arg-type]


def json(status: int = 200, body: object = None, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(status, json={"ok": 1} if body is None else body, headers=named)


async def fails(server: Server, **changes: object) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        await reader(server, total_s=0.2).ask(ask(**changes))
    return caught.value


async def test_an_answer_is_parsed_and_none_is_left_out_of_the_query() -> None:
    server = Server(json())
    assert await reader(server).ask(ask()) == Reply(200, {"ok": 1})
    assert server.requests[0].url.query == b"limit=5&uris=a&uris=b"


async def test_refusals_come_back_with_what_they_say() -> None:
    server = Server(json(400, {"error": "ExpiredToken"}), httpx2.Response(403, html="<b>no</b>"))
    assert await reader(server).ask(ask()) == Reply(400, {"error": "ExpiredToken"})
    assert await reader(server).ask(ask()) == Reply(403, None)
    assert len(server.requests) == 2


def raw(content: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer whose bytes come from the wire, to be unpacked by the client."""

    async def stream() -> AsyncIterator[bytes]:
        yield content

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx2.Response(status, headers=named, content=stream())


@pytest.mark.parametrize(
    "trouble",
    [
        raw(b"{}", 500),
        raw(b"{}", 503),
        raw(b"<html>down</html>"),
        raw(b'{"feed": [{"post"'),
        raw(b"\xff\xfe\x00"),
        raw(b"[" * 100_000),
        raw(b"", 301, location="https://pds.example/loop"),
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
        httpx2.RemoteProtocolError("cut"),
        raw(b"junk", content_encoding="gzip"),
    ],
    ids=["500", "503", "html", "half", "binary", "deep", "loop", "closed", "slow", "cut", "gzip"],
)
async def test_trouble_is_tried_again_and_then_unavailable(trouble: Answer | Exception) -> None:
    server = Server(trouble)
    error = await fails(server)
    assert isinstance(error, PlatformUnavailable)
    assert (error.platform, error.account) == ("bluesky", "bluesky:acme.example")
    assert len(server.requests) >= 3


async def test_trouble_that_passes_is_not_noticed() -> None:
    server = Server(json(502), httpx2.ReadError("cut"), json())
    assert (await reader(server).ask(ask())).data == {"ok": 1}
    assert len(server.requests) == 3


async def test_what_may_not_be_sent_twice_is_sent_once() -> None:
    server = Server(json(502), json())
    with pytest.raises(PlatformUnavailable):
        await reader(server).ask(ask(again=False))
    assert len(server.requests) == 1


async def test_the_cause_is_kept_for_the_log() -> None:
    error = await fails(Server(httpx2.ConnectError("refused")))
    assert isinstance(error.__cause__, httpx2.ConnectError)


async def test_a_refused_address_is_not_tried_again() -> None:
    server = Server(AddressRefused("not a public address"))
    assert isinstance(await fails(server), Refused)
    assert len(server.requests) == 1


async def test_a_short_pause_is_waited_for_a_long_one_is_told() -> None:
    server = Server(json(429, retry_after="0"), json())
    assert (await reader(server).ask(ask())).ok
    server = Server(json(429, retry_after="30"), json())
    error = await fails(server)
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == 30
    assert len(server.requests) == 1


async def test_a_429_without_a_word_is_told_as_such_and_stops_the_bucket() -> None:
    server, limits = Server(json(429), json()), Limits(now)
    asked = reader(server, limits)
    with pytest.raises(RateLimited) as first:
        await asked.ask(ask())
    with pytest.raises(RateLimited) as second:
        await asked.ask(ask())
    assert first.value.retry_after_s is None
    assert second.value.retry_after_s is not None
    assert len(server.requests) == 1
    other = Bucket("bluesky", "did:plc:other", "read")
    assert (await asked.ask(ask(bucket=other))).ok


async def test_a_503_that_names_a_long_pause_is_not_tried_again() -> None:
    server = Server(json(503, retry_after="60"), json())
    assert isinstance(await fails(server), PlatformUnavailable)
    assert len(server.requests) == 1


async def test_a_huge_body_is_left_unread() -> None:
    sent = itertools.count()

    async def endless() -> AsyncIterator[bytes]:
        for _ in sent:
            yield b" " * 100_000

    error = await fails(Server(lambda _: httpx2.Response(200, content=endless())), again=False)
    assert "StreamError" in error.detail
    assert next(sent) <= MAX_BYTES // 100_000 + 3


async def test_a_small_body_that_unpacks_to_a_huge_one_is_left_unread() -> None:
    packed = gzip.compress(b" " * (MAX_BYTES + 1))
    error = await fails(Server(raw(packed, content_encoding="gzip")), again=False)
    assert "StreamError" in error.detail


async def test_an_answer_that_drips_is_given_up() -> None:
    async def drip() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    error = await fails(Server(lambda _: httpx2.Response(200, content=drip())), again=False)
    assert isinstance(error, PlatformUnavailable)
    assert isinstance(error.__cause__, TimeoutError)


async def test_a_body_is_never_redirected_to_somebody_else() -> None:
    server = Server(httpx2.Response(307, headers={"location": "https://evil.example/"}), json())
    with pytest.raises(PlatformUnavailable):
        await reader(server).ask(ask(method="POST", body={"password": "x"}, again=False))
    assert [request.url.host for request in server.requests] == ["pds.example"]


async def test_neither_log_nor_error_holds_a_secret_or_an_address() -> None:
    troubles = (
        json(500, {"text": SECRET}),
        json(429),
        httpx2.ConnectError(SECRET),
        httpx2.Response(200, content=SECRET),
    )
    with capture_logs() as lines:
        for trouble in troubles:
            error = await fails(Server(trouble), params={"q": SECRET}, body={"password": SECRET})
            assert SECRET not in f"{error} {error!r}"
        assert SECRET not in repr(ask(body={"password": SECRET}))
    assert len(lines) >= 4
    assert SECRET not in str(lines)
    assert "pds.example" not in str(lines)


async def test_a_few_at_once_in_order_and_the_first_failure_as_itself() -> None:
    under_way, most = 0, 0
    go = asyncio.Event()

    async def call(item: int) -> int:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == 3:
            go.set()
        await go.wait()
        under_way -= 1
        if item == 13:
            raise RateLimited("bluesky", None, retry_after_s=1)
        return item * 2

    assert await together(range(10), call, at_once=3) == [item * 2 for item in range(10)]
    assert most == 3
    with pytest.raises(RateLimited):
        await together(range(10, 20), call, at_once=3)


async def test_links_of_an_answer_come_by_their_relation() -> None:
    link = (
        '<https://pds.example/a?max_id=1>; rel="next", <https://pds.example/a?min_id=9>; rel=prev'
    )
    server = Server(httpx2.Response(200, json=[], headers={"link": link}))
    reply = await reader(server).ask(ask())
    assert reply.links == {
        "next": "https://pds.example/a?max_id=1",
        "prev": "https://pds.example/a?min_id=9",
    }


async def test_a_call_the_server_does_not_have_is_an_answer_and_not_asked_again() -> None:
    server = Server(httpx2.Response(501, json={"error": "not here"}))
    reply = await reader(server).ask(ask())
    assert (reply.ok, reply.status, len(server.requests)) == (False, 501, 1)


async def test_a_form_is_sent_as_one() -> None:
    server = Server(httpx2.Response(200, json={}))
    await reader(server).ask(ask(method="POST", params={}, form={"code": "a b"}))
    assert server.requests[0].content == b"code=a+b"
