"""Which server signs people in for a PDS, and how it is asked (RFC 9728, RFC 8414)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

from assistant.errors import InvalidInput
from assistant.platforms.bluesky_identity import not_public
from assistant.platforms.bluesky_session import PLATFORM
from assistant.platforms.http import Door
from assistant.platforms.limits import Bucket
from assistant.platforms.reading import Ask, Nonsense, Reader, Refused

_RESOURCE = ".well-known/oauth-protected-resource"
_SERVER = ".well-known/oauth-authorization-server"

_PLAIN = re.compile(r"https?://[!-~]{1,1000}")
"""It becomes a header of ours, too."""

_NEEDED: Mapping[str, object] = {
    "code_challenge_methods_supported": "S256",
    "dpop_signing_alg_values_supported": "ES256",
    "scopes_supported": "atproto",
    "grant_types_supported": "refresh_token",
}
"""What a server must offer (https://atproto.com/specs/oauth#authorization-servers)."""


@dataclass(frozen=True, slots=True)
class Authority:
    """An authorization server: its name for itself, and where it is asked for what. `revocation`
    is "" where it has no such place.
    """

    issuer: str
    authorization: str
    token: str
    pushed: str
    revocation: str

    def kept(self) -> Mapping[str, str]:
        """As texts, to be kept with a sign-in."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Self:
        """As it was kept."""
        return cls(**{each.name: kept[each.name] for each in fields(cls)})


class Authorities:
    """Finds them.

    Args:
        door: knows which servers the operator exempts from TLS.
    """

    def __init__(self, reader: Reader, door: Door) -> None:
        self._reader = reader
        self._door = door

    async def of(self, pds: str) -> Authority:
        """The authorization server of a PDS.

        Raises:
            InvalidInput: it does not sign people in the way Bluesky's servers do.
            PlatformError: it could not be asked.
        """
        told = await self._get(pds, _RESOURCE)
        servers = told.get("authorization_servers")
        issuer = servers[0] if isinstance(servers, list) and servers else None
        if not isinstance(issuer, str) or urlsplit(issuer).path.strip("/"):
            raise _cannot(pds)
        return self._read(issuer, await self._get(issuer, _SERVER))

    def _read(self, issuer: str, told: Mapping[str, Any]) -> Authority:
        if told.get("issuer") != issuer:  # RFC 8414, 3.3: it may speak for itself alone
            raise _cannot(issuer)
        for name, value in _NEEDED.items():
            offered = told.get(name)
            if not isinstance(offered, list) or value not in offered:
                raise _cannot(issuer)
        if told.get("client_id_metadata_document_supported") is not True:
            raise _cannot(issuer)
        revocation = told.get("revocation_endpoint")
        return Authority(
            issuer=issuer,
            authorization=self._place(issuer, told.get("authorization_endpoint")),
            token=self._place(issuer, told.get("token_endpoint")),
            pushed=self._place(issuer, told.get("pushed_authorization_request_endpoint")),
            revocation=self._place(issuer, revocation) if revocation else "",
        )

    def _place(self, issuer: str, url: object) -> str:
        """An address that secrets and people may be sent to."""
        if not isinstance(url, str) or not _PLAIN.fullmatch(url):
            raise _cannot(issuer)
        parts = urlsplit(url)
        if not parts.hostname or parts.username or parts.query or parts.fragment:
            raise _cannot(issuer)
        plain = parts.scheme == "http" and self._door.trusts(httpx2.URL(url))
        if parts.scheme != "https" and not plain:
            raise _cannot(issuer)
        return url

    async def _get(self, base_url: str, path: str) -> Mapping[str, Any]:
        server = urlsplit(base_url).netloc
        bucket = Bucket(PLATFORM, server, "identity")
        name = path.rpartition("/")[2]
        try:
            reply = await self._reader.ask(Ask(bucket=bucket, name=name, url=f"{base_url}/{path}"))
        except Refused as refused:
            raise not_public(server) from refused
        except Nonsense:
            raise _cannot(base_url) from None
        if not reply.ok or not isinstance(reply.data, dict):
            raise _cannot(base_url)
        return reply.data


def _cannot(url: str) -> InvalidInput:
    server = urlsplit(url).netloc or "That server"
    return InvalidInput(
        f"{server} does not offer signing in on its own page. Use an app password instead."
    )
