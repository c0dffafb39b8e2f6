"""Who a Bluesky handle is, and which server holds the account: handle -> DID -> document -> PDS.

Whoever is named says so themselves: a handle counts only when the DID's own document names it, too
(https://atproto.com/specs/handle, "bidirectional").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import InvalidInput, NotFound, PlatformUnavailable
from assistant.platforms.bluesky_record import DID, HANDLE
from assistant.platforms.bluesky_session import PLATFORM
from assistant.platforms.limits import Bucket
from assistant.platforms.reading import Ask, Reader, Refused, Reply

_PLC = re.compile(r"did:plc:[a-z2-7]{24}")
"""https://web.plc.directory/spec/v0.1/did-plc"""
_WEB = re.compile(r"did:web:(?P<host>[a-z0-9.-]{1,253}(%3A\d{1,5})?)", re.IGNORECASE)
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Identity:
    """An account: its DID, the handle it goes by, and the base URL of the server that holds it."""

    did: str
    handle: str
    pds: str


class Identities:
    """Looks accounts up.

    Args:
        public_url: an AppView, which resolves handles.
        plc_url: the directory of `did:plc`.
    """

    def __init__(self, reader: Reader, *, public_url: str, plc_url: str) -> None:
        self._reader = reader
        self._public_url = public_url.rstrip("/")
        self._plc_url = plc_url.rstrip("/")

    async def of(self, handle: str) -> Identity:
        """The account of a handle, or of a DID.

        Raises:
            NotFound: nobody has that handle.
            InvalidInput: its document is none that Engage can sign in with.
            PlatformError: somebody on the way could not be asked.
        """
        label = f"{PLATFORM}:{handle}"
        did = handle if DID.fullmatch(handle) else await self._resolve(handle, label)
        document = await self._document(did, label)
        names = document.get("alsoKnownAs")
        known = [
            str(name).removeprefix("at://").lower()
            for name in (names if isinstance(names, list) else ())
        ]
        if handle != did and handle not in known:
            raise InvalidInput(
                f"{handle} and the account it points to do not name each other. Check the handle "
                f"in Bluesky's settings."
            )
        shown = handle if handle != did else next(filter(HANDLE.fullmatch, known), did)
        return Identity(did, shown, _pds(document, handle))

    async def _resolve(self, handle: str, label: str) -> str:
        if not HANDLE.fullmatch(handle):
            raise InvalidInput("Write a Bluesky handle in full, for example acme.bsky.social.")
        name = "com.atproto.identity.resolveHandle"
        url = f"{self._public_url}/xrpc/{name}"
        reply = await self._get(name, url, label, {"handle": handle})
        did = reply.data.get("did") if isinstance(reply.data, dict) else None
        if not reply.ok:
            raise NotFound("account", label)
        if not isinstance(did, str) or not DID.fullmatch(did):
            raise PlatformUnavailable(PLATFORM, label, f"{name}: no DID")
        return did

    async def _document(self, did: str, label: str) -> Mapping[str, Any]:
        web = _WEB.fullmatch(did)
        if web:
            url = f"https://{web['host'].replace('%3A', ':').replace('%3a', ':')}"
            url = f"{url}/.well-known/did.json"
        elif _PLC.fullmatch(did):
            url = f"{self._plc_url}/{did}"
        else:
            raise InvalidInput("Engage does not know this kind of Bluesky account.")
        reply = await self._get("did", url, label, {})
        if reply.status in _GONE:
            raise NotFound("account", label)
        if not reply.ok or not isinstance(reply.data, dict) or reply.data.get("id") != did:
            raise PlatformUnavailable(PLATFORM, label, "did: no document")
        return reply.data

    async def _get(self, name: str, url: str, label: str, params: Mapping[str, str]) -> Reply:
        bucket = Bucket(PLATFORM, urlsplit(url).netloc, "identity")
        ask = Ask(bucket=bucket, name=name, url=url, params=params, account=label)
        try:
            return await self._reader.ask(ask)
        except Refused as refused:
            raise not_public(urlsplit(url).netloc) from refused


def not_public(server: str) -> InvalidInput:
    """What is said of a server inside."""
    return InvalidInput(
        f"Engage does not connect to {server}: it is not a public https address. An operator can "
        f"allow it in ENGAGE_ALLOW_HOSTS."
    )


def _pds(document: Mapping[str, Any], handle: str) -> str:
    services = document.get("service")
    for service in services if isinstance(services, list) else ():
        if not isinstance(service, dict) or service.get("type") != "AtprotoPersonalDataServer":
            continue
        url = urlsplit(str(service.get("serviceEndpoint")))
        if (
            str(service.get("id")).endswith("#atproto_pds")
            and url.scheme in {"http", "https"}
            and url.hostname
            and not (url.username or url.path.strip("/") or url.query)
        ):
            return f"{url.scheme}://{url.netloc}"
    raise InvalidInput(f"{handle} names no server that Engage could sign in to.")
