"""Looking people up on X: by name, by id, and ourselves."""

from __future__ import annotations

import re
from collections import OrderedDict

from assistant.community.accounts import Profile
from assistant.community.costs import Paid
from assistant.community.posts import Author
from assistant.errors import NotFound, PlatformUnavailable
from assistant.platforms.x_answers import Price
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_parse import read_profile
from assistant.platforms.x_views import NUMBER

_HANDLE = re.compile(r"\w{1,15}", re.ASCII)
_ID = re.compile(NUMBER)
_KEPT = 500
"""People remembered, so that nobody is paid for again just to be asked about."""


async def whoami(api: XApi) -> Profile:
    """Whoever the token is of. Raises PlatformError."""
    price = Price(None, Paid.OWNED_READ)
    answer = await api.get("users/me", want=Want.PROFILE, price=price)
    profile = read_profile(answer.data) if answer.data is not None else None
    if profile is None:
        raise PlatformUnavailable(PLATFORM, api.account, "users/me: nobody")
    return profile


class People:
    """Finds people.

    Args:
        us: whose connection it is.
    """

    def __init__(self, api: XApi, us: Author) -> None:
        self._api = api
        self._us = us
        self._known: OrderedDict[str, Author] = OrderedDict()

    async def profile(self, actor: str) -> Profile:
        """Somebody by handle or native id; ourselves at the price of what is our own.

        Raises:
            NotFound: nobody has that name or id, or X does not show them.
        """
        name = actor.strip().lower()
        bare = name.removeprefix("@")
        if self._us.handle == bare or self._us.id == name:
            return await whoami(self._api)
        by_id = _ID.fullmatch(name) is not None
        if not by_id and not _HANDLE.fullmatch(bare):
            raise NotFound("account", actor)
        path = "users/{}" if by_id else "users/by/username/{}"
        price = Price(None, Paid.USER_READ)
        answer = await self._api.get(path, bare, want=Want.PROFILE, price=price)
        answer.missing("account", actor)
        profile = read_profile(answer.data) if answer.data is not None else None
        if profile is None:
            raise PlatformUnavailable(PLATFORM, self._api.account, f"{path}: nobody")
        return profile

    async def named(self, actor: str) -> Author:
        """The same, as whoever wrote something. Raises NotFound."""
        name = actor.strip().lower().removeprefix("@")
        if name in {self._us.id, self._us.handle}:
            return self._us
        if name not in self._known:
            profile = await self.profile(actor)
            self._known[name] = Author(profile.native_id, profile.handle, profile.name)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[name]
