"""What platforms say instead of taking a reply, one by one on X, Facebook and Instagram: each becomes
one error of the tree and one sentence for people; nothing is lost, and nothing is sent twice.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest

from assistant.errors import (
    AccessRefused,
    OutcomeUnknown,
    PlatformError,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
)
from assistant.explain import explain
from assistant.ports.publishing import Prepared, Publisher
from tests.doubles import meta, x
from tests.doubles.meta import GraphError
from tests.doubles.meta import errors as graph
from tests.integration import meta_kit, meta_talk, x_kit, x_talk

pytestmark = pytest.mark.integration

POST = "POST /2/tweets"
NO_ANSWER = "It is not known whether {title} took the post."


@dataclass
class Desk:
    """Somebody approved a reply, and it is about to be sent.

    Attributes:
        spoil: what the platform does with the next one.
        written: the replies that stand there.
    """

    title: str
    us: Publisher
    reply: Prepared
    spoil: Callable[[Any], None]
    written: Callable[[], int]


async def on_x(stack: AsyncExitStack) -> Desk:
    talk = x_talk.Talk(await stack.enter_async_context(x_kit.kit()))
    us = await talk.publisher(total_s=5)
    reply = await talk.prepared(us)
    return Desk("X", us, reply, talk.x.faults.append, lambda: len(talk.replies()))


async def on_facebook(stack: AsyncExitStack) -> Desk:
    talk = meta_talk.Talk(await stack.enter_async_context(meta_kit.kit()))
    us = await talk.facebook()
    reply = await us.prepare(meta_talk.WORDS, await us.look(talk.question.id), "en-GB")
    faults = talk.place.server.faults
    return Desk("Facebook", us, reply, faults.append, lambda: len(talk.comments()))


async def on_instagram(stack: AsyncExitStack) -> Desk:
    talk = meta_talk.Talk(await stack.enter_async_context(meta_kit.kit()))
    us = await talk.instagram()
    reply = await us.prepare(meta_talk.WORDS, await us.look(talk.remark.id), "en-GB")
    faults = talk.place.server.faults
    return Desk("Instagram", us, reply, faults.append, lambda: len(talk.remarks()))


DESKS = {"x": on_x, "facebook": on_facebook, "instagram": on_instagram}
EDGES = {"facebook": "comments", "instagram": "replies"}


def said(detail: str, status: int = 403, **more: Any) -> x.Fault:
    """X's no, in its own form."""
    body = {"title": "Forbidden", "type": "about:blank", "status": status, "detail": detail}
    return x.Fault("answer", POST, status, {**body, **more}, before=True)


def refused(edge: str, error: GraphError) -> meta.Fault:
    return meta.Fault("error", edge, "POST", error=error, before=True)


def both(item: str, error: GraphError, kind: type[PlatformError], words: str) -> list[Any]:
    """The same of Facebook and of Instagram."""
    return [
        pytest.param(each, refused(edge, error), kind, words, id=f"{item}-{each}")
        for each, edge in EDGES.items()
    ]


def of_x(item: str, fault: x.Fault, kind: type[PlatformError], words: str) -> Any:
    return pytest.param("x", fault, kind, words, id=f"{item}-x")


