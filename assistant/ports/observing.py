"""What use cases tell whoever watches Engage: kinds and numbers, never words, people or places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.community.answers import Answer


class Observer(Protocol):
    """Takes note. Never blocks, never raises."""

    def answered(self, answer: Answer, waited_s: float) -> None:
        """A question was answered, so many seconds after it was asked."""
        ...

    def unanswered(self, outcome: str) -> None:
        """A run ended without one: "stopped" by a person, "failed", or put off for "later"."""
        ...


class Unobserved:
    """`Observer` where nobody watches."""

    def answered(self, answer: Answer, waited_s: float) -> None:
        """Nothing."""

    def unanswered(self, outcome: str) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is waiting, over all workspaces. Seconds are 0.0 where nothing waits.

    Attributes:
        accounts: how many, by the trouble their last reading ended in; "none" for all that is well.
        oldest_account_s: since the account that was read longest ago was read, of those that need
            no person to be read again.
        runs: questions that are not answered yet, by state.
        oldest_run_s: since the oldest of them was asked.
        jobs: in the queue, by state: those that are due, under way, and given up.
        oldest_job_s: since the one that waits longest was due.
    """

    accounts: dict[str, int]
    oldest_account_s: float
    runs: dict[str, int]
    oldest_run_s: float
    jobs: dict[str, int]
    oldest_job_s: float
