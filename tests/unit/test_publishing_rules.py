"""What is clickable in a post, names of records, lengths, and when a draft in doubt is looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.drafts import MOVES, Draft, DraftState, Happening, Intent
from assistant.community.publication import DELETED, DRY_RUN, LATEST, Halt, held_back, is_due
from assistant.platforms.bluesky_facets import facets, handles, links, tags
from assistant.platforms.bluesky_publishing import tid
from assistant.platforms.graphemes import graphemes
from assistant.platforms.mastodon_lengths import Lengths, short_handles
from assistant.platforms.mastodon_target import reply_visibility

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DRAFT = Draft(
    id="d1",
    workspace_id="T1",
    account_id="a1",
    item_id="i1",
    target_id="at://fan/1",
    text="At eight.",
    original="At eight.",
    intent=Intent.ANSWER,
    composer="offline",
    author_id="UBERT",
    made_at=NOW,
    state=DraftState.APPROVED,
    approver_id="UANNA",
    approved_at=NOW,
    send_at=NOW,
)
DRAFT = replace(DRAFT, approved_hash=DRAFT.digest)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hi @fan.test, (@Other.Example) ok", ["fan.test", "other.example"]),
        ("mail me@acme.example or @nobody or @-x.test", []),
        ("@fan.test.", ["fan.test"]),
    ],
)
def test_people_are_named_by_handles_that_can_be_ones(text: str, found: list[str]) -> None:
    assert [span.words for span in handles(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://acme.example/a_(b). Then", ["https://acme.example/a_(b)"]),
        ("(https://acme.example/a)!", ["https://acme.example/a"]),
        ("HTTP://acme.example?x=1,", ["HTTP://acme.example?x=1"]),
        ("acme.example and ftp://acme.example and xhttps://acme.example", []),
    ],
)
def test_addresses_end_where_their_sentence_goes_on(text: str, found: list[str]) -> None:
    assert [span.words for span in links(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#Kaffee, #größe! (#no) a#b #1 #2nd #", ["Kaffee", "größe", "2nd"]),
        ("＃wide #\ufe0fkeycap", ["wide"]),
        (f"#{'a' * 64} #{'b' * 65}", ["a" * 64]),
    ],
)
def test_hashtags_have_a_letter_and_an_end(text: str, found: list[str]) -> None:
    assert [span.words for span in tags(text)] == found


@given(st.text(max_size=40), st.text(max_size=40))
def test_facets_count_bytes_whatever_stands_around_them(before: str, after: str) -> None:
    text = f"{before} https://acme.example/x @fan.test #tag {after}"
    raw = text.encode("utf-8", "surrogatepass")
    for facet in facets(text, {"fan.test": "did:plc:fan"}):
        index, (feature,) = facet["index"], facet["features"]
        words = raw[index["byteStart"] : index["byteEnd"]].decode()
        name = feature.get("uri") or feature.get("tag") or "fan.test"
        assert words.lstrip("@#＃").lower() == name.lower()


def test_a_handle_of_nobodys_stays_text() -> None:
    assert facets("Hi @fan.test", {}) == []


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 1023),
    st.integers(0, 1023),
)
def test_names_of_records_sort_by_time(moment: datetime, one: int, other: int) -> None:
    early, late = tid(moment, one), tid(moment + timedelta(microseconds=1), other)
    assert len(early) == len(late) == 13
    assert early < late
    assert set(early) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert early[0] in "234567abcdefghij"  # the top bit is 0 (https://atproto.com/specs/tid)


def test_a_known_name_of_a_record() -> None:
    # 3jzfcijpj2z2a, the example of https://atproto.com/specs/tid
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=1688137381887007)
    assert tid(moment, 6)[:11] == "3jzfcijpj2z"


def test_what_people_see_as_one_character_counts_as_one() -> None:
    assert [graphemes(text) for text in ("", "abc", "é", "👩‍👩‍👧‍👦", "🇩🇪🇩🇪", "\r\n")] == [
        0, 3, 1, 1, 2, 1,
    ]  # fmt: skip


def test_addresses_and_handles_count_as_mastodon_says() -> None:
    lengths = Lengths(500, 23)
    assert lengths.count("https://a.example") == 23
    assert lengths.count("(https://acme.example/long/way?x=1).") == 23 + 3
    assert lengths.count("@fan@elsewhere.example hi") == len("@fan hi")
    assert lengths.count("mail@acme.example") == len("mail@acme.example")
    assert short_handles("@a@b.example @c@d.example:8080!") == "@a @c!"


@pytest.mark.parametrize("wide", ["public", "unlisted"])
def test_a_reply_is_as_visible_as_what_it_answers_at_most(wide: str) -> None:
    assert reply_visibility(wide) == wide
    assert {reply_visibility(each) for each in ("private", "direct", "local", "list", "x")} == {
        "direct"
    }


def test_nothing_holds_back_what_was_approved_a_moment_ago() -> None:
    assert held_back(DRAFT, publishing=True, now=NOW + LATEST) is None


@pytest.mark.parametrize(
    ("draft", "publishing", "now"),
    [
        (replace(DRAFT, text="At nine."), True, NOW),
        (replace(DRAFT, target_id="at://fan/2"), True, NOW),
        (replace(DRAFT, account_id="a2"), True, NOW),
        (replace(DRAFT, approver_id=None), True, NOW),
        (DRAFT, False, NOW),
        (DRAFT, True, NOW + LATEST + timedelta(seconds=1)),
        (replace(DRAFT, send_at=None), True, NOW),
    ],
)
def test_whatever_holds_it_back_brings_it_before_a_person_again(
    draft: Draft, publishing: bool, now: datetime
) -> None:
    halt = held_back(draft, publishing=publishing, now=now)
    assert halt
    back = halt.of(draft)
    assert (back.state, back.approver_id, back.approved_hash) == (DraftState.PENDING, None, None)
    assert back.problem == halt.problem
    assert halt.happening is Happening.CALLED_BACK


@pytest.mark.parametrize("state", [DraftState.APPROVED, DraftState.PREPARED])
def test_every_halt_is_a_move_there_is(state: DraftState) -> None:
    for halt in (DRY_RUN, DELETED, Halt(DraftState.STALE, "s"), Halt(DraftState.EXPIRED, "e")):
        assert halt.state in MOVES[state]
        assert halt.happening


def test_a_draft_in_doubt_is_looked_at_often_then_seldom_and_never_given_up() -> None:
    sent = replace(DRAFT, state=DraftState.UNKNOWN, sent_at=NOW)

    def looks(since: timedelta, ticks: int) -> int:
        return sum(is_due(sent, NOW + since + n * MINUTE, MINUTE) for n in range(ticks))

    assert looks(timedelta(0), 20) == 20
    assert looks(timedelta(hours=1), 60) == 12
    assert looks(timedelta(hours=10), 60) == 2
    assert looks(timedelta(days=30), 24 * 60) == 4
    assert not is_due(sent, NOW - MINUTE, MINUTE)
