"""Reads over all workspaces of what is to be done by itself: through a door that shows what is
open, of workspaces that did not leave and accounts that are connected.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Select, and_, select

from assistant.storage.schema import ACCOUNT, WORKSPACE


def everywhere(account_id: Column[Any], *columns: Column[Any]) -> Select[Any]:
    """Select columns, one of which says the account, of all that has a living workspace.

    To be run in a transaction of `Database.across(Door.TO_DO)`.
    """
    rows = account_id.table
    account = and_(ACCOUNT.c.id == account_id, ACCOUNT.c.workspace_id == rows.c.workspace_id)
    house = WORKSPACE.c.workspace_id == ACCOUNT.c.workspace_id
    joined = rows.join(ACCOUNT, account).join(WORKSPACE, house)
    living = (WORKSPACE.c.removed_at.is_(None), ACCOUNT.c.disconnected_at.is_(None))
    return select(*columns).select_from(joined).where(*living)
