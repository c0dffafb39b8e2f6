"""Modals that show something, and the one of people and rights."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers import ids
from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render.blocks import Block
from handlers.render.home import managers_line
from handlers.render.inputs import Field
from handlers.render.settings_forms import noted
from handlers.render.text import fold, mrkdwn

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.ports import ManagedBy

CHANGED_MEANWHILE = (
    "Somebody else changed this in the meantime, so nothing was saved. This is how it stands now."
)
MANAGERS_AT_ONCE = 100
"""Managers named in the form: as many as a view's memory holds."""

ACCOUNTS_LISTED = 40


def loading() -> Block:
    """While what a modal shows is not at hand yet."""
    return kit.modal("Engage", [kit.section("One moment…")])


def working(words: str) -> Block:
    """While something that was sent takes its time."""
    return kit.modal("Engage", [kit.section(words)])


def problem(words: str) -> Block:
    """Why something cannot be done."""
    return kit.modal("Engage", [kit.section(mrkdwn(words))])


def done(words: str) -> Block:
    """That something was done. `words` are mrkdwn."""
    return kit.modal("Engage", [kit.section(words)])


def people(
    managed: ManagedBy,
    approvers: Sequence[tuple[Account, tuple[str, ...]]],
    note: str | None = None,
) -> Block:
    """Who manages and who approves.

    Args:
        approvers: of each account; nobody named means the managers.
    """
    named = tuple(each.person_id for each in managed.named)[:MANAGERS_AT_ONCE]
    version = _version(named)
    hint = "Besides the admins of this workspace and whoever installed Engage, who always manage"
    field = Field(ids.block_of("managers", version), "Managers", hint, optional=True)
    made = [
        *noted(note),
        kit.section(
            "Every full member asks and looks. Managers connect accounts, change settings and name "
            "others. Today these manage: " + managers_line(managed) + "."
        ),
        inputs.people(field, named, most=MANAGERS_AT_ONCE),
    ]
    if approvers:
        made.append(kit.header("Who approves what is published"))
        made += [_approves(*each) for each in approvers[:ACCOUNTS_LISTED]]
    made += [
        kit.divider(),
        kit.actions([kit.button("Recent acts", ids.ACTS, "newest")]),
    ]
    return kit.form(ids.PEOPLE, "People and rights", "Save", made, {"named": " ".join(named)})


def _version(named: Sequence[str]) -> str:
    """Another one for every set of people."""
    return hashlib.sha256(" ".join(named).encode()).hexdigest()[:8]


def _approves(account: Account, who: tuple[str, ...]) -> Block:
    names = ", ".join(f"<@{each}>" for each in who) or "the managers"
    change = kit.button("Change", ids.ACCOUNT_SETTINGS, account.id)
    return kit.section(f"*{mrkdwn(fold(str(account.ref)))}*\n{names}", beside=change)
