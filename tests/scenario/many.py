"""Engage for many workspaces, installed by browsers: what the installing scenarios share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from starlette.routing import Route
from yarl import URL

from handlers.admitting import Admitting, SlackApp
from handlers.installing import Installing
from handlers.manifest import bot_scopes
from handlers.many_workspaces import ManyWorkspaces
from playground.slack import SlackDouble
from playground.workspace import Person
from tests.scenario.running import Engage, Stores

SCOPES = bot_scopes()


class ManyEngage(Engage):
    """One process of Engage that anybody on its list may install."""

    def __init__(
        self, slack: SlackDouble, stores: Stores, name: str = "worker-1", allowed: str = "*"
    ) -> None:
        self.allowed = frozenset(allowed.split())
        super().__init__(slack, stores, name)

    def _installations(self) -> Any:
        return ManyWorkspaces(
            self.stores.apps,
            self.stores.workspaces,
            self.slack_with,
            self.tasks,
            self.stores.clock,
        )

    def _routes(self) -> Sequence[Route]:
        oauth = self.slack.oauth
        app = SlackApp(oauth.client_id, oauth.client_secret, self.base_url, self.allowed, SCOPES)
        oauth.redirect_urls.append(app.redirect_uri)
        admitting = Admitting(
            app,
            self.stores.apps,
            self.installations,
            slack_with=self.slack_with,
            tasks=self.tasks,
            clock=self.stores.clock,
        )
        kept = (self.stores.tickets, self.stores.buckets)
        return Installing(app, admitting, *kept, self.slack.api_url, lambda: "ref-1234").routes()


@dataclass(frozen=True)
class Shown:
    """A page in the browser."""

    status: int
    text: str
    headers: Any

    @property
    def title(self) -> str:
        return self.text.partition("<h1>")[2].partition("</h1>")[0]


class Browser:
    """A browser: it keeps cookies and follows no redirect by itself."""

    def __init__(self, engage: ManyEngage) -> None:
        self.engage = engage
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address without a name
        self._http = aiohttp.ClientSession(cookie_jar=jar)

    async def begin(self) -> str:
        """Open the link; the address of Slack's page it leads to."""
        address = f"{self.engage.base_url}/slack/install"
        async with self._http.get(address, allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            return answer.headers["location"]

    async def open(self, address: str) -> Shown:
        """Open an address as it is written."""
        async with self._http.get(URL(address, encoded=True), allow_redirects=False) as answer:
            return Shown(answer.status, await answer.text(), answer.headers)

    async def install(self, team: SlackDouble, person: Person, **how: bool) -> Shown:
        """The whole way: the link, a person's answer to Slack, and back."""
        address = await self.begin()
        shown = await self.open(self.engage.slack.oauth.answer(address, team, person, **how))
        await self.engage.quiet()
        return shown

    def cookies(self) -> dict[str, Any]:
        return {each.key: each for each in self._http.cookie_jar}

    async def close(self) -> None:
        await self._http.close()


def asked(address: str) -> dict[str, str]:
    """The query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
