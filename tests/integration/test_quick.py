"""What stands in front of a fork of the nursery is to everybody else the program itself. But for
the first two tests, a small program stands in for `engage`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.manifest import manifest_for
from tests import quick

pytestmark = pytest.mark.integration

FILES = Path(quick.__file__).parent
WAIT_S = 90
"""More than the nursery may take to load."""


class Starter:
    """Starts a command, its streams in our hands."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.command = command

    async def start(
        self, *arguments: str, folder: Path | None = None, env: dict[str, str] | None = None
    ) -> Process:
        return await asyncio.create_subprocess_exec(
            *self.command, *arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd=folder, env=env
        )

    async def run(self, *arguments: str, said: str = "") -> tuple[int | None, str, str]:
        """To its end: exit code, what it wrote, what it wrote on stderr."""
        process = await self.start(*arguments)
        async with asyncio.timeout(WAIT_S):
            out, err = await process.communicate(said.encode())
        return process.returncode, out.decode(), err.decode()

    async def waiting(self, *handled: str) -> tuple[Process, int]:
        """One that waits for signals, once they are passed on to it; and the fork's own id."""
        process = await self.start("wait", *handled)
        assert process.stdout
        assert process.stderr
        async with asyncio.timeout(WAIT_S):
            own = int(await process.stdout.readline())
            # The fork has closed it. So has the other end now, the last thing it does before.
            assert await process.stderr.read() == b""
        return process, own


@pytest.fixture(scope="module")
async def program() -> AsyncIterator[Starter]:
    """The small program. Its nursery ends by itself, as soon as its standard input does."""
    with tempfile.TemporaryDirectory(prefix="quick-") as folder:
        door = str(Path(folder) / "nursery")
        stand_in = str(FILES / "stand_in.py")
        nursery = await asyncio.create_subprocess_exec(sys.executable, stand_in, door, stdin=PIPE)
        yield Starter((sys.executable, "-I", "-S", str(FILES / "front.py"), door))
        assert nursery.stdin
        nursery.stdin.close()
        assert await asyncio.wait_for(nursery.wait(), WAIT_S) == 0


async def test_engage_itself_is_what_starts() -> None:
    """Its words, and its exit codes: done, could not, wrong usage."""
    engage = Starter(quick.engage())
    done, could_not, wrong = [
        await engage.run(each) for each in ("manifest", "serve", "no-such-command")
    ]

    assert done == (0, manifest_for(None), "")
    assert could_not[:2] == (1, "")
    assert could_not[2].startswith("Engage cannot start as it is set up.")
    assert wrong[:2] == (2, "")
    assert "no-such-command" in wrong[2]


async def test_a_module_runs_as_python_would_run_it() -> None:
    lines = Starter(quick.module("json.tool"))

    assert await lines.run("--compact", said='{"a": [1]}') == (0, '{"a":[1]}\n', "")
    assert (await lines.run("--no-such-option"))[0] == 2


@pytest.mark.parametrize(("argument", "code"), [((), 0), (("0",), 0), (("1",), 1), (("77",), 77)])
async def test_it_ends_with_the_exit_code_of_the_program(
    program: Starter, argument: tuple[str, ...], code: int
) -> None:
    assert await program.run("end", *argument) == (code, "", "")


async def test_lines_go_both_ways_while_it_runs_and_end_when_they_end(program: Starter) -> None:
    process = await program.start("echo")
    assert process.stdin
    assert process.stdout
    assert process.stderr
    async with asyncio.timeout(WAIT_S):
        for line in (b"one\n", b"two\n"):
            process.stdin.write(line)
            assert await process.stdout.readline() == line.upper()
            assert await process.stderr.readline() == b"heard " + line
        process.stdin.close()
        assert await process.stdout.read() == b""
        assert await process.stderr.read() == b""
        assert await process.wait() == 0


async def test_more_than_a_pipe_holds_goes_through(program: Starter) -> None:
    said = "".join(f"line {n}\n" for n in range(50_000))
    assert await program.run("echo", said=said) == (
        0, said.upper(), "".join(f"heard line {n}\n" for n in range(50_000))
    )  # fmt: skip


async def test_forks_beside_each_other_have_nothing_to_do_with_each_other(
    program: Starter,
) -> None:
    runs = [program.run("echo", said=f"from {n}\n") for n in range(8)]
    assert await asyncio.gather(*runs) == [
        (0, f"FROM {n}\n", f"heard from {n}\n") for n in range(8)
    ]


async def test_arguments_environment_and_folder_are_those_it_was_started_with(
    program: Starter, tmp_path: Path
) -> None:
    """Nothing of the nursery's own environment is left, and nothing of an earlier fork's."""
    for name in ("FIRST", "SECOND"):
        env = {name: "ä value\nof two lines"}
        process = await program.start("tell", "a b", "ü", "", folder=tmp_path, env=env)
        async with asyncio.timeout(WAIT_S):
            out, err = await process.communicate()
        told = json.loads(out)

        assert (process.returncode, err) == (0, b"")
        assert told["argv"] == ["engage", "tell", "a b", "ü", ""]
        assert told["folder"] == str(tmp_path)
        # what Python itself sets where there is no locale
        assert {each: told["env"][each] for each in told["env"] if each != "LC_CTYPE"} == env


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
async def test_a_signal_reaches_the_program_which_ends_as_it_likes(
    program: Starter, name: str
) -> None:
    process, _ = await program.waiting(name)
    number = signal.Signals[name]
    process.send_signal(number)
    async with asyncio.timeout(WAIT_S):
        out, _ = await process.communicate()

    assert (process.returncode, out.decode()) == (40 + number, f"{name}\n")


async def test_a_signal_that_ends_the_program_is_how_it_ended(program: Starter) -> None:
    process, _ = await program.waiting()
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), WAIT_S) == -signal.SIGTERM
    assert await program.run("SIGKILL") == (-signal.SIGKILL, "", "")
    assert await program.run("SIGABRT") == (-signal.SIGABRT, "", "")


async def test_a_front_that_is_killed_takes_the_program_with_it(program: Starter) -> None:
    process, own = await program.waiting("SIGTERM", "SIGINT", "SIGHUP")
    os.kill(own, 0)  # it is there
    process.kill()
    assert process.stdout
    async with asyncio.timeout(WAIT_S):
        # The fork alone holds the other end; it says nothing, for no handler had its turn.
        assert await process.stdout.read() == b""
        assert await process.wait() == -signal.SIGKILL


async def test_an_exception_is_told_as_python_tells_it_and_the_nursery_lives_on(
    program: Starter,
) -> None:
    code, out, err = await program.run("fall", "over the doorstep")

    assert (code, out) == (1, "so far\n")
    assert err.startswith("Traceback (most recent call last):\n")
    assert err.endswith("RuntimeError: over the doorstep\n")
    assert await program.run("end", "3") == (3, "", "")
