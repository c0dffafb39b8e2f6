"""The word file of one language, as sets."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

LANGUAGES = ("en", "de")


class Words:
    """Lists of one `firsthand_*.toml` by name; its `idioms` as one pattern."""

    def __init__(self, language: str) -> None:
        file = resources.files(__package__) / f"firsthand_{language}.toml"
        data = tomllib.loads(file.read_text("utf-8"))
        self._sets = {
            name: frozenset(value.split()) for name, value in data.items() if isinstance(value, str)
        }
        whole = "|".join(data["idioms"])
        self.idioms = re.compile(rf"(?<![\w@#’])(?:{whole})(?!\w)")

    def __getitem__(self, name: str) -> frozenset[str]:
        return self._sets[name]

    def pairs(self, name: str) -> dict[str, str]:
        """A list of "form:base" entries."""
        return dict(each.split(":") for each in self._sets[name])


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Words:
    """The words of one of `LANGUAGES`, read once."""
    return Words(language)
