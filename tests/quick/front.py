"""Stands before one fork of the nursery: hands over what it was started with, passes signals on,
and ends as the fork ends. Needs nothing but a few built-in modules, so that it starts at once.
"""

import json
import os
import signal
import socket
import sys
import time

WAIT_S = 80.0
"""Seconds a nursery may take to load."""


def main() -> None:
    link = _connected(sys.argv[1])
    order = {"arguments": sys.argv[2:], "environment": dict(os.environ), "folder": os.getcwd()}  # noqa: PTH109 - pathlib takes a while to load
    body = json.dumps(order).encode("utf-8", "surrogateescape")
    socket.send_fds(link, [len(body).to_bytes(4, "big")], [0, 1, 2])
    link.sendall(body)
    program = int.from_bytes(_exactly(link, 4), "big")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _: _pass_on(program, number))
    # what the fork alone reads and writes now: its end is to be seen at the other ends
    nothing = os.open(os.devnull, os.O_RDWR)
    for each in (0, 1, 2):
        os.dup2(nothing, each)
    status = int.from_bytes(_exactly(link, 4), "big")
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) != signal.SIGKILL:  # which nobody can set
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.WEXITSTATUS(status))


def _connected(path: str) -> socket.socket:
    until = time.monotonic() + WAIT_S
    while True:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            link.connect(path)
        except OSError:
            link.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return link


def _exactly(link: socket.socket, size: int) -> bytes:
    read = b""
    while len(read) < size:
        more = link.recv(size - len(read))
        if not more:
            sys.exit("the nursery ended")
        read += more
    return read


def _pass_on(program: int, number: int) -> None:
    try:  # noqa: SIM105 - contextlib takes a while to load
        os.kill(program, number)
    except ProcessLookupError:
        pass


main()
