"""What is said around cards: reminders, the digest, what came before, trouble with a channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.community.clearances import WATCHED
from assistant.community.inbox import Item, Step
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import card_words as say
from handlers.render.blocks import Block, Message
from handlers.render.cards import holder, promised, summary
from handlers.render.text import unmarked

if TYPE_CHECKING:
    from assistant.community.accounts import Account

LISTED = 8
"""Items named in a digest; the rest is counted."""

EVENT = "engage_item"
"""The kind of metadata on a card. Any app in the workspace can read it: an id, and nothing else."""


def metadata(item_id: str) -> Block:
    """What a card's message carries beside its blocks."""
    return {"event_type": EVENT, "event_payload": {"item_id": item_id}}


def reminder(item: Item, account: Account, step: Step, link: str | None) -> Message:
    """That a rung of the ladder is reached, for whoever is to hear of it.

    Args:
        link: to the card; None where there is none.
    """
    words = say.SNOOZE_OVER if step is Step.STARTED else f"{promised(item)} · {holder(item)}"
    text = f"{named(item, account)}\n{words}"
    if step is Step.STARTED and item.due_at:
        text += f" {promised(item)}"
    if link is not None:
        beside = kit.link_button(say.OPEN_CARD, ids.OPEN_POST, link, style=None)
    else:
        beside = kit.button(say.SHOW_CARD, ids.SHOW_CARD, item.id)
    return kit.message(text, [kit.section(text, beside=beside)])


def digest(account: Account, items: Sequence[Item]) -> Message:
    """What waits without a card of its own."""
    count, name = len(items), unmarked(str(account.ref))
    title = say.DIGEST.format(count=count, wait="waits" if count == 1 else "wait", account=name)
    made = [kit.section(title), *(_entry(each, named(each, account)) for each in items[:LISTED])]
    if (more := count - LISTED) > 0:
        made.append(kit.context(f"…and {more} more under `{ids.COMMAND} inbox`."))
    made.append(kit.actions([kit.button(say.DECIDE_SEVERAL, ids.INBOX, account.id)]))
    return kit.message(title, made)


def entry(item: Item) -> Block:
    """One open item in a list, with a button that leads to its card."""
    return _entry(item, summary(item))


def named(item: Item, account: Account) -> str:
    """An item in one mrkdwn line of a message that stays as it is. It has no words and no name
    where both must go from everywhere once they are deleted: cards are drawn anew, this is not.
    """
    platform = account.ref.platform
    if platform not in WATCHED:
        return summary(item)
    return f"Somebody {say.WROTE[item.origin]} on {platform.title}"


def _entry(item: Item, words: str) -> Block:
    state = f"{promised(item)} · {holder(item)}"
    beside = kit.button(say.SHOW_CARD, ids.SHOW_CARD, item.id)
    return kit.section(f"{words}\n{state}", beside=beside)


def earlier(account: Account, count: int) -> Message:
    """How much was unanswered before the account was connected."""
    name, have = unmarked(str(account.ref)), "has" if count == 1 else "have"
    many = "1 comment" if count == 1 else f"{count:,} comments"
    text = say.EARLIER.format(count=many, account=name, have=have)
    button = kit.button(say.SHOW_LAST, ids.SHOW_EARLIER, account.id)
    return kit.message(text, [kit.section(text), kit.actions([button])])


def earlier_shown(person_id: str, count: int) -> Message:
    """What is left of that offer once somebody took it."""
    words = say.EARLIER_SHOWN.format(who=f"<@{person_id}>", came=say.coming(count))
    return kit.message(words, [kit.context(words)])


def moved_on(item: Item) -> Message:
    """What is left of a card that stands elsewhere now."""
    words = say.MOVED_ON.format(who=f"<@{item.assignee_id}>" if item.assignee_id else "others")
    return kit.message(words, [kit.context(words)])


def channel_gone(account: Account, channel_id: str) -> Message:
    """For managers: the channel of an account takes no cards."""
    words = say.CHANNEL_GONE.format(account=unmarked(str(account.ref)), channel=channel_id)
    return kit.message(words, [kit.section(words)])


def no_channel(account: Account) -> Message:
    """For managers: an account has no channel."""
    words = say.NO_CHANNEL.format(account=unmarked(str(account.ref)))
    return kit.message(words, [kit.section(words)])
