"""What a post of ours is for, people's word on it, and the promotion budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.budget import FEWEST, budget, held
from assistant.community.classifying import classify, classify_text, own_domains
from assistant.community.labelling import labelled
from assistant.community.mix import Function, Label, Value
from assistant.community.own_mix import Labelled, Ours, OwnMix, Place, Told, Written
from assistant.community.posts import Author, Post
from tests.unit.community_rows import DAY, MONDAY

OURS = Ours(frozenset({"us"}), frozenset({"acme.example"}), frozenset({"acme.example"}))
SALE = "Our lamps are back in stock. Order yours now for €29: acme.example/shop/lamps"
TIP = "Did you know? A wick lasts twice as long when you trim it after each use."


def post(text: str, hours: float = 0, **more: object) -> Post:
    at = MONDAY + timedelta(hours=hours)
    return Post(f"p{hours}", Author("us", "acme.example"), text, at, "u", **more)  # type: ignore[arg-type]


def own(text: str, hours: float = 0, **more: object) -> Written:
    return Written(post(text, hours, **more), Place.OWN)


def told(post_id: str, text: str, function: Function, **more: object) -> Told:
    made = Told(post_id, text, function, None, "U1", MONDAY)
    return replace(made, **more)  # type: ignore[arg-type]


def function_of(text: str, place: Place = Place.OWN, **more: object) -> Function | None:
    return classify(post(text, **more), place, OURS).function


# -- rules ----------------------------------------------------------------------------------


def test_where_it_stands_speaks_before_its_words() -> None:
    assert function_of(SALE, Place.CALLED) is Function.RESPOND
    assert function_of("Try a paper filter.", Place.UNCALLED) is Function.JOIN
    assert function_of(SALE, Place.UNCALLED) is Function.PROMOTE


def test_a_reason_names_what_was_seen() -> None:
    label = classify(post(SALE), Place.OWN, OURS)

    assert (label.function, label.by) == (Function.PROMOTE, None)
    assert "asks to buy (“order yours”)" in label.reason
    assert "price" in label.reason


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Tickets from €8 at acme.example/tickets", Function.PROMOTE),
        ("Kommt vorbei, am Samstag um 15 Uhr ist Tag der offenen Tür.", Function.PROMOTE),
        ("20 % off everything until Sunday", Function.PROMOTE),
        ("Thank you to everyone who came last night. Sold out, can you believe it?", Function.SHARE),
        ("We raised €1,200 for the shelter. Thank you.", Function.SHARE),
        ("The council spent €2.4 million on the bridge.", Function.SHARE),
        ("Das Konzert am Samstag um 19 Uhr ist abgesagt, Karten behalten ihre Gültigkeit.", Function.SHARE),
        ("Our friends at @lumen.example open their show on Saturday, 7 pm. Go see them.", Function.SHARE),
        (TIP, Function.SHARE),
        ("There are three cups left, €12 each.", None),
        ("", None),
        ("Venez nombreux samedi, les lampes sont là et nous vous attendons avec du thé.", None),
    ],
)  # fmt: skip
def test_what_a_post_asks_for(text: str, function: Function | None) -> None:
    found = function_of(text)

    assert found is function or (function is None and found is not Function.SHARE)


def test_passing_on_a_post_of_others_gives() -> None:
    assert function_of("", quoted_id="q") is Function.SHARE
    assert function_of("Lovely.", quoted_id="q") is Function.SHARE
    assert function_of(SALE, quoted_id="q") is Function.PROMOTE


def test_a_link_to_our_shop_counts_and_one_of_others_does_not() -> None:
    words = "New on the shelf: {link}"
    ours = classify_text(words.format(link="https://acme.example/shop/lamp"), OURS)
    theirs = classify_text(words.format(link="https://lumen.example/about"), OURS)

    assert ours.function is Function.PROMOTE
    assert theirs.function is not Function.PROMOTE


def test_values_are_told_or_left_open() -> None:
    assert classify_text(TIP, OURS).value is Value.EDUCATE
    assert classify_text("We are closed on Monday.", OURS).value is Value.INFORM
    assert classify_text("So proud of this team. Thank you.", OURS).value is Value.MOTIVATE
    assert classify_text("Which one is your cat? 😂", OURS).value is Value.ENTERTAIN
    assert classify_text("Grey.", OURS).value is None


def test_our_domains_come_from_handles_sources_and_searches() -> None:
    found = own_domains(
        ["acme.example", "acme.bsky.social", "acme@social.example"],
        ["https://www.acme-lamps.example/faq, page 2", "Mia said so", "https://en.wikipedia.org/x"],
        ["lamps.example"],
    )

    assert found == {"acme.example", "acme-lamps.example", "lamps.example"}


# -- people's word ------------------------------------------------------------------------------


def test_a_person_s_word_wins() -> None:
    mix = OwnMix((own(SALE),), (told("p0", SALE, Function.SHARE, value=Value.INFORM),), OURS)

    (found,) = labelled(mix)

    assert found.label == Label(Function.SHARE, Value.INFORM, "a person said so", "U1")


def test_it_holds_for_later_posts_with_nearly_the_same_words() -> None:
    said = told("long-ago", "Only 5 seats left for the lamp night on Friday", Function.SHARE)
    again = "Only 3 seats left for the lamp night on Friday."
    mix = OwnMix((own(again), own(SALE, 1)), (said,), OURS)

    sale, seats = labelled(mix)

    assert (seats.label.function, seats.label.by) == (Function.SHARE, "U1")
    assert "nearly the same words" in seats.label.reason
    assert sale.label.function is Function.PROMOTE


def test_of_two_words_on_the_same_text_the_later_counts() -> None:
    first = told("a", TIP, Function.PROMOTE)
    then = told("b", TIP, Function.SHARE, at=MONDAY + DAY)

    (found,) = labelled(OwnMix((own(TIP, 50),), (then, first), OURS))

    assert found.label.function is Function.SHARE


def test_an_answer_to_one_person_says_nothing_of_the_next() -> None:
    said = told("a", "Thank you so much for that", Function.PROMOTE)
    answer = Written(post("Thank you so much for that"), Place.CALLED)

    (found,) = labelled(OwnMix((answer,), (said,), OURS))

    assert found.label.function is Function.RESPOND


def test_a_thread_of_our_own_is_one_post() -> None:
    first = own("How a lamp is made, in two posts.", 1)
    second = own("Order yours at acme.example/shop", 2, parent_id="p1", root_id="p1")

    (found,) = labelled(OwnMix((second, first), (), OURS))

    assert found.post.id == "p1"
    assert found.label.function is Function.PROMOTE


# -- the budget -----------------------------------------------------------------------------------


def posts(*functions: Function | None) -> list[Labelled]:
    """The newest first."""
    return [
        Labelled(post("x", -n), Label(function, None, "")) for n, function in enumerate(functions)
    ]


S, P, R, J = Function.SHARE, Function.PROMOTE, Function.RESPOND, Function.JOIN


def test_the_share_has_its_interval() -> None:
    """4 of 20 lies between 8 and 42 %."""
    now = budget(posts(*[P] * 4, *[S] * 16), 0.2)

    assert (now.promoted, now.posts, now.share) == (4, 20, 0.2)
    assert (round(now.low or 0, 2), round(now.high or 0, 2)) == (0.08, 0.42)


@pytest.mark.parametrize(
    ("promoted", "others", "limit", "room"),
    [(0, 8, 0.2, 2), (1, 8, 0.2, 1), (1, 3, 0.2, None), (2, 6, 0.2, 0), (0, 5, 0.0, 0),
     (3, 7, 1.0, 10), (0, 5, 0.2, 1), (1, 9, 0.25, 2)],
)  # fmt: skip
def test_room_is_what_still_fits(promoted: int, others: int, limit: float, room: int | None):
    now = budget(posts(*[S] * others, *[P] * promoted), limit)

    assert now.room == room
    if room:
        assert (promoted + room) / (promoted + others + room) <= limit + 1e-9
        after = (promoted + room + 1) / (promoted + others + room + 1)
        assert after > limit or limit == 1.0


def test_one_beyond_it_is_held_with_the_reason_and_what_is_missing() -> None:
    now = budget(posts(S, P, P, S, R, R, S, J, J, J), 0.2)
    few = budget(posts(S, P, P, S, S, J, J, J, J), 0.2)

    assert held(now) == (
        "With this one 3 of 11 posts and replies of the last 28 days would promote; the limit is "
        "20 %. What is missing most is answering: somebody may be waiting for a reply."
    )
    assert few.missing is Function.RESPOND
    assert held(budget(posts(*[S] * 9, P), 0.2)) is None


def test_with_few_posts_only_a_second_promotion_in_a_row_is_held() -> None:
    assert held(budget([], 0.2)) is None
    assert held(budget(posts(S, P), 0.2)) is None
    said = held(budget(posts(P, S), 0.2))
    assert said is not None
    assert "second post in a row" in said
    assert budget(posts(*[P] * (FEWEST - 1)), 0.2).room is None


def test_unsure_is_counted_apart_and_as_no_promotion() -> None:
    now = budget(posts(None, None, P, S, S), 0.2)

    assert (now.promoted, now.posts, now.unsure) == (1, 5, 2)
