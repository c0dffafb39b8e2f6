"""`ports.Conversations` in Redis: the words of late, and who is answering right now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from assistant.community.answers import Turn
from assistant.storage import keys
from assistant.storage.redis import redis_errors
from assistant.storage.together import Rounds, Together

log = structlog.get_logger(__name__)

KEPT_TURNS = 20
"""More would cost tokens and help nobody: figures are fetched anew in every turn."""

# The mark belongs to one run; that run may set it again (a run of a dead worker goes on).
_BEGIN = """
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""

_END = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
"""

_APPEND = """
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], -ARGV[2], -1)
redis.call('EXPIRE', KEYS[1], ARGV[3])
"""

Command = Callable[[Pipeline], object]
"""Puts one command into a pipeline."""


class RedisConversations:
    """Turns and runs of conversations."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._pipe: Together[None, Command, Any] = Together(self._piped, Rounds())

    async def turns(self, workspace_id: str, conversation_id: str) -> Sequence[Turn]:
        """The latest turns, the oldest first, at most `KEPT_TURNS`."""
        async with redis_errors():
            key = keys.turns(workspace_id, conversation_id)
            stored = await self._ask(lambda pipe: pipe.lrange(key, 0, -1))
        return [turn for turn in map(_turn, stored) if turn]

    async def append(self, workspace_id: str, conversation_id: str, turn: Turn) -> None:
        """Add a turn; the oldest makes room, and all live on for `keys.TURNS_S`."""
        key = keys.turns(workspace_id, conversation_id)
        async with redis_errors():
            args = (turn.model_dump_json(), KEPT_TURNS, keys.TURNS_S)
            await self._ask(lambda pipe: pipe.eval(_APPEND, 1, key, *args))

    async def begin(self, workspace_id: str, conversation_id: str, run_id: str) -> bool:
        """Become the conversation's only run; False while another one is going.

        The mark of a run whose process died goes by itself after `keys.GOING_S` seconds.
        """
        async with redis_errors():
            key = keys.going(workspace_id, conversation_id)
            args = (run_id, keys.GOING_S)
            return bool(await self._ask(lambda pipe: pipe.eval(_BEGIN, 1, key, *args)))

    async def end(self, workspace_id: str, conversation_id: str, run_id: str) -> None:
        """Make room for the next run; only the run that is going can."""
        async with redis_errors():
            key = keys.going(workspace_id, conversation_id)
            await self._ask(lambda pipe: pipe.eval(_END, 1, key, run_id))

    async def known(self, workspace_id: str, conversation_id: str) -> bool:
        """Whether Engage has answered here within `keys.TURNS_S`."""
        async with redis_errors():
            return bool(await self._client.exists(keys.turns(workspace_id, conversation_id)))

    async def forget(self, workspace_id: str, conversation_id: str) -> None:
        """Drop its turns; what is stored of its runs brings them back as they are there."""
        async with redis_errors():
            await self._client.delete(keys.turns(workspace_id, conversation_id))

    async def cancel(self, workspace_id: str, conversation_id: str) -> None:
        """Ask the run that is going, in whichever process, to stop. Later runs are not meant."""
        async with redis_errors():
            run_id = await self._client.get(keys.going(workspace_id, conversation_id))
            if isinstance(run_id, str):
                await self._client.set(keys.cancel(workspace_id, run_id), "1", ex=keys.CANCEL_S)

    async def cancelled(self, workspace_id: str, run_ids: Collection[str]) -> Collection[str]:
        """Those of these runs of which that was asked; at least one must be named."""
        async with redis_errors():
            marks = await self._client.mget([keys.cancel(workspace_id, each) for each in run_ids])
        return [run_id for run_id, mark in zip(run_ids, marks, strict=True) if mark]

    async def _ask(self, command: Command) -> Any:
        answer = await self._pipe(None, command)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _piped(self, _: None, commands: Sequence[Command]) -> Sequence[Any]:
        """All commands in one round to the server, each by itself as if it came alone."""
        async with redis_errors(), self._client.pipeline(transaction=False) as pipe:
            for command in commands:
                command(pipe)
            return await pipe.execute(raise_on_error=False)


def _turn(stored: str | bytes) -> Turn | None:
    try:
        return Turn.model_validate_json(stored)
    except ValidationError:
        log.warning("turn.unreadable")  # of another version of Engage: forgotten, not fatal
        return None
