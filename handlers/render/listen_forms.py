"""Modals of listening: saved searches, what they found, and what dismissals taught."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.community.searches import Band, Dismissal, DismissalKind, SavedSearch, SearchKind
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render.answers import moment
from handlers.render.blocks import Block
from handlers.render.inputs import Field
from handlers.render.text import clip, fold, linked, unmarked

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.desk.overhearing import Found, Hits

HEARD = 10
"""Hits in one modal; all are counted."""

RULES = 20
EXCERPT = 200
VALUE = 150
"""Characters that an entry of a menu carries."""

KINDS: tuple[tuple[SearchKind, str], ...] = (
    (SearchKind.BRAND, "Our name, also misspelt"),
    (SearchKind.HASHTAG, "A hashtag"),
    (SearchKind.KEYWORD, "Words"),
    (SearchKind.PRODUCT, "A product"),
    (SearchKind.DOMAIN, "A website"),
)
BANDS = {Band.SURE: "surely about us", Band.LIKELY: "likely about us", Band.MAYBE: "maybe about us"}
DISMISSALS = {
    DismissalKind.AUTHOR: "Posts by {shown}",
    DismissalKind.PHRASE: "Posts that say “{shown}”",
    DismissalKind.DOMAIN: "Posts that link to {shown}",
}
WHAT = (
    "Who speaks of you without calling you. Engage listens and counts; it proposes replies only "
    "where you say so for a search."
)
NO_SEARCH = "Nobody listens yet. A good first search is your own name."
NOTHING_HEARD = "Nothing was heard in the last 7 days."
REPLY, CHANGE, DROP = "reply", "change", "drop"


def listening(
    accounts: Sequence[Account],
    heard: Hits,
    rules: Sequence[Dismissal],
    proposals: Sequence[tuple[SearchKind, str]],
    *,
    manages: bool,
) -> Block:
    """Everything about one account.

    Args:
        proposals: searches that would suit it.
        manages: whether this person may change searches.
    """
    options = [(each.id, str(each.ref)) for each in accounts]
    beside = inputs.picker(ids.SEARCHES, options, heard.account.id) if len(accounts) > 1 else None
    made: list[Block] = [
        kit.section(f"*{unmarked(str(heard.account.ref))}*\n{WHAT}", beside=beside)
    ]
    if manages:
        add = kit.button("Add a search", ids.SEARCH, heard.account.id, style="primary")
        made.append(kit.actions([add]))
    made += [_search(each, manages=manages) for each in heard.searches]
    if not heard.searches:
        made.append(kit.section(NO_SEARCH))
    if proposals and manages:
        told = ", ".join(f"“{unmarked(words)}”" for _, words in proposals)
        add = kit.button("Add these", ids.PROPOSED, heard.account.id)
        made.append(kit.section(f"Would suit this account, too: {told}", beside=add))
    if heard.limits:
        made.append(kit.context(*map(unmarked, heard.limits)))
    made += [kit.divider(), *_heard(heard)]
    if rules:
        made += [kit.divider(), kit.header("Put away from now on")]
        made += [_rule(each) for each in rules[-RULES:]]
    view = kit.modal("Listening", made)
    memory = json.dumps({"account": heard.account.id})
    return view | {"callback_id": ids.SEARCHES, "private_metadata": memory}


def search(account: Account) -> Block:
    """A new search."""
    kinds = [(kind.value, label) for kind, label in KINDS]
    answers = (("no", "Only listen and count"), ("yes", "Propose replies, too"))
    words = Field(ids.block_of("words", "1"), "What to listen for")
    made = [
        kit.context(unmarked(str(account.ref))),
        inputs.radio(Field(ids.block_of("kind", "1"), "What is it?"), kinds, kinds[0][0]),
        inputs.text(words, example="Harbour Light", most=100),
        inputs.radio(Field(ids.block_of("answers", "1"), "And then?"), answers, "no"),
    ]
    return kit.form(ids.SEARCH, "Add a search", "Save", made, {"account": account.id})


def _search(each: SavedSearch, *, manages: bool) -> Block:
    kind = dict(KINDS)[each.kind].lower()
    does = "only listens" if each.listen_only else "proposes replies"
    seen = f"last looked {moment(each.swept_at)}" if each.swept_at else "not looked yet"
    trouble = " · ⚠️ the last look failed" if each.trouble else ""
    lines = f"*{unmarked(each.words)}* · {kind}\n{does} · {seen}{trouble}"
    other = "Propose replies, too" if each.listen_only else "Only listen and count"
    entries = [(f"{CHANGE}:{each.id}", other), (f"{DROP}:{each.id}", "Delete")]
    return kit.section(lines, beside=kit.menu(ids.SEARCH_MENU, entries) if manages else None)


def _heard(heard: Hits) -> list[Block]:
    if not heard.found:
        return [kit.section(NOTHING_HEARD)]
    many = "1 post" if heard.total == 1 else f"{heard.total:,} posts"
    made = [kit.section(f"*{many} in the last 7 days*")]
    return [*made, *(_hit(each) for each in heard.found[:HEARD])]


def _hit(each: Found) -> Block:
    hit = each.hit
    name = unmarked(hit.author.name) or unmarked(hit.author.called)
    text = unmarked(clip(fold(hit.text), EXCERPT))
    why = f"\n{unmarked(each.joining.why)}" if each.joining and each.joining.why else ""
    lines = (
        f"*{name}*, {moment(hit.created_at)} · {linked(hit.url, 'open')}\n“{text}”\n"
        f"{BANDS[hit.band]}: {unmarked(hit.reason)}{why}"
    )
    entries = [
        (f"{REPLY}:{hit.id}", "Draft a reply"),
        (f"{DismissalKind.AUTHOR.value}:{hit.id}", "Not about us: this author"),
        (f"{DismissalKind.PHRASE.value}:{hit.id}", "Not about us: these words"),
        (f"{DismissalKind.DOMAIN.value}:{hit.id}", "Not about us: this website"),
    ]
    fit = all(len(value) <= VALUE for value, _ in entries)
    return kit.section(lines, beside=kit.menu(ids.HIT_MENU, entries) if fit else None)


def _rule(each: Dismissal) -> Block:
    words = DISMISSALS[each.kind].format(shown=unmarked(each.shown))
    beside = kit.button("Delete", ids.DROP_DISMISSAL, each.id)
    return kit.section(f"{words}\nby <@{each.made_by}>, {moment(each.made_at)}", beside=beside)
