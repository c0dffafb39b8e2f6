"""What one account wrote, and what is known for telling what it is for: values without the rules,
which take a while to load.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.community.mix import Function, Label, Value
from assistant.community.posts import Post


class Place(StrEnum):
    """Where a post of ours stands."""

    OWN = "own"
    """By itself, or in a thread of our own."""
    CALLED = "called"
    """An answer to somebody who spoke to us."""
    UNCALLED = "uncalled"
    """In a conversation of others that did not call us."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Who we are on one platform: native ids of our accounts, their handles (lower case, without a
    leading @), and our own domains.
    """

    ids: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Written:
    """A post or reply of ours, and where it stands. `post.links` are not known any more."""

    post: Post
    place: Place


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said a post of ours is for. `value` None: they left it to the rules."""

    post_id: str
    text: str
    function: Function
    value: Value | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnMix:
    """What one account wrote in a stretch, and what is known for judging it.

    Attributes:
        written: in any order.
        told: of posts of any time that are still kept.
        ours: who we are there, and which domains are ours.
    """

    written: tuple[Written, ...] = ()
    told: tuple[Told, ...] = ()
    ours: Ours = field(default_factory=Ours)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post of ours with what it is for. Of a thread, its first post."""

    post: Post
    label: Label
