"""`/webhooks/meta`: Meta says that something happened on a Page or an Instagram account.

The signature is made over the bytes, so they are checked before anything reads them. Meta tells
the same again, late and in any order; all it does here is to wake a sweep, which reads what is so.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.community.accounts import Platform
from assistant.errors import StoreUnavailable

if TYPE_CHECKING:
    from assistant.desk.waking import Waking

log = structlog.get_logger(__name__)

PATH = "/webhooks/meta"
LARGEST_BODY = 2_000_000
"""Bytes. Meta puts up to 1,000 changes into one (graph-api/webhooks/getting-started)."""
_MOST = 1_000

_PLATFORMS: Mapping[str, frozenset[Platform]] = {
    "page": frozenset({Platform.FACEBOOK}),
    "instagram": frozenset({Platform.INSTAGRAM}),
}
_WHAT = ("comment_id", "post_id", "media_id", "id", "verb", "created_time")


class MetaWebhook:
    """Meta's webhook.

    Args:
        app_secret: of the app at Meta; it signs what comes.
        word: what the app's page at Meta was told to repeat.
    """

    def __init__(self, waking: Waking, *, app_secret: str, word: str) -> None:
        self._waking = waking
        self._secret = app_secret.encode()
        self._word = word.encode()

    def routes(self) -> list[Route]:
        """For the server."""
        return [
            Route(PATH, self.verify, methods=["GET"]),
            Route(PATH, self.take, methods=["POST"]),
        ]

    async def verify(self, request: Request) -> Response:
        """Repeat Meta's challenge, when it knows the word."""
        given = request.query_params
        knows = hmac.compare_digest(given.get("hub.verify_token", "").encode(), self._word)
        if given.get("hub.mode") != "subscribe" or not knows:
            return PlainTextResponse("Not ours.", status_code=403)
        return PlainTextResponse(given.get("hub.challenge", ""))

    async def take(self, request: Request) -> Response:
        """Wake whom it is about, and answer at once."""
        try:
            raw = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if raw is None:
            return PlainTextResponse("Too large.", status_code=413)
        if not self._signed(raw, request.headers.get("x-hub-signature-256", "")):
            log.warning("webhook.forged", platform="meta", size=len(raw))
            return PlainTextResponse("Not signed.", status_code=403)
        try:
            told = json.loads(raw)
        except (ValueError, RecursionError):
            return PlainTextResponse("Not readable.", status_code=400)
        return await self._wake(told)

    async def _wake(self, told: Any) -> Response:
        kind = told.get("object") if isinstance(told, dict) else None
        platforms = _PLATFORMS.get(kind) if isinstance(kind, str) else None
        if platforms is None:  # something else that the app subscribed to
            return PlainTextResponse("ok")
        try:
            await self._waking.heard(platforms, dict(_marks(told)))
        except StoreUnavailable:
            return PlainTextResponse("Later, please.", status_code=503)
        return PlainTextResponse("ok")

    def _signed(self, raw: bytes, given: str) -> bool:
        made = "sha256=" + hmac.new(self._secret, raw, sha256).hexdigest()
        return hmac.compare_digest(made.encode(), given.encode("utf-8", "replace"))


async def _body(request: Request) -> bytes | None:
    """The whole body; None as soon as it is too large, whatever its header says."""
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > LARGEST_BODY:
            return None
    return raw


def _marks(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """For each change a mark that is the same whenever it is told again, and whose account it is
    of.
    """
    left = _MOST
    for entry in _dicts(told.get("entry")):
        native_id = str(entry.get("id") or "")
        for change in _dicts(entry.get("changes")):
            if not native_id:
                break
            if not left:
                return
            left -= 1
            value = change.get("value")
            facts = value if isinstance(value, dict) else {}
            when = entry.get("time")
            what = [native_id, when, change.get("field"), *(facts.get(each) for each in _WHAT)]
            yield sha256(json.dumps(what, default=str).encode()).hexdigest(), native_id


def _dicts(items: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(items, list):
        yield from (each for each in items if isinstance(each, dict))
