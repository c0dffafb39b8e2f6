"""One account's way to X: its token, its limits, its two dialects, and what each call costs.

Limits are for each endpoint and person (docs.x.com/x-api/fundamentals/rate-limits), so each has a
bucket of its own. A refused token is renewed once and the call sent again: X answers 401 before it
does anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import quote

import structlog

from assistant.community.accounts import Platform
from assistant.community.costs import Use
from assistant.errors import AccessRefused, PlatformError, PlatformUnavailable, ReconnectNeeded
from assistant.platforms.limits import WRITE, Bucket
from assistant.platforms.reading import Ask, Reader, Reply
from assistant.platforms.uploads import Upload
from assistant.platforms.writing import send_once
from assistant.platforms.x_answers import Answer, Price
from assistant.platforms.x_dialects import DIALECTS, Dialect, Want, other
from assistant.platforms.x_problems import REASONS, Problem, Trouble, names_parameter, refusal
from assistant.ports.costs import Meter

log = structlog.get_logger(__name__)

PLATFORM = Platform.X.value
_UNAUTHORIZED = 401
_NOT_FOUND = 404
_BAD_REQUEST = 400


class Session(Protocol):
    """A sign-in to X. `label` is the account as people write it, `owner` its native id, "" before
    that is known: whose limits are used.
    """

    @property
    def label(self) -> str: ...

    @property
    def owner(self) -> str: ...

    async def token(self) -> str:
        """An access token. Raises ReconnectNeeded."""
        ...

    async def renew(self, used: str) -> str:
        """Another one after X refused `used`. Raises ReconnectNeeded."""
        ...


class XRefused(PlatformUnavailable):
    """A 4xx that is none of the usual ones. `problem` says what is wrong."""

    problem: Problem = Problem(Trouble.OTHER)


class XApi:
    """Calls X as one account, or as the app where the session is the app's.

    Args:
        dialect: which names to send first; the other ones are sent for the rest of this object's
            life after X refuses these.
        meter: None before the account is connected: its first look at itself is not counted.
    """

    def __init__(
        self,
        reader: Reader,
        base_url: str,
        session: Session,
        *,
        dialect: str = "tweet",
        meter: Meter | None = None,
    ) -> None:
        self._reader = reader
        self.base_url = base_url.rstrip("/")
        self._session = session
        self._dialect = DIALECTS[dialect]
        self._flipped = False
        self.meter = meter
        self.account = session.label

    @property
    def spelling(self) -> str:
        """The dialect that it asks in now."""
        return self._dialect.name

    async def get(
        self,
        path: str,
        *parts: str,
        want: Want | None = None,
        price: Price | None = None,
        use: Use = Use.READING,
        **params: Any,
    ) -> Answer:
        """Read something. Parameters that are None are left out.

        Args:
            path: behind `/2/`, with `{}` for each of `parts`.
            want: what to be told of posts and people.
            price: what it is charged as; None for what costs nothing.
            use: what it is for, which says how much of the budget it may use.

        Raises:
            BudgetSpent: nothing was asked.
            ReconnectNeeded: the sign-in was refused for good.
            AccessRefused: X says no to this account, and a person can mend it.
            XRefused: any other 4xx.
            RateLimited, PlatformUnavailable: as `Reader.ask`.
        """
        while True:
            dialect = self._dialect
            micro = price.at_most(dialect.along(want)) if price else 0
            async with self.held(micro, use):
                reply = await self._read(path, parts, dialect.asking(want), params)
                if not self._misnamed(want, dialect, reply):
                    return await self._told(path, reply, price)

    def held(self, micro: int, use: Use) -> AbstractAsyncContextManager[None]:
        """Keep so much of the budget for a call. Raises BudgetSpent, StoreUnavailable."""
        return self.meter.hold(micro, use) if self.meter and micro else nullcontext()

    async def send(
        self,
        method: str,
        path: str,
        *parts: str,
        body: Mapping[str, Any] | None = None,
        upload: Upload | None = None,
        again: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Write something. Only a refused token lets it be sent a second time, unless doing it
        `again` does no harm. What it costs is the caller's to count.

        Returns:
            any answer but a 401; what a refusal means is the caller's to judge (see `refusal`, and
            `error` for those that nothing else is to be made of).

        Raises:
            ReconnectNeeded: a definite no; nothing was written.
            RateLimited, PlatformUnavailable: certainly nothing was written.
            OutcomeUnknown: nobody knows. Where it may be done again, PlatformUnavailable.
        """
        ask = Ask(
            bucket=Bucket(PLATFORM, self._session.owner, f"{WRITE} {method} {path}"),
            name=f"{method} {path}",
            url=self._url(path, parts),
            method=method,
            headers=headers or {},
            body=body,
            upload=upload,
            account=self.account,
            again=again,
        )
        return await self._signed(ask)

    async def fetch(self, method: str, url: str, upload: Upload | None = None) -> Sequence[Any]:
        """Bring a list to an address that X named, or get one from it, a JSON value on each line.
        The token goes along only where the address is X's own. Raises as `get`.
        """
        path = f"{method} file"
        ask = Ask(
            bucket=Bucket(PLATFORM, self._session.owner, path),
            name=path,
            url=url,
            method=method,
            upload=upload,
            account=self.account,
            lines=True,
        )
        own = url.startswith(f"{self.base_url}/")
        reply = await (self._signed(ask) if own else self._reader.ask(ask))
        if not reply.ok:
            raise self.error(path, reply)
        return reply.data if isinstance(reply.data, list) else ()

    def error(self, path: str, reply: Reply) -> PlatformError:
        """The error that a refused call is."""
        problem = refusal(reply.status, reply.data)
        detail = f"{path}: HTTP {reply.status} {problem.trouble}"
        log.warning("x.refused", call=path, status=reply.status, trouble=problem.trouble)
        reason = REASONS.get(problem.trouble)
        if reason:
            return AccessRefused(PLATFORM, self.account, reason=reason)
        refused = XRefused(PLATFORM, self.account, detail)
        refused.problem = problem
        return refused

    def _url(self, path: str, parts: Sequence[str]) -> str:
        return f"{self.base_url}/2/{path.format(*(quote(each, safe='') for each in parts))}"

    async def _read(
        self,
        path: str,
        parts: Sequence[str],
        wanted: Mapping[str, str],
        params: Mapping[str, Any],
    ) -> Reply:
        ask = Ask(
            bucket=Bucket(PLATFORM, self._session.owner, f"GET {path}"),
            name=path,
            url=self._url(path, parts),
            params={**wanted, **params},
            account=self.account,
        )
        return await self._signed(ask)

    def _misnamed(self, want: Want | None, asked: Dialect, reply: Reply) -> bool:
        """Whether X knows no such names, and is to be asked with the other ones now."""
        unknown = reply.status == _BAD_REQUEST and want is not None
        if not unknown or not names_parameter(reply.data, asked.parameter):
            return False
        if self._dialect is asked:  # nobody else has changed it meanwhile
            if self._flipped:
                return False
            self._flipped, self._dialect = True, other(asked)
            log.info("x.dialect", now=self._dialect.name)
        return True

    async def _told(self, path: str, reply: Reply, price: Price | None) -> Answer:
        if not reply.ok and reply.status != _NOT_FOUND:
            raise self.error(path, reply)
        answer = Answer.read(reply)
        if answer is None:
            raise PlatformUnavailable(PLATFORM, self.account, f"{path}: no object")
        if price and self.meter:
            return replace(answer, micro=await price.charged(self.meter, answer))
        return answer

    async def _signed(self, ask: Ask) -> Reply:
        token = await self._session.token()
        reply = await self._as(token, ask)
        if reply.status != _UNAUTHORIZED:
            return reply
        reply = await self._as(await self._session.renew(token), ask)
        if reply.status == _UNAUTHORIZED:
            raise ReconnectNeeded(PLATFORM, self.account, ask.name)
        return reply

    async def _as(self, token: str, ask: Ask) -> Reply:
        signed = replace(ask, headers={**ask.headers, "authorization": f"Bearer {token}"})
        if ask.again:
            return await self._reader.ask(signed)
        return await send_once(self._reader, signed)
