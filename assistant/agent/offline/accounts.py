"""Which account a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.offline.spelling import nearest
from assistant.agent.offline.vocabulary import VOCABULARY
from assistant.community.accounts import Platform

_HANDLE = re.compile(r"@\S+|[a-z]+:\S+|(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_SHORTEST_PREFIX = 4


def is_handle(word: str) -> bool:
    """Whether a word is written like an account: @name, platform:name or name.example."""
    return _HANDLE.fullmatch(word) is not None


def take_account(
    words: Sequence[tuple[str, str]], known: Sequence[str]
) -> tuple[str | None, str | None, list[str]]:
    """The account, a name that is none of ours, and the other words, mended.

    Args:
        words: each as written and as mended.
        known: the accounts there are.
    """
    account: str | None = None
    stranger: str | None = None
    rest: list[str] = []
    for word, mended in words:
        name = word.lower().removesuffix("'s").removesuffix("’s")
        ours = the_account(name, known)
        there = sum(each.startswith(f"{name}:") for each in known)
        if ours:
            account = account or ours
        elif is_handle(word) or (name in _PLATFORMS and there < len(known)):
            stranger = stranger or word
        else:
            rest.append(mended)
    return account, stranger, rest


def the_account(word: str, accounts: Sequence[str]) -> str | None:
    """The one account a word names: written out, by handle, by its first label, or beginning."""
    name = word.lstrip("@")
    handles = {each: each.partition(":")[2].lstrip("@") for each in accounts}
    labels = {each: handle.replace("@", ".").split(".")[0] for each, handle in handles.items()}
    platforms = {each: each.partition(":")[0] for each in accounts}
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


_PLATFORMS = frozenset(platform.value for platform in Platform) - {"sample", "x"}
"""Platforms' names that are nothing else in a question."""
