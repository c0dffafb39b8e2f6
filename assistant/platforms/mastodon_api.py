"""Calling one server that speaks Mastodon's API, with a token or as a stranger.

What servers answer differs: 401 for a bad token (some 400), 401, 403 or 422 to strangers where
reading needs a token, 404, 405 or 501 for a call they do not have. Paging follows the Link header
but only its parameters are taken over, so a link can lead to no other place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from assistant.community.accounts import Platform
from assistant.errors import (
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.platforms.limits import WRITE, Bucket
from assistant.platforms.mastodon_names import NUMBER
from assistant.platforms.reading import Ask, Reader, Reply
from assistant.platforms.uploads import Upload
from assistant.platforms.writing import send_once

PLATFORM = Platform.MASTODON.value

_UNAUTHORIZED, _FORBIDDEN, _UNPROCESSABLE = 401, 403, 422
_ABSENT = frozenset({404, 405, 410, 501})
_NO_CALL = frozenset({"", "not found", "not implemented"})
"""What servers say to an address they do not know; of a missing post they say more."""
_WORD = re.compile(r"[a-z_]+|v[12]")
_NOT_ALLOWED = frozenset({_UNAUTHORIZED, _FORBIDDEN})
_NO_SCOPE = ("scope", "insufficient permissions")
"""What Mastodon and Takahe say of a token without the scope, and what Pleroma and Akkoma say."""
READ_ONLY = (
    "the sign-in of this account lets Engage read but not write. Connect the account again with "
    "the scopes read, write:statuses and write:media"
)
NO_IMAGES = (
    "the sign-in of this account lets Engage write posts, but hand over no images. Connect the "
    "account again and allow that, too (the scope write:media)"
)
_MARKS = ("max_id", "offset", "page")
"""Parameters that say where the next page begins; the rest of a link is ours already."""


class MastodonRefused(PlatformUnavailable):
    """A 4xx or 501. `says` is the server's own short text, "" when it gave none."""

    status: int = 0
    says: str = ""

    @property
    def absent(self) -> bool:
        """Whether what was asked for, or the call itself, is not there."""
        return self.status in _ABSENT

    @property
    def no_such_call(self) -> bool:
        """Whether it may be the call that the server does not have."""
        return self.absent and self.says in _NO_CALL


