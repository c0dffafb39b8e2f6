"""One request's view of the graph: who asks, and what they may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.meta.calls import Call
from tests.doubles.meta.errors import GraphError, absent, missing_permission
from tests.doubles.meta.nodes import (
    Comment,
    Container,
    IgComment,
    IgMedia,
    IgUser,
    Node,
    Page,
    PagePost,
    Person,
    Photo,
)
from tests.doubles.meta.tokens import Token
from tests.doubles.meta.world import World


@dataclass
class View:
    """Who asks."""

    world: World
    token: Token
    scopes: set[str]
    pages: list[Page]
    base: str
    """The address of the server with the version that was asked for."""
    call: Call
    params: dict[str, str] = field(default_factory=dict)

    @property
    def instagrams(self) -> list[IgUser]:
        return [page.instagram for page in self.pages if page.instagram]

    def need(self, scope: str) -> None:
        if scope not in self.scopes:
            raise missing_permission(scope)

    def need_page(self, page: Page) -> None:
        """Only the page's own token will do (pages-api/overview#tokens)."""
        if self.token.page is not page:
            words = "(#210) A page access token is required to request this resource."
            raise GraphError(210, words, status=403)

    def find(self, node_id: str, method: str = "get") -> Node:
        """The node behind an id, if it may be seen. Raises GraphError."""
        if node_id == "me":
            node: Node | None = self.token.page or self.token.person
        else:
            node = self.world.nodes.get(node_id) or self._named(node_id)
        if node is None or not self.sees(node):
            raise absent(node_id, method)
        return node

    def sees(self, node: Node) -> bool:
        """What an app is shown without special features: what is of its users' own pages."""
        return _SEEN[type(node)](self, node)

    def _named(self, name: str) -> Page | None:
        """A page by its name (graph-api/reference/page, `username`)."""
        return next((p for p in self.world.all(Page) if p.username == name), None)


def _tags_ours(view: View, media: IgMedia) -> bool:
    ours = view.instagrams
    return media.owner in ours or any(who in ours for who in media.tagged)


def _on_ours(view: View, post: PagePost) -> bool:
    return post.page in view.pages or any(page in view.pages for page in post.tagged)


_SEEN: Mapping[type[Node], Callable[[View, Any], bool]] = {
    Person: lambda view, node: node is view.token.person,
    Page: lambda view, node: node in view.pages,
    Photo: lambda view, node: node.page in view.pages,
    PagePost: _on_ours,
    Comment: lambda view, node: _on_ours(view, node.post),
    IgUser: lambda view, node: node in view.instagrams,
    IgMedia: _tags_ours,
    IgComment: lambda view, node: node.media.owner in view.instagrams,
    Container: lambda view, node: node.owner in view.instagrams,
}
