"""Images on X: what it takes, and how they are handed over (https://docs.x.com/x-api/media).

An image that no post names is deleted by X after a day, and nobody sees it before; so handing one
over twice does no harm.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from assistant.community.costs import PRICES, Paid, Use
from assistant.community.images import ImageLimits
from assistant.errors import PlatformUnavailable, PostRefused
from assistant.platforms.reading import Reply
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_posts import is_id
from assistant.platforms.x_problems import Trouble, refusal
from assistant.ports.publishing import Attachment

IMAGES = ImageLimits(
    most=4,
    most_bytes=5_000_000,
    longest_side=4_096,
    most_pixels=16_777_216,
    longest_alt=1_000,
)
"""https://docs.x.com/x-api/media/quickstart/best-practices and /create-media-metadata."""

PAUSE_S = 1.0
LOOKS = 30
"""How often, and at most how many times, it is asked whether an image is ready."""

_UPLOAD, _WORDS = "media/upload", "media/metadata"
_IN_WORK = frozenset({"pending", "in_progress"})

Pause = Callable[[float], Awaitable[None]]


async def hand_over(api: XApi, attached: Attachment, pause: Pause = asyncio.sleep) -> str:
    """Give X an image with its description, and wait until it can stand in a post.

    Returns:
        X's id of it.

    Raises:
        PostRefused: X does not take it.
        PlatformError: it is not ready; it can be handed over again.
    """
    body = {
        "media": base64.b64encode(attached.data).decode("ascii"),
        "media_category": "tweet_image",
    }
    told = _told(api, _UPLOAD, await api.send("POST", _UPLOAD, body=body, again=True))
    media_id = told.get("id")
    if not isinstance(media_id, str) or not is_id(media_id):
        raise PlatformUnavailable(PLATFORM, api.account, f"{_UPLOAD}: no id")
    await _ready(api, media_id, told, pause)
    if attached.image.alt:
        await _describe(api, media_id, attached.image.alt)
    return media_id


async def _ready(api: XApi, media_id: str, told: Mapping[str, Any], pause: Pause) -> None:
    for _ in range(LOOKS):
        state = _state(told)
        if state == "failed":
            raise PostRefused(PLATFORM, api.account, reason="it could not read the image")
        if state not in _IN_WORK:
            return
        await pause(PAUSE_S)
        answer = await api.get(_UPLOAD, media_id=media_id, command="STATUS", use=Use.PUBLISHING)
        told = answer.data if isinstance(answer.data, Mapping) else {}
    raise PlatformUnavailable(PLATFORM, api.account, f"{_UPLOAD}: not ready")


async def _describe(api: XApi, media_id: str, alt: str) -> None:
    body = {"id": media_id, "metadata": {"alt_text": {"text": alt}}}
    async with api.held(PRICES[Paid.IMAGE_WORDS].micro, Use.PUBLISHING):
        _told(api, _WORDS, await api.send("POST", _WORDS, body=body, again=True))
        if api.meter:
            await api.meter.charge(Paid.IMAGE_WORDS, [media_id])


def _told(api: XApi, path: str, reply: Reply) -> Mapping[str, Any]:
    if not reply.ok:
        if refusal(reply.status, reply.data).trouble is Trouble.INVALID:
            raise PostRefused(PLATFORM, api.account, reason="it did not accept the image")
        raise api.error(path, reply)
    told = reply.data.get("data") if isinstance(reply.data, Mapping) else None
    return told if isinstance(told, Mapping) else {}


def _state(told: Mapping[str, Any]) -> str:
    """Of X's work on it; an empty text once it is done."""
    info = told.get("processing_info")
    state = info.get("state") if isinstance(info, Mapping) else None
    return state if isinstance(state, str) else ""