class MastodonApi:
    """Calls one server.

    Args:
        base_url: of the server.
        token: None for a stranger.
        owner: the native id of the account whose token it is, "" for a stranger.
        label: the account as people write it, for errors.
    """

    def __init__(
        self,
        reader: Reader,
        base_url: str,
        token: str | None = None,
        *,
        owner: str = "",
        label: str | None = None,
    ) -> None:
        self._reader = reader
        self._headers = {"authorization": f"Bearer {token}"} if token else {}
        self._label = label
        self.base_url = base_url.rstrip("/")
        self.server = urlsplit(self.base_url).netloc
        self._bucket = Bucket(PLATFORM, owner or self.server, "read")
        self._writes = self._bucket._replace(kind=WRITE)

    @property
    def signed_in(self) -> bool:
        """Whether calls carry a token."""
        return bool(self._headers)

    async def get(self, path: str, *, account: str | None = None, **params: Any) -> Reply:
        """Ask for something. Parameters that are None are left out.

        Args:
            path: after `/api/`, for example `v1/instance`.
            account: `mastodon:@name@domain`, for errors of strangers.
            params: lists are sent as `name[]`, as Rails reads them.

        Raises:
            SignInNeeded: the server does not tell strangers.
            ReconnectNeeded: the token was refused.
            MastodonRefused: any other 4xx, or 501.
            RateLimited, PlatformUnavailable: as `Reader.ask`.
        """
        reply = await self._reader.ask(
            Ask(
                bucket=self._bucket,
                name=_named(path),
                url=f"{self.base_url}/api/{path}",
                params={
                    f"{name}[]" if isinstance(value, list | tuple) else name: value
                    for name, value in params.items()
                },
                headers=self._headers,
                account=self._label or account,
            )
        )
        if not reply.ok:
            self._refuse(path, reply, account)
        return reply

    async def post(self, path: str, body: Mapping[str, Any], *, key: str) -> Reply:
        """Write something that must not happen twice.

        Args:
            key: the Idempotency-Key; some servers overlook it.

        Raises:
            PostRefused: the token may not write.
            ReconnectNeeded, MastodonRefused: a definite no; nothing was written.
            RateLimited, PlatformUnavailable: certainly nothing was written.
            OutcomeUnknown: nobody knows, a refusal without a word of the server's own included.
        """
        ask = Ask(
            bucket=self._writes,
            name=_named(path),
            url=f"{self.base_url}/api/{path}",
            method="POST",
            headers={**self._headers, "idempotency-key": key},
            body=body,
            account=self._label,
        )
        reply = await send_once(self._reader, ask)
        if not reply.ok:
            self._refuse_write(path, reply)
        return reply

    async def upload(self, path: str, file: Upload, form: Mapping[str, str]) -> Reply:
        """Hand over a file. Doing so twice does no harm, so it is tried again as reads are. Raises
        as `get`, and PostRefused where the token does not allow it.
        """
        ask = Ask(
            bucket=self._writes,
            name=_named(path),
            url=f"{self.base_url}/api/{path}",
            method="POST",
            headers=self._headers,
            form=form,
            upload=file,
            account=self._label,
        )
        reply = await self._reader.ask(ask)
        if reply.status in _NOT_ALLOWED and any(each in said(reply) for each in _NO_SCOPE):
            raise PostRefused(PLATFORM, self._label, reason=NO_IMAGES)
        if not reply.ok:
            self._refuse(path, reply, None)
        return reply

    async def listing(
        self, path: str, cursor: str | None, *, by_number: bool = False, **params: Any
    ) -> tuple[Sequence[Any], str | None]:
        """One page of a list, and where the next begins; None at the end. Raises as `get`.

        Args:
            by_number: the list goes on below its last item's number where no link says so.
        """
        reply = await self.get(path, **{**params, **dict(parse_qsl(cursor or ""))})
        items = reply.data
        if not isinstance(items, list):
            raise PlatformUnavailable(PLATFORM, self._label, f"{_named(path)}: no list")
        if by_number and not reply.links:
            return items, _below(items, cursor)
        return items, (_next(reply.links, cursor) if items else None)

    async def status(self, number: str) -> Mapping[str, Any]:
        """A post by the server's own number. Raises NotFound, and as `get`."""
        try:
            data = (await self.get(f"v1/statuses/{quote(number)}")).data
        except MastodonRefused as refused:
            if refused.absent:
                raise NotFound("post", number) from refused
            raise
        if not isinstance(data, dict):
            raise PlatformUnavailable(PLATFORM, self._label, "v1/statuses: no object")
        return data

    def _refuse_write(self, path: str, reply: Reply) -> NoReturn:
        says = said(reply)
        if not says:
            raise OutcomeUnknown(PLATFORM, self._label, f"{_named(path)}: HTTP {reply.status}")
        if reply.status in _NOT_ALLOWED and any(each in says for each in _NO_SCOPE):
            raise PostRefused(PLATFORM, self._label, reason=READ_ONLY)
        self._refuse(path, reply, None)

    def _refuse(self, path: str, reply: Reply, account: str | None) -> NoReturn:
        says = said(reply)
        detail = f"{_named(path)}: HTTP {reply.status}"
        label = self._label or account
        if self.signed_in:
            # 403 is for single posts, too; this is Doorkeeper's sentence for a scope
            scope = reply.status == _FORBIDDEN and "scope" in says
            if reply.status == _UNAUTHORIZED or scope:
                raise ReconnectNeeded(PLATFORM, label, detail)
        elif (
            reply.status == _UNAUTHORIZED
            or (reply.status == _FORBIDDEN and says)  # without words it comes from a proxy
            or (reply.status == _UNPROCESSABLE and "authenticat" in says)
        ):
            raise SignInNeeded(PLATFORM, label, detail)
        refused = MastodonRefused(PLATFORM, label, detail)
        refused.status, refused.says = reply.status, says
        raise refused


def said(reply: Reply) -> str:
    """The server's own words for a refusal, in lower case, "" when there are none."""
    error = reply.data.get("error") if isinstance(reply.data, dict) else None
    return error[:300].lower() if isinstance(error, str) else ""


def _below(items: Sequence[Any], given: str | None) -> str | None:
    """For servers without Link headers. A server that repeats itself is at its end."""
    last = items[-1].get("id") if items and isinstance(items[-1], dict) else None
    marks = urlencode({"max_id": last}) if isinstance(last, str) and NUMBER.fullmatch(last) else ""
    return marks if marks and marks != given else None


def _next(links: Mapping[str, str], given: str | None) -> str | None:
    """The marks of the next link. A server that repeats itself is at its end."""
    query = parse_qsl(urlsplit(links.get("next", "")).query)
    marks = urlencode([(name, value) for name, value in query if name in _MARKS])
    return marks if marks and marks != given else None


def _named(path: str) -> str:
    """A path without the numbers in it, for logs."""
    return "/".join(part for part in path.split("/") if _WORD.fullmatch(part))
