"""Modals of what Engage knows and how it speaks: brand facts, imports, rules of the voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.community.brand import LONGEST_FACT, LONGEST_RULE, BrandFact, Leaning, VoiceRule
from assistant.community.fact_fields import LONGEST_SOURCE, LONGEST_TITLE, key_of
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render import teach_words as say
from handlers.render.blocks import Block
from handlers.render.inputs import Field
from handlers.render.settings_forms import noted
from handlers.render.text import clip, fold, linked, unmarked

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.fact_import import Reading
    from assistant.desk.teaching import Imported
    from assistant.desk.teaching_facts import FactBook
    from assistant.desk.teaching_voice import VoiceRules

LISTED = 40
"""Facts or rules in one modal."""

OFFERED = 40
"""Proposals of a page that one form shows."""

EVERY = "all"
MARKDOWN, CSV, PAGE = "markdown", "csv", "page"


def facts(book: FactBook, accounts: Sequence[Account], *, teaches: bool) -> Block:
    """All facts, those that hold first.

    Args:
        teaches: whether this person may change them.
    """
    names = {each.id: str(each.ref) for each in accounts}
    made: list[Block] = [kit.context(say.WHAT_FACTS_ARE)]
    if teaches:
        buttons = [
            kit.button("Add a fact", ids.FACT, "new", style="primary"),
            kit.button("Import…", ids.IMPORT, "new"),
        ]
        if accounts:
            buttons.append(kit.button("How we speak", ids.VOICE, accounts[0].id))
        made.append(kit.actions(buttons))
    made += [_fact(each, names, teaches=teaches) for each in book.holding[:LISTED]]
    if not book.holding:
        made.append(kit.section(say.NO_FACTS))
    if (more := len(book.holding) - LISTED) > 0:
        made.append(kit.context(f"…and {more} more."))
    if book.expired:
        made += [kit.divider(), kit.context("Over, and not used any more")]
        made += [_fact(each, names, teaches=teaches) for each in book.expired[: LISTED // 2]]
    return kit.modal("Brand facts", made)


def fact(
    accounts: Sequence[Account], now: BrandFact | None = None, note: str | None = None
) -> Block:
    """One fact, new or as it is."""
    version = now.id[:8] if now else "new"
    until = now.valid_until.isoformat() if now and now.valid_until else None
    made = [
        *noted(note),
        inputs.text(
            _field("title", version), now.title if now else None, example=say.EXAMPLE_TITLE,
            most=LONGEST_TITLE,
        ),
        inputs.text(
            _field("text", version), now.text if now else None, example=say.EXAMPLE_TEXT,
            lines=True, most=LONGEST_FACT,
        ),
        inputs.text(
            _field("source", version), now.source if now else None, example=say.EXAMPLE_SOURCE,
            most=LONGEST_SOURCE,
        ),
        inputs.day(_field("valid_until", version), until),
        _whose(accounts, version, now.account_id if now else None),
    ]  # fmt: skip
    memory = {"fact": now.id} if now else {}
    return kit.form(ids.FACT, "Brand fact", "Save", made, memory)


def bring_in(accounts: Sequence[Account]) -> Block:
    """Several facts at once."""
    kinds = ((MARKDOWN, "Markdown"), (CSV, "CSV"), (PAGE, "A page of ours"))
    made = [
        kit.context(say.IMPORT),
        inputs.radio(_field("kind", "1"), kinds, MARKDOWN),
        inputs.text(_field("list", "1"), example=say.EXAMPLE_LIST, lines=True),
        inputs.text(_field("origin", "1"), example=say.EXAMPLE_SOURCE, most=LONGEST_SOURCE),
        inputs.text(_field("url", "1"), example="https://…"),
        _whose(accounts, "1", None),
    ]
    return kit.form(ids.IMPORT, "Import facts", "Import", made, {})


def choose(reading: Reading, url: str, account_id: str | None) -> Block:
    """What a page offers, to be chosen from."""
    offered = reading.facts[:OFFERED]
    made: list[Block] = [kit.context(say.CHOOSE.format(count=len(reading.facts)))]
    for at in range(0, len(offered), inputs.TICKS):
        some = offered[at : at + inputs.TICKS]
        label = "Which of these are facts?" if not at else "More of them"
        field = Field(ids.block_of(f"chosen{at}", "1"), label, optional=True)
        made.append(
            inputs.ticks(field, [(key_of(each), each.title, fold(each.text)) for each in some])
        )
    return kit.form(
        ids.PAGE_FACTS, "Facts of a page", "Add", made, {"url": url, "account": account_id or EVERY}
    )


def imported(done: Imported) -> Block:
    """What came of an import, with the lines that could not be read."""
    many = "1 fact was added." if done.added == 1 else f"{done.added} facts were added."
    known = f" {done.known} were there before." if done.known else ""
    lines = [f"• Line {each.line}: {unmarked(each.sentence)}" for each in done.problems[:20]]
    made = [kit.section(many + known)]
    if lines:
        made.append(kit.section("Could not be read:\n" + "\n".join(lines)))
    return kit.modal("Import facts", made)


def voice(
    accounts: Sequence[Account], account: Account, rules: VoiceRules, *, teaches: bool
) -> Block:
    """The rules of an account's voice; learned ones wait for somebody to accept them."""
    options = [(each.id, str(each.ref)) for each in accounts]
    beside = inputs.picker(ids.VOICE, options, account.id) if len(accounts) > 1 else None
    made: list[Block] = [
        kit.section(f"*{unmarked(str(account.ref))}*\n{say.WHAT_RULES_ARE}", beside=beside)
    ]
    if teaches:
        made.append(kit.actions([kit.button("Add a rule", ids.RULE, account.id, style="primary")]))
    if rules.measured:
        made.append(kit.context(f"As its people write today: {' '.join(rules.measured)}"))
    for each in rules.offered[:LISTED]:
        made += _offered(each, teaches=teaches)
    made += [_rule(each, teaches=teaches) for each in rules.in_force[:LISTED]]
    if not rules.offered and not rules.in_force:
        made.append(kit.section(say.NO_RULES))
    return kit.modal("How we speak", made) | {"callback_id": ids.VOICE}


