"""The Home tab: accounts, how they do, what is open, and who sets Engage up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.community.overview import (
    checks_chart,
    checks_table,
    replies_chart,
    unmeasured,
)
from assistant.community.wording import words as period_words
from handlers import ids
from handlers.render import blocks as kit
from handlers.render.blocks import Block
from handlers.render.charts import chart_block, chart_note, table_block
from handlers.render.costs import home_line
from handlers.render.home_accounts import accounts, manages
from handlers.render.home_accounts import past as disconnected
from handlers.render.home_open import open_items
from handlers.render.home_posts import Ahead, posts_ahead
from handlers.render.plainer import chart_section, table_sections
from handlers.render.text import mrkdwn
from handlers.render.words import PROMPTS

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.desk.costing import CostView
    from assistant.desk.item_views import InboxView
    from assistant.desk.overseeing import Overview
    from assistant.ports import ManagedBy

MANAGERS = 5
"""Managers named in a sentence."""

NO_NOTE_CHANNEL = (
    f"The weekly note has no channel, so it goes nowhere by itself: `{ids.COMMAND} summary` has it."
)


def home_tab(
    overview: Overview,
    past: Sequence[Account] = (),
    shown: InboxView | None = None,
    ahead: Ahead | None = None,
    *,
    cost: CostView | None = None,
    plainer: bool = False,
) -> Block:
    """The Home tab as one person sees it.

    Args:
        past: disconnected accounts that this person may erase.
        shown: the inbox; None where it cannot be shown.
        ahead: which posts go out next; None where that cannot be shown.
        cost: what the month has cost; None where nothing costs anything.
        plainer: without charts and tables, for workspaces that do not have them yet.
    """
    made = _accounts_part(overview, past, cost)
    return kit.home([*made, *_blocks(overview, shown, ahead, plainer=plainer)])


def closed_home_tab(why: str) -> Block:
    """What somebody sees who may not look, or while Engage cannot."""
    return kit.home([kit.header("Engage, your community desk"), kit.section(mrkdwn(why))])


def managers_line(managed: ManagedBy) -> str:
    """Who manages, in mrkdwn."""
    ids_ = (managed.installer_id, *(each.person_id for each in managed.named))
    named = list(dict.fromkeys(f"<@{each}>" for each in ids_ if each))
    shown = named[:MANAGERS] + (["others"] if len(named) > MANAGERS else [])
    admins = "the admins of this workspace"
    return f"{', '.join(shown)} and {admins}" if shown else admins


def _accounts_part(
    overview: Overview, past: Sequence[Account], cost: CostView | None
) -> list[Block]:
    made = [kit.header("Your accounts"), *accounts(overview), *disconnected(past)]
    made += home_line(cost) if cost else []
    return [*made, *_buttons(overview), *_no_note_channel(overview)]


def _blocks(
    overview: Overview,
    shown: InboxView | None,
    ahead: Ahead | None,
    *,
    plainer: bool,
) -> list[Block]:
    glances = overview.glances
    made: list[Block] = []
    if glances:
        made += open_items(shown, glances)
        made += posts_ahead(ahead) if ahead else []
    if any(each.checks for each in glances):
        made += _scorecard(overview, plainer=plainer)
    made += [
        kit.divider(),
        kit.header("Ask me"),
        kit.section("\n".join(f"• {question}" for _, question in PROMPTS)),
        kit.context(
            f"In *Messages*, or anywhere with `{ids.COMMAND}` and your question. Every figure "
            f"shows its source. Nothing is published without a click on *Approve*."
        ),
    ]
    return made


# -- buttons --------------------------------------------------------------------------------


def _buttons(overview: Overview) -> list[Block]:
    if not manages(overview):
        line = f"Accounts and settings are managed by {managers_line(overview.managed)}."
        return [kit.context(line)]
    first = None if overview.glances else "primary"
    return [
        kit.actions(
            [
                kit.button("Connect account", ids.CONNECT, "new", style=first),
                kit.button("Workspace settings", ids.WORKSPACE_SETTINGS, "workspace"),
                kit.button("People and rights", ids.PEOPLE, "workspace"),
            ]
        )
    ]


def _no_note_channel(overview: Overview) -> list[Block]:
    """That the weekly note goes nowhere by itself, for those who can change it."""
    if not overview.glances or overview.settings.note_channel_id or not manages(overview):
        return []
    button = kit.button("Choose its channel", ids.WORKSPACE_SETTINGS, "note")
    return [kit.section(NO_NOTE_CHANNEL, beside=button)]


# -- how it goes ----------------------------------------------------------------------------


def _scorecard(overview: Overview, *, plainer: bool) -> list[Block]:
    language = overview.settings.language
    week = period_words(overview.period, language=language)
    made = [
        kit.divider(),
        kit.header("How it goes"),
        kit.context(
            f"{week[0].upper()}{week[1:]}, beside the 7 days before. Each check stands for itself; "
            f"there is no score."
        ),
    ]
    if table := checks_table(overview.glances, language):
        block = table_block(table)
        made += table_sections(table) if plainer or block is None else [block]
    if len(overview.glances) > 1 and (untold := unmeasured(overview.glances)):
        made.append(kit.context(untold))
    charts = (checks_chart(overview.glances), replies_chart(overview.glances, overview.days))
    for chart in charts:
        block = chart_block(chart) if chart else None
        if chart and block:
            made.append(chart_section(chart) if plainer else block)
    notes = dict.fromkeys(chart_note(chart) for chart in charts if chart)
    made += [kit.context(note) for note in notes if note]
    return made
