"""What each platform lets a program do, by its own rules: through its API, by hand, or not at all.

The rules are data, in `rules.toml`: each with its sentence, its source and the day its facts
were gathered.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from assistant.community.inbox import Origin

if TYPE_CHECKING:
    from assistant.community.accounts import Platform
    from assistant.community.inbox import Part


class Way(StrEnum):
    """How something can be done on a platform."""

    BY_API = "api"
    BY_HAND = "hand"
    NOT_AT_ALL = "no"


class Action(StrEnum):
    """What somebody may want to do on a platform. The values are keys of `rules.toml`."""

    REPLY = "reply"
    """Answer somebody who spoke to us: under a post of ours, or by naming or quoting us."""
    REPLY_UNNAMED = "reply_unnamed"
    """Answer somebody under a post of ours who neither names us nor quotes a post of ours."""
    REPLY_UNCALLED = "reply_uncalled"
    """Answer somebody who did not speak to us."""
    REPLY_AGAIN = "reply_again"
    """Answer a post once more that Engage has answered."""
    POST = "post"
    THREAD = "thread"
    """Several posts of our own that hang together."""
    IMAGE = "image"
    QUOTE = "quote"
    LIKE = "like"
    FOLLOW = "follow"
    HIDE = "hide"
    """Hide a comment of somebody else under a post of ours."""
    SEARCH = "search"
    """Find what others write that does not name us."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        text: one sentence for people.
        source: the address of the page that says so.
        as_of: when the facts were gathered.
    """

    way: Way
    text: str
    source: str
    as_of: date


def rule_of(platform: Platform, action: Action) -> Rule:
    """The rule of a platform for an action. There is one for each."""
    return RULES[platform.value][action]


def answering(part: Part) -> Action:
    """What answering a post is, by how it reached us."""
    if part.origin is Origin.SEARCH:
        return Action.REPLY_UNCALLED
    return Action.REPLY_UNNAMED if part.calls_us is False else Action.REPLY


def _read() -> Mapping[str, Mapping[Action, Rule]]:
    told = tomllib.loads(files(__package__).joinpath("rules.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            platform: MappingProxyType(
                {action: _rule(table[action.value], table) for action in Action}
            )
            for platform, table in told.items()
        }
    )


def _rule(row: Mapping[str, Any], table: Mapping[str, Any]) -> Rule:
    source, as_of = row.get("source", table["source"]), row.get("as_of", table["as_of"])
    return Rule(Way(row["way"]), row["text"], source, as_of)


RULES = _read()
"""By platform, then by action."""
