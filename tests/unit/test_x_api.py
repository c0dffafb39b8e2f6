"""The way to X: its dialects, its refusals, what is charged, and answers that are junk."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.community.costs import PRICES, Paid, Use
from assistant.errors import (
    AccessRefused,
    EngageError,
    NotFound,
    OutcomeUnknown,
    ReconnectNeeded,
)
from assistant.platforms.x_answers import Answer, Price
from assistant.platforms.x_api import XRefused
from assistant.platforms.x_app import XApp
from assistant.platforms.x_dialects import DIALECTS, Want, other
from assistant.platforms.x_problems import Trouble, names_parameter, partial, refusal
from tests.unit.test_bluesky_junk import spoil, storable
from tests.unit.x_server import (
    ACME,
    BASE,
    FAN,
    REPLY,
    TOP,
    View,
    api,
    connection,
    post,
    reader,
    told,
    user,
)

KIND = "https://api.twitter.com/2/problems/"


def says(status: int, **body: Any) -> dict[str, Any]:
    return {"status": status, **body}


# -- what is wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (401, {"title": "Unauthorized"}, Trouble.SIGN_IN),
        (402, None, Trouble.CREDITS),
        (403, {"type": f"{KIND}usage-capped"}, Trouble.CREDITS),
        (403, {"type": f"{KIND}unsupported-authentication"}, Trouble.SIGN_IN_KIND),
        (403, {"type": f"{KIND}client-forbidden"}, Trouble.FORBIDDEN),
        (403, {"detail": "You are not allowed to create a Tweet with duplicate content."},
         Trouble.DUPLICATE),
        (403, {"detail": "Reply to this conversation is not allowed because you have not been "
               "mentioned or otherwise engaged by the author of the post you are replying to."},
         Trouble.NOT_CALLED),
        (403, {"detail": "You attempted to reply to a Tweet that is deleted or not visible to you."},
         Trouble.TARGET_GONE),
        (403, {"detail": "To protect our users ..., this account is temporarily locked. Please ..."},
         Trouble.LOCKED),
        (403, {"detail": "Your account is suspended and is not permitted to access this feature."},
         Trouble.SUSPENDED),
        (403, "<h1>Forbidden</h1>", Trouble.FORBIDDEN),
        (404, {"type": "https://api.x.com/2/problems/resource-not-found"}, Trouble.GONE),
        (400, {"errors": [{"message": "no"}]}, Trouble.INVALID),
        (418, {}, Trouble.OTHER),
        (409, [], Trouble.OTHER),
    ],
)  # fmt: skip
def test_refusals_are_told_apart(status: int, body: Any, trouble: Trouble) -> None:
    assert refusal(status, body).trouble is trouble


def test_what_is_missing_from_an_answer_is_told_apart() -> None:
    errors = [
        {"type": f"{KIND}resource-not-found", "value": "1"},
        {"type": f"{KIND}not-authorized-for-resource", "resource_id": "2"},
        {"type": f"{KIND}not-authorized-for-field", "resource_id": "3", "parameter": "ids"},
        {"type": f"{KIND}not-authorized-for-field", "parameter": "referenced_tweets.id"},
        {"type": "about:blank"},
    ]
    found = partial({"errors": errors})
    assert [(each.trouble, each.about, each.pointed_to) for each in found] == [
        (Trouble.GONE, "1", False),
        (Trouble.HIDDEN, "2", False),
        (Trouble.FIGURE, "3", False),
        (Trouble.FIGURE, "", True),
        (Trouble.OTHER, "", False),
    ]
    for junk in (None, 7, {}, {"errors": "none"}, {"errors": [None, 7]}):
        assert partial(junk) == ()


@pytest.mark.parametrize(
    ("errors", "named"),
    [
        ([{"parameters": {"tweet.fields": ["x"]}, "message": "no"}], True),
        ([{"parameters": {"expansions": ["x"]}}], True),
        ([{"message": "The query parameter [tweet.fields] is not one of [post.fields]"}], True),
        ([{"parameters": {"query": ["tweet.fields"]}, "message": "tweet.fields"}], False),
        ([{"parameters": {"max_results": ["1"]}}], False),
        ([None, 7, {}], False),
        ("tweet.fields", False),
        (None, False),
    ],
)
def test_only_a_parameter_of_ours_changes_the_dialect(errors: Any, named: bool) -> None:
    assert names_parameter({"errors": errors}, "tweet.fields") is named


def test_each_dialect_asks_for_what_it_has() -> None:
    older, newer = DIALECTS["tweet"], DIALECTS["post"]
    assert (other(older), other(newer)) == (newer, older)
    assert "expansions" not in older.asking(Want.OUR_POSTS)
    assert newer.asking(Want.OUR_POSTS)["expansions"] == "referenced_posts"
    assert newer.asking(Want.POSTS)["expansions"] == "author_id,referenced_posts"
    for name in ("author_id", "referenced", "in_reply_to"):
        assert name not in newer.asking(Want.POSTS)["post.fields"]
    for dialect in (older, newer):
        private = "non_public_metrics"
        assert private in dialect.asking(Want.OUR_FIGURES)[dialect.parameter]
        assert private not in dialect.asking(Want.POSTS)[dialect.parameter]
        assert dialect.asking(None) == dialect.asking(Want.PEOPLE) == {}


# -- asking ------------------------------------------------------------------------------------


async def test_a_token_is_renewed_once_and_used() -> None:
    def answer(request: httpx2.Request) -> Mapping[str, Any]:
        fresh = request.headers["authorization"] == "Bearer token+"
        return {"data": user(ACME, "acme")} if fresh else says(401)

    view = View({"users/me": answer})
    assert (await connection(view).profile("acme")).native_id == ACME
    assert len(view.asked) == 2
    view.answers["users/me"] = says(401)
    with pytest.raises(ReconnectNeeded):
        await connection(view).profile("acme")
    assert len(view.asked) == 4


async def test_what_is_written_is_sent_once_and_its_refusal_is_the_callers() -> None:
    view = View({"tweets": says(403, detail="duplicate content")})
    reply = await api(view).send("POST", "tweets", body={"text": "Hello"})
    assert (reply.status, len(view.asked)) == (403, 1)
    view.answers["tweets"] = says(503)
    with pytest.raises(OutcomeUnknown):
        await api(view).send("POST", "tweets", body={"text": "Hello"})
    view.answers["tweets"] = httpx2.Response(201, content=b'{"data": {"id"')
    with pytest.raises(OutcomeUnknown):
        await api(view).send("POST", "tweets", body={"text": "Hello"})
    assert len(view.asked) == 3


async def test_ids_stand_in_a_path_as_they_are_and_nothing_else_gets_in() -> None:
    view = View({})
    with contextlib.suppress(EngageError):
        await api(view).get("tweets/{}", "12/../../1?x=1#")
    assert view.asked[0].url.raw_path == b"/2/tweets/12%2F..%2F..%2F1%3Fx%3D1%23"


async def test_a_file_is_fetched_without_our_token_from_elsewhere() -> None:
    """X has named addresses of a store in a cloud, which want no token of ours."""
    seen: list[str | None] = []

    def serve(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers.get("authorization"))
        return httpx2.Response(200, content=b'{"id": "1"}\n{"id": "2"}\n')

    way = api(View({"file": serve}))
    for url in (f"{BASE}/2/file?token=1", "https://x.test.evil.example/2/file"):
        assert await way.fetch("GET", url) == [{"id": "1"}, {"id": "2"}]
    assert seen == ["Bearer token", None]


@pytest.mark.parametrize("status", [400, 409, 410, 418])
async def test_an_unusual_refusal_is_one_of_ours(status: int) -> None:
    view = View({"users/{}/mentions": says(status, title="No")})
    with pytest.raises(XRefused) as refused:
        await connection(view).mentions()
    assert refused.value.problem.trouble in {Trouble.INVALID, Trouble.OTHER}


async def test_the_token_is_in_no_error_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    view = View({"users/{}/mentions": says(403, title="No")})
    with pytest.raises(AccessRefused) as refused:
        await connection(view).mentions()
    assert "token" not in f"{refused.value!r} {refused.value.__cause__!r} {caplog.text}"


# -- paying ------------------------------------------------------------------------------------


class Till:
    """A `Meter` that writes down what it is told."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, Any, Any]] = []

    @asynccontextmanager
    async def hold(self, micro: int, use: Use = Use.READING) -> AsyncIterator[None]:
        self.rows.append(("held", micro, use))
        yield
        self.rows.append(("let go", micro, use))

    async def charge(self, paid: Paid, ids: Any) -> int:
        self.rows.append(("charge", paid, list(ids)))
        return PRICES[paid].micro * len(ids)


