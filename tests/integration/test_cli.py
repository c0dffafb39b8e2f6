"""The program `engage` as people start it: what it says, where, and with which exit code."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest

from assistant.asking import LOCAL
from assistant.bootstrap import open_desk
from assistant.community.cost_words import NOTHING_COSTS
from assistant.ports import InstalledApp
from assistant.settings import Settings
from tests import quick

pytestmark = pytest.mark.integration

ENGAGE = Path(sys.executable).parent / "engage"
SAMPLE = "sample:harbourlight.coffee"
OTHER = "sample:harbourlight.help"
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder; short, for its sockets, and one that a database run as root may pass."""
    folder = Path(tempfile.mkdtemp(prefix="engage-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


async def started(
    folder: Path,
    *arguments: str,
    stdout: int = asyncio.subprocess.PIPE,
    settings: Mapping[str, str] = MappingProxyType({}),
    command: Sequence[str] = (str(ENGAGE),),
) -> asyncio.subprocess.Process:
    """Start a command, its streams in our hands."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "ENGAGE_DATA_DIR": str(folder),
        "BLUESKY_PUBLIC_URL": NOWHERE,
        "COLUMNS": "80",
        **settings,
    }
    return await asyncio.create_subprocess_exec(
        *command,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=stdout,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )


async def engage(folder: Path, *arguments: str, stdin: str = "", **settings: str) -> Said:
    """Run a command to its end."""
    command = quick.engage()
    process = await started(folder, *arguments, settings=settings, command=command)
    async with asyncio.timeout(120):
        out, err = await process.communicate(stdin.encode())
    return Said(process.returncode or 0, out.decode(), err.decode())


async def test_an_unknown_zone_is_one_sentence(folder: Path) -> None:
    """It is a slip of the person, not of ours."""
    said = await engage(folder, "ask", "replies", "--account", SAMPLE, "--zone", "Mars/Olympus")

    assert (said.code, said.out) == (1, "")
    assert said.err == ("There is no time zone Mars/Olympus. Write it like Europe/Berlin or UTC.\n")


async def test_a_platform_out_of_reach_is_one_sentence(folder: Path) -> None:
    """No log lines around it: they are for services."""
    said = await engage(folder, "ask", "replies", "--account", "bluesky:acme.example")

    assert (said.code, said.out) == (1, "")
    assert said.err == ("Bluesky cannot be reached right now. Please try again in a few minutes.\n")


APPS = {"x": "X_CLIENT_ID", "facebook": "META_APP_ID", "instagram": "META_APP_ID"}


@pytest.mark.parametrize("platform", APPS)
async def test_without_an_app_a_question_names_what_is_missing(folder: Path, platform: str) -> None:
    """The way on is to set it up: nothing can be connected before."""
    said = await engage(folder, "ask", "replies", "--account", f"{platform}:acme")

    assert (said.code, said.out) == (1, "")
    assert APPS[platform] in said.err
    assert "engage connect" not in said.err


@pytest.mark.parametrize(
    ("platform", "handle", "problem"),
    [*((each, "acme", name) for each, name in APPS.items()), ("mastodon", "acme", "its server")],
)
async def test_connect_asks_for_no_secret_that_it_could_not_use(
    folder: Path, platform: str, handle: str, problem: str
) -> None:
    """It ends while nobody has typed anything."""
    process = await started(folder, "connect", platform, handle, command=quick.engage())
    assert process.stderr is not None
    async with asyncio.timeout(60):
        err = await process.stderr.read()
        code = await process.wait()
    assert process.stdin is not None
    process.stdin.close()

    assert code == 1
    assert problem in err.decode()


async def test_costs_are_told_in_the_terminal(folder: Path) -> None:
    """Where nothing costs anything that is what it says."""
    said = await engage(folder, "costs", COLUMNS="300")

    assert (said.code, said.err) == (0, "")
    assert said.out == f"{NOTHING_COSTS}\n"


async def test_migrate_says_that_it_is_done(folder: Path) -> None:
    """Silence would leave people guessing."""
    said = await engage(folder, "migrate")

    assert (said.code, said.out) == (0, "The database has this version's schema.\n")


async def test_a_worker_says_that_it_works_and_ends_when_told(folder: Path) -> None:
    """One line at the beginning, one at the end."""
    process = await started(folder, "worker")
    assert process.stderr is not None
    async with asyncio.timeout(60):
        first = json.loads(await process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        _, rest = await process.communicate()

    assert first["event"] == "worker.started"
    assert json.loads(rest.splitlines()[-1])["event"] == "worker.stopped"
    assert process.returncode == 0


async def test_the_doctor_needs_nothing_of_slack_before_there_is_any(folder: Path) -> None:
    """Whoever only asks in the terminal is not sick."""
    said = await engage(folder, "doctor", BLUESKY_PUBLIC_URL=NOWHERE)

    assert "--  Settings: nothing is set for Slack yet" in said.out
    assert "ok  PostgreSQL" in said.out
    assert "!!  Bluesky: cannot be reached." in said.out
    assert (said.code, said.err) == (1, "")


async def test_the_doctor_names_only_what_the_chosen_way_lacks(folder: Path) -> None:
    """An app token means Socket Mode, which has no signatures."""
    said = await engage(
        folder, "doctor", SLACK_APP_TOKEN="xapp-1", SLACK_API_URL=f"{NOWHERE}/", COLUMNS="200"
    )

    assert "!!  Settings: SLACK_BOT_TOKEN is missing (the bot token" in said.out
    assert "SLACK_SIGNING_SECRET" not in said.out
    assert "!!  Socket Mode: cannot be reached.\n    Check the network" in said.out


async def test_the_doctor_stops_without_a_trace_when_nobody_reads(folder: Path) -> None:
    """As in `engage doctor | head -1`."""
    reader, writer = os.pipe()
    process = await started(folder, "doctor", stdout=writer)
    os.close(writer)
    first = await asyncio.to_thread(os.read, reader, 80)
    os.close(reader)
    async with asyncio.timeout(60):
        _, err = await process.communicate()

    assert first.startswith(b"ok  Engage")
    assert err == b""


async def test_accounts_go_to_the_team_in_slack_and_strangers_stay_out_of_it(folder: Path) -> None:
    """A look at somebody's account in the terminal is not the team's business."""
    settings = Settings.from_env({"ENGAGE_DATA_DIR": str(folder), "ENGAGE_LOG_LEVEL": "error"})

    alone = await engage(folder, "connect", *SAMPLE.split(":"), stdin="any\n")
    async with open_desk(settings) as desk:
        await desk.workspaces.ensure("T1", "Acme")
    team = await engage(folder, "connect", *SAMPLE.split(":"), stdin="any\n")
    looked = await engage(folder, "ask", "replies this week", "--account", OTHER, "--json")
    asked = await engage(folder, "ask", "replies this week", "--account", SAMPLE, "--json")

    async with open_desk(settings) as desk:
        by_workspace = {
            home.id: [str(each.ref) for each in await desk.accounts.all(home.id)]
            for home in await desk.workspaces.all()
        }
    assert "for questions in this terminal. For Slack, start engage serve once" in alone.out
    assert team.out.startswith(f"Connected {SAMPLE} (Harbour Light Coffee (sample)) for Acme.\n")
    assert [each.code for each in (alone, team, looked, asked)] == [0, 0, 0, 0]
    assert by_workspace == {"local": [SAMPLE, OTHER], "T1": [SAMPLE]}


MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s",
    "SLACK_SIGNING_SECRET": "s",
    "ENGAGE_PUBLIC_URL": NOWHERE,
    "SLACK_API_URL": f"{NOWHERE}/",
    "COLUMNS": "200",
}


async def test_the_doctor_looks_at_many_workspaces(folder: Path) -> None:
    """Who may install it, and whom Slack took the token from; the terminal's own is none."""
    settings = Settings.from_env({"ENGAGE_DATA_DIR": str(folder), "ENGAGE_LOG_LEVEL": "error"})
    async with open_desk(settings) as desk:
        for home in await desk.workspaces.all():
            await desk.installed.remove(home.id, desk.clock())
        await desk.workspaces.ensure(LOCAL, "This machine")
        await desk.installed.keep(
            InstalledApp("T5", "xoxb-5", "A1", "B1", "U1", "U2", frozenset(), desk.clock()),
            name="Five",
            zone=None,
        )

    closed = await engage(folder, "doctor", **MANY)
    opened = await engage(folder, "doctor", **MANY, SLACK_ALLOWED_TEAMS="*")
    async with open_desk(settings) as desk:
        await desk.installed.revoke("T5", desk.clock())
    revoked = await engage(folder, "doctor", **MANY, SLACK_ALLOWED_TEAMS="*")

    assert "ok  Settings: complete for HTTP." in opened.out
    assert "!!  Workspaces: 1 installed, and no other may install" in closed.out
    assert "ok  Workspaces: 1 installed." in opened.out
    assert "!!  Slack: cannot be reached." in opened.out
    assert "!!  Workspaces: there is no token for T5, or Slack took it back." in revoked.out
    assert f"{NOWHERE}/slack/install" in revoked.out
