"""The word file of one language, as sets."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

LANGUAGES = ("en", "de")


class Words:
    """Lists of one `firsthand_*.toml` by name; its `idioms` and its `times` as one pattern each."""

    def __init__(self, language: str) -> None:
        file = resources.files(__package__) / f"firsthand_{language}.toml"
        data = tomllib.loads(file.read_text("utf-8"))
        self._sets = {
            name: frozenset(value.split()) for name, value in data.items() if isinstance(value, str)
        }
        self.idioms = _pattern(data["idioms"])
        self.times = _pattern(data["times"])

    def __getitem__(self, name: str) -> frozenset[str]:
        return self._sets[name]

    def pairs(self, name: str) -> dict[str, str]:
        """A list of "form:base" entries."""
        return dict(each.split(":") for each in self._sets[name])


def _pattern(each: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@#’])(?:{'|'.join(each)})(?!\w)")


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Words:
    """The words of one of `LANGUAGES`, read once."""
    return Words(language)
