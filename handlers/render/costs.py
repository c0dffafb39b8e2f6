"""What paid calls cost, as a message, a line of the Home tab, and a notice for managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.community import cost_words as words
from handlers import ids
from handlers.render import blocks as kit
from handlers.render.text import fold, mrkdwn

if TYPE_CHECKING:
    from assistant.desk.costing import CostView
    from handlers.render.blocks import Block, Message

EVENT = "engage_costs"


def costs(view: CostView | None) -> Message:
    """This month, for one person's eyes; None: nothing costs anything."""
    if view is None:
        return kit.message(words.NOTHING_COSTS, [kit.section(words.NOTHING_COSTS)])
    title = mrkdwn(words.headline(view.spent))
    made = [kit.section(f"*{title}*")]
    if outlook := words.outlook(view.spent, view.now):
        made.append(kit.section(mrkdwn(outlook)))
    if lines := words.kinds(view.spent):
        made.append(kit.section("\n".join(f"• {mrkdwn(line)}" for line in lines)))
    if lines := words.accounts(view.spent, view.names):
        made.append(kit.section("\n".join(f"• {mrkdwn(fold(line))}" for line in lines)))
    if view.may_change:
        made.append(kit.actions([_button("Change the budget")]))
    return kit.message(title, [*made, kit.context(words.NOT_IN_IT)])


def home_line(view: CostView) -> list[Block]:
    """The month in a line, with the estimate."""
    said = " ".join(filter(None, (words.headline(view.spent), words.outlook(view.spent, view.now))))
    return [kit.context(f"{mrkdwn(said)} `{ids.COMMAND} costs` has the rest.")]


def notice(sentence: str) -> Message:
    """What a manager is told."""
    said = mrkdwn(sentence)
    return kit.message(said, [kit.section(said), kit.actions([_button("Workspace settings")])])


def metadata(key: str) -> Block:
    """What a notice is found again by."""
    return {"event_type": EVENT, "event_payload": {"key": key}}


def _button(label: str) -> Block:
    return kit.button(label, ids.WORKSPACE_SETTINGS, "costs")
