"""The modals that the buttons of studios open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.errors import EngageError, NotFound
from handlers import ids
from handlers.draft_acts import POSTS
from handlers.ids import SeenDraft
from handlers.opening import Opener
from handlers.payloads import Click
from handlers.render import studio_forms
from handlers.render.blocks import Block, Message
from handlers.services import Installation, Services
from handlers.showing import change_modal, open_modal
from handlers.windows import Window

if TYPE_CHECKING:
    from assistant.community.best_times import Suggestion
    from assistant.community.drafts import Draft
    from assistant.desk.studio_views import StudioView


async def edit(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the texts of a draft, as they are now."""

    async def make() -> Block:
        view, draft = await draft_of(services, installation, click, SeenDraft.read(click.value))
        await _seen(services, installation, click, draft)
        return studio_forms.edit(draft, view.studio.id, draft.posts)

    return await open_modal(services, installation, click, make)


async def add_post(services: Services, installation: Installation, click: Click) -> Message | None:
    """One more field in the same form, beside what was typed."""
    window = click.window

    async def make() -> Block:
        assert window is not None
        was = SeenDraft.read(window.memory["draft"])
        view, draft = await draft_of(services, installation, click, was)
        return studio_forms.edit(draft, view.studio.id, (*texts_in(window), ""))

    await change_modal(services, installation, click, make)
    return None


def texts_in(window: Window) -> list[str]:
    """What stands in the fields for the posts of a thread, in order; "" for an empty one."""
    names = sorted(
        {ids.field_of(each) for each in window.block_ids if each.startswith("text")},
        key=lambda name: int(name.removeprefix("text") or 0),
    )
    return [window.text(name) for name in names]


async def when(services: Services, installation: Installation, click: Click) -> Message | None:
    """Ask for a day and a time."""
    seen = SeenDraft.read(click.value)

    async def make() -> Block:
        view, draft = await draft_of(services, installation, click, seen)
        best = await _best(services, view, draft)
        # In a thread: time zones are read from disk at first.
        return await asyncio.to_thread(studio_forms.when, view, draft, seen, best)

    return await open_modal(services, installation, click, make)


async def _best(services: Services, view: StudioView, draft: Draft) -> Suggestion | None:
    """When to post; what cannot be counted now keeps nobody from choosing a time."""
    account = view.account_of(draft)
    if account is None:
        return None
    try:
        return await services.giving.mixing.times(account)
    except EngageError:
        return None


async def accounts(services: Services, installation: Installation, click: Click) -> Message | None:
    """Ask which accounts the studio writes for."""

    async def make() -> Block:
        at = (installation.workspace.id, click.value, click.person_id)
        view = await services.giving.posting.view(*at)
        known = await services.answering.accounts(installation.workspace.id)
        return studio_forms.accounts(view.studio, known)

    return await open_modal(services, installation, click, make)


async def images(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open what the images of a studio show."""
    return await _images(services, installation, click, SeenDraft("", click.value))


async def _images(
    services: Services, installation: Installation, click: Click, seen: SeenDraft
) -> Message | None:
    async def make() -> Block:
        at = (installation.workspace.id, seen.item_id, click.person_id)
        view = await services.giving.posting.view(*at)
        return studio_forms.images(view.studio, view.images)

    return await open_modal(services, installation, click, make)


async def dismiss(
    services: Services, installation: Installation, click: Click, seen: SeenDraft
) -> Message | None:
    """Ask why an idea is no good."""

    async def make() -> Block:
        await draft_of(services, installation, click, seen)
        return studio_forms.dismiss(seen)

    return await open_modal(services, installation, click, make)


async def copy(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the texts to take along, and note that somebody did."""
    return await _copy(services, installation, click, SeenDraft.read(click.value))


async def _copy(
    services: Services, installation: Installation, click: Click, seen: SeenDraft
) -> Message | None:
    async def make() -> Block:
        view, draft = await draft_of(services, installation, click, seen)
        at = (installation.workspace.id, click.person_id, draft.id)
        await services.giving.reviewing.copied(*at)
        account = view.account_of(draft)
        return studio_forms.copy(draft, account.ref.platform.title if account else "the platform")

    return await open_modal(services, installation, click, make)


async def draft_of(
    services: Services, installation: Installation, click: Click, seen: SeenDraft
) -> tuple[StudioView, Draft]:
    """The draft behind a button as it is now. Raises NotFound where it is shown no more."""
    at = (installation.workspace.id, seen.item_id, click.person_id)
    view = await services.giving.posting.view(*at)
    for idea in view.ideas:
        for each in idea.drafts:
            if each.id == seen.draft_id:
                return view, each
    raise NotFound("draft", seen.draft_id)


async def _seen(services: Services, installation: Installation, click: Click, draft: Draft) -> None:
    """Note who had it before their eyes."""
    at = (installation.workspace.id, draft.id, click.person_id)
    await services.giving.reviewing.shown(*at)


FromTheMenu = Callable[[Services, Installation, Click, SeenDraft], Awaitable[Message | None]]

FROM_THE_MENU: Mapping[str, FromTheMenu] = MappingProxyType(
    {"images": _images, "copy": _copy, "history": POSTS.history, "dismiss": dismiss}
)
"""What the menu of an idea opens, by the word its entry carries."""

POST_OPENERS: Mapping[str, Opener] = MappingProxyType(
    {
        ids.POST_EDIT: edit,
        ids.POST_ADD: add_post,
        ids.POST_WHEN: when,
        ids.POST_ACCOUNTS: accounts,
        ids.POST_IMAGES: images,
        ids.POST_COPY: copy,
        ids.POST_HISTORY: POSTS.history,
    }
)
"""The modals that buttons of studios open, by action id."""
