"""Which of our accounts somebody means by what they wrote."""

from __future__ import annotations

from collections.abc import Callable

from assistant.community.accounts import Account


def everywhere(account: str | None) -> bool:
    """Whether a tool is asked about all accounts there are."""
    return (account or "all").strip().lower() in {"", "all"}


def meaning(name: str, scope: tuple[Account, ...]) -> Account | None:
    """The one account that a name means, read the strictest way first; None where it is not one.

    Args:
        name: `platform:handle`, a handle alone, its beginning, a display name or a platform's.
        scope: the accounts it may be.
    """
    wanted = name.strip().lower().lstrip("@")
    tests: tuple[Callable[[Account], bool], ...] = (
        lambda each: str(each.ref) == wanted,
        lambda each: each.ref.handle.lstrip("@") == wanted,
        lambda each: each.name.lower() == wanted,
        lambda each: each.ref.handle.lstrip("@").startswith(wanted),
        lambda each: each.ref.platform.value == wanted,
    )
    for test in tests:
        matches = [each for each in scope if test(each)]
        if len(matches) == 1:
            return matches[0]
    return None
