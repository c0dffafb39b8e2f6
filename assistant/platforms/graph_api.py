"""One token's way to Meta's Graph API, for a Facebook Page or an Instagram account.

The token goes into a header, its proof beside the parameters. Lists go on by
`paging.cursors.after`: the address in `paging.next` holds the token, so it is neither followed nor
kept nor logged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import structlog

from assistant.errors import (
    AccessRefused,
    OutcomeUnknown,
    PlatformError,
    PlatformUnavailable,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
)
from assistant.platforms.graph_errors import GraphRefused, Problem, Trouble, problem_of
from assistant.platforms.graph_token import GraphToken
from assistant.platforms.limits import WRITE, Bucket
from assistant.platforms.reading import Ask, Busy, Reader, Reply
from assistant.platforms.uploads import Upload
from assistant.platforms.writing import send_once

log = structlog.get_logger(__name__)

AT_ONCE = 50
"""Ids in one request (https://developers.facebook.com/docs/graph-api/batch-requests)."""
FEW = 10
"""Things in one page of a list where the usual number was too much."""
_WORD = re.compile(r"[a-z_]+")


class GraphApi:
    """Calls the Graph API with one token.

    Args:
        base_url: with the version, `https://graph.facebook.com/v26.0`.
    """

    def __init__(self, reader: Reader, base_url: str, token: GraphToken) -> None:
        self._reader = reader
        self._base_url = base_url.rstrip("/")
        self._proof = {"appsecret_proof": token.proof}
        self._headers = {"authorization": f"Bearer {token.value}"}
        self.platform = token.platform
        self.label = token.label
        self.owner = token.owner
        self._reads = Bucket(token.platform, token.owner, "read")
        self._writes = self._reads._replace(kind=WRITE)

    async def get(self, path: str, **params: Any) -> Mapping[str, Any]:
        """Read something. Parameters that are None are left out.

        Args:
            path: ids and names behind the version, for example `ID/comments`.

        Raises:
            ReconnectNeeded: the sign-in was refused for good.
            AccessRefused: Meta says no to this account or app, and a person can mend it.
            GraphRefused: any other definite no; see `problem`, `absent`.
            RateLimited, PlatformUnavailable: as `Reader.ask`.
        """
        ask = Ask(
            bucket=self._reads,
            name=_named(path),
            url=self._url(path),
            params={**params, **self._proof},
            headers=self._headers,
            account=self.label,
        )
        reply = await self._reader.ask(ask)
        problem = _problem(reply)
        if problem:
            raise self._refused(ask, reply, problem)
        if not isinstance(reply.data, dict):
            raise PlatformUnavailable(self.platform, self.label, f"{ask.name}: no object")
        return reply.data

    async def listing(
        self, path: str, cursor: str | None = None, **params: Any
    ) -> tuple[Sequence[Any], str | None]:
        """One page of a list, and where the next begins; None at the end. A page may hold fewer
        things than were asked for, or none, and still have a next one. Raises as `get`.
        """
        return self.listed(await self.page(path, cursor, **params), cursor)

    async def page(
        self, path: str, cursor: str | None, *, limit: int, **params: Any
    ) -> Mapping[str, Any]:
        """One page of a list with all that is told of it. Where Meta cannot put so many things
        together, which it says as an error of its own, a few are asked for. Raises as `get`.
        """
        try:
            return await self.get(path, after=cursor, limit=limit, **params)
        except (Busy, GraphRefused) as error:
            too_much = isinstance(error, Busy) or error.problem.trouble is Trouble.TOO_MUCH
            if not too_much or limit <= FEW:
                raise
            return await self.get(path, after=cursor, limit=FEW, **params)

    def listed(
        self, told: Mapping[str, Any], given: str | None = None
    ) -> tuple[Sequence[Any], str | None]:
        """The things of a list that came, and where the next page begins. A list that points to
        where it has been is at its end. Raises PlatformUnavailable.
        """
        items = told.get("data")
        if not isinstance(items, list):
            raise PlatformUnavailable(self.platform, self.label, "no list")
        paging = told.get("paging")
        cursors = paging.get("cursors") if isinstance(paging, dict) else None
        after = cursors.get("after") if isinstance(cursors, dict) else None
        goes_on = isinstance(paging, dict) and bool(paging.get("next"))
        sound = goes_on and isinstance(after, str) and after and after != given
        return items, after if sound else None

    async def several(self, ids: Sequence[str], fields: str) -> Mapping[str, Mapping[str, Any]]:
        """Things by their ids; those that are gone, or of a kind without these fields, are absent.

        One that is missing fails all that are asked for with it, so what failed is halved until it
        is found. Raises as `get`.
        """
        found: dict[str, Mapping[str, Any]] = {}
        waiting = [list(ids[at : at + AT_ONCE]) for at in range(0, len(ids), AT_ONCE)]
        while waiting:
            some = waiting.pop()
            try:
                told = await self.get("", ids=",".join(some), fields=fields)
            except GraphRefused as refused:
                half = len(some) // 2
                kind = refused.problem.trouble
                if kind not in _HALVED and not (half and kind is Trouble.TOO_MUCH):
                    raise
                waiting += [part for part in (some[:half], some[half:]) if half and part]
                continue
            found |= {key: told[key] for key in some if isinstance(told.get(key), dict)}
        return found

    async def post(
        self,
        path: str,
        form: Mapping[str, str],
        *,
        upload: Upload | None = None,
        again: bool = False,
        method: str = "POST",
    ) -> Mapping[str, Any]:
        """Write something, once.

        Args:
            again: doing it twice does no harm, so it is tried again as reads are, and a failure is
                PlatformUnavailable instead of OutcomeUnknown.

        Raises:
            PostRefused: a definite no that people can be told; nothing was written.
            ReconnectNeeded, GraphRefused: a definite no; nothing was written.
            RateLimited, PlatformUnavailable: certainly nothing was written.
            OutcomeUnknown: nobody knows, a refusal without a code of Meta's included.
        """
        ask = Ask(
            bucket=self._writes,
            name=_named(path),
            url=self._url(path),
            method=method,
            params=self._proof,
            headers=self._headers,
            form=form,
            upload=upload,
            account=self.label,
            again=again,
        )
        reply = await (self._reader.ask(ask) if again else send_once(self._reader, ask))
        problem = _problem(reply)
        if problem is None and isinstance(reply.data, dict):
            return reply.data
        if problem is None or problem.passing or problem == _WORDLESS:
            detail = f"{ask.name}: HTTP {reply.status} {problem or ''}"
            kind = PlatformUnavailable if again else OutcomeUnknown
            raise kind(self.platform, self.label, detail)
        refused = self._refused(ask, reply, problem)
        if problem.reason and not isinstance(refused, ReconnectNeeded):
            raise PostRefused(self.platform, self.label, reason=problem.reason) from refused
        raise refused

    def _refused(self, ask: Ask, reply: Reply, problem: Problem) -> PlatformError:
        """The error that a refused call is."""
        detail = f"{ask.name}: HTTP {reply.status} {problem}"
        log.warning("graph.refused", call=ask.name, status=reply.status, trouble=str(problem))
        if problem.trouble is Trouble.BUSY:
            wait_s = self._reader.rest(ask.bucket)
            return RateLimited(self.platform, self.label, retry_after_s=wait_s)
        if problem.trouble is Trouble.SIGN_IN:
            return ReconnectNeeded(self.platform, self.label, detail)
        if problem.passing or problem == _WORDLESS:
            return PlatformUnavailable(self.platform, self.label, detail)
        if problem.reason and problem.trouble is not Trouble.DUPLICATE:
            return AccessRefused(self.platform, self.label, reason=problem.reason)
        refused = GraphRefused(self.platform, self.label, detail)
        refused.problem = problem
        return refused

    def _url(self, path: str) -> str:
        return f"{self._base_url}/{quote(path)}"


_HALVED = frozenset({Trouble.GONE, Trouble.FIELD})
"""What is wrong with one of several things, not with all of them."""
_WORDLESS = Problem(Trouble.OTHER)
"""A refusal that comes from something in between, or in a form that nobody knows."""


def _problem(reply: Reply) -> Problem | None:
    """What is wrong with an answer. Meta may refuse with status 200, too; None for a plain one."""
    told = problem_of(reply.data)
    return told or (None if reply.ok else _WORDLESS)


def _named(path: str) -> str:
    """A path without the ids in it, for logs."""
    return "/".join(part for part in path.split("/") if _WORD.fullmatch(part)) or "object"
