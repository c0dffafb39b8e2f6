"""What the desk remembers of giving: whom it put into the light, and who wants to be left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.community.accounts import Platform
from assistant.community.mix import Function, Value
from assistant.community.posts import Author


class Merit(StrEnum):
    """Why somebody is worth a spotlight. The values are stored: never rename one."""

    HELPED = "helped"
    """They answered others in our threads."""
    FIRST_TIMER = "first_timer"
    CAME_BACK = "came_back"
    """A regular who had been away."""
    MADE_SOMETHING = "made_something"
    """Their own work, with ours or about it, worth sharing."""


class Permission(StrEnum):
    """Whether they may be named in a post of ours. The values are stored: never rename one."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Spotlight:
    """One person put into the light, or about to be.

    Attributes:
        id: ours, a UUID as text.
        why: in words for people ("answered three questions of others").
        post_id: native id of the post of theirs that it rests on; `url` its link.
        made_by: the colleague who chose them; `made_at` when.
        studio_id: where the thank-you or the share is made; None before.
        shown_at: when we thanked or shared them in public, None before: whether they came back is
            counted from here.
    """

    id: str
    workspace_id: str
    account_id: str
    person: Author
    merit: Merit
    why: str
    post_id: str
    url: str
    made_by: str
    made_at: datetime
    permission: Permission = Permission.NOT_ASKED
    studio_id: str | None = None
    shown_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OptOut:
    """Somebody who does not want to be approached or named, on their whole platform, for good.

    `reason` is what they said or what a colleague noted; `noted_by` None where rules read it.
    """

    workspace_id: str
    platform: Platform
    person: Author
    reason: str
    at: datetime
    noted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says a post of ours is for; it counts over what rules say.

    `post_id` is native.
    """

    workspace_id: str
    account_id: str
    post_id: str
    function: Function
    value: Value | None
    made_by: str
    made_at: datetime
