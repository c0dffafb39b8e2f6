"""Answers become blocks that Slack takes, whatever is in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.answers import (
    PARTLY,
    Answer,
    Chart,
    Held,
    Question,
    Run,
    RunState,
    Series,
    Table,
)
from assistant.community.facts import Fact, Source, Unit, Window
from handlers.render import answers, words
from handlers.render.blocks import Message, button
from handlers.render.charts import table_block
from handlers.render.sources import sources_modal
from playground.blocks import check_blocks
from tests.scenario.payload_checks import check_message, check_view

AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
ODD = st.text(max_size=60) | st.sampled_from(
    [
        "",
        " ",
        "<!channel>",
        "x" * 400,
        "`" * 40,
        "🎉" * 60,
        "مرحبا بالعالم",
        "a\nb\tc\u202e",
        "[a](http://b)",
    ]
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)


def run_of(answer: Answer, text: str = "how are we doing?") -> Run:
    question = Question("run-1", "T1", "U1", "thread:C1:1.0", text, AT)
    return Run(question, "message:C1:1.0", {}, RunState.ANSWERED, answer)


def texts(message: Message, *, plainer: bool = False) -> str:
    def walk(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["text"]] if isinstance(value.get("text"), str) else []
            return own + [each for inner in value.values() for each in walk(inner)]
        if isinstance(value, list | tuple):
            return [each for inner in value for each in walk(inner)]
        return []

    return "\n".join(walk(message.plainer if plainer else message.blocks))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    names = draw(st.lists(ODD, max_size=24))
    lines = draw(st.lists(ODD, max_size=4))
    return Chart(
        kind=draw(st.sampled_from(["line", "bar", "area", "pie"])),
        title=draw(ODD),
        categories=tuple(names),
        series=tuple(
            Series(
                name=line,
                values=tuple(draw(st.lists(NUMBERS, min_size=len(names), max_size=len(names)))),
            )
            for line in lines
        ),
        x_label=draw(ODD),
        y_label=draw(ODD),
        alt=draw(ODD),
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(ODD, min_size=1, max_size=22))
    row = st.lists(ODD, min_size=len(columns), max_size=len(columns)).map(tuple)
    rows = draw(st.lists(row, max_size=4))
    return Table(title=draw(ODD), columns=tuple(columns), rows=tuple(rows))


ANSWERS = st.builds(
    Answer,
    text=st.text(max_size=200) | st.just("word " * 2_600),
    composer=ODD,
    fallback=st.none() | ODD,
    charts=st.lists(charts(), max_size=2).map(tuple),
    tables=st.lists(tables(), max_size=1).map(tuple),
    held=st.lists(st.builds(Held, reason=ODD, masked=ODD), max_size=12).map(tuple),
    missing=st.lists(ODD, max_size=15).map(tuple),
    suggestions=st.lists(st.text(min_size=1, max_size=100), max_size=5).map(tuple),
)


@settings(max_examples=30, deadline=None)
@given(ANSWERS, ODD)
def test_any_answer_is_taken_on_every_surface(answer: Answer, question: str) -> None:
    """By the double and by slackblocks, rich and plain."""
    run = run_of(answer, question)

    for message in (
        answers.in_thread(run),
        answers.for_one(run),
        answers.shared(run),
        answers.under_stream(run),
    ):
        assert message.text.strip()
        for blocks in (message.blocks, message.plainer):
            assert check_blocks(list(blocks), "message") == []
            check_message({"text": message.text, "blocks": list(blocks)})
    assert check_blocks(sources_modal(run)["blocks"], "modal") == []


def test_a_chart_of_more_than_twenty_points_shows_the_latest_and_says_so() -> None:
    """Slack takes twenty; nothing is dropped in silence."""
    days = tuple(f"day {number}" for number in range(28))
    line = Series(name="Replies", values=tuple(float(number) for number in range(28)))
    chart = Chart(kind="line", title="Replies", categories=days, series=(line,), alt="Replies.")
    message = answers.in_thread(run_of(Answer(text="Hello.", composer="m", charts=(chart,))))

    (block,) = [each for each in message.blocks if each["type"] == "data_visualization"]
    assert list(days[8:]) == block["chart"]["axis_config"]["categories"]
    assert "The chart shows the last 20 of 28 points." in texts(message)


def test_a_chart_with_nothing_to_draw_is_left_out() -> None:
    """No series, no points, or a pie of nothing."""
    empty = Chart(kind="bar", title="x", categories=(), series=(), alt="x")
    zero = Chart(
        kind="pie", title="x", categories=("a",), series=(Series(name="s", values=(0.0,)),), alt="x"
    )
    message = answers.in_thread(run_of(Answer(text="Hello.", composer="m", charts=(empty, zero))))

    assert "data_visualization" not in [block["type"] for block in message.blocks]


def test_whole_numbers_sort_as_numbers_in_tables() -> None:
    """Worded cells stay words."""
    table = Table(
        title="Posts", columns=("Post", "Replies"), rows=(("Hi", "12"), ("Yo", "at least 3"))
    )
    message = answers.in_thread(run_of(Answer(text="Hello.", composer="m", tables=(table,))))

    (block,) = [each for each in message.blocks if each["type"] == "data_table"]
    assert block["rows"][1][1] == {"type": "raw_number", "value": 12, "text": "12"}
    assert block["rows"][2][1] == {"type": "raw_text", "text": "at least 3"}


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (Answer(text="x", composer="gpt-5.5-mini"), "Answered by gpt-5.5-mini. AI can misjudge."),
        (
            Answer(text="x", composer="offline"),
            "Answered by the offline composer, without a language model.",
        ),
        (
            Answer(text="x", composer="offline", fallback="The language model took too long."),
            "The language model took too long. Answered by the offline composer.",
        ),
    ],
)
def test_every_answer_says_who_wrote_it(answer: Answer, line: str) -> None:
    """A model, rules, or rules in a model's place."""
    assert line in texts(answers.in_thread(run_of(answer)))


