"""Pages of the web that a person names. See `assistant.ports`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.community.markdown import Passage


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as people read it: where it was found in the end, its title, its passages in order.

    Menus, forms and whatever a browser would hide are left out.
    """

    url: str
    title: str
    passages: tuple[Passage, ...]


class WebPages(Protocol):
    """Reads one page at a time, through the guard that keeps Engage on the public web."""

    async def read(self, url: str) -> WebPage:
        """Read a page, within seconds.

        Raises:
            InvalidInput: it cannot be read, in one sentence with the way on.
        """
        ...
