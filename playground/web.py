"""Serves the page of the playground and keeps it up to date over one websocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from types import TracebackType
from typing import Self

from aiohttp import WSMsgType, web

from playground.doing import Doings
from playground.errors import Json, SlackError
from playground.files import LARGEST
from playground.guard import Guard
from playground.slack import SlackDouble
from playground.telling import change_told, state_told
from playground.workspace import Change, Person

NAME = 120
"""Characters of a file's name that are kept."""

_KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}

_WORDS = {
    "not_answered": "The app did not answer in time.",
    "msg_too_long": "That is too long: a message holds 12,000 characters.",
    "push_limit_reached": "No more windows fit on top of each other.",
}


@dataclass(frozen=True)
class Command:
    """A slash command as the composer offers it."""

    name: str
    description: str
    hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    """A message shortcut as the menu of a message offers it."""

    name: str
    callback_id: str


@dataclass(frozen=True)
class Welcome:
    """The first screen: what this is, and questions to begin with."""

    title: str
    text: str
    label: str
    questions: tuple[str, ...]
    command: str = "/engage"


@dataclass
class _Viewer:
    """One open page and who looks at it."""

    socket: web.WebSocketResponse
    person: Person
    news: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)


def _read_files() -> dict[str, bytes]:
    folder = files("playground").joinpath("page")
    known = [each for each in folder.iterdir() if each.name[each.name.rfind(".") :] in _KINDS]
    return {each.name: each.read_bytes() for each in known}


class Page:
    """The page, as an async context manager. Binds 127.0.0.1 only.

    Args:
        people: who the page may be looked at as; the first to begin with.
        shortcuts: what a message's menu offers, as in the app's manifest.
        port: 0 for a free one.

    Attributes:
        url: the address with the key that opens it.
    """

    def __init__(
        self,
        slack: SlackDouble,
        people: Sequence[Person],
        commands: Sequence[Command],
        welcome: Welcome,
        port: int = 0,
        *,
        shortcuts: Sequence[Shortcut] = (),
    ) -> None:
        self.slack = slack
        self.people = tuple(people)
        self.commands = tuple(commands)
        self.welcome = welcome
        self.shortcuts = tuple(shortcuts)
        self.port = port
        self.guard = Guard()
        self.doings = Doings(slack)
        self._viewers: list[_Viewer] = []
        self._acts: set[asyncio.Task[None]] = set()
        self._files: dict[str, bytes] = {}
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where to open the page; the token is exchanged for a cookie."""
        return f"http://127.0.0.1:{self.port}/?token={self.guard.token}"

    async def __aenter__(self) -> Self:
        self._files = await asyncio.to_thread(_read_files)
        app = web.Application(middlewares=[self.guard.middleware], client_max_size=LARGEST)
        app.router.add_get("/", self._index)
        app.router.add_get("/socket", self._socket)
        app.router.add_get("/page/{name}", self._file)
        app.router.add_get("/shared/{id}", self._shared)
        app.router.add_post("/upload", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self.guard.port = self._runner.addresses[0][1]
        self.slack.workspace.watchers.append(self._notice)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.slack.workspace.watchers.remove(self._notice)
        for viewer in tuple(self._viewers):
            await viewer.socket.close()
        for act in tuple(self._acts):
            act.cancel()
        await asyncio.gather(*self._acts, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    # -- files ------------------------------------------------------------------------------

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return self._answer("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request.match_info["name"])

    def _answer(self, name: str) -> web.StreamResponse:
        body = self._files.get(name)
        if body is None:
            return web.Response(status=404, text="There is no such file.")
        return web.Response(
            body=body, content_type=_KINDS[name[name.rfind(".") :]], charset="utf-8"
        )

    async def _shared(self, request: web.Request) -> web.StreamResponse:
        """A file of a message, for the page itself; only an image is ever shown as what it is."""
        found = self.slack.chat.files.known.get(request.match_info["id"])
        if found is None:
            return web.Response(status=404, text="There is no such file.")
        kind = found.mimetype if found.is_image else "application/octet-stream"
        return web.Response(body=found.data, content_type=kind)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """Take a file that a message is about to share."""
        who = request.query.get("as")
        person = next((each for each in self.people if each.id == who), self.people[0])
        name = request.query.get("name", "image").replace("/", "_")[:NAME] or "image"
        data = await request.read()
        made = self.slack.chat.files.add(person.id, name, request.content_type, data)
        return web.json_response({"id": made.id})

    # -- the socket -------------------------------------------------------------------------

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=1 << 20)
        await socket.prepare(request)
        viewer = _Viewer(socket, self.people[0])
        self._viewers.append(viewer)
        self._show(viewer)
        writer = asyncio.ensure_future(self._write(viewer))
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._take(viewer, message.data)
        finally:
            self._viewers.remove(viewer)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    async def _write(self, viewer: _Viewer) -> None:
        while True:
            news = await viewer.news.get()
            await viewer.socket.send_json(news)

    def _show(self, viewer: _Viewer) -> None:
        state = state_told(self.slack, viewer.person)
        state["commands"] = [asdict(each) for each in self.commands]
        state["welcome"] = asdict(self.welcome)
        state["shortcuts"] = [asdict(each) for each in self.shortcuts]
        state["others"] = [person.id for person in self.people]
        viewer.news.put_nowait(state)

    def _notice(self, change: Change) -> None:
        for viewer in self._viewers:
            told = change_told(change, self.slack, viewer.person)
            if told is not None:
                viewer.news.put_nowait(told)

    def _take(self, viewer: _Viewer, data: str) -> None:
        try:
            request = json.loads(data)
        except ValueError:
            return
        if not isinstance(request, dict):
            return
        if request.get("do") == "look_as":
            wanted = [person for person in self.people if person.id == request.get("person")]
            viewer.person = wanted[0] if wanted else viewer.person
            self._show(viewer)
            return
        act = asyncio.ensure_future(self._do(viewer, request))
        self._acts.add(act)
        act.add_done_callback(self._acts.discard)

    async def _do(self, viewer: _Viewer, request: Json) -> None:
        done = {"kind": "done", "id": request.get("id")}
        try:
            await self.doings.do(viewer.person, request)
        except SlackError as error:
            words = _WORDS.get(error.error, f"That did not work ({error.error}).")
            viewer.news.put_nowait({"kind": "notice", "text": words})
        viewer.news.put_nowait(done)
