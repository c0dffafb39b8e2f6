"""What words mean to the gate, in the languages it knows.

A language is a table: a meaning ("up", "number", "period week 0") and the phrases that carry it;
the tables are the `.txt` files beside this one, the meanings are explained in `meanings.md`. A text
is read once, longest phrase first, so "no one" hides "one" and "at the same time" hides "the same".
Rules look at meanings and never at words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.agent.lexicon.counting import is_number
from assistant.agent.lexicon.tables import Language, languages, numbers_elsewhere
from assistant.agent.lexicon.words import Hit, Word, fold, phrase, words_of

__all__ = ["LEXICON", "Hit", "Language", "Lexicon", "Word", "fold", "phrase", "words_of"]

_NUMBER = "number"


class Lexicon:
    """Several languages in one look-up.

    A phrase of another language than the text's counts, too ("we got zwölf replies"), unless its
    words are ordinary ones in the text's language ("once" is eleven in Spanish).

    Args:
        languages: the first one wins where a text could be of several.
        elsewhere: number words of languages that are not known otherwise.
    """

    def __init__(self, languages: Iterable[Language], elsewhere: frozenset[str]) -> None:
        self.languages = tuple(languages)
        self._elsewhere = elsewhere
        self._rows: dict[str, list[tuple[tuple[str, ...], str, Language]]] = {}
        for each in self.languages:
            for key, meaning in each.meanings.items():
                self._rows.setdefault(key[0], []).append((key, meaning, each))
        for rows in self._rows.values():
            rows.sort(key=lambda row: -len(row[0]))

    def language_of(self, words: list[Word], hint: Language | None = None) -> tuple[Language, int]:
        """The language that knows most of the words, and how many; the hinted one of equals."""
        known = [(sum(word.text in each.common for word in words), each) for each in self.languages]
        best = max(known, key=lambda pair: (pair[0], pair[1] is hint))
        return best[1], best[0]

    def read(self, words: list[Word], spoken: Language) -> Iterator[Hit]:
        """The phrases in a run of words, each word used once, longest phrases first."""
        texts = [word.text for word in words]
        at = 0
        while at < len(words):
            length, meaning = self._longest(texts, at, spoken) or self._number(texts[at], spoken)
            last = at + length - 1
            if meaning:
                kind, _, detail = meaning.partition(" ")
                yield Hit(kind, detail, at, last, words[at].start, words[last].end)
            at += length

    def _longest(self, texts: list[str], at: int, spoken: Language) -> tuple[int, str] | None:
        foreign: tuple[int, str] | None = None
        for key, meaning, of in self._rows.get(texts[at], ()):
            if len(key) > 1 and tuple(texts[at : at + len(key)]) != key:
                continue
            if of is spoken:
                return len(key), meaning
            if foreign is None and not any(word in spoken.common for word in key):
                foreign = len(key), meaning
        return foreign

    def _number(self, word: str, spoken: Language) -> tuple[int, str]:
        if is_number(word, spoken.code):
            return 1, _NUMBER
        if word in spoken.common:
            return 1, ""
        found = word in self._elsewhere or any(
            is_number(word, each.code) for each in self.languages
        )
        return 1, _NUMBER if found else ""


LEXICON = Lexicon(languages(), numbers_elsewhere())
"""Every language the gate knows; English first."""
