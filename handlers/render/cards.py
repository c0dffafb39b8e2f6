"""The card of an item: who wrote what, by when an answer is promised, whose it is, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.community.hiding import hideable
from assistant.community.inbox import (
    Decision,
    Exchange,
    Familiarity,
    Item,
    Need,
    Part,
    PersonCard,
)
from assistant.community.posts import SOMEBODY
from assistant.community.rules import Way
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import card_words as say
from handlers.render import draft_words
from handlers.render.answers import moment
from handlers.render.blocks import Block, Message
from handlers.render.cards_draft import current, draft_blocks, no_draft
from handlers.render.language_names import LANGUAGES
from handlers.render.text import linked, unmarked

if TYPE_CHECKING:
    from assistant.community.brand import BrandFact
    from assistant.desk.item_views import ItemView

PARTS, PARTS_BESIDE_A_DRAFT = 4, 2
"""Posts of a burst that are repeated; the latest ones."""

SHOWN = 900
"""Characters of each of them."""

NAME = 80
EXCERPT = 140
"""Characters of a post in a notification, a list or a line of what was said before."""


def card(view: ItemView, facts: Sequence[BrandFact] = ()) -> Message:
    """The whole card.

    Args:
        facts: those that the draft on it rests on.
    """
    if not view.item.is_open:
        return kit.message(summary(view.item), [*_decided(view), kit.divider()])
    draft = current(view)
    quote = _quote(view, parts=PARTS_BESIDE_A_DRAFT if draft else PARTS)
    made = [_head(view), quote, kit.context(*_why(view)), _clock(view)]
    if notes := list(_notes(view)):
        made.append(kit.context(*notes))
    made += draft_blocks(view, draft, facts) if draft else _begin(view)
    # Cards that come one after the other stand apart.
    return kit.message(summary(view.item), [*made, kit.divider()])


def summary(item: Item) -> str:
    """An item in one mrkdwn line, for notifications and lists."""
    words = f"{writer(item)} {say.WROTE[item.origin]}"
    return f"{words}: “{excerpt(item)}”" if item.last.text.strip() else f"{words}, without words"


def writer(item: Item) -> str:
    """Who wrote it, in mrkdwn."""
    return unmarked(item.person.name, NAME) or unmarked(item.person.called, NAME) or SOMEBODY


def excerpt(item: Item) -> str:
    """The beginning of what they wrote, in mrkdwn."""
    return unmarked(item.last.text, EXCERPT)


def promised(item: Item) -> str:
    """By when an answer is promised, in mrkdwn."""
    if item.due_at is None:
        return say.NO_PROMISE
    return say.DUE[item.step].format(due=moment(item.due_at))


def holder(item: Item) -> str:
    """Whose it is, in mrkdwn."""
    return f"<@{item.assignee_id}> has it" if item.assignee_id else say.NOBODY_HAS_IT


# -- who and what ---------------------------------------------------------------------------


def _head(view: ItemView) -> Block:
    item, platform = view.item, view.account.ref.platform.title
    place = linked(item.last.url, f"on {platform}")
    handle = item.person.spoken_to
    who = [unmarked(handle, NAME)] if handle.startswith("@") else []
    if view.person_card:
        who.append(_familiar(view.person_card))
    entries = [(f"{what}:{item.id}", label) for what, label in say.MENU]
    lines = f"*{writer(item)}* {say.WROTE[item.origin]} {place}\n{' · '.join(who)}"
    menu = kit.menu(ids.CARD_MENU, entries) if item.is_open else None
    return kit.section(lines, beside=menu)


def _familiar(person: PersonCard) -> str:
    known = say.KNOWN[person.familiarity]
    if not person.written:
        return known or say.KNOWN[Familiarity.FIRST_TIMER]
    many = say.TIMES.get(person.written, f"{person.written:,} times")
    wrote = f"wrote {many} before, you answered {person.answered:,}"
    return f"{known}: {wrote}" if known else wrote


def _quote(view: ItemView, *, parts: int, most: int = SHOWN) -> Block:
    """Their words, the older posts of a burst before the latest."""
    item, platform = view.item, view.account.ref.platform.title
    pieces: list[Block] = []
    for at, part in enumerate(item.parts[-parts:]):
        pieces += [kit.words("\n\n")] if at else []
        pieces += _part(part, platform, most)
    return kit.quotation(pieces)


def _part(part: Part, platform: str, most: int) -> Iterator[Block]:
    text = part.text.strip()
    if not text:
        yield kit.words(say.NO_WORDS, aside=True)
    elif len(text) > most:
        yield kit.words(text[:most].rstrip())
        yield kit.words(say.CUT.format(platform=platform), aside=True)
    else:
        yield kit.words(text)
    if part.gone_at is not None:
        yield kit.words(say.DELETED, aside=True)
    elif part.edited_at is not None:
        yield kit.words(say.EDITED, aside=True)


# -- why, and by when -----------------------------------------------------------------------


def _why(view: ItemView) -> list[str]:
    """Small print: the account, why it is here, and the last exchange with this person."""
    item, triage = view.item, view.item.triage
    reason = unmarked(triage.reason)
    needs = {
        Need.REPLY: f"needs a reply: {reason}",
        Need.UNSURE: f"may need a reply: {reason}",
        Need.NONE: f"needs no reply, it seems: {reason}",
    }
    told = [unmarked(str(view.account.ref)), needs[triage.need]]
    told += [say.FEELS[triage.sentiment]] if triage.sentiment in say.FEELS else []
    if triage.language:
        told.append(LANGUAGES.get(triage.language.partition("-")[0], triage.language))
    lines = [" · ".join(told)]
    if view.person_card and view.person_card.exchanges:
        lines.append(_before(view.person_card.exchanges[0]))
    if not item.open_to_all:
        lines.append(say.ONLY_HERE.format(platform=view.account.ref.platform.title))
    return lines


def _before(last: Exchange) -> str:
    theirs = unmarked(last.text, EXCERPT)
    line = f"Before, {moment(last.at, last.url)}: “{theirs}”"
    if last.answer is None:
        return f"{line} (not answered)"
    return f"{line} You: “{unmarked(last.answer, EXCERPT)}”"


def _clock(view: ItemView) -> Block:
    item = view.item
    lines = f"{promised(item)} · {holder(item)}"
    if item.snoozed_until is not None:
        lines += f"\n💤 Quiet until {moment(item.snoozed_until)}."
        lines += " The promise goes on." if item.due_at else ""
    if item.assignee_id:
        return kit.section(lines)
    return kit.section(lines, beside=kit.button(say.ASSIGN_TO_ME, ids.TAKE, item.id))


def _notes(view: ItemView) -> Iterator[str]:
    if not view.publishing:
        yield draft_words.SWITCHED_OFF
    if view.unkept:
        yield f"✋ {view.unkept}"
    verdict = view.verdict
    if verdict is not None and verdict.way is not Way.BY_API and verdict.reason:
        yield f"✋ {unmarked(verdict.reason)}"


def _begin(view: ItemView) -> list[Block]:
    """What can be done while there is no draft."""
    item = view.item
    if view.waiting:
        return [kit.context(say.DRAFTING)]
    if view.verdict is not None and view.verdict.way is Way.NOT_AT_ALL:
        return []
    buttons = [
        kit.button(say.DRAFT_REPLY, ids.DRAFT, item.id, style="primary"),
        kit.button(say.THANK, ids.THANK, item.id),
        kit.button(say.WRITE_MYSELF, ids.COMPOSE, item.id),
    ]
    if hideable(item, view.account.ref.platform):
        buttons.append(kit.button(say.HIDE, ids.HIDE, item.id))
    return [*no_draft(view), kit.actions(buttons)]


# -- afterwards -----------------------------------------------------------------------------


def _decided(view: ItemView) -> list[Block]:
    """A card that is done: small, with what became of it."""
    item = view.item
    assert item.decision is not None
    made = [_head(view), _quote(view, parts=PARTS_BESIDE_A_DRAFT, most=EXCERPT * 2)]
    draft = current(view)
    if draft is not None and draft.url is not None:
        return [*made, *draft_blocks(view, draft, ())]
    line = say.DECIDED[item.decision]
    if item.decision is not Decision.GONE and item.decided_by:
        line += f" by <@{item.decided_by}>"
    at = item.answered_at or item.decided_at
    line += f", {moment(at)}" if at else ""
    if item.note:
        line += f": {unmarked(item.note)}"
    if item.answer_url:
        line += f" · {linked(item.answer_url, 'see the answer')}"
    again = kit.button(say.OPEN_AGAIN, ids.OPEN_AGAIN, item.id) if item.may_reopen else None
    return [*made, kit.section(line, beside=again)]
