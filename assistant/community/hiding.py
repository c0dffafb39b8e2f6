"""Which comments can be hidden, and what people read before they do."""

from __future__ import annotations

from assistant.community.accounts import Platform
from assistant.community.inbox import Item, Origin, Part
from assistant.community.rules import Action, Way, rule_of

NOT_OURS = "Only comments under our own posts can be hidden."


def hideable(item: Item, platform: Platform) -> tuple[Part, ...]:
    """The posts of an item that can be hidden: comments under posts of ours that are still there,
    where the platform lets a program do it.
    """
    if rule_of(platform, Action.HIDE).way is not Way.BY_API:
        return ()
    return tuple(
        part
        for part in item.parts
        if part.origin is Origin.COMMENT and part.post_id is not None and part.gone_at is None
    )


def why_not(platform: Platform) -> str:
    """The sentence for somebody who cannot hide it."""
    rule = rule_of(platform, Action.HIDE)
    return NOT_OURS if rule.way is Way.BY_API else rule.text


def hidden_on(platform: Platform) -> str:
    """The note of an item that was."""
    return f"Hidden on {platform.title}."
