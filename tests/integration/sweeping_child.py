"""A process that sweeps one account over and over until it is killed. See test_sync_kills.py."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

from assistant.bootstrap import open_desk
from assistant.settings import Settings


async def main(workspace_id: str, account_id: str) -> None:
    """Sweep without a pause; say so on stdout each time one went through."""
    async with open_desk(Settings.from_env(os.environ)) as desk:
        account = await desk.accounts.get(workspace_id, account_id)
        while True:
            await desk.syncing.refresh(account, max_age=timedelta(0), within_s=60)
            sys.stdout.write("swept\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
