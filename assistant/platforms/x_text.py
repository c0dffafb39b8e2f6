"""The words of a post, from the text X gives out.

X escapes &, < and > and puts a t.co link for each address; a quote and images add one more at the
end, which nobody wrote (docs.x.com/x-api/fundamentals/data-dictionary, `entities`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_STATUS = re.compile(r"https?://(?:\w+\.)?(?:x|twitter)\.com/[^\s/]+/status/[0-9]+", re.IGNORECASE)
_IMAGE = re.compile(rf"{_STATUS.pattern}/(?:photo|video)/[0-9]+", re.IGNORECASE)
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a text: as it stands there, where it leads, and whether it is an image's."""

    shown: str
    target: str
    image: bool = False


def plain(text: str, links: Sequence[Link], *, quotes: bool) -> str:
    """The words as their author wrote them, with whole addresses.

    Args:
        quotes: whether the post quotes another one.
    """
    added = {each.shown for each in links if _is_added(each, quotes=quotes)}
    rest = text.rstrip()
    while rest and (last := rest.split()[-1]) in added:
        rest = rest.removesuffix(last).rstrip()
    for escaped, char in _ESCAPED:
        rest = rest.replace(escaped, char)
    # longer ones first: one may begin like another
    for link in sorted(links, key=lambda each: len(each.shown), reverse=True):
        rest = rest.replace(link.shown, link.target)
    return rest


def targets(links: Sequence[Link], *, quotes: bool) -> tuple[str, ...]:
    """Where the addresses lead that somebody wrote."""
    told = (each.target for each in links if not _is_added(each, quotes=quotes))
    return tuple(dict.fromkeys(told))


def _is_added(link: Link, *, quotes: bool) -> bool:
    if link.image or _IMAGE.match(link.target):
        return True
    return quotes and _STATUS.match(link.target) is not None
