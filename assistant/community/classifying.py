"""What a post of ours is for, by rules that a person can read: its function, its value, and why.

Structure speaks first (whom it answers, whom it quotes), then what it asks of its readers, then
marks of an offer. What is not clear is "unsure", and counts as no promotion. A person's word is
over all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.community.mix import Function, Label, Value
from assistant.community.mix_reading import CHEERS, LAUGHS, MixReading
from assistant.community.mix_words import LANGUAGES, OFFERS, hosts
from assistant.community.own_mix import Ours, Place
from assistant.community.post_words import host, within
from assistant.community.posts import Post

ENOUGH = 3
"""What says that a post promotes: one ask, or two marks of an offer."""

PERHAPS = 2
"""A single mark: Engage says that it is unsure."""


def own_domains(
    handles: Iterable[str], sources: Iterable[str], searched: Iterable[str]
) -> frozenset[str]:
    """The domains that are ours.

    Args:
        handles: of our accounts; on Bluesky they are domains, ours unless their ending is the
            platform's.
        sources: of brand facts: links among them lead to what we say ourselves.
        searched: words of saved searches for a domain.
    """
    told = [
        link for source in sources for link in source.split() if "://" in link or "www." in link
    ]
    plain = (handle for handle in handles if "@" not in handle)
    names = {host(each) for each in (*told, *searched, *plain)}
    shared = hosts()["platforms"] | hosts()["markets"]
    return frozenset(
        name
        for name in names
        if name and "." in name and not any(within(name, each) for each in shared)
    )


def classify(post: Post, place: Place, ours: Ours) -> Label:
    """Say what a post is for; the reason is in words for people."""
    named = any(each not in ours.ids for each in post.mentioned_ids)
    quotes = post.quoted_id is not None
    return _judged(
        _Words(post.text, post.links, post.language), _Around(place, named, quotes), ours
    )


def classify_text(text: str, ours: Ours, links: Iterable[str] = ()) -> Label:
    """The same for a text that is not published yet, by itself and not in answer to anybody."""
    return _judged(_Words(text, tuple(links), None), _Around(Place.OWN), ours)


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said."""

    text: str
    links: tuple[str, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class _Around:
    """Where it is said, whether it tags somebody else, and whether it quotes a post."""

    place: Place
    named: bool = False
    quotes: bool = False


@lru_cache(maxsize=2048)
def _judged(words: _Words, around: _Around, ours: Ours) -> Label:
    """The windows of two questions share most of their posts."""
    reading = MixReading(words.text, words.links, ours.domains, words.language)
    named = around.named or any(each not in ours.handles for each in reading.handles)
    value, gives = _value(reading)
    about = _About(reading, credited=named, quotes=around.quotes)
    function, reason = _function(about, around.place)
    return Label(function, value, "; ".join(filter(None, (reason, gives if value else ""))))


@dataclass(frozen=True, slots=True)
class _About:
    """A post as it was read, whether it names somebody else, and whether it quotes a post."""

    reading: MixReading
    credited: bool
    quotes: bool


_Said = tuple[Function | None, str]


def _function(about: _About, place: Place) -> _Said:  # noqa: PLR0911 - one answer each
    if place is Place.CALLED:
        return Function.RESPOND, "answers somebody who spoke to us"
    weight, why = _promotion(about)
    if weight >= ENOUGH:
        return Function.PROMOTE, why
    if place is Place.UNCALLED:
        return Function.JOIN, "takes part in a conversation that did not call us"
    if about.reading.empty and not about.quotes:
        return None, "has no words to go by"
    if not _known(about.reading):
        return None, f"Engage does not know its language well ({about.reading.language})"
    if weight >= PERHAPS:
        return None, f"may promote something: {why}"
    return Function.SHARE, _gives(about)


def _promotion(about: _About) -> tuple[int, str]:
    """How much speaks for promotion, and what."""
    reading = about.reading
    asks = [(ENOUGH, f"{meaning} (“{words}”)") for meaning, words in reading.asks.items()]
    firm, soft = _firm_offers(reading), _soft_offers(reading)
    if not asks and (reading.find("over") or reading.find("notice")):
        soft = []  # it is over, or something people need to know about it
    told = sorted([*asks, *firm, *soft], key=lambda each: -each[0])
    weight = sum(each for each, _ in told)
    if _of_others(about):
        weight -= ENOUGH
    return weight, " and ".join(words for _, words in told[:2])


_Weighed = list[tuple[int, str]]


def _firm_offers(reading: MixReading) -> _Weighed:
    """Prices, discounts, and links to where something is sold."""
    found: _Weighed = []
    if reading.off:
        found.append((ENOUGH, f"names a discount (“{reading.off}”)"))
    if reading.price:
        found.append((2, f"names a price ({reading.price})"))
    if selling := (*reading.links.sales, *reading.links.markets):
        found.append((2, f"links to where things are sold or booked ({selling[0]})"))
    return found


def _soft_offers(reading: MixReading) -> _Weighed:
    """Words of an offer, something to come to, a link to our own site."""
    found = [
        (OFFERS[meaning] + (reading.count(meaning) > 1), f"{meaning} (“{words}”)")
        for meaning, words in reading.offers.items()
    ]
    if reading.links.own:
        found.append((1, f"links to our own site ({reading.links.own[0]})"))
    event = reading.find("event")
    soon, when = reading.find("soon"), None if reading.long_ago else reading.when
    if event and (soon or when):
        sure = ENOUGH if soon and when else PERHAPS
        found.append((sure, f"tells of something to come to (“{event}”, “{soon or when}”)"))
    return found


def _of_others(about: _About) -> bool:
    """Whether what it speaks for is somebody else's: named, credited, and nothing of ours."""
    links = about.reading.links
    named = about.credited or about.quotes or bool(links.others)
    credit = named and about.reading.find("credit")
    return bool(credit) and not (links.sales or links.own or about.reading.speaks_of_us)


def _known(reading: MixReading) -> bool:
    base = reading.language.partition("-")[0].lower() if reading.language else None
    return base is None or base in LANGUAGES


def _gives(about: _About) -> str:
    """Why it is one that gives."""
    reading = about.reading
    if about.quotes:
        return "passes on somebody else’s post"
    if (credit := reading.find("credit")) and (about.credited or reading.links.others):
        return f"shows the work of others with their name (“{credit}”)"
    if reading.links.others:
        return f"points to something of others ({reading.links.others[0]})"
    if notice := reading.find("notice"):
        return f"tells what people need to know (“{notice}”)"
    if reading.asks_readers:
        return "asks its readers for their view"
    return "gives, and asks for nothing that a rule can see"


_GIVES: Mapping[Value, str] = {
    Value.EDUCATE: "explains something",
    Value.MOTIVATE: "encourages or thanks",
    Value.ENTERTAIN: "entertains",
    Value.INFORM: "informs",
}


def _value(reading: MixReading) -> tuple[Value | None, str]:
    """The kind with most marks; None where two have as many, or none has any."""
    marks: Counter[Value] = Counter({each: reading.count(each.value) for each in Value})
    marks[Value.ENTERTAIN] += bool(reading.symbols & LAUGHS) + reading.asks_readers
    marks[Value.MOTIVATE] += bool(reading.symbols & CHEERS)
    marks[Value.INFORM] += bool(reading.when) + bool(reading.find("notice"))
    marks[Value.EDUCATE] += reading.long_ago + bool(reading.links.articles)
    (best, most), (_, second) = marks.most_common(2)
    if most == second:
        return None, ""
    said = reading.find(best.value)
    return best, _GIVES[best] + (f" (“{said}”)" if said else "")
