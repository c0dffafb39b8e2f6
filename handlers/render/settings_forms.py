"""The forms of settings: of a workspace, and of an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.calendar_words import WEEKDAYS
from assistant.community.settings_words import MOST_APPROVERS
from assistant.community.week_words import write_week
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render.blocks import Block
from handlers.render.inputs import Field
from handlers.render.text import fold, mrkdwn

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.settings import AccountSettings, WorkspaceSettings
    from assistant.ports import Kept

REQUIRED = frozenset({"zone", "language", "retention_months", "note_day", "note_hour"}) | {
    "most_joins",
    "alerts",
    "target_hours",
    "counted_in",
    "promo_percent",
    "publishing",
    "undo_s",
    "second_person",
    "dry_run",
}

ON, OFF = "on", "off"
SWITCH = ((ON, "On"), (OFF, "Off: nothing is sent to any platform"))
YES_NO = (("yes", "Yes"), ("no", "No"))

LABELS: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "zone": ("Time zone", "Region and city. Days and weeks go by it."),
        "language": (
            "Language",
            "Of numbers and dates, and of the weekly note (English or German): en, de, en-US",
        ),
        "daily_tokens": (
            "Tokens a day for the language model",
            "Empty: the usual limit. Once it is used up, the offline composer answers.",
        ),
        "monthly_usd": (
            "US dollars a month for platforms that charge by the call",
            "X does. Reading stops at 90 %, so that what you approve can still be sent.",
        ),
        "retention_months": ("Months that posts, answers and acts are kept", None),
        "most_joins": ("Conversations of others to join on one day, at most", "From 0 to 50"),
        "note_day": ("Day of the weekly note", None),
        "note_hour": ("Hour of the weekly note", None),
        "note_channel_id": (
            "Channel of the weekly note",
            "Nothing chosen: it is written when somebody asks for it",
        ),
        "note_account_ids": ("Accounts the weekly note is about", "Nothing chosen: all of them"),
        "quiet_from": ("Quiet from", None),
        "quiet_to": ("Quiet until", None),
        "target_hours": ("Answer comments within, in hours", "From 0.25 to 168 (a week)"),
        "counted_in": ("How those hours are counted", None),
        "hours": ("Business hours", "One line for each open day or row of days"),
        "hours_zone": ("Time zone of these hours", "Empty: the workspace's own"),
        "country": ("Country whose public holidays are closed", "Two letters"),
        "region": ("Region of that country", None),
        "approver_ids": (
            "Who approves what is published",
            "Full members, no guests. Nobody named: the managers do",
        ),
        "lead_id": ("Who is told before a target is missed", "A full member, no guest"),
        "channel_id": ("Channel for its cards", None),
        "alerts": (
            "Tell of an unusual rush?",
            "Once a day at most, when many more comments or complaints come than usual",
        ),
        "promo_percent": ("Most promotion among posts, in percent", None),
        "publishing": (
            "Publishing",
            "The kill switch of the whole workspace: drafts wait until it is on again",
        ),
        "undo_s": ("Seconds to take an approval back", "From 0 to 3,600. Nothing is sent before"),
        "second_person": (
            "Must somebody else approve?",
            "Somebody else than who wrote or edited the text last",
        ),
        "dry_run": ("Dry run?", "Everything but the sending happens, and the card says so"),
    }
)
"""Label and hint of each field."""

NOTE = "When Engage writes by itself"
CARDS = "Cards of comments and mentions, and who is reminded of them"
REPLIES = "Replies"


def workspace_settings(
    kept: Kept[WorkspaceSettings], note: str | None = None, accounts: Sequence[Account] = ()
) -> Block:
    """The form of a workspace's settings.

    Args:
        accounts: those that the weekly note may be about.
        note: one sentence above it.
    """
    now, version = kept.settings, str(kept.version)
    field = _fields(version)
    days = [(day, day) for day in WEEKDAYS]
    hours = [(str(hour), f"{hour:02d}:00") for hour in range(24)]
    made = [
        *noted(note),
        inputs.text(field("zone"), now.zone, example="Europe/Berlin"),
        inputs.text(field("language"), now.language),
        inputs.number(field("daily_tokens"), now.daily_tokens),
        inputs.number(field("monthly_usd"), now.monthly_usd),
        inputs.number(field("retention_months"), now.retention_months),
        inputs.number(field("most_joins"), now.most_joins),
        kit.divider(),
        inputs.radio(field("publishing"), SWITCH, ON if now.publishing else OFF),
        kit.divider(),
        kit.context(NOTE),
        inputs.choice(field("note_day"), days, now.note_day),
        inputs.choice(field("note_hour"), hours, str(now.note_hour)),
        inputs.channel(field("note_channel_id"), now.note_channel_id),
        *_note_accounts(field, now, accounts),
        inputs.time_of_day(field("quiet_from"), _clock(now.quiet_from)),
        inputs.time_of_day(field("quiet_to"), _clock(now.quiet_to)),
    ]
    return kit.form(
        ids.WORKSPACE_SETTINGS, "Workspace settings", "Save", made, {"version": version}
    )


def account_settings(
    account: Account, kept: Kept[AccountSettings], note: str | None = None
) -> Block:
    """The form of an account's settings."""
    now, version = kept.settings, str(kept.version)
    hours = now.hours
    field = _fields(version)
    clocks = [("clock", "Round the clock"), ("business", "In business hours only")]
    week = "Monday-Friday 09:00-12:00, 13:30-18:00"
    made = [
        *noted(note),
        kit.section(f"*{mrkdwn(fold(str(account.ref)))}*"),
        inputs.number(field("target_hours"), now.target_hours, decimals=True),
        inputs.radio(field("counted_in"), clocks, now.counted_in),
        inputs.text(
            field("hours"), write_week(hours.week if hours else {}), example=week, lines=True
        ),
        inputs.text(field("hours_zone"), hours.zone if hours else None, example="Europe/Berlin"),
        inputs.text(field("country"), hours.country if hours else None, example="DE"),
        inputs.text(field("region"), hours.region if hours else None, example="BY"),
        inputs.people(field("approver_ids"), now.approver_ids, most=MOST_APPROVERS),
        kit.divider(),
        kit.context(REPLIES),
        inputs.number(field("undo_s"), now.undo_s),
        inputs.radio(field("second_person"), YES_NO, _yes(now.second_person)),
        inputs.radio(field("dry_run"), YES_NO, _yes(now.dry_run)),
        kit.divider(),
        kit.context(CARDS),
        inputs.channel(field("channel_id"), now.channel_id),
        inputs.person(field("lead_id"), now.lead_id),
        inputs.radio(field("alerts"), YES_NO, _yes(now.alerts)),
        inputs.number(field("promo_percent"), now.promo_percent),
        kit.divider(),
        kit.actions([kit.button("Disconnect account", ids.DISCONNECT, account.id, style="danger")]),
    ]
    memory = {"version": version, "account": account.id}
    return kit.form(ids.ACCOUNT_SETTINGS, "Account settings", "Save", made, memory)


def noted(note: str | None) -> list[Block]:
    """A sentence above a form; nothing where there is none."""
    return [kit.section(f":warning: *{mrkdwn(note)}*")] if note else []


def _note_accounts(
    field: Callable[[str], Field], now: WorkspaceSettings, accounts: Sequence[Account]
) -> list[Block]:
    """Which accounts the note is about; no field where there is no choice."""
    if not accounts:
        return []
    options = [(each.id, str(each.ref)) for each in accounts]
    return [inputs.several(field("note_account_ids"), options, now.note_account_ids)]


def _fields(version: str) -> Callable[[str], Field]:
    def field(name: str) -> Field:
        return Field(ids.block_of(name, version), *LABELS[name], name not in REQUIRED)

    return field


def _yes(value: bool) -> str:  # noqa: FBT001 - a plain fact
    return "yes" if value else "no"


def _clock(value: time | None) -> str | None:
    return value.isoformat("minutes") if value else None
