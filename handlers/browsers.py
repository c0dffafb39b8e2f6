"""The cookie by which a browser is known when Slack or a platform sends it back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SECRET = re.compile(r"^[A-Za-z0-9_-]{43}$")
"""A secret as `token_urlsafe(32)` makes it."""


@dataclass(frozen=True, slots=True)
class BrowserCookie:
    """What one kind of page keeps in a browser.

    Args:
        purpose: what the cookie is for: "connect" or "install".
        base_url: where browsers reach the pages.
        life_s: seconds a browser keeps it.
    """

    purpose: str
    base_url: str
    life_s: int

    @property
    def name(self) -> str:
        """The prefix keeps other sites under the same domain from setting it."""
        return f"{'__Host-' if self._secure else ''}engage_{self.purpose}"

    def browser(self, request: Request) -> str:
        """The browser that a request comes from; a new one where it has no cookie yet. Two tabs of
        one browser share it, so that either can come to its end.
        """
        kept = request.cookies.get(self.name, "")
        return kept if SECRET.match(kept) else token_urlsafe(32)

    def put_into(self, answer: Response, browser: str) -> None:
        """Have the browser keep it."""
        answer.set_cookie(
            self.name,
            browser,
            max_age=self.life_s,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",  # it must come along when the browser is sent back
        )

    @property
    def _secure(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"
