"""How many listeners Bolt scans, and what a long table of commands costs: in this process, since
nothing here waits for a store or a network.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, cast

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from assistant.ports import Workspace
from bench.load import SECRET, TEAM, command
from bench.rows import Row
from handlers import commands
from handlers.app import make_app
from handlers.bolt_request import read_request
from handlers.installations import OneWorkspace
from handlers.payloads import Command
from handlers.render.blocks import Message
from handlers.services import Installation, Services
from handlers.tasks import Tasks

MANY = 200
TIMES = 500
"""Dispatches in one round."""


class _Known(AsyncAuthorize):
    """An installation that is known already: what `OneWorkspace` is when it is warm."""

    def __init__(self) -> None:
        authorized = AuthorizeResult(
            enterprise_id=None,
            team_id=TEAM,
            bot_id="B0BOT",
            bot_user_id="U0BOT",
            bot_token="xoxb-bench",  # noqa: S106 - opens nothing
        )
        slack = cast("Any", None)
        self._known = Installation(Workspace(TEAM, "Bench"), "U0BOT", slack, authorized)

    async def __call__(self, **_: object) -> AuthorizeResult:
        return self._known.authorized

    async def of(self, _: str) -> Installation:
        return self._known


class _Dropped(Tasks):
    """Work that follows an ack is not done."""

    def start(self, work: Any, *, name: str) -> None:  # noqa: ARG002 - the interface
        work.close()


async def listener_rows(rounds: int) -> list[Row]:
    """Count listeners, and dispatch the last of 2 and of 200 commands in turn."""
    app = _app()
    few = commands.COMMANDS
    many = MappingProxyType({**few, **{f"word{n}": _nothing for n in range(MANY - len(few))}})
    pairs = []
    try:
        for _ in range(rounds):
            pairs.append((await _us(app, many), await _us(app, few)))  # noqa: PERF401
    finally:
        commands.COMMANDS = few
    scanned = len(app._async_listeners)  # noqa: SLF001 - Bolt tells it nowhere else
    return [
        Row.alone("listeners scanned for a request", "", [scanned], budget=10),
        Row.beside(
            f"  dispatch of the last of {MANY} commands beside one of {len(few)}",
            "us",
            pairs,
            budget=1.1,
        ),
    ]


def _app() -> AsyncApp:
    known: Any = _Known()
    own: dict[str, Any] = {
        "installations": known,
        "tasks": _Dropped(),
        "clock": lambda: datetime.now(UTC),
        "new_id": lambda: "bench",
    }
    given: dict[str, Any] = {each.name: None for each in fields(Services) if not _has_default(each)}
    services = Services(**(given | own))
    return make_app(
        services,
        cast("OneWorkspace", known),
        signing_secret=SECRET,
        api_url="http://127.0.0.1/api/",
    )


def _has_default(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


async def _nothing(_: Services, __: Installation, ___: Command, ____: str | None) -> Message:
    raise AssertionError("a dropped task")


async def _us(app: AsyncApp, table: Mapping[str, commands.Reply]) -> float:
    """CPU of a dispatch to the last command of a table."""
    commands.COMMANDS = table
    head, _, body = command(1, "http://127.0.0.1", text=list(table)[-1]).partition(b"\r\n\r\n")
    headers = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    began = time.process_time()
    for _ in range(TIMES):
        answer: Awaitable[Any] = app.async_dispatch(read_request(body, headers))
        assert (await answer).status == 200
    return (time.process_time() - began) / TIMES * 1e6
