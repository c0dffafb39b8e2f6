"""Images of a studio on the real database: read, kept, described, and carried by its drafts."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace

import pytest
from PIL import Image as Pixels

from assistant.community.drafts import Draft, DraftState
from assistant.community.images import MOVES, NO_IMAGE, ImageLimits
from assistant.community.studio import Shared
from assistant.desk.illustrating import Illustrating
from assistant.errors import InvalidInput, NotAllowed, NotFound
from assistant.ports.work import Job
from assistant.storage.database import Database
from tests.integration.pictures import picture
from tests.integration.responding import jobs, line
from tests.integration.reviewing_kit import Desk, desk_over
from tests.integration.test_reviewing_posts import approve, waiting

pytestmark = pytest.mark.integration


class Room:
    """A review desk, and what takes images beside it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        reviewing = desk.reviewing
        self.illustrating = Illustrating(
            permitting=reviewing._permitting,
            accounts=reviewing._accounts,
            studios=desk.studios,
            drafts=desk.drafts,
            publishers=desk.publishers,
            reviewing=reviewing,
        )

    async def attach(self, draft: Draft, data: bytes, key: str = "1", who: str = "max"):
        return await self.illustrating.attach("T1", who, str(draft.studio_id), data, event_key=key)

    async def arrange(
        self, draft: Draft, ids: list[str], alts: dict[str, str], shown: list[str] | None = None
    ) -> None:
        studio_id = str(draft.studio_id)
        if shown is None:
            shown = [each.id for each in await self.desk.studios.images("T1", studio_id)]
        await self.illustrating.arrange("T1", "max", studio_id, ids, alts, shown=shown)

    async def now(self, draft: Draft) -> Draft:
        return await self.desk.drafts.get("T1", draft.id)


@pytest.fixture
async def room(database: Database) -> Room:
    return Room(await desk_over(database))


async def test_an_image_is_carried_by_every_draft_that_waits(room: Room) -> None:
    first = await waiting(room.desk, "One")
    second = await waiting(room.desk, "Two", studio_id=first.studio_id, idea=1)
    image = await room.attach(first, picture(side=640))
    assert await room.attach(first, b"anything", key="1") == image  # the same message again
    for draft in (first, second):
        assert (await room.now(draft)).images == (image,)
    kept = await room.desk.studios.image_data("T1", image.id)
    assert (len(kept), Pixels.open(io.BytesIO(kept)).size) == (
        image.size, (image.width, image.height),
    )  # fmt: skip


async def test_nothing_is_approved_before_somebody_said_what_it_shows(room: Room) -> None:
    draft = await waiting(room.desk, "One")
    image = await room.attach(draft, picture())
    assert image.by == ("max",)
    with pytest.raises(InvalidInput, match="what each image shows"):
        await approve(room.desk, await room.now(draft))
    await room.arrange(draft, [image.id], {image.id: "  A red cup "})
    described = await room.now(draft)
    assert described.images == (replace(image, alt="A red cup"),)
    assert (await approve(room.desk, described)).state is DraftState.APPROVED


async def test_whoever_attached_or_described_an_image_does_not_approve_it_alone(
    room: Room,
) -> None:
    for person_id in ("mio", "max"):
        room.desk.people.add(person_id, admin=True)
    draft = await waiting(room.desk, "One", author_id="noa")
    image = await room.attach(draft, picture(), who="mia")
    await room.arrange(draft, [image.id], {image.id: "A red cup"})
    await room.arrange(draft, [image.id], {image.id: "A large red cup"})
    described = await room.now(draft)
    assert described.images[0].by == ("mia", "max")
    room.desk.set(second_person=True)
    for person_id in ("mia", "max"):
        with pytest.raises(NotAllowed, match="somebody else must approve"):
            await approve(room.desk, described, person_id)
    assert (await approve(room.desk, described, "mio")).state is DraftState.APPROVED


async def test_a_process_killed_before_a_draft_took_its_image_leaves_it_to_the_next(
    room: Room,
) -> None:
    draft = await waiting(room.desk, "One")
    image = await room.attach(draft, picture())
    bare = replace(await room.now(draft), images=())
    await room.desk.drafts.keep(bare, line(bare))
    assert await room.attach(draft, b"not looked at again") == image
    assert (await room.now(draft)).images == (image,)


