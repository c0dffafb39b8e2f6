"""What the lint says of a reply, and what it may rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.community.voice import VoiceProfile


class Level(IntEnum):
    """How much a finding weighs; a higher one is worse."""

    NOTE = 1
    """Worth knowing."""
    WARN = 2
    """Reads as if nobody had written it, or may not be true."""
    BLOCK = 3
    """Says something that nobody knows to be true: it should not go out like this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a reply, and what is wrong with it.

    Attributes:
        start: first character of the span in the text as it was given; `end` is one past its last.
        rule: what kind of thing it is ("promise", "figure", "voice.exclamations"), for counting.
        reason: one sentence for people.
        plainer: what could stand there instead, or what to do; None where it can only be left out.
    """

    start: int
    end: int
    rule: str
    level: Level
    reason: str
    plainer: str | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a reply may rest on.

    Attributes:
        facts: texts of the brand facts it cites. Promises, experience and rankings rest on them
            alone.
        thread: texts of the conversation it answers, oldest first. Figures, dates, links and
            handles may come from there, too.
        recent: our latest replies, to tell when this one is the same again.
        voice: how this account writes; None while nobody measured it.
        language: BCP 47 tag of the reply; None where it is not known.
        handles: accounts it may name: the person's own and ours, with or without "@".
    """

    facts: tuple[str, ...] = ()
    thread: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    voice: VoiceProfile | None = None
    language: str | None = None
    handles: tuple[str, ...] = ()
