"""Listening on the real database: who may, page by page to the mark, hits once, put away for all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.community.heard import FIRST_LOOK
from assistant.community.hearing_limits import limits_of
from assistant.community.posts import Author, Post
from assistant.community.searches import Band, DismissalKind, SearchKind
from assistant.desk.combing import CALLS, PAGES
from assistant.desk.listening import ENOUGH, KNOWN, MOST
from assistant.desk.overhearing import ALREADY
from assistant.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    PlatformUnavailable,
    RateLimited,
    ReconnectNeeded,
)
from assistant.ports import Batch
from assistant.storage.database import Database
from tests.integration.listening_kit import PAGE, Ear, ear_over
from tests.integration.responding import NOW, jobs

pytestmark = pytest.mark.integration

BRAND, KEYWORD = SearchKind.BRAND, SearchKind.KEYWORD
HOUR = timedelta(hours=1)


@pytest.fixture
async def ear(database: Database) -> Ear:
    return await ear_over(database)


async def searching(ear: Ear, words: str = "Freshbrew", kind: SearchKind = BRAND, **more: bool):
    return await ear.listening.add("T1", "mia", ear.account.id, kind, words, **more)


async def stored(ear: Ear, search):
    return await ear.searches.get("T1", search.id)


# -- searches -------------------------------------------------------------------------------


async def test_a_search_is_saved_and_looked_through_soon(ear: Ear, database_url: str) -> None:
    search = await searching(ear, " Freshbrew  Coffee ")

    assert await ear.listening.searches("T1", "max") == [search]
    assert (search.words, search.listen_only, search.swept_at) == ("Freshbrew Coffee", True, None)
    assert jobs(database_url)[-1][0] == "account.listen"
    assert [each.detail for _, each in ear.acts.done] == [{"search": "brand", "done": "added"}]


@pytest.mark.parametrize("who", ["max", "gus"])
async def test_only_managers_say_what_to_listen_for(ear: Ear, who: str) -> None:
    search = await searching(ear)
    for refused in (
        ear.listening.add("T1", who, ear.account.id, BRAND, "Other"),
        ear.listening.change("T1", who, search.id, listen_only=False),
        ear.listening.drop("T1", who, search.id),
    ):
        with pytest.raises(NotAllowed):
            await refused

    assert await stored(ear, search) == search


async def test_guests_do_not_see_what_was_found(ear: Ear) -> None:
    for refused in (
        ear.listening.searches("T1", "gus"),
        ear.listening.hits("T1", "gus", ear.account.id),
        ear.listening.dismiss("T1", "gus", ear.account.id, "x", DismissalKind.AUTHOR),
        ear.listening.dismissals("T1", "gus", ear.account.id),
        ear.listening.drop_dismissal("T1", "gus", "x"),
        ear.listening.proposals("T1", "gus", ear.account.id),
    ):
        with pytest.raises(NotAllowed):
            await refused


async def test_the_same_search_is_there_once_and_there_is_a_limit(ear: Ear) -> None:
    await searching(ear)
    with pytest.raises(InvalidInput, match=KNOWN):
        await searching(ear, "FRESHBREW")
    for number in range(MOST - 1):
        await searching(ear, f"tag{number}", SearchKind.HASHTAG)
    with pytest.raises(InvalidInput, match=ENOUGH):
        await searching(ear, "one more")


async def test_what_cannot_be_looked_for_is_not_saved(ear: Ear) -> None:
    with pytest.raises(InvalidInput, match="without the @"):
        await searching(ear, "@freshbrew")
    with pytest.raises(NotFound):
        await ear.listening.add("T1", "mia", "no account", BRAND, "Freshbrew")

    assert await ear.listening.searches("T1", "mia") == []


async def test_a_search_may_propose_replies_only_when_somebody_says_so(ear: Ear) -> None:
    search = await searching(ear)
    ear.platform.says("Does Freshbrew ship to Norway?")
    await ear.sweep()
    (found,) = (await ear.listening.hits("T1", "max", ear.account.id)).found
    assert found.joining is not None
    assert not found.joining.may

    await ear.listening.change("T1", "mia", search.id, listen_only=False)
    (found,) = (await ear.listening.hits("T1", "max", ear.account.id)).found
    assert found.joining is not None
    assert found.joining.may


async def test_a_deleted_search_leaves_its_hits(ear: Ear) -> None:
    search = await searching(ear)
    ear.platform.says("Freshbrew is fine")
    await ear.sweep()

    assert await ear.listening.drop("T1", "mia", search.id)
    assert not await ear.listening.drop("T1", "mia", search.id)
    assert await ear.texts() == ["Freshbrew is fine"]
    (found,) = (await ear.listening.hits("T1", "max", ear.account.id)).found
    assert (found.search, found.joining) == (None, None)


async def test_proposals_are_only_proposed(ear: Ear) -> None:
    offered = await ear.listening.proposals("T1", "max", ear.account.id)

    assert offered == ((SearchKind.DOMAIN, "acme.example"), (BRAND, "acme"))
    assert await ear.listening.searches("T1", "max") == []
    for kind, words in offered:
        await searching(ear, words, kind)
    assert await ear.listening.proposals("T1", "max", ear.account.id) == ()


@pytest.mark.parametrize("kind", [BRAND, KEYWORD, SearchKind.PRODUCT])
async def test_a_name_that_is_searched_in_other_capitals_is_not_proposed(
    ear: Ear, kind: SearchKind
) -> None:
    await searching(ear, "ACME", kind)
    offered = await ear.listening.proposals("T1", "max", ear.account.id)

    assert offered == ((SearchKind.DOMAIN, "acme.example"),)


# -- looking --------------------------------------------------------------------------------


async def test_without_a_search_nothing_is_asked(ear: Ear) -> None:
    assert await ear.sweep() == 0
    assert ear.platform.asked == []


async def test_hits_are_stored_once_with_reason_and_band(ear: Ear) -> None:
    search = await searching(ear)
    post = ear.platform.says("Freshbrew again, and freshbrew for ever")
    ear.platform.says("nothing of the kind")

    assert (await ear.sweep(), await ear.sweep()) == (1, 0)
    told = await ear.listening.hits("T1", "max", ear.account.id)
    (hit,) = (each.hit for each in told.found)
    assert (hit.id, hit.author, hit.url) == (post.id, post.author, post.url)
    assert (hit.band, hit.reason) == (Band.SURE, "says “Freshbrew”")
    assert (told.total, told.limits) == (1, ())
    assert (await stored(ear, search)).swept_at == NOW


async def test_what_names_us_stands_in_our_thread_or_is_ours_is_no_hit(ear: Ear) -> None:
    await searching(ear)
    us = Author(ear.account.native_id, "acme.example")
    own = Post("at://own", us, "Our Freshbrew", NOW, "https://x/own")
    await ear.records.apply("T1", Batch(ear.account.id, NOW, posts=(own,)))
    ear.platform.posts = [
        own,
        Post("p1", Author("z", "z"), "Freshbrew!", NOW, "u", mentioned_ids=(us.id,)),
        Post("p2", Author("z", "z"), "Freshbrew!", NOW, "u", parent_id="at://own"),
        Post("p3", Author("z", "z"), "Freshbrew!", NOW, "u", quoted_id="at://own"),
    ]

    assert await ear.sweep() == 0


async def test_a_look_goes_back_to_the_mark_and_no_further(ear: Ear) -> None:
    """Half a day behind the mark is read again, since platforms index late."""
    await searching(ear)
    for hours in range(60):
        ear.platform.says(f"Freshbrew {hours}", ago=hours * HOUR)
    await ear.sweep()
    ear.platform.asked.clear()
    late = ear.platform.says("Freshbrew, indexed late", ago=3 * HOUR)
    ear.now[0] = NOW + HOUR

    assert await ear.sweep() > 0
    assert late.text in await ear.texts()
    mine = [cursor for query, cursor in ear.platform.asked if query == "Freshbrew"]
    assert len(mine) == PAGES, "the first look was cut, so it goes back once more"


async def test_a_whole_look_moves_the_mark_and_a_cut_one_does_not(ear: Ear) -> None:
    search = await searching(ear, "brewing", KEYWORD)
    for number in range(PAGE * PAGES + 1):
        ear.platform.says(f"brewing {number}", ago=number * timedelta(minutes=1))
    found = await ear.sweep()
    cut = await stored(ear, search)

    assert (found, cut.swept_at, cut.trouble) == (PAGE * PAGES, None, "RunLimitReached")
    assert (
        "some posts are missing"
        in (await ear.listening.hits("T1", "max", ear.account.id)).limits[0]
    )
    del ear.platform.posts[PAGE:]
    await ear.sweep()
    whole = await stored(ear, search)
    assert (whole.swept_at, whole.trouble) == (NOW, None)


async def test_what_is_older_than_a_first_look_is_left_alone(ear: Ear) -> None:
    await searching(ear)
    ear.platform.says("Freshbrew, long ago", ago=FIRST_LOOK + HOUR)

    assert await ear.sweep() == 0
    assert (await ear.listening.searches("T1", "mia"))[0].swept_at == NOW


async def test_calls_are_bounded_and_whose_turn_did_not_come_is_next(ear: Ear) -> None:
    for number in range(MOST):
        await searching(ear, f"Kettlebrew Number{number}")
    await ear.sweep()
    first = len(ear.platform.asked)
    waiting = [s.words for s in await ear.listening.searches("T1", "mia") if s.swept_at is None]
    ear.now[0] = NOW + HOUR
    await ear.sweep()

    assert first == CALLS
    assert waiting
    done = {s.words: s.swept_at for s in await ear.listening.searches("T1", "mia")}
    assert all(done[words] == NOW + HOUR for words in waiting)


async def test_a_slow_platform_is_not_looked_through_for_ever(ear: Ear) -> None:
    await searching(ear, "Kettlebrew Coffee")
    asked = ear.platform.search

    async def slow(words: str, *, cursor: str | None = None):
        ear.now[0] += timedelta(minutes=2)
        return await asked(words, cursor=cursor)

    ear.platform.search = slow  # type: ignore[method-assign]
    await ear.sweep()

    assert len(ear.platform.asked) == 2
    (search,) = await ear.listening.searches("T1", "mia")
    assert (search.swept_at, search.trouble) == (None, "RunLimitReached")


async def test_a_post_from_the_far_future_is_left_alone(ear: Ear) -> None:
    await searching(ear)
    ear.platform.says("Freshbrew of tomorrow", ago=-20 * HOUR)
    ear.platform.says("Freshbrew of next year", ago=-9_000 * HOUR)
    await ear.sweep()

    assert await ear.texts() == ["Freshbrew of tomorrow"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RateLimited("bluesky", retry_after_s=60), "asked Engage to slow down"),
        (PlatformUnavailable("bluesky"), "could not be reached"),
        (ReconnectNeeded("bluesky"), "does not work any more"),
    ],
)
async def test_a_platform_that_fails_ends_the_look_and_what_was_found_stays(
    ear: Ear, error: Exception, said: str
) -> None:
    ear.now[0] = NOW - HOUR
    first = await searching(ear, "first", KEYWORD)
    ear.now[0] = NOW
    second = await searching(ear, "second", KEYWORD)
    ear.platform.says("first")
    ear.platform.says("second")
    ear.platform.failing = {2: error}

    assert await ear.sweep() == 1
    assert (await stored(ear, first)).trouble is None
    known = await stored(ear, second)
    assert (known.swept_at, known.trouble) == (None, type(error).__name__)
    (limit,) = (await ear.listening.hits("T1", "max", ear.account.id)).limits
    assert said in limit
    ear.platform.failing = {}
    assert await ear.sweep() == 1
    assert (await stored(ear, second)).trouble is None


async def test_who_is_not_signed_in_hears_nothing_and_it_is_said(ear: Ear) -> None:
    await searching(ear)
    ear.platform.searches = False

    assert await ear.sweep() == 0
    assert ear.platform.asked == []
    told = await ear.listening.hits("T1", "max", ear.account.id)
    assert told.limits == (
        "Bluesky lets only signed-in accounts search. Connect bluesky:acme.example anew.",
    )


async def test_a_sign_in_that_cannot_be_opened_is_noted(ear: Ear) -> None:
    search = await searching(ear)
    ear.connection.error = ReconnectNeeded("bluesky")

    assert await ear.sweep() == 0
    assert (await stored(ear, search)).trouble == "ReconnectNeeded"


async def test_a_server_without_words_is_asked_for_the_rest(ear: Ear) -> None:
    """Some of the queries work, so the search was looked through as far as it goes."""
    some = await searching(ear, "Freshbrew Coffee")
    none = await searching(ear, "oat milk", KEYWORD)
    ear.platform.deaf_to = frozenset({'"Freshbrew Coffee"', '"oat milk"'})
    ear.platform.says("freshbrewcoffee is back")

    assert await ear.sweep() == 1
    heard, unheard = await stored(ear, some), await stored(ear, none)
    assert (heard.swept_at, heard.trouble) == (NOW, "InvalidInput")
    assert (unheard.swept_at, unheard.trouble) == (None, "InvalidInput")
    assert "“oat milk”" in limits_of(ear.account, [heard, unheard])[0]


async def test_a_search_deleted_in_the_middle_stops_nothing(ear: Ear) -> None:
    search = await searching(ear)
    ear.platform.says("Freshbrew")
    stopped = ear.platform.search

    async def search_then_gone(words: str, *, cursor: str | None = None):
        await ear.searches.drop("T1", search.id)
        return await stopped(words, cursor=cursor)

    ear.platform.search = search_then_gone  # type: ignore[method-assign]

    assert await ear.sweep() == 1


async def test_what_its_author_deleted_is_put_away(ear: Ear) -> None:
    await searching(ear)
    post = ear.platform.says("Freshbrew, said in anger")
    ear.platform.says("Freshbrew, said in peace")
    await ear.sweep()
    ear.platform.gone.add(post.id)
    await ear.sweep()

    assert await ear.texts() == ["Freshbrew, said in peace"]


@pytest.mark.parametrize("paid", [True, False])
async def test_what_is_deleted_is_not_looked_up_where_each_post_is_paid_for(
    ear: Ear, paid: bool
) -> None:
    ear.platform.paid = paid
    await searching(ear)
    ear.platform.says("Freshbrew, said in anger")
    await ear.sweep()
    await ear.sweep()

    assert ear.platform.looked_up == (0 if paid else 1)
    assert await ear.texts() == ["Freshbrew, said in anger"]


async def test_an_account_that_is_gone_is_said(ear: Ear) -> None:
    with pytest.raises(NotFound):
        await ear.listening.sweep("T1", "11111111-1111-1111-1111-111111111111")


# -- dismissing -----------------------------------------------------------------------------


async def test_a_dismissal_puts_away_all_like_it_now_and_later(ear: Ear) -> None:
    await searching(ear)
    bot = Author("did:plc:bot", "bot.example")
    for number in range(3):
        ear.platform.says(f"Freshbrew deal {number}", by=bot)
    kept = ear.platform.says("Freshbrew is lovely")
    await ear.sweep()
    first = ear.platform.posts[0]

    rule = await ear.listening.dismiss("T1", "max", ear.account.id, first.id, DismissalKind.AUTHOR)
    ear.platform.says("Freshbrew deal again", by=bot)
    await ear.sweep()

    assert (rule.value, rule.shown, rule.made_by) == ("did:plc:bot", "bot.example", "max")
    assert await ear.texts() == [kept.text]
    assert await ear.listening.dismissals("T1", "max", ear.account.id) == [rule]


async def test_a_deleted_rule_lets_new_posts_count_again(ear: Ear) -> None:
    await searching(ear)
    post = ear.platform.says("The Freshbrew street market")
    await ear.sweep()
    rule = await ear.listening.dismiss("T1", "max", ear.account.id, post.id, DismissalKind.PHRASE)
    ear.platform.says("Another Freshbrew street")
    await ear.sweep()
    assert await ear.texts() == []

    assert (rule.value, rule.shown) == ("freshbrew street", "Freshbrew street")
    assert await ear.listening.drop_dismissal("T1", "max", rule.id)
    assert not await ear.listening.drop_dismissal("T1", "max", rule.id)
    await ear.sweep()
    assert await ear.texts() == ["Another Freshbrew street"]


async def test_a_rule_by_domain_and_one_that_is_there_already(ear: Ear) -> None:
    await searching(ear)
    one = ear.platform.says("Freshbrew https://spam.example/1")
    ear.platform.says("Freshbrew https://spam.example/2")
    await ear.sweep()
    at = (ear.account.id, one.id, DismissalKind.DOMAIN)

    assert (await ear.listening.dismiss("T1", "max", *at)).value == "spam.example"
    assert await ear.texts() == []
    with pytest.raises(InvalidInput, match=ALREADY):
        await ear.listening.dismiss("T1", "max", *at)


async def test_a_hit_with_nothing_to_go_by_stays(ear: Ear) -> None:
    await searching(ear)
    post = ear.platform.says("Freshbrew")
    await ear.sweep()
    with pytest.raises(InvalidInput):
        await ear.listening.dismiss("T1", "max", ear.account.id, post.id, DismissalKind.PHRASE)
    with pytest.raises(NotFound):
        await ear.listening.dismiss("T1", "max", ear.account.id, "x", DismissalKind.AUTHOR)

    assert await ear.texts() == ["Freshbrew"]
