"""What becomes of the forms behind cards: the use case each stands for, and how that ended."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assistant.community.drafts import Draft
from assistant.community.inbox import Decision
from assistant.errors import EditConflict, InvalidFields, InvalidInput
from assistant.explain import explain
from handlers import ids
from handlers.draft_acts import REPLIES, reason_in, seen_in
from handlers.forms import Outcome, Work, blaming, or_why_not, typed
from handlers.render import card_forms, modals
from handlers.render import card_words as say
from handlers.services import Installation, Services
from handlers.windows import Submitted


async def edit(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Save another text. Who was slower sees what the other saved."""
    at, seen = (installation.workspace.id, sent.person_id), seen_in(sent.window)
    text = await typed(sent.window, "text")
    saved = services.responding.reviewing.edit(*at, seen.draft_id, version=seen.version, text=text)
    try:
        with blaming("text"):
            await REPLIES.redrawn(services, installation, seen.item_id, saved)
    except EditConflict as error:
        if not isinstance(error.current, Draft) or error.current.id != seen.draft_id:
            return Outcome(view=modals.problem(explain(error)))
        view = await services.responding.deciding.view(*at, seen.item_id)
        form = card_forms.edit(view, error.current, modals.CHANGED_MEANWHILE)
        return Outcome(view=form)
    return Outcome()


async def compose(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Keep a person's own reply as a draft."""
    item_id = sent.window.memory["item"]
    written = services.responding.reviewing.write(
        installation.workspace.id, sent.person_id, item_id, await typed(sent.window, "text")
    )
    with blaming("text"):
        await REPLIES.redrawn(services, installation, item_id, written)
    return Outcome()


async def approve_anyway(
    services: Services, installation: Installation, sent: Submitted
) -> Outcome:
    """Approve what was seen, by somebody who read what speaks against it."""
    seen = seen_in(sent.window)
    await REPLIES.approve(services, installation, sent.person_id, seen, overriding=True)
    return Outcome()


async def redo(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Ask for the draft again, as it should be."""
    seen = seen_in(sent.window)
    with blaming("instruction"):
        await REPLIES.wish(
            services,
            installation,
            sent.person_id,
            seen.item_id,
            event_key=f"view:{sent.window.id}",
            instruction=sent.window.text("instruction"),
            about=seen.draft_id,
        )
    return Outcome()


async def no_reply(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Decide that somebody gets no reply."""
    item_id, why = sent.window.memory["item"], reason_in(sent.window)
    decided = services.responding.deciding.decide(
        installation.workspace.id, sent.person_id, item_id, Decision.NONE, why
    )
    return await or_why_not(REPLIES.redrawn(services, installation, item_id, decided))


async def hide(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Hide it on its platform."""
    item_id = sent.window.memory["item"]
    hidden = services.responding.hiding.hide(installation.workspace.id, sent.person_id, item_id)
    return await or_why_not(REPLIES.redrawn(services, installation, item_id, hidden))


async def assign(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Give an item to somebody, or to nobody."""
    item_id, to = sent.window.memory["item"], sent.window.text("who") or None
    assigned = services.responding.deciding.assign(
        installation.workspace.id, sent.person_id, item_id, to
    )
    with blaming("who"):
        await REPLIES.redrawn(services, installation, item_id, assigned)
    return Outcome()


async def posted(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Somebody posted it by hand: where Engage sees it, too, that is all; else they are asked."""
    item_id, chosen = sent.window.memory["item"], sent.window.text("which")
    look = services.responding.handing.done(
        installation.workspace.id, sent.person_id, item_id, chosen
    )
    try:
        looked = await REPLIES.redrawn(services, installation, item_id, look)
    except InvalidInput as error:
        return Outcome(view=modals.problem(error.problem))
    return Outcome(view=card_forms.not_seen(looked) if looked.problem else None)


async def decide_several(
    services: Services, installation: Installation, sent: Submitted
) -> Outcome:
    """Decide what was ticked."""
    window = sent.window
    groups = sorted(name for name in window.fields if name.startswith("items"))
    chosen = [item_id for name in groups for item_id in window.many(name)]
    if not chosen:
        raise InvalidFields({groups[0] if groups else "why": say.NONE_CHOSEN})
    count = await services.responding.deciding.decide_many(
        installation.workspace.id,
        sent.person_id,
        chosen,
        Decision(window.text("why")),
        window.text("more"),
    )
    for item_id in chosen:
        REPLIES.redraw(services, installation, item_id)
    return Outcome(view=modals.done(say.decided(count)), changed=True)


CARD_FORMS: Mapping[str, Work] = MappingProxyType(
    {
        ids.APPROVE: approve_anyway,
        ids.EDIT: edit,
        ids.COMPOSE: compose,
        ids.REDO: redo,
        ids.DISMISS: REPLIES.dismiss,
        ids.NO_REPLY: no_reply,
        ids.HIDE: hide,
        ids.ASSIGN: assign,
        ids.COPY: posted,
        ids.POSTED: posted,
        ids.INBOX: decide_several,
    }
)
"""What the forms of cards do, by their name."""
