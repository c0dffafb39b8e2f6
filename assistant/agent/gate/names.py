"""Links, accounts, handles and platforms in a sentence, and whether the evidence knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.agent.evidence import Evidence
from assistant.agent.lexicon import LEXICON
from assistant.community.accounts import Platform

_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,11}://|\bwww\.|\b(?:mailto|tel|javascript|data):)[^\s>]*",
    re.IGNORECASE,
)
_END = ".,;:!?)]}'\"*_”’"
_PLATFORMS = "|".join(each.value for each in Platform)
_NAME = re.compile(
    rf"""(?<![\w@./:-])(?:
        (?:{_PLATFORMS}):@?[\w-]+(?:[.@][\w-]+)*     # bluesky:acme.test
      | @[\w-]+(?:[.@][\w-]+)*                        # @acme, @acme@example.social
      | [\w-]*[^\W\d][\w-]*(?:[.@][\w-]+)+            # acme.test, ben@example.test
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?", re.UNICODE)
_HASHTAG = re.compile(r"(?<![\w&])#\w+")
_CALLED = re.compile(
    r"\b(?:bluesky|mastodon|facebook|instagram|twitter|linkedin|tiktok|youtube|reddit)\b|\bX\b"
    r"|(?<=[Oo]n )(?-i:Threads)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence.

    Attributes:
        accounts: the connected accounts it can mean; None for anything but an account.
        known: whether the evidence holds it.
        whole: whether all of it is a name, so that digits in it are no figures. A platform's name
            is an ordinary word as well.
    """

    start: int
    end: int
    accounts: frozenset[str] | None
    known: bool
    whole: bool = True


def find_links(text: str) -> list[tuple[int, int]]:
    """Everything that a chat would turn into a link by its scheme."""
    found = ((each.start(), each[0].rstrip(_END)) for each in _LINK.finditer(text))
    return [(start, start + len(link)) for start, link in found]


def find_mentions(text: str, evidence: Evidence) -> list[Mention]:
    """Accounts, handles, hashtags and platforms in a text whose links are blanked, in order."""
    found = [*_named(text, evidence), *_called(text, evidence.accounts)]
    taken = {(each.start, each.end) for each in found}
    labels = labels_of(evidence.accounts)
    for each in _PART.finditer(text):
        accounts = labels.get(each[0].casefold())
        if accounts and not any(start <= each.start() < end for start, end in taken):
            found.append(Mention(each.start(), each.end(), accounts, known=True))
    return sorted(found, key=lambda mention: mention.start)


def _named(text: str, evidence: Evidence) -> Iterator[Mention]:
    if not any(sign in text for sign in ".@#:"):
        return
    people = known_names(evidence)
    forms = account_forms(evidence.accounts)
    for each in [*_NAME.finditer(text), *_HASHTAG.finditer(text)]:
        name = each[0].rstrip(_END)
        if _ABBREVIATION.fullmatch(name) or (
            "." in name.rstrip(".") and name.replace(".", "").isdigit()
        ):
            continue
        account = forms.get(name.casefold())
        known = account is not None or name.casefold().lstrip("@") in people
        accounts = frozenset([account]) if account else None
        yield Mention(each.start(), each.start() + len(name), accounts, known, whole=known)


def _called(text: str, accounts: tuple[str, ...]) -> Iterator[Mention]:
    for each in _CALLED.finditer(text):
        if text[each.end() : each.end() + 1] in {":", "."} and text[each.end() + 1 :][:1].strip():
            continue  # part of a handle
        name = "x" if each[0].casefold() == "twitter" else each[0].casefold()
        there = frozenset(account for account in accounts if account.startswith(f"{name}:"))
        yield Mention(each.start(), each.end(), there, known=True, whole=False)


@lru_cache(maxsize=64)
def account_forms(accounts: tuple[str, ...]) -> dict[str, str]:
    """Accounts by every way their handle is written, lower case."""
    forms: dict[str, str] = {}
    for account in accounts:
        handle = account.partition(":")[2].removeprefix("@")
        platform = account.partition(":")[0]
        for form in (handle, f"@{handle}", f"{platform}:{handle}", f"{platform}:@{handle}"):
            forms[form.casefold()] = account
    return forms


@lru_cache(maxsize=64)
def labels_of(accounts: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Accounts by the first part of their handle, as people call a brand: "acme"."""
    labels: dict[str, frozenset[str]] = {}
    for account in accounts:
        handle = account.partition(":")[2].removeprefix("@")
        label = re.split(r"[.@]", handle)[0].casefold()
        if label not in LEXICON.languages[0].common:  # a brand may be called "community"
            labels[label] = labels.get(label, frozenset()) | {account}
    return labels


def known_names(evidence: Evidence) -> frozenset[str]:
    """Names a sentence may use, lower case and without @: authors, facts, arguments, question."""
    texts = [quote.author for quote in evidence.quotes.values()]
    texts += [fact.value for fact in evidence.facts.values() if isinstance(fact.value, str)]
    texts += [*evidence.arguments, evidence.question]
    names = (part.strip("()[]<>,;:!?\"'“”‘’.") for text in texts for part in text.split())
    return frozenset(name.casefold().lstrip("@") for name in names if name)