REFUSALS = [
    of_x(
        "duplicate",
        said("You are not allowed to create a Tweet with duplicate content."),
        PostRefused,
        "X refused the post: this account posted the same words a short while ago",
    ),
    *both(
        "duplicate",
        GraphError(graph.DUPLICATE),
        PostRefused,
        "wrote the very same a short while ago",
    ),
    of_x(
        "too-long",
        said("Your Tweet text is too long.", 400),
        PostRefused,
        "X refused the post: the text is longer than X takes from this account. Make it shorter.",
    ),
    *both(
        "too-long",
        graph.bad_parameter("Param message must be no longer than 8000 characters"),
        PostRefused,
        "Change it, or publish it there by hand.",
    ),
    of_x(
        "not-summoned",
        said(
            "Reply to this conversation is not allowed because you have not been mentioned or "
            "otherwise engaged by the author of the post you are replying to."
        ),
        PostRefused,
        "a reply can only be written on X itself. Copy the text, and answer there.",
    ),
    of_x(
        "permission",
        x.Fault("answer", POST, 403, {"title": "Client Forbidden"}, before=True),
        PostRefused,
        "permission",
    ),
    *both(
        "permission",
        graph.missing_task("pages_manage_engagement"),
        PostRefused,
        "pages_manage_engagement is missing, which lets Engage answer and hide comments. A manager",
    ),
    of_x(
        "locked",
        said("To protect our users, this account is temporarily locked. Log in to unlock it."),
        PostRefused,
        "locked",
    ),
    of_x("suspended", said("Your account is suspended."), PostRefused, "suspended this account"),
    *both(
        "locked",
        graph.bad_token(graph.CHECKPOINT),
        PlatformError,
        "Log in on facebook.com and do what it asks there.",
    ),
    *both(
        "blocked", GraphError(graph.RESTRICTED), PostRefused, "Support Inbox on Facebook says why"
    ),
    *both(
        "expired",
        graph.bad_token(graph.EXPIRED),
        ReconnectNeeded,
        "To connect it again, a manager of Engage opens its Home tab.",
    ),
    *both(
        "revoked",
        graph.bad_token(graph.NOT_INSTALLED),
        ReconnectNeeded,
        "does not accept the sign-in of",
    ),
    *both(
        "development",
        GraphError(200, "(#200) App is in development mode: only people with a role", status=403),
        PostRefused,
        "Whoever runs Engage can set it live in Meta's app dashboard.",
    ),
    of_x(
        "429-reset",
        x.Fault("answer", POST, 429, {}, {"retry-after": "240"}, before=True),
        RateLimited,
        "X asks us to slow down. Please try again in 4 minutes.",
    ),
    of_x(
        "429-silent",
        x.Fault("answer", POST, 429, {}, before=True),
        RateLimited,
        "X asks us to slow down. Please try again in a few minutes.",
    ),
    *both("busy", GraphError(graph.PAGES_BUSY), RateLimited, "asks us to slow down."),
    *(
        pytest.param(
            each,
            meta.Fault("status", edge, "POST", 429, before=True, headers=headers),
            RateLimited,
            f"asks us to slow down. Please try again in {wait}.",
            id=f"429-{name}-{each}",
        )
        for each, edge in EDGES.items()
        for name, headers, wait in (
            ("reset", {"Retry-After": "240"}, "4 minutes"),
            ("silent", {}, "a few minutes"),
        )
    ),
]
ON_X = {
    "5xx-before": x.Fault("answer", POST, 503, before=True),
    "5xx-after": x.Fault("answer", POST, 500),
    "half": x.Fault("half", POST),
    "cut": x.Fault("cut", POST),
}
AT_META = {
    "5xx-before": meta.Fault("status", status=503, before=True),
    "5xx-after": meta.Fault("status", status=503),
    "half": meta.Fault("half"),
    "cut": meta.Fault("cut"),
}
DOUBTS = [
    *(pytest.param("x", fault, id=f"{item}-x") for item, fault in ON_X.items()),
    *(
        pytest.param(each, replace(fault, edge=edge, method="POST"), id=f"{item}-{each}")
        for each, edge in EDGES.items()
        for item, fault in AT_META.items()
    ),
]


@pytest.fixture
async def desk(platform: str) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        yield await DESKS[platform](stack)


@pytest.mark.parametrize(("platform", "fault", "kind", "words"), REFUSALS)
async def test_a_no_is_one_error_and_one_sentence_and_the_reply_can_go_out_later(
    desk: Desk, fault: Any, kind: type[PlatformError], words: str
) -> None:
    desk.spoil(fault)

    with pytest.raises(kind) as told:
        await desk.us.send(desk.reply)

    sentence = explain(told.value)
    assert words in sentence
    assert_plain(sentence, desk)
    assert not isinstance(told.value, OutcomeUnknown)
    assert desk.written() == 0
    if not isinstance(told.value, RateLimited | ReconnectNeeded | AccessRefused):
        await desk.us.send(desk.reply)
        assert desk.written() == 1


@pytest.mark.parametrize(("platform", "fault"), DOUBTS)
async def test_what_nobody_knows_is_looked_up_and_never_sent_again_by_itself(
    desk: Desk, fault: Any
) -> None:
    desk.spoil(fault)

    with pytest.raises(OutcomeUnknown) as told:
        await desk.us.send(desk.reply)

    assert explain(told.value) == NO_ANSWER.format(title=desk.title)
    there = desk.written()
    assert there == (not fault.before)
    found = await desk.us.find(desk.reply)
    assert (found is not None) is bool(there)
    assert desk.written() == there


def assert_plain(sentence: str, desk: Desk) -> None:
    """Fit for a community manager: whose doing it is, whole sentences, nothing of the wire."""
    assert sentence.startswith(desk.title)
    assert sentence.endswith(".")
    assert not re.search(r"[{}<>]|\(#|HTTP|OAuth|token EAA|about:blank|\bNone\b|!", sentence)
