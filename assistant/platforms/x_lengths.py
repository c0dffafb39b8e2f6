"""How long a text is on X: the third configuration of twitter-text
(github.com/twitter/twitter-text, config/v3.json; docs.x.com/fundamentals/counting-characters).

Letters of Latin and most other alphabets count one, all others and every emoji two, every address
23, whatever its length.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import emoji
import regex

from assistant.platforms.x_addresses import addresses

MOST = 280
ADDRESS = 23

_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that count one."""
_HEAVY = 2
_KEYCAP = r"[0-9#*]\uFE0F?\u20E3"


def weighted(text: str) -> int:
    """The length of a text in X's units."""
    normal = unicodedata.normalize("NFC", text)
    total, last, rest = 0, 0, []
    for start, end in addresses(normal):
        total += ADDRESS
        rest.append(normal[last:start])
        last = end
    return total + sum(map(_plain, (*rest, normal[last:])))


def _plain(text: str) -> int:
    """Of a text without addresses."""
    if text.isascii():
        return len(text)
    rest, signs = _signs().subn("", text)
    return _HEAVY * int(signs) + sum(map(_weight, rest))


def _weight(char: str) -> int:
    code = ord(char)
    return 1 if any(first <= code <= last for first, last in _LIGHT) else _HEAVY


@cache
def _signs() -> Any:
    """Emoji that say they are: a sign such as © that does not is a letter."""
    whole = emoji.STATUS["fully_qualified"]
    known = [sign for sign, told in emoji.EMOJI_DATA.items() if told["status"] == whole]
    return regex.compile(rf"{_KEYCAP}|\L<known>", known=known)
