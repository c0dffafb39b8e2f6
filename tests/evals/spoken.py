"""The ways a fact may stand in an answer: its wording, with or without the dates told before."""

from __future__ import annotations

import re
from itertools import combinations

from assistant.community.facts import Fact


def ways(fact: Fact) -> set[str]:
    """The whole wording, and it without the dates of any of its named periods."""
    names = [each.name for each in (fact.window, fact.baseline) if each and each.name]
    found = {fact.wording}
    for many in range(1, len(names) + 1):
        for some in combinations(names, many):
            shorter = fact.wording
            for name in some:
                shorter = re.sub(rf"\b({re.escape(name)}) \([^()]*\)", r"\1", shorter)
            found.add(shorter)
    return found