async def test_what_came_is_charged_with_all_that_came_along() -> None:
    till = Till()
    answer = Answer(data=[post(), post(REPLY), None, 7], users=[user()], posts=[post("7"), {}])
    cost = await Price(Paid.POST_READ, Paid.USER_READ, 10).charged(till, answer)
    assert till.rows == [
        ("charge", Paid.POST_READ, ["7", TOP, REPLY]),
        ("charge", Paid.USER_READ, [FAN]),
    ]
    assert cost == 3 * 5_000 + 10_000


async def test_what_is_our_own_is_one_price() -> None:
    till = Till()
    price = Price(Paid.OWNED_READ, Paid.OWNED_READ, 10)
    await price.charged(till, Answer(data=[post()], users=[user()]))
    assert till.rows == [
        ("charge", Paid.OWNED_READ, [TOP]),
        ("charge", Paid.OWNED_READ, [FAN]),
    ]


@pytest.mark.parametrize(
    ("dialect", "want", "most"),
    [
        ("tweet", Want.POSTS, 10 * (5_000 + 10_000)),
        ("tweet", Want.OUR_POSTS, 10 * 5_000),
        ("tweet", Want.AUTHORS, 10 * 5_000),
        ("post", Want.POSTS, 10 * (3 * 5_000 + 10_000)),  # what each answers, what it quotes
        ("post", Want.OUR_FIGURES, 10 * 3 * 5_000),
        ("post", Want.AUTHORS, 10 * (5_000 + 10_000)),
        ("post", None, 10 * 5_000),
    ],
)
def test_what_may_come_along_is_held_too(dialect: str, want: Want | None, most: int) -> None:
    price = Price(Paid.POST_READ, Paid.USER_READ, 10)
    assert price.at_most(DIALECTS[dialect].along(want)) == most
    assert Price(None, Paid.USER_READ, 3).at_most(DIALECTS[dialect].along(want)) == 30_000


