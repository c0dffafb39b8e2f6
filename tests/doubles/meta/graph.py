"""Reading nodes and edges: what `fields=` asks for, at any depth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.doubles.meta.edges import EDGES, SCOPES
from tests.doubles.meta.errors import GraphError, unknown_field
from tests.doubles.meta.fields import Asked, parse
from tests.doubles.meta.insights import insights
from tests.doubles.meta.nodes import (
    Comment,
    IgComment,
    IgMedia,
    IgUser,
    Node,
    Page,
    PagePost,
    Photo,
)
from tests.doubles.meta.paging import address, cut
from tests.doubles.meta.shapes import JSON, KINDS, TABLES, USUAL
from tests.doubles.meta.tokens import Tokens
from tests.doubles.meta.view import View

_REACTION = frozenset({"id", "name", "type", "link", "username", "pic", "profile_type"})


class Graph:
    """Answers what is read."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def read(self, view: View, node: Node) -> JSON:
        """`GET /{id}`."""
        if type(node) in SCOPES:
            view.need(SCOPES[type(node)])
        return self.shape(view, node, parse(view.params.get("fields", "")))

    def several(self, view: View, ids: str) -> JSON:
        """`GET /?ids=`: one that is missing fails them all (graph-api/batch-requests names this
        "Multiple ID read requests"), 50 at most.
        """
        wanted = [each for each in ids.split(",") if each]
        if len(wanted) > 50:
            raise GraphError(100, "(#100) Too many IDs. Maximum: 50. Provided: " + str(len(wanted)))
        return {each: self.read(view, view.find(each)) for each in wanted}

    def edge(self, view: View, node: Node, name: str) -> JSON:
        """`GET /{id}/{edge}`."""
        asked = parse(view.params.get("fields", ""))
        return self._listing(view, node, name, view.params, asked)

    def pages(self, view: View) -> JSON:
        """`GET /me/accounts`."""
        asked = parse(view.params["fields"])
        more = address(view.base, "me/accounts", view.token.value)
        page, paging = cut(view.pages, _plain(view.params), _key, more)
        told: JSON = {"data": [self.shape(view, each, asked) for each in page]}
        return {**told, "paging": paging} if paging else told

    def shape(self, view: View, node: Node, asked: Sequence[Asked]) -> JSON:
        """A node with what is asked of it; `id` always comes along."""
        kind, table = KINDS[type(node)], TABLES[type(node)]
        told: JSON = {}
        for each in asked or [Asked(name) for name in USUAL[type(node)]]:
            view.call.fields.add((kind, each.name))
            value = self._value(view, node, each, table)
            if value is not None:
                told[each.modifiers.get("as", each.name)] = value
        told["id"] = node.id
        return told

    def _value(self, view: View, node: Node, asked: Asked, table: Mapping[str, Any]) -> Any:
        for name in asked.modifiers:
            view.call.modifiers.add((KINDS[type(node)], asked.name, name))
        if asked.name == "insights":
            # graph-api/guides/field-expansion: an edge as a field, its parameters as modifiers
            return _chosen(view, insights(view, node, asked.modifiers), node, asked.under)
        special = self._special(view, node, asked.name)
        if special is not None:
            return special
        if asked.name in table:
            value = table[asked.name](node)
            return self._under(view, value, asked.under) if _is_node(value) else value
        if (type(node), asked.name) in EDGES:
            return self._listing(view, node, asked.name, asked.modifiers, asked.under)
        raise unknown_field(asked.name, KINDS[type(node)])

    def _special(self, view: View, node: Node, name: str) -> Any:
        """Fields whose value depends on who asks, or on what else there is."""
        if isinstance(node, Page) and name in {"fan_count", "followers_count"}:
            view.need("pages_read_engagement")
        if isinstance(node, Page) and name == "access_token":
            view.need("pages_show_list")
            return self._page_token(view, node)
        if name == "comment_count":
            return len(EDGES[Comment, "comments"].find(view.world, node, {}))
        count = _DEPENDS.get((type(node), name))
        return count(view, node) if count else None

    def _page_token(self, view: View, page: Page) -> str | None:
        person = view.token.person
        return self._tokens.page(person, page) if person and person.id in page.tasks else None

    def _under(self, view: View, node: Node, asked: Sequence[Asked]) -> JSON:
        return self.shape(view, node, asked or [Asked("id")])

    def _listing(
        self, view: View, node: Node, name: str, params: Mapping[str, str], asked: Sequence[Asked]
    ) -> JSON:
        edge = EDGES.get((type(node), name))
        if edge is None:
            raise unknown_field(name, KINDS[type(node)])
        view.need(edge.scope)
        if edge.by_page and isinstance(node, Page):
            view.need_page(node)
        found = edge.find(view.world, node, params)
        more = address(view.base, f"{node.id}/{name}", view.token.value)
        page, paging = cut(found, _plain(params), _key, more, edge.most)
        told: JSON = {"data": [self._item(view, each, asked) for each in page if _seen(view, each)]}
        if paging:
            told["paging"] = paging
        if edge.summary and params.get("summary") in {"true", "1", "total_count"}:
            told["summary"] = edge.summary(view.world, node, params)
        return told

    def _item(self, view: View, item: Any, asked: Sequence[Asked]) -> JSON:
        if _is_node(item):
            return self.shape(view, item, asked)
        who, how = item
        for each in asked:
            if each.name not in _REACTION:
                raise unknown_field(each.name, "Profile")
            view.call.fields.add(("Profile", each.name))
        told = {"id": who.id, "name": who.name, "type": how}
        names = {each.name for each in asked} | {"id"}
        return told if not asked else {k: v for k, v in told.items() if k in names}


