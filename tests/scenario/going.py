"""Engage going, in a test's own process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from blockbuster import blockbuster_ctx

from tests.scenario.running import Engage

E = TypeVar("E", bound=Engage)


@asynccontextmanager
async def going(engage: E) -> AsyncIterator[E]:
    """Started, with every blocking call in our code an error, and closed in the end."""
    await engage.start()
    with blockbuster_ctx(["handlers", "assistant"]):
        yield engage
    await engage.close()
