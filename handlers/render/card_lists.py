"""Modals of cards that list something: the drafts of an item, a draft's history, the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.community.inbox import Need
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import card_words as say
from handlers.render import draft_words, inputs
from handlers.render.answers import moment
from handlers.render.blocks import Block, Message
from handlers.render.card_notes import entry
from handlers.render.cards import writer
from handlers.render.cards_draft import alternatives, approve_button, exact, grounds, seen
from handlers.render.inputs import Field
from handlers.render.text import clip, fold, linked, unmarked

if TYPE_CHECKING:
    from assistant.community.drafts import AuditEntry
    from assistant.community.inbox import Item
    from assistant.desk.item_views import InboxView, ItemView

BULK = 40
"""Items that one form decides at most: four groups of ten, as many as Slack holds in each."""

LINES = 10
HISTORY = 40
"""Entries of a draft's history: each may take two of the hundred blocks that Slack holds."""

TEXT = 2_900
"""Characters of a text in it."""


def versions(view: ItemView) -> Block:
    """All drafts side by side, each with what may be done with it."""
    drafts = alternatives(view)
    made: list[Block] = []
    for number, draft in enumerate(drafts, 1):
        made += [kit.divider()] if made else []
        made.append(kit.section(f"*{number} of {len(drafts)}* · {say.INTENDS[draft.intent]}"))
        made += [exact(draft), *grounds(view, draft, ())[1:]]
        approve, edit = (
            approve_button(view, draft),
            kit.button(draft_words.EDIT, ids.EDIT, seen(draft)),
        )
        made.append(kit.actions([approve, edit] if approve else [edit]))
    return kit.modal("Versions", made or [kit.section("There is no draft any more.")])


def history(entries: Sequence[AuditEntry]) -> Block:
    """A draft's audit log: who did what to it, and the text wherever it was changed or sent."""
    made: list[Block] = []
    older = len(entries) - HISTORY
    if older > 0:
        many = "1 older entry" if older == 1 else f"{older:,} older entries"
        made.append(kit.context(say.OLDER.format(many=many)))
    before = ""
    for each in entries[-HISTORY:]:
        who = f"<@{each.person_id}>" if each.person_id else "Engage"
        detail = f" · {unmarked(each.detail)}" if each.detail else ""
        line = f"{moment(each.at)} · {who} · {say.HAPPENED[each.happening.value]}{detail}"
        made.append(kit.context(clip(line, kit.SECTION)))
        if each.text and each.text != before:
            made.append(kit.quotation(_whole(each.text)))
            before = each.text
    made = made or [kit.section("Nothing happened yet.")]
    return kit.modal("History", [*made, kit.context(say.WHOLE_LOG)])


def _whole(text: str) -> list[Block]:
    """A text to the letter, as much of it as a block holds; what is left out is said."""
    if len(text) <= TEXT:
        return [kit.words(text)]
    return [kit.words(text[:TEXT]), kit.words(say.REST_IN_LOG, aside=True)]


def bulk(shown: InboxView) -> Block:
    """What is open, to be decided together."""
    items = [each.item for each in shown.items[:BULK]]
    if not items:
        return kit.modal("Inbox", [kit.section(say.NOTHING_OPEN)])
    made: list[Block] = [kit.context(say.BULK.format(count=shown.total))]
    groups = [items[at : at + inputs.TICKS] for at in range(0, len(items), inputs.TICKS)]
    for number, some in enumerate(groups):
        label = "Which ones?" if not number else "More of them"
        field = Field(ids.block_of(f"items{number}", "1"), label, optional=True)
        made.append(inputs.ticks(field, [_tick(each) for each in some]))
    why = Field(ids.block_of("why", "1"), "What becomes of them?")
    made += [
        inputs.radio(why, say.BULK_DECISIONS, say.BULK_DECISIONS[0][0]),
        inputs.text(Field(ids.block_of("more", "1"), "Why", optional=True), most=500),
    ]
    return kit.form(ids.INBOX, "Inbox", "Decide", made, {})


def inbox(shown: InboxView, account_id: str | None) -> Message:
    """What is open, the oldest promise first."""
    if not shown.total:
        told = [kit.section(say.NOTHING_OPEN), kit.context(say.NOT_FROM_BEFORE)]
        return kit.message(say.NOTHING_OPEN, told)
    title = open_title(shown)
    made = [kit.section(title), *open_list(shown)]
    made.append(decide_several(account_id))
    return kit.message(title, made)


def open_title(shown: InboxView) -> str:
    """How many are open, and of how many Engage thinks that they want an answer, in mrkdwn."""
    waits = "waits" if shown.total == 1 else "wait"
    title = f"*{shown.total:,} {waits} for a decision*, the oldest promise first"
    quiet = sum(each.item.triage.need is Need.NONE for each in shown.items)
    if not quiet or len(shown.items) < shown.total:
        return title
    asking = shown.total - quiet
    seem = "seems" if quiet == 1 else "seem"
    return f"{title}: {asking:,} may want an answer, {quiet:,} {seem} to need none"


def open_list(shown: InboxView) -> list[Block]:
    """The first open items, and how many more there are."""
    made = [entry(each.item) for each in shown.items[:LINES]]
    if (more := shown.total - LINES) > 0:
        made.append(kit.context(f"…and {more:,} more."))
    return made


def decide_several(account_id: str | None) -> Block:
    """The button that opens the form for several."""
    return kit.actions([kit.button(say.DECIDE_SEVERAL, ids.INBOX, account_id or ids.ALL)])


def where_card(link: str | None) -> Message:
    """Where a card stands, for somebody who looked for it."""
    words = linked(link, "Here is the card.") if link else say.NO_CARD
    return kit.message(words, [kit.section(words)])


def drafting_for(item: Item, link: str | None) -> Message:
    """That drafts are on their way, and where they appear."""
    where = linked(link, "here is the card") if link else "the card shows them"
    words = say.DRAFTING_FOR.format(who=writer(item), where=where)
    return kit.message(words, [kit.section(words)])


def _tick(item: Item) -> tuple[str, str, str]:
    label = f"{item.person.name or item.person.called}: {fold(item.last.text) or say.NO_WORDS}"
    return item.id, clip(label, inputs.OPTION), say.NEEDS_SHORT[item.triage.need]
