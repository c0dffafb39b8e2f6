"""What paid calls cost, in words. An estimate is always called one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

from assistant.community.accounts import Platform
from assistant.community.costs import (
    CHARGING,
    DOLLAR,
    READS_END,
    Level,
    Paid,
    Spent,
    dollars,
    month_after,
    sending_micro,
    writing,
)
from assistant.community.drafts import Draft

KINDS: MappingProxyType[Paid, tuple[str, str]] = MappingProxyType(
    {
        Paid.OWNED_READ: ("own post or mention read", "own posts and mentions read"),
        Paid.POST_READ: ("post of others read", "posts of others read"),
        Paid.USER_READ: ("person looked up", "people looked up"),
        Paid.COUNTS: ("count of a search", "counts of searches"),
        Paid.CREATE: ("post or reply sent", "posts and replies sent"),
        Paid.CREATE_WITH_LINK: (
            "post or reply with a link sent",
            "posts and replies with links sent",
        ),
        Paid.CALLED_REPLY: ("reply to somebody who named us", "replies to people who named us"),
        Paid.IMAGE_WORDS: ("image described", "images described"),
        Paid.HIDE: ("reply hidden", "replies hidden"),
        Paid.DELETE: ("post deleted", "posts deleted"),
    }
)
"""What was paid for, for one and for several."""

WHO = " and ".join(sorted(each.title for each in CHARGING))

NOTHING_COSTS = (
    f"Nothing here costs anything: of the platforms only {WHO} charges by the call, and no account "
    f"on {WHO} is connected."
)
NOT_IN_IT = (
    f"Counted by {WHO}'s price list; its own console has the bill. Bluesky, Mastodon, Facebook and "
    "Instagram charge nothing by the call, and the language model is not in it."
)
GONE = "accounts that are gone"
MOST_ACCOUNTS = 20
"""Accounts that stand for themselves, the dearest first."""

_DAY = timedelta(days=1)
_CENT = DOLLAR // 100


def about(micro: int) -> str:
    """An amount as people compare it: whole cents."""
    return "less than $0.01" if 0 < micro < _CENT else f"${micro / DOLLAR:,.2f}"


def headline(spent: Spent) -> str:
    """What the month has cost, and of how much."""
    month = f"{spent.month:%B}"
    if not spent.budget:
        return (
            f"{WHO} has cost {about(spent.micro)} in {month}. The budget is nothing, so "
            f"Engage asks {WHO} for nothing."
        )
    return (
        f"{WHO} has cost {about(spent.micro)} in {month}: {_share(spent)} of the budget of "
        f"{about(spent.budget)}."
    )


def estimate(spent: Spent, now: datetime) -> int | None:
    """Micro that the whole month comes to if it goes on as so far; None on its first day."""
    first = datetime.combine(spent.month, time(), UTC)
    last = datetime.combine(month_after(spent.month), time(), UTC)
    passed = min(now, last) - first
    return None if passed < _DAY else round(spent.micro * ((last - first) / passed))


def outlook(spent: Spent, now: datetime) -> str:
    """The estimate in a sentence; "" where there is nothing to estimate from."""
    if not spent.micro:
        return ""
    whole = estimate(spent, now)
    if whole is None:
        return "It is too early in the month for an estimate."
    days = (now.astimezone(UTC).date() - spent.month).days
    so_far = "the first day" if days == 1 else f"the {days} days so far"
    amount = about(whole) if whole < _CENT else f"about {about(whole)}"
    said = (
        f"If it goes on like that it comes to {amount} by the end of the month: an estimate from "
        f"{so_far}."
    )
    if spent.budget and whole > spent.budget * READS_END:
        said += f" Reading stops at {about(round(spent.budget * READS_END))}."
    return said


def kinds(spent: Spent) -> tuple[str, ...]:
    """A line for each kind, the dearest first."""
    dearest = sorted(spent.by_paid.items(), key=lambda each: (-each[1][1], each[0]))
    return tuple(
        f"{units:,} {KINDS[paid][units != 1]}: {about(micro)}" for paid, (units, micro) in dearest
    )


def accounts(spent: Spent, names: Mapping[str, str]) -> tuple[str, ...]:
    """A line for each account, the dearest first; nothing where there is only one.

    Args:
        names: by id; those that are gone are not among them.
    """
    if len(spent.by_account) < 2:  # noqa: PLR2004 - the whole says it
        return ()
    dearest = sorted(spent.by_account.items(), key=lambda each: (-each[1], each[0]))
    lines = [
        f"{names.get(account_id, GONE)}: {about(micro)}"
        for account_id, micro in dearest[:MOST_ACCOUNTS]
    ]
    rest = sum(micro for _, micro in dearest[MOST_ACCOUNTS:])
    return (*lines, f"others: {about(rest)}") if rest else tuple(lines)


def notice(level: Level, spent: Spent) -> str:
    """What those who manage Engage are told, once a month for each level."""
    begins = f"{month_after(spent.month):%B}"
    if level is Level.WARN:
        said = (
            f"{headline(spent)} At {round(READS_END * 100)} % I stop reading {WHO}, so that what "
            f"you approve can still be sent."
        )
    else:
        # what was left out may have been a large look, and small ones still fit
        stopped = spent.share >= READS_END
        what = f"I have stopped reading {WHO}" if stopped else f"I leave out larger looks at {WHO}"
        said = (
            f"{what} until {begins}: {about(spent.micro)} of the budget of "
            f"{about(spent.budget)} are spent. The rest is kept for sending what you approve."
        )
    return f"{said} You can change the budget in the workspace's settings."


def sending(platform: Platform, draft: Draft) -> str:
    """What sending a draft costs; "" where it costs nothing. A reply goes out only to somebody who
    named or quoted us.
    """
    texts, called = draft.posts, draft.studio_id is None
    images = sum(bool(each.alt) for each in draft.images)
    micro = sending_micro(platform, texts, called=called, images=images)
    if not micro:
        return ""
    linked = sum(writing(each, called=called) is Paid.CREATE_WITH_LINK for each in texts)
    if len(texts) == 1:
        return f"Sending this costs {dollars(micro)}{', because of its link' if linked else ''}."
    why = f", because of {'a link' if linked == 1 else 'links'}" if linked else ""
    return f"Sending these {len(texts)} posts costs {dollars(micro)}{why}."


def _share(spent: Spent) -> str:
    """In whole percent, rounded down: 89.9 % is not yet 90 %."""
    return f"{int(spent.share * 100)} %"
