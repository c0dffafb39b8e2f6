"""Brand facts and rules of the voice in Slack: lists, forms, imports. Rights are the desk's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.rights import Act
from assistant.errors import NotFound
from handlers import ids
from handlers.opening import Opener, account_of
from handlers.payloads import Click
from handlers.render import teach_forms
from handlers.render.blocks import Block, Message
from handlers.services import Installation, Services
from handlers.showing import change_modal, open_modal

if TYPE_CHECKING:
    from assistant.community.brand import BrandFact

# -- opening --------------------------------------------------------------------------------


async def facts(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the list of brand facts."""

    async def make() -> Block:
        return await facts_view(services, installation, click.person_id)

    return await open_modal(services, installation, click, make)


async def fact(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the form of a new fact."""

    async def make() -> Block:
        return teach_forms.fact(await services.answering.accounts(installation.workspace.id))

    return await open_modal(services, installation, click, make)


async def fact_menu(services: Services, installation: Installation, click: Click) -> Message | None:
    """Change a fact or delete it."""
    what, _, fact_id = click.value.partition(":")
    if what == "change":

        async def make() -> Block:
            accounts = await services.answering.accounts(installation.workspace.id)
            return teach_forms.fact(accounts, await _fact(services, installation, click, fact_id))

        return await open_modal(services, installation, click, make)
    teaching = services.responding.teaching
    await teaching.drop(installation.workspace.id, click.person_id, fact_id)
    await change_modal(
        services, installation, click, lambda: facts_view(services, installation, click.person_id)
    )
    return None


async def bring_in(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the form that imports several."""

    async def make() -> Block:
        return teach_forms.bring_in(await services.answering.accounts(installation.workspace.id))

    return await open_modal(services, installation, click, make)


async def voice(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the rules of an account, or show another's in the same modal."""

    async def make() -> Block:
        return await voice_view(services, installation, click.person_id, click.value)

    if click.window is not None and click.window.form == ids.VOICE:
        await change_modal(services, installation, click, make)
        return None
    return await open_modal(services, installation, click, make)


async def rule(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the form of a new rule."""

    async def make() -> Block:
        return teach_forms.rule(await account_of(services, installation, click.value))

    return await open_modal(services, installation, click, make)


async def accept_rule(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Put an offered rule in force."""
    account_id, _, rule_id = click.value.partition(":")
    teaching = services.responding.teaching
    await teaching.accept(installation.workspace.id, click.person_id, account_id, rule_id)
    return await _voice_again(services, installation, click, account_id)


async def drop_rule(services: Services, installation: Installation, click: Click) -> Message | None:
    """Delete a rule for good."""
    account_id, _, rule_id = click.value.partition(":")
    teaching = services.responding.teaching
    await teaching.drop_rule(installation.workspace.id, click.person_id, account_id, rule_id)
    return await _voice_again(services, installation, click, account_id)


async def _voice_again(
    services: Services, installation: Installation, click: Click, account_id: str
) -> Message | None:
    async def make() -> Block:
        return await voice_view(services, installation, click.person_id, account_id)

    await change_modal(services, installation, click, make)
    return None


# -- pieces ---------------------------------------------------------------------------------


async def facts_view(services: Services, installation: Installation, person_id: str) -> Block:
    """The list of facts for this person, as it is now."""
    workspace_id = installation.workspace.id
    book = await services.responding.teaching.facts(workspace_id, person_id)
    accounts = await services.answering.accounts(workspace_id)
    teaches = await _teaches(services, workspace_id, person_id)
    return teach_forms.facts(book, accounts, teaches=teaches)


async def voice_view(
    services: Services, installation: Installation, person_id: str, account_id: str
) -> Block:
    """The rules of an account for this person, as they are now."""
    workspace_id = installation.workspace.id
    account = await account_of(services, installation, account_id)
    rules = await services.responding.teaching.rules(workspace_id, person_id, account_id)
    accounts = await services.answering.accounts(workspace_id)
    teaches = await _teaches(services, workspace_id, person_id)
    return teach_forms.voice(accounts, account, rules, teaches=teaches)


async def _teaches(services: Services, workspace_id: str, person_id: str) -> bool:
    return Act.TEACH in await services.home.permitting.permitted(workspace_id, person_id)


async def _fact(
    services: Services, installation: Installation, click: Click, fact_id: str
) -> BrandFact:
    book = await services.responding.teaching.facts(installation.workspace.id, click.person_id)
    for each in (*book.holding, *book.expired):
        if each.id == fact_id:
            return each
    raise NotFound("fact", fact_id)


TEACH_ACTIONS: Mapping[str, Opener] = MappingProxyType(
    {
        ids.FACTS: facts,
        ids.FACT: fact,
        ids.FACT_MENU: fact_menu,
        ids.IMPORT: bring_in,
        ids.VOICE: voice,
        ids.RULE: rule,
        ids.ACCEPT_RULE: accept_rule,
        ids.DROP_RULE: drop_rule,
    }
)
"""What the buttons of facts and rules do, by action id."""
