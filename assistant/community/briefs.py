"""Everything that a reply is drafted from, gathered before anybody writes, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.community.answers import Usage
from assistant.community.brand import BrandFact
from assistant.community.drafts import Variant
from assistant.community.inbox import Exchange, Triage
from assistant.community.posts import Author


@dataclass(frozen=True, slots=True)
class Said:
    """One post of the conversation. `ours`: one of our own accounts wrote it."""

    author: str
    text: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """How the brand speaks.

    Attributes:
        do: rules in force, as people wrote or accepted them.
        dont: the same.
        measured: what its own posts are like, in short sentences.
        examples: what people of the brand answered in like situations, without anything that
            belongs to those talks alone (see `examples.neutral`).
    """

    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What to answer, and what is known.

    Attributes:
        item_id: for logs.
        name: of the account, as people read it; `handle` and `platform` of it.
        person: who is answered.
        texts: what they wrote, oldest first; empty texts are pictures alone.
        triage: what rules make of it.
        thread: the conversation around it, oldest first, their posts to answer left out.
        earlier: what this person wrote before, with our answers, the latest first.
        facts: that hold today and may matter, the best match first.
        longest: characters that fit, about: the platform counts its own way. None: no limit known.
        instruction: of a colleague, "" for first drafts.
        about: the text of the draft that the instruction speaks of.
        at: now.
        zone: IANA name that "today" goes by.
    """

    item_id: str
    name: str
    handle: str
    platform: str
    person: Author
    texts: tuple[str, ...]
    triage: Triage
    at: datetime
    zone: str = "UTC"
    thread: tuple[Said, ...] = ()
    earlier: tuple[Exchange, ...] = ()
    facts: tuple[BrandFact, ...] = ()
    voice: Voice = Voice()
    longest: int | None = None
    instruction: str = ""
    about: str = ""

    @property
    def asked(self) -> str:
        """What they wrote, as one text."""
        return "\n".join(text for text in self.texts if text.strip())


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of a brief.

    Attributes:
        variants: the best first; empty only with a `problem`.
        composer: the model's name, or "offline".
        excuse: why rules wrote although there is a model, for people; "" where they did not.
        problem: why there is no draft, for people.
    """

    variants: tuple[Variant, ...]
    composer: str
    usage: Usage
    excuse: str = ""
    problem: str = ""
