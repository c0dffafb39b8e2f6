"""`engage demo --account`: a real public account in the playground, read from a real network."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from pathlib import Path

import aiohttp
import pytest

from assistant.bootstrap import open_desk
from assistant.settings import Settings
from playground.run import own_settings
from playground.scenery import stage_for
from tests.integration.network import Network, World
from tests.integration.serving import ENGAGE

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(180)]

PAGE = re.compile(r"Open (http://127\.0\.0\.1:\d+/\S*)")


async def test_a_real_account_is_read_and_shown(
    world: World, network: Network, data_folder: Path
) -> None:
    """Its page opens with the key from the terminal; what was said to it is kept in its folder."""
    acme, ada = await world.make_person("acme"), await world.make_person("ada")
    await ada.reply(await acme.post("Hello"), "Hi")
    await world.settle()
    environment = {
        "PATH": os.environ["PATH"],
        "ENGAGE_DATA_DIR": str(data_folder),
        "BLUESKY_PUBLIC_URL": network.appview,
        "BLUESKY_SERVICE_URL": network.pds,
    }
    name = f"bluesky:{acme.handle}"
    child = await asyncio.create_subprocess_exec(
        *(ENGAGE, "demo", "--account", name, "--port", "0"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout
    said = ""
    async with asyncio.timeout(90):
        while not (found := PAGE.search(said)):
            line = await child.stdout.readline()
            assert line, said
            said += line.decode()
    async with aiohttp.ClientSession() as http, http.get(found[1]) as answer:
        page = await answer.text()
    child.send_signal(signal.SIGTERM)
    await asyncio.wait_for(child.communicate(), 60)

    assert (answer.status, child.returncode) == (200, 0)
    assert "<title>" in page
    async with open_desk(own_settings(Settings.from_env(environment))) as desk:
        (account,) = await desk.accounts.all(stage_for(name).team_id)
        async with desk.stores.database.workspace(account.workspace_id) as connection:
            kept = await connection.exec_driver_sql("SELECT kind, text FROM interaction")
            replies = [tuple(row) for row in kept.all()]
    assert str(account.ref) == name
    assert replies == [("reply", "Hi")]
