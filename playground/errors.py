"""How the double says no, in Slack's own words."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """An answer with `"ok": false`.

    Args:
        error: Slack's name for it ("channel_not_found").
        reasons: lines for `response_metadata.messages`, without the leading "[ERROR] ".
        more: further fields of the answer.
    """

    def __init__(self, error: str, reasons: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.reasons = reasons
        self.more = more

    def answer(self) -> Json:
        """The body of the answer; `errors` and `response_metadata` as Slack sends them both."""
        body: Json = {"ok": False, "error": self.error, **self.more}
        if self.reasons:
            body["errors"] = list(self.reasons)
            body["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in self.reasons]}
        return body


class RateLimited(SlackError):
    """Status 429 with `Retry-After`.

    Args:
        retry_after_s: whole seconds to wait.
    """

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("ratelimited")
        self.retry_after_s = retry_after_s
