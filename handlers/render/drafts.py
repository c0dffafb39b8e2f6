"""What a card and a studio show alike of a draft: who wrote it, what it rests on, how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.community.drafts import PERSON, Confidence, Draft
from handlers.render import blocks as kit
from handlers.render import draft_words as say
from handlers.render.blocks import Block
from handlers.render.text import linked, unmarked

if TYPE_CHECKING:
    from assistant.community.authenticity.findings import Finding
    from assistant.community.brand import BrandFact

FINDINGS = 5
"""Remarks of the lint on one draft, the gravest first."""

ALIKE = 3
"""Places of a text that one remark quotes; how many more there are is said."""

SPAN = 90
REASON = 180
PROBLEM = 500
FACTS = 4


def written_by(draft: Draft) -> str:
    """Who wrote it, and who changed it, in mrkdwn."""
    if draft.composer == PERSON:
        return f"written by <@{draft.author_id}>"
    offline = draft.composer == "offline"
    who = say.BY_RULES if offline else f"written by {unmarked(draft.composer)}"
    edited = f", edited by <@{draft.author_id}>" if draft.text != draft.original else ""
    return f"{who}{edited}"


def rests_on(draft: Draft, facts: Sequence[BrandFact]) -> str:
    """What a draft rests on, in mrkdwn."""
    if draft.composer == PERSON:
        return "A person’s own words."
    named = "; ".join(_fact(each) for each in facts[:FACTS])
    if draft.text != draft.original:  # what holds the words that a person put in, nobody knows
        return f"{say.RESTED_ON}{named}" if named else say.RESTED_ON_NOTHING
    told = named or draft.confidence is Confidence.LOW  # of what nothing holds nobody is sure
    sure = f" · {say.SURE[draft.confidence]}" if told and draft.confidence in say.SURE else ""
    return f"{say.RESTS_ON}{named}{sure}" if named else f"{say.RESTS_ON_NOTHING}{sure}"


def _fact(fact: BrandFact) -> str:
    label = unmarked(fact.title, SPAN)
    shown = linked(fact.source, label)
    named = "" if shown != label else f" ({unmarked(fact.source, SPAN)})"
    until = f", valid until {fact.valid_until:%d %b %Y}" if fact.valid_until else ""
    return f"*{shown}*{named}{until}"


def to_add(draft: Draft) -> list[Block]:
    """What a person must add before it goes out."""
    if not draft.add:
        return []
    lines = "\n".join(f"• {unmarked(each, REASON)}" for each in draft.add[:FINDINGS])
    return [kit.section(f"✏️ {say.ADD_FIRST}\n{lines}")]


def remarks(text: str, findings: Sequence[Finding]) -> list[Block]:
    """What the lint says of a text, the gravest first; what it says of several places, once."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for each in sorted(findings, key=lambda each: (-each.level, each.start)):
        alike.setdefault((each.level, each.reason, each.plainer), []).append(each)
    lines = [_remark(text, each) for each in [*alike.values()][:FINDINGS]]
    if (more := len(alike) - FINDINGS) > 0:
        lines.append(f"…and {more} more.")
    return [kit.section("\n".join(lines))] if lines else []


def _remark(text: str, findings: Sequence[Finding]) -> str:
    """One remark: which words, why, and a plainer way to say it."""
    first = findings[0]
    spans = dict.fromkeys(text[each.start : each.end].strip() for each in findings)
    room = SPAN // min(len(spans), ALIKE)
    words = [f"“{unmarked(each, room)}”" for each in spans if each]
    more = [f"{len(words) - ALIKE} more"] if len(words) > ALIKE else []
    quoted = f"{', '.join([*words[:ALIKE], *more])}: " if words else ""
    plainer = f" → {unmarked(first.plainer, REASON)}" if first.plainer else ""
    return f"{say.SIGNS[first.level]} {quoted}{unmarked(first.reason, REASON)}{plainer}"


def trouble(draft: Draft) -> str:
    """What went wrong with it; "" where nothing did."""
    return unmarked(draft.problem, PROBLEM)


def under_way(draft: Draft, when: str) -> str:
    """How far a draft has come that somebody approved."""
    return say.UNDER_WAY[draft.state].format(who=approver(draft), when=when)


def approver(draft: Draft) -> str:
    """Who approved it, in mrkdwn."""
    return f"<@{draft.approver_id}>" if draft.approver_id else "a person"


def to_the_second(at: datetime) -> str:
    """A time of today as everybody reads it in their own zone."""
    return f"<!date^{int(at.timestamp())}^{{time_secs}}|{at:%H:%M:%S} UTC>"


def unconfirmed(
    draft: Draft,
    platform: str,
    value: str,
    *,
    there: str,
    send_again: str,
    look: Block | None = None,
) -> list[Block]:
    """Sent, and nobody knows whether it arrived: somebody looks, and says so.

    Args:
        value: what the buttons carry.
        there: the id of the button that says that it is there.
        send_again: the id of the one that sends it once more.
        look: a link to where to look; None where there is none.
    """
    words = f"{say.NOT_CONFIRMED.format(platform=platform)} {trouble(draft)}".strip()
    again = kit.button(say.SEND_AGAIN, send_again, value, style="danger")
    buttons = [
        kit.button(say.IT_IS_THERE, there, value, style="primary"),
        kit.asking_first(again, "Send it again?", say.SURE_TO_SEND, say.SEND_AGAIN),
    ]
    return [kit.section(words), kit.actions([look, *buttons] if look else buttons)]
