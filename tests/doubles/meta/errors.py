"""Refusals, as graph-api/guides/error-handling lists them; the HTTP status is mostly 400."""

from __future__ import annotations

from typing import Any

INVALID = 100
MISSING = 33
"""The subcode of 100 for an object that is not there or not for this token."""
APP_BUSY, USER_BUSY, PAGE_BUSY, CUSTOM_BUSY = 4, 17, 32, 613
PAGES_BUSY, INSTAGRAM_BUSY = 80001, 80002
"""graph-api/overview/rate-limiting, Error Codes of both kinds of limits."""
BAD_TOKEN, SESSION = 190, 102
NOT_INSTALLED, CHECKPOINT, PASSWORD, EXPIRED, UNCONFIRMED, INVALID_SESSION = (
    458,
    459,
    460,
    463,
    464,
    467,
)
DENIED, PERMISSION = 10, 200
UNKNOWN, SERVICE = 1, 2
RESTRICTED, DUPLICATE = 368, 506

_WORDS = {
    UNKNOWN: "An unknown error occurred",
    SERVICE: "Service temporarily unavailable",
    APP_BUSY: "(#4) Application request limit reached",
    USER_BUSY: "(#17) User request limit reached",
    PAGE_BUSY: "(#32) Page request limit reached",
    CUSTOM_BUSY: "(#613) Calls to this api have exceeded the rate limit.",
    PAGES_BUSY: "(#80001) There have been too many calls to this Page account. Wait a bit and try "
    "again. For more info, please refer to /docs/graph-api/overview/rate-limiting.",
    INSTAGRAM_BUSY: "(#80002) There have been too many calls to this Instagram account. Wait a bit "
    "and try again. For more info, please refer to /docs/graph-api/overview/rate-limiting.",
    SESSION: "API Session",
    RESTRICTED: "(#368) The action attempted has been deemed abusive or is otherwise disallowed",
    DUPLICATE: "(#506) Duplicate status message",
}
_TOKEN_WORDS = {
    None: "Invalid OAuth access token - Cannot parse access token",
    NOT_INSTALLED: "Error validating access token: The user has not authorized application.",
    CHECKPOINT: "Error validating access token: You cannot access the app till you log in to "
    "www.facebook.com and follow the instructions given.",
    PASSWORD: "Error validating access token: The session has been invalidated because the user "
    "changed their password or Facebook has changed the session for security reasons.",
    EXPIRED: "Error validating access token: Session has expired. The current time is later.",
    UNCONFIRMED: "Error validating access token: Sessions for the user are not allowed because the "
    "user is not a confirmed user.",
    INVALID_SESSION: "Error validating access token: The session is invalid because the user "
    "logged out.",
}


class GraphError(Exception):
    """An answer that says no.

    Args:
        told: title and message fit for a person (`error_user_title`, `error_user_msg`).
    """

    def __init__(
        self,
        code: int,
        message: str = "",
        *,
        subcode: int | None = None,
        status: int = 400,
        kind: str = "OAuthException",
        told: tuple[str, str] | None = None,
    ) -> None:
        if not message:
            message = _TOKEN_WORDS.get(subcode, "") if code == BAD_TOKEN else _WORDS[code]
        super().__init__(message)
        self.code, self.message, self.subcode = code, message, subcode
        self.status, self.kind, self.told = status, kind, told

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.told:
            error["error_user_title"], error["error_user_msg"] = self.told
        if self.code in {UNKNOWN, SERVICE}:
            error["is_transient"] = True
        return {"error": {**error, "fbtrace_id": "Aabcdefghijklmnopqrstuv"}}


def busy(code: int) -> GraphError:
    return GraphError(code)


def bad_token(subcode: int | None = None) -> GraphError:
    """graph-api/guides/error-handling, Authentication Error Subcodes; 401 for a token that cannot
    be read at all.
    """
    return GraphError(BAD_TOKEN, subcode=subcode, status=401 if subcode is None else 400)


def absent(node_id: str, method: str = "get") -> GraphError:
    """What is gone and what a token may not see is answered alike."""
    words = (
        f"Unsupported {method} request. Object with ID '{node_id}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation"
    )
    return GraphError(INVALID, words, subcode=MISSING, kind="GraphMethodException")


def unknown_field(name: str, kind: str) -> GraphError:
    """The whole request fails (seen in many issues, e.g. pdir/social-feed-bundle 153)."""
    return GraphError(
        INVALID, f"(#100) Tried accessing nonexisting field ({name}) on node type ({kind})"
    )


def missing_permission(scope: str) -> GraphError:
    """graph-api/guides/error-handling: 10, permission not granted or removed."""
    return GraphError(DENIED, f"(#10) This endpoint requires the '{scope}' permission")


def missing_task(scope: str) -> GraphError:
    """200-299, for writing."""
    words = f"(#200) The permission(s) {scope} are not available. It has been denied or removed"
    return GraphError(PERMISSION, words, status=403)


def bad_parameter(words: str, *, subcode: int | None = None) -> GraphError:
    return GraphError(INVALID, f"(#100) {words}", subcode=subcode)
