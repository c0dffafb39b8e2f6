"""What a post on Instagram is made of before it is published: a container, for which Instagram
fetches the images (https://developers.facebook.com/docs/instagram-platform/content-publishing).

Nobody sees a container, and one that is not published within 24 hours is dropped; so making one
again does no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from types import MappingProxyType

from assistant.community.images import ImageLimits
from assistant.errors import PlatformUnavailable, PostRefused
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_errors import GraphRefused
from assistant.platforms.graph_json import Node
from assistant.platforms.graph_writing import refused
from assistant.platforms.json_values import count, one

IMAGES = ImageLimits(
    most=10,
    most_bytes=8_000_000,
    longest_side=1_440,
    most_pixels=2_592_000,
    longest_alt=1_000,
    least=1,
    jpeg=True,
    narrowest=0.8,
    widest=1.91,
)
"""https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/
ig-user/media, Image Specifications."""

PAUSE_S = 1.0
LOOKS = 30
"""How often, and at most how many times, it is asked whether a container is ready."""

Pause = Callable[[float], Awaitable[None]]


class Status(StrEnum):
    """https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/
    ig-container, `status_code`.
    """

    EXPIRED = "EXPIRED"
    ERROR = "ERROR"
    FINISHED = "FINISHED"
    IN_PROGRESS = "IN_PROGRESS"
    PUBLISHED = "PUBLISHED"


_REASONS = MappingProxyType(
    {
        2207003: "it took too long to fetch the image from this Engage. Try again in a while",
        2207004: "the image is larger than it takes",
        2207005: "it takes JPEG images only",
        2207008: "it keeps what is made ready for a day only, and that is over. Approve it again",
        2207009: "the shape of the image is none that it takes",
        2207010: "the caption is longer than it takes",
        2207042: "this account has published as many posts today as Instagram takes from programs",
        2207050: (
            "the account is restricted. Log in to the Instagram app and do what it asks there"
        ),
        2207052: (
            "it could not fetch the image from this Engage. Whoever runs it can see whether "
            "ENGAGE_PUBLIC_URL is reached from outside"
        ),
    }
)
"""By subcode (https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/
reference/error-codes)."""


class Containers:
    """Makes containers for one account.

    Args:
        owner_id: of the account.
    """

    def __init__(self, api: GraphApi, owner_id: str, pause: Pause = asyncio.sleep) -> None:
        self._api = api
        self._owner_id = owner_id
        self._pause = pause

    async def check_left(self) -> None:
        """See whether the account may publish once more today.

        Raises:
            PostRefused: it may not.
            PlatformError: Instagram does not say.
        """
        api, path = self._api, f"{self._owner_id}/content_publishing_limit"
        items, _ = api.listed(await api.get(path, fields="quota_usage,config"))
        for told in items:
            config = told.get("config") if isinstance(told, dict) else None
            most = count(config.get("quota_total")) if isinstance(config, dict) else None
            used = count(told.get("quota_usage")) if isinstance(told, dict) else None
            if most is not None and used is not None and used >= most:
                reason = (
                    f"this account has published {used} posts through programs in the last 24 "
                    f"hours, and Instagram takes {most}. Try again tomorrow"
                )
                raise PostRefused(api.platform, api.label, reason=reason)

    async def make(self, caption: str, images: Sequence[tuple[str, str]]) -> str:
        """Make one, and wait until it can be published.

        Args:
            images: address and description of each.

        Returns:
            its id.

        Raises:
            PostRefused: Instagram does not take it.
            PlatformError: it is not ready; it can be made again.
        """
        if len(images) == 1:
            ((url, alt),) = images
            form = {"image_url": url, "caption": caption}
            return await self._ready(form | ({"alt_text": alt} if alt else {}))
        items = []
        for url, alt in images:
            form = {"image_url": url, "is_carousel_item": "true"}
            items.append(await self._ready(form | ({"alt_text": alt} if alt else {})))
        children = ",".join(items)
        whole = {"media_type": "CAROUSEL", "children": children, "caption": caption}
        return await self._ready(whole)

    async def status(self, container_id: str) -> Status | None:
        """What became of one; None where Instagram says nothing known of it. Raises GraphRefused
        where it is gone.
        """
        told = await self._api.get(container_id, fields="status_code")
        try:
            return Status(told.get("status_code", ""))
        except ValueError:
            return None

    async def _ready(self, form: dict[str, str]) -> str:
        api = self._api
        try:
            told = await api.post(f"{self._owner_id}/media", form, again=True)
        except GraphRefused as no:
            raise refused_for(api, no, "image") from no
        container_id = one(Node, told, api.platform, "media").id
        for look in range(LOOKS):
            if look:
                await self._pause(PAUSE_S)
            status = await self.status(container_id)
            if status is Status.FINISHED:
                return container_id
            if status in {Status.ERROR, Status.EXPIRED}:
                raise PostRefused(api.platform, api.label, reason="it could not use the image")
        raise PlatformUnavailable(api.platform, api.label, "media: not ready")


def refused_for(api: GraphApi, no: GraphRefused, what: str) -> PostRefused:
    """The error that a refusal is, by what Instagram's own codes say. Args as `refused`."""
    reason = _REASONS.get(no.problem.subcode)
    if reason is None:
        return refused(api, no, what)
    return PostRefused(api.platform, api.label, reason=reason)
