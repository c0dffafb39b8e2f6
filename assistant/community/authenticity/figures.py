"""Figures, days, links and handles of a reply that stand neither in a fact nor in the thread."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.community.authenticity.days import ungrounded_days
from assistant.community.authenticity.findings import Finding, Grounds, Level
from assistant.community.authenticity.quantities import Kind, Quantity, backed, quantities
from assistant.community.reading import Reading, fold

_ARTICLES = re.compile(r"(?:an?|one|ein\w{0,2}) ")
_LEADS_TO_SPAN = re.compile(
    r"(?:in|within|takes?|took|lasts?|about|around|under|after|roughly|every|innerhalb|binnen|nach"
    r"|dauert|etwa|rund|alle) $"
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![@\w.-])(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?:"
    r"(?:com|org|net|co|io|de|uk|eu|fr|es|nl|ch|shop|app|dev|store|example|test|info|social|blog|"
    r"online|xyz|help|page|link|tv|ai|coffee|club|cc|biz|gg)(?![\w-])(?:/\S*)?|[a-z]{2,}/\S+)"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@/.])@\w[\w.-]*(?:@[\w.-]+)?")
_EDGE = ".,;:!?)]}>\"'’"

_WHAT = {
    Kind.PLAIN: "figure",
    Kind.MONEY: "price",
    Kind.SHARE: "percentage",
    Kind.SPAN: "length of time",
    Kind.CLOCK: "time",
    Kind.DATE: "date",
}


def unsupported(reading: Reading, grounds: Grounds) -> Iterator[Finding]:
    """Everything that should be copied from somewhere and is not."""
    yield from _figures(reading, grounds)
    yield from ungrounded_days(reading, (*grounds.facts, *grounds.thread))
    yield from _links(reading, grounds)
    yield from _handles(reading, grounds)


def _figures(reading: Reading, grounds: Grounds) -> Iterator[Finding]:
    texts = (*grounds.facts, *grounds.thread)
    seen: set[int] = set()
    for each in quantities(reading.text):
        if each.start in seen or _is_article(reading, each) or backed(each, texts):
            continue
        seen.add(each.start)
        start, end = _trimmed(reading.text, each.start, each.end)
        yield Finding(
            start,
            end,
            "figure",
            Level.BLOCK,
            f"This {_WHAT[each.kind]} stands in no fact and not in the conversation.",
            "Cite the fact it comes from, or leave it out.",
        )


def _is_article(reading: Reading, each: Quantity) -> bool:
    """Whether "a day" is only a way of speaking ("once a day") and no length of time."""
    folded = reading.folded
    if each.kind is not Kind.SPAN or not _ARTICLES.match(folded, each.start):
        return False
    return not _LEADS_TO_SPAN.search(folded, max(0, each.start - 12), each.start)


def _links(reading: Reading, grounds: Grounds) -> Iterator[Finding]:
    known = [_bare(link[0]) for text in (*grounds.facts, *grounds.thread) for link in _found(text)]
    for found in _found(reading.text):
        link = _bare(found[0])
        if not any(link == each or _host(link) == link == _host(each) for each in known):
            end = found.start() + len(found[0].rstrip(_EDGE))
            yield Finding(
                found.start(),
                end,
                "link",
                Level.BLOCK,
                "This address stands in no fact and not in the conversation.",
                "Copy the address from a fact, or leave it out.",
            )


def _found(text: str) -> list[re.Match[str]]:
    folded = fold(text)
    mails = list(_MAIL.finditer(folded))
    places = [mail.span() for mail in mails]
    links = (
        each
        for each in _LINK.finditer(folded)
        if not any(start <= each.start() < end for start, end in places)
    )
    return [*links, *mails]


def _bare(link: str) -> str:
    link = link.rstrip(_EDGE).removeprefix("https://").removeprefix("http://")
    return link.removeprefix("www.").rstrip("/")


def _host(link: str) -> str:
    return link.partition("/")[0]


def _handles(reading: Reading, grounds: Grounds) -> Iterator[Finding]:
    texts = [fold(text) for text in (*grounds.facts, *grounds.thread)]
    known = {_name(each) for text in texts for each in _HANDLE.findall(text)}
    known |= {_name(fold(each)) for each in grounds.handles}
    short = {each.partition("@")[0].partition(".")[0] for each in known}
    for found in _HANDLE.finditer(reading.folded):
        name = _name(found[0])
        if name not in known and name not in short:
            yield Finding(
                found.start(),
                found.start() + len(found[0].rstrip(_EDGE)),
                "handle",
                Level.BLOCK,
                "This account stands in no fact and not in the conversation.",
                "Name only accounts that take part or that a fact names.",
            )


def _name(handle: str) -> str:
    return handle.strip().rstrip(_EDGE + "-").removeprefix("@")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " .\n":
        end -= 1
    while start < end and text[start] in " \n":
        start += 1
    return start, end
