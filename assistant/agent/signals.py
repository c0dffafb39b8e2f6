"""What the model side tells the loop while a run goes on. Plain values: no LangChain in them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.community.answers import TaskFinished, TaskStarted


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request to the model begins. What an earlier attempt at this message said is void."""


@dataclass(frozen=True, slots=True)
class Delta:
    """The model wrote something more."""

    text: str


@dataclass(frozen=True, slots=True)
class MessageEnded:
    """A message of the model is whole.

    `final` is False when tools are called next: then its text was only a preamble. `refused` says
    that the model's provider stopped it for its content.
    """

    final: bool
    refused: bool = False


Signal = Attempt | Delta | MessageEnded | TaskStarted | TaskFinished
