"""The accounts of the Home tab: how each stands, and what a manager can do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community import clearing_words
from assistant.community.rights import Act
from handlers import ids
from handlers.render import blocks as kit
from handlers.render.blocks import Block
from handlers.render.inputs import OPTIONS, option
from handlers.render.text import clip, fold, mrkdwn
from handlers.render.words import age

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.overview import Glance
    from assistant.desk.overseeing import Overview

SHOWN = 25
"""Accounts that stand for themselves, with their buttons; the rest are lines of a list."""

PAST = 5
"""Disconnected accounts that are offered for erasing; the next ones follow as these go."""

LINES = 20
"""Accounts in one block of that list."""

OPTION = 75

TROUBLE: Mapping[str, str] = MappingProxyType(
    {
        "ReconnectNeeded": "The sign-in does not work any more. What stands here may be old.",
        "SignInSealed": "The sign-in cannot be opened: ENGAGE_SECRET_KEY is not the one it was "
        "sealed with. Whoever runs Engage can put the old key behind the new one; else reconnect.",
        "PlatformUnavailable": "{title} could not be reached the last time. I try again by myself.",
        "RateLimited": "{title} asked me to slow down. I go on by myself in a while.",
        "BudgetSpent": "What {title} may cost this month is nearly used up, so I have stopped "
        "reading it until the next. A manager can raise the budget in the workspace's settings.",
        "SignInNeeded": "{title} shows this to signed-in accounts only.",
        "NotFound": "{title} does not know this account any more.",
    }
)
"""What the last reading ended in, by the class of the error."""

RECONNECT = frozenset({"ReconnectNeeded", "SignInSealed"})
"""What a new sign-in mends."""

ANY_TROUBLE = "The last reading failed. I try again by myself."


def manages(overview: Overview) -> bool:
    """Whether this person manages Engage."""
    return Act.CHANGE_SETTINGS in overview.may


def accounts(overview: Overview) -> list[Block]:
    """Each with its state, and what a manager can do about it."""
    if not overview.glances:
        how = "Connect the first one: a handle and an app password are enough."
        return [kit.section(f"No account is connected yet. {how if manages(overview) else ''}")]
    made = [each for glance in overview.glances[:SHOWN] for each in _account(glance, overview)]
    return made + _others(overview)


def _account(glance: Glance, overview: Overview) -> list[Block]:
    account, may = glance.account, manages(overview)
    settings = kit.button("Settings", ids.ACCOUNT_SETTINGS, account.id) if may else None
    made = [kit.section(f"*{_name(account)}*\n{_state(glance, overview)}", beside=settings)]
    if account.trouble:
        made.append(kit.context(f":warning: {_trouble(account)}"))
    if late := overview.uncleared.get(account.id):
        words = clearing_words.late(account, late, overview.now)
        made.append(kit.context(f":warning: {mrkdwn(words)}"))
    if may and (account.trouble in RECONNECT or not account.signed_in):
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
    if manages(overview):
        picks = [option(e.account.id, str(e.account.ref)) for e in rest[:OPTIONS]]
        menu: Block = {
            "type": "static_select",
            "action_id": ids.ACCOUNT_SETTINGS,
            "placeholder": kit.plain("Choose an account", OPTION),
            "options": picks,
        }
        made.append(kit.section("Settings of one of these", beside=menu))
    return made


def past(disconnected: Sequence[Account]) -> list[Block]:
    """Disconnected accounts that can be erased."""
    made = []
    for each in disconnected[:PAST]:
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
