"""The stages: every test of this suite runs on each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.conformance.bluesky import bluesky_stage
from tests.conformance.mastodon import mastodon_stage
from tests.conformance.stage import Stage
from tests.doubles.mastodon import FLAVOURS
from tests.integration.conftest import (
    database,
    database_url,
    emptied,
    redis_url,
    shared_database,
    stores,
)

__all__ = ["database", "database_url", "emptied", "redis_url", "shared_database", "stores"]

STAGES = [pytest.param("bluesky", marks=pytest.mark.network), *FLAVOURS]


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A platform to hold against the port's contract."""
    async with AsyncExitStack() as stack:
        if request.param == "bluesky":
            network = request.getfixturevalue("network")
            yield await stack.enter_async_context(bluesky_stage(network))
        else:
            yield await stack.enter_async_context(mastodon_stage(request.param))
