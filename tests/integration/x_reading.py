"""X's double with our readers at it, and a purse that counts as X does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from assistant.community.costs import PRICES, READS, Paid, Use
from assistant.community.posts import Author
from assistant.errors import BudgetSpent, ReconnectNeeded
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader
from assistant.platforms.x import X
from assistant.platforms.x_api import XApi
from assistant.platforms.x_app import XApp
from tests.doubles.x import User, XServer


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Purse:
    """A `Meter` that holds some money, and knows what was paid for today.

    Attributes:
        asked: all that was held: the micro, and for what use.
        held: what is held at this moment.
    """

    clock: Callable[[], datetime] = now
    micro: int = 10**12
    spent: int = 0
    held: int = 0
    asked: list[tuple[int, Use]] = field(default_factory=list)
    _seen: set[tuple[str, date]] = field(default_factory=set)

    @asynccontextmanager
    async def hold(self, micro: int, use: Use = Use.READING) -> AsyncIterator[None]:
        self.asked.append((micro, use))
        if self.spent + self.held + micro > self.micro:
            raise BudgetSpent("x", month="2026-11")
        self.held += micro
        try:
            yield
        finally:
            self.held -= micro

    async def charge(self, paid: Paid, ids: Sequence[str]) -> int:
        before = self.spent
        for each in ids:
            key = (each if paid in READS else f"{paid}:{each}", self.clock().date())
            if key not in self._seen:
                self._seen.add(key)
                self.spent += PRICES[paid].micro
        return self.spent - before

    def forget(self) -> None:
        """As if nothing had been paid for today."""
        self._seen.clear()


@dataclass
class Signed:
    """A sign-in whose next tokens are known beforehand."""

    tokens: list[str]
    label: str = "x:acme"
    owner: str = ""
    renewals: int = 0

    async def token(self) -> str:
        return self.tokens[0]

    async def renew(self, used: str) -> str:
        self.renewals += 1
        if self.tokens[0] == used:
            self.tokens.pop(0)
        if not self.tokens:
            raise ReconnectNeeded("x", self.label)
        return self.tokens[0]


@dataclass
class Place:
    """X, and what reads from it."""

    x: XServer
    reader: Reader
    purse: Purse

    def connect(
        self, user: User, *, app: bool = False, dialect: str = "tweet", scopes: tuple[str, ...] = ()
    ) -> X:
        """Somebody's connection; with a token of the app where that is wanted."""
        session = Signed([self.x.token(user, *scopes)], f"x:{user.username}", user.id)
        api = XApi(self.reader, self.x.url, session, dialect=dialect, meter=self.purse)
        us = Author(user.id, user.username.lower(), user.name)
        return X(api, us, self.x.now, self.app() if app else None)

    def app(self) -> XApp:
        async def pause(_: float) -> None:
            """Nobody waits in a test."""

        return XApp(self.reader, self.x.url, self.x.signing.bearer(), pause=pause)


@asynccontextmanager
async def place(
    dialect: str = "tweet", *, patience: Patience | None = None
) -> AsyncIterator[Place]:
    """X as it spells its names in one dialect."""
    async with XServer(dialect) as x, make_client(Door.make([x.url], "")) as client:
        reader = Reader(client, Limits(x.now), patience=patience or Patience(attempts=1))
        yield Place(x, reader, Purse(x.now))
