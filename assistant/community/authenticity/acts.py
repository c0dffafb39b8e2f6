"""Clauses that state nothing about the world: thanks, wishes, questions, advice, offers, doubts."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

LANGUAGES = ("en", "de", "others")
_NAMED = re.compile(r"\{([a-z_]+)\}")
_WORD = r"(?:{})(?![\w’])"


class Acts:
    """The closed family of one language, from `acts_*.toml`."""

    def __init__(self, language: str) -> None:
        file = resources.files(__package__) / f"acts_{language}.toml"
        self._data = tomllib.loads(file.read_text("utf-8"))
        self._skip = re.compile(rf"(?:{_WORD.format(self._text('skip'))}\s*)+")
        self._joins = self._one("split", r"(?<= )(?:{})")
        self._subordinate = self._one("subordinate", _WORD)
        self._continues = self._one("continues", "{}")
        self._undone = self._one("undone", r"(?<![\w’])(?:{})(?![\w’])")
        self._apologies = self._one("apologies", _WORD)
        self._acts = self._one("acts", r"(?:{})(?!\w)")
        self._imperative = self._one("imperative", _WORD)
        self._no_imperative = self._one("not_imperative", r"(?<![\w’])(?:{})(?!\w)")
        self._to_us = self._one("imperative_of_us", _WORD)
        self._rhetorical = self._one("rhetorical", "{}")
        self._asks = self._one("asks", r"(?<![\w’])(?:{})(?!\w)")
        self._asks_by = self._one("asks_by", r"(?:{})(?!\w)")
        self._of_us = self._one("asks_of_us", r"(?<![\w’])(?:{})(?!\w)")

    def joins(self, text: str) -> list[int]:
        """Where in a clause another begins without a mark before it."""
        return [found.start() for found in self._joins.finditer(text)]

    def opened(self, text: str) -> str:
        """A clause without opening words that say nothing by themselves; "" for those alone."""
        found = self._skip.match(text)
        return text[found.end() :] if found else text

    def is_act(self, text: str) -> bool:
        """Whether a clause, opened, does something and states nothing."""
        if self._apologies.match(text):
            return True
        if self._undone.search(text):
            return False
        return bool(self._acts.match(text)) or self._commands(text)

    def goes_on(self, text: str) -> bool:
        """Whether a clause, opened, only goes on with the act before or after it."""
        return bool(self._continues.match(text)) or self.hangs(text)

    def hangs(self, text: str) -> bool:
        """Whether a clause, opened, hangs on another one and tells of nobody's life."""
        return bool(self._subordinate.match(text)) and not self._own(text)

    def asks(self, text: str) -> bool:
        """Whether a question is put to the reader, and not told in the form of one."""
        if self._rhetorical.match(text) or self._of_us.search(text):
            return False
        return bool(self._asks.search(text) or self._asks_by.match(text))

    def _commands(self, text: str) -> bool:
        return bool(self._imperative.match(text)) and (
            not self._no_imperative.search(text) or bool(self._to_us.match(text))
        )

    def _own(self, text: str) -> bool:
        return bool(self._no_imperative.search(text) or self._undone.search(text))

    def _text(self, name: str) -> str:
        value = self._data[name]
        text = "|".join(value) if isinstance(value, list) else value.strip().replace("\n", "")
        return _NAMED.sub(lambda found: self._text(found[1]), text)

    def _one(self, name: str, form: str) -> re.Pattern[str]:
        return re.compile(form.replace("{}", self._text(name)))


@lru_cache(maxsize=len(LANGUAGES))
def acts(language: str) -> Acts:
    """The family of one of `LANGUAGES`, read once."""
    return Acts(language)
