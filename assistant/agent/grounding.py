"""Hold a draft against what it may rest on, sentence by sentence, before anybody sees it.

What must be copied from somewhere (figures, dates, links, handles) and is not, what nobody lived
through, and what nobody promised or did, is cut out with its sentence. Rankings and feelings stay
for a person to judge, and are named. What only a stranger says is named, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.agent.holding import (
    CANNOT_STAY,
    COPIED,
    LEADS_AWAY,
    Rests,
    at_most,
    blocked,
    named,
    plain,
    repeats,
    sifted,
    span,
)
from assistant.agent.offline.fact_finding import touches
from assistant.community.authenticity import Finding, Grounds
from assistant.community.briefs import Brief
from assistant.community.drafts import Intent, Variant
from assistant.community.plain_text import cleaned

_REPEATS = "Check it: it repeats what they wrote, word for word."


@dataclass(frozen=True, slots=True)
class _Rests(Rests):
    """A draft rests on our own words, and on those of others, too."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    handles: tuple[str, ...]
    language: str | None

    def open_ends(self, text: str) -> list[Finding]:
        return self.blocks(text, theirs=False)

    def blocks(self, text: str, *, theirs: bool = True) -> list[Finding]:
        """What in a text rests on nothing of it."""
        told = tuple(f"{fact.title}. {fact.text}" for fact in self.facts)
        thread = (*self.ours, *self.theirs) if theirs else self.ours
        return blocked(text, Grounds(told, thread, language=self.language, handles=self.handles))


def ground(variant: Variant, brief: Brief) -> Variant | None:
    """The draft as it may be shown; None when nothing of it is left.

    Args:
        variant: `facts` are ids of brand facts of the brief.
    """
    text = cleaned(variant.text)
    rests = _rests(text, variant, brief)
    text, add = _cut(text, rests)
    if not text:
        return None
    was_cut = bool(add)
    add += [named(text, each) for each in rests.blocks(text)]
    add += [_borrowed(text, each) for each in _only_theirs(text, rests)]
    # a sentence of theirs answers nothing, and may be what somebody wants us to say
    parrots = repeats(text, " ".join(plain(each) for each in rests.theirs))
    add += [_REPEATS] if parrots else []
    rests_on_nothing = variant.intent is Intent.ANSWER and not (rests.facts or rests.ours)
    low = was_cut or parrots or rests_on_nothing
    return replace(
        variant,
        text=text,
        facts=tuple(fact.id for fact in rests.facts),
        add=tuple(dict.fromkeys((*variant.add, *add))),
        confidence=at_most(variant.confidence, low=low, add=bool(add)),
    )


def _rests(text: str, variant: Variant, brief: Brief) -> _Rests:
    about = f"{brief.asked} {text}"
    known = (fact for fact in brief.facts if fact.id in variant.facts)
    ours = [said.text for said in brief.thread if said.ours]
    ours += [each.answer for each in brief.earlier if each.answer]
    theirs = [*brief.texts, *(said.text for said in brief.thread if not said.ours)]
    theirs += [each.text for each in brief.earlier]
    rests = _Rests(
        facts=tuple(fact for fact in known if touches(about, fact)),
        ours=tuple(said for said in (*ours, brief.instruction) if said.strip()),
        theirs=tuple(theirs),
        handles=(brief.person.handle, brief.handle),
        language=brief.triage.language,
    )
    return rests.with_silent_facts(text, brief.facts)


def _cut(text: str, rests: _Rests) -> tuple[str, list[str]]:
    """The text without the sentences that cannot stay, and what was in them."""
    blocks = [each for each in rests.blocks(text) if each.rule in CANNOT_STAY]
    blocks += [each for each in rests.open_ends(text) if each.rule in LEADS_AWAY]
    kept: list[str] = []
    told: list[str] = []
    for piece, reasons in sifted(text, blocks):
        told += reasons
        kept += [] if reasons else [piece]
    return "".join(kept).strip(), told


def _only_theirs(text: str, rests: _Rests) -> list[Finding]:
    """Figures and dates that stand in a stranger's words alone."""
    return [each for each in rests.open_ends(text) if each.rule in COPIED]


def _borrowed(text: str, finding: Finding) -> str:
    return f"Check “{span(text, finding)}”: it comes from what others wrote, not from a brand fact."
