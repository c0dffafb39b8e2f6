"""The stages: every test of this suite runs on each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial

import pytest

from tests.conformance.bluesky import bluesky_stage, own_page_stage
from tests.conformance.facebook import facebook_stage
from tests.conformance.instagram import instagram_stage
from tests.conformance.mastodon import mastodon_stage
from tests.conformance.stage import Stage
from tests.conformance.x import x_stage
from tests.doubles.mastodon import FLAVOURS
from tests.integration.conftest import (
    database,
    database_url,
    emptied,
    empty,
    redis_url,
    shared_database,
    stores,
)

__all__ = ["database", "database_url", "emptied", "empty", "redis_url", "shared_database", "stores"]

NETWORK = {"bluesky": bluesky_stage, "bluesky-own-page": own_page_stage}
DOUBLES = {
    **{flavour: partial(mastodon_stage, flavour) for flavour in FLAVOURS},
    **{f"x-{dialect}": partial(x_stage, dialect) for dialect in ("tweet", "post")},
    "facebook": facebook_stage,
    "instagram": instagram_stage,
}
STAGES = [*(pytest.param(each, marks=pytest.mark.network) for each in NETWORK), *DOUBLES]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test on every stage."""
    if "stage" in metafunc.fixturenames:
        metafunc.parametrize("stage", STAGES, indirect=True)


@pytest.fixture
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A platform to hold against the port's contract."""
    async with AsyncExitStack() as stack:
        if request.param in NETWORK:
            network = request.getfixturevalue("network")
            yield await stack.enter_async_context(NETWORK[request.param](network))
        else:
            yield await stack.enter_async_context(DOUBLES[request.param]())
