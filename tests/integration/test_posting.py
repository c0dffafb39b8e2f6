"""Studios over the real stores: opened, written, refined by talking, and never lost."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from blockbuster import blockbuster_ctx

from assistant.agent.models import ModelConfig, Models
from assistant.agent.post_wishes import NOT_HERE
from assistant.community.authenticity import Grounds, Level
from assistant.community.authenticity.review import review
from assistant.community.drafts import AuditEntry, Draft, DraftState, Happening, Intent
from assistant.community.markdown import Passage
from assistant.community.mix import Function, Value
from assistant.community.posts import Author, Post
from assistant.community.refusing import TESTIMONIAL
from assistant.community.rights import Standing
from assistant.community.studio import LONGEST_TOPIC, Image
from assistant.desk.post_proposals import NOT_SHARED, THANKS
from assistant.desk.posting import MOST_ACCOUNTS
from assistant.desk.studio_views import TOPIC_CUT
from assistant.desk.wishing import GIVEN_UP, LONGEST_INSTRUCTION, OVERDUE
from assistant.errors import InvalidInput, NotAllowed, NotFound
from assistant.ports import Batch
from assistant.ports.pages import WebPage
from assistant.storage.database import Database
from tests.fakes import Fail, Say, ScriptedModel, Step
from tests.integration.posting_kit import AWAY, SHIPPING, Desk, desk_over, only
from tests.integration.responding import NOW, account_in, jobs

pytestmark = pytest.mark.integration

FIRST = "We ship to all of the EU, Norway and Switzerland."
PAGE = "https://news.example/mending"


def _with(draft: Draft, **changes: Any) -> Draft:
    return replace(draft, **changes)


def _line(before: AuditEntry, happening: Happening) -> AuditEntry:
    return replace(before, happening=happening, version=before.version + 1, detail="")


def said(*posts: str, **more: Any) -> Say:
    idea = {
        "number": 0,
        "function": "share",
        "value": "educate",
        "facts": ["f1"],
        "add": [],
        "confidence": "high",
        "texts": [{"account": "a1", "posts": list(posts)}],
    }
    return Say(json.dumps({"ideas": [idea | more]}))


async def with_rules(database: Database) -> Desk:
    desk = await desk_over(database, Models(ModelConfig("none")))
    await desk.teach()
    return desk


async def with_model(database: Database, *steps: Step) -> tuple[Desk, ScriptedModel]:
    model = ScriptedModel.of(*steps)
    desk = await desk_over(database, Models(ModelConfig("scripted"), chat=model))
    await desk.teach()
    return desk, model


async def test_a_studio_is_kept_with_its_jobs_before_anybody_writes(database, database_url):
    desk = await with_rules(database)
    studio = await desk.open()
    view = await desk.posting.view("T1", studio.id, "max")

    assert (view.waiting, view.ideas, view.trouble) == (True, (), "")
    assert view.accounts == (desk.account,)
    assert {name for name, _, _ in jobs(database_url)} == {"studio.show", "post.draft"}


async def test_its_drafts_say_what_they_are_for_and_why(database):
    desk = await with_rules(database)
    await desk.heard("Do you ship to Norway?", "Is shipping to Norway possible?")
    view = await desk.written()
    first, second = view.ideas
    draft = first.drafts[0]

    assert not view.waiting
    assert (draft.text, draft.rest) == (f"This came up more than once lately. {SHIPPING}", ())
    assert (draft.intent, draft.state, draft.item_id) == (Intent.POST, DraftState.PENDING, "")
    assert first.label is not None
    assert first.label.value is Value.EDUCATE
    assert "2 people asked this in the last 28 days." in first.why
    assert second.drafts[0].text.startswith("What would you like to know")
    assert view.counts[draft.id] == ((len(draft.text), 300),)
    assert view.findings[draft.id] == ()


async def test_the_same_command_twice_is_one_studio_with_one_wish(database):
    desk = await with_rules(database)
    one = await desk.open(event_key="E1")
    two = await desk.open(event_key="E1")

    assert one == two
    assert len(await desk.review.drafts.waiting_in("T1", one.id)) == 1


async def test_the_audit_log_begins_with_who_asked_and_for_what(database):
    desk = await with_rules(database)
    view = await desk.written()
    view = await desk.asked(view.studio, "shorter", view.ideas[0].drafts[0])
    (line,) = await desk.review.drafts.history("T1", view.ideas[0].drafts[0].id)

    assert (line.happening, line.person_id, line.detail) == (Happening.DRAFTED, "noa", "shorter")


async def test_a_wish_about_one_draft_changes_its_idea_alone(database):
    desk = await with_rules(database)
    before = await desk.written()
    after = await desk.asked(before.studio, "shorter", before.ideas[0].drafts[0])

    assert after.ideas[0].drafts[0].text == FIRST
    assert after.ideas[1] == before.ideas[1]
    assert after.ideas[0].why == before.ideas[0].why


async def test_talk_that_names_no_draft_is_about_all_ideas(database):
    desk = await with_rules(database)
    before = await desk.written()
    after = await desk.asked(before.studio, "say that we are closed on Monday")

    assert all(each.drafts[0].text.endswith("We are closed on Monday.") for each in after.ideas)


async def test_what_a_person_rewrote_and_what_goes_out_stays_as_it_is(database):
    desk, _ = await with_model(
        database, said(SHIPPING, value="educate"), said(FIRST), said(FIRST, number=0)
    )
    before = await desk.written()
    draft = only(before).drafts[0]
    entry = (await desk.review.drafts.history("T1", draft.id))[0]
    edited = await desk.review.drafts.keep(
        _with(draft, text="We ship to Norway."), _line(entry, Happening.EDITED)
    )

    left = await desk.asked(before.studio, "shorter")
    meant = await desk.asked(before.studio, "shorter", edited)

    assert only(left).drafts[0].text == "We ship to Norway."
    assert only(meant).drafts[0].text == FIRST


async def test_nothing_typed_publishes(database, database_url):
    desk = await with_rules(database)
    before = await desk.written()
    after = await desk.asked(before.studio, "great, publish it now")

    assert after.ideas == before.ideas
    assert after.trouble == NOT_HERE
    assert "draft.publish" not in {name for name, _, _ in jobs(database_url)}


async def test_a_model_refines_with_what_stands_there_as_material(database):
    desk, model = await with_model(database, said(SHIPPING), said(FIRST))
    before = await desk.written()
    after = await desk.asked(before.studio, "shorter")
    request = json.loads(model.seen[1][1].text)

    assert only(after).drafts[0].text == FIRST
    assert request["colleague"] == {"topic": "shipping to Norway", "asks": "shorter"}
    assert request["ideas_before"] == [
        {"number": 0, "texts": [{"account": "a1", "posts": [SHIPPING]}]}
    ]
    assert desk.purse.spent == [110, 110]


async def test_a_thread_is_cut_to_fit_and_only_when_it_was_asked_for(database):
    long = " ".join(f"We ship to Norway, reason {word}." for word in ("one", "two", "three") * 6)
    desk, _ = await with_model(database, said(long), said(long))
    await desk.teach("All reasons", long[:600])
    plain = await desk.written("shipping to Norway")
    thread = await desk.written("make it a thread: shipping to Norway")
    one, parts = only(plain).drafts[0], only(thread).drafts[0]

    assert one.rest == ()
    assert any("shorter" in line for line in one.add)
    assert len(parts.posts) > 1
    assert all(used <= most for used, most in thread.counts[parts.id])
    assert not any("shorter" in line for line in parts.add)
    (drafted,) = await desk.review.drafts.history("T1", parts.id)
    assert (drafted.text, drafted.happening) == (parts.whole, Happening.DRAFTED)


async def test_a_down_model_is_said_and_rules_write(database):
    desk, _ = await with_model(database, *[Fail(ConnectionError("down"))] * 3)
    view = await desk.written()

    assert view.ideas[0].drafts[0].composer == "offline"
    assert view.trouble.endswith("So this was drafted by rules.")


# -- bad input --------------------------------------------------------------------------------


async def test_an_emoji_is_asked_back_about_and_the_studio_stays_open(database):
    desk = await with_rules(database)
    view = await desk.written("🎉")
    assert view.ideas == ()
    assert view.trouble.startswith("What should “🎉” be about?")

    told = await desk.asked(view.studio, "the workshop moved to Mill Lane")
    assert only(told).drafts[0].text == "The workshop moved to Mill Lane."
    assert told.trouble == ""


async def test_ten_thousand_characters_are_cut_and_that_is_said(database):
    desk = await with_rules(database)
    view = await desk.written("Publish this at once. " * 500)

    assert len(view.studio.topic) <= LONGEST_TOPIC
    assert view.notes == (TOPIC_CUT,)


async def test_a_page_lends_its_words(database):
    desk, model = await with_model(database, said(f"Mending keeps a jumper: {PAGE}", facts=[]))
    desk.pages.known[PAGE] = WebPage(PAGE, "Mending", (Passage("", "Mending keeps a jumper."),))
    view = await desk.written(f"this one: {PAGE}")

    assert only(view).drafts[0].text == f"Mending keeps a jumper: {PAGE}"
    assert "Mending keeps a jumper." in model.seen[0][1].text
    assert "Mending keeps" not in model.seen[0][0].text


async def test_a_page_that_does_not_load_is_said_and_the_post_is_written_without_it(database):
    desk = await with_rules(database)
    view = await desk.written("shipping to Norway https://gone.example/1")

    assert view.trouble == f"{AWAY} The drafts were written without it."
    assert view.ideas[0].drafts[0].text == SHIPPING


async def test_a_page_that_does_not_load_is_said_where_there_is_nothing_to_write_of(database):
    desk = await with_rules(database)
    view = await desk.written("https://gone.example/1")

    assert view.ideas == ()
    assert view.trouble.startswith(AWAY)
    assert "drafts" not in view.trouble


async def test_an_invented_testimonial_is_refused_in_the_studio(database):
    desk, model = await with_model(database)
    view = await desk.written("write a testimonial from a happy customer")

    assert (view.ideas, view.trouble, model.seen) == ((), TESTIMONIAL, [])


async def test_who_may_not_draft_opens_nothing(database):
    desk = await with_rules(database)
    desk.review.people.add("gus", Standing.GUEST)

    with pytest.raises(NotAllowed):
        await desk.open(who="gus")
    assert await desk.studios.recent("T1") == []


async def test_accounts_are_of_the_workspace_and_not_too_many(database):
    desk = await with_rules(database)
    other = await account_in(database, "T2", "other")

    with pytest.raises(NotFound):
        await desk.posting.open("T1", "max", "x", event_key="E", account_ids=[other.id])
    more = [(await account_in(database, "T1", f"acme{n}")).id for n in range(MOST_ACCOUNTS + 1)]
    with pytest.raises(InvalidInput, match="Choose up to"):
        await desk.posting.open("T1", "max", "x", event_key="E", account_ids=more)


async def test_a_wish_is_of_its_studio_and_not_too_long(database):
    desk = await with_rules(database)
    view, other = await desk.written(), await desk.written()
    theirs = other.ideas[0].drafts[0].id

    with pytest.raises(NotFound):
        await desk.posting.wish("T1", "max", view.studio.id, event_key="E", about=theirs)
    with pytest.raises(InvalidInput, match="very long"):
        await desk.posting.wish(
            "T1", "max", view.studio.id, event_key="E", instruction="x" * (LONGEST_INSTRUCTION + 1)
        )


# -- what is beside a draft ---------------------------------------------------------------------


async def test_what_we_posted_lately_and_what_waits_elsewhere_is_named(database):
    desk = await with_rules(database)
    await desk.published("Shipping to Norway and Switzerland takes 3 to 5 working days.")
    await desk.published("We roast on Friday.")
    first = await desk.written()
    second = await desk.written()
    found = second.like_recent[second.ideas[0].drafts[0].id]

    assert {each.said.waiting for each in found} == {True, False}
    assert any(each.said.url == "https://x.example/own" for each in found)
    own = first.like_recent[first.ideas[0].drafts[0].id]
    assert [each.said.waiting for each in own] == [False]


async def test_what_was_said_long_ago_may_be_said_again(database):
    desk = await with_rules(database)
    await desk.published(SHIPPING, at=NOW - timedelta(days=100))

    assert not (await desk.written()).like_recent


async def test_the_lint_reads_all_posts_of_a_thread(database):
    desk, _ = await with_model(database, said(FIRST))
    view = await desk.written()
    draft = only(view).drafts[0]
    entry = (await desk.review.drafts.history("T1", draft.id))[0]
    await desk.review.drafts.keep(
        _with(draft, rest=("It costs 12 euros.",)), _line(entry, Happening.EDITED)
    )
    view = await desk.posting.view("T1", view.studio.id)
    (finding,) = [each for each in view.findings[draft.id] if each.level is Level.BLOCK]

    assert only(view).drafts[0].whole[finding.start : finding.end] == "12 euros"


async def test_a_post_may_state_what_an_answer_would_have_a_note_for(database):
    desk, _ = await with_model(database, said(FIRST))
    draft = only(await desk.written()).drafts[0]
    entry = (await desk.review.drafts.history("T1", draft.id))[0]
    await desk.review.drafts.keep(
        _with(draft, rest=("The blue one is out until spring.",)), _line(entry, Happening.EDITED)
    )
    studio = draft.studio_id
    assert studio is not None
    found = (await desk.posting.view("T1", studio)).findings[draft.id]

    assert "unbacked" in {
        each.rule for each in review("The blue one is out until spring.", Grounds())
    }
    assert "unbacked" not in {each.rule for each in found}


async def test_what_a_colleague_typed_backs_the_draft_in_the_lint(database):
    desk = await with_rules(database)
    view = await desk.written("our workshop on 5 December costs 12 euros")
    draft = view.ideas[0].drafts[0]

    assert draft.text == "Our workshop on 5 December costs 12 euros."
    assert not [each for each in view.findings[draft.id] if each.level is Level.BLOCK]


async def test_whom_a_platform_does_not_name_is_no_crowd(database):
    desk = await with_rules(database)
    await desk.heard("Do you ship to Norway?", "Is shipping to Norway possible?", named=False)
    await desk.heard("Lovely photo", "Great bread", "Nice shop")
    proposals = await desk.posting.proposals("T1", "max")

    assert [(each.topic, each.about) for each in proposals] == [
        (THANKS, "3 people wrote to you in the last 28 days, 3 comments in all."),
    ]


# -- proposals ----------------------------------------------------------------------------------


async def test_without_a_topic_it_writes_from_what_people_ask(database):
    desk = await with_rules(database)
    await desk.heard("Do you ship to Norway?", "Is shipping to Norway possible?", "Lovely photo")
    view = await desk.written("")
    proposals = await desk.posting.proposals("T1", "max")

    assert view.ideas[0].drafts[0].text.startswith("This came up more than once lately.")
    assert view.ideas[1].drafts[0].text.startswith("In the last 28 days 3 people")
    assert [(each.topic, each.about) for each in proposals] == [
        ("Is shipping to Norway possible?", "2 people asked this in the last 28 days."),
        (THANKS, "3 people wrote to you in the last 28 days, 3 comments in all."),
    ]
    assert {each.account_id for each in proposals} == {desk.account.id}


async def test_where_sharing_is_rare_a_fact_that_nobody_told_lately_is_proposed(database):
    desk = await with_rules(database)
    await desk.teach("Returns", "You can send things back within 30 days, free of charge.")
    await desk.published(SHIPPING)
    assert await desk.posting.proposals("T1", "max") == ()
    desk.counts.missing = Function.SHARE
    ZoneInfo.clear_cache()
    with blockbuster_ctx(["assistant"]):  # nor is a zone read in the loop
        (only_one,) = await desk.posting.proposals("T1", "max")
    view = await desk.written(only_one.topic, about=only_one.about)

    assert (only_one.topic, only_one.about) == ("Returns", NOT_SHARED)
    assert view.ideas[0].why.startswith(NOT_SHARED)


async def test_a_topic_of_thanks_thanks(database):
    desk = await with_rules(database)
    await desk.heard("Lovely photo", "Great bread", "Nice shop", "Good tea")
    view = await desk.written(THANKS)

    assert only(view).drafts[0].text == (
        "In the last 28 days 4 people wrote to us. Thank you, all of you."
    )


async def test_nothing_keeps_coming_up_is_an_answer(database):
    desk = await desk_over(database, Models(ModelConfig("none")))
    view = await desk.written("")

    assert await desk.posting.proposals("T1", "max") == ()
    assert view.ideas == ()
    assert view.trouble.startswith("Nothing keeps coming up in the last 28 days")


async def test_what_was_asked_long_ago_is_not_asked_now(database):
    desk = await with_rules(database)
    await desk.heard("Ship to Norway?", "Do you ship to Norway?", at=NOW - timedelta(days=40))

    assert await desk.posting.proposals("T1", "max") == ()


# -- nothing is lost ----------------------------------------------------------------------------


async def test_a_wish_whose_job_was_lost_is_written_again(database):
    desk = await with_rules(database)
    studio = await desk.open()

    assert await desk.posting.look_after() == 0
    desk.review.now[0] += OVERDUE + timedelta(seconds=1)
    assert await desk.posting.look_after() == 1
    assert (await desk.posting.view("T1", studio.id)).ideas
    assert await desk.posting.look_after() == 0


async def test_a_wish_that_nobody_waits_for_is_closed_and_said(database):
    desk = await with_rules(database)
    studio = await desk.open()
    desk.review.now[0] += GIVEN_UP + timedelta(minutes=1)
    await desk.posting.look_after()
    view = await desk.posting.view("T1", studio.id)

    assert not view.waiting
    assert view.trouble.startswith("No draft could be written in time.")


async def test_a_wish_is_written_once(database):
    desk, model = await with_model(database, said(SHIPPING))
    studio = await desk.open()
    (wish,) = await desk.review.drafts.waiting_in("T1", studio.id)
    for _ in range(3):
        await desk.posting.write("T1", wish.id)

    assert len(await desk.review.drafts.of_studio("T1", studio.id)) == 1
    model.check()


async def test_a_studio_that_was_erased_is_no_trouble(database):
    desk = await with_rules(database)

    await desk.posting.write("T1", "00000000-0000-0000-0000-000000000000")
    assert await desk.studios.recent("T1") == []


async def test_a_quotation_that_a_person_adds_is_found_by_the_lint(database):
    desk, _ = await with_model(database, said(FIRST))
    view = await desk.written()
    draft = only(view).drafts[0]
    entry = (await desk.review.drafts.history("T1", draft.id))[0]
    quote = f"{FIRST} “I would never order anywhere else again,” says Maria."
    await desk.review.drafts.keep(_with(draft, text=quote), _line(entry, Happening.EDITED))
    view = await desk.posting.view("T1", view.studio.id)

    assert "fabricated" in {each.rule for each in view.findings[draft.id]}


async def test_a_thread_stays_one_until_somebody_wants_one_post(database):
    long = "We ship to Norway, and that is true. " * 10
    desk, _ = await with_model(database, said(long), said(long), said(long))
    first = await desk.written("a thread on shipping to Norway")
    second = await desk.asked(first.studio, "warmer please")
    third = await desk.asked(first.studio, "no thread please")

    assert len(only(first).drafts[0].posts) > 1
    assert len(only(second).drafts[0].posts) > 1
    assert only(third).drafts[0].rest == ()


async def test_images_and_rewritten_parts_of_a_thread_stay(database):
    """A new draft carries the images of the one before; a part that a person rewrote stays."""
    long = "We ship to Norway, and that is true. " * 10
    desk, _ = await with_model(database, said(long), said(FIRST), said(FIRST))
    first = await desk.written("a thread on shipping to Norway")
    draft = only(first).drafts[0]
    line = (await desk.review.drafts.history("T1", draft.id))[0]
    image = Image(str(uuid4()), "ab" * 32, "image/png", 9, 9, 9, "a parcel")
    await desk.studios.add_image("T1", first.studio.id, image, b"png")
    pictured = await desk.review.drafts.keep(
        _with(draft, images=(image,)), replace(_line(line, Happening.EDITED), detail="1 image")
    )
    second = await desk.asked(first.studio, "shorter", pictured)
    fresh = only(second).drafts[0]
    assert (fresh.text, fresh.images) == (FIRST, (image,))

    edited = _with(fresh, rest=("A part by hand.",))
    by_hand = replace(_line(line, Happening.EDITED), draft_id=fresh.id)
    await desk.review.drafts.keep(edited, by_hand)
    third = await desk.asked(first.studio, "shorter")
    assert only(third).drafts[0].rest == ("A part by hand.",)


async def test_a_studio_is_never_there_without_its_first_wish(database, monkeypatch):
    """Whatever ends the process while it opens: no thread stands there for which nobody writes."""
    desk = await with_rules(database)

    async def killed(wish: object) -> bool:
        raise asyncio.CancelledError

    monkeypatch.setattr(desk.review.drafts, "wish", killed)
    with suppress(asyncio.CancelledError):
        await desk.open(event_key="E1")
    (studio,) = await desk.studios.recent("T1")
    (wish,) = await desk.review.drafts.waiting_in("T1", studio.id)
    assert (wish.person_id, wish.event_key) == ("max", "E1")


async def test_a_draft_for_an_account_that_was_taken_out_stays_what_it_is(database):
    """Its account is connected: nobody is told otherwise, and it can be approved as it was."""
    desk = await with_rules(database)
    other = await account_in(database, "T1", "other")
    view = await desk.written(account_ids=(desk.account.id, other.id))
    kept = view.ideas[0].drafts[1]
    await desk.studios.keep(replace(view.studio, account_ids=(desk.account.id,)))
    after = await desk.posting.view("T1", view.studio.id)

    assert [each.id for each in after.accounts] == [desk.account.id]
    assert [each.id for each in after.beside] == [other.id]
    assert after.ideas[0].drafts[1] == kept
    assert after.counts[kept.id] == view.counts[kept.id]


async def test_a_proposed_question_is_answered_and_lends_nothing(database):
    """Not its figures, not its link, and no page in it is read."""
    desk = await with_rules(database)
    evil = "https://evil.example/ship"
    desk.pages.known[evil] = WebPage(evil, "Evil", (Passage("", "Buy here."),))
    question = f"Do you ship to Norway for 5 euros like {evil}"
    view = await desk.written(question, about="2 people asked this in the last 28 days.")
    draft = view.ideas[0].drafts[0]
    line = (await desk.review.drafts.history("T1", draft.id))[0]
    edited = _with(draft, text=f"{FIRST} It costs 5 euros.")
    await desk.review.drafts.keep(edited, _line(line, Happening.EDITED))
    after = await desk.posting.view("T1", view.studio.id)

    assert view.studio.page_url is None
    assert draft.text == SHIPPING
    assert not any("evil" in each.drafts[0].whole for each in view.ideas)
    assert "figure" in {each.rule for each in after.findings[draft.id]}


async def test_a_studio_waits_for_words_once_it_asked_and_shows_nothing(database):
    desk = await with_rules(database)
    asked = await desk.written("🎉")
    fine = await desk.written()
    refused = await desk.written("write a testimonial from a happy customer")

    assert await desk.posting.asked_back("T1", asked.studio.id)
    assert await desk.posting.asked_back("T1", refused.studio.id)
    assert not await desk.posting.asked_back("T1", fine.studio.id)
    await desk.asked(fine.studio, "funnier please")
    assert not await desk.posting.asked_back("T1", fine.studio.id)
    await desk.asked(asked.studio, "the workshop moved to Mill Lane")
    assert not await desk.posting.asked_back("T1", asked.studio.id)


async def test_each_account_gets_its_draft_in_its_language_and_its_latest_posts(database):
    desk = await with_rules(database)
    other = await account_in(database, "T1", "acme-de")
    ours = Author(other.native_id, other.ref.handle)
    german = Post("at://de/1", ours, "Wir haben geöffnet.", NOW, "https://x/de", language="de")
    await desk.records.apply("T1", Batch(other.id, NOW, posts=(german,)))
    desk.review.preferences.connect("T1", other.id)
    both = (desk.account.id, other.id)
    studio = await desk.posting.open("T1", "max", "shipping", event_key="E", account_ids=both)
    view = await desk.after(studio)
    texts = [each.text for each in view.ideas[1].drafts]

    assert [each.account_id for each in view.ideas[0].drafts] == list(both)
    assert texts == [
        "What would you like to know about shipping? Ask us here.",
        "Was möchtet ihr zum Thema shipping wissen? Fragt uns hier.",
    ]
    assert any("not in German" in line for line in view.ideas[0].drafts[1].add)


async def test_what_was_told_when_asked_stands_behind_other_ideas_too(database):
    desk = await with_rules(database)
    told = "Use 15 g of Beacon to 250 g of water at 94 degrees."
    asks = await desk.written("how to brew our Beacon at home")
    first = await desk.asked(asks.studio, told)
    other = await desk.asked(asks.studio, "")

    assert "here in the thread" in asks.trouble
    for view in (first, other):
        assert [each.drafts[0].text for each in view.ideas] == [told]
        assert not view.trouble
