"""Which post of ours is the answer that somebody gave on the platform itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.drafts import Draft, Intent
from assistant.community.given_by_hand import hung
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


def test_elsewhere_an_answer_stands_under_what_it_answers() -> None:
    beside, under = said("r", US, "@ann_lee It is.", "first", 3), said("s", US, "It is.", "q", 4)
    assert by_hand(DRAFT, ITEM, (ABOVE, ASKED, beside), account(Platform.BLUESKY)) is None
    assert by_hand(DRAFT, ITEM, (ABOVE, ASKED, beside, under), account(Platform.X)) == under
