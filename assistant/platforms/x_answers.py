"""What a read of X brings, and what it is charged as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.community.costs import PRICES, Paid
from assistant.errors import NotFound
from assistant.platforms.reading import Reply
from assistant.platforms.x_problems import Problem, Trouble, partial, refusal
from assistant.ports.costs import Meter


@dataclass(frozen=True, slots=True)
class Price:
    """What a read is charged as, and how many it brings at most; `people` None where nobody
    comes along. What a call brings beside its data (authors, posts referred to) is charged, too.
    """

    posts: Paid | None
    people: Paid | None
    most: int = 1

    async def allowed(self, meter: Meter, *, reserved: bool = False) -> None:
        """Ask whether it may be spent. Each post may bring its author, and what both cost must be
        there together: the people are asked for with what the posts cost. Raises BudgetSpent.
        """
        micro = 0
        for paid in dict.fromkeys(each for each in (self.posts, self.people) if each):
            both = self.posts is self.people
            micro += PRICES[paid].micro * self.most * (1 + both)
            await meter.allow(paid, -(-micro // PRICES[paid].micro), reserved=reserved)

    async def charged(self, meter: Meter, answer: Answer) -> None:
        """Note what came."""
        told = answer.items or [answer.data]
        posts, people = list(answer.posts), list(answer.users)
        (people if self.posts is None else posts).extend(told)
        for paid, found in ((self.posts, posts), (self.people, people)):
            if paid and (ids := _ids(found)):
                await meter.charge(paid, ids)


@dataclass(frozen=True, slots=True)
class Answer:
    """What X told, as it came: `data` is None where there is nothing, `problems` what is missing
    from it and why.
    """

    data: Any = None
    users: Sequence[Any] = ()
    posts: Sequence[Any] = ()
    problems: tuple[Problem, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    next_token: str | None = None

    @property
    def items(self) -> Sequence[Any]:
        """The data of a listing."""
        return self.data if isinstance(self.data, list) else ()

    @classmethod
    def read(cls, reply: Reply) -> Answer | None:
        """Of a 2xx or a 404; None where it is no object."""
        body = reply.data
        if not isinstance(body, Mapping):
            return None
        problems = partial(body)
        if not reply.ok and not problems:
            problems = (refusal(reply.status, body),)
        includes, meta = body.get("includes"), body.get("meta")
        token = meta.get("next_token") if isinstance(meta, Mapping) else None
        return cls(
            data=body.get("data") if reply.ok else None,
            users=_list(includes, "users"),
            posts=(*_list(includes, "tweets"), *_list(includes, "posts")),
            problems=problems,
            meta=meta if isinstance(meta, Mapping) else {},
            next_token=token if isinstance(token, str) and token else None,
        )

    def missing(self, kind: str, name: str) -> None:
        """Raise NotFound where it says that what was asked about is not there for us."""
        if self.data is None and any(
            each.trouble in {Trouble.GONE, Trouble.HIDDEN} for each in self.problems
        ):
            raise NotFound(kind, name)


def _ids(items: Sequence[Any]) -> list[str]:
    found = (each.get("id") for each in items if isinstance(each, Mapping))
    return list(dict.fromkeys(str(each) for each in found if each))


def _list(source: Any, key: str) -> Sequence[Any]:
    items = source.get(key) if isinstance(source, Mapping) else None
    return items if isinstance(items, list) else ()
