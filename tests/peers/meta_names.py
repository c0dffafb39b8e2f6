"""What Meta's own library knows of its API: fields, edges, parameters (v26.0)."""

from __future__ import annotations

import functools
import importlib
import inspect
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from tests.doubles.meta import Call

MODULES = {
    "User": "user",
    "Page": "page",
    "Photo": "photo",
    "PagePost": "pagepost",
    "Comment": "comment",
    "IGUser": "iguser",
    "IGMedia": "igmedia",
    "IGComment": "igcomment",
    "Profile": "profile",
    "InsightsResult": "insightsresult",
    "InstagramInsightsResult": "instagraminsightsresult",
}
"""Kinds of nodes and the modules of `facebook_business.adobjects` that hold them."""

ELSEWHERE: Mapping[tuple[str, str], frozenset[str]] = defaultdict(
    frozenset,
    {
        # graph-api/reference/user/accounts: told on that edge alone, beside the page's own fields
        ("Page", "fields"): frozenset({"tasks"}),
        # object/reactions: how somebody reacted, told on that edge alone
        ("Profile", "fields"): frozenset({"type"}),
        # instagram-platform/instagram-graph-api/reference/ig-media/comments, Reading
        ("IGMedia", "edges"): frozenset({"comments"}),
        # graph-api/reference/page/photos, "Publish a photo": the file itself
        ("Page/photos", "POST"): frozenset({"source"}),
    },
)
"""Names that the documentation has and the library has not."""

CONTAINER = frozenset({"id", "status", "status_code", "copyright_check_status"})
"""instagram-platform/instagram-graph-api/reference/ig-container, Fields."""

COMMON = frozenset(
    {
        # graph-api/overview, graph-api/results, graph-api/guides/secure-requests
        "fields",
        "ids",
        "limit",
        "after",
        "before",
        "since",
        "until",
        "summary",
        "appsecret_proof",
        "access_token",
    }
)
"""Parameters that every call takes."""

_ENDPOINT = re.compile(r"endpoint='([^']*)'")
_METHOD = re.compile(r"method='([^']*)'")
_TYPES = re.compile(r"param_types = \{(.*?)\n\s*\}", re.DOTALL)
_NAME = re.compile(r"^\s*'(\w+)':", re.MULTILINE)


def fields(kind: str) -> frozenset[str]:
    """The fields of a node."""
    table = vars(_holder(kind).Field)
    return frozenset(value for name, value in table.items() if not name.startswith("_"))


def edges(kind: str) -> frozenset[str]:
    """The edges of a node, read or written."""
    return frozenset(edge for edge, _ in _calls(kind) if edge)


def params(kind: str, edge: str, method: str) -> frozenset[str]:
    """The parameters of a call; "" is the node itself."""
    return _calls(kind).get((edge, method), frozenset())


def instagram_metrics() -> frozenset[str]:
    holder = importlib.import_module("facebook_business.adobjects.instagraminsightsresult")
    table = vars(holder.InstagramInsightsResult.Metric)
    return frozenset(value for name, value in table.items() if not name.startswith("_"))


def _holder(kind: str) -> Any:
    return getattr(importlib.import_module(f"facebook_business.adobjects.{MODULES[kind]}"), kind)


@functools.cache
def _calls(kind: str) -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], frozenset[str]] = {}
    module = importlib.import_module(f"facebook_business.adobjects.{MODULES[kind]}")
    for source in inspect.getsource(module).split("\n    def "):
        endpoint, method = _ENDPOINT.search(source), _METHOD.search(source)
        types = _TYPES.search(source)
        if endpoint and method:
            names = frozenset(_NAME.findall(types[1])) if types else frozenset()
            found[endpoint[1].strip("/"), method[1]] = names
    return found


def unknown(calls: Iterable[Call]) -> set[str]:
    """What requests named that Meta does not know, from the log of the double.

    Signing in is no part of the library (facebook-login/guides); containers neither.
    """
    found: set[str] = set()
    for call in calls:
        if call.template.startswith(("/oauth", "/debug_token")):
            continue
        for kind, name in call.fields:
            if not _is_field(kind, name):
                found.add(f"{kind}.{name}")
        found |= {f"{call.method} {call.template} {name}" for name in _unknown_params(call)}
        for kind, edge, name in call.modifiers:
            if name not in params(kind, edge, "GET") | COMMON:
                found.add(f"{kind}.{edge}.{name}()")
    return found


def _is_field(kind: str, name: str) -> bool:
    if kind == "IGContainer":
        return name in CONTAINER
    known = fields(kind) | edges(kind)
    return name in known | ELSEWHERE[kind, "fields"] | ELSEWHERE[kind, "edges"]


def _unknown_params(call: Call) -> set[str]:
    kind, edge = call.edge or (call.template.strip("/{}"), "")
    if kind not in MODULES:
        return set()
    known = params(kind, edge, call.method) | ELSEWHERE[f"{kind}/{edge}", call.method] | COMMON
    return {name for name in call.params | call.body if _plain(name) not in known}


def _plain(name: str) -> str:
    """`attached_media[0]` is `attached_media`."""
    return name.partition("[")[0]