def test_only_an_answer_with_calls_vouches_for_its_figures() -> None:
    """There is none to vouch for in "You are welcome."."""
    source = Source(call="get_metrics(replies)", account=None, as_of=AT)
    proven = texts(answers.in_thread(run_of(Answer(text="x", composer="m", sources=(source,)))))
    plain = texts(answers.in_thread(run_of(Answer(text="x", composer="m"))))

    assert "Every figure comes from a call under *Show sources*." in proven
    assert "Every figure" not in plain


def test_an_empty_answer_is_not_an_empty_message() -> None:
    """When every sentence was held back."""
    held = (Held(reason="r", masked="m"), Held(reason="r", masked="m"))
    answer = Answer(text="", composer="m", held=held, missing=(PARTLY, "It is a day old."))
    message = answers.in_thread(run_of(answer))

    assert answers.NOTHING in texts(message)
    assert "Left out without proof: 2 sentences." in texts(message)
    assert "It is a day old." in texts(message)
    assert PARTLY not in texts(message)


@pytest.mark.parametrize(
    ("answer", "leads_on"),
    [
        ({"text": "No account is connected here yet. A manager connects one."}, False),
        ({"text": "I do not know lamp. Which account do you mean?"}, True),
        ({"text": "You got 12 replies.", "held": (Held(reason="r", masked="m"),)}, True),
    ],
    ids=["nothing to go on with", "a question", "figures"],
)
def test_only_what_leads_on_is_judged_and_continued(answer: dict[str, Any], leads_on: bool) -> None:
    """Neither thumbs nor *Continue in DM* under a sentence that says what is missing."""
    message = answers.for_one(run_of(Answer(composer="offline", **answer)))
    kinds = [block["type"] for block in message.blocks]

    assert ("context_actions" in kinds) is leads_on
    assert ("Continue in DM" in texts(message)) is leads_on
    assert ("👍" in texts(message, plainer=True)) is leads_on


def test_where_nothing_was_looked_up_there_is_nothing_to_share_or_prove() -> None:
    """A question asked back, a greeting."""
    asked_back = Answer(text="Which period do you mean?", composer="offline", suggestions=("A?",))

    shown = texts(answers.for_one(run_of(asked_back)))
    assert "Continue in DM" in shown
    assert "Share in channel" not in shown
    assert "Show sources" not in shown
    assert "Show sources" not in texts(answers.in_thread(run_of(asked_back)))
    assert "A?" in shown


def test_sources_show_half_open_windows_by_their_last_day() -> None:
    """In the window's own zone, across a change of clocks."""
    window = Window(
        start=datetime(2026, 10, 18, 22, tzinfo=UTC),
        end=datetime(2026, 10, 25, 23, tzinfo=UTC),
        name="last week",
        zone="Europe/Berlin",
    )
    source = Source(call="get_metrics(replies)", account=None, as_of=AT)
    fact = Fact(
        id="f1",
        metric="replies",
        value=1,
        unit=Unit.COUNT,
        wording="1 reply",
        window=window,
        source=source,
        definition="replies@1",
    )
    view = sources_modal(
        run_of(Answer(text="x", composer="m", consulted=(fact,), sources=(source,)))
    )

    assert "last week, 19 Oct 2026 00:00 to 25 Oct 2026 23:59 (Europe/Berlin)" in str(view)
    check_view(view)


def test_an_answer_without_calls_says_so() -> None:
    """Its modal is not empty."""
    assert "This answer used no calls." in str(
        sources_modal(run_of(Answer(text="x", composer="m")))
    )


def test_a_button_never_carries_a_cut_value() -> None:
    """A cut id would be somebody else's."""
    with pytest.raises(ValueError, match="too long for a button"):
        button("Share", "engage.share", "x" * 2_001)


def account(handle: str, synced_at: datetime | None, **more: Any) -> Account:
    ref = AccountRef(Platform.BLUESKY, handle)
    return Account("a", "T1", ref, "did:x", "Acme", "https://x", AT, synced_at=synced_at, **more)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=59), "read just now"),
        (timedelta(minutes=1), "read 1 minute ago"),
        (timedelta(hours=25), "read 1 day ago"),
        (timedelta(hours=3), "read 3 hours ago"),
        (timedelta(seconds=-5), "read just now"),
    ],
)
def test_accounts_say_how_old_their_figures_are(ago: timedelta, said: str) -> None:
    """In the largest unit that is not zero."""
    assert said in words.account_line(account("acme.example", AT - ago), AT)


def test_accounts_say_what_limits_them() -> None:
    """Never read, not signed in, in trouble."""
    line = words.account_line(account("acme.example", None, trouble="RateLimited"), AT)

    assert line.endswith(" Acme, not read yet, without signing in, *the last reading failed*")


def test_a_number_keeps_its_unit_in_a_narrow_column() -> None:
    """The space before a unit does not break; other spaces do."""
    table = Table(
        title="Waits", columns=("Who", "How long"), rows=(("Ada", "14 of 25 (56 %), 3 h"),)
    )
    block = table_block(table)

    assert block is not None
    assert block["rows"][1][1]["text"] == "14 of 25 (56\u00a0%), 3\u00a0h"
