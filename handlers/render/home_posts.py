"""Posts on the Home tab: what goes out next, and the button that opens a studio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.community.scheduling import said_in
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import studio_words as say
from handlers.render.blocks import Block
from handlers.render.text import linked, unmarked

if TYPE_CHECKING:
    from assistant.community.drafts import Draft

NEXT = 3
"""Posts that are named; the rest is counted."""

EXCERPT = 90


@dataclass(frozen=True, slots=True)
class Ahead:
    """What goes out next.

    Attributes:
        posts: approved ones with a link to their studio, the next one first; None for no link.
        more: how many come after them.
        zone: IANA name of the workspace.
    """

    posts: Sequence[tuple[Draft, str | None]]
    more: int
    zone: str


def posts_ahead(ahead: Ahead) -> list[Block]:
    """The next posts by their time, and the button for another one."""
    made: list[Block] = [kit.divider(), kit.header(say.POSTS)]
    lines = [_line(draft, link, ahead.zone) for draft, link in ahead.posts]
    lines += [f"…and {ahead.more} more."] if ahead.more else []
    button = kit.button(say.WRITE_A_POST, ids.POST, "home")
    text = "\n".join([say.NEXT_UP, *lines]) if lines else say.NOTHING_PLANNED
    return [*made, kit.section(text, beside=button)]


def _line(draft: Draft, link: str | None, zone: str) -> str:
    when = said_in(draft.send_at, zone) if draft.send_at else "now"
    words = f"“{unmarked(draft.text, EXCERPT)}”"
    return f"• {when}: {linked(link, words) if link else words}"
