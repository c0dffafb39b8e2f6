"""The Link header (RFC 8288): where a server says that a listing goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LINK = re.compile(r"<(?P<url>[^<>]*)>(?P<rest>[^<]*)")
_REL = re.compile(r"""\brel\s*=\s*["']?(?P<rel>[a-z]+)""", re.IGNORECASE)


def relations(header: str) -> Mapping[str, str]:
    """The addresses of a Link header by their relation; the first of each counts."""
    found: dict[str, str] = {}
    for link in _LINK.finditer(header):
        relation = _REL.search(link["rest"])
        if relation:
            found.setdefault(relation["rel"].lower(), link["url"])
    return found
