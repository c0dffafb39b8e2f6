"""Which post of ours is the answer that somebody gave on the platform itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.drafts import Draft, Intent
from assistant.community.given_by_hand import Given, answer_in, hung
from assistant.community.inbox import Item, Need, Origin, Part, Topic, Triage
from assistant.community.posts import Author, Post
from assistant.community.publication import by_hand
from tests.fakes import NOW

US, ANN, BOB = Author("100", "acme"), Author("7", "ann_lee", "Ann Lee"), Author("8", "bob")
URL = "https://example.com/1"


def said(id_: str, author: Author, text: str, parent: str, minutes: int = 0, *named: str) -> Post:
    at = NOW + timedelta(minutes=minutes)
    return Post(id_, author, text, at, URL, "top", parent, mentioned_ids=named)


def account(platform: Platform) -> Account:
    return Account("a1", "T1", AccountRef(platform, "acme"), US.id, "Acme", URL, NOW)


PARTS = (Part("q", Origin.COMMENT, "Is it open?", URL, NOW),)
ITEM = Item(
    "i1", "T1", "a1", ANN, "top", PARTS, Triage(Need.REPLY, Topic.QUESTION, "asks"), NOW
)  # fmt: skip
DRAFT = Draft("d1", "T1", "a1", "i1", "q", "Yes.", "Yes.", Intent.ANSWER, "offline", "U1", NOW)
ABOVE = said("first", BOB, "Lovely", "top", -5)
ASKED = said("q", ANN, "Is it open?", "first")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (said("r", US, "@ann_lee It is.", "first", 3), True),
        (said("r", US, "Ann Lee It is.", "first", 3, ANN.id), True),
        (said("r", US, "It is.", "q", 3), True),
        (said("r", US, "Thank you.", "first", 3), False),  # may be for anybody
        (said("r", US, "@ann_leeds Hello.", "first", 3), False),
        (said("r", US, "Ann Lee, it is.", "first", 3), True),  # her whole name, without a tag
        (said("r", US, "Ann Leeds, hello.", "first", 3), False),
        (said("r", US, "@ann_lee Hello.", "first", -3), False),  # before she asked
        (said("r", BOB, "@ann_lee It is.", "first", 3), False),
        (said("r", US, "@ann_lee See there.", "top", 3), False),
    ],
)
@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
def test_where_there_are_two_levels_an_answer_stands_beside_what_it_answers(
    platform: Platform, answer: Post, found: bool
) -> None:
    posts = (ABOVE, ASKED, answer)
    assert by_hand(DRAFT, ITEM, posts, account(platform)) == (answer if found else None)
    known = replace(DRAFT, seen=(answer.id,))
    assert by_hand(known, ITEM, posts, account(platform)) is None


@pytest.mark.parametrize(
    ("answer", "under"),
    [
        (said("r", US, "@ann_lee It is.", "first", 3), "q"),
        (said("r", US, "Ann Lee It is.", "first", 3, ANN.id), "q"),
        (said("r", US, "It is.", "first", 3), "first"),
        (said("r", US, "@ann_lee Hello.", "first", -3), "first"),
        (said("r", US, "@ann_lee Hello.", "top", 3), "top"),
    ],
)
def test_an_answer_beside_a_comment_is_hung_under_it_where_it_names_its_author(
    answer: Post, under: str
) -> None:
    posts = (ABOVE, ASKED, answer)
    assert hung(answer, posts, Platform.INSTAGRAM) == replace(answer, parent_id=under)
    assert hung(answer, posts, Platform.MASTODON) == answer


TO_BOB = said("t", US, "@bob Thank you for the kind words.", "first", 2)
TO_SOMEBODY = said("s", US, "We do, until eight.", "first", 3)
LATER = said("l", US, "We are open until eight on weekdays.", "first", 9)
TEXT = "We are open until eight on weekdays, and until noon on Saturdays."


def given(*ours: Post, texts: tuple[str, ...] = (), above: Post = ABOVE) -> Given:
    """What is found of an answer to Ann, who wrote under a comment of Bob's."""
    return answer_in((above, ASKED, *ours), ITEM, account(Platform.FACEBOOK), texts)


