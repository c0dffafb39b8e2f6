"""`fields=`: which fields are asked for, with what modifiers, and which of those under them.

graph-api/guides/field-expansion: `posts.limit(5){message,comments.summary(true)}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.doubles.meta.errors import GraphError, bad_parameter

_NAME = re.compile(r"[a-z0-9_]+")
_MODIFIER = re.compile(r"\.([a-z_]+)\(([^()]*)\)")


@dataclass(frozen=True)
class Asked:
    """One field that is asked for."""

    name: str
    modifiers: dict[str, str] = field(default_factory=dict)
    under: tuple[Asked, ...] = ()


def parse(text: str) -> tuple[Asked, ...]:
    """Raises GraphError for what is no list of fields."""
    asked, rest = _listed(text.replace(" ", ""))
    if rest:
        raise _senseless(rest)
    return asked


def _listed(text: str) -> tuple[tuple[Asked, ...], str]:
    found: list[Asked] = []
    while text and not text.startswith("}"):
        one, text = _one(text)
        found.append(one)
        if text.startswith(","):
            text = text[1:]
        elif text and not text.startswith("}"):
            raise _senseless(text)
    return tuple(found), text


def _one(text: str) -> tuple[Asked, str]:
    name = _NAME.match(text)
    if name is None:
        raise _senseless(text)
    text, modifiers = text[name.end() :], {}
    while modifier := _MODIFIER.match(text):
        modifiers[modifier[1]] = modifier[2]
        text = text[modifier.end() :]
    under: tuple[Asked, ...] = ()
    if text.startswith("{"):
        under, text = _listed(text[1:])
        if not text.startswith("}"):
            raise _senseless(text)
        text = text[1:]
    return Asked(name[0], modifiers, under), text


def _senseless(rest: str) -> GraphError:
    """Error 2500: a query that cannot be read."""
    return GraphError(2500, f"Syntax error \"Unexpected '{rest[:20]}'\" at character 0")


def number(text: str | None, usual: int, most: int) -> int:
    """A `limit`: a page holds at most so many, whatever is asked (graph-api/results, Paging)."""
    if text is None:
        return usual
    if not text.isdigit():
        raise bad_parameter("param limit must be an integer")
    return min(int(text), most)
