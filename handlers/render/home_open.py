"""What is open, on the Home tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.community.accounts import called
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import card_words as say
from handlers.render.blocks import Block
from handlers.render.card_lists import decide_several, open_list, open_title
from handlers.render.text import fold, mrkdwn

if TYPE_CHECKING:
    from assistant.community.overview import Glance
    from assistant.desk.item_views import InboxView

LINES = 20
"""Accounts named one by one."""


def open_items(shown: InboxView | None, glances: Sequence[Glance]) -> list[Block]:
    """The inbox, the oldest promise first; where nothing is in it, what has no answer all the same.

    Args:
        shown: None where no inbox can be shown.
    """
    made = [kit.divider(), kit.header("What is open")]
    if shown is not None and shown.total:
        title = kit.section(open_title(shown))
        return [*made, title, *open_list(shown), decide_several(None)]
    waits = [each for each in glances if _count(each)]
    if waits:
        made.append(kit.context(_unanswered(waits)))
    earlier = kit.button(say.SHOW_LAST, ids.SHOW_EARLIER, waits[0].account.id) if waits else None
    # Without an answer and with nothing to decide: they were there before Engage was connected.
    words = say.ONLY_EARLIER if shown is not None and waits else say.NOTHING_OPEN
    return [*made, kit.section(words, beside=earlier if shown is not None else None)]


def _count(glance: Glance) -> int:
    """How many of the last seven days have no answer of ours, as far as it is known."""
    value = glance.waiting.value if glance.waiting else None
    return value if isinstance(value, int) else 0


def _unanswered(glances: Sequence[Glance]) -> str:
    lines, names = [], called(each.account for each in glances)
    for each in glances[:LINES]:
        count, one = _count(each), _count(each) == 1
        what = "comment or mention" if one else "comments and mentions"
        name = mrkdwn(fold(names[each.account.id]))
        have = "has" if one else "have"
        lines.append(f"{name}: {count:,} {what} of the last 7 days {have} no answer from you")
    if (more := len(glances) - LINES) > 0:
        lines.append(f"…and {more} more accounts.")
    return "\n".join(lines)
