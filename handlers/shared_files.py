"""Files that people share: the reader of Slack's file objects (docs: file object)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Json = Mapping[str, Any]

_SLACKS = (".slack.com", ".slack-gov.com")
"""Where Slack keeps files."""


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file as its message tells of it.

    Attributes:
        size: in bytes, as Slack says; 0 where it does not.
        url: where its bytes are, for our token alone; "" where Slack hides it.
        external: it lies with somebody else, and Slack has no bytes of it.
    """

    id: str
    size: int = 0
    url: str = ""
    external: bool = False


def files_in(event: Json) -> tuple[SharedFile, ...]:
    """The files of a message; those that were deleted since are left out."""
    told = [each for each in event.get("files") or () if each.get("id")]
    return tuple(shared_file(each) for each in told if each.get("mode") != "tombstone")


def shared_file(told: Json) -> SharedFile:
    """Read a file object. Of a file of Slack Connect an event holds its id alone, with
    `file_access` "check_file_info": files.info tells the rest.
    """
    return SharedFile(
        id=str(told["id"]),
        size=int(told.get("size") or 0),
        url=str(told.get("url_private_download") or told.get("url_private") or ""),
        external=bool(told.get("is_external")) or told.get("mode") == "external",
    )


def is_slacks(url: str, base_url: str) -> bool:
    """Whether an address is Slack's own, so that our token may be sent there.

    Args:
        base_url: of the Web API; what has the same origin is Slack's as well.
    """
    asked, own = urlsplit(url), urlsplit(base_url)
    if (asked.scheme, asked.netloc) == (own.scheme, own.netloc):
        return True
    host = (asked.hostname or "").lower()
    plain = asked.username is None and asked.password is None and asked.port in (None, 443)
    return asked.scheme == "https" and plain and host.endswith(_SLACKS)
