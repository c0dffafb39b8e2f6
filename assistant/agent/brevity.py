"""Dates said once: where the very same period comes again in one answer, its name is enough.

Only what people see becomes shorter. The facts of the answer keep their whole wording, so *Show
sources* and a shared answer still hold every date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.agent.provenance import Passed
from assistant.agent.quoting import inert, render_quote
from assistant.community.facts import Fact


class Brevity:
    """Remembers which periods a text has dated already. One per text."""

    def __init__(self) -> None:
        self._dated: set[str] = set()

    def shortened(self, said: Passed) -> str:
        """The text of a passed sentence, without dates that were told before it or within it.

        "38 replies this week (16-22 Nov)" becomes "38 replies this week". A period without a name
        keeps its dates, for it has nothing else, and public words stay as they were written.
        """
        names = dict(_dated_names(said.facts))
        if not names:
            return said.text
        untouched = map(render_quote, said.quotes)
        anything = [*untouched, *sorted(names, key=len, reverse=True)]

        def once(found: re.Match[str]) -> str:
            phrase = found[0]
            if phrase in self._dated:
                return names[phrase]
            if phrase in names:
                self._dated.add(phrase)
            return phrase

        return re.sub("|".join(map(re.escape, anything)), once, said.text)


def _dated_names(facts: Iterable[Fact]) -> Iterable[tuple[str, str]]:
    """Each period of the facts as it is written with its dates, and its name alone."""
    for fact in facts:
        for window in (fact.window, fact.baseline):
            name = inert(window.name) if window and window.name else None
            if name and (dated := re.search(rf"{re.escape(name)} \([^()]+\)", inert(fact.wording))):
                yield dated[0], name
