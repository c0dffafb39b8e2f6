"""`engage summary`: the note in a terminal, over stores of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef, Platform
from assistant.errors import InvalidInput
from assistant.platforms.sample import HANDLES
from assistant.settings import Settings
from assistant.summary import print_summary

pytestmark = pytest.mark.integration


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Not in pytest's own folder: as root its parents are closed to PostgreSQL's user."""
    folder = Path(tempfile.mkdtemp(prefix="engage-test-"))
    yield Settings.from_env({"ENGAGE_DATA_DIR": str(folder)})
    shutil.rmtree(folder, ignore_errors=True)


async def test_it_prints_the_note_as_of_now(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_desk(settings) as desk:
        await desk.workspaces.ensure("T1", "One")
        account = await desk.connecting.watch("T1", AccountRef(Platform.SAMPLE, HANDLES[0]))
        await desk.syncing.refresh(account, max_age=timedelta(0), within_s=120)

    with pytest.raises(InvalidInput, match="No weekly note was written yet"):
        await print_summary(settings, "T1", now=False)
    await print_summary(settings, "T1", now=True)
    told = capsys.readouterr().out

    assert "checks met" in told
    assert "One thing to stop" in told
    assert "weekly_note(" in told
