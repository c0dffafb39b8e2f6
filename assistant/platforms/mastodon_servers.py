"""Which server an account lives on, and what that server is.

The domain of a handle mostly is the server. Where a brand keeps its domain for something else, the
domain's WebFinger tells where the account really is (https://docs.joinmastodon.org/spec/webfinger/).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import InvalidInput, NotFound, PlatformError, SignInNeeded
from assistant.platforms.http import Door
from assistant.platforms.limits import Bucket
from assistant.platforms.mastodon_api import PLATFORM, MastodonApi, MastodonRefused
from assistant.platforms.mastodon_names import SERVER, Name
from assistant.platforms.mastodon_parse import Home
from assistant.platforms.reading import Ask, Nonsense, Reader, Refused

QUOTES_SINCE = 7
"""The `mastodon` API version that lists quotes
(https://docs.joinmastodon.org/methods/statuses/#quotes)."""


@dataclass(frozen=True, slots=True)
class About:
    """What a server tells of itself.

    `quotes` says whether it lists who quoted a post.
    """

    base_url: str
    home: Home
    quotes: bool


class Servers:
    """Finds servers. What was found is the caller's to remember.

    Args:
        door: knows which servers the operator exempts from TLS.
    """

    def __init__(self, reader: Reader, door: Door) -> None:
        self._reader = reader
        self._door = door

    async def of(self, name: Name) -> About:
        """The server of an account.

        Raises:
            NotFound: the domain knows no such account.
            InvalidInput: no server there that Engage could talk to.
            PlatformError: it could not be asked.
        """
        try:
            about = await self.at(
                self._door.base_url(name.domain), name.domain, label=f"{PLATFORM}:@{name}"
            )
        except Refused as refused:
            raise _not_public(name.domain) from refused
        except PlatformError as failure:
            about = await self._elsewhere(name, failure)
        if about is None:
            about = await self._elsewhere(name, None)
        return about

    async def named(self, server: str, domain: str = "") -> About:
        """The server of this name or web address, as people type it.

        Args:
            server: its name, or an address of it.
            domain: of the account that is looked for there, "" when none is.

        Raises:
            InvalidInput: that is no server Engage could talk to.
            PlatformError: it could not be asked.
        """
        typed = server.strip().lower()
        url = urlsplit(typed if "://" in typed else self._door.base_url(typed.partition("/")[0]))
        if url.scheme not in {"http", "https"} or not SERVER.fullmatch(url.netloc):
            raise InvalidInput("Write the server as its name, for example example.social.")
        try:
            about = await self.at(f"{url.scheme}://{url.netloc}", domain)
        except Refused as refused:
            raise _not_public(url.netloc) from refused
        if about is None:
            raise _speaks_not(url.netloc)
        return about

    async def at(
        self, base_url: str, domain: str = "", *, label: str | None = None
    ) -> About | None:
        """What a server tells of itself; None when it does not speak the API.

        Args:
            base_url: of the server.
            domain: of the account that led there, "" when none did.
            label: that account as people write it, for errors.
        """
        api = MastodonApi(self._reader, base_url, label=label)
        for version in ("v2", "v1"):
            try:
                data = (await api.get(f"{version}/instance")).data
            except SignInNeeded:
                data = {}  # a closed server still is one
            except (MastodonRefused, Nonsense):
                continue
            if isinstance(data, dict):
                return _about(api, data, domain)
        return None

    async def _elsewhere(self, name: Name, failure: PlatformError | None) -> About:
        """Ask the domain's WebFinger where the account is."""
        server = await self._finger(name, failure)
        if server != name.domain:
            about = await self.at(self._door.base_url(server), name.domain)
            if about:
                return about
        raise failure or _speaks_not(name.domain)

    async def _finger(self, name: Name, failure: PlatformError | None) -> str:
        """The server that holds the account's actor (the link `self` of RFC 7033's answer)."""
        ask = Ask(
            bucket=Bucket(PLATFORM, name.domain, "webfinger"),
            name="webfinger",
            url=f"{self._door.base_url(name.domain)}/.well-known/webfinger",
            params={"resource": f"acct:{name}"},
            account=f"{PLATFORM}:@{name}",
        )
        try:
            reply = await self._reader.ask(ask)
        except Nonsense:
            raise _speaks_not(name.domain) from None
        except PlatformError:
            raise (failure or _speaks_not(name.domain)) from None
        if reply.status in {404, 410} and isinstance(reply.data, dict):
            raise NotFound("account", f"{PLATFORM}:@{name}")
        links = reply.data.get("links") if isinstance(reply.data, dict) else None
        for link in links if isinstance(links, list) else ():
            if isinstance(link, dict) and link.get("rel") == "self":
                server = urlsplit(str(link.get("href"))).netloc.lower()
                if SERVER.fullmatch(server):
                    return server
        raise failure or _speaks_not(name.domain)


def _about(api: MastodonApi, data: dict[str, Any], asked: str) -> About:
    versions = data.get("api_versions")
    version = versions.get("mastodon") if isinstance(versions, dict) else None
    quotes = isinstance(version, int) and version >= QUOTES_SINCE
    return About(api.base_url, Home(api.server, _domain(api.server, data, asked)), quotes)


def _domain(server: str, data: dict[str, Any], asked: str) -> str:
    """The domain of the server's own accounts: the one that led here, or what the server says.

    It may say only what it could prove: its own name, or a domain above it.
    """
    says = [str(data.get(key) or "").lower() for key in ("account_domain", "domain", "uri")]
    told = [claim.removeprefix("https://").rstrip("/") for claim in says if claim]
    for claim in told:
        if claim in {server, asked} or server.endswith(f".{claim}"):
            return claim
    return asked if asked and not told else server


def _speaks_not(server: str) -> InvalidInput:
    return InvalidInput(
        f"{server} is no server that speaks Mastodon's language. Check what stands after the "
        f"last @ of the handle."
    )


def _not_public(server: str) -> InvalidInput:
    return InvalidInput(
        f"Engage does not connect to {server}: it is not a public https address. An operator can "
        f"allow it in ENGAGE_ALLOW_HOSTS."
    )
