"""What a weekly note says, from a community told in words to the note."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.community.accounts import AccountRef, Platform
from assistant.community.inbox import Need, Topic, Triage
from assistant.community.note_stops import NOTHING
from assistant.community.note_words import NO_ACCOUNT
from assistant.community.notes import Note
from assistant.community.settings import WorkspaceSettings
from handlers.render import notes as draw
from handlers.render.blocks import Block
from tests.communities import Community, busy_week
from tests.fakes import account
from tests.noting_kit import NoteOffice, waiting

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def read(handle: str = "acme.example") -> Community:
    return busy_week(replace(account(handle), synced_at=MONDAY - timedelta(minutes=5)))


async def noted(office: NoteOffice, **fields: object) -> Note:
    office.now = MONDAY
    await office.filled()
    settings = WorkspaceSettings(**fields)  # type: ignore[arg-type]
    return await office.noting.note("T1", settings, date(2026, 11, 23))


def words_of(blocks: tuple[Block, ...]) -> list[str]:
    """Every word that a person reads, charts and tables apart."""
    texts: list[str] = []

    def walk(each: object) -> None:
        if isinstance(each, dict):
            if each.get("type") in {"data_visualization", "data_table"}:
                return
            if isinstance(each.get("text"), str):
                texts.append(re.sub(r"<[^|>]*\|([^>]*)>", r"\1", each["text"]))
            for part in each.values():
                walk(part)
        elif isinstance(each, list | tuple):
            for part in each:
                walk(part)

    walk(blocks)
    return " ".join(texts).split()


async def test_a_whole_note_is_read_in_a_minute() -> None:
    town = read()
    office = NoteOffice(town)
    office.inbox.items = [
        waiting(name, town.account.id, MONDAY - timedelta(hours=30 - at))
        for at, name in enumerate(["Ana", "Ben", "Cem", "Dora", "Eve"])
    ]

    note = await noted(office)
    shown = draw.note_message(note)

    assert note.opening[0] == "2 of 4 measured checks met last week (16-22 Nov)."
    assert note.opening[-1] == "5 comments and mentions wait for an answer."
    assert note.checks is not None
    assert note.chart is not None
    rows = {row[0]: row[1:] for row in note.checks.rows}
    assert rows["Respond"][:2] == ("3 of 6 (50 %)", "19 % to 81 %")
    assert [each.name for each in note.waiting] == ["Ana", "Ben", "Cem", "Dora", "Eve"]
    assert [each.means for each in note.actions] == ["answer", "thank", "post"]
    assert note.actions[0].item_id == "item-Ana"
    assert "and 2 more under" in str(shown.blocks)
    assert len(words_of(shown.blocks)) <= 180


async def test_chart_and_table_stand_beside_the_same_weeks() -> None:
    """The earlier weeks differ among themselves: the week before alone would be another bar."""
    town = Community(replace(account(), synced_at=MONDAY - timedelta(minutes=5)))
    for back in range(9):
        start = datetime(2026, 11, 16, 9, tzinfo=UTC) - timedelta(weeks=back)
        post = town.post(f"Week {back}", start)
        for number in range(20):
            said = town.comment(post, f"{number}", "Nice", start + number * timedelta(minutes=20))
            if number % 10 < back:
                town.answer(said, said.created_at + timedelta(hours=1))

    note = await noted(NoteOffice(town))

    assert note.checks is not None
    assert note.chart is not None
    (respond,) = (row for row in note.checks.rows if row[0] == "Respond")
    before, now = note.chart.series
    at = note.chart.categories.index("Respond")
    assert (before.name, now.name) == ("the weeks before", "the week")
    assert respond[note.checks.columns.index("Weeks before")] == "45 % of 160"
    assert (before.values[at], now.values[at]) == (45.0, 0.0)


async def test_everybody_who_waits_is_counted_however_many_they_are() -> None:
    town = read()
    office = NoteOffice(town)
    office.inbox.items = [
        waiting(f"P{at}", town.account.id, MONDAY - timedelta(hours=30)) for at in range(130)
    ]
    note = await noted(office)

    assert note.opening[-1] == "130 comments and mentions wait for an answer."
    assert "and 127 more under" in str(draw.note_message(note).blocks)


async def test_accounts_of_one_name_are_told_apart() -> None:
    """In the table and in the chart; every account has rows of its own."""
    on_facebook = AccountRef(Platform.FACEBOOK, "acme.example")
    towns = [read(), busy_week(replace(read().account, id="b", ref=on_facebook))]
    note = await noted(NoteOffice(*towns))

    names = {"bluesky:acme.example", "facebook:acme.example"}
    assert note.checks is not None
    assert note.chart is not None
    assert {row[0] for row in note.checks.rows} == names
    assert {each.name for each in note.chart.series} == names


@pytest.mark.parametrize(
    ("asking", "quiet", "said"),
    [
        (5, 2, "and 2 more under `/engage inbox`, beside 2 that seem to need no answer"),
        (1, 1, "`/engage inbox` has 1 that seems to need no answer, too"),
    ],
)
async def test_what_seems_to_need_no_answer_is_counted_apart(
    asking: int, quiet: int, said: str
) -> None:
    """So that a note and the inbox can be held against each other."""
    town = read()
    office = NoteOffice(town)
    items = [waiting(f"P{at}", town.account.id, MONDAY) for at in range(asking + quiet)]
    none = Triage(Need.NONE, Topic.PRAISE, "praises")
    office.inbox.items = [
        replace(each, triage=none) if at < quiet else each for at, each in enumerate(items)
    ]

    note = await noted(office)

    assert len(note.waiting) == asking
    assert said in str(draw.note_message(note).blocks)


async def test_nobody_is_to_be_thanked_who_asked_to_be_left_alone() -> None:
    """Whoever wrote most comes next. The thank-you goes under a comment that nobody answered."""
    thanked = [(await noted(NoteOffice(read()))).actions[0]]

    async def left_alone(workspace_id: str, platform: Platform) -> set[str]:
        assert (workspace_id, platform) == ("T1", Platform.BLUESKY)
        return {"did:ana"}

    thanked.append((await noted(NoteOffice(read(), left_alone=left_alone))).actions[0])

    urls = {each.text: each.url for each in read().interactions}
    assert [(each.label, each.url, each.topic) for each in thanked] == [
        ("Thank ana.example", urls["Where can I buy it?"], ""),
        ("Thank ben.example", urls["Do you ship to Malta?"], ""),
    ]


async def test_every_figure_of_it_is_a_fact_with_its_source() -> None:
    note = await noted(NoteOffice(read()))

    assert note.facts
    assert {each.call for each in note.sources} == {"weekly_note(last week)"}
    assert all(fact.source in note.sources for fact in note.facts)
    assert "Counted in another way" not in str(draw.thread_message(note).blocks)


async def test_little_is_not_made_a_change() -> None:
    """Two comments more than in the most of the weeks before: no word of up or down anywhere."""
    town = Community(replace(account(), synced_at=MONDAY - timedelta(minutes=5)))
    for back in range(9):
        start = datetime(2026, 11, 16, 9, tzinfo=UTC) - timedelta(weeks=back)
        post = town.post(f"Week {back}", start)
        for number in range(7 if back == 0 else 3 + back % 3):
            town.comment(post, f"p{number}", "Nice lamp", start + timedelta(hours=1 + number))
    note = await noted(NoteOffice(town))

    assert note.changed == ()
    assert note.cannot == (
        "I cannot tell whether these changed, or it is chance: answers in time, talk beside likes, "
        "replies and others."
    )
    assert note.checks is not None
    assert not re.search(r"\b(up|down)\b", " ".join(sum(note.checks.rows, ())))


async def test_a_surprise_stands_beside_the_weeks_before() -> None:
    town = Community(replace(account(), synced_at=MONDAY - timedelta(minutes=5)))
    for back in range(9):
        start = datetime(2026, 11, 16, 9, tzinfo=UTC) - timedelta(weeks=back)
        post = town.post(f"Week {back}", start)
        for number in range(60 if back == 0 else 20 + back % 3):
            town.comment(post, f"{back}-{number}", "Nice", start + number * timedelta(minutes=20))

    note = await noted(NoteOffice(town))

    assert len(note.changed) == 1
    assert note.changed[0] == (
        "60 replies last week (16-22 Nov), up from 20 to 22 a week in the 8 weeks before "
        "(21 Sept - 15 Nov)."
    )


async def test_no_account_is_said_with_a_way_on() -> None:
    note = await noted(NoteOffice())

    assert note.gaps == (NO_ACCOUNT,)
    assert (note.opening, note.actions, note.facts) == ((), (), ())
    assert NO_ACCOUNT in str(draw.note_message(note).blocks)


async def test_an_account_that_was_never_read_is_said() -> None:
    note = await noted(NoteOffice(Community(replace(account(), synced_at=None))))

    assert "is not read to the end yet" in note.gaps[0]
    assert "Home" in note.gaps[0]
    assert note.checks is None


async def test_an_account_that_could_not_be_read_lately_is_said() -> None:
    town = busy_week(replace(account(), synced_at=datetime(2026, 11, 21, 14, 2, tzinfo=UTC)))

    note = await noted(NoteOffice(town))

    assert "was last read Sat 21 Nov, 14:02" in note.gaps[0]


async def test_nobody_in_the_inbox_is_not_everybody_answered() -> None:
    """What came before the connection, or was decided, has no answer from us all the same."""
    note = await noted(NoteOffice(busy_week()))

    assert note.waiting == ()
    assert "Nobody waits in the inbox; " in note.opening[-1]
    assert "no answer from us: decided here, in no need of one, or from before" in note.opening[-1]


async def test_a_week_with_no_data_says_so_and_goes_on() -> None:
    town = Community(replace(account(), synced_at=MONDAY - timedelta(minutes=5)))

    note = await noted(NoteOffice(town))

    assert "too little to measure" in note.opening[0]
    assert note.opening[-1] == "Nobody waits for an answer."
    assert note.stop == NOTHING
    assert [each.means for each in note.actions] == ["post"]
    assert note.changed == ()


async def test_of_several_accounts_the_chosen_ones_are_told() -> None:
    one, other = read(), read("other.example")
    office = NoteOffice(one, other)

    both = await noted(office)
    chosen = await noted(office, note_account_ids=(other.account.id,))

    assert both.accounts == ("bluesky:acme.example", "bluesky:other.example")
    assert chosen.accounts == ("bluesky:other.example",)
    assert both.checks is not None
    assert both.checks.columns[0] == "Account"
    assert "on bluesky:other.example" in " ".join(both.opening)


async def test_who_waits_where_not_everybody_may_read_is_not_named() -> None:
    town = read()
    office = NoteOffice(town)
    office.inbox.items = [
        waiting("Secret", town.account.id, MONDAY - timedelta(hours=9), open_to_all=False)
    ]

    note = await noted(office)

    assert note.waiting == ()
    assert "Secret" not in note.model_dump_json()


async def test_the_name_of_a_stranger_is_no_request_and_no_markup() -> None:
    """A name may be any words: in a studio's topic stands the handle alone."""
    town = read()
    office = NoteOffice(town)
    office.inbox.items = [waiting("<!channel> *now*", town.account.id, MONDAY - timedelta(hours=9))]

    shown = str(draw.note_message(await noted(office)).blocks)

    assert "<!channel>" not in shown
    assert "*now*" not in shown


async def test_a_definition_that_changed_is_said_once() -> None:
    office = NoteOffice(read())
    first = await noted(office)
    older = tuple(each.replace("replies@1", "replies@0") for each in first.versions)

    again = await office.noting.note("T1", WorkspaceSettings(), date(2026, 11, 23), last=older)
    same = await office.noting.note(
        "T1", WorkspaceSettings(), date(2026, 11, 23), last=first.versions
    )

    assert len(again.definitions) == 1
    assert again.definitions[0].startswith("replies: Posts by others")
    assert same.definitions == ()


async def test_a_note_is_stored_and_read_as_it_was() -> None:
    note = await noted(NoteOffice(read()))

    assert Note.model_validate(note.model_dump(mode="json")) == note
