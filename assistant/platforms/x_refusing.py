"""What X says to a write that it does not do, in plain words: nothing was written then.

Which no is which: `x_problems`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assistant.community.accounts import Platform
from assistant.community.rules import Action, rule_of
from assistant.errors import AccessRefused, EngageError, InvalidInput, NotFound, PostRefused
from assistant.platforms.reading import Reply
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_problems import Trouble, refusal

_REASONS: Mapping[Trouble, str] = MappingProxyType(
    {
        Trouble.DUPLICATE: (
            "this account posted the same words a short while ago, and X takes them once. Change "
            "them a little"
        ),
        Trouble.NOT_CALLED: (
            "its author has neither named this account nor quoted a post of it, so a reply can "
            "only be written on X itself. Copy the text, and answer there"
        ),
        Trouble.TARGET_GONE: (
            "the post to answer is not there any more, or its author does not let this account see "
            "it"
        ),
    }
)
_TOO_LONG = ("too long", "over the limit", "280")
_LONG = "the text is longer than X takes from this account. Make it shorter"


def refused(api: XApi, path: str, reply: Reply) -> PostRefused:
    """The error that a refused post is: a definite no, whatever it says."""
    problem = refusal(reply.status, reply.data)
    error = api.error(path, reply)
    reason = _REASONS.get(problem.trouble)
    if reason is None and isinstance(error, AccessRefused):
        reason = error.reason
    if reason is None and _says(reply, _TOO_LONG):
        reason = _LONG
    return PostRefused(PLATFORM, api.account, reason=reason or _unknown(reply, problem.detail))


def hiding(api: XApi, post_id: str, reply: Reply) -> EngageError:
    """The error that a refused hiding is. Only who began a conversation hides replies in it
    (https://docs.x.com/x-api/posts/hide-replies).
    """
    problem = refusal(reply.status, reply.data)
    if problem.trouble in {Trouble.GONE, Trouble.HIDDEN, Trouble.TARGET_GONE}:
        return NotFound("post", post_id)
    if problem.trouble is Trouble.FORBIDDEN and "hide" in problem.detail.lower():
        return InvalidInput(
            "X hides replies only in conversations that this account began. "
            + rule_of(Platform.X, Action.HIDE).text
        )
    return api.error("tweets/hidden", reply)


def _unknown(reply: Reply, detail: str) -> str:
    said = " ".join(detail.split()).rstrip(".")[:120]
    return f"it said no ({said or f'HTTP {reply.status}'})"


def _says(reply: Reply, words: tuple[str, ...]) -> bool:
    errors = reply.data.get("errors") if isinstance(reply.data, Mapping) else None
    told = [
        str(each.get("message", "")).lower()
        for each in (errors if isinstance(errors, list) else ())
        if isinstance(each, Mapping)
    ]
    told.append(refusal(reply.status, reply.data).detail.lower())
    return any(word in one for word in words for one in told)
