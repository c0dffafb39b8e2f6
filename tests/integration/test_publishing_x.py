"""Replies on X: our double in both of its dialects, driven over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from assistant.community.costs import PRICES, WRITES, Paid, Use
from assistant.community.rules import Way
from assistant.errors import (
    AccessRefused,
    BudgetSpent,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
    StoreUnavailable,
)
from assistant.platforms.x_publishing import FEW, PAGE
from tests.doubles.x import Fault
from tests.integration.x_kit import kit
from tests.integration.x_talk import WORDS, Talk

pytestmark = pytest.mark.integration

POST, LIST, HIDE = "POST /2/tweets", "GET /2/users/{id}/tweets", "PUT /2/tweets/{tweet_id}/hidden"
READS = "tweet.read", "users.read"


@pytest.fixture(params=["tweet", "post"])
async def talk(request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    async with kit(request.param) as place:
        yield Talk(place)


@pytest.fixture
async def one() -> AsyncIterator[Talk]:
    async with kit() as place:
        yield Talk(place)


async def test_a_reply_is_there_as_it_was_approved(talk: Talk) -> None:
    us = await talk.publisher()
    target = await talk.look(us)
    assert target.author_id == talk.fan.id
    assert target.text == "@Acme When do you open?"
    assert target.root_id == talk.top.id
    assert target.conversation == (talk.top.id, talk.question.id)
    assert (target.opening, target.verdict.way) == ("", Way.BY_API)

    prepared = await us.prepare(WORDS, target, "en-GB")
    assert await us.find(prepared) is None
    published = await us.send(prepared)

    (reply,) = talk.replies()
    assert (reply.text, reply.reply_to) == (f"@fan {WORDS}", talk.question)
    assert published.id == reply.id
    assert published.url == f"https://x.com/acme/status/{reply.id}"
    assert abs((published.at - reply.created_at).total_seconds()) < 1
    assert await us.find(prepared) == published
    assert us.resend_for is None


# -- whether a reply may go out ---------------------------------------------------------------


async def test_who_named_or_quoted_us_is_answered_by_api(talk: Talk) -> None:
    us, world = await talk.publisher(), talk.world
    naming = world.post(talk.fan, "I love @ACME")
    quoting = world.quote(talk.fan, talk.top, "Look at this")
    for each in (talk.question, naming, quoting, talk.top):
        target = await talk.look(us, each)
        assert target.verdict.way is Way.BY_API, each.text
        await us.send(await us.prepare(f"Thank you {each.id}", target, None))


async def test_who_did_not_is_answered_by_hand(talk: Talk) -> None:
    """X refuses the same ones that we do not offer."""
    us, world = await talk.publisher(), talk.world
    apart = world.post(talk.fan, "Acme is nice")
    nameless = world.reply(talk.fan, talk.top, "Nice", named=False)
    other = world.post(world.join("other"), "Hello")
    quoting = world.quote(talk.fan, other, "Not ours")
    for each in (apart, nameless, quoting):
        target = await talk.look(us, each)
        assert target.verdict.way is Way.BY_HAND
        assert "since 23 February 2026" in target.verdict.reason
        with pytest.raises(PostRefused, match="neither named this account nor quoted"):
            await us.send(await us.prepare("Thank you", target, None))
    assert talk.replies() == []


async def test_what_is_gone_or_hidden_from_us_is_not_found(talk: Talk) -> None:
    us, world = await talk.publisher(), talk.world
    gone, hers = world.post(talk.fan, "@Acme one"), world.post(world.join("her"), "@Acme two")
    world.delete(gone)
    hers.author.protected = True
    for each in (gone.id, hers.id, "1", "no number"):
        with pytest.raises(NotFound):
            await us.look(each)


async def test_the_conversation_around_it_is_known(talk: Talk) -> None:
    """Those that name us and our own; others' talk below is not worth its price."""
    us, world = await talk.publisher(), talk.world
    ours = world.reply(talk.acme, talk.question, "At eight.")
    theirs = world.reply(talk.fan, ours, "Thank you")
    world.reply(world.join("other"), talk.question, "@fan at eight", named=False)
    world.post(talk.acme, "Another thing")
    world.post(talk.fan, "@Acme another thing")

    target = await talk.look(us)

    assert target.conversation == (talk.top.id, talk.question.id, ours.id, theirs.id)
    assert [post.id for post in target.posts] == list(target.conversation)
    assert [post.author.id for post in target.posts[:3]] == [
        talk.acme.id,
        talk.fan.id,
        talk.acme.id,
    ]


