"""Let a workspace in: turn the code that a browser brought from Slack into an installation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from assistant.errors import NotAllowed, NotFound, PlatformUnavailable, SealBroken
from assistant.ports import Arrival, Clock, InstalledApp, InstalledApps
from handlers import payloads
from handlers.calls import Json, Method, Slack, SlackRefused
from handlers.manifest import REDIRECT
from handlers.many_workspaces import ManyWorkspaces
from handlers.payloads import Granted
from handlers.render import welcome
from handlers.standing import post
from handlers.tasks import Tasks

log = structlog.get_logger(__name__)

EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class SlackApp:
    """The app as Slack knows it.

    Attributes:
        public_url: where browsers reach us, without a trailing slash.
        allowed: ids of the teams that may install it; `*` among them lets everybody in.
        scopes: what it asks for, all of it needed.
    """

    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    allowed: frozenset[str]
    scopes: frozenset[str]

    @property
    def redirect_uri(self) -> str:
        """Where Slack sends the browser back to."""
        return f"{self.public_url}{REDIRECT}"

    def lets_in(self, team_id: str) -> bool:
        """Whether a team may install it. An empty list lets nobody in."""
        return EVERYBODY in self.allowed or team_id in self.allowed


@dataclass(frozen=True, slots=True)
class Admitted:
    """A workspace that is in."""

    team_id: str
    name: str
    app_id: str
    arrival: Arrival


class Admitting:
    """The way in.

    Args:
        slack_with: the Web API with a token, or with None.
    """

    def __init__(
        self,
        app: SlackApp,
        installed: InstalledApps,
        installations: ManyWorkspaces,
        *,
        slack_with: Callable[[str | None], Slack],
        tasks: Tasks,
        clock: Clock,
    ) -> None:
        self._app = app
        self._installed = installed
        self._installations = installations
        self._slack_with = slack_with
        self._tasks = tasks
        self._clock = clock

    async def admit(self, code: str) -> Admitted:
        """Take what Slack grants for a code, keep it, and greet whoever installed.

        Raises:
            NotAllowed: with the sentence for the person; nothing is kept.
            SlackRefused, PlatformUnavailable: Slack does not go along, or speaks nonsense.
            StoreUnavailable: it could not be kept.
        """
        credentials = (self._app.client_id, self._app.client_secret)
        said = await self._slack_with(None).exchange(
            credentials, code=code, redirect_uri=self._app.redirect_uri
        )
        granted = payloads.granted(said)
        if granted is None:
            raise PlatformUnavailable("slack", detail="oauth.v2.access makes no sense")
        if (reason := self._refusal(granted)) is not None:
            await self._give_back(granted)
            log.info("installation.refused", workspace_id=granted.team_id)
            raise NotAllowed(reason)
        return await self._keep(granted)

    def _refusal(self, granted: Granted) -> str | None:
        if granted.team_id is None:
            return welcome.org_wide()
        if not self._app.lets_in(granted.team_id):
            return welcome.not_open(granted.team_id)
        lacking = sorted(self._app.scopes - granted.scopes)
        return welcome.missing(lacking) if lacking else None

    async def _give_back(self, granted: Granted) -> None:
        """Revoke a token that is not kept, unless the workspace lives by it: Slack may grant one
        that is in use again.
        """
        if granted.team_id is not None and await self._lives(granted.team_id):
            return
        try:
            await self._slack_with(granted.token).call(Method.REVOKE)
        except SlackRefused as refused:
            log.warning("installation.not_given_back", code=refused.code)

    async def _lives(self, team_id: str) -> bool:
        try:
            await self._installed.get(team_id)
        except NotFound:
            return False
        except SealBroken:
            return True
        return True

    async def _keep(self, granted: Granted) -> Admitted:
        assert granted.team_id is not None
        slack = self._slack_with(granted.token)
        who = await slack.call(Method.AUTH_TEST)
        if who.get("team_id") != granted.team_id or not who.get("bot_id"):
            raise PlatformUnavailable("slack", detail="the token is another team's")
        app = InstalledApp(
            workspace_id=granted.team_id,
            token=granted.token,
            app_id=granted.app_id,
            bot_id=str(who["bot_id"]),
            bot_user_id=granted.bot_user_id,
            installer_id=granted.installer_id,
            scopes=granted.scopes,
            installed_at=self._clock(),
        )
        zone = await _zone(slack, granted.installer_id)
        arrival = await self._installed.keep(app, name=granted.team_name, zone=zone)
        self._installations.forget(granted.team_id)
        log.info("installation.kept", workspace_id=granted.team_id, arrival=arrival.value)
        if arrival is not Arrival.AGAIN:
            self._tasks.start(_greet(slack, granted, arrival), name="installation.greet")
        return Admitted(granted.team_id, granted.team_name, granted.app_id, arrival)


async def _zone(slack: Slack, person_id: str) -> str | None:
    """The person's time zone, if Slack tells and we know it."""
    try:
        told: Json = (await slack.call(Method.USER_INFO, user=person_id)).get("user") or {}
    except SlackRefused:
        return None
    zone = str(told.get("tz") or "")
    try:
        # Read from disk the first time.
        return (await asyncio.to_thread(ZoneInfo, zone)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


async def _greet(slack: Slack, granted: Granted, arrival: Arrival) -> None:
    try:
        await post(slack, granted.installer_id, welcome.greeting(granted.team_name, arrival))
    except SlackRefused as refused:
        log.warning("installation.not_greeted", workspace_id=granted.team_id, code=refused.code)