async def test_what_a_call_may_cost_is_held_until_it_is_charged() -> None:
    view, till = View({"tweets": {"data": [post()]}}), Till()
    api = connection(view).api
    api.meter = till
    answer = await api.get("tweets", price=Price(Paid.POST_READ, None, 2), use=Use.CLEARING)
    assert till.rows == [
        ("held", 10_000, Use.CLEARING),
        ("charge", Paid.POST_READ, [TOP]),
        ("let go", 10_000, Use.CLEARING),
    ]
    assert answer.micro == 5_000


async def test_nothing_is_charged_where_nothing_came() -> None:
    till = Till()
    await Price(Paid.POST_READ, Paid.USER_READ).charged(till, Answer())
    assert till.rows == []


def test_only_what_is_gone_or_hidden_is_not_found() -> None:
    gone = Answer(problems=partial({"errors": [{"type": f"{KIND}resource-not-found"}]}))
    with pytest.raises(NotFound):
        gone.missing("post", "1")
    Answer(problems=partial({"errors": [{"type": "about:blank"}]})).missing("post", "1")
    Answer(data=[post()], problems=gone.problems).missing("post", "1")


# -- junk --------------------------------------------------------------------------------------

REPLIED = [{"type": "replied_to", "id": TOP}]
SOUND: dict[str, Any] = {
    "users/me": {"data": user(ACME, "acme")},
    "users/by/username/{}": {"data": user()},
    "users/{}/tweets": told(post(), meta={"next_token": "n"}),
    "users/{}/mentions": told(post(REPLY, FAN, referenced_tweets=REPLIED)),
    "tweets": told(post(), errors=[{"type": f"{KIND}resource-not-found", "value": "7"}]),
    "tweets/{}/liking_users": {"data": [user()]},
    "tweets/{}/retweeted_by": {"data": [user()]},
    "tweets/{}/quote_tweets": told(post(REPLY, FAN)),
    "tweets/search/recent": told(post(REPLY, FAN, entities={"urls": [{"url": "https://t.co/a"}]})),
}


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(SOUND)))
    return {**SOUND, name: spoil(SOUND[name], draw)}


@given(answers=spoiled())
@settings(max_examples=200, deadline=None)
async def test_whatever_x_says_only_our_errors_come_out(answers: dict[str, Any]) -> None:
    fixed = {
        name: functools.partial(lambda answer, _: answer, each) for name, each in answers.items()
    }
    x = connection(View(fixed))
    calls = (
        lambda: x.profile("acme"),
        lambda: x.profile("fan"),
        lambda: x.posts("acme"),
        lambda: x.posts("fan"),
        lambda: x.lookup([TOP]),
        lambda: x.thread(TOP),
        lambda: x.likes(TOP),
        lambda: x.reposts(TOP),
        lambda: x.quotes(TOP),
        x.mentions,
        lambda: x.search("coffee"),
        lambda: x.removed([TOP]),
    )
    worked = 0
    for call in calls:
        with contextlib.suppress(EngageError):
            assert storable(await call())
            worked += 1
    assert worked >= len(calls) - 4  # one answer is spoiled, and three more calls may need the same


@given(
    line=st.sampled_from(["", "null", "7", "{}", "[]", '{"id": 7}', "x", '{"id": "7"', "\0"]),
    at=st.sampled_from(["status", "upload_url", "download_url", "id"]),
    junk=st.sampled_from([None, 7, "", "x", [], {}, "https://[", "ftp://x.test/2/a"]),
)
@settings(max_examples=60, deadline=None)
async def test_whatever_a_list_of_removals_says_only_our_errors_come_out(
    line: str, at: str, junk: Any
) -> None:
    job = {
        "id": "9", "status": "complete", "upload_url": f"{BASE}/2/up",
        "download_url": f"{BASE}/2/down",
    }  # fmt: skip
    gone = b'{"id": "1", "action": "delete"}\n'
    view = View(
        {
            "compliance/jobs": {"data": job},
            "compliance/jobs/{}": {"data": {**job, at: junk}},
            "up": httpx2.Response(200),
            "down": lambda _: httpx2.Response(200, content=gone + line.encode()),
        }
    )

    async def pause(_: float) -> None:
        """Nobody waits in a test."""

    app = XApp(reader(view), BASE, "bearer", pause=pause)
    with contextlib.suppress(EngageError):
        assert await app.removed(["1", "2"]) == {"1"}
