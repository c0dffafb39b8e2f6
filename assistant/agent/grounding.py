"""Hold a draft against what it may rest on, sentence by sentence, before anybody sees it.

What must be copied from somewhere (figures, dates, links, handles) and is not, what nobody lived
through, and what nobody promised or did, is cut out with its sentence. Rankings and feelings stay
for a person to judge, and are named. What only a stranger says is named, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.agent.offline.fact_finding import touches
from assistant.agent.sentences import Sentences
from assistant.community.authenticity import Finding, Grounds, Level
from assistant.community.authenticity.review import review
from assistant.community.brand import BrandFact
from assistant.community.briefs import Brief
from assistant.community.drafts import Confidence, Intent, Variant
from assistant.community.fabrications import Fabricated
from assistant.community.plain_text import cleaned

LONGEST_SPAN = 60

FEWEST_WORDS = 4
"""Of a sentence that counts as repeated; shorter ones are everybody's."""

_REPEATS = "Check it: it repeats what they wrote, word for word."
_WORD = re.compile(r"\w+")

COPIED = frozenset({"figure", "date", "link", "handle"})
LEADS_AWAY = frozenset({"link", "handle"})
"""Not even where a stranger wrote it first: a reply would vouch for it."""

CANNOT_STAY = COPIED | {"invented_experience", "promise", "claimed_deed"}
_RANK = {Confidence.LOW: 0, Confidence.MEDIUM: 1, Confidence.HIGH: 2}


@dataclass(frozen=True, slots=True)
class _Rests:
    """What a draft may rest on: the facts it cites, our own words, and those of others."""

    facts: tuple[BrandFact, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    handles: tuple[str, ...]
    language: str | None

    def blocks(self, text: str, *, theirs: bool = True) -> list[Finding]:
        """What in a text rests on nothing of it."""
        told = tuple(f"{fact.title}. {fact.text}" for fact in self.facts)
        thread = (*self.ours, *self.theirs) if theirs else self.ours
        grounds = Grounds(told, thread, language=self.language, handles=self.handles)
        return [each for each in review(text, grounds) if each.level is Level.BLOCK]


def ground(variant: Variant, brief: Brief) -> Variant | None:
    """The draft as it may be shown; None when nothing of it is left.

    Args:
        variant: `facts` are ids of brand facts of the brief.
    """
    text = cleaned(variant.text)
    about = f"{brief.asked} {text}"
    named = (fact for fact in brief.facts if fact.id in variant.facts)
    cited = tuple(fact for fact in named if touches(about, fact))
    rests = _rests(brief, cited)
    rests = _with_silent_facts(text, rests, brief.facts)
    text, add = _cut(text, rests)
    if not text:
        return None
    was_cut = bool(add)
    add += [_named(text, each) for each in rests.blocks(text)]
    add += [_borrowed(text, each) for each in _only_theirs(text, rests)]
    parrots = _parrots(text, rests.theirs)
    add += [_REPEATS] if parrots else []
    rests_on_nothing = variant.intent is Intent.ANSWER and not (rests.facts or rests.ours)
    low = was_cut or parrots or rests_on_nothing
    most = Confidence.LOW if low else Confidence.MEDIUM if add else Confidence.HIGH
    return replace(
        variant,
        text=text,
        facts=tuple(fact.id for fact in rests.facts),
        add=tuple(dict.fromkeys((*variant.add, *add))),
        confidence=min(variant.confidence, most, key=_RANK.__getitem__),
    )


def _rests(brief: Brief, cited: tuple[BrandFact, ...]) -> _Rests:
    ours = [said.text for said in brief.thread if said.ours]
    ours += [each.answer for each in brief.earlier if each.answer]
    theirs = [*brief.texts, *(said.text for said in brief.thread if not said.ours)]
    theirs += [each.text for each in brief.earlier]
    return _Rests(
        facts=cited,
        ours=tuple(text for text in (*ours, brief.instruction) if text.strip()),
        theirs=tuple(theirs),
        handles=(brief.person.handle, brief.handle),
        language=brief.triage.language,
    )


def _with_silent_facts(text: str, rests: _Rests, facts: Sequence[BrandFact]) -> _Rests:
    """With those facts cited, too, that the text rests on without saying so."""
    open_ends = len(rests.blocks(text, theirs=False))
    for fact in facts:
        if not open_ends:
            break
        if fact in rests.facts or not touches(text, fact):
            continue
        more = replace(rests, facts=(*rests.facts, fact))
        if (left := len(more.blocks(text, theirs=False))) < open_ends:
            rests, open_ends = more, left
    return rests


def _cut(text: str, rests: _Rests) -> tuple[str, list[str]]:
    """The text without the sentences that cannot stay, and what was in them."""
    blocks = [each for each in rests.blocks(text) if each.rule in CANNOT_STAY]
    blocks += [each for each in rests.blocks(text, theirs=False) if each.rule in LEADS_AWAY]
    kept: list[str] = []
    told: list[str] = []
    for start, piece in pieces(text):
        inside = [each for each in blocks if start <= each.start < start + len(piece)]
        if inside:
            told += [f"A sentence was left out. {each.reason}" for each in inside]
        else:
            kept.append(piece)
    return "".join(kept).strip(), told


def _parrots(text: str, theirs: Sequence[str]) -> bool:
    """Whether a sentence of it is a sentence of theirs: that answers nothing, and may be what
    somebody wants us to say.
    """
    heard = " ".join(_plain(each) for each in theirs)
    said = (_plain(piece) for _, piece in pieces(text))
    return any(len(words.split()) >= FEWEST_WORDS and words in heard for words in said)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(cleaned(text).casefold()))


def _only_theirs(text: str, rests: _Rests) -> list[Finding]:
    """Figures and dates that stand in a stranger's words alone."""
    return [each for each in rests.blocks(text, theirs=False) if each.rule in COPIED]


def _named(text: str, finding: Finding) -> str:
    return f"Check “{span(text, finding)}”. {finding.reason}"


def _borrowed(text: str, finding: Finding) -> str:
    return f"Check “{span(text, finding)}”: it comes from what others wrote, not from a brand fact."


def span(text: str, finding: Finding | Fabricated) -> str:
    """The words of a finding, cut where they are many."""
    words = text[finding.start : finding.end]
    return words if len(words) <= LONGEST_SPAN else f"{words[: LONGEST_SPAN - 1]}…"


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The sentences with the white space after them, and where each begins."""
    cut, at = Sentences(), 0
    for piece in [*cut.feed(text), *cut.flush()]:
        yield at, piece
        at += len(piece)
