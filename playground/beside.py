"""Engage's own pages for browsers, beside the playground's: there accounts are signed in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine, Sequence
from typing import Any

from starlette.applications import Starlette

from assistant.bootstrap import Desk
from assistant.slack_side import SlackSide
from assistant.watched import run_http


def port_beside(port: int) -> int:
    """The port after the page's, the same each time, so that Bluesky takes Engage for the same
    program; a free one where the page takes a free one.
    """
    if port:
        return port + 1
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def pages_of(
    desk: Desk, side: SlackSide, stop: asyncio.Event
) -> Sequence[tuple[str, Coroutine[Any, Any, None]]]:
    """What serves the pages, by name; nothing where no address is set for them."""
    if desk.pages.base_url is None:
        return ()
    return (("pages", run_http(Starlette(routes=side.routes), desk.settings, stop)),)
