"""The Web API over HTTP: arguments, token, faults, limits, dispatch and the call log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import BasicAuth, web

from playground.arguments import Arguments
from playground.errors import Json, RateLimited, SlackError
from playground.faults import Fault, Faults
from playground.limits import Limits
from playground.scopes import check_scope
from playground.workspace import Workspace

Method = Callable[[Arguments], Json]

_APP_LEVEL = frozenset({"apps.connections.open"})
_WITHOUT_TOKEN = frozenset({"oauth.v2.access"})
_JSON_FIELDS = frozenset(
    {"blocks", "chunks", "view", "metadata", "prompts", "attachments", "loading_messages"}
)


@dataclass(frozen=True)
class Call:
    """One call as it arrived. `arguments` are without the token and with JSON parsed."""

    method: str
    arguments: Json
    at: float
    status: int
    answer: Json | None

    @property
    def ok(self) -> bool:
        """Whether Slack did it."""
        return bool(self.answer and self.answer.get("ok"))

    @property
    def error(self) -> str | None:
        """Slack's name for what was wrong, None when nothing was."""
        return self.answer.get("error") if self.answer else "no_answer"


class Api:
    """Serves `/api/METHOD`.

    Args:
        methods: what is known, by name; all else is `unknown_method`.
        bot_token, app_token: the two tokens that are accepted, each for its methods; no bot token
            ("") while the app is not installed.
        scopes: what the bot token is granted; None for everything.

    Attributes:
        dead: tokens that were taken back, with what Slack says of them.
    """

    def __init__(
        self,
        workspace: Workspace,
        methods: Mapping[str, Method],
        limits: Limits,
        faults: Faults,
        *,
        bot_token: str,
        app_token: str,
        scopes: frozenset[str] | None = None,
    ) -> None:
        self.workspace = workspace
        self.scopes = scopes
        self.methods = methods
        self.limits = limits
        self.faults = faults
        self.bot_token = bot_token
        self.app_token = app_token
        self.dead: dict[str, str] = {}
        self.calls: list[Call] = []
        self.hanging: set[asyncio.Event] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; errors are status 200 with `"ok": false`, as Slack answers."""
        method = request.match_info["method"]
        values, token = await _arguments(request)
        fault = self.faults.strike(method)
        if fault is not None and fault.kind not in ("drop_after", "error", "rate_limit"):
            return await self._fail(request, fault, method, values)
        status, answer = self._answer(method, values, token, fault)
        self._log(method, values, status, answer)
        if fault is not None and fault.kind == "drop_after":
            return _drop(request)
        headers = {"x-oauth-scopes": ",".join(sorted(self.scopes or ()))}
        if status == 429:  # noqa: PLR2004 (HTTP's own)
            headers["Retry-After"] = str(answer.pop("retry_after"))
        return web.json_response(answer, status=status, headers=headers)

    def _answer(
        self, method: str, values: Json, token: str | None, fault: Fault | None
    ) -> tuple[int, Json]:
        try:
            if method not in _WITHOUT_TOKEN:
                self._check_token(method, token)
            known = self.methods.get(method)
            if known is None:
                raise SlackError("unknown_method", req_method=method)  # noqa: TRY301
            self._check_team(values)
            check_scope(self.scopes, method, values, self.workspace)
            self.limits.take(method, self.workspace.team_id)
            if fault is not None and fault.kind == "rate_limit":
                raise RateLimited(fault.retry_after_s)  # noqa: TRY301
            if fault is not None and fault.kind == "error":
                raise SlackError(fault.error)  # noqa: TRY301
            return 200, {"ok": True, **known(Arguments(values))}
        except RateLimited as limited:
            return 429, limited.answer() | {"retry_after": limited.retry_after_s}
        except SlackError as error:
            return 200, error.answer()

    def knows(self, token: str | None) -> bool:
        """Whether a token is, or was, this workspace's."""
        return bool(token) and (token == self.bot_token or token in self.dead)

    def _check_token(self, method: str, token: str | None) -> None:
        if not token:
            raise SlackError("not_authed")
        if token in self.dead:
            raise SlackError(self.dead[token])
        if token not in (self.bot_token, self.app_token):
            raise SlackError("invalid_auth")
        if (token == self.app_token) != (method in _APP_LEVEL):
            raise SlackError("not_allowed_token_type")

    def _check_team(self, values: Json) -> None:
        # slack_sdk sends team_id with every call (slack.md 1.1); another team's is an error.
        if values.get("team_id") not in (None, "", self.workspace.team_id):
            raise SlackError("team_not_found")

    async def _fail(
        self, request: web.Request, fault: Fault, method: str, values: Json
    ) -> web.StreamResponse:
        self._log(method, values, fault.status if fault.kind == "status" else 0, None)
        if fault.kind == "status":
            return web.Response(status=fault.status, text="upstream failed")
        if fault.kind == "hang":
            released = asyncio.Event()
            self.hanging.add(released)
            try:
                await released.wait()
            finally:
                self.hanging.discard(released)
        return _drop(request)

    def release(self) -> None:
        """Let hanging calls go; their connections drop."""
        for released in tuple(self.hanging):
            released.set()

    def _log(self, method: str, values: Json, status: int, answer: Json | None) -> None:
        parsed = {name: _readable(name, value) for name, value in values.items()}
        copy = json.loads(json.dumps(answer)) if answer is not None else None
        self.calls.append(Call(method, parsed, self.workspace.clock.now(), status, copy))
        self.workspace.tell("call", call=self.calls[-1])


def _readable(name: str, value: Any) -> Any:
    if name in _JSON_FIELDS and isinstance(value, str) and value:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def token_of(request: web.Request) -> str | None:
    """The token of a request, None where it has none."""
    return (await _arguments(request))[1]


async def _arguments(request: web.Request) -> tuple[Json, str | None]:
    """The arguments of a request from all three places, and its token."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        try:
            parsed = json.loads(body) if body else {}
        except ValueError:
            parsed = {}
        if isinstance(parsed, dict):
            values.update(parsed)
    elif request.method == "POST":
        values.update(await request.post())
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        # Client id and secret; as good as arguments (docs: oauth.v2.access).
        basic = BasicAuth.decode(header)
        values |= {"client_id": basic.login, "client_secret": basic.password}
        header = ""
    token = header.removeprefix("Bearer ").strip() or values.pop("token", None)
    values.pop("token", None)
    return values, token
