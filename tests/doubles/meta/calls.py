"""The log of requests: what was asked, without anything secret."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Call:
    """One request.

    Attributes:
        template: the path with the kind of node in place of an id: `/{PagePost}/comments`.
        fields: (kind of node, name) of every field that was asked for, at any depth.
        modifiers: (kind of node, field, name) of every `.name(...)` behind a field.
        params: names of the parameters in the address.
        body: names of the parameters in the body.
        edge: (kind of node, edge) that was read or written, None for a node itself.
        code: of the error it was answered with; 0 for none.
        by_header: whether the token came in a header.
    """

    method: str
    template: str = ""
    node_id: str = ""
    fields: set[tuple[str, str]] = field(default_factory=set)
    modifiers: set[tuple[str, str, str]] = field(default_factory=set)
    params: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    edge: tuple[str, str] | None = None
    status: int = 0
    code: int = 0
    by_header: bool = False
    proven: bool = False
