"""Which conversations are worth joining, what we could add, and who asked to be left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.accounts import Platform
from assistant.community.brand import BrandFact
from assistant.community.inbox import Item, Need, Origin, Part, Topic, Triage
from assistant.community.leaving_alone import asks_for_quiet, reason, unkept
from assistant.community.posts import UNNAMED, Author
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
        "Could you please stop responding to everything I post?",
        "please stop @ing me",
        "Stop it. I don't want a brand in my mentions.",
        "Do not contact me again.",
        "Please don't reply to me anymore",
        "Get out of my mentions",
        "leave me alone!!",
        "I'd rather you didn't reply to my posts, thanks",
        "No more replies please.",
        "Can you not comment under my posts?",
        "Bitte hört auf mir zu antworten.",
        "Antwortet mir bitte nicht mehr",
        "Bitte lasst mich in Ruhe.",
        "Ich möchte nicht, dass ihr mir antwortet.",
        "Keine Antworten mehr bitte",
        "Bitte nicht mehr kommentieren",
        "Hört auf mich zu markieren",
        "please stop mentioning us in your posts",
        "never message me again",
        "@acme.example stop replying to me",
        "Don't talk to me.",
        "Seriously, leave us alone.",
        "Would you stop commenting on my photos?",
        "I don't want you to reply to my posts.",
        "Keep out of our threads, thanks.",
        "Never tag me again.",
        "Please do not respond to my comments anymore",
        "Schreibt mir nie wieder.",
        "Bitte mich nicht mehr markieren",
        "Ich will keine Nachrichten von euch.",
        "Lass mich einfach in Ruhe",
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
        "Leave the lid off and let it cool",
        "Don't speak to my boss, he prefers tea",
        "Please write to me when the beans are back",
        "I would rather you not sell out so fast",
        "Never answered my question, sadly",
        "Stop talking and take my money",
        "Nicht mehr lange bis Weihnachten",
        "Keine Antworten auf meine Fragen, seit Wochen",
        "Schreibt bitte, wann es weitergeht",
        "Don't mention us in the same breath as the others, you are better",
        "Don't comment much usually, but wow",
        "I want you to reply to me",
        "Please don't stop making the decaf!",
        "I never reply to surveys but this one was fun",
        "My cat won't leave me alone when I make coffee",
        "You never answer me. Why?",
        "Please reply to me, it has been three days",
        "Don't write off the medium roast",
        "Could you stop the auto renewal please?",
        "Don't comment on the price, just fix it",
        "The barista told my kid to leave the sugar alone",
        "I do not need messages on my cup, just coffee",
        "Warum schreibt ihr nicht mehr auf Deutsch?",
        "Ihr antwortet nicht mehr auf Mails, was ist los?",
        "Ich kann nicht mehr schreiben, so müde bin ich",
        "Lasst mich wissen, wann ihr öffnet",
        "Stop. Replying to this just to say thanks!",
        "Nobody asked you to be this good, yet here we are",
        "Don't mention it!",
        "Don't tag me as a fan yet, I only had one cup",
        "Leave me out of the raffle, I already won last time",
        "please stop following the bad recipe of the old booklet",
        "",
    ],
)
def test_others_are_not(text: str) -> None:
    assert not asks_for_quiet(text)


def test_a_wish_of_somebody_who_is_not_named_is_people_s_to_keep() -> None:
    parts = (Part("1", Origin.COMMENT, "Please stop replying to me.", "https://x", NOW),)
    triage = Triage(Need.NONE, Topic.TALK, "asks for nothing")
    nobody = Author(f"{UNNAMED}1", "", "Somebody on Facebook")
    item = Item("i1", "T1", "a1", nobody, "top", parts, triage, NOW)
    assert "Facebook does not tell who they are" in unkept(item, Platform.FACEBOOK)
    assert unkept(replace(item, person=Author("7", "ann")), Platform.FACEBOOK) == ""
    calm = (replace(parts[0], text="Lovely"),)
    assert unkept(replace(item, parts=calm), Platform.FACEBOOK) == ""
