"""Posts of our own on Bluesky: what they go on from, and what stands under their text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.community.images import ImageLimits
from assistant.community.posts import Author, Post
from assistant.errors import NotFound, PlatformUnavailable, PostRefused
from assistant.platforms import bluesky_record as record
from assistant.platforms.bluesky_record import AT_URI, POST, at
from assistant.platforms.bluesky_session import PLATFORM
from assistant.platforms.bluesky_xrpc import Xrpc, XrpcRefused
from assistant.platforms.uploads import Upload
from assistant.ports import Clock
from assistant.ports.publishing import Attachment, OwnPost

IMAGES = ImageLimits(most=4, most_bytes=1_000_000)
"""`app.bsky.embed.images`: four images. It takes 2,000,000 bytes of each now; 1,000,000 is what
servers that have the lexicon from before 2025 take, too."""
NEWEST = 100
"""Own posts that are looked at (`com.atproto.repo.listRecords`, limit)."""


async def follows(xrpc: Xrpc, us: str, above: Sequence[str]) -> Mapping[str, Any] | None:
    """The reference of a post of our thread to what it goes on from; None for its first post.

    Raises:
        NotFound: the first post or the one before is not there any more.
    """
    if not above:
        return None
    root = await _reference(xrpc, us, above[0])
    parent = root if len(above) == 1 else await _reference(xrpc, us, above[-1])
    return {"root": root, "parent": parent}


async def embedded(xrpc: Xrpc, post: OwnPost) -> Mapping[str, Any] | None:
    """What stands under the text; None without. Hands the images over. Raises PostRefused.

    A link gets no card: its title would be a page's words under our name, approved by nobody.
    """
    if not post.images:
        return None
    shown = [await _handed_over(xrpc, each) for each in post.images]
    return {"$type": "app.bsky.embed.images", "images": shown}


async def newest(xrpc: Xrpc, us: Author, clock: Clock) -> Sequence[Post]:
    """Our latest posts as our own server has them, at once with what was just written there."""
    answer = await xrpc.get(
        "com.atproto.repo.listRecords", repo=us.id, collection=POST, limit=NEWEST
    )
    listed = answer.get("records")
    if not isinstance(listed, list):
        raise PlatformUnavailable(PLATFORM, xrpc.account, "listRecords: no records")
    return tuple(_post(each, us, clock) for each in listed if record.uri_at(each, "uri"))


def _post(listed: Any, us: Author, clock: Clock) -> Post:
    uri, written = str(listed["uri"]), at(listed, "value")
    text = at(written, "text")
    return Post(
        id=uri,
        author=us,
        text=record.storable(text) if isinstance(text, str) else "",
        created_at=record.when(at(written, "createdAt"), clock()),
        url=record.web_url(uri),
        root_id=record.uri_at(written, "reply", "root", "uri"),
        parent_id=record.uri_at(written, "reply", "parent", "uri"),
    )


async def _reference(xrpc: Xrpc, us: str, uri: str) -> Mapping[str, str]:
    """Raises NotFound."""
    if not AT_URI.fullmatch(uri) or not uri.startswith(f"at://{us}/{POST}/"):
        raise NotFound("post", uri)
    key = uri.rpartition("/")[2]
    try:
        found = await xrpc.get("com.atproto.repo.getRecord", repo=us, collection=POST, rkey=key)
    except XrpcRefused as refused:
        if refused.code == "RecordNotFound":
            raise NotFound("post", uri) from refused
        raise
    cid = found.get("cid")
    if not isinstance(cid, str):
        raise PlatformUnavailable(PLATFORM, xrpc.account, "getRecord: no cid")
    return {"uri": uri, "cid": cid}


async def _handed_over(xrpc: Xrpc, attached: Attachment) -> Mapping[str, Any]:
    image = attached.image
    try:
        answer = await xrpc.upload(
            "com.atproto.repo.uploadBlob", Upload(attached.data, image.media_type)
        )
    except XrpcRefused as refused:
        reason = f"it did not accept the image ({refused.code})"
        raise PostRefused(PLATFORM, refused.account, reason=reason) from refused
    blob = answer.get("blob")
    if at(blob, "$type") != "blob" or not isinstance(at(blob, "ref", "$link"), str):
        raise PlatformUnavailable(PLATFORM, xrpc.account, "uploadBlob: no blob")
    return {
        "image": blob,
        "alt": image.alt,
        "aspectRatio": {"width": image.width, "height": image.height},
    }
