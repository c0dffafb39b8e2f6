"""X's double, and connections to it as the program makes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.platforms.http import TOTAL_S, Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader
from assistant.platforms.x import X
from assistant.platforms.x_app import XApp
from assistant.platforms.x_oauth import XClient, XOAuth
from assistant.platforms.x_page import CALLBACK, XPage
from assistant.platforms.x_signing import XFactory
from tests.doubles.x import User, XServer
from tests.integration.platform_kit import Held, at_once
from tests.integration.x_reading import Purse

HOME = "https://engage.example"


@dataclass
class Kit:
    """X, with what the program reaches it by.

    Attributes:
        purse: what the program counts as spent, by all accounts together.
    """

    x: XServer
    factory: XFactory
    page: XPage
    purse: Purse
    client_id: str

    def ref(self, user: User) -> AccountRef:
        return AccountRef(Platform.X, user.username.lower())

    def secret(self, user: User) -> str:
        """What somebody signs in with, who has consented on X."""
        app = self.x.signing.apps[self.client_id]
        return self.x.signing.grant(user, app=app)["refresh_token"]

    def account(self, user: User) -> Account:
        url = f"https://x.com/{user.username}"
        return Account("a1", "T1", self.ref(user), user.id, user.name, url, datetime.now(UTC))

    async def signed_in(self, user: User) -> X:
        """Connected as people connect."""
        _, credential = await self.factory.sign_in(self.ref(user), self.secret(user), None)
        return self.factory.signed_in(self.account(user), credential, Held(credential))


@asynccontextmanager
async def kit(
    dialect: str = "tweet",
    *,
    asks: str = "tweet",
    x: XServer | None = None,
    url: str | None = None,
    patience: Patience | None = None,
    total_s: float = TOTAL_S,
) -> AsyncIterator[Kit]:
    """X as it spells its names in one dialect, and the program, which asks with `asks` first.

    Args:
        x: one that listens already; `url` leads to it.
    """
    if x is None:
        made = XServer(dialect)
        async with made, kit(dialect, asks=asks, x=made, patience=patience) as place:
            yield place
        return
    url = url or x.url
    door = Door.make([url, x.url], "")
    async with make_client(door) as client:
        once = patience or Patience(attempts=1)
        reader = Reader(client, Limits(x.now), patience=once, total_s=total_s)
        app = x.signing.register(f"{HOME}{CALLBACK}")
        known = XClient(app.client_id, app.client_secret)
        oauth = XOAuth(reader, known, api_url=url, web_url=url)
        purse = Purse(x.now)
        factory = XFactory(
            reader,
            x.now,
            api_url=url,
            oauth=oauth,
            meters=_One(purse),
            app=XApp(reader, url, x.signing.bearer(), pause=at_once),
            dialect=asks,
        )
        yield Kit(x, factory, XPage(oauth, factory, HOME), purse, app.client_id)


@dataclass
class _One:
    """`ports.Meters` with one purse for all."""

    purse: Purse

    def of(self, account: Account) -> Purse:  # noqa: ARG002 - the port's
        return self.purse
