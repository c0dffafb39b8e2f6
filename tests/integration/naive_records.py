"""What the records should say, counted the plain way: one by one, from what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.community.activity import PersonDay
from assistant.community.periods import Period
from assistant.community.posts import TALK, Interaction, Kind, Post
from assistant.ports import Batch

ORDER = [Kind.REPLY, Kind.QUOTE, Kind.MENTION, Kind.LIKE, Kind.REPOST]


@dataclass
class NaiveRecords:
    """The same rules as the storage, in memory, without any rollup."""

    ours: str
    posts: dict[str, Post] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)

    def apply(self, batch: Batch) -> None:
        given: dict[str, Interaction] = {}
        for each in sorted(batch.interactions, key=lambda i: ORDER.index(i.kind)):
            if each.author.id != self.ours and {each.id, each.post_id}.isdisjoint(batch.gone):
                given.setdefault(each.id, each)
        self.posts |= {post.id: self._answering(post) for post in batch.posts}
        self.posts = {key: post for key, post in self.posts.items() if key not in batch.gone}
        self.interactions = {
            key: each
            for key, each in self.interactions.items()
            if key not in batch.gone
            and each.post_id not in batch.gone
            and not self._missing(each, batch, given)
        }
        for key, each in given.items():
            stored = self.interactions.get(key)
            if stored is None or ORDER.index(each.kind) <= ORDER.index(stored.kind):
                self.interactions[key] = each

    def _answering(self, post: Post) -> Post:
        """What a post answers stays as it was first told, unless it answers nothing any more."""
        old = self.posts.get(post.id)
        if old is None or old.parent_id is None or post.parent_id is None:
            return post
        return replace(post, parent_id=old.parent_id)

    def _missing(self, each: Interaction, batch: Batch, given: Mapping[str, Interaction]) -> bool:
        cut = each.kind is Kind.REPLY and each.post_id in batch.cut_threads
        listed = each.post_id in batch.threads_seen and each.kind in batch.kinds_seen
        return listed and not cut and each.id not in given

    def counted(self, each: Interaction) -> bool:
        if each.post_id is None:
            return True
        post = self.posts.get(each.post_id)
        return post is not None and each.created_at < post.created_at + timedelta(days=90)

    def within(self, period: Period) -> list[Interaction]:
        return [
            each
            for each in self.interactions.values()
            if period.start <= each.created_at < period.end
        ]

    def totals(self, period: Period) -> dict[Kind, int]:
        counts = Counter(each.kind for each in self.within(period) if self.counted(each))
        return {kind: counts[kind] for kind in Kind}

    def daily(self, period: Period) -> dict[object, dict[Kind, int]]:
        """By local date; days without any are left out."""
        zone = ZoneInfo(period.zone)
        days: dict[object, dict[Kind, int]] = {}
        for each in self.within(period):
            if self.counted(each):
                day = each.created_at.astimezone(zone).date()
                days.setdefault(day, dict.fromkeys(Kind, 0))[each.kind] += 1
        return days

    def by_kind(self, post_id: str, before: datetime) -> dict[Kind, int]:
        counts = Counter(
            each.kind
            for each in self.interactions.values()
            if each.post_id == post_id and each.created_at < before
        )
        return {kind: counts[kind] for kind in Kind}

    def person_days(self, period: Period) -> list[PersonDay]:
        days: dict[tuple[datetime, str], list[Interaction]] = {}
        for each in self.within(period):
            day = each.created_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            days.setdefault((day, each.author.id), []).append(each)
        return [
            PersonDay(person, day, sum(each.kind in TALK for each in found), len(found))
            for (day, person), found in sorted(days.items())
        ]

    def first_seen(self, period: Period) -> frozenset[str]:
        first: dict[str, datetime] = {}
        for each in self.interactions.values():
            first[each.author.id] = min(each.created_at, first.get(each.author.id, each.created_at))
        return frozenset(who for who, at in first.items() if period.start <= at < period.end)

    def inbound(self, period: Period) -> list[tuple[str, str | None]]:
        """Ids in order, each with the first answer's id."""
        talk = [each for each in self.within(period) if each.kind in TALK]
        talk.sort(key=lambda each: (each.created_at, each.id))
        return [(each.id, self._answer(each.id)) for each in talk]

    def goes_on(self, each: Interaction) -> bool:
        """Whether it answers one of our answers to something by the same person."""
        ours = [post for post in self.posts.values() if post.id == each.parent_id]
        above = {post.parent_id for post in ours}
        return any(
            other.id in above and other.author.id == each.author.id
            for other in self.interactions.values()
        )

    def _answer(self, interaction_id: str) -> str | None:
        answers = [post for post in self.posts.values() if post.parent_id == interaction_id]
        answers.sort(key=lambda post: (post.created_at, post.id))
        return answers[0].id if answers else None

    def threads(self, period: Period) -> dict[str, set[tuple[str, str, datetime]]]:
        """By thread: (id, author, time) of its messages."""
        joined = {
            post.root_id or post.id
            for post in self.posts.values()
            if period.start <= post.created_at < period.end
        }
        found: dict[str, set[tuple[str, str, datetime]]] = {}
        for thread in joined:
            ours = [post for post in self.posts.values() if (post.root_id or post.id) == thread]
            messages = {(post.id, self.ours, post.created_at) for post in ours}
            ids, parents = {post.id for post in ours}, {post.parent_id for post in ours}
            messages |= {
                (each.id, each.author.id, each.created_at)
                for each in self.interactions.values()
                if (each.kind is Kind.REPLY and each.post_id in ids)
                or (each.kind in TALK and each.id in parents)
            }
            found[thread] = messages
        return found

    def history_starts(self) -> datetime | None:
        times = [each.created_at for each in (*self.posts.values(), *self.interactions.values())]
        return min(times, default=None)
