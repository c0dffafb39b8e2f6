"""Addresses in a text, as X sees them: with a scheme or without one, by the rules of twitter-text
(github.com/twitter/twitter-text, js/src/extractUrlsWithIndices.js and regexp/extractUrl.js).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import regex

from assistant.community.domain_endings import ENDINGS

_LONGEST = 4_096
"""Characters of an address; a longer one is no address to X."""
_LONGEST_LABEL = 63
_BAD = r"\uFFFE\uFEFF\uFFFF"
_MARKS = r"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
_SPACES = r"\u0009-\u000D\u0020\u0085\u00A0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_PUNCTUATION = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
_LATIN = (
    r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268"
    r"\u026F\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_LETTER = rf"[^{_PUNCTUATION}{_SPACES}{_BAD}{_MARKS}]"
_WAY = rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_PARENS = rf"\((?:{_WAY}+|{_WAY}*\({_WAY}+\){_WAY}*)\)"
_WAY_ENDS = rf"(?:[+\-a-z\u0400-\u04FF0-9=_#/{_LATIN}]|{_PARENS})"
_PATH = rf"(?:{_WAY}*(?:{_PARENS}{_WAY}*)*{_WAY_ENDS}|@{_WAY}+/)"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_SHORT = regex.compile(r"https?://t\.co/([a-z0-9]+)(?:" + _QUERY + ")?", regex.IGNORECASE)
_LONGEST_SHORT = 40
"""Characters behind t.co; longer ones are no short address."""


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand in a text, in order: start and end.

    Args:
        text: in Unicode's form NFC.
    """
    whole, bare = _patterns()
    for match in whole.finditer(text) if "." in text else ():
        domain, start, end = match["domain"], match.start("url"), match.end("url")
        if not _is_sound(match["url"], match["scheme"] or "https://", domain):
            continue
        if match["scheme"]:
            short = _SHORT.match(match["url"])
            if short and len(short[1]) > _LONGEST_SHORT:
                continue
            yield start, start + short.end() if short else end
        elif match["before"] not in {"-", "_", ".", "/"}:
            yield from _without_scheme(match, bare)


def _without_scheme(match: Any, bare: Any) -> Iterator[tuple[int, int]]:
    """Only names of Latin letters count then; what follows the last of them belongs to it."""
    found = [each.span() for each in bare.finditer(match["domain"])]
    start = match.start("domain")
    for number, (first, last) in enumerate(found, 1):
        ends = match.end("url") if number == len(found) and match["path"] else start + last
        yield start + first, ends


def _is_sound(url: str, scheme: str, domain: str) -> bool:
    """Whether names are short enough, and the whole."""
    size = len(url)
    for label in domain.split("."):
        coded = label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        size += len(coded) - len(label)
        if not 0 < len(coded) <= _LONGEST_LABEL:
            return False
    return len(scheme) + size <= _LONGEST


@cache
def _patterns() -> tuple[Any, Any]:
    """A whole address, and a name of Latin letters."""
    ends = r"(?:\L<names>(?=[^0-9a-zA-Z@+\-]|$)|xn--[\-0-9a-z]+)"
    below = rf"(?:(?:{_LETTER}(?:[_\-]|{_LETTER})*)?{_LETTER}\.)"
    name = rf"(?:(?:{_LETTER}(?:-|{_LETTER})*)?{_LETTER}\.)"
    whole = (
        rf"(?P<before>[^A-Za-z0-9@＠$#＃{_BAD}]|[{_MARKS}]|^)"
        rf"(?P<url>(?P<scheme>https?://)?(?P<domain>{below}*{name}{ends})"
        rf"(?::[0-9]+)?(?P<path>/{_PATH}*)?(?:{_QUERY})?)"
    )
    bare = rf"(?:[\-a-z0-9{_LATIN}]+\.)+{ends}"
    compiled = (regex.compile(each, regex.IGNORECASE, names=ENDINGS) for each in (whole, bare))
    return next(compiled), next(compiled)
