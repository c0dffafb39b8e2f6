"""What writing on Facebook and on Instagram has in common."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import structlog

from assistant.community.posts import Post
from assistant.errors import (
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformError,
    PlatformUnavailable,
    PostRefused,
)
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_errors import GraphRefused, Trouble
from assistant.platforms.graph_json import Node
from assistant.platforms.json_values import one
from assistant.ports.publishing import Prepared

log = structlog.get_logger(__name__)

_SHORT = 160
_REASONS = MappingProxyType(
    {
        Trouble.GONE: (
            "what it belongs under is not there any more, or this account may not write there"
        ),
        Trouble.TOO_MUCH: "it is more than is taken at once",
    }
)


@dataclass(frozen=True, slots=True)
class Hiding:
    """How one of the two hides a comment.

    Args:
        form: what is sent.
        others_only: said of what is no comment of somebody else under a post of ours.
        not_this: said where it is not hidden for us.
    """

    form: Mapping[str, str]
    others_only: str
    not_this: str


async def write(
    api: GraphApi, prepared: Prepared, meant: Callable[[GraphRefused], PlatformError]
) -> str:
    """Send what was prepared, once; the id of what it became. Raises as `Publisher.send`.

    Args:
        meant: the error that a refusal is.
    """
    path, form = prepared.body["path"], prepared.body["form"]
    assert isinstance(path, str)
    assert isinstance(form, Mapping)
    try:
        told = await api.post(path, form)
    except GraphRefused as no:
        raise meant(no) from no
    try:
        return one(Node, told, api.platform, "written").id
    except PlatformUnavailable as odd:
        raise OutcomeUnknown(api.platform, api.label, "no id") from odd


async def read_back(api: GraphApi, post_id: str, fields: str) -> Sequence[Any]:
    """What was just written, as it is told; none where it cannot be asked. It is there, whatever
    becomes of asking.
    """
    try:
        return [await api.get(post_id, fields=fields)]
    except PlatformError as error:
        log.info("graph.not_read_back", id=post_id, error=type(error).__name__)
        return []


def oldest_new(prepared: Prepared, there: Sequence[Post]) -> Post | None:
    """Of what says the same, the newest first, the oldest that was not known before."""
    known = prepared.body["known"]
    assert isinstance(known, Sequence)
    found = [post for post in reversed(there) if post.id not in known]
    return min(found, key=lambda post: post.created_at, default=None)


async def hide_comment(
    api: GraphApi, own_id: str, post_id: str, comment: Post | None, hiding: Hiding
) -> None:
    """Hide a comment of somebody else. Raises as `Publisher.hide`.

    Args:
        comment: as it is looked up; None where it is gone.
    """
    if comment is None:
        raise NotFound("post", post_id)
    if not comment.parent_id or comment.author.id == own_id:
        raise InvalidInput(hiding.others_only)
    try:
        await api.post(post_id, hiding.form, again=True)
    except GraphRefused as no:
        if no.absent:
            raise NotFound("post", post_id) from no
        if no.problem.trouble is Trouble.INVALID:
            raise InvalidInput(hiding.not_this) from no
        raise


def check_text(text: str, what: str, most: int, title: str) -> None:
    """Raises InvalidInput for a text that is empty or too long.

    Args:
        what: "reply" or "post".
        title: the platform, as people call it.
    """
    if not text.strip():
        raise InvalidInput(f"The {what} is empty. Write something first.")
    if len(text) > most:
        raise InvalidInput(
            f"The {what} is {len(text):,} characters long; Engage sends {most:,} to {title} at "
            f"most."
        )


def same(told: str | None, sent: str) -> bool:
    """Whether a text holds the words that were sent: spaces at the ends and lines are changed."""
    return _bare(told or "") == _bare(sent)


def refused(api: GraphApi, no: GraphRefused, what: str) -> PostRefused:
    """The error that a refused write is, for people.

    Args:
        what: "text", "image".
    """
    problem = no.problem
    reason = _REASONS.get(problem.trouble)
    if reason is None:
        said = " ".join(problem.words.split()).rstrip(".")[:_SHORT]
        reason = f"it did not accept the {what} ({said})"
        if not said:
            reason = (
                f"it did not accept the {what} and gave no reason (code {problem.code}). Change "
                f"it, or publish it there by hand"
            )
    return PostRefused(api.platform, api.label, reason=reason)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
