"""Listening in Slack: saved searches, what they heard, and dismissals. Rights are the desk's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assistant.community.rights import Act
from assistant.community.searches import DismissalKind, SearchKind
from assistant.errors import InvalidInput, NotFound
from handlers import ids
from handlers.forms import Outcome, Work, blaming
from handlers.linked import drafts_for
from handlers.opening import Opener, account_of
from handlers.payloads import Click
from handlers.render import listen_forms
from handlers.render.blocks import Block, Message
from handlers.render.words import NO_ACCOUNTS
from handlers.services import Installation, Services
from handlers.showing import change_modal, open_modal, show
from handlers.windows import Submitted


async def searches(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open what is listened for, or show another account in the same modal."""

    async def make() -> Block:
        return await _listening(services, installation, click.person_id, click.value)

    if click.window is not None and click.window.form == ids.SEARCHES:
        await change_modal(services, installation, click, make)
        return None
    return await open_modal(services, installation, click, make)


async def search(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the form of a new search."""

    async def make() -> Block:
        return listen_forms.search(await account_of(services, installation, click.value))

    return await open_modal(services, installation, click, make)


async def proposed(services: Services, installation: Installation, click: Click) -> Message | None:
    """Save the searches that were proposed for an account, all of them."""
    at = (installation.workspace.id, click.person_id)
    listening, account_id = services.responding.listening, click.value
    for kind, words in await listening.proposals(*at, account_id):
        await listening.add(*at, account_id, kind, words)
    return await _again(services, installation, click)


async def search_menu(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Delete a search, or turn round whether replies are proposed."""
    what, _, search_id = click.value.partition(":")
    at = (installation.workspace.id, click.person_id)
    listening = services.responding.listening
    if what == listen_forms.DROP:
        await listening.drop(*at, search_id)
    else:
        for each in await listening.searches(*at):
            if each.id == search_id:
                await listening.change(*at, search_id, listen_only=not each.listen_only)
    return await _again(services, installation, click)


async def hit_menu(services: Services, installation: Installation, click: Click) -> Message | None:
    """Draft a reply to what was heard, or put it away with all that is like it."""
    what, _, hit_id = click.value.partition(":")
    at, account_id = (installation.workspace.id, click.person_id), _account(click)
    listening = services.responding.listening
    if what != listen_forms.REPLY:
        await listening.dismiss(*at, account_id, hit_id, DismissalKind(what))
        return await _again(services, installation, click)
    for each in (await listening.hits(*at, account_id)).found:
        if each.hit.id == hit_id:
            key = ids.trigger_key(click.trigger_id)
            return await drafts_for(services, installation, click.person_id, each.hit.url, key)
    raise NotFound("post", hit_id)


async def drop_dismissal(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Delete what a dismissal taught."""
    at = (installation.workspace.id, click.person_id)
    await services.responding.listening.drop_dismissal(*at, click.value)
    return await _again(services, installation, click)


async def save_search(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Keep a search, and show the list below as it is then."""
    account_id, window = sent.window.memory["account"], sent.window
    with blaming("words"):
        await services.responding.listening.add(
            installation.workspace.id,
            sent.person_id,
            account_id,
            SearchKind(window.text("kind")),
            window.text("words"),
            listen_only=window.text("answers") != "yes",
        )
    if window.below_id:
        below = await _listening(services, installation, sent.person_id, account_id)
        await show(installation, window.below_id, below)
    return Outcome()


async def _again(services: Services, installation: Installation, click: Click) -> Message | None:
    """Show the modal as things are now."""

    async def make() -> Block:
        return await _listening(services, installation, click.person_id, _account(click))

    await change_modal(services, installation, click, make)
    return None


async def _listening(
    services: Services, installation: Installation, person_id: str, account_id: str
) -> Block:
    workspace_id = installation.workspace.id
    at = (workspace_id, person_id)
    accounts = await services.answering.accounts(workspace_id)
    if not accounts:
        raise InvalidInput(NO_ACCOUNTS)
    listening, account_id = services.responding.listening, account_id or accounts[0].id
    may = await services.home.permitting.permitted(*at)
    return listen_forms.listening(
        accounts,
        await listening.hits(*at, account_id),
        await listening.dismissals(*at, account_id),
        await listening.proposals(*at, account_id),
        manages=Act.LISTEN in may,
    )


def _account(click: Click) -> str:
    return click.window.memory.get("account", "") if click.window else ""


LISTEN_ACTIONS: Mapping[str, Opener] = MappingProxyType(
    {
        ids.SEARCHES: searches,
        ids.SEARCH: search,
        ids.SEARCH_MENU: search_menu,
        ids.PROPOSED: proposed,
        ids.HIT_MENU: hit_menu,
        ids.DROP_DISMISSAL: drop_dismissal,
    }
)
"""What the buttons of listening do, by action id."""

LISTEN_FORMS: Mapping[str, Work] = MappingProxyType({ids.SEARCH: save_search})
"""What its forms do, by name."""
