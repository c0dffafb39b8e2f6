"""Which account a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.offline.spelling import nearest
from assistant.agent.offline.vocabulary import VOCABULARY
from assistant.community.accounts import Platform

_HANDLE = re.compile(r"@\S+|[a-z]+:\S+|(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_SHORTEST_PREFIX = 4
_SHORTEST_TYPO = 6
"""Letters of a platform's name with a typo in it."""


def is_handle(word: str) -> bool:
    """Whether a word is written like an account: @name, platform:name or name.example."""
    return _HANDLE.fullmatch(word) is not None


def take_accounts(
    words: Sequence[tuple[str, str]], known: Sequence[str]
) -> tuple[tuple[str, ...], str | None, list[str]]:
    """The accounts in the order of `known`, a name that is none of ours, and the other words,
    mended.

    Args:
        words: each as written and as mended.
        known: the accounts there are.
    """
    named: set[str] = set()
    stranger: str | None = None
    rest: list[str] = []
    lower = [word.lower() for word, _ in words]
    for at, (word, mended) in enumerate(words):
        name = lower[at].removesuffix("'s").removesuffix("’s")
        if name == "x" and _is_platform(at, lower, known):
            name = _CALLED[Platform.X]
        name = nearest(name, _PLATFORMS, VOCABULARY) if len(name) >= _SHORTEST_TYPO else name
        ours = the_account(name, known)
        there = sum(_platform(each) == name for each in known)
        if ours:
            named.add(ours)
        elif is_handle(word) or (name in _PLATFORMS and there < len(known)):
            stranger = stranger or word
        else:
            rest.append(mended)
    return tuple(each for each in known if each in named), stranger, rest


def _is_platform(at: int, words: Sequence[str], known: Sequence[str]) -> bool:
    """Whether the letter stands for the platform: "on X", "X with Facebook", "Facebook and X"."""
    if at and words[at - 1] in _AT:
        return True
    places = [(at - 1, at - 2), (at + 1, at + 2)]
    return any(
        between >= 0 and 0 <= other < len(words) and words[between] in _BESIDE
        and (words[other] in _PLATFORMS or the_account(words[other], known) is not None)
        for between, other in places
    )  # fmt: skip


def the_account(word: str, accounts: Sequence[str]) -> str | None:
    """The one account a word names: written out, by handle, by its first label, or beginning."""
    name = word.lstrip("@")
    handles = {each: each.partition(":")[2].lstrip("@") for each in accounts}
    labels = {each: handle.replace("@", ".").split(".")[0] for each, handle in handles.items()}
    platforms = {each: _platform(each) for each in accounts}
    ways: list[list[str]] = [
        [each for each in accounts if each == name],
        [each for each, handle in handles.items() if handle == name],
    ]
    if name not in VOCABULARY:
        ways += [
            [each for each, label in labels.items() if label == name],
            [each for each, kind in platforms.items() if kind == name and kind in _PLATFORMS],
        ]
        if len(name) >= _SHORTEST_PREFIX:
            ways.append([each for each, handle in handles.items() if handle.startswith(name)])
            meant = nearest(name, frozenset(labels.values()))
            ways.append([each for each, label in labels.items() if label == meant != name])
    return next((found[0] for found in ways if len(found) == 1), None)


def _platform(account: str) -> str:
    """What its platform is called in a question."""
    kind = account.partition(":")[0]
    return _CALLED.get(kind, kind)


_CALLED = {Platform.X.value: "twitter"}
"""The letter alone may stand for anything; behind a word of place it is the platform."""
_AT = frozenset({"on", "at", "from", "via", "to", "auf", "bei", "von", "über"})
_BESIDE = frozenset({"with", "vs", "versus", "and", "or", "than", "mit", "und", "oder", "als"})
_PLATFORMS = frozenset(_platform(f"{each.value}:") for each in Platform) - {"sample"}
"""Platforms' names that are nothing else in a question."""