async def test_an_edited_question_is_read_as_it_is_now(talk: Talk) -> None:
    us = await talk.publisher()
    talk.world.edit(talk.question, "@Acme When do you close?")

    target = await talk.look(us)

    assert (target.id, target.text) == (talk.question.id, "@Acme When do you close?")
    await us.send(await us.prepare("At six.", target, None))
    assert len(talk.replies()) == 1


# -- sending and finding ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "written"),
    [
        (Fault("cut"), 1),
        (Fault("cut", before=True), 0),
        (Fault("half"), 1),
        (Fault("slow"), 1),
        (Fault("slow", before=True), 0),
        (Fault("answer", status=500), 1),
        (Fault("answer", status=502, before=True), 0),
        (Fault("answer", status=408, before=True), 0),
        (Fault("answer", status=201, body={"data": {}}), 1),
        (Fault("answer", status=201, body={"data": {"id": "no number"}}), 1),
        (Fault("answer", status=200, body=[]), 1),
    ],
    ids=str,
)
async def test_nobody_knows_what_became_of_it(talk: Talk, fault: Fault, written: int) -> None:
    us = await talk.publisher(total_s=0.5)
    prepared = await talk.prepared(us)
    talk.x.faults.append(fault)
    with pytest.raises(OutcomeUnknown):
        await us.send(prepared)
    assert len(talk.replies()) == written
    assert (await us.find(prepared) is not None) == bool(written)


