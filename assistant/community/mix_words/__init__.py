"""What words and links say about what a post of ours is for: a table for each language the rules
read, and one of hosts.

The form is that of `triage_words`. Change a table, and VERSION goes up: figures of the evaluation
name the version they were measured with.

The meanings:
    asks ...    begins a clause that asks for something; one says enough
    opener      may stand before it
    tells ...,  marks of an offer, wherever they stand: two say enough, or one with a price
    says ...,
    presents ...,
    praises ...
    event       things that people come to
    soon        a time that is still to come
    over        what was an offer is a memory
    credit      somebody else's work, with their name on it
    notice      what people need to know, and nobody sells
    educate, motivate, entertain, inform    what readers have of it
    articles, sales     first parts of the path of a link of ours
    markets     hosts where things are sold, booked, funded or signed
    platforms   hosts that many share: never anybody's own
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from assistant.community.mix_words.phrases import Phrases
from assistant.community.triage_words import lists

VERSION = 3

LANGUAGES = ("en", "de")

ASKS = ("asks to buy", "asks to book or sign up", "asks to come", "asks for support")

OFFERS: Mapping[str, int] = {
    "tells where to get it": 2,
    "tells of a discount": 2,
    "says that something is for sale now": 2,
    "presents something new of ours": 1,
    "praises something to buy": 1,
}
"""What each mark of an offer weighs."""

VALUES = ("educate", "motivate", "entertain", "inform")


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Those of all languages together. Reads the files, the first time: people mix their languages,
    and few phrases mean something else in the other one.
    """
    return Phrases(
        (meaning, phrase)
        for language in LANGUAGES
        for meaning, every in lists(_text(language))
        for phrase in every
    )


@lru_cache(maxsize=1)
def hosts() -> Mapping[str, frozenset[str]]:
    """Hosts and first parts of paths by their meaning. Reads the file, the first time."""
    return {meaning: frozenset(each) for meaning, each in lists(_text("links"))}


def _text(name: str) -> str:
    return files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
