"""What people do with `Mastodon.py`, a client not written here, is what our connector reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import mastodon
import pytest

from assistant.community.posts import Kind
from tests.doubles.mastodon import FLAVOURS, Account
from tests.integration.mastodon_kit import Kit, kit

pytestmark = pytest.mark.integration


@pytest.fixture(params=["mastodon", "gotosocial", "akkoma"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Kit]:
    async with kit(request.param) as made:
        yield made


def client(place: Kit, person: Account) -> mastodon.Mastodon:
    """Somebody at their own client."""
    return mastodon.Mastodon(
        access_token=place.server.token(person),
        api_base_url=place.server.url,
        version_check_mode="none",
        ratelimit_method="throw",
    )


async def do(act: Any, *args: Any, **more: Any) -> Any:
    return await asyncio.to_thread(act, *args, **more)


async def test_what_people_write_there_is_what_we_read(place: Kit) -> None:
    acme, fan = place.server.world.join("acme"), place.server.world.join("fan")
    ours, theirs = client(place, acme), client(place, fan)
    post = await do(ours.status_post, "Hello <you> & #coffee https://acme.example/a?b=c")
    gone = await do(ours.status_post, "Never mind")
    question = await do(theirs.status_reply, post, "When do you open?")
    answer = await do(ours.status_reply, question, "At eight.")
    await do(theirs.status_favourite, post)
    await do(theirs.status_reblog, post)
    await do(theirs.status_post, f"Try {place.server.handle(acme)} some day", visibility="public")
    await do(theirs.status_post, f"{place.server.handle(acme)} psst", visibility="direct")
    await do(ours.status_delete, gone)

    connection = await place.signed_in(acme)

    profile = await connection.profile(place.server.handle(acme))
    shown = (await connection.posts(profile.native_id)).items
    assert [each.text for each in shown] == [
        "@fan At eight.",
        "Hello <you> & #coffee https://acme.example/a?b=c",
    ]
    top = shown[1]
    assert top.id.endswith(f"/{post['id']}")
    assert top.created_at == post["created_at"]
    assert top.counts
    assert (top.counts.likes, top.counts.replies, top.counts.reposts) == (1, 1, 1)
    thread = await connection.thread(top.id)
    assert {each.id.rpartition("/")[2] for each in thread.below} == {question["id"], answer["id"]}
    assert thread.complete
    assert [each.author.id for each in (await connection.likes(top.id)).items] == [
        f"fan@{place.server.world.domain}"
    ]
    assert [each.kind for each in (await connection.reposts(top.id)).items] == [Kind.REPOST]
    mentions = (await connection.mentions()).items
    assert [each.text for each in mentions] == [
        "Try @acme some day",
        "@acme When do you open?",
    ]
    assert [each.post_id for each in mentions] == [None, top.id]


async def test_edits_unlikes_and_unboosts_are_seen(place: Kit) -> None:
    acme, fan = place.server.world.join("acme"), place.server.world.join("fan")
    ours, theirs = client(place, acme), client(place, fan)
    post = await do(ours.status_post, "first")
    await do(theirs.status_favourite, post)
    await do(theirs.status_reblog, post)
    await do(theirs.status_unfavourite, post)
    await do(theirs.status_unreblog, post)
    await do(ours.status_update, post, "second")
    connection = await place.signed_in(acme)
    (shown,) = (await connection.posts(place.server.handle(acme))).items
    assert (shown.text, "edited_at" in shown.extra) == ("second", True)
    assert shown.counts
    assert (shown.counts.likes, shown.counts.reposts) == (0, 0)
    assert (await connection.likes(shown.id)).items == ()


@pytest.mark.parametrize("make", FLAVOURS)
async def test_whether_a_token_may_write_is_told_and_nothing_is_written(make: str) -> None:
    async with kit(make) as place:
        acme = place.server.world.join("acme")
        reads = await place.signed_in(acme, "read")
        writes = await place.signed_in(acme)

        assert await reads.may_write() is False
        assert await writes.may_write() is True
        assert place.server.world.statuses == {}
