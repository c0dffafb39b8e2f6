"""The limits of settings, and what each field takes in words."""

from __future__ import annotations

from types import MappingProxyType

from assistant.community.calendar_words import WEEKDAYS

MOST_APPROVERS = 50

MOST_ACCOUNTS = 100
"""Accounts that a weekly note may be restricted to."""

SHORTEST_RETENTION = 4
"""Months. Posts are looked after for 90 days (`polling.HORIZON`): what is younger than that must
stay, or the next look would bring it back."""

SENTENCES: MappingProxyType[str, str] = MappingProxyType(
    {
        "note_day": f"Write a day of the week: {', '.join(WEEKDAYS[:-1])} or {WEEKDAYS[-1]}.",
        "note_hour": "Write a full hour of the day from 0 to 23.",
        "note_channel_id": "Choose a channel from the list.",
        "note_account_ids": f"Choose up to {MOST_ACCOUNTS} accounts, or none for all of them.",
        "quiet_from": "Write a time of the day such as 20:00.",
        "quiet_to": "Write a time of the day such as 08:00.",
        "daily_tokens": "Write a whole number of tokens from 1,000 to 1,000,000,000.",
        "monthly_usd": "Write a whole number of US dollars from 0 to 100,000.",
        "retention_months": f"Write a whole number of months from {SHORTEST_RETENTION} to 120.",
        "channel_id": "Choose a channel from the list.",
        "most_joins": "Write a whole number of conversations from 0 to 50.",
        "target_hours": "Write a number of hours from 0.25 to 168 (a week).",
        "counted_in": "Choose round the clock or business hours.",
        "hours": 'Write business hours like "09:00-12:00, 13:30-18:00" for each open day.',
        "alerts": "Choose yes or no.",
        "promo_percent": "Write a whole number of percent from 0 to 100.",
        "approver_ids": f"Choose up to {MOST_APPROVERS} people.",
        "lead_id": "Choose one person from the list.",
        "publishing": "Choose on or off.",
        "undo_s": "Write a whole number of seconds from 0 to 3,600.",
        "second_person": "Choose yes or no.",
        "dry_run": "Choose yes or no.",
    }
)
"""What a field takes, for those whose reader does not say it better itself."""
