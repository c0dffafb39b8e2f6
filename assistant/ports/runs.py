"""Questions on their way, conversations, and the model budget. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from assistant.community.answers import Answer, Run, RunState, Turn


class Runs(Protocol):
    """Questions on their way, durable."""

    async def add(self, run: Run) -> bool:
        """Commit a new run; False when its event key was there before (a repeat)."""
        ...

    async def get(self, workspace_id: str, run_id: str) -> Run:
        """Raises NotFound."""
        ...

    async def move(
        self, workspace_id: str, run_id: str, *, conversation_id: str, place: Mapping[str, str]
    ) -> None:
        """Note where a run is answered, once that is known: a thread opened for it, a message."""
        ...

    async def claim(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> Run | None:
        """Take a run that is asked, or answering under a lease that ran out; None for any other."""
        ...

    async def renew(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> bool:
        """Extend the lease; False when it is no longer ours."""
        ...

    async def finish(
        self, workspace_id: str, run_id: str, owner: str, state: RunState, answer: Answer | None
    ) -> bool:
        """Store the end; False when the lease is no longer ours."""
        ...

    async def rate(self, workspace_id: str, run_id: str, person_id: str, *, good: bool) -> None: ...

    async def shown(self, workspace_id: str, run_id: str) -> None:
        """Note that the person has seen how the run ended."""
        ...

    async def abandoned(self) -> Sequence[Run]:
        """Runs of all workspaces that nobody brings to their end: asked or answering without a
        live lease, and answered or failed more than a minute ago but never noted as shown.
        """
        ...

    async def turns(self, workspace_id: str, conversation_id: str) -> Sequence[Turn]:
        """What was asked and answered in a conversation of late, the oldest first: what
        `Conversations` is rebuilt from when it has forgotten.
        """
        ...


class Conversations(Protocol):
    """Turns of conversations, kept for a while; words only."""

    async def turns(self, workspace_id: str, conversation_id: str) -> Sequence[Turn]: ...

    async def append(self, workspace_id: str, conversation_id: str, turn: Turn) -> None: ...

    async def begin(self, workspace_id: str, conversation_id: str, run_id: str) -> bool:
        """Become the conversation's only run; False while another one is going."""
        ...

    async def end(self, workspace_id: str, conversation_id: str, run_id: str) -> None: ...

    async def known(self, workspace_id: str, conversation_id: str) -> bool:
        """Whether Engage has answered here before and still remembers."""
        ...

    async def cancel(self, workspace_id: str, conversation_id: str) -> None:
        """Ask the run that is going, in whichever process, to stop."""
        ...

    async def cancelled(self, workspace_id: str, run_ids: Collection[str]) -> Collection[str]:
        """Those of these runs of which that was asked."""
        ...


class Budget(Protocol):
    """Model tokens of a workspace and day (UTC)."""

    async def left(self, workspace_id: str, *, allowed: int | None = None) -> int:
        """Tokens left today, never below 0.

        Args:
            allowed: what the workspace has set for a day; what whoever runs Engage allows is
                never exceeded, and counts for None.
        """
        ...

    async def spend(self, workspace_id: str, tokens: int) -> None: ...
