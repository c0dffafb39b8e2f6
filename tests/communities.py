"""Small communities for tests, told in words: who posted, commented, answered and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.agent.evidence import Evidence
from assistant.agent.toolbox import Toolbox
from assistant.community.accounts import Account
from assistant.community.answers import Question
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.ports import Batch
from tests.fakes import (
    NOW,
    MemoryAccounts,
    MemoryConnections,
    MemoryRecords,
    StillFreshener,
    account,
    clock_at,
)


@dataclass
class Community:
    """One account and what happened around it."""

    account: Account = field(default_factory=account)
    posts: list[Post] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)
    followers: int | None = None

    def post(self, text: str, at: datetime) -> Post:
        """We publish."""
        ours = Author(self.account.native_id, self.account.ref.handle)
        native_id = f"{self.account.ref.handle}-post-{len(self.posts)}"
        url = f"https://social.example/post/{native_id}"
        self.posts.append(Post(native_id, ours, text, at, url))
        return self.posts[-1]

    def react(
        self, post: Post, who: str, at: datetime, kind: Kind = Kind.LIKE, text: str = ""
    ) -> Interaction:
        """Somebody does something under a post of ours."""
        native_id = f"{self.account.ref.handle}-act-{len(self.interactions)}"
        author = Author(f"did:{who}", f"{who}.example")
        self.interactions.append(
            Interaction(
                id=native_id,
                kind=kind,
                author=author,
                created_at=at,
                post_id=post.id,
                parent_id=post.id,
                text=text,
                url=f"https://social.example/post/{native_id}",
            )
        )
        return self.interactions[-1]

    def comment(self, post: Post, who: str, text: str, at: datetime) -> Interaction:
        """Somebody comments on a post of ours."""
        return self.react(post, who, at, Kind.REPLY, text)

    def answer(self, comment: Interaction, at: datetime, text: str = "Thank you.") -> Post:
        """We answer a comment."""
        native_id = f"{self.account.ref.handle}-post-{len(self.posts)}"
        ours = Author(self.account.native_id, self.account.ref.handle)
        self.posts.append(
            Post(
                native_id,
                ours,
                text,
                at,
                f"https://social.example/post/{native_id}",
                root_id=comment.post_id,
                parent_id=comment.id,
            )
        )
        return self.posts[-1]

    async def store(self, records: MemoryRecords) -> None:
        """Write everything."""
        counts = {"": {"followers": self.followers}} if self.followers is not None else None
        await records.apply(
            self.account.workspace_id,
            Batch(
                self.account.id,
                NOW - timedelta(minutes=3),
                posts=tuple(self.posts),
                interactions=tuple(self.interactions),
                snapshots=counts,
            ),
        )


def busy_week(owner: Account | None = None) -> Community:
    """A week with three posts, six replies by four people, four likes, and two who still wait.

    NOW is a Sunday noon; "this week" is Monday 16 to Sunday 22 November 2026. The week before has
    one post with two replies.
    """
    town = Community(owner or account())
    monday = datetime(2026, 11, 16, 9, tzinfo=NOW.tzinfo)
    lamp = town.post("Our new lamp is here", monday)
    oil = town.post("Which oil do you burn?", monday + timedelta(days=2))
    night = town.post("Light at night", monday + timedelta(days=4))
    for day, (post, who, text) in enumerate(
        [(lamp, "ana", "Lovely"), (lamp, "ben", "Is it waterproof?"), (oil, "cem", "Olive oil")]
    ):
        said = town.comment(post, who, text, monday + timedelta(days=2 + day, hours=1))
        town.answer(said, said.created_at + timedelta(hours=2))
    late = town.comment(oil, "dora", "Does it smoke?", monday + timedelta(days=3))
    town.answer(late, late.created_at + timedelta(hours=9))
    town.comment(night, "ana", "Where can I buy it?", monday + timedelta(days=5))
    town.comment(night, "ben", "Do you ship to Malta?", monday + timedelta(days=6))
    for who in ("ana", "ben", "cem", "eve"):
        town.react(lamp, who, monday + timedelta(days=1))
    earlier = town.post("Before the week", monday - timedelta(days=5))
    for who in ("ana", "fred"):
        said = town.comment(earlier, who, "Nice", monday - timedelta(days=4))
        town.answer(said, said.created_at + timedelta(hours=1))
    town.followers = 812
    return town


def ask(text: str, **fields: object) -> Question:
    """A question of T1, asked now."""
    return Question("run-1", "T1", "U1", "c1", text, NOW, **fields)  # type: ignore[arg-type]


async def toolbox(
    question: Question,
    *towns: Community,
    freshener: StillFreshener | None = None,
    connections: MemoryConnections | None = None,
    records: MemoryRecords | None = None,
    at: datetime = NOW,
) -> Toolbox:
    """The tools of a run over some communities, at a moment."""
    kept = records or MemoryRecords()
    for town in towns:
        await town.store(kept)
    accounts = [town.account for town in towns]
    return Toolbox(
        question=question,
        evidence=Evidence(question.text, tuple(str(each.ref) for each in accounts)),
        accounts=MemoryAccounts(*accounts),
        records=kept,
        freshener=freshener or StillFreshener(),
        connections=connections or MemoryConnections(),
        clock=clock_at(at),
    )
