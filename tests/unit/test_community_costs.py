"""Money: prices, shares, estimates, and the sentences people read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.accounts import Platform
from assistant.community.cost_words import (
    KINDS,
    about,
    estimate,
    headline,
    kinds,
    notice,
    outlook,
    sending,
)
from assistant.community.costs import (
    DOLLAR,
    PRICES,
    READS,
    WRITES,
    Level,
    Paid,
    Use,
    dollars,
    month_after,
    month_of,
    sending_micro,
    writing,
)
from assistant.community.drafts import Draft, Intent
from assistant.community.studio import Image
from tests.costing_kit import spent

NOON = datetime(2026, 11, 16, tzinfo=UTC)


def test_every_kind_has_a_price_with_its_source_and_words() -> None:
    assert PRICES.keys() == set(Paid) == KINDS.keys()
    for price in PRICES.values():
        assert price.micro > 0
        assert price.source.startswith("https://docs.x.com/")
        assert price.as_of >= date(2026, 11, 22)


def test_what_is_charged_by_what_comes_never_writes() -> None:
    assert {Paid.COUNTS} == set(Paid) - READS - WRITES
    assert not READS & WRITES


def said(
    text: str,
    *rest: str,
    platform: Platform = Platform.X,
    reply: bool = False,
    images: int = 0,
) -> str:
    """What is said of a draft with these posts."""
    shown = Image("p1", "0" * 64, "image/png", 640, 480, 1_234, "A cup of coffee.")
    blank = replace(shown, alt="")
    draft = Draft(
        id="d1",
        workspace_id="T1",
        account_id="a1",
        item_id="i1" if reply else "",
        target_id="t1" if reply else "",
        text=text,
        original=text,
        intent=Intent.ANSWER if reply else Intent.POST,
        composer="person",
        author_id="U1",
        made_at=NOON,
        studio_id=None if reply else "s1",
        rest=rest,
        images=(*[shown] * images, blank),
    )
    return sending(platform, draft)


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("Thank you, Ana.", Paid.CREATE),
        ("See https://acme.example/menu.", Paid.CREATE_WITH_LINK),
        ("See HTTP://a", Paid.CREATE_WITH_LINK),
        ("Look at acme.com for it", Paid.CREATE_WITH_LINK),
        ("Look at ACME.coffee.", Paid.CREATE_WITH_LINK),
        ("Built with node.js and love", Paid.CREATE),
        ("Write to us: ana@acme.com", Paid.CREATE),
        ("We open at 8.30 e.g. on Monday...", Paid.CREATE),
        ("Write to us: a@b", Paid.CREATE),
        ("https:// is how it begins", Paid.CREATE),
    ],
)
def test_a_link_is_what_x_makes_one_of(text: str, paid: Paid) -> None:
    assert writing(text, called=False) is paid
    linked = paid is Paid.CREATE_WITH_LINK
    assert writing(text, called=True) is (paid if linked else Paid.CALLED_REPLY)


def test_a_draft_with_a_link_on_x_shows_twenty_cents() -> None:
    link = "Our menu: https://acme.example/menu"
    assert said(link) == "Sending this costs $0.20, because of its link."
    assert said("Hello.") == "Sending this costs $0.015."
    assert said("Hello.", reply=True) == "Sending this costs $0.01."
    assert said(link, reply=True) == "Sending this costs $0.20, because of its link."
    assert said("Hello.", images=2) == "Sending this costs $0.025."
    assert said("One.", "Two.", link) == "Sending these 3 posts costs $0.23, because of a link."
    assert said(link, link).endswith("$0.40, because of links.")


@pytest.mark.parametrize("platform", [each for each in Platform if each is not Platform.X])
def test_other_platforms_cost_nothing(platform: Platform) -> None:
    assert sending_micro(platform, ("https://acme.example",)) == 0
    assert said("https://acme.example", platform=platform) == ""


@pytest.mark.parametrize(
    ("micro", "shown"),
    [(0, "$0.00"), (1, "less than $0.01"), (9_999, "less than $0.01"), (10_000, "$0.01"),
     (1_234_560_000, "$1,234.56")],
)  # fmt: skip
def test_amounts_are_compared_in_cents(micro: int, shown: str) -> None:
    assert about(micro) == shown


def test_prices_below_a_cent_are_told_exactly() -> None:
    assert [dollars(micro) for micro in (1_000, 15_000, 200_000)] == ["$0.001", "$0.015", "$0.20"]


@given(st.integers(0, 2 * DOLLAR), st.sampled_from(Use))
def test_what_is_left_never_goes_over_the_budget(micro: int, use: Use) -> None:
    seen = spent({Paid.OWNED_READ: micro // 1_000}, dollars=1)
    assert seen.left(use) >= 0
    assert seen.left(use) == 0 or seen.micro + seen.left(use) <= seen.budget
    assert seen.left(Use.READING) <= seen.left(Use.CLEARING) <= seen.left(Use.PUBLISHING)


def test_reading_ends_first_then_clearing_and_publishing_has_the_rest() -> None:
    none = spent({}, dollars=1)
    assert [none.left(use) for use in Use] == [900_000, 950_000, 1_000_000]


@pytest.mark.parametrize(
    ("reads", "level"), [(799, None), (800, Level.WARN), (899, Level.WARN), (900, Level.STOP)]
)
def test_levels_begin_at_eighty_and_ninety(reads: int, level: Level | None) -> None:
    assert spent({Paid.OWNED_READ: reads}, dollars=1).level is level
    assert spent({Paid.OWNED_READ: reads}, dollars=0).level is None


def test_months_are_those_of_utc() -> None:
    late = datetime.fromisoformat("2026-12-01T00:30:00+01:00")
    assert month_of(late) == date(2026, 11, 1)
    assert [month_after(date(2026, n, 1)).month for n in (1, 2, 11, 12)] == [2, 3, 12, 1]


# -- words ----------------------------------------------------------------------------------


def test_the_estimate_says_that_it_is_one_and_from_what() -> None:
    half = spent({Paid.CREATE_WITH_LINK: 25})
    assert estimate(half, NOON) == 10 * DOLLAR
    said = "If it goes on like that it comes to about $10.00 by the end of the month: an estimate"
    assert outlook(half, NOON) == f"{said} from the 15 days so far."
    assert "Reading stops at $4.50." in outlook(spent({Paid.CREATE: 160}, dollars=5), NOON)
    assert "from the first day." in outlook(half, datetime(2026, 11, 2, tzinfo=UTC))


def test_there_is_no_estimate_from_nothing_or_from_hours() -> None:
    first = datetime(2026, 11, 1, 23, tzinfo=UTC)
    assert (
        outlook(spent({Paid.CREATE: 1}), first) == "It is too early in the month for an estimate."
    )
    assert outlook(spent({}), NOON) == ""
    done = datetime(2026, 12, 3, tzinfo=UTC)
    assert estimate(spent({Paid.CREATE: 100}), done) == 1_500_000


def test_the_headline_rounds_down_and_knows_a_budget_of_nothing() -> None:
    close = spent({Paid.OWNED_READ: 899}, dollars=1)
    assert headline(close) == "X has cost $0.90 in November: 89 % of the budget of $1.00."
    none = headline(spent({}, dollars=0))
    assert none.endswith("The budget is nothing, so Engage asks X for nothing.")


def test_kinds_are_listed_the_dearest_first() -> None:
    told = kinds(spent({Paid.OWNED_READ: 1_234, Paid.CREATE_WITH_LINK: 1, Paid.USER_READ: 400}))
    assert told == (
        "400 people looked up: $4.00",
        "1,234 own posts and mentions read: $1.23",
        "1 post or reply with a link sent: $0.20",
    )


def test_notices_say_what_stops_what_goes_on_and_what_to_do() -> None:
    warn = notice(Level.WARN, spent({Paid.USER_READ: 2_050}))
    assert warn == (
        "X has cost $20.50 in November: 82 % of the budget of $25.00. At 90 % I stop reading X, so "
        "that what you approve can still be sent. You can change the budget in the workspace's "
        "settings."
    )
    stop = notice(Level.STOP, spent({Paid.USER_READ: 2_260}))
    assert stop.startswith("I have stopped reading X until December: $22.60 of the budget")
    assert "kept for sending what you approve" in stop
    early = notice(Level.STOP, spent({Paid.USER_READ: 2_050}))
    assert early.startswith("I leave out larger looks at X until December: $20.50 of the budget")
