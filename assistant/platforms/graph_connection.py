"""What one connection to Meta is, of a Facebook Page or of an Instagram account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, NoReturn, TypeVar

from assistant.community.accounts import Platform
from assistant.community.posts import Kind, Post
from assistant.community.rules import Action, rule_of
from assistant.errors import InvalidInput, SignInNeeded
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.meta_insights import Insights
from assistant.ports import Capabilities

Us = TypeVar("Us")


class GraphConnection(Generic[Us]):
    """One connection: of one account, or of nobody.

    Args:
        us: our Page or account; None for strangers, like the other two.

    Attributes:
        names: of what is done to a post, what the platform names its people of.
    """

    platform: Platform
    names: ClassVar[frozenset[Kind]]

    def __init__(
        self,
        api: GraphApi | None = None,
        us: Us | None = None,
        insights: Insights | None = None,
    ) -> None:
        self._api = api
        self._us = us
        self._insights = insights

    @property
    def capabilities(self) -> Capabilities:
        """Views are what Meta has for impressions; see `meta_insights`."""
        signed_in = self._api is not None
        told = frozenset({Kind.REPLY, Kind.MENTION} if signed_in else {Kind.REPLY})
        return Capabilities(
            tells=told,
            mentions=signed_in,
            search=False,
            impressions=True,
            names=self.names,
            left_out=self._insights.left_out if self._insights else (),
        )

    @property
    def own(self) -> tuple[GraphApi, Us] | None:
        """The way to Meta, and our Page or account; None for strangers."""
        return (self._api, self._us) if self._api and self._us else None

    async def search(self, words: str, *, cursor: str | None = None) -> NoReturn:  # noqa: ARG002
        """See the port."""
        raise InvalidInput(rule_of(self.platform, Action.SEARCH).text)

    async def close(self) -> None:
        """Nothing to let go of: the HTTP client belongs to the process."""

    def _signed_in(self, call: str) -> tuple[GraphApi, Us]:
        own = self.own
        if own is None:
            raise SignInNeeded(self.platform.value, None, call)
        return own

    async def _told(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Posts with the figures that stand apart from them."""
        return await self._insights.beside(posts) if self._insights else tuple(posts)
