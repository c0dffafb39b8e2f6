"""Statements that neither a fact nor the thread bears out, whoever makes them and of whatever.

Clues to an invented experience never end, so this asks the other question: not who lived it, but
where it is known from. A clause that thanks, wishes, asks, advises, offers or says what is not
known states nothing. Every other one rests on a brand fact or on what the person wrote, or is
noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.community.authenticity.acts import LANGUAGES, Acts, acts
from assistant.community.authenticity.findings import Finding, Grounds, Level
from assistant.community.authenticity.grounding import borne_out
from assistant.community.authenticity.tokens import lines
from assistant.community.reading import Reading, Sentence

RULE = "unbacked"
REASON = "Neither your facts nor this thread say this. Keep it if you know that it is so."
PLAINER = "Add it as a fact, or leave it out."

_MARKS = re.compile(
    r"[,;:()\[\]\"—]+(?=\s|$|[a-zäöü])|(?<=\s)[(\[\"]|\s-+\s|\n"
    "|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]+"
)
"""What parts clauses; no comma or colon within a number does."""
_WORD = re.compile(r"[^\W_]")

Span = tuple[int, int]


def unbacked(reading: Reading, grounds: Grounds, languages: frozenset[str]) -> Iterator[Finding]:
    """One finding a clause, in the order of the text."""
    families = [acts(each) for each in LANGUAGES if each in languages]
    for line in lines(reading):
        for start, end in _statements(line.sentence, families, asks=line.asks):
            if not borne_out(reading.folded[start:end], line.sentence.text, grounds):
                yield Finding(start, end, RULE, Level.NOTE, REASON, PLAINER)


def _statements(sentence: Sentence, families: Sequence[Acts], *, asks: bool) -> Iterator[Span]:
    """The clauses of a sentence that state something."""
    parts = list(_parts(sentence, families))
    acted = False
    for at, (start, end) in enumerate(parts):
        clause = sentence.text[start:end].strip(" .,!?…'\"")
        opened = min((each.opened(clause) for each in families), key=len)
        last = at == len(parts) - 1
        if _nothing(opened, clause, alone=len(parts) == 1):
            continue
        if asks and any(each.asks(opened) or each.asks(clause) for each in families):
            acted = True
            continue
        goes_on = any(each.goes_on(opened) for each in families)
        if goes_on and (acted or not last):
            continue
        if at and any(each.hangs(opened) for each in families):
            continue  # what it hangs on is judged
        acted = any(each.is_act(clause) or each.is_act(opened) for each in families)
        if not acted:
            yield sentence.start + start, sentence.start + end


def _nothing(opened: str, clause: str, *, alone: bool) -> bool:
    """Whether a clause is only an opening word, or the name of whoever is spoken to."""
    return not _WORD.search(opened) or (not alone and " " not in clause)


def _parts(sentence: Sentence, families: Sequence[Acts]) -> Iterator[Span]:
    """The clauses of a sentence, without blanks at their edges."""
    text = sentence.text
    cuts = {0, len(text)}
    for found in _MARKS.finditer(text):
        cuts |= {found.start(), found.end()}
    for each in families:
        cuts |= set(each.joins(text))
    for start, end in pairwise(sorted(cuts)):
        part = text[start:end]
        if _WORD.search(part):
            yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())
