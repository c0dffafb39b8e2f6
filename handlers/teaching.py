"""Brand facts and rules of the voice in Slack: lists, forms, imports. Rights are the desk's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TypedDict

from assistant.community.brand import BrandFact, Leaning
from assistant.community.rights import Act
from assistant.errors import InvalidFields, InvalidInput, NotFound
from handlers import ids
from handlers.opening import Opener, account_of
from handlers.payloads import Click
from handlers.render import modals, teach_forms
from handlers.render.blocks import Block, Message
from handlers.saving import Outcome
from handlers.services import Installation, Services
from handlers.showing import change_modal, open_modal, show
from handlers.windows import Submitted, Window

# -- opening --------------------------------------------------------------------------------


async def facts(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the list of brand facts."""

    async def make() -> Block:
        return await _facts(services, installation, click.person_id)

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
        services, installation, click, lambda: _facts(services, installation, click.person_id)
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
        return await _voice(services, installation, click.person_id, click.value)

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
        return await _voice(services, installation, click.person_id, account_id)

    await change_modal(services, installation, click, make)
    return None


# -- saving ---------------------------------------------------------------------------------


async def save_fact(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Keep a fact, and show the list below as it is then."""
    at, window = (installation.workspace.id, sent.person_id), sent.window
    teaching = services.responding.teaching
    try:
        if fact_id := window.memory.get("fact"):
            await teaching.change(*at, fact_id, **_fields(window))
        else:
            await teaching.add(*at, **_fields(window))
    except InvalidInput as error:
        raise InvalidFields({"title": error.problem}) from None
    await _list_below(services, installation, sent)
    return Outcome()


async def save_import(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Import a list, or show what a page offers."""
    at, window = (installation.workspace.id, sent.person_id), sent.window
    kind, account_id = window.text("kind"), _whose(window.text("account"))
    teaching = services.responding.teaching
    try:
        if kind == teach_forms.PAGE:
            url = window.text("url")
            reading = await teaching.import_page(*at, url)
            return Outcome(view=teach_forms.choose(reading, url, account_id))
        done = await teaching.import_text(
            *at,
            "csv" if kind == teach_forms.CSV else "markdown",
            window.text("list"),
            source=window.text("origin"),
            account_id=account_id,
        )
    except InvalidInput as error:
        field = "url" if kind == teach_forms.PAGE else "list"
        field = "origin" if field == "list" and not window.text("origin") else field
        raise InvalidFields({field: error.problem}) from None
    await _list_below(services, installation, sent)
    return Outcome(view=teach_forms.imported(done))


async def save_chosen(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Add what was ticked of a page's offer."""
    window = sent.window
    chosen = [each for name in sorted(window.fields) for each in window.many(name)]
    try:
        done = await services.responding.teaching.add_from_page(
            installation.workspace.id,
            sent.person_id,
            window.memory["url"],
            chosen,
            account_id=_whose(window.memory["account"]),
        )
    except InvalidInput as error:
        return Outcome(view=modals.problem(error.problem))
    await _list_below(services, installation, sent)
    return Outcome(view=teach_forms.imported(done))


async def save_rule(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Keep a rule, and show the list below as it is then."""
    account_id, window = sent.window.memory["account"], sent.window
    try:
        await services.responding.teaching.add_rule(
            installation.workspace.id,
            sent.person_id,
            account_id,
            Leaning(window.text("leaning")),
            window.text("rule"),
        )
    except InvalidInput as error:
        raise InvalidFields({"rule": error.problem}) from None
    if window.below_id:
        below = await _voice(services, installation, sent.person_id, account_id)
        await show(installation, window.below_id, below)
    return Outcome()


# -- pieces ---------------------------------------------------------------------------------


async def _facts(services: Services, installation: Installation, person_id: str) -> Block:
    workspace_id = installation.workspace.id
    book = await services.responding.teaching.facts(workspace_id, person_id)
    accounts = await services.answering.accounts(workspace_id)
    teaches = await _teaches(services, workspace_id, person_id)
    return teach_forms.facts(book, accounts, teaches=teaches)


async def _voice(
    services: Services, installation: Installation, person_id: str, account_id: str
) -> Block:
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


async def _list_below(services: Services, installation: Installation, sent: Submitted) -> None:
    """Show the list under this form as it is now."""
    if sent.window.below_id:
        below = await _facts(services, installation, sent.person_id)
        await show(installation, sent.window.below_id, below)


class _Fields(TypedDict):
    title: str
    text: str
    source: str
    valid_until: str | None
    account_id: str | None


def _fields(window: Window) -> _Fields:
    return _Fields(
        title=window.text("title"),
        text=window.text("text"),
        source=window.text("source"),
        valid_until=window.text("valid_until") or None,
        account_id=_whose(window.text("account")),
    )


def _whose(account: str) -> str | None:
    return None if account in ("", teach_forms.EVERY) else account


Work = Callable[[Services, Installation, Submitted], Awaitable[Outcome]]

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

TEACH_FORMS: Mapping[str, Work] = MappingProxyType(
    {
        ids.FACT: save_fact,
        ids.IMPORT: save_import,
        ids.PAGE_FACTS: save_chosen,
        ids.RULE: save_rule,
    }
)
"""What their forms do, by name."""