async def test_it_is_found_among_many(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    published = await us.send(prepared)
    for number in range(PAGE + 20):
        talk.world.post(talk.acme, f"Something else {number}")
    assert await us.find(prepared) == published


async def test_only_what_came_after_under_the_same_post_counts_as_found(talk: Talk) -> None:
    us, world = await talk.publisher(), talk.world
    world.reply(talk.acme, talk.question, "At eight.")  # somebody wrote the same before
    prepared = await talk.prepared(us, "At eight.")
    other = world.post(talk.fan, "@Acme and you?")
    world.reply(talk.acme, other, "At eight.")
    world.post(talk.acme, "At eight.")
    world.reply(talk.acme, talk.question, "At nine.")
    world.repost(talk.acme, talk.top)
    world.reply(talk.fan, talk.question, "At eight.")
    assert await us.find(prepared) is None


async def test_a_reply_is_found_though_its_question_was_deleted(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    published = await us.send(prepared)
    talk.world.delete(talk.question)
    assert await us.find(prepared) == published


@pytest.mark.parametrize(
    "fault",
    [
        Fault("answer", LIST, 503),
        Fault("answer", LIST, 429, {}),
        Fault("half", LIST),
        Fault("cut", LIST),
        Fault("answer", LIST, 200, {"data": [{"id": "no number"}]}),
        Fault("answer", LIST, 200, {}),
        Fault("answer", LIST, 200, {"errors": [{"title": "Sorry"}]}),
    ],
    ids=str,
)
async def test_it_is_never_missing_where_it_could_not_be_looked_for(
    talk: Talk, fault: Fault
) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    await us.send(prepared)
    talk.x.faults.append(fault)
    with pytest.raises((PlatformUnavailable, RateLimited)):
        await us.find(prepared)


async def test_a_page_that_cannot_be_had_is_not_skipped(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    for number in range(FEW + PAGE + 20):
        talk.world.post(talk.acme, f"Something else {number}")
    seen = 0

    def second(answer: object) -> object:
        nonlocal seen
        seen += 1
        return answer if seen == 1 else {"meta": {}}

    talk.x.changes[LIST] = second
    with pytest.raises(PlatformUnavailable):
        await us.find(prepared)
    assert seen == 2


async def test_a_token_that_is_over_is_renewed_and_the_post_sent_once(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    talk.x.signing.tokens.clear()
    await us.send(prepared)
    assert len(talk.replies()) == 1


# -- what X says no to ------------------------------------------------------------------------


async def test_the_same_words_are_refused_and_it_is_said_why(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    await us.send(prepared)
    with pytest.raises(PostRefused, match="same words"):
        await us.send(prepared)
    assert len(talk.replies()) == 1


async def test_definite_refusals_say_why(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    too_long = replace(prepared, body={**prepared.body, "text": "a" * 281})
    with pytest.raises(PostRefused, match="longer than X takes"):
        await us.send(too_long)
    talk.acme.locked = True
    with pytest.raises(PostRefused, match=r"locked .* Sign in on x\.com"):
        await us.send(prepared)
    talk.acme.locked, talk.acme.suspended = False, True
    with pytest.raises(PostRefused, match="suspended this account"):
        await us.send(prepared)
    talk.acme.suspended = False
    talk.x.billing.credits = 0
    with pytest.raises(PostRefused, match="credits"):
        await us.send(prepared)
    talk.x.billing.credits = None
    talk.x.faults.append(Fault("answer", POST, 403, {"title": "Client Forbidden"}, before=True))
    with pytest.raises(PostRefused, match="permission"):
        await us.send(prepared)
    talk.x.faults.append(Fault("answer", POST, 418, {"detail": "No tea today."}, before=True))
    with pytest.raises(PostRefused, match=r"said no \(No tea today\)"):
        await us.send(prepared)
    talk.world.delete(talk.question)
    with pytest.raises(PostRefused, match="not there any more"):
        await us.send(prepared)
    talk.x.signing.withdraw(talk.acme)
    with pytest.raises(ReconnectNeeded):
        await us.send(prepared)
    assert talk.replies() == []


async def test_a_permission_that_is_missing_is_told(talk: Talk) -> None:
    us = await talk.publisher(*READS)
    prepared = await talk.prepared(us)
    with pytest.raises(PostRefused, match="permission"):
        await us.send(prepared)
    with pytest.raises(AccessRefused, match="permission"):
        await us.hide(talk.question.id)
    assert talk.replies() == []


@pytest.mark.parametrize("headers", [{}, {"retry-after": "30"}], ids=["silent", "told"])
async def test_a_pause_that_x_wants_means_nothing_was_sent(
    talk: Talk, headers: dict[str, str]
) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    talk.x.faults.append(Fault("answer", POST, 429, {}, headers, before=True))
    with pytest.raises(RateLimited) as told:
        await us.send(prepared)
    assert told.value.retry_after_s == (30 if headers else None)
    with pytest.raises(RateLimited):  # and it gets its pause
        await us.send(prepared)
    assert talk.x.asked(POST) == 1


async def test_a_window_that_is_used_up_is_kept_to(talk: Talk) -> None:
    talk.x.windows.limits[POST] = 1
    us = await talk.publisher()
    await us.send(await talk.prepared(us))
    prepared = await talk.prepared(us, "More")
    with pytest.raises(RateLimited):
        await us.send(prepared)
    assert talk.x.asked(POST) == 1


async def test_x_that_nobody_reaches_was_sent_nothing(one: Talk) -> None:
    us = await one.publisher()
    prepared = await one.prepared(us)
    await one.x.__aexit__()
    with pytest.raises(PlatformUnavailable) as failure:
        await us.send(prepared)
    assert not isinstance(failure.value, OutcomeUnknown)


async def test_length_is_counted_as_x_counts(talk: Talk) -> None:
    us, target = await talk.publisher(), None
    target = await talk.look(us)
    begins = "https://acme.com/a/very/long/address/that/goes/on?and=on "
    fits = begins + "日" * ((us.most - us.count(begins)) // 2)
    assert us.count(fits) == us.most == 280
    await us.send(await us.prepare(fits, target, None))
    with pytest.raises(InvalidInput, match="281 characters long as X counts; it takes 280"):
        await us.prepare(fits + "a", target, None)
    with pytest.raises(InvalidInput, match="empty"):
        await us.prepare("  ", target, None)
    with pytest.raises(InvalidInput, match="one cashtag"):
        await us.prepare("Buy $ACME or $BEAN", target, None)
    assert talk.x.asked(POST) == 1


# -- what it costs ----------------------------------------------------------------------------


@dataclass
class Noting:
    """A meter that lets everything be spent: what was held, and writes that were charged."""

    held: list[tuple[int, Use]] = field(default_factory=list)
    charged: list[tuple[Paid, str]] = field(default_factory=list)

    @asynccontextmanager
    async def hold(self, micro: int, use: Use = Use.READING) -> AsyncIterator[None]:
        self.held.append((micro, use))
        yield

    async def charge(self, paid: Paid, ids: Sequence[str]) -> int:
        self.charged += [(paid, each) for each in ids if paid in WRITES]
        return len(ids)


@pytest.mark.parametrize(
    ("words", "paid"),
    [("At eight.", Paid.CALLED_REPLY), ("See https://acme.com", Paid.CREATE_WITH_LINK)],
)
@pytest.mark.parametrize("lost", [True, False])
async def test_a_reply_is_charged_when_it_is_known(
    talk: Talk, words: str, paid: Paid, *, lost: bool
) -> None:
    """By the id of the post: what is noted twice on one day counts once."""
    us = await talk.publisher()
    prepared = await talk.prepared(us, words)
    us._api.meter = meter = Noting()
    most = (PRICES[paid].micro, Use.PUBLISHING)
    if lost:
        talk.x.faults.append(Fault("cut"))
        with pytest.raises(OutcomeUnknown):
            await us.send(prepared)
        assert (meter.held, meter.charged) == ([most], [])
        await us.find(prepared)
    else:
        await us.send(prepared)
        assert meter.held == [most]
    (reply,) = talk.replies()
    assert meter.charged == [(paid, reply.id)]


async def test_what_x_takes_counts_as_x_bills_it(one: Talk) -> None:
    """But for links in replies: Engage counts them at what a post with a link costs."""
    us, purse, billing = await one.publisher(), one.place.purse, one.x.billing
    spent, billed = purse.spent, billing.micro
    await us.send(await one.prepared(us, "At eight."))
    await us.hide(one.question.id)
    assert purse.spent - spent == billing.micro - billed


async def test_a_budget_that_is_used_up_sends_nothing(talk: Talk) -> None:
    us, purse = await talk.publisher(), talk.place.purse
    prepared = await talk.prepared(us)
    purse.micro = purse.spent
    with pytest.raises(BudgetSpent):
        await us.send(prepared)
    with pytest.raises(BudgetSpent):
        await us.hide(talk.question.id)
    assert talk.x.asked(POST) == talk.x.asked(HIDE) == 0


async def test_what_is_read_for_publishing_may_use_what_is_kept_back_for_it(one: Talk) -> None:
    us, purse = await one.publisher(), one.place.purse
    purse.asked.clear()
    prepared = await one.prepared(us)
    await us.find(prepared)
    await us.newest()
    assert len(purse.asked) > 4
    assert {use for _, use in purse.asked} == {Use.PUBLISHING}
    assert purse.held == 0


class Torn:
    """A meter whose store is away before a write, or after it."""

    def __init__(self, *, before: bool) -> None:
        self.before = before

    @asynccontextmanager
    async def hold(self, micro: int, use: Use = Use.READING) -> AsyncIterator[None]:  # noqa: ARG002
        if self.before:
            raise StoreUnavailable("PostgreSQL")
        yield

    async def charge(self, paid: Paid, ids: object) -> int:  # noqa: ARG002
        if not self.before:
            raise StoreUnavailable("PostgreSQL")
        return 0


async def test_a_store_that_is_away_leaves_no_doubt_before_and_doubt_after(one: Talk) -> None:
    us = await one.publisher()
    prepared = await one.prepared(us)
    us._api.meter = Torn(before=True)
    with pytest.raises(PlatformUnavailable):
        await us.send(prepared)
    assert one.x.asked(POST) == 0
    us._api.meter = Torn(before=False)
    with pytest.raises(OutcomeUnknown):
        await us.send(prepared)
    us._api.meter = None
    assert await us.find(prepared) is not None


# -- hiding -----------------------------------------------------------------------------------


async def test_a_reply_under_a_post_of_ours_is_hidden(talk: Talk) -> None:
    us, purse = await talk.publisher(), talk.place.purse
    before = purse.spent
    await us.hide(talk.question.id)
    await us.hide(talk.question.id)
    assert talk.question.hidden
    assert purse.spent == before + 2 * PRICES[Paid.HIDE].micro


async def test_what_cannot_be_hidden_says_so(talk: Talk) -> None:
    us = await talk.publisher()
    elsewhere = talk.world.reply(talk.fan, talk.world.post(talk.fan, "@Acme hello"), "More")
    with pytest.raises(InvalidInput, match="conversations that this account began"):
        await us.hide(elsewhere.id)
    talk.world.delete(talk.question)
    for each in (talk.question.id, "no number"):
        with pytest.raises(NotFound):
            await us.hide(each)
    talk.x.faults.append(Fault("answer", HIDE, 503, before=True))
    with pytest.raises(PlatformUnavailable):
        await us.hide(elsewhere.id)


async def test_hidden_though_the_answer_was_lost(talk: Talk) -> None:
    us = await talk.publisher()
    talk.x.faults.append(Fault("cut", HIDE))
    with pytest.raises(PlatformUnavailable) as lost:
        await us.hide(talk.question.id)
    assert not isinstance(lost.value, OutcomeUnknown)
    await us.hide(talk.question.id)
    assert talk.question.hidden
