"""Whether a word is a number, in the languages the gate knows."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.agent import lexicon_numbers as numbers


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
    return " ".join([*dropped, "dic"])


_ENGLISH = "s|ish|fold|some|odd|th|ths|plus"
_GERMAN = "mal|mals|fache?[nrs]?|tel[ns]?|t?e[nrsm]?|ste[nrsm]?|er|ern|prozentige?[nrs]?"
_DUTCH = "maal|voudige?|de|ste|en|tal|tallen"

_MATCHERS = {
    "en": _matcher(numbers.NUMBERS_EN, _ENGLISH),
    "de": _matcher(numbers.NUMBERS_DE, _GERMAN, "und", "ein"),
    "fr": _matcher(numbers.NUMBERS_FR, "i?emes?|aines?"),
    "es": _matcher(numbers.NUMBERS_ES, "s|enas?|avos?"),
    "it": _matcher(
        f"{numbers.NUMBERS_IT} {_stems(numbers.NUMBERS_IT)}", "[a-z]*esim[oaie]|in[ae]", "e", "uno?"
    ),
    "pt": _matcher(numbers.NUMBERS_PT, "s|enas?|avos?"),
    "nl": _matcher(numbers.NUMBERS_NL, _DUTCH, "en", "een"),
}


@lru_cache(maxsize=8192)
def is_number(word: str, language: str) -> bool:
    """Whether a folded word is a number of a language, with an ending or put together."""
    return bool(_MATCHERS[language].fullmatch(word))
