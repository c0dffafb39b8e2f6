"""Files before a post names them (docs.joinmastodon.org/methods/media).

A file is worked on in the background: until that is done its address is null and asking for it is
answered with 206 (Api::V1::MediaController, `status_code_for_media_attachment`). Who may hand one
over needs `write:media`; a post names files of its author's own that no other post names
(PostStatusService#validate_media!).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from tests.doubles.mastodon.flavours import Flavour
from tests.doubles.mastodon.reading import SCOPES, VIEWER, Refusal
from tests.doubles.mastodon.signing import covers, problem
from tests.doubles.mastodon.world import Account, World

KINDS = {"image/jpeg", "image/png", "image/gif", "image/webp"}


@dataclass(eq=False)
class Stored:
    """A file that was handed over; `looks` is how often it will still be said not to be ready."""

    id: str
    owner: Account
    data: bytes
    media_type: str
    description: str
    looks: int = 0
    used: bool = False


class Media:
    """Takes files.

    Attributes:
        stored: by number, what ever came.
        looks: how often each new file is not ready yet.
        old: whether the server knows v1 alone.
    """

    def __init__(self, world: World, flavour: Flavour) -> None:
        self._world = world
        self._flavour = flavour
        self.stored: dict[str, Stored] = {}
        self.looks = 0
        self.old = not flavour.v2

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/{version:v[12]}/media", self._take),
            web.get("/api/v1/media/{id}", self._tell),
        ]

    def named(self, numbers: Any, who: Account) -> tuple[Stored, ...]:
        """The files that a new post names."""
        found = [self.stored.get(str(number)) for number in numbers or ()]
        sound = [each for each in found if each and each.owner is who and not each.used]
        if len(sound) != len(found):
            raise Refusal(problem(422, "Validation failed: Media not found"))
        if len(found) > 4:
            raise Refusal(problem(422, "Cannot attach more than 4 files"))
        if any(each.looks for each in sound):
            words = "Cannot attach files that have not finished processing. Try again in a moment!"
            raise Refusal(problem(422, words))
        for each in sound:
            each.used = True
        return tuple(sound)

    async def _take(self, request: web.Request) -> web.Response:
        if self.old and request.match_info["version"] == "v2":
            raise web.HTTPNotFound
        who = request.get(VIEWER)
        if not isinstance(who, Account):
            raise Refusal(problem(401, self._flavour.no_token))
        if not covers(request[SCOPES], "write:media"):
            raise Refusal(problem(*self._flavour.no_scope))
        form = await _parts(request)
        kind, data = form.get("file", ("", b""))
        if kind not in KINDS:
            raise Refusal(problem(422, "Validation failed: File content type is invalid"))
        description = form.get("description", ("", b""))[1].decode()
        number = str(9_000 + len(self.stored))
        made = Stored(number, who, data, kind, description, self.looks)
        self.stored[number] = made
        return web.json_response(self._shape(made), status=202 if made.looks else 200)

    async def _tell(self, request: web.Request) -> web.Response:
        made = self.stored.get(request.match_info["id"])
        if made is None:
            raise Refusal(problem(404, "Record not found"))
        made.looks = max(0, made.looks - 1)
        return web.json_response(self._shape(made), status=206 if made.looks else 200)

    def _shape(self, made: Stored) -> dict[str, object]:
        url = None if made.looks else f"https://{self._world.domain}/media/{made.id}"
        return {
            "id": made.id,
            "type": "image",
            "url": url,
            "preview_url": f"https://{self._world.domain}/small/{made.id}",
            "description": made.description,
        }


async def _parts(request: web.Request) -> dict[str, tuple[str, bytes]]:
    """Kind and bytes of every field of a form. Nothing is left open where the line is cut."""
    found: dict[str, tuple[str, bytes]] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        found[part.name or ""] = part.headers.get("Content-Type", ""), bytes(await part.read())
    return found