def test_an_answer_that_names_whom_it_answers_is_it() -> None:
    named = said("r", US, "@ann_lee It is.", "first", 20)
    assert given(TO_BOB, TO_SOMEBODY, named, LATER, texts=(TEXT,)) == Given(named)


def test_an_answer_that_names_somebody_else_is_not_it() -> None:
    assert given(TO_BOB) == Given()
    both = said("b", US, "@bob @ann_lee It is.", "first", 4)
    assert given(TO_BOB, both) == Given(both)


def test_of_answers_that_name_nobody_the_one_in_the_words_on_the_card_is_it() -> None:
    assert given(TO_SOMEBODY, LATER, texts=(TEXT,)) == Given(LATER)
    word = said("w", US, "Yes!", "first", 4)
    assert given(TO_SOMEBODY, word, texts=("@ann_lee  yes! ",)) == Given(word)


def test_where_nobody_can_tell_a_person_is_asked() -> None:
    """One that names nobody may be for whoever wrote the comment above."""
    assert given(TO_SOMEBODY) == Given(doubtful=(TO_SOMEBODY,))
    assert given(LATER, TO_SOMEBODY, TO_BOB) == Given(doubtful=(TO_SOMEBODY, LATER))
    twice = (LATER, said("k", US, TEXT, "first", 5))
    assert given(TO_SOMEBODY, *twice, texts=(TEXT,)) == Given(doubtful=twice[::-1])


def test_where_only_one_person_is_spoken_to_any_answer_is_it() -> None:
    for ours in (US, ANN):
        above = said("first", ours, "Beans", "top", -5)
        assert given(LATER, TO_SOMEBODY, above=above) == Given(TO_SOMEBODY)


def test_under_a_comment_an_answer_to_somebody_else_there_is_not_it() -> None:
    asked = said("q", ANN, "Is it open?", "top")
    other = said("o", BOB, "I wonder, too", "q", 1)
    plain, to_bob = said("p", US, "It is.", "q", 9), said("t", US, "@bob It is.", "q", 2)
    at = account(Platform.INSTAGRAM)
    assert answer_in((asked, other, to_bob), ITEM, at) == Given()
    assert answer_in((asked, other, to_bob, plain), ITEM, at) == Given(plain)
    second = said("z", US, "See above.", "q", 10)
    assert answer_in((asked, other, plain, second), ITEM, at) == Given(doubtful=(plain, second))
    assert answer_in((asked, plain, second), ITEM, at) == Given(plain)


def test_what_engage_sent_to_somebody_else_is_not_it() -> None:
    sent = frozenset({TO_SOMEBODY.id})
    posts, at = (ABOVE, ASKED, TO_SOMEBODY), account(Platform.FACEBOOK)
    assert answer_in(posts, ITEM, at, to_others=sent) == Given()


def test_elsewhere_the_first_answer_to_it_is_it() -> None:
    posts = (ASKED, said("s", US, "See there.", "q", 9), said("r", US, "It is.", "q", 3), TO_BOB)
    assert answer_in(posts, ITEM, account(Platform.BLUESKY)) == Given(posts[2])


def test_before_a_reply_goes_out_answers_to_others_below_are_no_answer_to_it() -> None:
    asked = said("q", ANN, "Is it open?", "top")
    other = said("o", BOB, "I wonder, too", "q", 1)
    to_bob, plain = said("t", US, "@bob It is.", "q", 2), said("p", US, "It is.", "q", 3)
    at = account(Platform.FACEBOOK)
    assert by_hand(DRAFT, ITEM, (asked, other, to_bob), at) is None
    assert by_hand(DRAFT, ITEM, (asked, other, to_bob, plain), at) == plain
    assert by_hand(DRAFT, ITEM, (asked, other, plain), at, {plain.id}) is None


def test_elsewhere_an_answer_stands_under_what_it_answers() -> None:
    beside, under = said("r", US, "@ann_lee It is.", "first", 3), said("s", US, "It is.", "q", 4)
    assert by_hand(DRAFT, ITEM, (ABOVE, ASKED, beside), account(Platform.BLUESKY)) is None
    assert by_hand(DRAFT, ITEM, (ABOVE, ASKED, beside, under), account(Platform.X)) == under
