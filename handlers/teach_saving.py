"""What becomes of the forms of facts and rules: the use case each stands for, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypedDict

from assistant.community.brand import Leaning
from assistant.errors import InvalidFields, InvalidInput
from handlers import ids
from handlers.forms import Outcome, Work, blaming
from handlers.render import modals, teach_forms
from handlers.services import Installation, Services
from handlers.showing import show
from handlers.teaching import facts_view, voice_view
from handlers.windows import Submitted, Window


async def save_fact(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Keep a fact, and show the list below as it is then."""
    at, window = (installation.workspace.id, sent.person_id), sent.window
    teaching = services.responding.teaching
    with blaming("title"):
        if fact_id := window.memory.get("fact"):
            await teaching.change(*at, fact_id, **_fields(window))
        else:
            await teaching.add(*at, **_fields(window))
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
    with blaming("rule"):
        await services.responding.teaching.add_rule(
            installation.workspace.id,
            sent.person_id,
            account_id,
            Leaning(window.text("leaning")),
            window.text("rule"),
        )
    if window.below_id:
        below = await voice_view(services, installation, sent.person_id, account_id)
        await show(installation, window.below_id, below)
    return Outcome()


async def _list_below(services: Services, installation: Installation, sent: Submitted) -> None:
    """Show the list under this form as it is now."""
    if sent.window.below_id:
        below = await facts_view(services, installation, sent.person_id)
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


TEACH_FORMS: Mapping[str, Work] = MappingProxyType(
    {
        ids.FACT: save_fact,
        ids.IMPORT: save_import,
        ids.PAGE_FACTS: save_chosen,
        ids.RULE: save_rule,
    }
)
"""What their forms do, by name."""
