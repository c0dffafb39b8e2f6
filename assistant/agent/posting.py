"""Write posts: one question to the model, held against what is known; rules where there is none.

Nothing of LangChain is imported here, so that the program can start before it is loaded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from assistant.agent.briefing import cited, in_lines
from assistant.agent.limits import Limits, Meter
from assistant.agent.models import OFFLINE, Models
from assistant.agent.offline.posting import ComposedPosts, compose
from assistant.agent.patience import proposals
from assistant.agent.phrases import excuse
from assistant.agent.post_grounding import ground_post
from assistant.agent.post_request import request_of, room_names
from assistant.agent.post_wishes import answer_at_once, without_what_was_refused
from assistant.agent.prompting import Prompt, load
from assistant.community.mix import Label
from assistant.community.post_briefs import PostBrief, PostIdea, PostsDrafted, PostText, Room
from assistant.community.post_reasons import label_of, why
from assistant.community.studio import MOST_POSTS
from assistant.errors import AgentError, ModelUnavailable, RunLimitReached
from assistant.ports import Clock

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.agent.post_proposing import ProposedIdea

log = structlog.get_logger()

MOST = 3
"""Ideas of one wish."""

TOO_LONG = 3
"""Times the room of its posts. A text so long is no post that a person shortens."""

_ROOM = 1_000
"""Characters of one post where the platform's limit is not known."""

WRITING = Limits(model_calls=4, tokens=40_000, seconds=75.0)
"""A wish is one question; the calls beyond are retries."""

NOTHING_TRUE = (
    "The language model found nothing true to say about it. Tell me one thing that is, here in the "
    "thread, and I will build on it."
)


class PostDrafter:
    """Writes posts. One per process.

    Args:
        models: the configured model and what stands in for it.
        clock: tells the time.
        limits: of one brief.
    """

    def __init__(self, *, models: Models, clock: Clock, limits: Limits = WRITING) -> None:
        self._models = models
        self._clock = clock
        self._limits = limits

    async def draft(self, brief: PostBrief, *, tokens_left: int) -> PostsDrafted:
        """Write up to three ideas. Nothing is stored, sent or shown here, and the model gets no
        tool: whatever it answers, it writes nothing anywhere.

        Args:
            tokens_left: of the workspace's day; at 0 or below the model is not asked.
        """
        await self._models.warm()
        brief = without_what_was_refused(brief)
        started = self._clock()
        meter = Meter(self._limits, tokens_left)
        prompt = load("post")
        failure: AgentError | None = None
        composer, composed = OFFLINE, ComposedPosts(problem=answer_at_once(brief))
        if not composed.problem:
            model = await self._models.chat()
            try:
                composed = await self._with_model(model, prompt, brief, meter)
                composer = self._models.name
            except (ModelUnavailable, RunLimitReached) as error:
                failure = error
            if failure or model is None:
                composer, composed = OFFLINE, await asyncio.to_thread(_by_rules, brief)
        drafted = PostsDrafted(
            ideas=_numbered(composed.ideas, brief),
            composer=composer,
            usage=meter.usage((self._clock() - started).total_seconds()),
            excuse=excuse(failure, at=brief.at, zone=brief.zone) if failure else "",
            problem=composed.problem,
        )
        _log(brief, drafted, prompt, failure)
        return drafted

    async def _with_model(
        self, model: BaseChatModel | None, prompt: Prompt, brief: PostBrief, meter: Meter
    ) -> ComposedPosts:
        """Raises ModelUnavailable and RunLimitReached; also where nothing it wrote can be kept."""
        if model is None:
            return ComposedPosts()
        proposed: list[ProposedIdea] = await proposals(
            "assistant.agent.post_proposing", model, prompt.render(), request_of(brief), meter
        )
        if not proposed:
            return ComposedPosts(problem=NOTHING_TRUE)
        # In a thread: holding texts against many facts is work, and others wait.
        kept = await asyncio.to_thread(_grounded, proposed, brief)
        if not kept:
            raise ModelUnavailable("empty")
        return ComposedPosts(kept)


def _by_rules(brief: PostBrief) -> ComposedPosts:
    composed = compose(brief)
    ideas = (_held(idea, brief) for idea in composed.ideas)
    return ComposedPosts(tuple(idea for idea in ideas if idea), composed.problem)


def _held(idea: PostIdea, brief: PostBrief) -> PostIdea | None:
    rooms = {room.account_id: room for room in brief.rooms}
    held = (ground_post(text, brief, rooms[text.account_id]) for text in idea.texts)
    texts = tuple(text for text in held if text)
    return replace(idea, texts=texts) if texts else None


def _grounded(proposed: Sequence[ProposedIdea], brief: PostBrief) -> tuple[PostIdea, ...]:
    """What may be shown of the ideas: one of each value, unless they are new forms of old ones."""
    kept: list[PostIdea] = []
    for each in proposed[:MOST]:
        values = {idea.label.value for idea in kept}
        if each.value in values and not brief.before:
            continue
        if idea := _held(_idea(each, brief), brief):
            first = "\n\n".join(idea.texts[0].posts)
            handles = tuple(room.handle for room in brief.rooms)
            label: Label = label_of(first, each.function, each.value, handles)
            kept.append(replace(idea, label=label, why=why(brief, first, label.function)))
    return tuple(kept)


def _idea(proposed: ProposedIdea, brief: PostBrief) -> PostIdea:
    """As the model wrote it, in our words: not grounded yet."""
    rooms = room_names(brief)
    facts, add = cited(brief.facts, proposed.facts), in_lines(proposed.add)
    texts = {
        rooms[each.account].account_id: PostText(
            rooms[each.account].account_id,
            tuple(post for post in each.posts if post.strip()),
            facts,
            add,
            proposed.confidence,
        )
        for each in proposed.texts
        if each.account in rooms
        and 0 < sum(map(len, each.posts)) <= _most(brief, rooms[each.account])
    }
    label = Label(proposed.function, proposed.value, "")
    return PostIdea(label, "", tuple(texts.values()), proposed.number)


def _most(brief: PostBrief, room: Room) -> int:
    """Characters beyond which a text for an account is dropped."""
    return (room.longest or _ROOM) * (MOST_POSTS if brief.thread else TOO_LONG)


def _numbered(ideas: Sequence[PostIdea], brief: PostBrief) -> tuple[PostIdea, ...]:
    """New ideas are counted from 0; changed ones keep their numbers, each once."""
    if not brief.before:
        return tuple(replace(idea, number=n) for n, idea in enumerate(ideas))
    left = [each.idea for each in brief.before]
    numbered: list[PostIdea] = []
    for idea in ideas:
        if not left:
            break
        number = idea.number if idea.number in left else left[0]
        left.remove(number)
        numbered.append(replace(idea, number=number))
    return tuple(numbered)


def _log(
    brief: PostBrief, drafted: PostsDrafted, prompt: Prompt, failure: AgentError | None
) -> None:
    """One line a brief: ids, prompt and costs; no words of anybody."""
    log.info(
        "agent.posts_drafted",
        studio_id=brief.studio_id,
        prompt=prompt.label,
        prompt_hash=prompt.digest,
        composer=drafted.composer,
        ideas=len(drafted.ideas),
        failure=str(failure) if failure else None,
        **drafted.usage.model_dump(),
    )
