"""What happened in a conversation since a draft was written, so that nobody answers what is over.

A draft remembers the posts it was written from. What came after it, was changed, or is gone makes
it stale: a person sees the difference and says what becomes of the draft.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assistant.community.drafts import Draft
from assistant.community.inbox import Item, Part
from assistant.community.posts import Post

SHOWN = 280
"""Characters of one post in the difference."""

MOST = 4
"""Lines of it, so that a card shows them whole; what is more is counted."""


@dataclass(frozen=True, slots=True)
class New:
    """A post that came after the draft, or was changed since. Without an author it is the one
    whose item it is.
    """

    id: str
    text: str
    author: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """The difference.

    Attributes:
        posts: what came or was changed, in order of time.
        gone: how many posts of the item were deleted since.
    """

    posts: tuple[New, ...] = ()
    gone: int = 0

    def __bool__(self) -> bool:
        return bool(self.posts or self.gone)

    @property
    def counted(self) -> str:
        """The difference in numbers, for logs: words of others stay where they can be removed."""
        changed = sum(each.edited for each in self.posts)
        numbers = {"new": len(self.posts) - changed, "changed": changed, "deleted": self.gone}
        return ", ".join(f"{number} {what}" for what, number in numbers.items() if number)

    def lines(self) -> tuple[str, ...]:
        """The difference in plain words, one line a post; public words stand in quotation marks."""
        said = [_line(each) for each in self.posts[:MOST]]
        if (more := len(self.posts) - MOST) > 0:
            said.append(f"And {more} more {'post' if more == 1 else 'posts'}.")
        if self.gone:
            said.append(f"Deleted: {self.gone} {'post' if self.gone == 1 else 'posts'}.")
        return tuple(said)


def told_of(item: Item, posts: Iterable[Post], draft: Draft, ours: Collection[str]) -> list[str]:
    """What a draft remembers once a person has read its difference and keeps it: what stood there,
    word for word. What came, or was changed, behind it is still news.

    Args:
        posts: of the thread as it is now.
        ours: as in `of_thread`.
    """
    read = frozenset(draft.problem.splitlines())
    item_news, thread_news = of_item(item, draft), of_thread(posts, draft, ours)
    own = {part.id: part for part in item.parts}
    told: list[str] = []
    for new in (*item_news.posts, *thread_news.posts):
        if _line(new) in read:
            told += _marks(own[new.id]) if new.id in own else (new.id,)
    if item_news.gone and News(gone=item_news.gone).lines()[0] in read:
        told += [mark for part in item.parts if part.gone_at for mark in _marks(part)]
    return told


def seen_of(item: Item) -> tuple[str, ...]:
    """What a draft remembers of an item that it is written from: the ids of its posts, and a mark
    for each change or deletion that was known.
    """
    return tuple(mark for part in item.parts for mark in _marks(part))


def of_item(item: Item, draft: Draft) -> News:
    """What the author of the item wrote, changed or deleted since the draft was written."""
    seen = set(draft.seen)
    behind = [part for part in item.parts if not seen.issuperset(_marks(part))]
    posts = tuple(
        New(part.id, part.text, edited=part.id in seen) for part in behind if part.gone_at is None
    )
    return News(posts, gone=sum(part.gone_at is not None for part in behind))


def of_thread(posts: Iterable[Post], draft: Draft, ours: Collection[str]) -> News:
    """What others wrote in the thread since the draft was written.

    Args:
        ours: native ids of our own accounts; what they wrote is no news.
    """
    seen = set(draft.seen)
    fresh = [post for post in posts if post.id not in seen and post.author.id not in ours]
    fresh.sort(key=lambda post: post.created_at)
    return News(tuple(New(post.id, post.text, post.author.called) for post in fresh))


def together(*found: News) -> News:
    """Several differences as one; a post that is in two of them counts once."""
    posts: dict[str, New] = {}
    for new in (each for news in found for each in news.posts):
        posts.setdefault(new.id, new)
    return News(tuple(posts.values()), sum(news.gone for news in found))


def _marks(part: Part) -> tuple[str, ...]:
    edited = (f"{part.id} edited {part.edited_at.isoformat()}",) if part.edited_at else ()
    gone = (f"{part.id} gone",) if part.gone_at else ()
    return (part.id, *edited, *gone)


def quoted(text: str) -> str:
    """What a line shows of a post."""
    words = textwrap.shorten(text, SHOWN, placeholder="…") or "a post without words"
    return f"“{words}”" if text.strip() else words


def _line(new: New) -> str:
    told = quoted(new.text)
    what = "Changed" if new.edited else "New"
    return f"{what}, by {new.author}: {told}" if new.author else f"{what}: {told}"