async def test_order_and_leaving_out_are_a_person_s(room: Room) -> None:
    draft = await waiting(room.desk, "One")
    ids = [(await room.attach(draft, picture(seed=n), key=str(n))).id for n in range(3)]
    await room.arrange(draft, [ids[2], ids[0]], {ids[2]: "Two", ids[0]: "Zero"})
    assert [(each.id, each.alt) for each in (await room.now(draft)).images] == [
        (ids[2], "Two"), (ids[0], "Zero"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        await room.desk.studios.image_data("T1", ids[1])
    with pytest.raises(NotFound):
        await room.arrange(draft, [ids[1]], {})
    with pytest.raises(InvalidInput, match="at most"):
        await room.arrange(draft, [ids[0]], {ids[0]: "a" * 1_501})


async def test_an_image_that_came_while_the_form_was_open_stays(room: Room) -> None:
    """Taken out is what somebody took out, not what they could not see yet."""
    draft = await waiting(room.desk, "One")
    first = await room.attach(draft, picture(seed=1), key="1")
    gone = await room.attach(draft, picture(seed=2), key="2")
    late = await room.attach(draft, picture(seed=3), key="3")
    await room.arrange(draft, [first.id], {first.id: "One"}, shown=[first.id, gone.id])
    assert [each.id for each in (await room.now(draft)).images] == [first.id, late.id]
    kept = await room.desk.studios.images("T1", str(draft.studio_id))
    assert [each.id for each in kept] == [first.id, late.id]


async def test_two_images_at_the_same_time_are_both_carried(room: Room) -> None:
    draft = await waiting(room.desk, "One")
    made = await asyncio.gather(
        *(room.attach(draft, picture(seed=n), key=str(n)) for n in range(3))
    )
    assert {each.id for each in (await room.now(draft)).images} == {each.id for each in made}


async def test_a_post_that_failed_takes_the_image_attached_in_place_of_one_erased(
    room: Room,
) -> None:
    draft = await waiting(room.desk, "One")
    image = await room.attach(draft, picture(seed=1))
    await room.arrange(draft, [image.id], {image.id: "A red cup"})
    approved = await approve(room.desk, await room.now(draft))
    failed = replace(approved, state=DraftState.FAILED, problem="Please attach it again.")
    await room.desk.drafts.keep(failed, line(failed))
    await room.desk.studios.drop_image("T1", image.id)
    again = await room.attach(draft, picture(seed=2), key="2")
    now = await room.now(draft)
    assert (now.state, [each.id for each in now.images]) == (DraftState.PENDING, [again.id])


async def test_what_an_approved_post_carries_stays_until_it_went_out(room: Room) -> None:
    draft = await waiting(room.desk, "One")
    image = await room.attach(draft, picture())
    await room.arrange(draft, [image.id], {image.id: "A red cup"})
    approved = await approve(room.desk, await room.now(draft))
    await room.arrange(draft, [], {})
    assert await room.now(draft) == approved
    assert await room.desk.studios.image_data("T1", image.id)


async def test_the_limits_of_the_platform_hold(room: Room) -> None:
    room.desk.publishers.publisher_of.image_limits = ImageLimits(  # type: ignore[misc]
        most=1, most_bytes=9_000, longest_side=300
    )
    draft = await waiting(room.desk, "One")
    image = await room.attach(draft, picture(side=2_000))
    assert image.size <= 9_000
    assert max(image.width, image.height) <= 300
    with pytest.raises(InvalidInput, match=r"takes 1 images at most"):
        await room.attach(draft, picture(), key="2")


async def test_files_that_cannot_go_out_are_told_in_a_sentence(room: Room) -> None:
    draft = await waiting(room.desk, "One")
    frames = [Pixels.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    for data, says in ((b"%PDF-1.7", NO_IMAGE), (out.getvalue(), MOVES)):
        with pytest.raises(InvalidInput) as refused:
            await room.attach(draft, data)
        assert refused.value.problem == says
    assert await room.desk.studios.images("T1", str(draft.studio_id)) == []
    assert await room.now(draft) == draft


async def test_guests_attach_nothing(room: Room) -> None:
    draft = await waiting(room.desk, "One")
    with pytest.raises(NotAllowed):
        await room.attach(draft, picture(), who="gus")


async def test_images_of_a_message_are_a_job_once_it_is_heard(
    room: Room, database_url: str
) -> None:
    """A mention comes as two events; both are the same message."""
    studio_id = str((await waiting(room.desk, "One")).studio_id)
    shared = Shared("max", "C1", "2.1", "1.1", ("F1", "F2"))
    for _ in range(2):
        await room.illustrating.hand_in("T1", studio_id, shared)
    (ids,) = [ids for name, ids, _ in jobs(database_url) if name == Job.TAKE_IMAGES]
    assert ids == {
        "workspace_id": "T1",
        "studio_id": studio_id,
        "person_id": "max",
        "channel_id": "C1",
        "ts": "2.1",
        "root_ts": "1.1",
        "file_ids": "F1 F2",
    }
