"""What has left and what has not, in every order things can happen."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from assistant.community.answers import TaskFinished, TaskStarted, TextAdded, TextReplaced
from assistant.community.facts import Quote
from handlers.draft import STREAM_TEXT, TASK_TEXT, Draft

WORDS = st.text(alphabet="ab .\n", max_size=30)


def text_of(chunks: tuple[dict[str, str], ...]) -> str:
    return "".join(chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text")


@given(st.lists(st.tuples(WORDS, st.booleans()), max_size=20))
def test_every_word_leaves_once_and_in_order(steps: list[tuple[str, bool]]) -> None:
    """However calls and words alternate, and whichever calls fail."""
    draft, arrived = Draft(), ""
    for words, works in steps:
        draft.take(TextAdded(words))
        parcel = draft.parcel()
        if works and parcel:
            arrived += text_of(parcel.chunks)
            draft.sent(parcel)

    arrived += text_of(draft.parcel().chunks)

    assert "".join(words for words, _ in steps).rstrip() == arrived.rstrip()


def test_words_that_come_while_a_parcel_is_on_its_way_wait_for_the_next() -> None:
    """Nothing is skipped, nothing comes twice."""
    draft = Draft()
    draft.take(TextAdded("One. "))
    parcel = draft.parcel()
    draft.take(TextAdded("Two."))
    draft.sent(parcel)

    assert text_of(draft.parcel().chunks) == "Two."


def test_what_was_handed_out_and_taken_back_is_void() -> None:
    """Whether or not its call was answered by then."""
    for answered in (True, False):
        draft = Draft()
        draft.take(TextAdded("Wrong."))
        parcel = draft.parcel()
        if answered:
            draft.sent(parcel)
        draft.take(TextReplaced(""))
        draft.sent(parcel)
        draft.take(TextAdded("Right."))

        assert draft.void
        assert text_of(draft.parcel().chunks) == "Right."


def test_what_nobody_saw_is_just_gone() -> None:
    """No parcel had been made of it."""
    draft = Draft()
    draft.take(TextAdded("Wrong."))
    draft.take(TextReplaced("Right."))

    assert not draft.void
    assert text_of(draft.parcel().chunks) == "Right."


def test_a_task_that_changed_meanwhile_leaves_again() -> None:
    """The card must not stay at what it was when the call began."""
    draft = Draft()
    draft.take(TaskStarted("t", "Reading"))
    parcel = draft.parcel()
    draft.take(TaskFinished("t", "Reading", detail="12 threads"))
    draft.sent(parcel)

    (chunk,) = draft.parcel().chunks
    assert (chunk["status"], chunk["output"]) == ("complete", "12 threads")
    draft.sent(draft.parcel())
    assert not draft.parcel()


def test_tasks_nobody_works_on_any_more_are_closed() -> None:
    """Those that ended well stay as they are."""
    draft = Draft()
    draft.take(TaskStarted("a", "One"))
    draft.take(TaskFinished("a", "One"))
    draft.take(TaskStarted("b", "Two"))
    draft.sent(draft.parcel())
    draft.end_tasks()

    assert [(c["id"], c["status"]) for c in draft.parcel().chunks] == [("b", "error")]


def test_limits_of_a_stream_are_kept() -> None:
    """256 characters a task, 12,000 a message, and a cut is marked."""
    draft = Draft()
    draft.take(TaskStarted("t", "x" * 1_000))
    draft.take(TextAdded("word " * 5_000))

    task, words = draft.parcel().chunks
    assert len(task["title"]) == TASK_TEXT
    assert len(words["text"]) <= STREAM_TEXT
    assert words["text"].endswith("…")


def test_only_addresses_of_quotes_are_linked() -> None:
    """Everything else is readable and no link."""
    quote = Quote(
        id="q1",
        text="hi",
        author="@a",
        url="https://bsky.app/p/1",
        written_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    draft = Draft()
    draft.take(TextAdded("[@a](https://bsky.app/p/1) [b](https://evil.example)", (quote,)))

    assert draft.text == "[@a](https://bsky.app/p/1) b (https[:]//evil.example)"
