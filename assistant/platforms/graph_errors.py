"""What Meta says when it does not do something, told apart by its codes.

The HTTP status says little, it is mostly 400. Codes: https://developers.facebook.com/docs/
graph-api/guides/error-handling and .../overview/rate-limiting. What is not there and what a token
may not see are answered alike (100 with subcode 33).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from assistant.errors import PlatformUnavailable
from assistant.platforms.meta_permissions import LETS


class Trouble(StrEnum):
    """What is wrong."""

    BUSY = "busy"
    """Too many calls."""
    SIGN_IN = "sign_in"
    """The token is not accepted any more; a person signs in again."""
    CHECKPOINT = "checkpoint"
    """Facebook wants to see the person first; their sign-in rests meanwhile."""
    PERMISSION = "permission"
    """Something that the person did not allow, or that a Page role does not let them do."""
    DEVELOPMENT = "development"
    """The app is in development: only people with a role on it may use it."""
    PROOF = "proof"
    """The app secret is not the one of the app that the token was made for."""
    GONE = "gone"
    """It is not there, or not for this account."""
    FIELD = "field"
    """A field that this kind of thing does not have."""
    METRIC = "metric"
    """A figure that there is not, or not any more."""
    INVALID = "invalid"
    """What was asked is not well formed, or more than is taken."""
    TOO_MUCH = "too_much"
    """More was asked for than Meta puts together; less may do."""
    PASSING = "passing"
    """It failed on their side, and may work in a moment."""
    POLICY = "policy"
    """Meta blocks the account, or what it wanted to write, for a while."""
    DUPLICATE = "duplicate"
    """The Page wrote the same a short while ago."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal. `permission` is its name, "" where the answer names none; `words` are Meta's own
    for people (`error_user_msg`), "" where there are none. Neither goes into a log.
    """

    trouble: Trouble
    code: int = 0
    subcode: int = 0
    permission: str = ""
    words: str = ""

    @property
    def passing(self) -> bool:
        """Whether nobody can say if a write took."""
        return self.trouble is Trouble.PASSING

    @property
    def reason(self) -> str | None:
        """Why, and what can be done, in words that go on after a colon; None where Meta's code says
        too little.
        """
        if self.trouble is Trouble.PERMISSION:
            return _denied(self.permission)
        return _REASONS.get(self.trouble)

    def __str__(self) -> str:
        return f"{self.trouble} {self.code}/{self.subcode}"


class GraphRefused(PlatformUnavailable):
    """A definite no that is none of the usual ones. `problem` says what is wrong."""

    problem: Problem = Problem(Trouble.OTHER)

    @property
    def absent(self) -> bool:
        """Whether what was asked for is not there, or not for this account."""
        return self.problem.trouble is Trouble.GONE


_INVALID, _MISSING = 100, 33
_CODES: Mapping[int, Trouble] = MappingProxyType(
    {
        **dict.fromkeys((1, 2), Trouble.PASSING),
        **dict.fromkeys((4, 17, 32, 341, 613, 80001, 80002), Trouble.BUSY),
        **dict.fromkeys((102, 190), Trouble.SIGN_IN),
        **dict.fromkeys((3, 10, *range(200, 300)), Trouble.PERMISSION),
        368: Trouble.POLICY,
        506: Trouble.DUPLICATE,
        803: Trouble.GONE,
        3001: Trouble.METRIC,
        _INVALID: Trouble.INVALID,
    }
)
_CHECKPOINTS = frozenset({459, 464})
"""Subcodes of 190 that no new sign-in mends: log in on facebook.com, confirm the account there."""
_WORDS = (
    ("appsecret_proof", Trouble.PROOF),
    ("client secret", Trouble.PROOF),
    ("reduce the amount of data", Trouble.TOO_MUCH),
    ("development mode", Trouble.DEVELOPMENT),
    ("app not active", Trouble.DEVELOPMENT),
    ("nonexisting field", Trouble.FIELD),
    ("insights metric", Trouble.METRIC),
    ("metric is no longer supported", Trouble.METRIC),
    ("metric[", Trouble.METRIC),
    ("(#803)", Trouble.GONE),
)
"""What a code alone does not tell, by a piece of Meta's message in lower case. They count only for
the codes of `_BY_WORDS`."""
_BY_WORDS = frozenset({1, 10, _INVALID, *range(200, 300)})
_PERMISSION = re.compile(r"\b(?:pages|instagram|business|read|publish)_[a-z_]{3,60}\b")

_REASONS = MappingProxyType(
    {
        Trouble.CHECKPOINT: (
            "it wants to see the person who connected this account first. Log in on facebook.com "
            "and do what it asks there"
        ),
        Trouble.DEVELOPMENT: (
            "your Meta app is still in development mode, so only people with a role on it can use "
            "it. Whoever runs Engage can set it live in Meta's app dashboard"
        ),
        Trouble.PROOF: (
            "META_APP_SECRET is not the secret of the app that this account was connected with. "
            "Whoever runs Engage can put that right"
        ),
        Trouble.POLICY: (
            "it has blocked this account, or what was to be written, for a while. Its Support "
            "Inbox on Facebook says why"
        ),
        Trouble.DUPLICATE: (
            "this account wrote the very same a short while ago. Change the words a little"
        ),
    }
)


def problem_of(data: Any) -> Problem | None:
    """What an answer says of a refusal; None where it says nothing that can be read. Codes come as
    numbers, and are read as words, too.
    """
    error = data.get("error") if isinstance(data, Mapping) else None
    code = _number(error.get("code")) if isinstance(error, Mapping) else None
    if not isinstance(error, Mapping) or code is None:
        return None
    message, subcode = _text(error, "message"), _number(error.get("error_subcode")) or 0
    named = _PERMISSION.search(message)
    return Problem(
        _trouble(code, subcode, message.lower(), passing=error.get("is_transient") is True),
        code,
        subcode,
        named[0] if named else "",
        _text(error, "error_user_msg")[:300],
    )


def _trouble(code: int, subcode: int, message: str, *, passing: bool) -> Trouble:
    if code in _BY_WORDS:
        told = next((trouble for words, trouble in _WORDS if words in message), None)
        if told:
            return told
    if code == _INVALID and subcode == _MISSING:
        return Trouble.GONE
    trouble = _CODES.get(code, Trouble.PASSING if passing else Trouble.OTHER)
    if trouble is Trouble.SIGN_IN and subcode in _CHECKPOINTS:
        return Trouble.CHECKPOINT
    return trouble


def _denied(permission: str) -> str:
    missing = f"the permission {permission} is missing" if permission else "a permission is missing"
    if what := LETS.get(permission):
        missing += f", which lets Engage {what}"
    return (
        f"{missing}. A manager can connect the account again in the Home tab, and allow everything "
        f"it asks for"
    )


def _number(raw: Any) -> int | None:
    try:
        return int(raw)
    except (TypeError, ValueError, OverflowError):
        return None


def _text(source: Mapping[str, Any], key: str) -> str:
    value = source.get(key)
    return value if isinstance(value, str) else ""
