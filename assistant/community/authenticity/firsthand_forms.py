"""Forms of English verbs: which base a word may be a form of, and what it can be in a sentence."""

from __future__ import annotations

from assistant.community.authenticity.firsthand_words import Words
from assistant.community.authenticity.tokens import stems


class Forms:
    """The verbs of a word file, with the groups that every question about them needs."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.irregular = words.pairs("irregular")
        self.dropped_ok = frozenset(words["dropped_ok"])
        self.helpers = (
            words["auxiliary"] | words["negative"] | words["doing"] | words["having"]
        ) | words["being"]
        self.trades = words["free"] | words["trade"] | words["light"]
        self.verbs = self.trades | words["lived"] | words["events"]

    def bases(self, word: str) -> frozenset[str]:
        """The base forms a word may stand for."""
        known = self.irregular.get(word)
        found = stems(word) | {known} if known else stems(word)
        if word.startswith("re") and not found & self.trades:
            found |= stems(word[2:]) & self.trades
        return found

    def past(self, word: str) -> bool:
        """Whether it looks like a past form or a participle."""
        again = word.removeprefix("re") in self.irregular
        return (word.endswith("ed") and len(word) > 3) or again or word in (*self.irregular, "been")  # noqa: PLR2004

    def finite(self, word: str) -> bool:
        """Whether it can be the verb of a noun before it."""
        if word in self.helpers | self.words["modal"] or self.past(word):
            return True
        return bool(self.bases(word) & self.verbs) and not word.endswith("ing")

    def gerund(self, word: str) -> bool:
        """Whether it is a verb's form in -ing."""
        return word.endswith("ing") and bool(self.bases(word) & self.verbs)
