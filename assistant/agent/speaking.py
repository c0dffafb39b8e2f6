"""From a model's text to text that people see: sentence by sentence through the gate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from assistant.agent.brevity import Brevity
from assistant.agent.provenance import Failed, Passed
from assistant.agent.sentences import Sentences
from assistant.community.answers import Held, TextAdded, TextReplaced
from assistant.community.facts import Fact, Quote

Repair = Callable[[str, str], Awaitable[str | None]]
"""Rewrites a failed sentence, given with the reason; None when it cannot."""


class Checker(Protocol):
    """What judges a sentence: the gate."""

    def check(self, sentence: str) -> Passed | Failed: ...


class Speaker:
    """Shows a sentence only after it passed.

    White space between sentences is shown with the later one, so that a dropped sentence leaves
    no gap behind.

    Args:
        gate: judges each sentence.
        repair: gives a failed sentence a second chance.
        own: whether a sentence is one of ours, written in code and free of figures; such a one
            needs no proof.

    Attributes:
        streaming: False until a tool has returned: what a model writes before that is most likely
            a preamble to its first tool call, so it is kept back until its message is whole.
    """

    def __init__(self, gate: Checker, repair: Repair, own: Callable[[str], bool]) -> None:
        self._gate = gate
        self._repair = repair
        self._own = own
        self.streaming = False
        self._begin()

    def _begin(self) -> None:
        self._sentences = Sentences()
        self._early: list[str] = []
        self._text = ""
        self._gap = ""
        self._facts: dict[str, Fact] = {}
        self._quotes: dict[str, Quote] = {}
        self._held: list[Held] = []
        self._brevity = Brevity()

    @property
    def text(self) -> str:
        """Everything shown now."""
        return self._text

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts shown, in order of first use."""
        return tuple(self._facts.values())

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The quotes shown, in order of first use."""
        return tuple(self._quotes.values())

    @property
    def held(self) -> tuple[Held, ...]:
        """Sentences of the text so far that were not shown."""
        return tuple(self._held)

    def restart(self) -> list[TextReplaced]:
        """Forget the text so far; what was visible is taken back."""
        visible = bool(self._text)
        self._begin()
        return [TextReplaced("")] if visible else []

    def split(self, delta: str) -> list[str]:
        """Take more of the model's text; sentences that are whole now come out, for `show`."""
        if not self.streaming:
            self._early.append(delta)
            return []
        return self._sentences.feed(delta)

    def rest(self) -> list[str]:
        """The model's text is over: what is left of it, for `show`."""
        early, self._early = "".join(self._early), []
        return [*self._sentences.feed(early), *self._sentences.flush()]

    async def show(self, piece: str) -> list[TextAdded]:
        """Judge one sentence; empty when nothing of it may be shown."""
        sentence = piece.rstrip()
        after = piece[len(sentence) :]
        verdict = await self._judge(sentence) if sentence else None
        if verdict is None:
            self._gap = _wider(self._gap, after)
            return []
        added = (self._gap if self._text else "") + self._brevity.shortened(verdict)
        self._gap = after
        self._text += added
        self._facts |= {fact.id: fact for fact in verdict.facts if fact.id not in self._facts}
        self._quotes |= {each.id: each for each in verdict.quotes if each.id not in self._quotes}
        return [TextAdded(added, tuple(verdict.quotes))]

    async def _judge(self, sentence: str) -> Passed | None:
        if self._own(sentence.strip()):
            return Passed(sentence)
        verdict = self._gate.check(sentence)
        if isinstance(verdict, Passed):
            return verdict
        mended = await self._repair(sentence, verdict.reason)
        if mended:
            second = self._gate.check(mended)
            if isinstance(second, Passed):
                return second
        self._held.append(Held(reason=verdict.reason, masked=verdict.masked))
        return None


def _wider(first: str, second: str) -> str:
    """The gap that separates more: a paragraph's end outlives a dropped sentence."""
    return max(first, second, key=lambda gap: (gap.count("\n"), len(gap)))
