"""What becomes of the forms behind studios: the use case each stands for, and how that ended."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from assistant.community.drafts import Draft, DraftState
from assistant.community.scheduling import SendTime, chosen
from assistant.community.scheduling import typed as as_typed
from assistant.errors import ConfirmationNeeded, EditConflict, InvalidFields
from assistant.explain import explain
from handlers import ids
from handlers.draft_acts import POSTS, seen_in
from handlers.forms import Outcome, Work, blaming, or_why_not, typed
from handlers.render import modals, studio_forms
from handlers.render import studio_words as say
from handlers.services import Installation, Services
from handlers.studio import topic_given
from handlers.studio_opening import texts_in
from handlers.windows import Submitted, Window


async def edit(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Save other texts. Who was slower sees what the other saved."""
    seen = seen_in(sent.window)
    texts = [text for text in await _texts(sent.window) if text]
    if not texts:
        raise InvalidFields({"text0": say.NOTHING_WRITTEN})
    saved = services.giving.reviewing.edit(
        installation.workspace.id,
        sent.person_id,
        seen.draft_id,
        version=seen.version,
        text=texts[0],
        rest=texts[1:],
    )
    try:
        with blaming("text0"):
            await POSTS.redrawn(services, installation, seen.item_id, saved)
    except EditConflict as error:
        now = error.current
        if not isinstance(now, Draft) or now.id != seen.draft_id or not _open(now):
            return Outcome(view=modals.problem(explain(error)))
        note = modals.CHANGED_MEANWHILE
        return Outcome(view=studio_forms.edit(now, seen.item_id, now.posts, note))
    return Outcome()


def _open(draft: Draft) -> bool:
    return draft.state in {DraftState.PENDING, DraftState.FAILED}


async def when(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Approve for a time, or move what is approved to another one."""
    seen, window, reviewing = seen_in(sent.window), sent.window, services.giving.reviewing
    at = (installation.workspace.id, sent.person_id, seen.draft_id)
    view = await services.giving.posting.view(at[0], seen.item_id, sent.person_id)
    drafts = [draft for idea in view.ideas for draft in idea.drafts]
    known = next((each for each in drafts if each.id == seen.draft_id), None)
    with blaming("words" if window.text("words") else "time"):
        # In a thread: time zones are read from disk at first.
        time = await asyncio.to_thread(_time_in, window, view.zone, services.clock())
        if known is not None and known.state is DraftState.APPROVED:
            moved = reviewing.move(*at, version=seen.version, send_at=time.at)
            await POSTS.redrawn(services, installation, seen.item_id, moved)
        else:
            try:
                await POSTS.approve(services, installation, sent.person_id, seen, send_at=time.at)
            except ConfirmationNeeded as needed:
                return Outcome(view=studio_forms.confirm(seen, needed.reasons, time.at))
    # Closed, unless there is something to know about the time.
    return Outcome(view=modals.done(time.note)) if time.note else Outcome()


def _time_in(window: Window, zone: str, now: datetime) -> SendTime:
    """Words that were typed count before what was picked. Raises InvalidInput."""
    if words := window.text("words"):
        return as_typed(words, zone, now)
    return chosen(window.text("day"), window.text("time"), zone, now)


async def approve_anyway(
    services: Services, installation: Installation, sent: Submitted
) -> Outcome:
    """Approve what was seen, by somebody who read what speaks against it."""
    seen, at = seen_in(sent.window), sent.window.memory.get("at")
    approval = POSTS.approve(
        services,
        installation,
        sent.person_id,
        seen,
        overriding=True,
        send_at=datetime.fromisoformat(at) if at else None,
    )
    return await or_why_not(approval)


async def accounts(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Write for other accounts, and have their drafts written."""
    studio_id, at = sent.window.memory["studio"], (installation.workspace.id, sent.person_id)
    giving, before = services.giving, await _accounts_of(services, installation, sent)
    wanted = sent.window.many("accounts")
    with blaming("accounts"):
        studio = await giving.planning.address(*at, studio_id, wanted)
    if set(studio.account_ids) <= set(before):
        POSTS.redraw(services, installation, studio_id)
        return Outcome()
    key = f"view:{sent.window.id}"
    await POSTS.wish(services, installation, sent.person_id, studio_id, event_key=key)
    return Outcome()


async def _accounts_of(
    services: Services, installation: Installation, sent: Submitted
) -> tuple[str, ...]:
    at = (installation.workspace.id, sent.window.memory["studio"], sent.person_id)
    return (await services.giving.posting.view(*at)).studio.account_ids


async def images(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Keep what images show and where they stand."""
    window, studio_id = sent.window, sent.window.memory["studio"]
    shown = window.memory["images"].split()
    places = [window.text(f"place{n}") for n in range(len(shown))]
    kept = [n for n, place in enumerate(places) if place != studio_forms.LEFT_OUT]
    kept.sort(key=lambda n: (places[n], n))
    alts = {shown[n]: await typed(window, f"alt{n}") for n in kept}
    at = (installation.workspace.id, sent.person_id, studio_id)
    arrange, ordered = services.giving.illustrating.arrange, [shown[n] for n in kept]
    arranged = arrange(*at, ordered, alts, shown=shown)
    with blaming("alt0"):
        await POSTS.redrawn(services, installation, studio_id, arranged)
    return Outcome()


async def _texts(window: Window) -> list[str]:
    """What was typed, as it would be published. Raises InvalidFields at the field to blame."""
    return [await typed(window, f"text{n}") for n in range(len(texts_in(window)))]


POST_FORMS: Mapping[str, Work] = MappingProxyType(
    {
        ids.POST: topic_given,
        ids.POST_EDIT: edit,
        ids.POST_WHEN: when,
        ids.POST_APPROVE: approve_anyway,
        ids.POST_DISMISS: POSTS.dismiss,
        ids.POST_ACCOUNTS: accounts,
        ids.POST_IMAGES: images,
    }
)
"""What the forms of studios do, by their name."""
