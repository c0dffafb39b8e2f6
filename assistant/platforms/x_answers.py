"""What a read of X brings, and what it is charged as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.community.costs import PRICES, Paid
from assistant.errors import NotFound
from assistant.platforms.reading import Reply
from assistant.platforms.x_dialects import Along
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

    def at_most(self, along: Along) -> int:
        """Micro that it can come to.

        Args:
            along: what comes with each post.
        """
        if self.posts is None:
            return self.most * _micro(self.people)
        posts = _micro(self.posts) * (1 + along.posts)
        return self.most * (posts + _micro(self.people) * along.people)

    async def charged(self, meter: Meter, answer: Answer) -> int:
        """Note what came; the micro that are new by that."""
        told = answer.items or [answer.data]
        posts, people = list(answer.posts), list(answer.users)
        (people if self.posts is None else posts).extend(told)
        micro = 0
        for paid, found in ((self.posts, posts), (self.people, people)):
            if paid and (ids := _ids(found)):
                micro += await meter.charge(paid, ids)
        return micro


@dataclass(frozen=True, slots=True)
class Answer:
    """What X told, as it came: `data` is None where there is nothing, `problems` what is missing
    from it and why. `micro` is what it has cost anew, where that is counted.
    """

    data: Any = None
    users: Sequence[Any] = ()
    posts: Sequence[Any] = ()
    problems: tuple[Problem, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    next_token: str | None = None
    micro: int = 0

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


def _micro(paid: Paid | None) -> int:
    return PRICES[paid].micro if paid else 0


def _ids(items: Sequence[Any]) -> list[str]:
    found = (each.get("id") for each in items if isinstance(each, Mapping))
    return list(dict.fromkeys(str(each) for each in found if each))


def _list(source: Any, key: str) -> Sequence[Any]:
    items = source.get(key) if isinstance(source, Mapping) else None
    return items if isinstance(items, list) else ()
