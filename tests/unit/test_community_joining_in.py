"""Which conversations are worth joining, what we could add, and who asked to be left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.brand import BrandFact
from assistant.community.leaving_alone import asks_for_quiet, reason
from assistant.community.posts import Author
from assistant.community.searches import Band, Hit, SavedSearch, SearchKind
from assistant.community.worth_joining import (
    LEFT_ALONE,
    NOTHING_TO_ADD,
    TOO_OLD,
    Around,
    helpful,
    ranked,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SEARCH = SavedSearch("S1", "T1", "A1", SearchKind.BRAND, "Harbour Light", "U1", NOW)


def hit(text: str, ago: float = 3, who: str = "ana", **more: object) -> Hit:
    made = Hit(
        f"at://{who}/{ago}", "T1", "A1", "S1", Author(f"did:{who}", f"{who}.example"), text,
        "https://x", NOW - ago * HOUR, NOW, Band.SURE, "says it",
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def fact(title: str, text: str) -> BrandFact:
    return BrandFact(title, "T1", title, text, "https://acme", "U1", NOW)


SHIPPING = fact("Shipping to Norway", "We ship to Norway and Iceland within a week.")
DECAF = fact("Decaf", "Our decaf is made with water alone.")
AROUND = Around(NOW, {"S1": SEARCH}, (SHIPPING, DECAF), ("Harbour Light",))
ASKS = "Does anybody know whether Harbour Light ships to Norway?"


def test_what_asks_openly_and_is_answered_by_a_fact_is_worth_joining() -> None:
    """Also where its search only listens: a person asked what is worth joining."""
    assert SEARCH.listen_only
    good, left = ranked([hit(ASKS)], AROUND)
    assert left == ()
    assert good[0].add == (SHIPPING,)
    assert good[0].reasons == (
        "It asks openly.",
        "You could add: Shipping to Norway.",
        "It is less than a day old.",
    )


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (hit("Best flat white is at Harbour Light."), "not to us"),
        (hit("Does anybody know a good vet near Harbour Light?"), NOTHING_TO_ADD),
        (hit(ASKS, band=Band.MAYBE), "not sure"),
        (hit("Anyone know if the funeral is near Harbour Light Norway?"), "no moment"),
        (hit(ASKS, 24 * 8), TOO_OLD),
        (hit(ASKS, who="gone"), LEFT_ALONE),
    ],
    ids=["asks nothing", "nothing to add", "maybe", "heavy", "old", "opted out"],
)
def test_what_is_to_be_left_alone_says_why(found: Hit, why: str) -> None:
    good, (left,) = ranked([found], replace(AROUND, left_alone={"did:gone"}))
    assert good == ()
    assert any(why in each for each in left.reasons)


def test_names_of_the_brand_answer_nothing() -> None:
    about = fact("Harbour Light", "Harbour Light is a roastery.")
    assert helpful("Does anybody know Harbour Light?", (about,), ("Harbour Light",)) == ()


def test_the_young_ones_and_those_of_people_we_know_come_first() -> None:
    found = [hit(ASKS, 50, "old"), hit(ASKS, 5, "new"), hit(ASKS, 9, "friend")]
    good, _ = ranked(found, replace(AROUND, known={"did:friend"}))
    assert [each.hit.author.id for each in good] == ["did:friend", "did:new", "did:old"]
    assert "They have written to you before." in good[0].reasons
    taken, _ = ranked(found, replace(AROUND, taken={found[1].id}))
    assert [each.hit.id for each in taken] == [found[2].id, found[0].id]
    many, _ = ranked([hit(ASKS, n + 1, f"p{n}") for n in range(9)], AROUND)
    assert len(many) == 5


@pytest.mark.parametrize(
    "text",
    [
        "Please stop replying to me.",
        "@acme stop tagging me please",
        "Don't reply to my posts again",
        "Just leave me alone, thanks",
        "Leave us out of this.",
        "please do not contact me",
        "I don't want your replies.",
        "bitte nicht mehr antworten",
        "Bitte antwortet mir nicht mehr.",
        "Lasst mich bitte in Ruhe",
        "Hört auf, mir zu schreiben.",
        "Nobody asked you.",
    ],
)
def test_who_asks_for_quiet_is_understood(text: str) -> None:
    assert asks_for_quiet(text)
    assert reason(text).startswith("asked to be left alone: “")


@pytest.mark.parametrize(
    "text",
    [
        "Please never stop posting these.",
        "I can't stop replying to these, so good",
        "Why did you stop making the dark roast?",
        "Please reply to my mail from Monday.",
        "You did not answer me, please do.",
        "My neighbour said “leave me alone” and I laughed.",
        "Warum antwortet ihr nicht?",
        "Hört nie auf, solche Bilder zu posten!",
        "Can you stop the subscription for me?",
        "Don't tell me you are out of decaf",
        "",
    ],
)
def test_others_are_not(text: str) -> None:
    assert not asks_for_quiet(text)
