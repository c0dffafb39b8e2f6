"""What a saved search may look for, what to ask each platform for it, and what to propose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from assistant.community.accounts import Account, Platform
from assistant.community.name_forms import LONG, MISSPELT_FROM, Name, other_spellings
from assistant.community.post_words import fold, host, within
from assistant.community.searches import SavedSearch, SearchKind
from assistant.errors import InvalidInput

LONGEST = 80
"""Characters of a search."""
MOST_WORDS = 6
MISSPELLINGS = 3
"""Usual misspellings asked for, of a name: each is a call."""

_TAG = re.compile(r"[#＃]?(\w*[^\W\d_]\w*)")
_SHORTEST = 3
_SHORT_SCRIPT = re.compile(r"[^\x00-\u024f]")
_SHARED = """
    bit.ly blogspot.com bsky.app bsky.social etsy.com facebook.com github.com instagram.com
    linkedin.com mastodon.social medium.com pinterest.com reddit.com substack.com t.co threads.net
    tiktok.com tumblr.com twitter.com wikipedia.org wordpress.com x.com youtu.be youtube.com
"""
"""Where everybody's pages are: nobody listens for links to these."""

NOTHING = "Write what to listen for."
_SENTENCES = MappingProxyType(
    {
        "long": f"Write at most {LONGEST} characters and {MOST_WORDS} words: longer ones find "
        "nothing.",
        "tag": "Write one hashtag, of letters and digits without spaces, for example #coffee.",
        "short": "Write at least three letters: fewer are in too many posts.",
        "called": "Write the name without the @: posts that tag you reach you as mentions.",
        "address": "That is an address. Choose domain to listen for links to it.",
        "domain": "Write a domain such as example.com, or paste a link to your site.",
        "shared": "Pages of many people are there. Write the domain of your own site.",
    }
)


def read_words(kind: SearchKind, words: str) -> str:
    """The words of a search as they are stored.

    Raises:
        InvalidInput: they cannot be looked for, in one sentence with the way on.
    """
    said = " ".join(words.split())
    if not said:
        raise InvalidInput(NOTHING)
    if len(said) > LONGEST or len(said.split()) > MOST_WORDS:
        raise InvalidInput(_SENTENCES["long"])
    if kind is SearchKind.HASHTAG:
        return _hashtag(said)
    if kind is SearchKind.DOMAIN:
        return _domain(said)
    if said.startswith("@"):
        raise InvalidInput(_SENTENCES["called"])
    if "://" in said or said.lower().startswith("www."):
        raise InvalidInput(_SENTENCES["address"])
    compact = Name(said).compact
    least = _SHORTEST - 1 if _SHORT_SCRIPT.search(said) else _SHORTEST
    if len(compact) < least:
        raise InvalidInput(_SENTENCES["short"])
    return said


def _hashtag(said: str) -> str:
    match = _TAG.fullmatch(said)
    if match is None:
        raise InvalidInput(_SENTENCES["tag"])
    return f"#{match[1]}"


def _domain(said: str) -> str:
    name = host(said) if " " not in said and "@" not in said else None
    if name is None or not re.fullmatch(r"(?:[a-z0-9-]+\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]+)", name):
        raise InvalidInput(_SENTENCES["domain"])
    if name in _SHARED.split():
        raise InvalidInput(_SENTENCES["shared"])
    return name


# -- what to ask --------------------------------------------------------------------------------


