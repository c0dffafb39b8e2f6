"""The modals that the buttons of cards open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.errors import NotFound
from handlers import ids
from handlers.draft_acts import REPLIES
from handlers.ids import SeenDraft
from handlers.opening import Opener
from handlers.payloads import Click
from handlers.render import card_forms, card_lists
from handlers.render.blocks import Block, Message
from handlers.render.cards_draft import alternatives
from handlers.services import Installation, Services
from handlers.showing import open_modal

if TYPE_CHECKING:
    from assistant.community.drafts import Draft
    from assistant.desk.item_views import ItemView


async def compose(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the form for a reply of one's own."""

    async def make() -> Block:
        return card_forms.compose(await _view(services, installation, click, click.value))

    return await open_modal(services, installation, click, make)


async def edit(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the text of a draft, as it is now."""

    async def make() -> Block:
        view, draft = await _draft(services, installation, click)
        await _seen(services, installation, click, (draft,))
        return card_forms.edit(view, draft)

    return await open_modal(services, installation, click, make)


async def redo(services: Services, installation: Installation, click: Click) -> Message | None:
    """Ask what should be different."""

    async def make() -> Block:
        _, draft = await _draft(services, installation, click)
        return card_forms.redo(draft)

    return await open_modal(services, installation, click, make)


async def dismiss(services: Services, installation: Installation, click: Click) -> Message | None:
    """Ask why a draft is no good."""

    async def make() -> Block:
        _, draft = await _draft(services, installation, click)
        return card_forms.dismiss(draft)

    return await open_modal(services, installation, click, make)


async def versions(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open all drafts side by side."""

    async def make() -> Block:
        view = await _view(services, installation, click, click.value)
        await _seen(services, installation, click, alternatives(view))
        return card_lists.versions(view)

    return await open_modal(services, installation, click, make)


async def copy(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the text to take along, and note that somebody did."""

    async def make() -> Block:
        view, draft = await _draft(services, installation, click)
        await services.responding.reviewing.copied(
            installation.workspace.id, click.person_id, draft.id
        )
        return card_forms.copy(view, draft)

    return await open_modal(services, installation, click, make)


async def inbox(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open what is open, to decide several at once."""

    async def make() -> Block:
        account_id = None if click.value == ids.ALL else click.value
        shown = await services.responding.deciding.inbox(
            installation.workspace.id, click.person_id, account_id
        )
        return card_lists.bulk(shown)

    return await open_modal(services, installation, click, make)


async def hide(services: Services, installation: Installation, click: Click) -> Message | None:
    """Ask whether it shall really be hidden."""

    async def make() -> Block:
        return card_forms.hide(await _view(services, installation, click, click.value))

    return await open_modal(services, installation, click, make)


async def of_item(
    services: Services, installation: Installation, click: Click, what: str, item_id: str
) -> Message | None:
    """Open the form behind an entry of a card's menu."""

    async def make() -> Block:
        view = await _view(services, installation, click, item_id)
        return card_forms.assign(view.item) if what == "assign" else card_forms.no_reply(view.item)

    return await open_modal(services, installation, click, make)


async def _seen(
    services: Services, installation: Installation, click: Click, drafts: Sequence[Draft]
) -> None:
    """Note who had these before their eyes."""
    for each in drafts:
        await services.responding.reviewing.shown(
            installation.workspace.id, each.id, click.person_id
        )


async def _view(
    services: Services, installation: Installation, click: Click, item_id: str
) -> ItemView:
    """The item for somebody who may see it. Raises NotFound and NotAllowed."""
    deciding = services.responding.deciding
    return await deciding.view(installation.workspace.id, click.person_id, item_id)


async def _draft(
    services: Services, installation: Installation, click: Click
) -> tuple[ItemView, Draft]:
    """The draft behind a button as it is now. Raises NotFound where it is alive no more."""
    seen = SeenDraft.read(click.value)
    view = await _view(services, installation, click, seen.item_id)
    for each in view.drafts:
        if each.id == seen.draft_id:
            return view, each
    raise NotFound("draft", seen.draft_id)


CARD_OPENERS: Mapping[str, Opener] = MappingProxyType(
    {
        ids.COMPOSE: compose,
        ids.EDIT: edit,
        ids.REDO: redo,
        ids.DISMISS: dismiss,
        ids.VERSIONS: versions,
        ids.COPY: copy,
        ids.HIDE: hide,
        ids.HISTORY: REPLIES.history,
        ids.INBOX: inbox,
    }
)
"""The modals that buttons of cards open, by action id."""
