"""People of the Bluesky network, driven by the `atproto` SDK: a client that is not ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from atproto import AsyncClient

POST, LIKE, REPOST = "app.bsky.feed.post", "app.bsky.feed.like", "app.bsky.feed.repost"
FOLLOW, BLOCK, PROFILE = "app.bsky.graph.follow", "app.bsky.graph.block", "app.bsky.actor.profile"
WRITES_AT_ONCE = 100
"""com.atproto.repo.applyWrites takes 200."""


@dataclass(frozen=True, slots=True)
class Written:
    """A record somebody made: a post, like, repost, follow or block.

    `root` is the top of the thread for a reply, None otherwise.
    """

    uri: str
    cid: str
    at: datetime
    text: str = ""
    root: Written | None = None

    @property
    def ref(self) -> dict[str, str]:
        """The strong reference others point to it with."""
        return {"uri": self.uri, "cid": self.cid}

    @property
    def rkey(self) -> str:
        """The record's name in its collection."""
        return self.uri.rpartition("/")[2]

    @property
    def link(self) -> str:
        """The post on the web, by DID."""
        did = self.uri.removeprefix("at://").partition("/")[0]
        return f"https://bsky.app/profile/{did}/post/{self.rkey}"


class Person:
    """One account. Times default to now; older ones are allowed, the network believes them."""

    def __init__(self, client: AsyncClient, did: str, handle: str, password: str) -> None:
        self.did = did
        self.handle = handle
        self.password = password
        self.client = client

    async def post(
        self,
        text: str,
        *,
        at: datetime | None = None,
        mentions: Sequence[Person] = (),
        languages: Sequence[str] = (),
        **extra: Any,
    ) -> Written:
        """Publish a post. Each of `mentions` must stand in the text as @handle.

        `extra` goes into the record as it is (`reply`, `embed`, `tags`).
        """
        at = _when(at)
        record = {"$type": POST, "text": text, "createdAt": _iso(at), **extra}
        if mentions:
            record["facets"] = [_mention(text, person) for person in mentions]
        if languages:
            record["langs"] = list(languages)
        uri, cid = await self._create(POST, record)
        return Written(uri, cid, at, text)

    async def post_many(
        self, texts: Sequence[str], times: Sequence[datetime], **extra: Any
    ) -> list[Written]:
        """Publish many posts quickly; `times` goes with `texts`."""
        values = [
            {"$type": POST, "text": text, "createdAt": _iso(at), **extra}
            for text, at in zip(texts, times, strict=True)
        ]
        made = await self._create_many(POST, values)
        return [
            Written(uri, cid, at, text)
            for (uri, cid), at, text in zip(made, times, texts, strict=True)
        ]

    async def repost_many(self, posts: Sequence[Written]) -> None:
        """Repost many posts quickly."""
        at = _iso(_when(None))
        values = [{"$type": REPOST, "subject": post.ref, "createdAt": at} for post in posts]
        await self._create_many(REPOST, values)

    async def reply(
        self, to: Written, text: str, *, at: datetime | None = None, **extra: Any
    ) -> Written:
        """Answer a post or a reply."""
        root = to.root or to
        answer = await self.post(text, at=at, reply={"root": root.ref, "parent": to.ref}, **extra)
        return Written(answer.uri, answer.cid, answer.at, text, root)

    async def quote(
        self, post: Written, text: str, *, at: datetime | None = None, **extra: Any
    ) -> Written:
        """Publish a post that quotes another."""
        embed = {"$type": "app.bsky.embed.record", "record": post.ref}
        return await self.post(text, at=at, embed=embed, **extra)

    async def like(self, post: Written, *, at: datetime | None = None) -> Written:
        """Like a post."""
        return await self._point(LIKE, post.ref, at)

    async def repost(self, post: Written, *, at: datetime | None = None) -> Written:
        """Repost a post."""
        return await self._point(REPOST, post.ref, at)

    async def follow(self, person: Person) -> Written:
        """Follow somebody."""
        return await self._point(FOLLOW, person.did, None)

    async def block(self, person: Person) -> Written:
        """Block somebody: neither sees the other any more."""
        return await self._point(BLOCK, person.did, None)

    async def delete(self, written: Written) -> None:
        """Take back anything this person made."""
        collection, rkey = written.uri.split("/")[-2:]
        await self.client.com.atproto.repo.delete_record(
            {"repo": self.did, "collection": collection, "rkey": rkey}
        )

    async def edit(self, written: Written, text: str) -> Written:
        """Change a post's words in place, as a few clients allow."""
        record = {"$type": POST, "text": text, "createdAt": _iso(written.at)}
        if written.root:
            raise ValueError("only posts at the top are edited in tests")
        answer = await self.client.com.atproto.repo.put_record(
            {"repo": self.did, "collection": POST, "rkey": written.rkey, "record": record}
        )
        return Written(answer.uri, answer.cid, written.at, text)

    async def rename(self, name: str) -> None:
        """Take another handle; the DID stays."""
        handle = f"{name}.test"
        await self.client.com.atproto.identity.update_handle({"handle": handle})
        self.handle = handle

    async def introduce(self, display_name: str) -> None:
        """Set the display name."""
        await self.client.com.atproto.repo.put_record(
            {
                "repo": self.did,
                "collection": PROFILE,
                "rkey": "self",
                "record": {"$type": PROFILE, "displayName": display_name},
            }
        )

    async def app_password(self, name: str = "engage") -> str:
        """Make an app password, as a person would for Engage."""
        made = await self.client.com.atproto.server.create_app_password({"name": name})
        return str(made.password)

    async def revoke(self, name: str = "engage") -> None:
        """Take an app password back."""
        await self.client.com.atproto.server.revoke_app_password({"name": name})

    async def close(self) -> None:
        """Let go of the connection."""
        await self.client.request.close()

    async def _point(self, collection: str, subject: Any, at: datetime | None) -> Written:
        at = _when(at)
        record = {"$type": collection, "subject": subject, "createdAt": _iso(at)}
        uri, cid = await self._create(collection, record)
        return Written(uri, cid, at)

    async def _create_many(
        self, collection: str, values: Sequence[dict[str, Any]]
    ) -> list[tuple[str, str]]:
        made: list[tuple[str, str]] = []
        for start in range(0, len(values), WRITES_AT_ONCE):
            writes = [
                {
                    "$type": "com.atproto.repo.applyWrites#create",
                    "collection": collection,
                    "value": value,
                }
                for value in values[start : start + WRITES_AT_ONCE]
            ]
            answer = await self.client.com.atproto.repo.apply_writes(
                {"repo": self.did, "writes": writes}
            )
            made += [(str(result.uri), str(result.cid)) for result in answer.results or []]
        return made

    async def _create(self, collection: str, record: dict[str, Any]) -> tuple[str, str]:
        made = await self.client.com.atproto.repo.create_record(
            {"repo": self.did, "collection": collection, "record": record}
        )
        return str(made.uri), str(made.cid)


async def join(pds: str, handle: str, password: str) -> Person:
    """Open an account at a PDS."""
    from atproto import AsyncClient  # noqa: PLC0415 - a second to import, paid by users only
    from atproto_client import Session  # noqa: PLC0415
    from atproto_client.request import AsyncRequest  # noqa: PLC0415

    # no TLS here; reading whom it trusts would take 20 ms for each person
    client = AsyncClient(pds, request=AsyncRequest(verify=False))
    made = await client.com.atproto.server.create_account(
        {"handle": handle, "email": f"{handle}@example.org", "password": password}
    )
    session = Session(made.handle, made.did, made.access_jwt, made.refresh_jwt, pds)
    await client.login(session_string=session.encode(), fetch_bsky_profile=False)
    return Person(client, str(made.did), handle, password)


def _when(at: datetime | None) -> datetime:
    """The network keeps milliseconds."""
    at = at or datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _mention(text: str, person: Person) -> dict[str, Any]:
    """A facet; its offsets count UTF-8 bytes."""
    needle = f"@{person.handle}"
    start = len(text[: text.index(needle)].encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(needle.encode())},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": person.did}],
    }