def asked(search: SavedSearch, platform: Platform, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The queries that together find what a search is for, the best first.

    A platform finds words and not names, so each usual way to write one is asked for; whether a
    post is a hit is `matching`'s to say. Bluesky reads phrases in quotes and `domain:` for links
    that no text shows; Mastodon lists every post of a hashtag, and finds words only where its
    server searches them.

    Args:
        names: what we are called, for a product of one word.
    """
    words = search.words
    tags = platform is Platform.MASTODON
    match search.kind:
        case SearchKind.HASHTAG:
            return (words,)
        case SearchKind.DOMAIN:
            return (words, f"domain:{words}") if platform is Platform.BLUESKY else (words,)
        case SearchKind.KEYWORD:
            found = [_phrase(words, platform)]
        case SearchKind.PRODUCT:
            found = [_product(words, platform, names)]
            found += [f"#{Name(words).compact}"] if tags else []
        case _:
            found = [_phrase(each, platform) for each in (words, *_variants(words))]
            found += [f"#{each}" for each in _as_one(words)] if tags else _as_one(words)
    return tuple(dict.fromkeys(found))


def _phrase(words: str, platform: Platform) -> str:
    bare = words.replace('"', "")
    return bare if platform is Platform.SAMPLE or not re.search(r"\W", bare) else f'"{bare}"'


def _product(words: str, platform: Platform, names: Sequence[str]) -> str:
    """A product of one word is looked for beside our name: alone it is anybody's word."""
    told = _phrase(words, platform)
    return told if len(words.split()) > 1 or not names else f"{told} {_phrase(names[0], platform)}"


def _as_one(words: str) -> list[str]:
    """A name written as one word, in each spelling."""
    compacts = [Name(each).compact for each in (words, *other_spellings(words))]
    several = len(Name(words).words) > 1
    return [each for each in compacts if not several or len(each) >= LONG or each == compacts[0]]


def _variants(words: str) -> tuple[str, ...]:
    """Other spellings, then usual misspellings of a name that is no everyday word."""
    return (*other_spellings(words), *misspellings(words))


_SLIPS = (
    (r"([^\W\d])\1", r"\1"),
    (r"ie", "ei"),
    (r"ei", "ie"),
    (r"ph", "f"),
    (r"ck", "k"),
    (r"ght", "gth"),
    (r"r(?=[bdgklmnpt])", ""),
    (r"y", "i"),
    (r"([bdfglmnprst])(?=[aeiouy]\w)", r"\1\1"),
)
"""How people usually misspell: a letter lost, two swapped, written as it sounds, one doubled."""


def misspellings(words: str) -> tuple[str, ...]:
    """The usual misspellings of a name, at most `MISSPELLINGS`."""
    if Name(words).everyday:
        return ()
    found: list[str] = []
    parts = words.split()
    for at, word in enumerate(parts):
        if len(fold(word)) < MISSPELT_FROM:
            continue
        for pattern, slip in _SLIPS:
            wrong = re.sub(f"(?<=\\w){pattern}", slip, word, count=1)
            if wrong != word:
                found.append(" ".join([*parts[:at], wrong, *parts[at + 1 :]]))
    return tuple(dict.fromkeys(found))[:MISSPELLINGS]


# -- what to propose ----------------------------------------------------------------------------


def proposed(account: Account) -> tuple[tuple[SearchKind, str], ...]:
    """Searches that suit an account that was just connected: its name, and its handle without
    the @. Nothing is added before a person says so.
    """
    found: list[tuple[SearchKind, str]] = []
    name = _bare_name(account.name)
    handle = account.ref.handle.removeprefix("@").partition("@")[0]
    if account.ref.platform is Platform.BLUESKY and not within(handle, "bsky.social"):
        found.append((SearchKind.DOMAIN, handle))
    short = handle.partition(".")[0]
    for words in dict.fromkeys((_spelt(short, name) or name, short)):
        same = Name(words).compact
        known = any(kind is SearchKind.BRAND and Name(each).compact == same for kind, each in found)
        if words and not known:
            found.append((SearchKind.BRAND, words))
    return tuple(each for each in found if _usable(*each))


def unheard(
    offered: Iterable[tuple[SearchKind, str]], kept: Iterable[SavedSearch]
) -> tuple[tuple[SearchKind, str], ...]:
    """What of it no search listens for yet. A name is the same name in other capitals, with other
    spaces, and as a keyword or a product.
    """
    there = {_heard_as(each.kind, each.words) for each in kept}
    return tuple(each for each in offered if _heard_as(*each) not in there)


def _heard_as(kind: SearchKind, words: str) -> tuple[str, str]:
    if kind in (SearchKind.HASHTAG, SearchKind.DOMAIN):
        return kind.value, words.casefold()
    return "name", Name(words).compact or words.casefold()


def _spelt(short: str, name: str) -> str | None:
    """A handle as its account's name spells it: "harbourlight" is "Harbour Light" in "Harbour
    Light Coffee". Whoever says the whole name says that, too.
    """
    words = name.split()
    starts = (" ".join(words[:count]) for count in range(1, len(words) + 1))
    return next((each for each in starts if Name(each).compact == Name(short).compact), None)


def _bare_name(name: str) -> str:
    """A display name without what people put behind it: "(sample)", "| official", emoji."""
    first = re.split(r"[|·•(\[/–—]|\s-\s", name)[0]
    kept = re.sub(r"[^\w\s&+.'’-]|\bofficial\b", " ", first, flags=re.IGNORECASE)
    return " ".join(kept.split())


def _usable(kind: SearchKind, words: str) -> bool:
    try:
        return read_words(kind, words) == words
    except InvalidInput:
        return False
