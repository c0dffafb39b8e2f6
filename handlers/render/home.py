"""The Home tab: accounts, how they do, what is open, and who sets Engage up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.overview import (
    Glance,
    checks_chart,
    checks_table,
    replies_chart,
    unmeasured,
)
from assistant.community.rights import Act
from assistant.community.wording import words as period_words
from handlers import ids
from handlers.render import blocks as kit
from handlers.render.blocks import Block
from handlers.render.charts import chart_block, table_block
from handlers.render.home_open import open_items
from handlers.render.home_posts import Ahead, posts_ahead
from handlers.render.inputs import OPTIONS, option
from handlers.render.plainer import chart_section, table_sections
from handlers.render.text import clip, fold, mrkdwn
from handlers.render.words import PROMPTS, age

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.desk.item_views import InboxView
    from assistant.desk.overseeing import Overview
    from assistant.ports import ManagedBy

SHOWN = 25
"""Accounts that stand for themselves, with their buttons; the rest are lines of a list."""

PAST = 5
"""Disconnected accounts that are offered for erasing; the next ones follow as these go."""

LINES = 20
"""Accounts in one block of that list."""

MANAGERS = 5
"""Managers named in a sentence."""

OPTION = 75

TROUBLE: Mapping[str, str] = MappingProxyType(
    {
        "ReconnectNeeded": "The sign-in does not work any more. What stands here may be old.",
        "SignInSealed": "The sign-in cannot be opened: ENGAGE_SECRET_KEY is not the one it was "
        "sealed with. Whoever runs Engage can put the old key behind the new one; else reconnect.",
        "PlatformUnavailable": "{title} could not be reached the last time. I try again by myself.",
        "RateLimited": "{title} asked me to slow down. I go on by myself in a while.",
        "SignInNeeded": "{title} shows this to signed-in accounts only.",
        "NotFound": "{title} does not know this account any more.",
    }
)
"""What the last reading ended in, by the class of the error."""

RECONNECT = frozenset({"ReconnectNeeded", "SignInSealed"})
"""What a new sign-in mends."""

NO_NOTE_CHANNEL = (
    f"The weekly note has no channel, so it goes nowhere by itself: `{ids.COMMAND} summary` has it."
)

ANY_TROUBLE = "The last reading failed. I try again by myself."


def home_tab(
    overview: Overview,
    past: Sequence[Account] = (),
    shown: InboxView | None = None,
    ahead: Ahead | None = None,
    *,
    plainer: bool = False,
) -> Block:
    """The Home tab as one person sees it.

    Args:
        past: disconnected accounts that this person may erase.
        shown: the inbox; None where it cannot be shown.
        ahead: which posts go out next; None where that cannot be shown.
        plainer: without charts and tables, for workspaces that do not have them yet.
    """
    return kit.home(_blocks(overview, past, shown, ahead, plainer=plainer))


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


def _blocks(
    overview: Overview,
    past: Sequence[Account],
    shown: InboxView | None,
    ahead: Ahead | None,
    *,
    plainer: bool,
) -> list[Block]:
    glances = overview.glances
    made = [kit.header("Your accounts"), *_accounts(overview), *_past(past), *_buttons(overview)]
    made += _no_note_channel(overview)
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


# -- accounts -------------------------------------------------------------------------------


def _accounts(overview: Overview) -> list[Block]:
    if not overview.glances:
        how = "Connect the first one: a handle and an app password are enough."
        return [kit.section(f"No account is connected yet. {how if _manages(overview) else ''}")]
    made = [each for glance in overview.glances[:SHOWN] for each in _account(glance, overview)]
    return made + _others(overview)


def _account(glance: Glance, overview: Overview) -> list[Block]:
    account, manages = glance.account, _manages(overview)
    settings = kit.button("Settings", ids.ACCOUNT_SETTINGS, account.id) if manages else None
    made = [kit.section(f"*{_name(account)}*\n{_state(glance, overview)}", beside=settings)]
    if account.trouble:
        made.append(kit.context(f":warning: {_trouble(account)}"))
    if manages and (account.trouble in RECONNECT or not account.signed_in):
        broken = account.signed_in
        button = kit.button(
            "Reconnect" if broken else "Sign in",
            ids.RECONNECT,
            account.id,
            style="primary" if broken else None,
        )
        made.append(kit.actions([button]))
    return made


def _others(overview: Overview) -> list[Block]:
    """Accounts beyond those that stand for themselves."""
    rest = overview.glances[SHOWN:]
    if not rest:
        return []
    lines = [f"• {_name(each.account)}: {_state(each, overview)}" for each in rest]
    made = [
        kit.section(
            "\n".join(clip(line, kit.SECTION // LINES - 1) for line in lines[at : at + LINES])
        )
        for at in range(0, len(lines), LINES)
    ]
    if _manages(overview):
        picks = [option(e.account.id, str(e.account.ref)) for e in rest[:OPTIONS]]
        menu: Block = {
            "type": "static_select",
            "action_id": ids.ACCOUNT_SETTINGS,
            "placeholder": kit.plain("Choose an account", OPTION),
            "options": picks,
        }
        made.append(kit.section("Settings of one of these", beside=menu))
    return made


def _past(accounts: Sequence[Account]) -> list[Block]:
    made = []
    for each in accounts[:PAST]:
        words = f"{mrkdwn(fold(str(each.ref)))}\nDisconnected; what was read is still kept"
        made.append(kit.section(words, beside=kit.button("Erase", ids.DISCONNECT, each.id)))
    return made


def _name(account: Account) -> str:
    handle = mrkdwn(fold(account.ref.handle))
    safe = account.url.startswith("https://") and not set(account.url) & set("<>|& \n")
    return f"<{account.url}|{handle}>" if safe else handle


def _state(glance: Glance, overview: Overview) -> str:
    account = glance.account
    parts = [account.ref.platform.title]
    if account.trouble is None or account.synced_at is not None:
        parts.append(age(account.synced_at, overview.now))
    if not account.signed_in:
        parts.append("without signing in: mentions are not seen")
    return " · ".join(parts)


def _trouble(account: Account) -> str:
    words = TROUBLE.get(account.trouble or "", ANY_TROUBLE)
    return words.format(title=account.ref.platform.title)


# -- buttons --------------------------------------------------------------------------------


def _manages(overview: Overview) -> bool:
    return Act.CHANGE_SETTINGS in overview.may


def _buttons(overview: Overview) -> list[Block]:
    if not _manages(overview):
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
    if not overview.glances or overview.settings.note_channel_id or not _manages(overview):
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
    return made
