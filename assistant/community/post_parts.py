"""The posts of a draft, one after another: which one is next, and what is out by now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.community.drafts import Draft
from assistant.community.posts import Post

NOTHING = "nothing was sent"
"""How sentences say that not even the first post of a draft is out."""


@dataclass(frozen=True, slots=True)
class Part:
    """A post that is to be sent.

    `above` are the native ids of the posts of its thread that are out; `target_id` is what it
    stands under, "" where it stands alone.
    """

    number: int
    text: str
    target_id: str
    above: tuple[str, ...] = ()


def named(draft: Draft) -> str:
    """What a draft is, for people: "this reply", "this post"."""
    return "this post" if draft.studio_id else "this reply"


def next_part(draft: Draft) -> Part:
    """The first post that is not out yet. Raises IndexError where all are."""
    number = len(draft.out)
    target_id = draft.out[-1] if draft.out else draft.target_id
    return Part(number, draft.posts[number], target_id, draft.out)


def is_last(draft: Draft) -> bool:
    """Whether nothing is left to send after the next post."""
    return len(draft.out) + 1 >= len(draft.posts)


def is_lost(draft: Draft) -> bool:
    """Whether nobody can say under which post the thread goes on: a person saw it on the platform,
    and Engage does not.
    """
    return "" in draft.out and len(draft.out) < len(draft.posts)


def out_so_far(draft: Draft) -> str:
    """What of a thread is out, as a clause: "only the first 2 of 3 posts are out"; "nothing was
    sent" for none.
    """
    done, all_ = len(draft.out), len(draft.posts)
    if not done:
        return NOTHING
    if done >= all_:
        return "it is out" if all_ == 1 else f"all {all_} posts are out"
    if done == 1:
        return f"only the first of {all_} posts is out"
    return f"only the first {done} of {all_} posts are out"


def told(problem: str, draft: Draft) -> str:
    """A sentence on what became of a draft, and what of it is out."""
    if not draft.out:
        return problem
    clause = out_so_far(draft)
    if NOTHING in problem:
        return problem.replace(NOTHING, clause)
    return f"{problem} {clause[0].upper()}{clause[1:]}.".strip()


def twin(draft: Draft, ours: Iterable[Post], since: datetime | None) -> Post | None:
    """A post of ours that says the same as the first one of a draft; the latest, None without.

    Args:
        ours: the account's own posts.
        since: what is older does not count; None: everything does.
    """
    wanted = _bare(draft.text)
    same = [
        post
        for post in ours
        if post.parent_id is None
        and post.id not in draft.out
        and (since is None or post.created_at >= since)
        and _bare(post.text) == wanted
    ]
    return max(same, key=lambda post: post.created_at, default=None)


def _bare(text: str) -> str:
    """A text without what platforms and people change about it when it is pasted."""
    return " ".join(text.split()).casefold()
