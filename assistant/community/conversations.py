"""How deep conversations go, and whether people come back to them after our answer."""

from __future__ import annotations

from collections.abc import Collection
from statistics import median

from assistant.community.activity import ThreadShape
from assistant.community.measures import Measure, nothing, share
from assistant.community.rows import Rows

_NONE = "we joined no conversation then"


def depth(rows: Rows) -> Measure:
    """Median number of messages in the threads where we answered somebody."""
    joined = _joined(rows)
    if not joined:
        return nothing("conversation_depth", _NONE)
    sizes = [len(thread.messages) for thread in joined]
    return Measure("conversation_depth", median(sizes), n=len(sizes))


def return_rate(rows: Rows) -> Measure:
    """Threads where somebody who had written before our answer wrote again after it."""
    joined = _joined(rows)
    back = sum(_came_back(thread, rows.ours) for thread in joined)
    return share("return_rate", back, len(joined), none=_NONE)


def _joined(rows: Rows) -> list[ThreadShape]:
    assert rows.threads is not None
    return [thread for thread in rows.threads if _first_answer(thread, rows.ours) is not None]


def _first_answer(thread: ThreadShape, ours: Collection[str]) -> int | None:
    """Where our first message stands that follows somebody else's; None when there is none."""
    others = False
    for place, (author, _) in enumerate(thread.messages):
        if author not in ours:
            others = True
        elif others:
            return place
    return None


def _came_back(thread: ThreadShape, ours: Collection[str]) -> bool:
    place = _first_answer(thread, ours)
    before = {author for author, _ in thread.messages[:place]}.difference(ours)
    return any(author in before for author, _ in thread.messages[place:])