def rule(account: Account) -> Block:
    """A new rule."""
    leanings = ((Leaning.DO.value, "Do"), (Leaning.DONT.value, "Do not"))
    made = [
        kit.context(unmarked(str(account.ref))),
        inputs.radio(_field("leaning", "1"), leanings, Leaning.DO.value),
        inputs.text(_field("rule", "1"), example=say.EXAMPLE_RULE, most=LONGEST_RULE),
    ]
    return kit.form(ids.RULE, "Rule", "Save", made, {"account": account.id})


def _fact(each: BrandFact, names: Mapping[str, str], *, teaches: bool) -> Block:
    title = f"*{linked(each.source, unmarked(each.title))}*"
    source = "" if title.startswith("*<") else unmarked(clip(each.source, 90))
    until = f"until {each.valid_until:%d %b %Y}" if each.valid_until else ""
    whose = unmarked(names.get(each.account_id, "")) if each.account_id else ""
    small = " · ".join(filter(None, (source, until, whose)))
    lines = [title, unmarked(each.text, LONGEST_FACT), small]
    entries = [(f"change:{each.id}", "Change"), (f"drop:{each.id}", "Delete")]
    menu = kit.menu(ids.FACT_MENU, entries) if teaches else None
    return kit.section("\n".join(filter(None, lines)), beside=menu)


def _offered(each: VoiceRule, *, teaches: bool) -> list[Block]:
    lines = f"💡 *Learned from your edits:* {_said(each)}\n{unmarked(each.why)}"
    made = [kit.section(lines)]
    if teaches:
        value = f"{each.account_id}:{each.id}"
        buttons = [
            kit.button("Accept", ids.ACCEPT_RULE, value, style="primary"),
            kit.button("Delete", ids.DROP_RULE, value),
        ]
        made.append(kit.actions(buttons))
    return made


def _rule(each: VoiceRule, *, teaches: bool) -> Block:
    value = f"{each.account_id}:{each.id}"
    beside = kit.button("Delete", ids.DROP_RULE, value) if teaches else None
    return kit.section(_said(each), beside=beside)


def _said(each: VoiceRule) -> str:
    return f"{'✅' if each.leaning is Leaning.DO else '🚫'} {unmarked(each.text)}"


def _whose(accounts: Sequence[Account], version: str, account_id: str | None) -> Block:
    options = [(EVERY, "All accounts"), *((each.id, str(each.ref)) for each in accounts)]
    return inputs.choice(_field("account", version), options, account_id or EVERY)


def _field(name: str, version: str) -> Field:
    label, hint, optional = say.FIELDS[name]
    return Field(ids.block_of(name, version), label, hint, optional)
