"""Which part answers a request: by the kind of its node and its edge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from tests.doubles.meta.dialog import Dialog
from tests.doubles.meta.edges import EDGES
from tests.doubles.meta.errors import GraphError, absent, unknown_field
from tests.doubles.meta.form import Form
from tests.doubles.meta.graph import Graph
from tests.doubles.meta.insights import insights
from tests.doubles.meta.instagram import Instagram
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
)
from tests.doubles.meta.shapes import JSON, KINDS
from tests.doubles.meta.tokens import Token, Tokens
from tests.doubles.meta.view import View
from tests.doubles.meta.world import World
from tests.doubles.meta.writing import Writing

INSTAGRAM = (IgUser, IgMedia, IgComment, Container)


class Routes:
    """Everything under a version."""

    def __init__(self, world: World, tokens: Tokens, dialog: Dialog) -> None:
        self._world = world
        self._tokens = tokens
        self._dialog = dialog
        self.graph = Graph(tokens)
        self.writing = Writing(world)
        self.instagram = Instagram(world)
        self._readers: dict[tuple[type[Node], str], Callable[[View, Any], JSON]] = {
            (Person, "accounts"): self._accounts,
            (Person, "permissions"): self._permissions,
            (Page, "subscribed_apps"): self._subscribed,
            (IgUser, "content_publishing_limit"): self.instagram.limit,
        }
        write, insta = self.writing, self.instagram
        self._writers: dict[tuple[type[Node], str], Callable[[View, Any, Form], JSON]] = {
            (Page, "feed"): write.feed,
            (Page, "photos"): write.photo,
            (Page, "subscribed_apps"): write.subscribe,
            (PagePost, "comments"): write.comment,
            (Comment, "comments"): write.comment,
            (PagePost, "likes"): write.like,
            (Comment, "likes"): write.like,
            (PagePost, ""): write.change_post,
            (Comment, ""): write.change_comment,
            (IgUser, "media_publish"): insta.publish,
            (IgMedia, "comments"): insta.comment,
            (IgComment, "replies"): insta.comment,
            (IgComment, ""): insta.change,
            (IgMedia, ""): insta.change,
        }

    async def answer(self, view: View, method: str, path: list[str], form: Form) -> JSON:
        """Raises GraphError."""
        if not path and "ids" in view.params:
            view.call.template = "/?ids"
            return self.graph.several(view, view.params["ids"])
        if path == ["debug_token"]:
            view.call.template = "/debug_token"
            return self._dialog.debug(view.token, form.all.get("input_token", ""))
        app = self._tokens.app
        if path == [app.id, "subscriptions"] and view.token.kind == "APP":
            view.call.template = "/{Application}/subscriptions"
            return {"data": app.subscriptions}
        if not path or len(path) > 2:
            raise GraphError(2500, "Unknown path components: /" + "/".join(path))
        node = view.find(path[0], method.lower())
        edge = path[1] if len(path) == 2 else ""
        kind = KINDS[type(node)]
        view.call.node_id = node.id
        view.call.template = f"/{{{kind}}}/{edge}" if edge else f"/{{{kind}}}"
        view.call.edge = (kind, edge) if edge else None
        if method == "GET":
            return self._got(view, node, edge)
        if method == "DELETE":
            return self._deleted(view, node, edge)
        return await self._posted(view, node, edge, form)

    def _got(self, view: View, node: Node, edge: str) -> JSON:
        if isinstance(node, Container):
            self.instagram.settle(node)
        if not edge:
            return self.graph.read(view, node)
        if edge == "insights":
            return insights(view, node, view.params)
        reader = self._readers.get((type(node), edge))
        return reader(view, node) if reader else self.graph.edge(view, node, edge)

    def _accounts(self, view: View, _: Person) -> JSON:
        """graph-api/reference/user/accounts."""
        view.need("pages_show_list")
        view.params.setdefault("fields", "access_token,category,name,id,tasks")
        return self.graph.pages(view)

    def _permissions(self, _: View, person: Person) -> JSON:
        """graph-api/reference/user/permissions."""
        said = self._tokens.granted.get(person.id, {})
        return {"data": [{"permission": name, "status": how} for name, how in said.items()]}

    def _subscribed(self, view: View, page: Page) -> JSON:
        """graph-api/reference/page/subscribed_apps."""
        view.need("pages_manage_metadata")
        app = {"id": self._tokens.app.id, "name": self._tokens.app.name}
        told = [{**app, "subscribed_fields": list(page.subscribed)}] if page.subscribed else []
        return {"data": told}

    async def _posted(self, view: View, node: Node, edge: str, form: Form) -> JSON:
        if (type(node), edge) == (IgUser, "media"):
            return await self.instagram.make(view, cast("IgUser", node), form)
        writer = self._writers.get((type(node), edge))
        if writer:
            return writer(view, node, form)
        if edge and (type(node), edge) not in EDGES:
            raise unknown_field(edge, KINDS[type(node)])
        raise absent(node.id, "post")

    def _deleted(self, view: View, node: Node, edge: str) -> JSON:
        if isinstance(node, Person) and edge == "permissions":
            self._tokens.take_back(node)
            return {"success": True}
        if edge:
            raise absent(node.id, "delete")
        if isinstance(node, INSTAGRAM):
            return self.instagram.delete(view, node)
        return self.writing.delete(view, node)


def case_of(path: list[str], world: World) -> str:
    """The business use case that a call counts for."""
    node = world.nodes.get(path[0]) if path else None
    return "instagram" if isinstance(node, INSTAGRAM) else "pages"


def business_of(path: list[str], token: Token, world: World) -> str:
    """Whose business a header names: the account that a call is about."""
    node: Any = world.nodes.get(path[0]) if path else None
    if isinstance(node, INSTAGRAM):
        holder = getattr(node, "media", None) or node
        return str(getattr(holder, "owner", holder).id)
    return token.page.id if token.page else "0"
