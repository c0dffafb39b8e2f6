"""Posts of our own on the real Bluesky network, through a proxy that cuts: what is to go out, and
what is there afterwards, read on the account's own server with the other client.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from assistant.community.drafts import Draft, DraftState, Happening
from tests.integration.people import POST
from tests.integration.pictures import attached
from tests.integration.publishing_house import TEAM
from tests.integration.publishing_stage import Stage

SHAPES = ("scheduled", "thread", "image")
AHEAD = timedelta(hours=2)


@dataclass
class Posts:
    """Makes one draft after another, each with words of its own."""

    place: Stage
    shape: str
    made: dict[str, tuple[str, ...]] = field(default_factory=dict)

    async def approved(self, run: int) -> Draft:
        """Approved two hours before its time, which is now."""
        house = self.place.house
        house.clock.ahead = timedelta(0)
        count = 3 if self.shape == "thread" else 1
        words = tuple(
            f"{self.shape} {run} part {n}: five ways 🫘 https://acme.example/b #coffee"
            for n in range(count)
        )
        images = (attached(f"A cup, number {run}"),) if self.shape == "image" else ()
        draft = await house.post(self.place.account, *words, images=images)
        now = house.clock()
        draft = await house.approve(draft, approved_at=now - AHEAD, send_at=now)
        self.made[draft.id] = words
        return draft

    async def scheduled(self, run: int) -> Draft:
        """The same, to go out in two hours; its job comes once too early, and then its time."""
        draft = await self.approved(run)
        house = self.place.house
        at = house.clock() + AHEAD
        draft = await house.drafts.keep(
            replace(draft, send_at=at), house.entry(draft, Happening.APPROVED)
        )
        await self.place.publishing.publish(TEAM, draft.id)
        assert (await house.now(draft)).state is DraftState.APPROVED
        house.clock.move(seconds=AHEAD.total_seconds() + 1)
        return draft

    async def sizes(self) -> dict[tuple[str, bool], int]:
        """Bytes of one run in which nothing happens."""
        draft = await self.approved(10_000)
        self.place.proxy.begin(None)
        await self.place.publishing.publish(TEAM, draft.id)
        assert (await self.place.house.now(draft)).state is DraftState.PUBLISHED
        return dict(self.place.proxy.seen)

    async def check(self, draft: Draft, where: str) -> None:
        """It is published, and every post of it is there once, in order, each under the one before;
        an image goes with the first.
        """
        words = self.made[draft.id]
        there = await self.there(words)
        assert draft.state is DraftState.PUBLISHED, where
        assert [len(there[each]) for each in words] == [1] * len(words), where
        uris = [there[each][0][0] for each in words]
        assert (tuple(uris), draft.post_id) == (draft.out, uris[0]), where
        for number, each in enumerate(words):
            record = there[each][0][1]
            above = (uris[0], uris[number - 1]) if number else None
            reply = record.reply
            assert (reply and (reply.root.uri, reply.parent.uri)) == above, where
            assert bool(record.embed) == (self.shape == "image"), where

    async def there(self, words: tuple[str, ...]) -> dict[str, list[tuple[str, Any]]]:
        """What the account's repository holds, by text."""
        found: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        cursor, acme = None, self.place.acme
        while True:
            listed = await acme.client.com.atproto.repo.list_records(
                {"repo": acme.did, "collection": POST, "limit": 100, "cursor": cursor}
            )
            for each in listed.records:
                if each.value.text in words:
                    found[each.value.text].append((each.uri, each.value))
            cursor = listed.cursor
            if not cursor:
                return found

    async def check_seen(self) -> None:
        """Everybody else sees each of them once, too."""
        await self.place.world.settle()
        wanted = {text for words in self.made.values() for text in words}
        seen: list[str] = []
        cursor = None
        while True:
            told = await self.place.fan.client.app.bsky.feed.get_author_feed(
                {"actor": self.place.acme.did, "limit": 100, "cursor": cursor}
            )
            seen += [each.post.record.text for each in told.feed if each.post.record.text in wanted]
            cursor = told.cursor
            if not cursor:
                break
        assert sorted(seen) == sorted(wanted)
