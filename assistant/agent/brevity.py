"""Dates said once: where the very same period comes again in one answer, its name is enough; and
within a sentence that is about one period, or one account, it is named once.

Only what people see becomes shorter. The facts of the answer keep their whole wording, so *Show
sources* and a shared answer still hold every date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.agent.provenance import Passed
from assistant.agent.quoting import inert, render_quote
from assistant.community.facts import Fact
from assistant.community.wording import placed


class Brevity:
    """Remembers which periods a text has dated already. One per text."""

    def __init__(self) -> None:
        self._dated: set[str] = set()

    def shortened(self, said: Passed) -> str:
        """The text of a passed sentence, without what was told before it or within it.

        "38 replies this week (16-22 Nov)" becomes "38 replies this week" where the dates are known,
        and "38 replies" behind something else of this week. A period without a name keeps its
        dates, for it has nothing else, and public words stay as they were written.
        """
        untouched = [render_quote(quote) for quote in said.quotes]
        text = self._dates_once(said, untouched)
        for forms in _shared(said.facts):
            text = _first_only(text, forms, untouched)
        return text

    def _dates_once(self, said: Passed, untouched: list[str]) -> str:
        names = dict(_dated_names(said.facts))
        if not names:
            return said.text
        anything = [*untouched, *sorted(names, key=len, reverse=True)]

        def once(found: re.Match[str]) -> str:
            phrase = found[0]
            if phrase in self._dated:
                return names[phrase]
            if phrase in names:
                self._dated.add(phrase)
            return phrase

        return re.sub("|".join(map(re.escape, anything)), once, said.text)


def _shared(facts: Sequence[Fact]) -> Iterator[tuple[str, ...]]:
    """What all facts of a sentence say of themselves alike, in each form it takes:
    " on bluesky:...", " this week" or " from this week".
    """
    if len(facts) < 2:  # noqa: PLR2004 - nothing to share
        return
    accounts = {fact.account for fact in facts}
    windows = {fact.window for fact in facts if fact.baseline is None}
    alone = all(fact.baseline is None for fact in facts)
    if len(accounts) == 1 and (account := facts[0].account):
        yield (f" on {inert(account)}",)
    if alone and len(windows) == 1 and (window := facts[0].window) and window.name:
        name = inert(window.name)
        yield f" from {name}", f" {placed(name)}"


def _first_only(text: str, forms: Sequence[str], untouched: list[str]) -> str:
    """The text with a phrase, whatever its form, at its first place alone."""
    told = False

    def once(found: re.Match[str]) -> str:
        nonlocal told
        if found[0] not in forms:
            return found[0]
        again, told = told, True
        return "" if again else found[0]

    # Not inside a longer name: neither "this weekend" nor an account that begins alike.
    phrases = "|".join(map(re.escape, forms))
    return re.sub(
        "|".join([*map(re.escape, untouched), rf"(?:{phrases})(?![\w.@-]*\w)"]), once, text
    )


def _dated_names(facts: Iterable[Fact]) -> Iterable[tuple[str, str]]:
    """Each period of the facts as it is written with its dates, and its name alone."""
    for fact in facts:
        for window in (fact.window, fact.baseline):
            name = inert(window.name) if window and window.name else None
            if name and (dated := re.search(rf"{re.escape(name)} \([^()]+\)", inert(fact.wording))):
                yield dated[0], name
