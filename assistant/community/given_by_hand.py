"""Which post of ours is the answer that somebody gave on the platform itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.community.accounts import Account, Platform
from assistant.community.inbox import Item
from assistant.community.likeness import THRESHOLD, likeness
from assistant.community.posts import Author, Post

TWO_LEVELS = frozenset({Platform.FACEBOOK, Platform.INSTAGRAM})
"""Where an answer to a comment under a comment stands beside it, under the first one."""

CLOCKS = timedelta(minutes=10)
"""How far a platform's clock may be behind ours."""

_NAMES = re.compile(r"(?<!\w)@[\w.]+")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Given:
    """What is found of an answer: it, or several of which each could be it, or neither."""

    answer: Post | None = None
    doubtful: tuple[Post, ...] = ()


def answer_in(
    posts: Collection[Post],
    item: Item,
    account: Account,
    texts: Collection[str] = (),
    to_others: Collection[str] = (),
) -> Given:
    """The earliest post of ours that answers a part of the item. Where there are two levels,
    answers to others stand in the same place, so there it must be told apart from them.

    Args:
        posts: what the platform shows now, of the conversation or of our own.
        texts: what was drafted for the item, which people copy.
        to_others: native ids of what Engage sent to others.
    """
    asked = {part.id: part.created_at for part in item.parts}
    two_levels = account.ref.platform in TWO_LEVELS
    above = _above(posts, item) if two_levels else {}
    found = sorted(
        (
            post
            for post in posts
            if post.author.id == account.native_id
            and post.id not in to_others
            and _answers(post, asked | above)
        ),
        key=lambda post: post.created_at,
    )
    if two_levels:
        return _told_apart(found, item, _others(posts, item, account, asked | above), texts)
    return Given(found[0] if found else None)


def is_given(
    post: Post, asked: Collection[str], item: Item, posts: Collection[Post], account: Account
) -> bool:
    """Whether a post of ours surely answers the item, without anybody's word. Where there are two
    levels it may stand beside it, if it names whom it answers, and one below that names somebody
    else there is theirs.

    Args:
        asked: native ids of what is to be answered.
    """
    below = post.parent_id in asked
    if account.ref.platform not in TWO_LEVELS:
        return below
    if _names(post, item.person):
        return below or _answers(post, _above(posts, item))
    others = _others(posts, item, account, asked)
    return below and not any(_names(post, each) for each in others)


def may_be(post: Post, text: str, sent_at: datetime) -> bool:
    """Whether a post may be what left with these words: it has them, and is not from before. Some
    platforms change the space between words.
    """
    return post.text.split() == text.split() and post.created_at >= sent_at - CLOCKS


def hung(post: Post, posts: Iterable[Post], platform: Platform) -> Post:
    """A post of ours under what it answers, also where that is beside it: the latest comment there
    of somebody whom it names. Everywhere else as it is.

    Args:
        posts: of its thread.
    """
    if platform not in TWO_LEVELS or post.parent_id in {None, post.root_id}:
        return post
    named = [
        each
        for each in posts
        if each.parent_id == post.parent_id
        and each.created_at < post.created_at
        and each.author.id != post.author.id
        and _names(post, each.author)
    ]
    latest = max(named, key=lambda each: each.created_at, default=None)
    return replace(post, parent_id=latest.id) if latest else post


def _told_apart(
    found: Sequence[Post], item: Item, others: Collection[Author], texts: Collection[str]
) -> Given:
    """Of what stands where the answer would: first what names the person, then what says what was
    drafted for them, then what can be for nobody else.
    """
    if named := [post for post in found if _names(post, item.person)]:
        return Given(named[0])
    free = [post for post in found if not any(_names(post, each) for each in others)]
    near = [post for post in free if any(_says(post.text, each) for each in texts)]
    likely = near or free
    parts = {part.id for part in item.parts}
    to_them = near or [post for post in free if post.parent_id in parts]
    if not others and likely:
        return Given(likely[0])
    if len(likely) == len(to_them) == 1:
        return Given(likely[0])
    return Given(doubtful=tuple(likely))


def _others(
    posts: Iterable[Post], item: Item, account: Account, places: Collection[str]
) -> Collection[Author]:
    """Who else wrote where the answer would stand."""
    known = {account.native_id, item.person.id}
    parts = {part.id for part in item.parts}
    there = (post for post in posts if post.id in places or post.parent_id in places)
    return {each.author for each in there if each.author.id not in known and each.id not in parts}


def _says(text: str, drafted: str) -> bool:
    """Whether it is a drafted text, or one that somebody made of it."""
    one, two = _bare(text), _bare(drafted)
    return bool(two) and (one == two or likeness(text, drafted) >= THRESHOLD)


def _bare(text: str) -> list[str]:
    """The words, without the names that platforms put before and take away."""
    return _WORDS.findall(_NAMES.sub(" ", text).casefold())


def _names(post: Post, person: Author) -> bool:
    """Also by the whole name at the beginning, which is left of a tag that is not told."""
    if person.id in post.mentioned_ids:
        return True
    name = rf"(?<!\w)@{re.escape(person.handle)}(?!\w)"
    if person.handle and re.search(name, post.text, re.IGNORECASE):
        return True
    whole = rf"\s*{re.escape(person.name)}(?!\w)"
    return " " in person.name and re.match(whole, post.text, re.IGNORECASE) is not None


def _answers(post: Post, asked: dict[str, datetime]) -> bool:
    since = asked.get(post.parent_id or "")
    return since is not None and post.created_at >= since


def _above(posts: Iterable[Post], item: Item) -> dict[str, datetime]:
    """The comments under which parts of the item stand, each with the time of the first of them."""
    parts = {part.id: part.created_at for part in item.parts}
    found: dict[str, datetime] = {}
    for post in posts:
        if post.id in parts and post.parent_id and post.parent_id != item.thread_id:
            since = parts[post.id]
            found[post.parent_id] = min(since, found.get(post.parent_id, since))
    return found
