"""Which accounts a studio writes for, and what is going to be published, on the real database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.desk.planning import Planning
from assistant.errors import InvalidInput, NotAllowed, NotFound
from assistant.storage.database import Database
from tests.integration.reviewing_kit import Desk, desk_over
from tests.integration.test_reviewing_posts import approve, waiting

pytestmark = pytest.mark.integration


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await desk_over(database)


def planning_of(desk: Desk) -> Planning:
    reviewing = desk.reviewing
    return Planning(
        permitting=reviewing._permitting,
        accounts=reviewing._accounts,
        studios=desk.studios,
        drafts=desk.drafts,
        clock=lambda: desk.now[0],
    )


async def test_what_goes_out_next_comes_first(desk: Desk) -> None:
    """Of all studios; what still waits for an approval is left out."""
    later = await waiting(desk, "Later")
    sooner = await waiting(desk, "Sooner")
    await waiting(desk, "Nobody said yes to this")
    day = desk.now[0] + timedelta(days=1)
    await approve(desk, later, send_at=day + timedelta(hours=5))
    await approve(desk, sooner, send_at=day)

    ahead = await planning_of(desk).ahead("T1", "max")

    assert [each.text for each in ahead] == ["Sooner", "Later"]
    with pytest.raises(NotAllowed):
        await planning_of(desk).ahead("T1", "gus")


async def test_a_studio_writes_for_whom_it_is_told(desk: Desk) -> None:
    draft = await waiting(desk, "One")
    planning, studio_id = planning_of(desk), str(draft.studio_id)

    same = await planning.address("T1", "max", studio_id, [draft.account_id, draft.account_id])
    assert same.account_ids == (draft.account_id,)
    with pytest.raises(InvalidInput, match="one account at least"):
        await planning.address("T1", "max", studio_id, [])
    with pytest.raises(InvalidInput, match="5 at most"):
        await planning.address("T1", "max", studio_id, [str(n) for n in range(6)])
    with pytest.raises(NotFound):
        await planning.address("T1", "max", studio_id, ["00000000-0000-0000-0000-000000000000"])
    assert (await desk.studios.get("T1", studio_id)).version == same.version
