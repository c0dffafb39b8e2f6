"""Brand facts and rules of the voice on the real database: by whom, how long, and where from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.community.brand import Leaning, RuleState, VoiceRule
from assistant.community.drafts import DraftState
from assistant.community.fact_fields import NO_SOURCE, key_of
from assistant.community.markdown import Passage
from assistant.community.posts import Author, Post
from assistant.community.rights import Act
from assistant.desk.teaching import CHANGED, NO_ORIGIN
from assistant.desk.teaching_facts import KNOWN
from assistant.errors import InvalidFields, InvalidInput, NotAllowed, NotFound
from assistant.ports import Batch
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.database import Database
from assistant.storage.inbox import PostgresInbox
from tests.integration.responding import HOUR, NOW, draft, item, line
from tests.integration.teaching_kit import School, school_over

pytestmark = pytest.mark.integration

REFUNDS = {
    "title": "Refunds",
    "text": "You get your money back within 14 days.",
    "source": "https://acme.example/refunds",
}
URL = "https://acme.example/faq"


@pytest.fixture
async def school(database: Database) -> School:
    return await school_over(database)


def deeds(school: School) -> list[object]:
    return [each.detail for _, each in school.acts.done if each.act is Act.TEACH]


async def test_a_manager_adds_a_fact_and_every_member_sees_it(school: School) -> None:
    fact = await school.teaching.add("T1", "mia", **REFUNDS, valid_until="31.12.2026")
    seen = await school.teaching.facts("T1", "max", school.account.id)

    assert seen.holding == (fact,)
    assert (fact.valid_until, fact.added_by, fact.added_at) == (date(2026, 12, 31), "mia", NOW)
    assert deeds(school) == [{"added_facts": 1}]


@pytest.mark.parametrize("who", ["max", "gus"])
async def test_who_does_not_manage_changes_nothing(school: School, who: str) -> None:
    teaching, at = school.teaching, school.account.id
    fact = await teaching.add("T1", "mia", **REFUNDS)

    for refused in (
        teaching.add("T1", who, **REFUNDS),
        teaching.change("T1", who, fact.id, **REFUNDS),
        teaching.drop("T1", who, fact.id),
        teaching.import_text("T1", who, "markdown", "# A\nb", source="x"),
        teaching.import_page("T1", who, URL),
        teaching.add_from_page("T1", who, URL, ["x"]),
        teaching.add_rule("T1", who, at, Leaning.DO, "Say you."),
        teaching.accept("T1", who, at, "x"),
        teaching.drop_rule("T1", who, at, "x"),
    ):
        with pytest.raises(NotAllowed):
            await refused

    assert (await teaching.facts("T1", "mia")).holding == (fact,)


async def test_guests_do_not_even_look(school: School) -> None:
    with pytest.raises(NotAllowed):
        await school.teaching.facts("T1", "gus")
    with pytest.raises(NotAllowed):
        await school.teaching.rules("T1", "gus", school.account.id)


async def test_what_cannot_be_a_fact_is_refused_whole(school: School) -> None:
    with pytest.raises(InvalidFields) as refused:
        await school.teaching.add("T1", "mia", title="", text="x" * 601, source="", valid_until="1")

    assert set(refused.value.fields) == {"title", "text", "source", "valid_until"}
    assert (await school.teaching.facts("T1", "mia")).holding == ()


async def test_the_same_fact_is_there_once(school: School) -> None:
    await school.teaching.add("T1", "mia", **REFUNDS)
    with pytest.raises(InvalidInput, match=KNOWN):
        await school.teaching.add("T1", "mia", **REFUNDS)

    hours = await school.teaching.add("T1", "mia", title="Hours", text="9 to 5", source="Mia")
    with pytest.raises(InvalidInput, match=KNOWN):
        await school.teaching.change("T1", "mia", hours.id, **REFUNDS)


async def test_a_fact_is_changed_under_its_id_and_deleted_once(school: School) -> None:
    fact = await school.teaching.add("T1", "mia", **REFUNDS)
    changed = await school.teaching.change(
        "T1", "mia", fact.id, title="Refunds", text="30 days.", source="Anna"
    )
    kept = await school.teaching.facts("T1", "mia")

    assert kept.holding == (changed,)
    assert (changed.id, changed.text, changed.added_by) == (fact.id, "30 days.", "mia")
    assert await school.teaching.drop("T1", "mia", fact.id)
    assert not await school.teaching.drop("T1", "mia", fact.id)
    with pytest.raises(NotFound):
        await school.teaching.change("T1", "mia", fact.id, **REFUNDS)
    assert deeds(school) == [{"added_facts": 1}, {"changed_facts": 1}, {"deleted_facts": 1}]


async def test_a_fact_holds_to_the_end_of_its_day_where_the_workspace_is(school: School) -> None:
    """22 November, noon UTC, is the 23rd on Kiritimati."""
    today = {**REFUNDS, "valid_until": "2026-11-22"}
    fact = await school.teaching.add("T1", "mia", **today)
    assert (await school.teaching.facts("T1", "mia")).holding == (fact,)

    school.set_zone("Pacific/Kiritimati")
    seen = await school.teaching.facts("T1", "mia")
    assert (seen.holding, seen.expired) == ((), (fact,))
    with pytest.raises(InvalidFields, match="valid_until"):
        await school.teaching.add("T1", "mia", **today | {"title": "Again"})


async def test_another_workspaces_account_and_facts_are_unknown(school: School) -> None:
    with pytest.raises(NotFound):
        await school.teaching.add("T1", "mia", **REFUNDS, account_id=school.other.id)
    fact = await school.teaching.add("T1", "mia", **REFUNDS, account_id=school.account.id)

    assert (await school.teaching.facts("T2", "mia")).holding == ()
    assert not await school.teaching.drop("T2", "mia", fact.id)


async def test_a_document_may_be_imported_again(school: School) -> None:
    text = "# Shipping\n\nWe ship to Norway.\n\n- Over 40 euros it is free.\n\n| a |\n"
    first = await school.teaching.import_text("T1", "mia", "markdown", text, source="ship.md")
    again = await school.teaching.import_text("T1", "mia", "markdown", text, source="ship.md")

    assert (first.added, first.known) == (2, 0)
    assert (again.added, again.known) == (0, 2)
    assert [each.line for each in first.problems] == [7]
    assert {each.source for each in (await school.teaching.facts("T1", "mia")).holding} == {
        "ship.md"
    }


async def test_rows_are_imported_for_one_account(school: School) -> None:
    done = await school.teaching.import_text(
        "T1", "mia", "csv", "title;text\nA;a\nB;\n", source="f.csv", account_id=school.account.id
    )
    (fact,) = (await school.teaching.facts("T1", "mia", school.account.id)).holding

    assert (done.added, [each.line for each in done.problems]) == (1, [3])
    assert (fact.title, fact.account_id) == ("A", school.account.id)


async def test_a_text_needs_an_origin(school: School) -> None:
    with pytest.raises(InvalidInput, match=NO_ORIGIN):
        await school.teaching.import_text("T1", "mia", "csv", "title,text\na,b", source=" ")


async def test_rows_that_name_their_source_need_no_other(school: School) -> None:
    """A row without one is told by its line."""
    rows = "title,text,source\nA,a,the door\nB,b,\n"
    done = await school.teaching.import_text("T1", "mia", "csv", rows, source="")
    (fact,) = (await school.teaching.facts("T1", "mia")).holding

    assert (fact.title, fact.source) == ("A", "the door")
    assert [(each.line, each.sentence) for each in done.problems] == [(3, NO_SOURCE)]


async def test_a_page_only_proposes_and_a_person_chooses(school: School) -> None:
    school.page.passages = [
        Passage("Returns", "Thirty days, unopened."),
        Passage("", "We roast on Tuesdays."),
        Passage("Long", "x" * 601),
    ]
    offered = await school.teaching.import_page("T1", "mia", URL)

    assert [each.title for each in offered.facts] == ["Returns", "Questions"]
    assert len(offered.problems) == 1
    assert (await school.teaching.facts("T1", "mia")).holding == ()

    chosen = [key_of(offered.facts[0])]
    done = await school.teaching.add_from_page("T1", "mia", URL, chosen)
    (fact,) = (await school.teaching.facts("T1", "mia")).holding
    assert (done.added, fact.title, fact.source) == (1, "Returns", URL)


async def test_what_left_the_page_meanwhile_is_not_added(school: School) -> None:
    school.page.passages = [Passage("Returns", "Thirty days, unopened.")]
    offered = await school.teaching.import_page("T1", "mia", URL)
    school.page.passages = [Passage("Returns", "Fourteen days, unopened.")]

    with pytest.raises(InvalidInput, match=CHANGED):
        await school.teaching.add_from_page("T1", "mia", URL, [key_of(offered.facts[0])])
    assert (await school.teaching.facts("T1", "mia")).holding == ()


# -- voice ----------------------------------------------------------------------------------


async def test_rules_are_written_accepted_and_deleted(school: School, database: Database) -> None:
    teaching, at = school.teaching, school.account.id
    mine = await teaching.add_rule("T1", "mia", at, Leaning.DONT, "  Never say  “rest assured”. ")
    learned = VoiceRule(
        "11111111-1111-1111-1111-111111111111", "T1", at, Leaning.DO, "Be shorter.",
        RuleState.OFFERED, NOW, why="you shortened 6 of the last 8 drafts",
    )  # fmt: skip
    await PostgresBrandBook(database).add_rule(learned)

    seen = await teaching.rules("T1", "max", at)
    assert seen.in_force == (mine,)
    assert [each.text for each in seen.offered] == ["Be shorter."]
    assert mine.text == "Never say “rest assured”."

    await teaching.accept("T1", "mia", at, learned.id)
    assert len((await teaching.rules("T1", "max", at)).in_force) == 2
    with pytest.raises(NotFound):
        await teaching.accept("T1", "mia", at, learned.id)
    assert await teaching.drop_rule("T1", "mia", at, learned.id)
    assert not await teaching.drop_rule("T1", "mia", at, learned.id)


@pytest.mark.parametrize("text", ["", "ab", "x" * 201, "Say\u200b it"])
async def test_a_rule_that_cannot_be_used_is_refused(school: School, text: str) -> None:
    with pytest.raises(InvalidInput):
        await school.teaching.add_rule("T1", "mia", school.account.id, Leaning.DO, text)


async def test_the_same_rule_is_there_once_and_there_is_a_limit(school: School) -> None:
    teaching, at = school.teaching, school.account.id
    await teaching.add_rule("T1", "mia", at, Leaning.DO, "Say you.")
    with pytest.raises(InvalidInput, match="there already"):
        await teaching.add_rule("T1", "mia", at, Leaning.DO, "say  YOU.")
    await teaching.add_rule("T1", "mia", at, Leaning.DONT, "Don't say hi.")
    with pytest.raises(InvalidInput, match="there already"):
        await teaching.add_rule("T1", "mia", at, Leaning.DONT, "Don’t say hi.")
    for number in range(48):
        await teaching.add_rule("T1", "mia", at, Leaning.DO, f"Rule {number}")
    with pytest.raises(InvalidInput, match="50 rules"):
        await teaching.add_rule("T1", "mia", at, Leaning.DO, "One more")


async def test_a_voice_is_measured_from_what_people_wrote(
    school: School, database: Database
) -> None:
    """What a composer drafted is left out, also when somebody edited it before it went out."""
    us = Author(school.account.native_id, "acme.example")
    posts = [
        Post(f"at://p{at}", us, f"Text {at}", NOW - timedelta(days=at), f"https://x/{at}")
        for at in range(4)
    ]
    await school.records.apply("T1", Batch(school.account.id, NOW, posts=tuple(posts)))
    for post, composer in ((posts[1], "gpt-5"), (posts[2], "person")):
        of = item(school.account)
        await PostgresInbox(database, lambda: NOW).add(of)
        sent = draft(
            of, post.text, composer=composer, state=DraftState.PUBLISHED, post_id=post.id,
            sent_at=NOW,
        )  # fmt: skip
        await school.drafts.add(sent, line(sent))

    texts = await school.teaching.own_texts("T1", school.account.id)

    assert texts == ("Text 0", "Text 2", "Text 3")
    told = await school.teaching.rules("T1", "max", school.account.id)
    assert told.measured == (), "three posts are too few to say how somebody writes"


async def test_how_an_account_writes_is_told_from_twenty_posts_on(school: School) -> None:
    us = Author(school.account.native_id, "acme.example")
    posts = tuple(
        Post(f"at://p{at}", us, "We roast on Tuesdays, come by. ☕", NOW - at * HOUR, "https://x")
        for at in range(25)
    )
    await school.records.apply("T1", Batch(school.account.id, NOW, posts=posts))

    measured = (await school.teaching.rules("T1", "max", school.account.id)).measured
    assert measured[0] == "Half of its posts have 6 to 6 words."
    assert "Uses emoji in most posts." in measured


async def test_what_people_keep_changing_is_offered_once(
    school: School, database: Database
) -> None:
    """Accepted or deleted by a person, and never offered again once deleted."""
    inbox, at = PostgresInbox(database, lambda: NOW), school.account.id
    for number in range(6):
        of = item(school.account)
        await inbox.add(of)
        sent = draft(
            of, f"We ship it on day {number}.", original=f"We ship it on day {number}!!",
            state=DraftState.PUBLISHED, post_id=f"at://{number}",
            sent_at=NOW + timedelta(minutes=number),
        )  # fmt: skip
        await school.drafts.add(sent, line(sent))

    assert await school.teaching.learn_all("T1") == 1
    assert await school.teaching.learn("T1", at) == 0
    (offered,) = (await school.teaching.rules("T1", "max", at)).offered
    assert (offered.text, offered.made_by) == ("Use exclamation marks.", None)
    assert offered.why == "You took out exclamation marks in 6 of your last 6 edits."

    await school.teaching.drop_rule("T1", "mia", at, offered.id)
    assert await school.teaching.learn("T1", at) == 0
    assert (await school.teaching.rules("T1", "max", at)).offered == ()


async def test_without_corrections_nothing_is_learned(school: School) -> None:
    assert await school.teaching.learn("T1", school.account.id) == 0
