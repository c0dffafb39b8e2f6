"""The list of conversations worth joining."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.community.worth_joining import OFF
from handlers import ids
from handlers.render import blocks as kit
from handlers.render.blocks import Block, Message
from handlers.render.spotlights import excerpt, head, leave_alone, named
from handlers.render.text import clip, fold, linked, unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.community.worth_joining import Worth
    from assistant.desk.joining_in import JoinView

FACT = 200
"""Characters of a fact."""
REASONS = 3
"""Reasons to leave things alone that are told."""

TAKE = "Draft a reply"
NOBODY_LISTENS = (
    "Nobody listens yet, so there is nothing to join. Save a search with `/engage listen`: the "
    "name of your brand is a good start."
)
NOTHING = "Nothing found in the last 7 days is worth joining. Better to leave it."
DONE = (
    "{used} of {most} conversations were joined today. That is the limit here, so the rest waits."
)
LEFT_TODAY = "{used} of {most} for today are used, over all accounts."


def joins(view: JoinView, now: datetime) -> Message:
    """What is worth joining, why, and what could be added; then what is better left alone."""
    title = f"Worth joining: {unmarked(str(view.account.ref))}"
    made = [head(f"*{title}*", view.account, view.accounts, ids.JOIN)]
    if not view.searches and not view.good:
        return kit.message(title, [*made, kit.section(NOBODY_LISTENS)])
    full = view.used >= view.most
    limit = (DONE if full else LEFT_TODAY).format(used=view.used, most=view.most)
    limit = limit if view.most else OFF
    if not view.good:
        made.append(kit.section(NOTHING))
    for each in view.good:
        made += _worth(each, view.account.id, now, open_=not full)
    notes = [limit, *_left(view.left)]
    return kit.message(title, [*made, kit.context(*notes)])


def _worth(each: Worth, account_id: str, now: datetime, *, open_: bool) -> list[Block]:
    hit = each.hit
    reasons = "\n".join(f"• {unmarked(reason)}" for reason in each.reasons)
    fact = each.add[0]
    words = (
        f"*{named(hit.author)}* · {_ago(now - hit.created_at)} · {linked(hit.url, 'open')}\n"
        f"“{excerpt(hit.text)}”\n{reasons}\n"
        f"_What you know:_ {unmarked(clip(fold(fact.text), FACT))}"
    )
    value = f"{account_id}:{hit.id}"
    buttons = [leave_alone(account_id, hit.author)]
    if open_ and len(value) <= kit.VALUE:
        buttons.insert(0, kit.button(TAKE, ids.JOIN_TAKE, value, style="primary"))
    return [kit.section(words), kit.actions(buttons)]


def _left(left: Sequence[Worth]) -> list[str]:
    """How many are better left alone, by the reason."""
    if not left:
        return []
    told = Counter(each.reasons[-1] for each in left).most_common(REASONS)
    many = "1 other is" if len(left) == 1 else f"{len(left)} others are"
    return [f"{many} better left alone.", *(f"{n}: {unmarked(why)}" for why, n in told)]


def _ago(age: timedelta) -> str:
    hours = max(0, int(age.total_seconds() // 3_600))
    if not hours:
        return "just now"
    days = hours // 24
    if days:
        return "1 day ago" if days == 1 else f"{days} days ago"
    return "1 hour ago" if hours == 1 else f"{hours} hours ago"
