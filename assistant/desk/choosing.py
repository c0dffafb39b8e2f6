"""Which account somebody means: by its id, by its name, or the first one."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.community.accounts import Account
from assistant.errors import InvalidInput, NotFound

NO_ACCOUNT = "No account is connected yet. A manager of Engage connects one in its Home tab."


def chosen_account(accounts: Sequence[Account], named: str | None) -> Account:
    """The account that is meant.

    Args:
        named: its id, `platform:handle` or its handle; None for the first of all.

    Raises:
        InvalidInput: no account is connected.
        NotFound: none of them is meant.
    """
    if not accounts:
        raise InvalidInput(NO_ACCOUNT)
    if not named:
        return accounts[0]
    wanted = named.lower().removeprefix("@")
    for each in accounts:
        handle = each.ref.handle.lower().removeprefix("@")
        if wanted in {each.id, handle, str(each.ref).lower()}:
            return each
    raise NotFound("account", named)
