"""Whether a fact stands behind what a reply says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.community.authenticity.findings import Grounds
from assistant.community.authenticity.quantities import backed, quantities
from assistant.community.authenticity.rules import OVERLAP, SAME_TIME, SAME_WORDS, Rule
from assistant.community.reading import Sentence, read

_DENIES = re.compile(
    r"(?<!\w)(?:not|never|cannot|\w+n’t|nobody|except|excluded|nicht|nie|niemals|ausgeschlossen"
    r"|pas|jamais|nunca|não|non|mai|niet|nooit)(?!\w)"
)
_WITHOUT = re.compile(
    r"(?<!\w)(?:no|without|kein\w*|ohne|sans|aucun\w*|sin|ningún|sem|senza|nessun\w*|geen|zonder)"
    r"(?: \w+)? $"
)
_NONE = re.compile(r"(?<!\w)(?:no|without|kein\w*|ohne|sans|sin|sem|senza|geen|zonder)(?!\w)")
_NONE_OF = re.compile(r"(?<!\w)(?:no|without|kein\w*|ohne) \w+")
_OF_US = re.compile(
    r"(?<!\w)(?:i|we|me|us|my|our|mine|ours|ich|wir|mir|mich|uns|mein\w*|unser\w*)(?!\w)"
)
_CLAUSE = re.compile(r"[^,;:()]+")
_FACT_CLAUSE = re.compile(r"[^,;:().!?…]+")
_TIMES = re.compile(
    r"(?<!\w)(?:today|tonight|tomorrow|heute|morgen|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|noon|midnight"
    r"|(?:this|next) \w+|same day|overnight|first thing)(?!\w)"
)
_STEM = 5
"""Letters by which two forms of a word are taken for the same ("refunding", "refunded")."""
_SHORTEST = 4
_ENOUGH = 3
"""Words of meaning that a sentence must have to count as taken from the thread."""
_MUCH = 0.5
"""Share of a sentence's words that a fact must hold to say much the same."""
_MOST = 0.6
"""Share of a clause's words that a fact must hold to bear it out."""


def grounded(rule: Rule, start: int, end: int, sentence: Sentence, facts: Sequence[str]) -> bool:
    """Whether a fact clears this hit.

    Args:
        start: of the hit, in the text the sentence is from.
        sentence: where the hit is.
    """
    if not facts or rule.ground is None:
        return False
    hit = sentence.text[max(0, start - sentence.start) : max(0, end - sentence.start)]
    if rule.ground == OVERLAP:
        return any(_share(sentence.text, fact) >= _MUCH for fact in facts)
    if rule.ground == SAME_WORDS:
        return any(_share(hit, fact) == 1.0 for fact in facts)
    if rule.ground == SAME_TIME:
        return _same_time(hit, facts)
    return any(_says(fact, rule.ground) for fact in facts)


def told(sentence: Sentence, hit: str, grounds: Grounds) -> bool:
    """Whether a fact says much of a sentence and the hit itself, or the thread all of it."""
    facts = (each for each in grounds.facts if _share(hit, each) == 1.0 or not content(hit))
    if any(_share(sentence.text, each) >= _MUCH for each in facts):
        return True
    if len(content(sentence.text)) < _ENOUGH:
        return False
    return any(_share(sentence.text, each) == 1.0 for each in grounds.thread)


def borne_out(clause: str, sentence: str, grounds: Grounds) -> bool:
    """Whether a fact says most of a clause, or of its sentence, and denies it just where the clause
    does; or the thread says all of it, or much where it does not speak of us. What either has none
    of ("and no lanolin") is left out of the comparison where something else remains.
    """
    bare = _NONE_OF.sub(" ", clause)
    wanted = bare if content(bare) else clause
    for each in grounds.facts:
        if max(_share(wanted, each), _share(sentence, each)) >= _MOST:
            said = max(
                _FACT_CLAUSE.findall(read(each).folded), key=lambda part: _share(wanted, part)
            )
            if _denies(wanted) == _denies(_NONE_OF.sub(" ", said) if wanted is bare else said):
                return True
    needed = 1.0 if _OF_US.search(clause) else _MUCH
    return any(_share(clause, each) >= needed for each in grounds.thread)


def _denies(text: str) -> bool:
    return bool(_DENIES.search(text) or _NONE.search(text))


def _says(fact: str, beginnings: Sequence[str]) -> bool:
    """Whether a clause of the fact holds one of these word beginnings and does not deny it."""
    for sentence in read(fact).sentences:
        for clause in _CLAUSE.findall(sentence.text):
            for each in beginnings:
                found = re.search(rf"(?<!\w){re.escape(each)}", clause)
                if (
                    found
                    and not _DENIES.search(clause)
                    and not _WITHOUT.search(clause[: found.start()])
                ):
                    return True
    return False


def _same_time(hit: str, facts: Sequence[str]) -> bool:
    named = set(_TIMES.findall(hit))
    spans = quantities(hit)
    if not named and not spans:
        return False
    there = " ".join(read(fact).folded for fact in facts)
    return all(each in there for each in named) and all(backed(each, facts) for each in spans)


def _share(text: str, fact: str) -> float:
    """Share of the text's longer words that the fact holds, 0.0 to 1.0."""
    wanted = content(text)
    return len(wanted & content(fact)) / len(wanted) if wanted else 0.0


@lru_cache(maxsize=1024)
def content(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to their first letters."""
    return frozenset(
        word[:_STEM]
        for word, _, _ in read(text).words
        if len(word) >= _SHORTEST and word not in _PLAIN
    )


_PLAIN_WORDS = """
that this with from have your will just been were them they what when then than also only very here
there would could should about into over some more most much such each both even really still
always never please thank thanks sorry hello because which where does doing
dass dies diese dieser dieses eine einen einem einer nicht auch noch schon sehr gern gerne haben
habt sind wird werden wurde kann können könnt euch eure euer unser unsere dich dein deine mich
mein meine über aber oder wenn dann denn hier dort bitte danke hallo selbst
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())
