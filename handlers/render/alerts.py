"""An alert as a message: what is unusual, what is usual, and links to the oldest of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers import ids
from handlers.render import blocks as kit
from handlers.render.blocks import Message
from handlers.render.text import linked, mrkdwn

if TYPE_CHECKING:
    from assistant.community.accounts import Account

OPEN = "See what is open"


def alert(account: Account, sentences: Sequence[str]) -> Message:
    """What somebody should look at.

    Args:
        sentences: the words first; what begins with an address leads there.
    """
    words = [each for each in sentences if not each.startswith("http")]
    urls = [each for each in sentences if each.startswith("http")]
    links = [linked(url, str(number)) for number, url in enumerate(urls, 1)]
    said = mrkdwn(" ".join(words))
    oldest = f"\nThe oldest of them: {', '.join(links)}" if links else ""
    button = kit.button(OPEN, ids.INBOX, account.id)
    blocks = [kit.section(f":warning: {said}{oldest}"), kit.actions([button])]
    return kit.message(said, blocks)
