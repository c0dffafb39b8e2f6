"""What a dismissal teaches: a rule by author, phrase or domain, and what it puts away."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.community.name_forms import Name
from assistant.community.post_words import PostWords, host, within, words_of
from assistant.community.posts import Author
from assistant.community.searches import Dismissal, DismissalKind, Hit, SavedSearch, SearchKind
from assistant.errors import InvalidInput

LONGEST_PHRASE = 80
"""Characters."""

NO_LINK = "There is no link in this post to go by. Put its author or a phrase away instead."
NO_PHRASE = "Write a few words of this post to go by, more than the name alone."
NOT_IN_IT = "Write a phrase that stands in this post, word for word."
TOO_LONG = f"Write at most {LONGEST_PHRASE} characters of the post."


def puts_away(rule: Dismissal, author: Author, text: str, links: Iterable[str] = ()) -> bool:
    """Whether a rule puts a post away. A domain does so by the post's links, and by the server
    its author is on where a platform has many.
    """
    match rule.kind:
        case DismissalKind.AUTHOR:
            return author.id == rule.value
        case DismissalKind.DOMAIN:
            server = _server(author)
            hosts = PostWords(text, links).hosts | ({server} if server else set())
            return any(within(each, rule.value) for each in hosts)
        case _:
            return _holds(text, rule.value)


def put_away(
    rules: Iterable[Dismissal], author: Author, text: str, links: Iterable[str] = ()
) -> bool:
    """Whether any of the rules puts a post away."""
    shown = tuple(links)
    return any(puts_away(rule, author, text, shown) for rule in rules)


def rule_of(
    kind: DismissalKind, hit: Hit, search: SavedSearch | None, value: str | None = None
) -> tuple[str, str]:
    """What a new rule goes by, and how people read it.

    Args:
        kind: the way somebody chose.
        hit: that was dismissed.
        search: that found it; None where it is gone.
        value: the phrase or domain that somebody wrote; None to take it from the hit: the name
            that was found with the word beside it, or the first link.

    Raises:
        InvalidInput: there is nothing to go by, in one sentence with the way on.
    """
    if kind is DismissalKind.AUTHOR:
        return hit.author.id, hit.author.handle
    if kind is DismissalKind.DOMAIN:
        return _domain(hit, value)
    phrase = value if value is not None else _around(hit.text, search)
    if phrase is None or not words_of(phrase):
        raise InvalidInput(NO_PHRASE)
    shown = " ".join(phrase.split())
    if len(shown) > LONGEST_PHRASE:
        raise InvalidInput(TOO_LONG)
    key = " ".join(word.key for word in words_of(shown))
    if not _holds(hit.text, key):
        raise InvalidInput(NOT_IN_IT)
    if search is not None and key == " ".join(word.key for word in words_of(search.words)):
        raise InvalidInput(NO_PHRASE)
    return key, shown


def _domain(hit: Hit, value: str | None) -> tuple[str, str]:
    if value is not None:
        named = host(value)
        if named is None or "." not in named:
            raise InvalidInput(NO_LINK)
        return named, named
    server = _server(hit.author)
    found = [*sorted(PostWords(hit.text).hosts), *([server] if server else [])]
    if not found:
        raise InvalidInput(NO_LINK)
    return found[0], found[0]


def _around(text: str, search: SavedSearch | None) -> str | None:
    """What was found, with the word after it or, at the end of a post, the one before it."""
    if search is None or search.kind in (SearchKind.HASHTAG, SearchKind.DOMAIN):
        return None
    at = next((form.at for form in Name(search.words).forms(PostWords(text)) if form.at), None)
    if at is None:
        return None
    start, end = at
    after = next((word for word in words_of(text) if word.start >= end), None)
    if after is not None and "\n" not in text[end : after.start]:
        return text[start : after.end]
    before = [word for word in words_of(text) if word.end <= start]
    return text[before[-1].start : end] if before else None


def _holds(text: str, key: str) -> bool:
    said = " ".join(word.key for word in words_of(text))
    return f" {key} " in f" {said} "


def _server(author: Author) -> str | None:
    """Where an author's account is, on platforms of many servers: `name@server`."""
    server = author.id.partition("@")[2]
    return host(server) if server else None
