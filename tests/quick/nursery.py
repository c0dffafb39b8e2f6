"""Loads `engage` once and forks for each start. `front.py` is the other end."""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import runpy
import select
import signal
import socket
import sys
import threading
import time
from contextlib import suppress

LOADED = (
    "assistant.cli",
    "assistant.asking",
    "assistant.audit",
    "assistant.backups",
    "assistant.doctor",
    "assistant.jobs",
    "assistant.late_platforms",
    "assistant.platform_side",
    "assistant.respond_side",
    "assistant.serving",
    "assistant.starting",
    "assistant.storage.job_insert",
    "assistant.terminal",
    "assistant.working",
    "playground.run",
    "prepared",  # beside this file
    # what others load at their first use
    "alembic.command",
    "alembic.config",
    "anyio._backends._asyncio",
    "emoji",
    "encodings.ascii",
    "langchain_openai",
    "procrastinate.builtin_tasks",
    "rich.progress",
    "typer._adapters",
    "tzdata",
    "uvicorn.lifespan.off",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
)


def main() -> None:
    """Serve forks until standard input ends."""
    path = sys.argv[1]
    for name in LOADED:
        importlib.import_module(name)
    gc.freeze()  # forks do not touch, and so do not copy, what was loaded
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the keepers of forks
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.bind(path)
    door.listen(64)
    while True:
        ready, _, _ = select.select([door, 0], [], [])
        if 0 in ready:
            os._exit(0)
        link, _ = door.accept()
        if os.fork() == 0:
            door.close()
            _keep(link)
        link.close()


def _keep(link: socket.socket) -> None:
    """Fork the program, tell its end to whoever asked for it, and end it with them."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    head, pipes, _, _ = socket.recv_fds(link, 4, 3)
    body = b""
    while len(body) < int.from_bytes(head, "big"):
        body += link.recv(65_536)
    order = json.loads(body.decode("utf-8", "surrogateescape"))
    program = os.fork()
    if program == 0:
        link.close()
        _become(order, pipes)
    for each in pipes:
        os.close(each)
    nothing = os.open(os.devnull, os.O_RDWR)
    for each in (0, 1, 2):
        os.dup2(nothing, each)  # of the nursery; nobody here reads or writes
    link.sendall(program.to_bytes(4, "big"))
    end = _end_of(program)
    ready, _, _ = select.select([link, end], [], [])
    if end not in ready:
        with suppress(ProcessLookupError):
            os.kill(program, signal.SIGKILL)  # who asked for it was killed
    status = os.read(end, 4)
    with suppress(OSError):
        link.sendall(status)
    os._exit(0)


def _end_of(program: int) -> int:
    """A pipe that brings its status, four bytes, once it has ended.

    Linux alone has descriptors of processes.
    """
    reading, writing = os.pipe()

    def wait() -> None:
        _, status = os.waitpid(program, 0)
        os.write(writing, status.to_bytes(4, "big"))

    threading.Thread(target=wait, daemon=True).start()
    return reading


def _become(order: dict[str, object], pipes: list[int]) -> None:
    """Be `engage` from here on, or the module that is named instead."""
    code = 1
    try:
        _take_over(order, pipes)
        if sys.argv[1:2] == ["-m"]:
            sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as Python does
            del sys.argv[:2]
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        else:
            from assistant.cli import main as run  # noqa: PLC0415 - loaded; what runs in the fork

            run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as Python itself would tell it
        sys.excepthook(*sys.exc_info())
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _take_over(order: dict[str, object], pipes: list[int]) -> None:
    for at, pipe in enumerate(pipes):
        os.dup2(pipe, at)
        os.close(pipe)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    os.chdir(order["folder"])
    sys.argv = ["engage", *order["arguments"]]
    random.seed()


main()
