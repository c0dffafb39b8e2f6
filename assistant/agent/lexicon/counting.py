"""Whether a word is a number, in the languages the gate knows."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.agent.lexicon.tables import numbers_table


def _matcher(words: str, endings: str, joiner: str = "", ones: str = "") -> re.Pattern[str]:
    """Number words with their endings.

    Args:
        words: the simple ones, parted by white space.
        endings: alternatives of a pattern ("twenty-fold", "zwanzigste").
        joiner: what may stand between parts, where the language writes them as one word.
        ones: an article that counts only inside such a word ("einundzwanzig").
    """
    parts = "|".join(sorted(words.split(), key=len, reverse=True))
    if not joiner:
        return re.compile(f"(?:{parts})(?:{endings})?")
    chain = f"(?:(?:{parts}|{ones})(?:{joiner})?)*(?:{parts}|{ones})"
    return re.compile(f"(?!(?:{ones})(?:s|e[nrsm]?)?$){chain}(?:{endings})?")


def _stems(words: str) -> str:
    """Italian drops a vowel between parts: "vent-uno", "cent-otto", "dic-otto"."""
    dropped = [word[:-1] for word in words.split() if word.endswith(("nta", "nti", "nto"))]
    return " ".join(["", *dropped, "dic"])


_TABLE = numbers_table()
_ENGLISH = "s|ish|fold|some|odd|th|ths|plus"
_GERMAN = "mal|mals|fache?[nrs]?|tel[ns]?|t?e[nrsm]?|ste[nrsm]?|er|ern|prozentige?[nrs]?"
_DUTCH = "maal|voudige?|de|ste|en|tal|tallen"

_MATCHERS = {
    "en": _matcher(_TABLE["number en"], _ENGLISH),
    "de": _matcher(_TABLE["number de"], _GERMAN, "und", "ein"),
    "fr": _matcher(_TABLE["number fr"], "i?emes?|aines?"),
    "es": _matcher(_TABLE["number es"], "s|enas?|avos?"),
    "it": _matcher(
        _TABLE["number it"] + _stems(_TABLE["number it"]), "[a-z]*esim[oaie]|in[ae]", "e", "uno?"
    ),
    "pt": _matcher(_TABLE["number pt"], "s|enas?|avos?"),
    "nl": _matcher(_TABLE["number nl"], _DUTCH, "en", "een"),
}


@lru_cache(maxsize=8192)
def is_number(word: str, language: str) -> bool:
    """Whether a folded word is a number of a language, with an ending or put together."""
    return bool(_MATCHERS[language].fullmatch(word))
