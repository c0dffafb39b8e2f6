"""The part of a card that shows a draft: its exact text, what it rests on, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.community.authenticity.findings import Level
from assistant.community.cost_words import sending
from assistant.community.drafts import PERSON, UNDER_WAY, Draft, DraftState
from assistant.community.plain_text import invisible
from assistant.community.rules import Way
from assistant.community.staleness import of_item
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import card_words as say
from handlers.render import draft_words
from handlers.render.answers import moment
from handlers.render.blocks import Block
from handlers.render.drafts import (
    remarks,
    rests_on,
    to_add,
    to_the_second,
    trouble,
    unconfirmed,
    under_way,
    written_by,
)
from handlers.render.text import clip, fold, linked, mrkdwn

if TYPE_CHECKING:
    from assistant.community.brand import BrandFact
    from assistant.desk.item_views import ItemView

LONGEST = 3_000
"""Characters of a draft that a card shows, and that a form can change. A longer one cannot be
approved there: nobody would have seen all of it."""

NEWS = 1_500

_ALIVE = frozenset({DraftState.PENDING, DraftState.STALE, DraftState.FAILED})


def current(view: ItemView) -> Draft | None:
    """The draft that a card shows: what is under way or published, else what a person worked on
    last, else the first.
    """
    settled = [each for each in view.drafts if each.state in UNDER_WAY | {DraftState.PUBLISHED}]
    alive = [each for each in view.drafts if each.state in _ALIVE]
    return next(iter(settled), None) or max(alive, key=lambda each: each.version, default=None)


def alternatives(view: ItemView) -> tuple[Draft, ...]:
    """Drafts that could be approved, in their order."""
    return tuple(each for each in view.drafts if each.state is DraftState.PENDING)


def draft_blocks(view: ItemView, draft: Draft, facts: Sequence[BrandFact]) -> list[Block]:
    """A draft on its card, as far as it has come."""
    made = [kit.divider(), kit.section(_title(view, draft)), exact(draft)]
    match draft.state:
        case DraftState.PENDING:
            if draft.problem:  # it was approved before, and why it was not sent
                made.append(kit.section(f"↩️ {trouble(draft)}"))
            made += [*grounds(view, draft, facts), kit.actions(_choices(view, draft))]
        case DraftState.STALE:
            made += _stale(view, draft)
        case DraftState.FAILED:
            made += [kit.section(f"{draft_words.FAILED} {trouble(draft)}"), _again(draft)]
        case DraftState.UNKNOWN:
            made += _unknown(view, draft)
        case _:
            made.append(_under_way(view, draft))
    if view.waiting and draft.state in _ALIVE:
        made.append(kit.context(say.REDRAFTING))
    return made if draft.state not in _ALIVE else [*made, *no_draft(view)]


def no_draft(view: ItemView) -> list[Block]:
    """Why the last wish brought nothing, where it did not."""
    return [kit.section(f"✍️ {mrkdwn(fold(view.trouble))}")] if view.trouble else []


def exact(draft: Draft) -> Block:
    """The text to the letter, addresses and all, in which nothing is markup."""
    if len(draft.text) <= LONGEST:
        return kit.quotation([kit.words(draft.text)])
    cut = kit.words(draft_words.TOO_LONG_TO_SHOW, aside=True)
    return kit.quotation([kit.words(draft.text[:LONGEST]), cut])


def grounds(view: ItemView, draft: Draft, facts: Sequence[BrandFact]) -> list[Block]:
    """What a draft rests on, what a person must add, and what the lint says of it."""
    made = [kit.context(rests_on(draft, facts))]
    if by_api(view) and (cost := sending(view.account.ref.platform, draft)):
        made.append(kit.context(f"💵 {cost}"))
    made += to_add(draft)
    if unseen := invisible(draft.text):
        made.append(kit.section(say.UNSEEN.format(names=", ".join(unseen))))
    return made + remarks(draft.text, view.findings.get(draft.id, ()))


def approve_button(view: ItemView, draft: Draft) -> Block | None:
    """The button that publishes it: not the first choice where the lint holds something against it,
    a copy where the platform takes it from a person only, none where not all of it is shown.
    """
    if len(draft.text) > LONGEST:
        return None
    if not by_api(view):
        return kit.button(say.COPY, ids.COPY, seen(draft), style="primary")
    blocked = any(each.level is Level.BLOCK for each in view.findings.get(draft.id, ()))
    style = None if blocked or draft.add or invisible(draft.text) else "primary"
    return kit.button(draft_words.APPROVE, ids.APPROVE, seen(draft), style=style)


def by_api(view: ItemView) -> bool:
    """Whether Engage may send it, as far as is known."""
    return view.verdict is None or view.verdict.way is Way.BY_API


def seen(draft: Draft) -> str:
    """What the buttons of a draft carry."""
    return ids.SeenDraft(draft.id, draft.item_id, draft.version, draft.digest).value


def _title(view: ItemView, draft: Draft) -> str:
    if draft.state is DraftState.PUBLISHED:
        return "*Your reply*"
    others = alternatives(view)
    many = draft in others and len(others) > 1
    which = f" {others.index(draft) + 1} of {len(others)}" if many else ""
    return f"*Draft{which}* · {_told(draft)}"


def _told(draft: Draft) -> str:
    """What it wants to do and who wrote it."""
    who = written_by(draft)
    return who if draft.composer == PERSON else f"{say.INTENDS[draft.intent]} · {who}"


# -- what may be done -----------------------------------------------------------------------


def _choices(view: ItemView, draft: Draft) -> list[Block]:
    value, approve = seen(draft), approve_button(view, draft)
    buttons = [approve] if approve else []
    first = None if approve and "style" in approve else "primary"
    buttons += [] if by_api(view) else [kit.button(say.DONE, ids.POSTED, view.item.id)]
    buttons.append(kit.button(draft_words.EDIT, ids.EDIT, value, style=first))
    buttons.append(kit.button(say.REDO, ids.REDO, value))
    if (others := len(alternatives(view)) - 1) > 0:
        label = "Other version" if others == 1 else f"Other versions ({others})"
        buttons.append(kit.button(label, ids.VERSIONS, view.item.id))
    buttons.append(kit.button(say.DISMISS, ids.DISMISS, value))
    return buttons


def _again(draft: Draft) -> Block:
    value = seen(draft)
    return kit.actions(
        [
            kit.button(draft_words.TRY_AGAIN, ids.REOPEN, value, style="primary"),
            kit.button(say.COPY, ids.COPY, value),
            kit.button(draft_words.EDIT, ids.EDIT, value),
            kit.button(say.REDO, ids.REDO, value),
            kit.button(say.DISMISS, ids.DISMISS, value),
            kit.button(draft_words.HISTORY, ids.HISTORY, draft.id),
        ]
    )


def _stale(view: ItemView, draft: Draft) -> list[Block]:
    made = [kit.section(say.STALE)]
    if news := draft.problem or "\n".join(of_item(view.item, draft).lines()):
        made.append(kit.quotation([kit.words(clip(news, NEWS))]))
    value = seen(draft)
    buttons = [
        kit.button(say.DRAFT_AGAIN, ids.DRAFT, view.item.id, style="primary"),
        kit.button(say.STILL_FITS, ids.REOPEN, value),
        kit.button(draft_words.EDIT, ids.EDIT, value),
        kit.button(say.DISMISS, ids.DISMISS, value),
    ]
    return [*made, kit.actions(buttons)]


def _unknown(view: ItemView, draft: Draft) -> list[Block]:
    platform, url = view.account.ref.platform.title, view.item.last.url
    look = None
    if url.startswith("https://"):
        look = kit.link_button(f"Look on {platform}", ids.OPEN_POST, url, style=None)
    return unconfirmed(
        draft, platform, seen(draft), there=ids.THERE, send_again=ids.SEND_AGAIN, look=look
    )


def _under_way(view: ItemView, draft: Draft) -> Block:
    at = draft.send_at or draft.approved_at or view.now
    waits = draft.state is DraftState.APPROVED
    line = under_way(draft, to_the_second(at) if waits else moment(draft.sent_at or at))
    if draft.dry_run:
        line += f"\n{draft_words.DRY_RUN}"
    if draft.url:
        line += f" {linked(draft.url, f'See it on {view.account.ref.platform.title}')}"
    if waits:
        return kit.section(line, beside=kit.button(draft_words.UNDO, ids.UNDO, seen(draft)))
    beside = None
    if draft.state is DraftState.PUBLISHED:
        beside = kit.button(draft_words.HISTORY, ids.HISTORY, draft.id)
    return kit.section(line, beside=beside)
