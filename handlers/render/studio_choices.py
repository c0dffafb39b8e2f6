"""What may be done with an idea as it is, and what became of one that was approved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.community.authenticity.findings import Level
from assistant.community.drafts import DraftState
from assistant.community.scheduling import said_in
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import draft_words
from handlers.render import studio_words as say
from handlers.render.answers import moment
from handlers.render.blocks import Block
from handlers.render.drafts import approver, to_the_second, trouble, unconfirmed, under_way
from handlers.render.text import linked

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.drafts import Draft
    from assistant.desk.studio_views import StudioView

SOON = timedelta(minutes=10)
"""What goes out later than this was put off to a time of its own."""


def choices(view: StudioView, draft: Draft, *, whole: bool) -> list[Block]:
    """The buttons of an idea that can still be changed.

    Args:
        whole: whether all of it is shown: nobody approves what they did not see.
    """
    value = seen(view, draft)
    if draft.state is DraftState.FAILED:
        again = kit.button(draft_words.TRY_AGAIN, ids.POST_APPROVE, value, style="primary")
        edit = kit.button(draft_words.EDIT, ids.POST_EDIT, value)
        return [kit.section(_failed(draft)), kit.actions([again, edit, _menu(view, draft)])]
    buttons = []
    if draft.id not in view.counts:
        buttons.append(kit.button(say.COPY, ids.POST_COPY, value, style="primary"))
    elif whole:
        blocked = any(each.level is Level.BLOCK for each in view.findings.get(draft.id, ()))
        doubtful = blocked or draft.add or draft.id in view.held or draft.id in view.against
        style = None if doubtful else "primary"
        buttons.append(kit.button(draft_words.APPROVE, ids.POST_APPROVE, value, style=style))
        buttons.append(kit.button(say.WHEN, ids.POST_WHEN, value))
    buttons.append(kit.button(draft_words.EDIT, ids.POST_EDIT, value))
    return [kit.actions([*buttons, _menu(view, draft)])]


def outcome(view: StudioView, draft: Draft, account: Account | None) -> list[Block]:
    """What became of an idea that was approved."""
    platform = account.ref.platform.title if account else "The platform"
    if draft.state is DraftState.UNKNOWN:
        value = seen(view, draft)
        return unconfirmed(
            draft, platform, value, there=ids.POST_THERE, send_again=ids.POST_SEND_AGAIN
        )
    at = draft.send_at or draft.approved_at or view.now
    if draft.state is DraftState.APPROVED:
        return [*_waiting(view, draft), *_dry(draft)]
    line = under_way(draft, moment(draft.sent_at or at))
    if draft.state is not DraftState.PUBLISHED and draft.out:
        line += f" {say.PARTLY.format(out=len(draft.out), all=len(draft.posts))}"
    if draft.url:
        line += f" {linked(draft.url, f'See it on {platform}')}"
    beside = None
    if draft.state is DraftState.PUBLISHED:
        beside = kit.button(draft_words.HISTORY, ids.POST_HISTORY, draft.id)
    return [kit.section(line, beside=beside), *_dry(draft)]


def seen(view: StudioView, draft: Draft) -> str:
    """What the buttons of a draft carry."""
    return ids.SeenDraft(draft.id, view.studio.id, draft.version, draft.digest).value


def _menu(view: StudioView, draft: Draft) -> Block:
    where = ids.SeenDraft(draft.id, view.studio.id, draft.version).value
    return kit.menu(ids.POST_MENU, [(f"{what}:{where}", label) for what, label in say.MENU])


def _waiting(view: StudioView, draft: Draft) -> list[Block]:
    """Approved, and not sent yet: for a moment of second thoughts, or until its time."""
    value = seen(view, draft)
    at = draft.send_at or view.now
    if draft.approved_at is None or at - draft.approved_at < SOON:
        line = under_way(draft, to_the_second(at))
        return [kit.section(line, beside=kit.button(draft_words.UNDO, ids.POST_UNDO, value))]
    line = say.PLANNED.format(when=said_in(at, view.zone), who=approver(draft))
    buttons = [
        kit.button(say.MOVE, ids.POST_WHEN, value),
        kit.button(say.CANCEL, ids.POST_UNDO, value),
    ]
    return [kit.section(line), kit.actions(buttons)]


def _dry(draft: Draft) -> list[Block]:
    return [kit.context(draft_words.DRY_RUN)] if draft.dry_run else []


def _failed(draft: Draft) -> str:
    line = say.BROKE_OFF if draft.out else draft_words.FAILED  # its problem says what is out
    return f"{line} {trouble(draft)}".strip()