def _is_node(value: Any) -> bool:
    return type(value) in TABLES


def _key(item: Any) -> str:
    return str(item.id if _is_node(item) else item[0].id)


def _seen(view: View, item: Any) -> bool:
    return not _is_node(item) or view.sees(item)


def _plain(params: Mapping[str, str]) -> dict[str, str]:
    """Parameters without anything secret."""
    return {k: v for k, v in params.items() if k not in {"access_token", "appsecret_proof"}}


def _chosen(view: View, told: JSON, node: Node, asked: Sequence[Asked]) -> JSON:
    """Of each figure only what is asked for."""
    kind = "InsightsResult" if isinstance(node, Page | PagePost) else "InstagramInsightsResult"
    view.call.fields |= {(kind, each.name) for each in asked}
    names = {each.name for each in asked} | {"id"}
    data = [{k: v for k, v in one.items() if k in names} for one in told["data"]]
    return {"data": data} if asked else told


def _tasks(view: View, page: Page) -> list[str] | None:
    person = view.token.person
    return list(page.tasks.get(person.id, ())) if person else None


def _owner(view: View, media: IgMedia) -> JSON | None:
    return {"id": media.owner.id} if media.owner in view.instagrams else None


def _media_count(view: View, user: IgUser) -> int:
    media = view.world.all(IgMedia)
    return sum(each.owner is user and each.album is None for each in media)


def _comments_count(view: View, media: IgMedia) -> int:
    """Replies are counted, too (instagram-media, `comments_count`)."""
    return sum(comment.media is media for comment in view.world.all(IgComment))


def _story(view: View, photo: Photo) -> str | None:
    """The post that shows it."""
    return next((post.id for post in view.world.all(PagePost) if photo in post.photos), None)


_DEPENDS: Mapping[tuple[type[Node], str], Callable[[View, Any], Any]] = {
    (Page, "tasks"): _tasks,
    (IgUser, "media_count"): _media_count,
    (IgMedia, "comments_count"): _comments_count,
    (IgMedia, "owner"): _owner,
    (Photo, "page_story_id"): _story,
}
