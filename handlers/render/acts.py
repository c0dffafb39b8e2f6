"""Recent acts: who did what, when, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.rights import Act
from assistant.community.week_words import write_week
from handlers import ids
from handlers.render import blocks as kit
from handlers.render.answers import moment
from handlers.render.blocks import Block
from handlers.render.text import clip, fold, mrkdwn

if TYPE_CHECKING:
    from assistant.ports import Deed

VALUE = 60
"""Characters of one old or new value."""

SAID: Mapping[Act, str] = MappingProxyType(
    {
        Act.CONNECT: "connected {what}",
        Act.DISCONNECT: "disconnected {what}",
        Act.ERASE: "erased {what}",
        Act.CHANGE_SETTINGS: "changed the settings of {what}",
        Act.NAME_MANAGER: "named {what} a manager",
        Act.UNNAME_MANAGER: "took {what} off the managers",
        Act.APPROVE: "approved {what}",
        Act.ASK: "asked",
        Act.SHARE: "shared an answer",
        Act.SEE_HOME: "looked",
        Act.SEE_ACTS: "looked at the acts",
        Act.TRIAGE: "took care of {what}",
        Act.REOPEN: "opened a comment for {what} again",
        Act.HIDE: "hid a comment under a post of {what}",
        Act.DRAFT: "had a reply drafted",
        Act.TEACH: "changed what replies rest on",
        Act.LISTEN: "changed what Engage listens for",
        Act.SEE_AUDIT: "exported the log of replies",
    }
)
"""Each act after the name of whoever did it."""

_PEOPLE = frozenset({Act.NAME_MANAGER, Act.UNNAME_MANAGER})

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "zone": "time zone",
        "language": "language",
        "note_day": "day of the weekly note",
        "note_hour": "hour of the weekly note",
        "quiet_from": "quiet from",
        "quiet_to": "quiet until",
        "daily_tokens": "tokens a day",
        "monthly_usd": "US dollars a month for paid calls",
        "retention_months": "months kept",
        "channel_id": "channel",
        "target_hours": "hours to answer within",
        "counted_in": "counting of those hours",
        "hours": "business hours",
        "promo_percent": "percent of promotion",
        "approver_ids": "approvers",
        "lead_id": "lead",
        "publishing": "publishing",
        "undo_s": "seconds to take an approval back",
        "second_person": "approval by somebody else",
        "dry_run": "dry run",
    }
)
"""Settings as people call them."""


def recent_acts(
    deeds: Sequence[Deed], accounts: Mapping[str, str], *, older: str | None = None
) -> Block:
    """One page of them.

    Args:
        accounts: written names by account id.
        older: what the button to the page before carries; None where there is none.
    """
    made = [kit.section(_line(each, accounts)) for each in deeds]
    if not made:
        made = [kit.section("Nothing was done here yet.")]
    if older:
        made.append(kit.actions([kit.button("Older", ids.OLDER_ACTS, older)]))
    return kit.modal("Recent acts", made)


def _line(deed: Deed, accounts: Mapping[str, str]) -> str:
    done = SAID[deed.act].format(what=_what(deed, accounts))
    if deed.act is Act.DRAFT and "function" in deed.detail:
        done = _label(deed)
    lines = [f"<@{deed.person_id}> {done}", moment(deed.at)]
    if deed.act is Act.CHANGE_SETTINGS:
        lines[1:1] = [_change(*each) for each in deed.detail.items()]
    return "\n".join(lines)


def _label(deed: Deed) -> str:
    """Their word on what a post of ours is for."""
    function = deed.detail["function"]
    return f"said that a post is there to {function}" if function else "left a post to the rules"


def _what(deed: Deed, accounts: Mapping[str, str]) -> str:
    if deed.act in _PEOPLE:
        return f"<@{deed.subject}>"
    if not deed.subject:
        return "this workspace"
    name = accounts.get(deed.subject) or deed.detail.get("account") or "an account"
    return f"*{mrkdwn(fold(str(name)))}*"


def _change(name: str, values: object) -> str:
    """One field with its old and new value."""
    old, new = values if isinstance(values, list | tuple) and len(values) == 2 else (None, values)  # noqa: PLR2004 - a pair
    return f"• {NAMES.get(name, name)}: {_value(name, old)} → {_value(name, new)}"


def _value(name: str, value: object) -> str:
    if value in (None, "", [], ()):
        return "nothing set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in ("approver_ids", "lead_id"):
        people = value if isinstance(value, list | tuple) else [value]
        return ", ".join(f"<@{each}>" for each in people)
    if name == "channel_id":
        return f"<#{value}>"
    if isinstance(value, Mapping):
        value = write_week(dict(value.get("week") or {})).replace("\n", "; ") or "closed"
    return mrkdwn(clip(fold(str(value)), VALUE))
