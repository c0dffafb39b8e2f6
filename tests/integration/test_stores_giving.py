"""Studios with their images and drafts, what people say posts are for, spotlights and opt-outs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from assistant.community.accounts import Account, Platform
from assistant.community.drafts import Draft, DraftState, Happening
from assistant.community.giving import Permission
from assistant.community.inbox import CardPlace
from assistant.community.mix import Function, Label, Value
from assistant.community.periods import Period
from assistant.community.posts import Author, Post
from assistant.community.rights import Act
from assistant.community.settings import WorkspaceSettings
from assistant.errors import EditConflict, NotFound
from assistant.ports import Batch, Deed
from assistant.ports.work import Job
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.labels import PostgresLabels
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.records import PostgresRecords
from assistant.storage.searches import PostgresSearches
from assistant.storage.spotlights import PostgresSpotlights
from assistant.storage.studios import PostgresStudios
from tests.integration.giving import (
    PIXELS,
    correction,
    image,
    opt_out,
    post,
    spotlight,
    studio,
    wish_in,
)
from tests.integration.responding import (
    ANA,
    HOUR,
    NOW,
    account_in,
    forget_jobs,
    hit,
    jobs,
    line,
    prepared,
    saved,
)

pytestmark = pytest.mark.integration

S = DraftState
NOBODY = str(uuid4())


@pytest.fixture
async def account(database: Database) -> Account:
    return await account_in(database)


@pytest.fixture
async def studios(database: Database) -> PostgresStudios:
    return PostgresStudios(database)


@pytest.fixture
async def drafts(database: Database) -> PostgresDrafts:
    return PostgresDrafts(database)


@pytest.fixture
async def spotlights(database: Database) -> PostgresSpotlights:
    return PostgresSpotlights(database)


async def moved(drafts: PostgresDrafts, each: Draft, *states: DraftState) -> Draft:
    for state in states:
        after = replace(each, state=state)
        each = await drafts.keep(after, line(after, Happening.EDITED))
    return each


async def stored(drafts: PostgresDrafts, each: Draft, *states: DraftState) -> Draft:
    await drafts.add(each, line(each))
    return await moved(drafts, each, *states)


# -- studios ----------------------------------------------------------------------------------


async def test_a_studio_opens_once_for_each_event(
    studios: PostgresStudios, account: Account, database_url: str
) -> None:
    made = studio(account, page_url="https://a.example", about="four people asked")
    opened = await asyncio.gather(
        *(studios.open(replace(made, id=str(uuid4()))) for _ in range(4)), studios.open(made)
    )
    assert len({each.id for each in opened}) == 1
    first = opened[0]
    assert first == replace(made, id=first.id) == await studios.get("T1", first.id)
    mark = f"studio:{first.id}"
    ids = {"workspace_id": "T1", "studio_id": first.id}
    assert jobs(database_url) == [("studio.show", ids, mark)]


async def test_a_studio_is_found_by_its_thread_and_changed_by_version(
    studios: PostgresStudios, account: Account
) -> None:
    made = await studios.open(studio(account))
    place = CardPlace("C1", "1.5")
    assert await studios.at("T1", "C1", "1.5") is None
    await studios.placed("T1", made.id, place)
    assert await studios.at("T1", "C1", "1.5") == replace(made, place=place)
    kept = await studios.keep(replace(made, topic="mills \x00"))
    assert (kept.topic, kept.version, kept.place) == ("mills ", 2, place)
    with pytest.raises(EditConflict) as caught:
        await studios.keep(made)
    assert caught.value.current == kept
    later = await studios.open(studio(account, "post-2", made_at=NOW + HOUR))
    assert [each.id for each in await studios.recent("T1")] == [later.id, made.id]
    assert [each.id for each in await studios.recent("T1", limit=1)] == [later.id]


async def test_what_is_no_studio_is_said(studios: PostgresStudios, account: Account) -> None:
    for id_ in (NOBODY, "no id"):
        with pytest.raises(NotFound):
            await studios.get("T1", id_)
        with pytest.raises(NotFound):
            await studios.keep(studio(account, id=id_))
        with pytest.raises(NotFound):
            await studios.add_image("T1", id_, image(), PIXELS)
        with pytest.raises(NotFound):
            await studios.image_data("T1", id_)
        with pytest.raises(NotFound):
            await studios.describe("T1", id_, "x", "U1")
        assert not await studios.drop_image("T1", id_)
        with pytest.raises(NotFound):
            await studios.open(studio(account, account_ids=(account.id, id_)))
    with pytest.raises(NotFound):
        await studios.open(studio(account, account_ids=()))
    assert await studios.recent("T1") == []


async def test_images_keep_their_bytes_and_their_order(
    studios: PostgresStudios, account: Account
) -> None:
    made = await studios.open(studio(account))
    several = [image(f"Picture {n}", bytes([n]) * 9) for n in range(4)]
    for n, each in enumerate(several):
        await studios.add_image("T1", made.id, each, bytes([n]) * 9)
    await studios.add_image("T1", made.id, several[0], b"other")
    assert await studios.images("T1", made.id) == several
    assert await studios.image_data("T1", several[0].id) == bytes(9)
    said = await studios.describe("T1", several[1].id, "A mill", "U9")
    assert said == replace(several[1], alt="A mill", by=("U9",))
    for person_id in ("U1", "U9"):
        said = await studios.describe("T1", several[1].id, "A tall mill", person_id)
    assert said == replace(several[1], alt="A tall mill", by=("U9", "U1"))
    assert await studios.drop_image("T1", several[0].id)
    assert await studios.images("T1", made.id) == [said, *several[2:]]


async def test_the_kill_switch_is_drawn_on_every_studio_with_a_draft_that_waits(
    studios: PostgresStudios,
    drafts: PostgresDrafts,
    account: Account,
    database: Database,
    database_url: str,
) -> None:
    """In the transaction of the change, and for nothing but that switch."""
    waits, over, bare, nowhere = [
        await studios.open(studio(account, f"post-{number}")) for number in range(4)
    ]
    for each in (waits, over, bare):
        await studios.placed("T1", each.id, CardPlace("C1", f"1.{each.event_key[-1]}"))
    for each, state in ((waits, S.PENDING), (over, S.PUBLISHED), (nowhere, S.PENDING)):
        draft = post(each, state=state)
        await drafts.add(draft, line(draft))
    forget_jobs(database_url)
    preferences, deed = PostgresPreferences(database), Deed(Act.CHANGE_SETTINGS, "U1", NOW)

    off = WorkspaceSettings(publishing=False)
    early = off.model_copy(update={"note_hour": 7})
    for version, settings, drawn in ((1, off, [waits.id]), (2, early, [])):
        await preferences.keep_workspace("T1", settings, version=version, deed=deed)
        shown = [ids["studio_id"] for name, ids, _ in jobs(database_url) if name == Job.SHOW_STUDIO]
        assert shown == drawn
        forget_jobs(database_url)


# -- posts ------------------------------------------------------------------------------------


async def test_a_post_comes_back_as_it_was_stored(
    studios: PostgresStudios, drafts: PostgresDrafts, account: Account
) -> None:
    made = await studios.open(studio(account))
    whole = post(
        made,
        rest=("Second.", "Third."),
        images=(image(), image("a \x00 b")),
        label=Label(None, Value.INFORM, "unsure: it names a price", "U2"),
        idea=2,
        out=("at://1",),
        state=S.FAILED,
        problem="The first post is out.",
    )
    await drafts.add(whole, line(whole))
    kept = replace(whole, images=(whole.images[0], replace(whole.images[1], alt="a  b")))
    assert await drafts.get("T1", whole.id) == kept
    bare = post(made, label=None, why="", made_at=NOW + HOUR)
    await drafts.add(bare, line(bare))
    assert await drafts.of_studio("T1", made.id) == [bare, kept]
    assert await drafts.of_item("T1", "") == []
    orphan = replace(made, id=NOBODY)
    with pytest.raises(NotFound, match="studio"):
        await drafts.add(post(orphan), line(post(orphan)))
    with pytest.raises(NotFound, match="studio"):
        await drafts.wish(wish_in(orphan))


async def test_a_studio_has_one_post_under_way_for_each_account(
    studios: PostgresStudios, drafts: PostgresDrafts, account: Account, database: Database
) -> None:
    beta = await account_in(database, name="beta")
    made = await studios.open(studio(account, account_ids=(account.id, beta.id)))
    first = await stored(drafts, post(made), S.APPROVED)
    second = await stored(drafts, post(made, idea=1))
    yes = replace(second, state=S.APPROVED)
    with pytest.raises(EditConflict) as caught:
        await drafts.keep(yes, line(yes), publish_at=NOW)
    assert caught.value.current == first
    elsewhere = await stored(drafts, post(made, account_id=beta.id), S.APPROVED)
    other = await studios.open(studio(account, "post-2"))
    assert (await stored(drafts, post(other), S.APPROVED)).state is S.APPROVED
    ahead = await drafts.posts_ahead("T1", account.id, NOW)
    assert {each.studio_id for each in ahead} == {made.id, other.id}
    assert second in ahead
    assert [each.id for each in await drafts.posts_ahead("T1", beta.id, NOW)] == [elsewhere.id]
    late = await drafts.posts_ahead("T1", account.id, NOW + HOUR)
    assert {each.state for each in late} == {S.APPROVED}


async def test_a_thread_is_sent_post_by_post_and_its_words_stand(
    studios: PostgresStudios, drafts: PostgresDrafts, account: Account
) -> None:
    made = await studios.open(studio(account))
    each = await stored(drafts, post(made, "One.", rest=("Two.",), images=(image(),)), S.APPROVED)
    for changed in ({"rest": ("Buy.",)}, {"rest": ()}, {"images": ()}):
        with pytest.raises(ValueError, match="words change only"):
            await drafts.keep(replace(each, **changed), line(each))
    ready = replace(each, state=S.PREPARED)
    with pytest.raises(ValueError, match="not for what was approved"):
        await drafts.keep_prepared(ready, prepared(each, text="Two."), line(each))
    ready = await drafts.keep_prepared(ready, prepared(each), line(each))
    sending = await moved(drafts, ready, S.SENDING)
    half = replace(sending, state=S.PREPARED, out=("at://1",))
    for wrong in ({"text": "One."}, {"text": "Two.", "target_id": "at://x"}):
        with pytest.raises(ValueError, match="not for what was approved"):
            await drafts.keep_prepared(half, prepared(half, **wrong), line(half))
    second = prepared(half, text="Two.", target_id="at://1", key="next")
    half = await drafts.keep_prepared(half, second, line(half))
    assert (half.out, await drafts.prepared("T1", half.id)) == (("at://1",), second)
    failed = await moved(drafts, half, S.FAILED, S.PENDING)
    with pytest.raises(ValueError, match="is out does not change"):
        await drafts.keep(replace(failed, text="Another."), line(failed))
    edited = await drafts.keep(replace(failed, rest=("Two, then.",)), line(failed))
    assert (edited.posts, edited.out) == (("One.", "Two, then."), ("at://1",))


async def test_what_is_asked_for_in_a_studio_has_its_jobs(
    studios: PostgresStudios, drafts: PostgresDrafts, account: Account, database_url: str
) -> None:
    made = await studios.open(studio(account))
    forget_jobs(database_url)
    asked = wish_in(made, instruction="shorter")
    assert await drafts.wish(asked)
    assert jobs(database_url) == [("post.draft", {"workspace_id": "T1", "wish_id": asked.id}, None)]
    assert await drafts.waiting_in("T1", made.id) == [asked]
    assert await drafts.last_wish_in("T1", made.id) == asked == await drafts.wished("T1", asked.id)
    assert await drafts.ungranted(NOW + HOUR) == []
    assert await drafts.ungranted(NOW + HOUR, posts=True) == [("T1", asked.id)]
    forget_jobs(database_url)
    ideas = [post(made, idea=n) for n in range(3)]
    assert await drafts.grant(asked, [(each, line(each)) for each in ideas], NOW)
    assert await drafts.of_studio("T1", made.id) == ideas
    assert [name for name, *_ in jobs(database_url)] == ["studio.show"]
    assert await drafts.waiting_in("T1", made.id) == []
    assert [each.id for each in await drafts.wishes_in("T1", made.id)] == [asked.id]
    assert await drafts.waiting("T1", "") == []


async def test_posts_of_our_own_are_no_replies_to_be_like(
    studios: PostgresStudios, drafts: PostgresDrafts, account: Account
) -> None:
    made = await studios.open(studio(account))
    out = await stored(drafts, post(made), S.APPROVED, S.PREPARED, S.SENDING, S.PUBLISHED)
    assert out.state is S.PUBLISHED
    assert await drafts.sent_texts("T1", account.id, limit=9) == []
    assert len(await drafts.sent_texts("T1", account.id, limit=9, posts=True)) == 1


# -- labels -----------------------------------------------------------------------------------


async def test_what_a_person_says_a_post_is_for_stands_until_they_take_it_back(
    database: Database, account: Account
) -> None:
    labels, us = PostgresLabels(database), Author(account.native_id, "acme.example")
    posts = [Post(f"p{n}", us, "Hello", NOW - n * HOUR, "https://p") for n in range(2)]
    await PostgresRecords(database).apply("T1", Batch(account.id, NOW, posts=tuple(posts)))
    first = correction(account, "p0")
    for each in (first, correction(account, "p1"), correction(account, "gone")):
        await labels.correct(each)
    assert await labels.corrections("T1", account.id, NOW) == {"p0": first}
    changed = replace(first, function=Function.SHARE, value=Value.EDUCATE, made_by="U2")
    await labels.correct(changed)
    both = await labels.corrections("T1", account.id, NOW - 9 * HOUR)
    assert (both["p0"], both.keys()) == (changed, {"p0", "p1"})
    assert await labels.drop("T1", account.id, "p0")
    assert not await labels.drop("T1", account.id, "p0")
    assert await labels.corrections("T1", account.id, NOW) == {}
    with pytest.raises(NotFound):
        await labels.correct(replace(first, account_id=NOBODY))


# -- spotlights -------------------------------------------------------------------------------


async def test_a_spotlight_is_made_once_and_shown_once(
    spotlights: PostgresSpotlights, studios: PostgresStudios, account: Account
) -> None:
    made = spotlight(account)
    assert await spotlights.add(made)
    assert not await spotlights.add(spotlight(account))
    assert await spotlights.get("T1", made.id) == made
    older = spotlight(account, post_id="at://old", made_at=NOW - timedelta(days=40))
    await spotlights.add(older)
    assert await spotlights.since("T1", account.id, NOW - timedelta(days=50)) == [made, older]
    assert await spotlights.since("T1", account.id, NOW) == [made]
    allowed = await spotlights.permit("T1", made.id, Permission.GIVEN)
    assert allowed == replace(made, permission=Permission.GIVEN)
    room = await studios.open(studio(account))
    await spotlights.worked_on("T1", made.id, room.id)
    for at in (NOW + HOUR, NOW + 2 * HOUR):
        await spotlights.shown("T1", room.id, at)
    shown = await spotlights.get("T1", made.id)
    assert (shown.studio_id, shown.shown_at) == (room.id, NOW + HOUR)
    with pytest.raises(NotFound):
        await spotlights.permit("T1", NOBODY, Permission.GIVEN)
    with pytest.raises(NotFound):
        await spotlights.add(replace(made, id=str(uuid4()), account_id=NOBODY))


async def test_whoever_opts_out_is_left_alone_everywhere(
    spotlights: PostgresSpotlights, account: Account, database: Database
) -> None:
    """What was shown in public stays known; what was only proposed is gone."""
    beta, searches = await account_in(database, name="beta"), PostgresSearches(database)
    shown = spotlight(account, post_id="at://shown", shown_at=NOW)
    for each in (spotlight(account), shown, spotlight(beta)):
        await spotlights.add(each)
    search = saved(account)
    await searches.add(search)
    other = hit(search, "at://other", author=Author("did:bob", "bob.example"))
    await searches.add_hits([hit(search), other])
    wish = opt_out(account)
    assert await spotlights.opt_out(wish)
    assert not await spotlights.opt_out(wish)
    assert await spotlights.opt_outs("T1", Platform.BLUESKY) == {ANA.id: wish}
    assert await spotlights.opt_outs("T1", Platform.MASTODON) == {}
    assert await spotlights.since("T1", account.id, NOW) == [shown]
    assert await spotlights.since("T1", beta.id, NOW) == []
    always = Period(NOW - HOUR, NOW + HOUR)
    assert [each.id for each in await searches.hits("T1", account.id, always)] == ["at://other"]
    assert await spotlights.opt_in("T1", Platform.BLUESKY, ANA.id)
    assert not await spotlights.opt_in("T1", Platform.BLUESKY, ANA.id)


async def test_no_more_conversations_are_joined_than_a_day_holds(
    spotlights: PostgresSpotlights, account: Account
) -> None:
    day, later = {"since": NOW - 24 * HOUR, "most": 3}, {"since": NOW + HOUR, "most": 3}
    ends = await asyncio.gather(
        *(spotlights.offered("T1", account.id, f"at://{n}", NOW, "U1", **day) for n in range(6))
    )
    assert sum(ends) == 3 == await spotlights.joined_on("T1", NOW - 24 * HOUR)
    assert await spotlights.joined_on("T1", NOW + HOUR) == 0
    taken = f"at://{ends.index(True)}"
    assert not await spotlights.offered("T1", account.id, taken, NOW + HOUR, "U1", **later)
    assert await spotlights.offered("T1", account.id, "at://new", NOW + HOUR, "U1", **later)
    with pytest.raises(NotFound):
        await spotlights.offered("T1", NOBODY, "at://x", NOW + 2 * HOUR, "U1", **later)
