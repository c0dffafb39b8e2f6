"""What X says when it does not do something, told apart.

Kinds of problems are named by the last part of their `type` (docs.x.com/x-api/fundamentals/
response-codes-and-errors); a 403 that has none (`about:blank`) is known by its words alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_BAD_REQUEST, _UNAUTHORIZED, _UNPAID, _FORBIDDEN, _NOT_FOUND = 400, 401, 402, 403, 404


class Trouble(StrEnum):
    """What is wrong."""

    GONE = "gone"
    """There is no such post or person."""
    HIDDEN = "hidden"
    """It is there, and not for this reader: a protected or a suspended account."""
    FIGURE = "figure"
    """A figure that is not for this reader, or not any more."""
    SIGN_IN = "sign_in"
    """The token is not accepted."""
    SIGN_IN_KIND = "sign_in_kind"
    """A token of another kind is needed: a person's, or an app's."""
    CREDITS = "credits"
    """What was paid ahead is used up."""
    LOCKED = "locked"
    """Somebody has to unlock the account on X."""
    SUSPENDED = "suspended"
    DUPLICATE = "duplicate"
    """The account wrote the same a short while ago."""
    NOT_CALLED = "not_called"
    """Whoever is answered has neither named nor quoted the account."""
    TARGET_GONE = "target_gone"
    """What is answered is not there any more, or not for this account."""
    FORBIDDEN = "forbidden"
    """Any other no to who asks: mostly a permission that was not given."""
    INVALID = "invalid"
    """What was asked is not well formed."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing X did not do. `about` is the id it concerns, "" for none; `pointed_to` says that
    it is about what something else points to, and not about what was asked for.
    """

    trouble: Trouble
    about: str = ""
    detail: str = ""
    pointed_to: bool = False


_KINDS = {
    "resource-not-found": Trouble.GONE,
    "not-authorized-for-resource": Trouble.HIDDEN,
    "resource-unavailable": Trouble.HIDDEN,
    "not-authorized-for-field": Trouble.FIGURE,
    "unsupported-authentication": Trouble.SIGN_IN_KIND,
    "credits": Trouble.CREDITS,
    "usage-capped": Trouble.CREDITS,
    "invalid-request": Trouble.INVALID,
}
_WORDS = (
    ("duplicate content", Trouble.DUPLICATE),
    ("not been mentioned", Trouble.NOT_CALLED),
    ("otherwise engaged by the author", Trouble.NOT_CALLED),
    ("deleted or not visible", Trouble.TARGET_GONE),
    ("is suspended", Trouble.SUSPENDED),
    ("locked", Trouble.LOCKED),
)
_STATUSES = {
    _BAD_REQUEST: Trouble.INVALID,
    _UNAUTHORIZED: Trouble.SIGN_IN,
    _UNPAID: Trouble.CREDITS,
    _FORBIDDEN: Trouble.FORBIDDEN,
    _NOT_FOUND: Trouble.GONE,
}


REASONS = {
    Trouble.CREDITS: (
        "the credits of your developer account are used up. Whoever runs Engage can buy more in "
        "X's developer console"
    ),
    Trouble.LOCKED: (
        "it has locked this account for a while. Sign in on x.com and do what it asks there"
    ),
    Trouble.SUSPENDED: "it has suspended this account. Only X can undo that",
    Trouble.SIGN_IN_KIND: "it wants another kind of token for this",
    Trouble.FORBIDDEN: (
        "this account gave Engage no permission for it. A manager can connect it again in the "
        "Home tab"
    ),
}
"""What a person can do about a no, or why nobody can."""


def refusal(status: int, data: Any) -> Problem:
    """What a 4xx says. A 401 and a 402 mean the same whatever stands in them."""
    body = data if isinstance(data, Mapping) else {}
    detail = _text(body, "detail") or _first_message(body)
    if status in {_UNAUTHORIZED, _UNPAID}:
        return Problem(_STATUSES[status], detail=detail)
    kind = _KINDS.get(_text(body, "type").rpartition("/")[2])
    said = next((trouble for words, trouble in _WORDS if words in detail.lower()), None)
    trouble = kind or said or _STATUSES.get(status, Trouble.OTHER)
    return Problem(trouble, _text(body, "resource_id"), detail=detail)


def partial(data: Any) -> tuple[Problem, ...]:
    """What stands in `errors` of an answer, beside its data or alone."""
    errors = data.get("errors") if isinstance(data, Mapping) else None
    if not isinstance(errors, Sequence) or isinstance(errors, str):
        return ()
    return tuple(_told(each) for each in errors if isinstance(each, Mapping))


def names_parameter(data: Any, parameter: str) -> bool:
    """Whether a refused request was refused for a parameter of this name, or for one of its
    expansions. What people look for stands in such an answer, too, and does not count.
    """
    errors = data.get("errors") if isinstance(data, Mapping) else None
    if not isinstance(errors, Sequence) or isinstance(errors, str):
        return False
    for each in errors:
        named = each.get("parameters") if isinstance(each, Mapping) else None
        if isinstance(named, Mapping):
            if {parameter, "expansions"} & set(named):
                return True
        elif parameter in _text(each, "message"):
            return True
    return False


def _told(error: Mapping[str, Any]) -> Problem:
    kind = _KINDS.get(_text(error, "type").rpartition("/")[2], Trouble.OTHER)
    about = _text(error, "resource_id") or _text(error, "value")
    pointed_to = _text(error, "parameter").startswith("referenced")
    return Problem(kind, about, _text(error, "detail"), pointed_to)


def _first_message(body: Mapping[str, Any]) -> str:
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    return _text(first, "message")


def _text(source: Any, key: str) -> str:
    value = source.get(key) if isinstance(source, Mapping) else None
    return value if isinstance(value, str) else ""
