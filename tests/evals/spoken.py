"""The ways a fact may stand in an answer: its wording, with or without what was told before."""

from __future__ import annotations

import re
from itertools import combinations

from assistant.community.facts import Fact
from assistant.community.wording import placed


def ways(fact: Fact) -> set[str]:
    """The whole wording, and it without the dates of any of its named periods, without its account,
    and without its period.
    """
    names = [each.name for each in (fact.window, fact.baseline) if each and each.name]
    found = {fact.wording}
    for many in range(1, len(names) + 1):
        for some in combinations(names, many):
            shorter = fact.wording
            for name in some:
                shorter = re.sub(rf"\b({re.escape(name)}) \([^()]*\)", r"\1", shorter)
            found.add(shorter)
    dropped = [re.escape(f" on {fact.account}")] if fact.account else []
    if names:
        forms = "|".join(map(re.escape, (f" from {names[0]}", f" {placed(names[0])}")))
        dropped.append(rf"(?:{forms})(?: \([^()]*\))?")
    for told in dropped:
        found |= {re.sub(told, "", way, count=1) for way in found}
    return found
