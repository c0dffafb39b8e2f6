"""Writing on Bluesky, exactly once: the client names the record, and only that name is written.

`putRecord` with a name of our own and `swapRecord: null` creates a record or does nothing: sent
again to the letter it answers with the same CID and writes no commit, with other content it is
refused as InvalidSwap (seen on a real PDS). Reading it back is read-your-writes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.community.accounts import Platform
from assistant.community.images import ImageLimits
from assistant.community.posts import Author, Post
from assistant.community.rules import Action, rule_of
from assistant.errors import InvalidInput, OutcomeUnknown, PostRefused
from assistant.platforms import bluesky_posting as posting
from assistant.platforms.bluesky_facets import facets, handles
from assistant.platforms.bluesky_record import DID, POST, at, web_url, when
from assistant.platforms.bluesky_session import PLATFORM
from assistant.platforms.bluesky_target import look_at
from assistant.platforms.bluesky_xrpc import Xrpc, XrpcRefused
from assistant.platforms.graphemes import graphemes
from assistant.ports import Clock
from assistant.ports.publishing import OwnPost, Prepared, Published, Target

MOST = 300
"""Graphemes of a post (`app.bsky.feed.post`, maxGraphemes)."""
MOST_BYTES = 3000
"""Bytes of a post's text (`app.bsky.feed.post`, maxLength)."""
RESEND_FOR = timedelta(minutes=15)
"""Later, the identical request could bring back what somebody has deleted in the meantime."""

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_CLOCKS = 1024
_SUSPENDED = {"AccountTakedown", "RepoTakendown"}
_SWITCHED_OFF = {"AccountDeactivated", "RepoDeactivated"}
_TAKEN = "InvalidSwap"


class BlueskyPublisher:
    """Implements `ports.Publisher` for one account.

    Args:
        us: the account's DID.
    """

    most = MOST
    image_limits: ImageLimits = posting.IMAGES
    resend_for: timedelta | None = RESEND_FOR

    def __init__(self, xrpc: Xrpc, us: str, clock: Clock) -> None:
        self._xrpc = xrpc
        self._us = us
        self._clock = clock

    def count(self, text: str) -> int:
        """Graphemes, as the network counts them."""
        return graphemes(text)

    async def look(self, post_id: str) -> Target:
        """See the port."""
        return await look_at(self._xrpc, post_id, self._clock())

    async def prepare(self, text: str, target: Target, language: str | None) -> Prepared:
        """See the port. Reads whose handles the text names; a handle of nobody's stays text."""
        parent = {"uri": target.id, "cid": target.extra["cid"]}
        root = target.extra.get("root")
        top = {"uri": root, "cid": target.extra["root_cid"]} if root else parent
        self._check(text, "reply")
        more = {"reply": {"root": top, "parent": parent}}
        return await self._prepared(text, target.id, language, more)

    async def prepare_post(self, post: OwnPost) -> Prepared:
        """See the port."""
        self._check(post.text, "post")
        more: dict[str, Any] = {}
        if reply := await posting.follows(self._xrpc, self._us, post.above):
            more["reply"] = reply
        if embed := await posting.embedded(self._xrpc, post):
            more["embed"] = embed
        parent = post.above[-1] if post.above else ""
        return await self._prepared(post.text, parent, post.language, more)

    async def newest(self) -> Sequence[Post]:
        """See the port."""
        return await posting.newest(self._xrpc, Author(self._us, self._us), self._clock)

    def _check(self, text: str, what: str) -> None:
        if not text.strip():
            raise InvalidInput(f"The {what} is empty. Write something first.")
        length = self.count(text)
        if length > MOST or len(text.encode()) > MOST_BYTES:
            raise InvalidInput(
                f"The {what} is {length} characters long; Bluesky takes {MOST} at most."
            )

    async def _prepared(
        self, text: str, target_id: str, language: str | None, more: Mapping[str, Any]
    ) -> Prepared:
        now = self._clock()
        record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": _iso(now), **more}
        if language:
            record["langs"] = [language]
        if found := facets(text, await self._dids(text)):
            record["facets"] = found
        key = tid(now, random.randrange(_CLOCKS))  # noqa: S311 - tells clocks apart, no secret
        body = {"repo": self._us, "collection": POST, "rkey": key, "record": record}
        return Prepared(
            platform=PLATFORM,
            key=key,
            body={**body, "swapRecord": None},
            text=text,
            target_id=target_id,
            prepared_at=now,
        )

    async def send(self, prepared: Prepared) -> Published:
        """See the port."""
        # stores lose nothing, but a body without this null would overwrite what is there
        body = {**prepared.body, "swapRecord": None}
        try:
            answer = await self._xrpc.post("com.atproto.repo.putRecord", body)
        except XrpcRefused as refused:
            raise self._judged(refused) from refused
        if answer.get("uri") != self._uri(prepared):
            raise OutcomeUnknown(PLATFORM, self._xrpc.account, "putRecord: another record")
        return self._published(prepared, prepared.body.get("record"))

    async def hide(self, post_id: str) -> None:  # noqa: ARG002 - there is no such thing
        """See the port."""
        raise InvalidInput(rule_of(Platform.BLUESKY, Action.HIDE).text)

    async def find(self, prepared: Prepared) -> Published | None:
        """See the port. Asks the account's own server, which knows at once what it took."""
        try:
            answer = await self._xrpc.get(
                "com.atproto.repo.getRecord", repo=self._us, collection=POST, rkey=prepared.key
            )
        except XrpcRefused as refused:
            if refused.code == "RecordNotFound":
                return None
            raise
        record = answer.get("value")
        if (at(record, "reply", "parent", "uri") or "") != prepared.target_id:
            return None
        return self._published(prepared, record)

    async def _dids(self, text: str) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for handle in dict.fromkeys(span.words for span in handles(text)):
            try:
                answer = await self._xrpc.get("com.atproto.identity.resolveHandle", handle=handle)
            except XrpcRefused:
                continue  # nobody has that name
            did = at(answer, "did")
            if isinstance(did, str) and DID.fullmatch(did):
                found[handle] = did
        return found

    def _judged(self, refused: XrpcRefused) -> PostRefused | OutcomeUnknown:
        """What a refusal means: nothing was written, but where the name is taken already."""
        if refused.code == _TAKEN:
            return OutcomeUnknown(PLATFORM, refused.account, "putRecord: it is there, differently")
        reason = f"it did not accept it ({refused.code})"
        if refused.code in _SUSPENDED:
            reason = "the account is suspended there"
        elif refused.code in _SWITCHED_OFF:
            reason = "the account is switched off there"
        elif "scope" in refused.code.lower():
            reason = (
                "the sign-in of this account lets Engage read but not write. Connect the account "
                "again and allow both"
            )
        return PostRefused(PLATFORM, refused.account, reason=reason)

    def _uri(self, prepared: Prepared) -> str:
        return f"at://{self._us}/{POST}/{prepared.key}"

    def _published(self, prepared: Prepared, record: Any) -> Published:
        uri = self._uri(prepared)
        written = when(at(record, "createdAt"), self._clock())
        return Published(uri, web_url(uri), written)


def tid(moment: datetime, clock_id: int) -> str:
    """A record's name that sorts by time (https://atproto.com/specs/tid).

    Args:
        moment: aware.
        clock_id: 0 to 1023, at random: tells apart what is made in the same microsecond.
    """
    micros = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    value = micros << 10 | clock_id
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(60, -1, -5))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
