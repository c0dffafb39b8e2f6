"""What could not be looked through: said beside whatever listening found."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.community.accounts import Account, Platform
from assistant.community.searches import SavedSearch, SearchKind

CUT = "RunLimitReached"
"""The trouble of a search with more posts than one look reads, or has time for."""
NO_WORDS = "InvalidInput"
"""The trouble of a search whose server does not search for words."""
_SIGN_IN = frozenset({"ReconnectNeeded", "SignInSealed"})
_SHOWN = 3
"""Searches named in one sentence."""


def limits_of(account: Account, searches: Iterable[SavedSearch]) -> tuple[str, ...]:
    """One sentence for each reason why there may be more talk than what was found.

    Args:
        account: whose searches these are.
        searches: with the trouble of their last look.
    """
    given = list(searches)
    title, server = account.ref.platform.title, account.seen_by or ""
    told: list[str] = []

    def some(trouble: str) -> list[SavedSearch]:
        return [each for each in given if each.trouble == trouble]

    if given and account.ref.platform is Platform.MASTODON:
        told.append(
            f"Engage hears what {server} has heard of: posts under a hashtag, and words only in "
            f"posts whose authors agreed to be found."
        )
    if some("SignInNeeded"):
        told.append(f"{title} lets only signed-in accounts search. Connect {account.ref} anew.")
    if any(each.trouble in _SIGN_IN for each in given):
        told.append(f"The sign-in of {account.ref} does not work any more. Reconnect it to listen.")
    if mute := some(NO_WORDS):
        told.append(_mute(server or title, mute))
    if cut := some(CUT):
        told.append(f"There is more for {_named(cut)} than one look reads: some posts are missing.")
    if some("RateLimited"):
        told.append(f"{title} asked Engage to slow down, so the latest posts may be missing.")
    if some("PlatformUnavailable"):
        told.append(f"{server or title} could not be reached the last time. Engage tries again.")
    if new := [each for each in given if each.swept_at is None and each.trouble is None]:
        told.append(f"{_named(new)} {'was' if len(new) == 1 else 'were'} not looked through yet.")
    return tuple(told)


def _mute(server: str, searches: list[SavedSearch]) -> str:
    words = [each for each in searches if each.kind in (SearchKind.KEYWORD, SearchKind.DOMAIN)]
    if words:
        return (
            f"{server} does not search for words, so nobody can listen for {_named(words)} there. "
            f"Listen for a hashtag instead."
        )
    return (
        f"{server} does not search for words, so only the hashtags of {_named(searches)} were "
        f"looked through."
    )


def _named(searches: list[SavedSearch]) -> str:
    names = [f"“{each.words}”" for each in searches]
    shown = names[:_SHOWN] + (["others"] if len(names) > _SHOWN else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
