"""`/media/{token}`: an image of an approved post, for a platform that fetches images itself.

Whoever has the link may fetch it, for an hour. Everything else is not there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.errors import StoreUnavailable

PATH = "/media/{token}"
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_JPEG = b"\xff\xd8\xff"

Opened = Callable[[str], Awaitable[bytes | None]]
"""The bytes behind a token; None where there is nothing for it."""


def media_routes(opened: Opened) -> list[Route]:
    """For the server."""

    async def show(request: Request) -> Response:
        try:
            data = await opened(request.path_params["token"])
        except StoreUnavailable:
            return PlainTextResponse("Later, please.", status_code=503, headers=_HEADERS)
        if data is None or not data.startswith(_JPEG):
            return PlainTextResponse("Not found.", status_code=404, headers=_HEADERS)
        return Response(data, media_type="image/jpeg", headers=_HEADERS)

    return [Route(PATH, show, methods=["GET"])]
