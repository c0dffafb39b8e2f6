"""What is said where it is not known which posts were deleted on a platform."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType

from assistant.community.accounts import Account
from assistant.community.clearances import Clearance, Hindrance

LATE = (
    "For {long} I have not been able to see what was deleted on {title}, so some of it may "
    "still stand here ({account}). {title} gives everybody one day to remove it."
)

_DAY = timedelta(days=1)
_AGAIN = "I go on trying every hour, and you need do nothing."
WAYS = MappingProxyType(
    {
        Hindrance.NONE: _AGAIN,
        Hindrance.AWAY: f"{{title}} does not answer. {_AGAIN}",
        Hindrance.SIGN_IN: "Its sign-in does not work any more: connect it again in the Home tab.",
        Hindrance.BUDGET: (
            "Each look is paid for, and the part of the month's budget for it is used up. Raise "
            "the budget in the workspace's settings, or let whoever runs Engage set "
            "X_BEARER_TOKEN: with it looking costs nothing."
        ),
        Hindrance.LIST: (
            "{title}'s own list of it does not work right now, and the part of the month's budget "
            "for looking each post up is used up. I go on trying every hour; a higher budget in "
            "the workspace's settings lets me look them up."
        ),
    }
)
"""What can be done."""
DISCONNECTED = (
    "The account is disconnected, so I cannot look. A manager can erase what was read of it in the "
    "Home tab, or connect it again."
)


def late(account: Account, clearance: Clearance, now: datetime, *, connected: bool = True) -> str:
    """The whole of it, for those who manage."""
    days = round((now - clearance.known_at) / _DAY)
    long = "about a day" if days <= 1 else f"about {days:,} days"
    said = LATE.format(long=long, title=account.ref.platform.title, account=account.ref)
    unseen = not connected and clearance.hindrance is Hindrance.SIGN_IN
    return f"{said} {DISCONNECTED if unseen else way_on(account, clearance)}"


def way_on(account: Account, clearance: Clearance) -> str:
    """What can be done about it."""
    return WAYS[clearance.hindrance].format(title=account.ref.platform.title)


def hours_ago(clearance: Clearance, now: datetime) -> str:
    """How old what is known is."""
    hours = int((now - clearance.known_at).total_seconds() // 3_600)
    return {0: "less than an hour ago", 1: "1 hour ago"}.get(hours, f"{hours:,} hours ago")
