"""Engage with a platform's own page for signing in, and browsers that go there."""
# ruff: noqa: ARG002 - the ports' parameters, whether memory needs them or not

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
from starlette.routing import Route
from yarl import URL

from assistant.community.accounts import AccountRef, Platform, Profile
from assistant.desk.giving_back import GivingBack
from assistant.desk.permitting import Permitting
from assistant.desk.sign_in_steps import Steps
from assistant.desk.signing_in import SigningIn
from assistant.errors import InvalidInput, PlatformUnavailable, ReconnectNeeded, StoreUnavailable
from assistant.ports import Clock, Credential
from assistant.ports.signing_in import Leaving, UnderWay
from handlers.connecting import ConnectPages
from handlers.services import HomeDesk
from playground.slack import SlackDouble
from tests.scenario.running import Engage, Stores

SERVER = "social.example"
TOKEN, VERIFIER = "token-of-acme", "verifier-of-acme"


class MemorySignIns:
    """`ports.SignIns`. `down` makes it a database that cannot be reached."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.kept: dict[tuple[str, str], tuple[datetime, UnderWay]] = {}
        self.down = False

    async def keep(
        self, workspace_id: str, key: str, under_way: UnderWay, *, until: datetime
    ) -> None:
        self._up()
        self.kept[workspace_id, key] = (until, under_way)

    async def look(self, workspace_id: str, key: str) -> UnderWay | None:
        self._up()
        until, under_way = self.kept.get((workspace_id, key), (self._clock(), None))
        return under_way if self._clock() < until else None

    async def take(self, workspace_id: str, key: str) -> UnderWay | None:
        found = await self.look(workspace_id, key)
        self.kept.pop((workspace_id, key), None)
        return found

    async def expired(self, workspace_id: str) -> Sequence[UnderWay]:
        gone = {
            at: under_way
            for at, (until, under_way) in self.kept.items()
            if at[0] == workspace_id and until <= self._clock()
        }
        for at in gone:
            del self.kept[at]
        return list(gone.values())

    def _up(self) -> None:
        if self.down:
            raise StoreUnavailable("PostgreSQL")


@dataclass
class OwnPage:
    """`ports.SignInPage` of a platform where codes say who signed in: `code-acme.example`.

    `down`: its server does not answer; `short`: it allows less than is needed.
    """

    known: set[str] = field(default_factory=lambda: {"acme.example"})
    down: bool = False
    short: bool = False
    used: set[str] = field(default_factory=set)

    async def find(self, workspace_id: str, ref: AccountRef) -> Mapping[str, str]:
        self._up(ref.platform)
        if ref.handle not in self.known:
            raise InvalidInput(f"{ref.handle} is on no server that has such a page.")
        return {"server": SERVER, "handle": ref.handle}

    async def leave(self, found: Mapping[str, str], state: str) -> Leaving:
        self._up(Platform.BLUESKY)
        asked = urlencode({"state": state, "client_id": "engage"})
        return Leaving(f"https://{SERVER}/authorize?{asked}", {**found, "verifier": VERIFIER})

    async def arrive(
        self, kept: Mapping[str, str], given: Mapping[str, str]
    ) -> tuple[Profile, Credential]:
        self._up(Platform.BLUESKY)
        assert kept["verifier"] == VERIFIER
        code = given.get("code", "")
        if not code.startswith("code-") or code in self.used:
            raise ReconnectNeeded(Platform.BLUESKY)
        self.used.add(code)
        handle = code.removeprefix("code-")
        if handle != kept["handle"]:
            raise InvalidInput(f"You signed in as another account than {kept['handle']}.")
        if self.short:
            raise InvalidInput("It allowed Engage less than it needs to read.")
        profile = Profile(f"did:plc:{handle}", handle, "Acme", f"https://{SERVER}", 1, 1, 1)
        return profile, Credential(f"https://{SERVER}", profile.native_id, TOKEN, {"a": "b"})

    def _up(self, platform: Platform) -> None:
        if self.down:
            raise PlatformUnavailable(platform)


class PagedEngage(Engage):
    """One process of Engage that browsers reach."""

    def __init__(self, slack: SlackDouble, stores: Stores, sign_ins: MemorySignIns) -> None:
        self.page = OwnPage()
        self.sign_ins = sign_ins
        super().__init__(slack, stores)

    def _home_desk(self) -> HomeDesk:
        stores = self.stores
        permitting = Permitting(
            directory=self.directory, managers=stores.managers, preferences=stores.preferences
        )
        self.giving_back = GivingBack(
            self.sign_ins,
            stores.accounts,  # type: ignore[arg-type]
            self.platforms,  # type: ignore[arg-type]
            stores.clock,
        )
        self.signing_in = SigningIn(
            base_url=self.base_url,
            pages={Platform.BLUESKY: self.page},
            permitting=permitting,
            workspaces=stores.workspaces,
            steps=Steps(self.sign_ins, stores.clock),
            accounts=stores.accounts,  # type: ignore[arg-type]
            giving_back=self.giving_back,
            acts=stores.acts,
            buckets=stores.buckets,
            clock=stores.clock,
        )
        self.links = self.signing_in  # type: ignore[assignment]
        return super()._home_desk()

    def _routes(self) -> Sequence[Route]:
        pages = ConnectPages(self.signing_in, self.base_url, None, lambda: "ref-1234")
        return pages.routes()


@dataclass(frozen=True)
class Shown:
    """A page in the browser, and where it is."""

    url: URL
    status: int
    text: str
    headers: Any

    @property
    def title(self) -> str:
        return unescape(self.text.partition("<h1>")[2].partition("</h1>")[0])

    @property
    def words(self) -> str:
        """The paragraphs, as read."""
        return unescape(" ".join(re.findall(r"<p>(.*?)</p>", self.text)))

    @property
    def code(self) -> str:
        return self.text.partition('<p class="code">')[2].partition("</p>")[0]

    @property
    def hidden(self) -> dict[str, str]:
        """What comes along with an answer."""
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.text)
        return {name: unescape(value) for name, value in found}

    @property
    def action(self) -> str:
        return unescape(self.text.partition('action="')[2].partition('"')[0])

    @property
    def onward(self) -> str:
        """Where the page goes on to by itself."""
        return str(self.headers["refresh"]).removeprefix("0; url=")

    @property
    def state(self) -> str:
        return parse_qs(urlsplit(self.onward).query)["state"][0]


class Browser:
    """A browser: it keeps cookies, and somebody reads its pages."""

    def __init__(self, engage: PagedEngage) -> None:
        self.engage = engage
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address without a name
        self._http = aiohttp.ClientSession(cookie_jar=jar)

    async def open(self, address: str, method: str = "GET") -> Shown:
        """Open an address as it is written."""
        url = URL(address, encoded=True)
        async with self._http.request(method, url, allow_redirects=False) as answer:
            return Shown(url, answer.status, await answer.text(), answer.headers)

    async def press(self, shown: Shown, answer: str = "yes", **changed: str) -> Shown:
        """Press a button of a page; `changed` replaces what comes along."""
        url = shown.url.join(URL(shown.action))
        sent = {**shown.hidden, "answer": answer, **changed}
        async with self._http.post(url, data=sent, allow_redirects=False) as got:
            return Shown(url, got.status, await got.text(), got.headers)

    async def back(self, state: str, **given: str) -> Shown:
        """Come back from the platform, by default with the right answer."""
        query = urlencode({"state": state, **(given or {"code": "code-acme.example"})})
        return await self.open(f"{self.engage.base_url}/connect/bluesky/callback?{query}")

    async def sign_in(self, link: str) -> Shown:
        """The whole way from a link to the page that asks whether to give it."""
        gone = await self.press(await self.open(link))
        return await self.back(gone.state)

    def cookies(self) -> dict[str, Any]:
        return {each.key: each for each in self._http.cookie_jar}

    async def close(self) -> None:
        await self._http.close()
