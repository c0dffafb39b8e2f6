"""Who asks, and for what: shared by everything that answers."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.doubles.x.answers import forbidden, invalid
from tests.doubles.x.billing import Billing
from tests.doubles.x.dialects import Dialect
from tests.doubles.x.world import User, World

VIEWER = web.RequestKey("viewer", object)
ASKED = web.RequestKey("asked", object)


class Asking:
    """What every answer needs.

    Attributes:
        dialect: how names are spelled now; tests switch it.
    """

    def __init__(self, world: World, dialect: Dialect, billing: Billing) -> None:
        self.world = world
        self.dialect = dialect
        self.billing = billing

    def viewer(self, request: web.Request) -> User | None:
        """Who asks; None for an app without a person."""
        viewer = request.get(VIEWER)
        return viewer if isinstance(viewer, User) else None

    def person(self, request: web.Request) -> User:
        viewer = self.viewer(request)
        if viewer is None:
            raise forbidden()
        return viewer


async def body_of(request: web.Request, dialect: Dialect) -> dict[str, Any]:
    """The JSON of a request. Raises the refusal of one that is none."""
    if request.content_type != "application/json":
        words = "Requests with bodies must have content-type of application/json."
        raise invalid(dialect, "Content-Type", request.content_type, words)
    try:
        body = json.loads(await request.read())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise invalid(dialect, "body", "", "Invalid JSON in the request body.")
    return body
