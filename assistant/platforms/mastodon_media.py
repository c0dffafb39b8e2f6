"""Images on servers that speak Mastodon's API: what they take, and how they are handed over.

A file that no post names is deleted by the server after a while, and nobody sees it before; so
handing one over twice does no harm (https://docs.joinmastodon.org/methods/media/).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from assistant.community.images import ImageLimits
from assistant.errors import PlatformUnavailable, PostRefused
from assistant.platforms.mastodon_api import PLATFORM, MastodonApi, MastodonRefused
from assistant.platforms.mastodon_names import NUMBER
from assistant.platforms.reading import Reply
from assistant.platforms.uploads import Upload
from assistant.ports.publishing import Attachment

USUAL = ImageLimits(most=4, most_bytes=5_000_000, longest_side=3_840, most_pixels=8_294_400)
"""Mastodon scales larger ones down to as many pixels (MediaAttachment, IMAGE_STYLES); the bytes are
fewer than any server's limit that is known."""

PAUSE_S = 0.5
LOOKS = 40
"""How often, and at most how many times, it is asked whether an image is ready."""

_PROCESSING = 206

Pause = Callable[[float], Awaitable[None]]


def image_limits(instance: Any) -> ImageLimits:
    """From what a server tells of itself; never more than the usual ones.

    https://docs.joinmastodon.org/entities/Instance/#media_attachments; Pleroma and Akkoma tell
    `upload_limit` and `description_limit` at the top.
    """
    configuration = _at(instance, "configuration")
    media, statuses = _at(configuration, "media_attachments"), _at(configuration, "statuses")
    limits = ImageLimits(
        most=_number(_at(statuses, "max_media_attachments")) or USUAL.most,
        most_bytes=_number(_at(media, "image_size_limit"))
        or _number(_at(instance, "upload_limit"))
        or USUAL.most_bytes,
        longest_side=USUAL.longest_side,
        most_pixels=_number(_at(media, "image_matrix_limit")) or USUAL.most_pixels,
        longest_alt=_number(_at(media, "description_limit"))
        or _number(_at(instance, "description_limit"))
        or USUAL.longest_alt,
    )
    return ImageLimits.together([limits, USUAL])


async def hand_over(api: MastodonApi, attached: Attachment, pause: Pause = asyncio.sleep) -> str:
    """Give the server an image with its description, and wait until it can stand in a post.

    Returns:
        the server's number of it.

    Raises:
        PostRefused: the server does not take it.
        PlatformUnavailable: it is not ready yet; it can be handed over again.
    """
    file = Upload(attached.data, attached.image.media_type, "file")
    form = {"description": attached.image.alt}
    try:
        try:
            reply = await api.upload("v2/media", file, form)
        except MastodonRefused as refused:
            if not refused.absent:
                raise
            reply = await api.upload("v1/media", file, form)
        number = _number_of(api, reply)
        for _ in range(LOOKS):
            if _is_ready(reply):
                return number
            await pause(PAUSE_S)
            reply = await api.get(f"v1/media/{quote(number)}")
    except MastodonRefused as refused:
        reason = f"the server did not accept the image ({refused.says[:120] or refused.status})"
        raise PostRefused(PLATFORM, refused.account, reason=reason) from refused
    raise PlatformUnavailable(PLATFORM, None, "v1/media: not ready")


def _number_of(api: MastodonApi, reply: Reply) -> str:
    number = _at(reply.data, "id")
    number = str(number) if isinstance(number, int | str) else ""
    if not NUMBER.fullmatch(number):
        raise PlatformUnavailable(PLATFORM, api.server, "v2/media: no id")
    return number


def _is_ready(reply: Reply) -> bool:
    """While it is worked on the answer is 206, and it has no address yet."""
    return reply.status != _PROCESSING and bool(_at(reply.data, "url"))


def _at(raw: Any, key: str) -> Any:
    return raw.get(key) if isinstance(raw, dict) else None


def _number(raw: Any) -> int | None:
    sound = isinstance(raw, int) and not isinstance(raw, bool) and raw > 0
    return raw if sound else None
