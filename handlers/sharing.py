"""What may be done with a stored answer: share it, go on in direct messages, look at its sources.

None of it asks the model again. Rights are checked at every click.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from assistant.community.answers import (
    Answer,
    AnswerEvent,
    Finished,
    Run,
    TextAdded,
    Turn,
)
from assistant.community.rights import Act, Rank, check
from assistant.errors import InvalidInput, NotAllowed, NotFound
from handlers.calls import Method, Slack, SlackRefused
from handlers.delivering import OUTSIDE, processing, show, streamed_answer
from handlers.ids import thread_conversation
from handlers.payloads import Click
from handlers.places import Place
from handlers.render import answers as render
from handlers.render.blocks import Message
from handlers.render.sources import sources_modal
from handlers.render.words import (
    CONTINUED,
    NOT_YOURS,
    SHARED,
    ask_to_share,
    not_here,
    notice,
    question_as_asked,
)
from handlers.services import Installation, Services
from handlers.standing import conversation, post

TWICE_S = 30
"""Two clicks on Share within this many seconds are one."""

MEMBERS_A_PAGE = 1_000
PAGES = 50


async def share(
    services: Services, installation: Installation, click: Click, *, warned: bool
) -> Message | None:
    """Post a stored answer in the channel of the click.

    Args:
        warned: whether the person knows that outsiders read this channel.

    Returns:
        What to tell the person; None when the same click came twice.

    Raises:
        NotAllowed: the person, or Engage, is not in the channel.
    """
    run = await answered(services, installation, click)
    if run.question.person_id != click.person_id:
        raise NotAllowed("Only the person who asked can share this answer.")
    channel_id = str(click.channel_id)
    channel = await _channel(installation.slack, channel_id)
    if not await _member(installation.slack, channel_id, click.person_id):
        raise NotAllowed(NOT_YOURS)
    outsiders = channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")
    if outsiders and not warned:
        return ask_to_share(run.question.run_id)
    key = f"share:{run.question.run_id}:{channel_id}"
    if not await services.once.first(installation.workspace.id, key, TWICE_S):
        return None
    ts = (await post(installation.slack, channel_id, render.shared(run))).ts
    await _remember(services, run, thread_conversation(channel_id, ts))
    return notice(SHARED)


async def go_on_in_direct(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Open a thread in the person's direct messages that begins with the stored answer."""
    run = await answered(services, installation, click)
    channel_id = await conversation(installation.slack, (click.person_id,))
    question = question_as_asked(click.person_id, run.question.text)
    root_ts = (await post(installation.slack, channel_id, question)).ts
    await _remember(services, run, thread_conversation(channel_id, root_ts))
    place = Place("thread", channel_id, click.person_id, root_ts=root_ts)
    answer = streamed_answer(services, installation, run, place, noted=False)
    assert run.answer is not None
    async with processing(services, installation.slack, place, answer):
        await answer.follow(_retold(run.answer))
        await show(answer, run)
    return None if click.channel_id == channel_id else notice(CONTINUED)


async def show_sources(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Open the modal with every call behind an answer."""
    run = await answered(services, installation, click)
    # In a thread: the zones its periods are told in are read from disk the first time.
    view = await asyncio.to_thread(sources_modal, run)
    await installation.slack.call(Method.OPEN_VIEW, trigger_id=click.trigger_id, view=view)
    return None


async def answered(
    services: Services, installation: Installation, click: Click, *, run_id: str | None = None
) -> Run:
    """The run behind a button, for a person who may see it.

    Args:
        run_id: None when the button's value is the id.

    Raises:
        NotAllowed: not a full member.
        NotFound: the run is gone or has no answer.
    """
    workspace_id = installation.workspace.id
    person = await services.directory.person(workspace_id, click.person_id)
    check(Act.SHARE, Rank(person.standing))
    run = await services.answering.stored(workspace_id, run_id or click.value)
    if run.answer is None:
        raise NotFound("run", run.question.run_id)
    return run


async def _retold(answer: Answer) -> AsyncGenerator[AnswerEvent, None]:
    yield TextAdded(answer.text, answer.quotes)
    yield Finished(answer)


async def _remember(services: Services, run: Run, conversation_id: str) -> None:
    """Let follow-ups in the new thread know what was said."""
    assert run.answer is not None
    turn = Turn(question=run.question.text, answer=run.answer.text, asked_at=run.question.asked_at)
    await services.conversations.append(run.question.workspace_id, conversation_id, turn)


async def _channel(slack: Slack, channel_id: str) -> dict[str, object]:
    """What Slack tells of a channel Engage is in. Raises NotAllowed for any other."""
    try:
        channel = dict((await slack.insist(Method.CHANNEL_INFO, channel=channel_id))["channel"])
    except SlackRefused as refused:
        if refused.code in OUTSIDE:
            raise NotAllowed(not_here(channel_id)) from refused
        raise
    if not (channel.get("is_member") or channel.get("is_im") or channel.get("is_mpim")):
        raise NotAllowed(not_here(channel_id))
    return channel


async def _member(slack: Slack, channel_id: str, person_id: str) -> bool:
    cursor: str | None = None
    for _ in range(PAGES):
        page = await slack.insist(
            Method.CHANNEL_MEMBERS, channel=channel_id, limit=MEMBERS_A_PAGE, cursor=cursor
        )
        if person_id in page["members"]:
            return True
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return False
    raise InvalidInput("This channel is too large for me to check who is in it.")
