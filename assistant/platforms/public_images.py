"""Links under which anybody can fetch one image for an hour: Instagram takes no files, it fetches
images itself (https://developers.facebook.com/docs/instagram-platform/content-publishing).

A link is signed and tells all there is to know, so nothing is stored. It opens the bytes that were
approved, and no others.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from hashlib import sha256

from assistant.community.studio import Image
from assistant.errors import NotFound
from assistant.ports import Clock

LASTS = timedelta(hours=1)
LONGEST = 1_000
"""Characters of a token that is looked at."""
_MAC = 32

Data = Callable[[str, str], Awaitable[bytes]]
"""The bytes of an image by its workspace and its id. Raises NotFound."""


class PublicImages:
    """Makes the links, and opens them.

    Args:
        base_url: where others reach Engage.
        seeds: random bytes by key id, the newest first: the first signs, all are good.
    """

    def __init__(self, base_url: str, seeds: Mapping[str, bytes], clock: Clock, data: Data) -> None:
        self._base_url = base_url.rstrip("/")
        self._keys = tuple(seeds.values())
        self._clock = clock
        self._data = data

    def link(self, workspace_id: str, image: Image) -> str:
        """A link to an image, good for an hour from now."""
        ends = int((self._clock() + LASTS).timestamp())
        told = json.dumps([workspace_id, image.id, image.sha256, ends]).encode()
        signed = _mac(self._keys[0], told) + told
        token = base64.urlsafe_b64encode(signed).decode().rstrip("=")
        return f"{self._base_url}/media/{token}"

    async def opened(self, token: str) -> bytes | None:
        """The image behind a link; None for a link that is not ours or too old, and for an image
        that is erased or another one. Raises StoreUnavailable.
        """
        told = self._told(token)
        if told is None:
            return None
        workspace_id, image_id, digest, ends = json.loads(told)
        if self._clock().timestamp() >= ends:
            return None
        try:
            data = await self._data(workspace_id, image_id)
        except NotFound:
            return None
        return data if sha256(data).hexdigest() == digest else None

    def _told(self, token: str) -> bytes | None:
        """What a token says, where one of our keys signed it."""
        if len(token) > LONGEST or not token.isascii():
            return None
        try:
            signed = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        except ValueError:
            return None
        mac, told = signed[:_MAC], signed[_MAC:]
        checks = [hmac.compare_digest(_mac(key, told), mac) for key in self._keys]
        return told if any(checks) else None


def _mac(key: bytes, told: bytes) -> bytes:
    return hmac.new(key, told, sha256).digest()
