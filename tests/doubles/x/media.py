"""Images before a post names them (docs.x.com/x-api/media/introduction): in one request, or begun,
added to and finished; the words for those who do not see them come after.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.doubles.x.answers import invalid
from tests.doubles.x.asking import Asking, body_of
from tests.doubles.x.world import User

LONGEST_ALT = 1000
LARGEST_IMAGE = 5 * 1024 * 1024
"""docs.x.com/x-api/media/quickstart/best-practices: images up to 5 MB."""
KINDS = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/tiff"}
LASTS_S = 86_400


@dataclass(eq=False)
class Stored:
    """An image that was handed over; `looks` is how often it will still be worked on."""

    id: str
    owner: User
    media_type: str
    size: int = 0
    parts: dict[int, bytes] = field(default_factory=dict)
    alt_text: str | None = None
    looks: int = 0
    finished: bool = False
    used: bool = False

    @property
    def key(self) -> str:
        return f"3_{self.id}"

    @property
    def data(self) -> bytes:
        return b"".join(self.parts[each] for each in sorted(self.parts))


class Media:
    """Takes images.

    Attributes:
        stored: by number, what ever came.
        looks: how often each new image will be worked on still when somebody asks.
    """

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self.stored: dict[str, Stored] = {}
        self.looks = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/2/media/upload", self._take),
            web.get("/2/media/upload", self._tell),
            web.post("/2/media/upload/initialize", self._begin),
            web.post("/2/media/upload/{id}/append", self._append),
            web.post("/2/media/upload/{id}/finalize", self._finish),
            web.post("/2/media/metadata", self._describe),
        ]

    def named(self, numbers: list[str], who: User) -> tuple[str, ...]:
        """The images that a new post names."""
        dialect = self._asking.dialect
        found = [self.stored.get(each) for each in numbers]
        sound = [each for each in found if each and each.owner is who and each.finished]
        if len(sound) != len(numbers) or any(each.looks for each in sound):
            raise invalid(
                dialect, "media.media_ids", ",".join(numbers), "Your media IDs are invalid."
            )
        for each in sound:
            each.used = True
        return tuple(each.id for each in sound)

    async def _take(self, request: web.Request) -> web.Response:
        who = self._asking.person(request)
        form = await _parts(request)
        kind, data = form.get("media", ("", b""))
        given = form.get("media_type", ("", b""))[1].decode() or kind or _looks_like(data)
        if form.get("media_category", ("", b""))[1] != b"tweet_image" or given not in KINDS:
            raise invalid(self._asking.dialect, "media_category", "", "is not one of [tweet_image]")
        self._weigh(data)
        made = self._make(who, given)
        made.parts[0], made.finished, made.looks = data, True, self.looks
        return self._told(made)

    async def _begin(self, request: web.Request) -> web.Response:
        who, body = self._asking.person(request), await body_of(request, self._asking.dialect)
        if body.get("media_type") not in KINDS:
            words = "The `media_type` field is not one of the image types"
            raise invalid(self._asking.dialect, "media_type", str(body.get("media_type")), words)
        return self._told(self._make(who, str(body["media_type"]), int(body.get("total_bytes", 0))))

    async def _append(self, request: web.Request) -> web.Response:
        made = self._own(request, request.match_info["id"])
        form = await _parts(request)
        data = form.get("media", ("", b""))[1]
        self._weigh(data)
        made.parts[int(form["segment_index"][1])] = data
        expires = int(self._asking.world.clock().timestamp()) + LASTS_S
        return self._answer({"expires_at": expires})

    async def _finish(self, request: web.Request) -> web.Response:
        made = self._own(request, request.match_info["id"])
        if made.size and made.size != len(made.data):
            words = "Segments do not add up to provided total file size."
            raise invalid(self._asking.dialect, "id", made.id, words)
        made.finished, made.looks = True, self.looks
        return self._told(made)

    async def _tell(self, request: web.Request) -> web.Response:
        made = self._own(request, request.query.get("media_id", ""))
        made.looks = max(0, made.looks - 1)
        return self._told(made)

    async def _describe(self, request: web.Request) -> web.Response:
        """docs.x.com/x-api/media/create-media-metadata."""
        body = await body_of(request, self._asking.dialect)
        made = self._own(request, str(body.get("id")))
        text = body.get("metadata", {}).get("alt_text", {}).get("text", "")
        if not 0 < len(text) <= LONGEST_ALT:
            words = f"The `alt_text.text` field is not between 1 and {LONGEST_ALT} characters"
            raise invalid(self._asking.dialect, "metadata", text, words)
        made.alt_text = text
        self._asking.billing.act("media_metadata")
        told = {"id": made.id, "associated_metadata": {"alt_text": {"text": text}}}
        return web.json_response({"data": told})

    def _make(self, who: User, kind: str, size: int = 0) -> Stored:
        number = str(1_880_000_000_000_000_000 + len(self.stored))
        self.stored[number] = Stored(number, who, kind, size)
        return self.stored[number]

    def _own(self, request: web.Request, number: str) -> Stored:
        made = self.stored.get(number)
        if made is None or made.owner is not self._asking.person(request):
            words = "The `id` is no media of yours, or its time is over."
            raise invalid(self._asking.dialect, "id", number, words)
        return made

    def _weigh(self, data: bytes) -> None:
        if not 0 < len(data) <= LARGEST_IMAGE:
            raise invalid(
                self._asking.dialect, "media", "", "Image file size must be <= 5242880 bytes"
            )

    def _told(self, made: Stored) -> web.Response:
        shape: dict[str, Any] = {
            "id": made.id,
            "media_key": made.key,
            "expires_after_secs": LASTS_S,
        }
        if made.finished:
            shape["size"] = len(made.data)
        if made.looks:
            shape["processing_info"] = {"state": "in_progress", "check_after_secs": 1}
        return self._answer(shape)

    def _answer(self, shape: dict[str, Any]) -> web.Response:
        """Spec 2.159 says that `meta` is there, and not what is in it."""
        answer: dict[str, Any] = {"data": shape}
        return web.json_response(
            {**answer, "meta": {}} if self._asking.dialect.name == "tweet" else answer
        )


def _looks_like(data: bytes) -> str:
    """The kind of an image by its first bytes: who hands it over need not say."""
    kinds = {b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg", b"GIF8": "image/gif"}
    return next((kind for first, kind in kinds.items() if data.startswith(first)), "")


async def _parts(request: web.Request) -> dict[str, tuple[str, bytes]]:
    """Kind and bytes of each field, of a form or of JSON with the bytes in base64."""
    if request.content_type == "application/json":
        body = await request.json()
        media = base64.b64decode(body.pop("media", ""))
        rest = {name: ("", str(value).encode()) for name, value in body.items()}
        return {**rest, "media": ("", media)}
    found: dict[str, tuple[str, bytes]] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        found[part.name or ""] = part.headers.get("Content-Type", ""), bytes(await part.read())
    return found
