"""What is open, on the Home tab."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.community.overview import Glance
from assistant.desk.item_views import InboxView
from handlers.render import blocks as kit
from handlers.render import card_words as say
from handlers.render.blocks import Block
from handlers.render.card_lists import decide_several, open_list
from handlers.render.text import fold, mrkdwn

LINES = 20
"""Accounts named one by one."""


def open_items(shown: InboxView | None, glances: Sequence[Glance]) -> list[Block]:
    """The inbox, the oldest promise first, after how many wait on each account.

    Args:
        shown: None where no inbox can be shown.
    """
    made = [kit.divider(), kit.header("What is open")]
    if lines := _waiting(glances):
        made.append(kit.context(*lines))
    if shown is None or not shown.total:
        return [*made, kit.section(say.NOTHING_OPEN)]
    return [*made, *open_list(shown), decide_several(None)]


def _waiting(glances: Sequence[Glance]) -> list[str]:
    waits = [
        f"{mrkdwn(fold(each.account.ref.handle))}: {each.waiting.value:,} "
        f"{'comment or mention' if each.waiting.value == 1 else 'comments and mentions'} of the "
        f"last 7 days {'waits' if each.waiting.value == 1 else 'wait'} for an answer"
        for each in glances
        if each.waiting and isinstance(each.waiting.value, int) and each.waiting.value
    ]
    more = [f"…and {len(waits) - LINES} more accounts."] if waits[LINES:] else []
    text = "\n".join(waits[:LINES] + more)
    return [text] if text else []
