"""Walk through what platforms list: page by page, and several listings side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import TypeVar

from assistant.community.posts import Page

AT_ONCE = 6
"""Listings under way at once: quick enough, and far below any platform's limit."""

T = TypeVar("T")
R = TypeVar("R")


async def together(listings: Sequence[Coroutine[None, None, None]]) -> None:
    """Run listings, a few at once; the first failure stops the rest and is raised as itself."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def held(listing: Coroutine[None, None, None]) -> None:
        async with gate:
            await listing

    try:
        async with asyncio.TaskGroup() as tasks:
            for listing in listings:
                tasks.create_task(held(listing))
    except ExceptionGroup as group:
        raise group.exceptions[0] from None


async def pages(listing: Callable[[str | None], Awaitable[Page[T]]]) -> AsyncIterator[Page[T]]:
    """Every page of a listing, the newest first."""
    cursor: str | None = None
    while True:
        page = await listing(cursor)
        yield page
        cursor = page.cursor
        if cursor is None:
            return


def chunks(items: Sequence[R], size: int) -> Iterable[tuple[int, Sequence[R]]]:
    """The items in groups, each with the number of items before it."""
    return ((start, items[start : start + size]) for start in range(0, len(items), size))
