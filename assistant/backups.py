"""`engage backup` and `engage restore`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from assistant.bootstrap import now
from assistant.settings import Settings
from assistant.storage.backup import Manifest, read_backup, write_backup
from assistant.storage.stores import open_stores
from assistant.storage.vault import key_file


async def back_up(settings: Settings, path: Path) -> None:
    """Write a backup and say what it holds.

    Raises:
        InvalidInput: the file is there already, or cannot be written.
    """
    async with open_stores(settings, now) as stores:
        where = stores.addresses
        manifest = await asyncio.to_thread(write_backup, where.database_url, path, now())
    sys.stdout.write(f"{path}: {_told(manifest)}\n")
    if where.embedded and not settings.secret_key:
        key = key_file(settings.data_dir)
        sys.stdout.write(
            f"Sign-ins in it are sealed with the key in {key}. Keep a copy of that file in "
            f"another place than the backup: without it every account must be connected again.\n"
        )


async def restore(settings: Settings, path: Path) -> None:
    """Put a backup into an empty database and say what it held.

    Raises:
        InvalidInput: not a backup, or the database is not empty.
    """
    async with open_stores(settings, now) as stores:
        manifest = await asyncio.to_thread(read_backup, stores.addresses.database_url, path)
        missing = set(manifest.keys) - stores.vault.key_ids
    sys.stdout.write(f"Restored {_told(manifest)}\n")
    if missing:
        sys.stdout.write(
            "Its sign-ins were sealed with another ENGAGE_SECRET_KEY. Put the old key behind the "
            "new one, with a comma between, or connect the accounts again.\n"
        )


def _told(manifest: Manifest) -> str:
    many = len(manifest.workspaces)
    rows = sum(manifest.rows.values())
    accounts = manifest.rows.get("account", 0)
    return (
        f"{many} workspace{'s'[: many != 1]}, {accounts} account{'s'[: accounts != 1]}, "
        f"{rows:,} rows, as of {manifest.made_at[:16].replace('T', ' ')} UTC."
    )
