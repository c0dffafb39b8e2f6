"""Parts of a sentence, each bound to the tokens it is about.

"On Bluesky you got {{f1}}, and likes are up, {{f2}}" speaks of two facts: "likes" and "up" belong
to the second. Words belong to the token in their own part; a part without one belongs to what
follows ("On Bluesky, ..."), or to what went before if it opens like an afterthought ("..., which
is up") or if nothing follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.agent.gate.tokens import Token
from assistant.community.facts import Fact

_APART = re.compile(
    r"""[,;()!?|\n…]+ | [.](?=\s) | \s[-–—]+\s | —
      | \b(?:and|but|while|whereas|although|though|und|aber|während|doch|et|mais|tandis\ que|y|pero
          |mientras|e|ma|mentre|mas|enquanto|en|maar|terwijl)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_AFTERTHOUGHT = re.compile(
    r"""\s*(?:which|that|so|this|or|who|where|a|an|was|das|die|der|ce\ qui|lo\ que|che|o\ que|wat
        |dat)\b""",
    re.VERBOSE | re.IGNORECASE,
)

_CONCLUDES = re.compile(r"\s*(?:so|because|since|as|then)\b", re.IGNORECASE)
_CONCEDES = re.compile(r"\b(?:although|though|while|whereas|während|mientras)\b", re.IGNORECASE)
_OWN = re.compile(r"[^\W\d_]|[;!?…]")
"""A conjunction or a stop between two parts."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence.

    Attributes:
        start: where it begins, its separator left out.
        end: where it ends; the last one runs to the sentence's end.
        tokens: those inside.
        facts: those it is about: its own, or its neighbour's.
        apart: whether a conjunction or semicolon parts it from the neighbour it is about: it makes
            a statement of its own, where "in likes, {{f1}}" does not.
    """

    start: int
    end: int
    tokens: tuple[Token, ...]
    facts: tuple[Fact, ...]
    apart: bool = False


def clauses_of(plain: str, tokens: Sequence[Token]) -> tuple[Clause, ...]:
    """Cut a sentence, its tokens blanked, into clauses."""
    cuts = [found.span() for found in _APART.finditer(plain)]
    cuts = sorted([*cuts, *_between(tokens, cuts)])
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(plain)]
    opens = ["", *(plain[start:end] for start, end in cuts)]
    inside = [
        tuple(each for each in tokens if start <= each.start < end)
        for start, end in zip(starts, ends, strict=True)
    ]
    bound = [_bound(at, plain[starts[at] :], opens[at], inside) for at in range(len(starts))]
    spans = zip(starts, ends, inside, bound, strict=True)
    return tuple(
        Clause(*each[:3], _facts(inside[each[3]]), _is_apart(plain[each[0] :], opens, at, each[3]))
        for at, each in enumerate(spans)
    )


def _is_apart(text: str, opens: Sequence[str], at: int, bound: int) -> bool:
    low, high = sorted((at, bound))
    if _CONCLUDES.match(text) or _CONCEDES.search(opens[at]):
        return True
    return any(_OWN.search(each) for each in opens[low + 1 : high + 1])


def _between(tokens: Sequence[Token], cuts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where two facts share a part, it is cut after the first: "{{f1}} against {{f2}}"."""
    facts = [each for each in tokens if each.fact]
    for this, following in pairwise(facts):
        if not any(this.end <= start <= following.start for start, _ in cuts):
            yield this.end, this.end


def _bound(at: int, text: str, opens: str, inside: Sequence[tuple[Token, ...]]) -> int:
    """The part whose tokens the part at an index is about."""
    holders = [index for index, found in enumerate(inside) if any(each.fact for each in found)]
    earlier = [index for index in holders if index < at]
    later = [index for index in holders if index > at]
    if at in holders or not holders:
        return at
    if earlier and ("(" in opens or _AFTERTHOUGHT.match(text) or not later):
        return earlier[-1]
    return later[0] if later else earlier[-1]


def _facts(tokens: Sequence[Token]) -> tuple[Fact, ...]:
    """The facts of tokens; a name stands aside where there is a figure."""
    facts = [each.fact for each in tokens if each.fact]
    figures = [fact for fact in facts if fact.metric != "name"]
    return tuple(figures or facts)
