"""The real `engage serve`, with an agent that does what lean does: it waits, and says one line.

Everything else is Engage's own: signature, ack, committed run, claim, rights, storing, delivering.
What is left is what a rush costs besides the model and its library.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

from assistant import bootstrap, cli
from assistant.community.answers import Answer, AnswerEvent, Finished


class Waiting:
    """In the place of `assistant.agent.late.LateAgent`."""

    def __init__(self, **_: object) -> None:
        self._wait_s = float(os.environ["BENCH_WAIT_S"])

    async def answer(self, *_: object, **__: object) -> AsyncIterator[AnswerEvent]:
        """Wait as for a model, then say one line."""
        await asyncio.sleep(self._wait_s)
        yield Finished(Answer(text="Done.", composer="bench"))


if __name__ == "__main__":
    bootstrap.LateAgent = Waiting  # type: ignore[assignment, attr-defined]
    cli.main()
