"""When X does not answer as it should: every case ends in one error of ours, or in what it told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.community.costs import DOLLAR, Use
from assistant.community.posts import Author
from assistant.errors import (
    AccessLost,
    AccessRefused,
    BudgetSpent,
    NotFound,
    PlatformUnavailable,
    RateLimited,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.explain import explain
from assistant.platforms.reading import Patience
from assistant.platforms.x import X
from assistant.platforms.x_api import XApi
from assistant.platforms.x_app import XApp
from assistant.platforms.x_posts import LOOKUP
from assistant.platforms.x_removed import DEAREST
from assistant.platforms.x_stranger import Stranger
from assistant.ports.platforms import LookedUp
from tests.doubles.x import Fault
from tests.integration.x_reading import Place, Purse, Signed, place

pytestmark = pytest.mark.integration

SEVERAL = "GET /2/tweets"
TIMELINE = "GET /2/users/{id}/tweets"


@pytest.fixture(params=["tweet", "post"])
async def at(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    async with place(request.param) as found:
        yield found


# -- dialects ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("theirs", "ours"), [("post", "tweet"), ("tweet", "post")])
async def test_the_other_dialect_is_taken_up_once_and_kept(theirs: str, ours: str) -> None:
    async with place(theirs) as at:
        acme = at.x.world.join("acme")
        post = at.x.world.post(acme, "Hello")
        connection = at.connect(acme, dialect=ours)
        for _ in range(3):
            assert (await connection.lookup([post.id])).keys() == {post.id}
        await connection.mentions()
        assert [each.status for each in at.x.log].count(400) == 1
        at.x.speak(ours)
        with pytest.raises(PlatformUnavailable):
            await connection.mentions()
        assert at.x.log[-1].status == 400  # it does not go to and fro


async def test_many_calls_at_once_find_out_together() -> None:
    async with place("post") as at:
        acme = at.x.world.join("acme")
        posts = [at.x.world.post(acme, f"Post {number}") for number in range(250)]
        found = await at.connect(acme).lookup([each.id for each in posts])
        assert len(found) == 250


# -- signing in --------------------------------------------------------------------------------


async def test_a_refused_token_is_renewed_once(at: Place) -> None:
    acme = at.x.world.join("acme")
    session = Signed(["stale", at.x.token(acme)])
    connection = connect(at, session, Author(acme.id, "acme"))
    assert (await connection.profile("acme")).native_id == acme.id
    assert session.renewals == 1


async def test_a_sign_in_taken_back_asks_for_a_person(at: Place) -> None:
    acme = at.x.world.join("acme")
    session = Signed(["stale", "staler", "unused"])
    connection = connect(at, session, Author(acme.id, "acme"))
    with pytest.raises(ReconnectNeeded):
        await connection.mentions()
    assert (session.renewals, len(at.x.log)) == (1, 2)


async def test_a_permission_that_is_missing_is_said(at: Place) -> None:
    world = at.x.world
    acme = world.join("acme")
    post = world.post(acme, "Hello")
    connection = at.connect(acme, scopes=("tweet.read", "users.read"))
    with pytest.raises(AccessRefused, match="no permission") as refused:
        await connection.likes(post.id)
    assert explain(refused.value).startswith("X does not go along with this: this account gave")


@pytest.mark.parametrize(("state", "said"), [("locked", "locked"), ("suspended", "suspended")])
async def test_an_account_that_x_bars_is_said_so(at: Place, state: str, said: str) -> None:
    acme = at.x.world.join("acme")
    connection = at.connect(acme)
    setattr(acme, state, True)
    with pytest.raises(AccessRefused) as refused:
        await connection.mentions()
    assert said in explain(refused.value)


async def test_a_token_of_the_app_that_is_refused_is_for_whoever_runs_engage(at: Place) -> None:
    app = XApp(at.reader, at.x.url, "wrong")
    with pytest.raises(AccessLost):
        await app.removed(["1"])


# -- money -------------------------------------------------------------------------------------


async def test_credits_used_up_are_said_in_a_sentence(at: Place) -> None:
    acme = at.x.world.join("acme")
    at.x.billing.credits = 0
    with pytest.raises(AccessRefused) as refused:
        await at.connect(acme).mentions()
    assert "credits" in explain(refused.value)
    assert "developer console" in explain(refused.value)


async def test_nothing_is_asked_that_the_budget_does_not_hold(at: Place) -> None:
    acme = at.x.world.join("acme")
    connection = at.connect(acme)
    at.purse.micro = 4_000
    for call in (
        connection.mentions(), connection.posts(acme.id), connection.lookup(["1"]),
        connection.thread("1"), connection.likes("1"), connection.reposts("1"),
        connection.quotes("1"), connection.search("coffee"), connection.profile("fan"),
    ):  # fmt: skip
        with pytest.raises(BudgetSpent):
            await call
    found = await connection.looked_up(["1"], DOLLAR)
    assert isinstance(found.stopped, BudgetSpent)
    assert at.x.log == []
    assert (await connection.profile("acme")).native_id == acme.id


async def test_a_page_of_mentions_is_asked_for_with_all_it_may_bring(at: Place) -> None:
    acme = at.x.world.join("acme")
    await at.connect(acme).mentions()
    along = 2 if at.x.asking.dialect.name == "post" else 0
    # asked in the older dialect first: whatever may come in the one that answers is held
    assert at.purse.asked[-1] == (10 * (1 + along + 1) * 1_000, Use.READING)
    assert at.purse.held == 0


@pytest.mark.parametrize("cents", [1, 5, 20, 60, 150])
async def test_x_never_bills_more_than_the_budget_whatever_is_read_at_once(
    at: Place, cents: int
) -> None:
    """Also what comes along unasked: posts that are answered or quoted, and their authors."""
    world = at.x.world
    acme, fan = world.join("Acme"), world.join("fan")
    tops = [world.post(acme, f"News {n}", at=ago(n)) for n in range(12)]
    others = [world.post(fan, f"Acme has beans {n}", at=ago(n)) for n in range(40)]
    for top, other in zip(tops, others, strict=False):
        world.quote(fan, top, "Look at this, @Acme")
        world.reply(world.join(f"fan{other.id}"), other, "@Acme is right")
    connection = at.connect(acme, dialect=at.x.asking.dialect.name)
    at.purse.micro = cents * 10_000
    ids = [each.id for each in world.posts.values()]
    done = await asyncio.gather(
        *(connection.lookup(ids[n : n + 20]) for n in range(0, len(ids), 20)),
        *(connection.quotes(top.id) for top in tops[:4]),
        *(connection.thread(top.id) for top in tops[:4]),
        connection.posts(acme.id),
        connection.posts(fan.id),
        connection.mentions(),
        connection.search("beans"),
        connection.looked_up(ids, at.purse.micro),
        return_exceptions=True,
    )
    wrong = [each for each in done if isinstance(each, BaseException)]
    assert all(isinstance(each, BudgetSpent) for each in wrong)
    assert wrong
    assert at.x.billing.micro <= at.purse.micro
    assert at.purse.spent <= at.purse.micro
    assert at.purse.held == 0


# -- limits, failures, nonsense ----------------------------------------------------------------


async def test_each_call_has_its_own_limit_and_tells_when_it_ends(at: Place) -> None:
    world = at.x.world
    acme = world.join("acme")
    at.x.windows.limits["GET /2/users/{id}/mentions"] = 2
    connection = at.connect(acme, dialect=at.x.asking.dialect.name)
    for _ in range(2):
        await connection.mentions()
    before = len(at.x.log)
    with pytest.raises(RateLimited) as refused:
        await connection.mentions()
    assert 0 < (refused.value.retry_after_s or 0) <= 900
    assert len(at.x.log) == before  # it was not even asked
    assert (await connection.posts(acme.id)).items == ()


@pytest.mark.parametrize("headers", [{}, {"x-rate-limit-reset": "soon"}, {"retry-after": "30"}])
async def test_too_many_requests_with_a_reset_and_without(
    at: Place, headers: dict[str, str]
) -> None:
    acme = at.x.world.join("acme")
    at.x.faults.append(Fault("answer", TIMELINE, 429, {"title": "Too Many Requests"}, headers))
    with pytest.raises(RateLimited) as refused:
        await at.connect(acme).posts(acme.id)
    assert refused.value.retry_after_s == (30 if "retry-after" in headers else None)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("answer", TIMELINE, 503),
        Fault("answer", TIMELINE, 500, {"title": "Internal Server Error", "status": 500}),
        Fault("half", TIMELINE),
        Fault("cut", TIMELINE),
        Fault("answer", TIMELINE, 200, "<h1>Hello</h1>"),
        Fault("answer", TIMELINE, 200, []),
        Fault("answer", TIMELINE, 418, {}),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status} {fault.body!r:.9}",
)
async def test_what_makes_no_sense_is_unavailable(at: Place, fault: Fault) -> None:
    acme = at.x.world.join("acme")
    at.x.world.post(acme, "Hello")
    at.x.faults.append(fault)
    with pytest.raises(PlatformUnavailable):
        await at.connect(acme).posts(acme.id)


async def test_a_passing_failure_is_tried_again() -> None:
    async with place(patience=Patience(attempts=3, first_s=0.01)) as at:
        acme = at.x.world.join("acme")
        post = at.x.world.post(acme, "Hello")
        at.x.faults += [Fault("answer", SEVERAL, 503), Fault("half", SEVERAL)]
        assert (await at.connect(acme).lookup([post.id])).keys() == {post.id}
        assert at.purse.spent == at.x.billing.micro


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": None},
        {"data": "posts"},
        {"data": [None, 7, "x", {}, {"id": None}, {"id": "12"}, {"id": "12", "author_id": {}}]},
        {"data": {"id": "12"}, "includes": [], "errors": "none", "meta": 3},
        {"errors": [None, {}, {"type": 7}], "includes": {"users": [None, {"id": "1"}]}},
        {"meta": {"result_count": 0, "next_token": 12}},
    ],
    ids=str,
)
async def test_missing_and_strange_fields_leave_out_what_they_spoil(at: Place, body: Any) -> None:
    acme, fan = at.x.world.join("acme"), at.x.world.join("fan")
    at.x.faults.append(Fault("answer", TIMELINE, 200, body))
    connection = at.connect(acme)
    await connection.profile(fan.id)
    assert (await connection.posts(fan.id)).items == ()


async def test_counts_come_as_text_or_not_at_all(at: Place) -> None:
    acme, fan = at.x.world.join("acme"), at.x.world.join("fan")
    metrics = {"like_count": "12", "reply_count": None, "retweet_count": "many", "new": 1}
    item = {"id": "1700000000000000000", "text": "Hi", "public_metrics": metrics, "unknown": [1]}
    at.x.faults.append(Fault("answer", TIMELINE, 200, {"data": [item]}))
    (post,) = (await at.connect(acme).posts(fan.id)).items
    assert post.counts
    assert (post.counts.likes, post.counts.replies, post.counts.reposts) == (12, None, None)
    assert (post.counts.quotes, post.counts.impressions) == (None, None)
    assert (post.text, post.author.handle, post.created_at.year) == ("Hi", "fan", 2023)


# -- half an answer ----------------------------------------------------------------------------


async def test_posts_that_are_hidden_or_gone_are_absent_and_others_are_told(at: Place) -> None:
    world = at.x.world
    acme, fan, shy = world.join("acme"), world.join("fan"), world.join("shy", protected=True)
    shown, hidden, gone = world.post(fan, "Hi"), world.post(shy, "Psst"), world.post(fan, "Gone")
    world.delete(gone)
    connection = at.connect(acme)
    ids = [shown.id, hidden.id, gone.id]
    assert (await connection.lookup(ids)).keys() == {shown.id}
    world.suspend(fan)
    assert (await connection.lookup(ids)) == {}
    with pytest.raises(NotFound):
        await connection.profile("fan")


async def test_a_post_that_x_could_not_tell_of_is_not_taken_for_gone(at: Place) -> None:
    acme = at.x.world.join("acme")
    post = at.x.world.post(acme, "Hello")
    error = {
        "title": "Service Error", "resource_id": post.id,
        "type": "https://api.twitter.com/2/problems/service-unavailable",
    }  # fmt: skip
    at.x.faults.append(Fault("answer", SEVERAL, 200, {"errors": [error]}))
    with pytest.raises(PlatformUnavailable):
        await at.connect(acme).lookup([post.id])
    at.x.faults.append(Fault("answer", SEVERAL, 200, {"errors": [error]}))
    found = await at.connect(acme).looked_up([post.id], DOLLAR)
    assert (found.asked, type(found.stopped)) == (0, PlatformUnavailable)


async def test_a_post_left_out_for_its_figures_is_read_without_them(at: Place) -> None:
    """X has been seen to leave posts out whole that are asked for with private figures too late."""
    acme = at.x.world.join("acme")
    post = at.x.world.post(acme, "Hello", link_clicks=3)
    error = {
        "resource_id": post.id, "field": "non_public_metrics.impression_count",
        "title": "Field Authorization Error",
        "type": "https://api.twitter.com/2/problems/not-authorized-for-field",
    }  # fmt: skip
    at.x.faults.append(Fault("answer", TIMELINE, 200, {"errors": [error]}))
    (found,) = (await at.connect(acme).posts(acme.id)).items
    assert found.id == post.id
    assert found.counts
    assert (found.counts.clicks, found.counts.likes) == (None, 0)


async def test_a_post_that_is_withheld_somewhere_says_so(at: Place) -> None:
    acme = at.x.world.join("acme")
    post = at.x.world.post(acme, "Hello", withheld=("DE", "FR"))
    found = (await at.connect(acme).lookup([post.id]))[post.id]
    assert (found.text, found.extra["withheld"]) == ("Hello", "DE,FR")


# -- what is removed there ---------------------------------------------------------------------


@pytest.mark.parametrize("app", [True, False])
async def test_what_is_removed_there_is_told(at: Place, app: bool) -> None:
    world = at.x.world
    acme, fan, shy, bad = (world.join(name) for name in ("acme", "fan", "shy", "bad"))
    here, gone = world.post(fan, "Here"), world.post(fan, "Gone")
    hidden, barred = world.post(shy, "Psst"), world.post(bad, "Spam")
    edited = world.post(acme, "First")
    world.edit(edited, "Second")
    world.delete(gone)
    shy.protected = True
    world.suspend(bad)
    connection = at.connect(acme, app=app)
    ids = [here.id, gone.id, hidden.id, barred.id, edited.id, "", "no id"]
    assert connection.tells_removed is app
    if app:
        assert await connection.removed([*ids, gone.id]) == {gone.id, hidden.id, barred.id}
        assert await connection.removed([]) == frozenset()
        assert at.purse.asked == []
        assert at.x.billing.micro == 0
        return
    with pytest.raises(SignInNeeded):
        await connection.removed(ids)
    found = await connection.looked_up(ids, DOLLAR)
    assert (found.gone, found.stopped) == ({gone.id, hidden.id, barred.id}, None)
    assert found.asked == len(ids)
    assert found.micro == at.purse.spent == at.x.billing.micro == 2 * 5_000
    assert {use for _, use in at.purse.asked} == {Use.CLEARING}
    assert await connection.looked_up([], DOLLAR) == LookedUp()


async def test_our_own_and_what_names_us_cost_a_fifth_to_look_for(at: Place) -> None:
    world = at.x.world
    acme, fan = world.join("Acme"), world.join("fan")
    ours = [world.post(acme, f"News {n}") for n in range(30)]
    named = [world.reply(fan, ours[n], "Nice") for n in range(30)]
    found = [world.post(fan, f"Found {n}") for n in range(10)]
    for each in (ours[3], named[4], found[5]):
        world.delete(each)
    ids = sorted((each.id for each in (*ours, *named, *found)), key=int)
    told = await at.connect(acme).looked_up(ids, DOLLAR)
    assert told.gone == {ours[3].id, named[4].id, found[5].id}
    assert told.micro == at.purse.spent == at.x.billing.micro == 58 * 1_000 + 9 * 5_000


async def test_what_is_removed_is_told_as_far_as_the_money_goes(at: Place) -> None:
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    posts = [world.post(fan, f"Number {n}") for n in range(LOOKUP + 2)]
    ids = [each.id for each in posts]
    for each in (posts[0], posts[-1]):
        world.delete(each)
    connection = at.connect(acme, app=False)
    some = await connection.looked_up(ids, 20 * DEAREST)
    assert (some.gone, some.stopped) == ({posts[0].id}, None)
    assert 20 <= some.asked < LOOKUP
    assert some.micro <= 20 * DEAREST
    rest = await connection.looked_up(ids[some.asked :], DOLLAR)
    assert (rest.gone, rest.asked) == ({posts[-1].id}, len(ids) - some.asked)
    at.purse.micro = at.purse.spent + 50 * 5_000
    none = await connection.looked_up(ids, DOLLAR)
    assert (none.asked, type(none.stopped)) == (0, BudgetSpent)
    assert await connection.looked_up(ids, DEAREST - 1) == LookedUp()


async def test_what_x_did_not_tell_of_stops_the_looking_with_what_is_known(at: Place) -> None:
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    posts = [world.post(fan, f"Number {n}") for n in range(LOOKUP + 2)]
    world.delete(posts[0])
    connection = at.connect(acme, dialect=at.x.asking.dialect.name)
    lists = [SEVERAL, "GET /2/users/{id}/mentions"]
    for call in lists:
        at.x.faults += [Fault("answer", call, 200, {}), Fault("answer", call, 503)]
    found = await connection.looked_up([each.id for each in posts], DOLLAR)
    assert (found.asked, type(found.stopped)) == (0, PlatformUnavailable)
    at.x.faults.clear()
    found = await connection.looked_up([each.id for each in posts], DOLLAR)
    assert (found.asked, found.gone) == (LOOKUP + 2, {posts[0].id})


async def test_the_app_tells_it_where_a_sign_in_was_lost(at: Place) -> None:
    acme = at.x.world.join("acme")
    post = at.x.world.post(acme, "Hello")
    at.x.world.delete(post)
    assert await Stranger(at.app()).removed([post.id, "no id"]) == {post.id}
    assert await Stranger(at.app()).removed(["no id"]) == frozenset()
    with pytest.raises(SignInNeeded):
        await Stranger().removed([post.id])
    assert isinstance((await Stranger().looked_up([post.id], DOLLAR)).stopped, SignInNeeded)


async def test_what_is_removed_there_is_not_told_again_of_what_was_heard(at: Place) -> None:
    acme, fan = at.x.world.join("acme"), at.x.world.join("fan")
    top = at.x.world.post(acme, "Hello")
    reply = at.x.world.reply(fan, top, "Hi")
    connection = at.connect(acme, app=True)
    assert [each.id for each in (await connection.mentions()).items] == [reply.id]
    at.x.world.delete(reply)
    assert await connection.removed([reply.id]) == {reply.id}
    assert (await connection.thread(top.id)).below == ()


async def test_a_list_is_worked_on_for_a_while(at: Place) -> None:
    acme = at.x.world.join("acme")
    post = at.x.world.post(acme, "Hello")
    at.x.world.delete(post)
    at.x.compliance.looks = 4
    assert await at.connect(acme, app=True).removed([post.id]) == {post.id}
    at.x.compliance.looks = 10_000
    with pytest.raises(PlatformUnavailable):
        await at.connect(acme, app=True).removed([post.id])


async def test_one_list_at_a_time(at: Place) -> None:
    acme = at.x.world.join("acme")
    await at.app().api.send("POST", "compliance/jobs", body={"type": "tweets"})
    with pytest.raises(RateLimited) as busy:
        await at.connect(acme, app=True).removed(["1"])
    assert busy.value.retry_after_s


@pytest.mark.parametrize(
    "fault",
    [
        Fault("half", "GET /2/compliance/jobs/{id}/download"),
        Fault("answer", "GET /2/compliance/jobs/{id}/download", 503),
        Fault("answer", "PUT /2/compliance/jobs/{id}/upload", 500),
        Fault("answer", "GET /2/compliance/jobs/{id}", 200, {"data": {}}),
    ],
    ids=lambda fault: f"{fault.kind} {fault.call}",
)
async def test_a_list_that_failed_tells_nothing(at: Place, fault: Fault) -> None:
    acme = at.x.world.join("acme")
    post = at.x.world.post(acme, "Hello")
    at.x.world.delete(post)
    at.x.faults.append(fault)
    with pytest.raises(PlatformUnavailable):
        await at.connect(acme, app=True).removed([post.id])


async def test_a_job_that_x_gave_up_tells_nothing(at: Place) -> None:
    acme = at.x.world.join("acme")
    at.x.compliance.fails = True
    with pytest.raises(PlatformUnavailable):
        await at.connect(acme, app=True).removed(["1"])


def ago(hours: float) -> datetime:
    return datetime.now(UTC) - timedelta(hours=hours, minutes=1)


def connect(at: Place, session: Signed, us: Author) -> X:
    return X(XApi(at.reader, at.x.url, session, meter=Purse()), us, at.x.now)
