"""Reads a page that a person named: through the door, within limits, as plain passages."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Never

import httpx2
import structlog

from assistant.errors import InvalidInput
from assistant.platforms.http import AddressRefused
from assistant.platforms.web_text import passages_of, title_of
from assistant.ports.pages import WebPage

log = structlog.get_logger(__name__)

MAX_BYTES = 1_000_000
TOTAL_S = 15.0
LONGEST_URL = 2_000

NO_ADDRESS = "Write the whole address of a page, for example https://example.com/faq."
NOT_PUBLIC = (
    "Engage reads pages of the public web only, over https. This address is not one of them."
)
NOT_REACHED = "This page cannot be reached right now. Check the address, or try again later."
NOT_THERE = "There is no page at this address that everybody may read."
TOO_BIG = "This page is too big to read. Name one of its parts, or import its text."
NO_TEXT = "Engage reads pages of text. This is something else: import its text instead."
NOTHING = (
    "There is no text on this page that can be read without running its scripts. Import its text "
    "instead."
)

_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]{2,40})", re.IGNORECASE)


class GuardedPages:
    """Implements `ports.WebPages`.

    Args:
        client: made by `http.make_client`: every connection, and every hop of a redirect, passes
            its door.
        total_s: the longest one page may take.
    """

    def __init__(self, client: httpx2.AsyncClient, *, total_s: float = TOTAL_S) -> None:
        self._client = client
        self._total_s = total_s

    async def read(self, url: str) -> WebPage:
        """See the port."""
        address = _address(url)
        try:
            async with asyncio.timeout(self._total_s):
                found, kind, text = await self._fetch(address)
        except AddressRefused:
            raise InvalidInput(NOT_PUBLIC) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, TimeoutError) as error:
            log.warning("page.unreachable", error=type(error).__name__)
            raise InvalidInput(NOT_REACHED) from error
        plain = kind in ("text/plain", "text/markdown")
        # in a thread: a big page takes its time
        passages = await asyncio.to_thread(passages_of, text, plain=plain)
        if not passages:
            raise InvalidInput(NOTHING)
        return WebPage(found, "" if plain else title_of(text), passages)

    async def _fetch(self, url: httpx2.URL) -> tuple[str, str, str]:
        """Where it was found, its media type and its text."""
        request = self._client.build_request(
            "GET", url, headers={"accept": "text/html, text/plain;q=0.9, text/markdown;q=0.9"}
        )
        answer = await self._client.send(request, stream=True, follow_redirects=True)
        try:
            if not answer.is_success:
                _refuse(answer.status_code)
            kind = answer.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
            if kind not in _TYPES:
                raise InvalidInput(NO_TEXT)
            content = bytearray()
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > MAX_BYTES:
                    raise InvalidInput(TOO_BIG)
        finally:
            await answer.aclose()
        return str(answer.url), kind, _decoded(bytes(content), answer.charset_encoding)


def _address(url: str) -> httpx2.URL:
    said = url.strip()
    if not said or len(said) > LONGEST_URL or re.search(r"\s", said):
        raise InvalidInput(NO_ADDRESS)
    if "://" not in said:
        said = f"https://{said}"
    try:
        address = httpx2.URL(said).copy_with(fragment=None)
    except httpx2.InvalidURL:
        raise InvalidInput(NO_ADDRESS) from None
    if address.scheme not in ("http", "https") or not address.host or address.userinfo:
        raise InvalidInput(NO_ADDRESS)
    return address


def _refuse(status: int) -> Never:
    gone = status in (401, 403, 404, 410)
    raise InvalidInput(NOT_THERE if gone else NOT_REACHED)


def _decoded(content: bytes, charset: str | None) -> str:
    """By the header, else by the page's own word, else as UTF-8. Nothing raises."""
    told = _CHARSET.search(content[:2_000])
    for name in filter(None, (charset, told and told[1].decode("ascii"), "utf-8")):
        with suppress(LookupError):
            return content.decode(name, "replace").replace("\0", "\ufffd")
    raise AssertionError("UTF-8 is always known")
