"""What a post is made of, for those who look for names in it: words, hashtags, names, links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[^\W\d_]{2,24})")
_NAMED = re.compile(r"(?<![\w/.@])@([\w.-]*\w(?:@(?:[\w-]+\.)+\w+)?)")
_TAG = re.compile(r"(?<![\w&/])[#＃](\w*[^\W\d_]\w*)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[&+]")
_BARE = re.compile(r"(?<![\w@./-])((?:[\w-]+\.)+(?:[^\W\d_]{2,24}|xn--[\w-]+))(?![\w@-])")
"""A host without a scheme: "shop.example/tea"."""
_CUT = re.compile(r"(?<![\w@./-])((?:[\w-]+\.)*[\w-]{4,}\.?\w*)(?:…|\.\.\.)")
"""What clients leave of a long link."""
_HOST = re.compile(r"(?:https?://)?(?:[^/@\s]*@)?([^/:?#\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, where it stands, and how it compares with others (`fold`)."""

    raw: str
    key: str
    start: int
    end: int


class PostWords:
    """A post's text, taken apart as far as somebody asks.

    Args:
        links: addresses behind words or cards, which the text does not show.
    """

    def __init__(self, text: str, links: Iterable[str] = ()) -> None:
        self.text = text
        self._links = tuple(links)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Running words; links, hashtags and names of accounts are none."""
        rest = self.text
        for kind in (_LINK, _MAIL, _NAMED, _TAG):
            rest = kind.sub(lambda found: "\n" * len(found[0]), rest)
        return words_of(rest)

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Hashtags as written, without their sign."""
        return tuple(match[1] for match in _TAG.finditer(self.text))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Accounts called with an @, as written, without it."""
        return tuple(match[1] for match in _NAMED.finditer(self.text))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Whole addresses, those behind words included."""
        shown = (match[0].rstrip(".,;:!?)…") for match in _LINK.finditer(self.text))
        return tuple(dict.fromkeys((*shown, *self._links)))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Hosts of links, written out or bare, as `host` gives them."""
        bare = (match[1] for match in _BARE.finditer(_LINK.sub(" ", self.text)))
        return frozenset(filter(None, map(host, (*self.links, *bare))))

    @cached_property
    def mail_hosts(self) -> frozenset[str]:
        """Hosts of e-mail addresses."""
        return frozenset(filter(None, (host(match[1]) for match in _MAIL.finditer(self.text))))

    @cached_property
    def cut_hosts(self) -> frozenset[str]:
        """Beginnings of hosts whose end a client left out ("harbourlig…")."""
        found = (match[1] for match in _CUT.finditer(self.text))
        return frozenset(each.lower().removeprefix("www.") for each in found)


def words_of(text: str) -> tuple[Word, ...]:
    """The running words of a text."""
    return tuple(
        Word(match[0], fold(match[0]), *match.span())
        for match in _WORD.finditer(text)
        if fold(match[0])
    )


def fold(word: str) -> str:
    """A word without upper case, accents, width, apostrophes and what cannot be seen; "&" and "+"
    are "and", the possessive s is gone.
    """
    if word in ("&", "+"):
        return "and"
    plain = re.sub(r"['’]s$", "", word)
    spread = unicodedata.normalize("NFKD", plain.casefold())
    return "".join(letter for letter in spread if letter.isalnum())


def host(link: str) -> str | None:
    """The host of an address in its ASCII form, without www; None where there is none."""
    match = _HOST.match(link.strip())
    if match is None:
        return None
    name = match[1].lower().rstrip(".").removeprefix("www.")
    try:
        return name.encode("idna").decode("ascii") or None
    except UnicodeError:
        return None


def within(name: str, domain: str) -> bool:
    """Whether a host is a domain, or lies in it."""
    return name == domain or name.endswith(f".{domain}")
