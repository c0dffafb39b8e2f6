"""X for strangers: it tells them nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.community.accounts import Platform, Profile
from assistant.community.posts import Interaction, Page, Post, Thread
from assistant.errors import SignInNeeded
from assistant.platforms.x_app import XApp, told_by
from assistant.platforms.x_links import linked
from assistant.ports import Capabilities
from assistant.ports.platforms import LookedUp

NOTHING = Capabilities(
    tells=frozenset(),
    mentions=False,
    search=False,
    impressions=True,
    names=frozenset(),
    paid=True,
)


class Stranger:
    """`ports.SocialPlatform` without a sign-in: all but reading a link raises SignInNeeded.

    Args:
        app: what Engage may ask as an app; it tells what is gone also where a sign-in was lost.
    """

    platform = Platform.X

    def __init__(self, app: XApp | None = None) -> None:
        self._app = app

    @property
    def capabilities(self) -> Capabilities:
        """X has impressions, and shows them to nobody unknown."""
        return NOTHING

    async def profile(self, actor: str) -> Profile:  # noqa: ARG002 - the port's
        """See the port."""
        raise _needed("profile")

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:  # noqa: ARG002
        """See the port."""
        raise _needed("posts")

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:  # noqa: ARG002
        """See the port."""
        raise _needed("lookup")

    async def resolve(self, url: str) -> str:
        """See the port."""
        return linked(url)

    async def thread(self, post_id: str) -> Thread:  # noqa: ARG002
        """See the port."""
        raise _needed("thread")

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:  # noqa: ARG002
        """See the port."""
        raise _needed("likes")

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:  # noqa: ARG002
        """See the port."""
        raise _needed("reposts")

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> Page[Post]:  # noqa: ARG002
        """See the port."""
        raise _needed("quotes")

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:  # noqa: ARG002
        """See the port."""
        raise _needed("mentions")

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]:  # noqa: ARG002
        """See the port."""
        raise _needed("search")

    @property
    def tells_removed(self) -> bool:
        """See `ports.Watching`."""
        return self._app is not None

    async def removed(self, ids: Sequence[str]) -> frozenset[str]:
        """See `ports.Watching`. Raises SignInNeeded without a token of the app."""
        if self._app is None:
            raise _needed("removed")
        return await told_by(self._app, ids)

    async def looked_up(self, ids: Sequence[str], most: int) -> LookedUp:  # noqa: ARG002
        """See `ports.Watching`."""
        return LookedUp(stopped=_needed("lookup"))

    async def close(self) -> None:
        """Nothing to let go of."""


def _needed(call: str) -> SignInNeeded:
    return SignInNeeded(Platform.X.value, None, call)
