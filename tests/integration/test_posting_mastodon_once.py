"""Posts of our own on a server that overlooks the Idempotency-Key (our double, as GoToSocial):
whatever breaks, every post of a thread and every post with an image is there exactly once, or it is
unknown and a person is asked.

How often: `tests.proving`; `make prove` takes 200 runs of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from assistant.community.drafts import Draft, DraftState
from assistant.storage.database import Database
from tests.doubles.mastodon import Fault, Status
from tests.integration.pictures import attached
from tests.integration.publishing_house import ANNA, TEAM
from tests.integration.publishing_once import troubles
from tests.integration.test_publishing_mastodon_once import FAULTS, Place, mastodon_place
from tests.proving import RUNS, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 40 * RUNS)]

SHAPES = ("scheduled", "thread", "image")


@pytest.fixture
async def place(database: Database) -> AsyncIterator[Place]:
    async with mastodon_place(database) as made:
        yield made


async def approved(place: Place, shape: str, run: int) -> Draft:
    """Approved two hours before its time, which is now."""
    house = place.house
    house.clock.ahead = timedelta(0)
    count = 3 if shape == "thread" else 1
    words = tuple(f"{shape} {run} part {n}: five ways https://acme.example/b" for n in range(count))
    images = (attached(f"A cup, number {run}"),) if shape == "image" else ()
    draft = await house.post(place.account, *words, images=images)
    now = house.clock()
    return await house.approve(draft, approved_at=now - timedelta(hours=2), send_at=now)


def there(place: Place, draft: Draft) -> list[Status]:
    """What the server has of it, in order."""
    posts = place.server.world.statuses.values()
    return [each for each in posts if each.author is place.acme and each.text in draft.posts]


def check(place: Place, draft: Draft, shape: str, where: str) -> None:
    """What is there is the beginning of it: each post once, in order, each under the one before."""
    posts = there(place, draft)
    assert [each.text for each in posts] == list(draft.posts[: len(posts)]), where
    assert [each.reply_to for each in posts] == [None, *posts][: len(posts)], where
    assert all(each.visibility == "public" for each in posts), where
    assert all(bool(each.media) == (shape == "image") for each in posts), where


async def one_run(place: Place, shape: str, run: int, trouble: object) -> str:
    """Publish into trouble; then a person who looks answers what Engage asks."""
    where, draft = f"{shape} {run}, {trouble}", await approved(place, shape, run)
    place.server.faults.clear()
    if isinstance(trouble, Fault):
        place.proxy.begin(None)
        place.server.faults.append(trouble)
    else:
        place.proxy.begin(trouble)  # type: ignore[arg-type]
    await place.publishing.publish(TEAM, draft.id)
    left = await place.settle(draft)
    check(place, left, shape, where)
    asked = left.state is DraftState.UNKNOWN
    if asked:
        assert len(there(place, left)) == len(left.out), f"{where}: it is there, and was not found"
        place.server.faults.clear()
        left = await place.publishing.settle(TEAM, ANNA, draft.id, there=False)
        left = await place.settle(left)
    print(f"run {run:3} {trouble!s:46} asked {asked!s:5} {left.state} out {len(left.out)}")
    check(place, left, shape, where)
    assert left.state is DraftState.PUBLISHED, where
    assert len(there(place, left)) == len(left.posts) == len(left.out), where
    return "asked, then published" if asked else "published"


@pytest.mark.parametrize("shape", SHAPES)
async def test_without_a_key_every_post_is_there_once_or_a_person_is_asked(
    place: Place, shape: str
) -> None:
    dice = throw_dice()
    draft = await approved(place, shape, 10_000)
    place.proxy.begin(None)
    await place.publishing.publish(TEAM, draft.id)
    ends: Counter[str] = Counter()
    for run, trouble in enumerate(troubles(dice, dict(place.proxy.seen), FAULTS)):
        ends[await one_run(place, shape, run, trouble)] += 1
    print(f"{shape}: {RUNS} runs: {dict(ends)}")
    assert set(ends) == {"published", "asked, then published"}
