"""The one way out: an HTTP client whose every connection passes the door.

Hosts that the operator named in settings are trusted. Every other host was chosen by a stranger
(a service someone typed in, a link, a redirect) and is reached over https only, at public
addresses only, and at the very address that was checked: the check sits below the connection
pool, where the socket is opened, so neither a second DNS answer nor a redirect gets around it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore2
import httpx2

CONNECT_S = 5.0
READ_S = 15.0
TOTAL_S = 30.0
"""A whole exchange, however slowly the bytes drip."""
MAX_BYTES = 10_000_000
"""The largest answer read; the biggest page Bluesky sends is some 2 MB."""
REDIRECTS = 3

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Takes host and port, returns addresses. Raises OSError."""

_PLAIN = "http://"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(httpx2.ConnectError):
    """A stranger's host that Engage does not talk to: no https, or no public address."""


@dataclass(frozen=True, slots=True)
class Door:
    """Who is let through unchecked.

    Args:
        origins: base URLs from the operator's settings; scheme, host and port must match.
        hosts: further names the operator allows, as `host` or `host:port`.
        plain: those of them that are spoken to without TLS.
    """

    origins: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()

    @classmethod
    def make(cls, urls: Iterable[str], allow_hosts: str) -> Door:
        """From the settings' URLs and ENGAGE_ALLOW_HOSTS: names separated by commas, with
        `http://` before those that speak no TLS.
        """
        names = [name.strip().lower() for name in allow_hosts.split(",")]
        return cls(
            frozenset(_origin(httpx2.URL(url)) for url in urls),
            frozenset(name.removeprefix(_PLAIN) for name in names if name),
            frozenset(name.removeprefix(_PLAIN) for name in names if name.startswith(_PLAIN)),
        )

    def base_url(self, host: str) -> str:
        """Where a server is asked of which only the name is known, as `host` or `host:port`."""
        return f"{'http' if host in self.plain else 'https'}://{host}"

    def trusts(self, url: httpx2.URL) -> bool:
        """Whether the operator named this origin."""
        port = url.port or {"http": 80, "https": 443}.get(url.scheme)
        named = {url.host, f"{url.host}:{port}"} & self.hosts
        return bool(named) or _origin(url) in self.origins


def is_public(address: str) -> bool:
    """Whether an address is out in the public internet, also when it wraps another one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    loop = asyncio.get_running_loop()
    answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class PublicOnly(httpcore2.AsyncNetworkBackend):
    """Opens sockets to public addresses only, and only to those it has just checked."""

    def __init__(self, resolver: Resolver, inner: httpcore2.AsyncNetworkBackend) -> None:
        self._resolver = resolver
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Resolve, check every answer, connect to the first that accepts."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolver(host, port)
        except TimeoutError:
            raise httpcore2.ConnectTimeout("name not resolved in time") from None
        except (OSError, UnicodeError):  # the latter for names no resolver can take
            raise httpcore2.ConnectError("name not resolved") from None
        if not addresses or not all(is_public(address) for address in addresses):
            raise AddressRefused("not a public address")
        failure: Exception = httpcore2.ConnectError("no address accepts")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait between connection attempts, as the pool asks."""
        await asyncio.sleep(seconds)


@cache
def trusted(*, by_environment: bool) -> ssl.SSLContext:
    """Whom TLS trusts. Reading it takes 20 ms: once a process.

    Args:
        by_environment: whether SSL_CERT_FILE and SSL_CERT_DIR count.
    """
    return httpx2.create_ssl_context(trust_env=by_environment)


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """Strangers' hosts: https, no proxy of the environment, sockets by `PublicOnly`."""

    def __init__(self, backend: httpcore2.AsyncNetworkBackend) -> None:
        context = trusted(by_environment=False)
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=context,
            max_connections=50,
            max_keepalive_connections=10,
            keepalive_expiry=30,
            network_backend=backend,
        )


class DoorTransport(httpx2.AsyncBaseTransport):
    """Sends each request, each hop of a redirect included, to the open or the guarded side."""

    def __init__(
        self, door: Door, opened: httpx2.AsyncBaseTransport, guarded: httpx2.AsyncBaseTransport
    ) -> None:
        self._door = door
        self._opened = opened
        self._guarded = guarded

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """See `httpx2.AsyncBaseTransport`."""
        if self._door.trusts(request.url):
            return await self._opened.handle_async_request(request)
        if request.url.scheme != "https":
            raise AddressRefused("not https")
        return await self._guarded.handle_async_request(request)

    async def aclose(self) -> None:
        """Close both sides."""
        await self._opened.aclose()
        await self._guarded.aclose()


def make_client(
    door: Door,
    *,
    transport: httpx2.AsyncBaseTransport | None = None,
    resolver: Resolver = resolve,
    network: httpcore2.AsyncNetworkBackend | None = None,
) -> httpx2.AsyncClient:
    """Make the process's client. It keeps no cookies and logs no addresses.

    Args:
        transport: for tests, instead of both sides of the door.
        resolver: how strangers' names are looked up.
        network: what opens sockets to the addresses that passed.
    """
    # its own log lines hold whole URLs, and some platforms put tokens into those
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    if transport is None:
        guarded = GuardedTransport(PublicOnly(resolver, network or httpcore2.AnyIOBackend()))
        opened = httpx2.AsyncHTTPTransport(verify=trusted(by_environment=True))
        transport = DoorTransport(door, opened, guarded)
    return httpx2.AsyncClient(
        transport=transport,
        timeout=httpx2.Timeout(READ_S, connect=CONNECT_S, pool=READ_S),
        follow_redirects=False,
        max_redirects=REDIRECTS,
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
        headers={"user-agent": "Engage (community desk)", "accept": "application/json"},
    )


def _origin(url: httpx2.URL) -> str:
    port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    return f"{url.scheme}://{url.host}:{port}"
