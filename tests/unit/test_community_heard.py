"""Talk that does not tag us: counted when somebody listens, and judged when it waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.agent.offline.replies import AND_LISTEN
from assistant.agent.toolbox import Toolbox
from assistant.community.activity import Ears, Heard
from assistant.community.health import compared, measure
from assistant.community.heard import NONE_DUE, NOT_LISTENING, ONLY_LISTENS
from assistant.community.measures import HIDDEN
from assistant.community.overview import Glance, unmeasured
from assistant.community.scorecard import checks_ok, scorecard
from tests.communities import ask, busy_week, toolbox
from tests.fakes import NOW, MemoryRecords, clock_at
from tests.unit.community_rows import DAY, MONDAY, POLICY, at, rows

LONG_AGO = MONDAY - 100 * DAY
HOUR = timedelta(hours=1)


def ears(*heard: Heard, searches: int = 1, answering: int = 1, **more: object) -> Ears:
    known = {"since": LONG_AGO, "heard": heard, **more}
    return Ears(searches, answering, **known)  # type: ignore[arg-type]


def waits(hours: float, decided: float | None = None, due: float | None = None) -> Heard:
    return Heard(
        at(hours), waits=True, due_at=None if due is None else at(due),
        decided_at=None if decided is None else at(decided),
    )  # fmt: skip


def test_without_a_search_there_is_no_number() -> None:
    """Never 0 where nobody listens."""
    deaf = rows(heard=Ears())

    for metric in ("untagged", "listen"):
        told = measure(metric, deaf, POLICY)
        assert (told.value, told.missing) == (None, NOT_LISTENING)


def test_what_was_heard_is_counted_and_may_be_nothing() -> None:
    assert measure("untagged", rows(heard=ears(waits(1), waits(2))), POLICY).value == 2
    assert measure("untagged", rows(heard=ears()), POLICY).value == 0


@pytest.mark.parametrize(
    "hidden", [{"whole": False}, {"since": MONDAY + 8 * DAY}], ids=["cut", "saved later"]
)
def test_what_could_not_be_looked_through_makes_it_at_least(hidden: dict[str, object]) -> None:
    some = measure("untagged", rows(heard=ears(waits(1), **hidden)), POLICY)
    none = measure("untagged", rows(heard=ears(**hidden)), POLICY)

    assert (some.value, some.at_least) == (1, True)
    assert (none.value, none.missing) == (None, HIDDEN)


def test_a_first_look_reaches_a_week_back() -> None:
    told = measure("untagged", rows(heard=ears(waits(1), since=MONDAY + 7 * DAY)), POLICY)

    assert not told.at_least


def test_listen_is_what_was_decided_of_what_is_due() -> None:
    heard = ears(
        waits(1, decided=2),
        waits(3, decided=90),
        waits(5, due=9),
        waits(6),
        Heard(at(7)),
    )
    told = measure("listen", rows(heard=heard), POLICY)

    assert (told.hits, told.n) == (2, 4)
    assert (told.value, told.missing) == (0.5, None)


def test_what_is_not_due_yet_is_left_out() -> None:
    """By the item's own promise, or by the account's target where there is no item yet."""
    heard = ears(waits(100, due=300), waits(101), waits(1, decided=2))
    now = rows(heard=heard, as_of=at(102))

    assert measure("listen", now, POLICY).n == 1
    assert measure("listen", replace(now, as_of=at(400)), POLICY).n == 3


def test_a_baseline_knows_nothing_that_came_later() -> None:
    heard = ears(waits(1, decided=50), waits(60))
    then = rows(heard=heard, as_of=at(40))

    assert measure("untagged", then, POLICY).value == 1
    assert measure("listen", then, POLICY).hits == 0


def test_listening_alone_has_a_count_and_no_share() -> None:
    heard = rows(heard=ears(Heard(at(1)), answering=0))

    assert measure("untagged", heard, POLICY).value == 1
    assert measure("listen", heard, POLICY).missing == ONLY_LISTENS
    assert measure("listen", rows(heard=ears()), POLICY).missing == NONE_DUE


def test_the_check_says_that_nobody_listens() -> None:
    """And counts as soon as somebody does."""
    parts = {"inbound": [], "totals": {}, "days": [], "earlier_days": [], "own_mix": []}

    def card(heard: Ears):
        now = rows(heard=heard, **parts)
        return scorecard(lambda metric: compared(metric, now, now, POLICY))

    deaf, heard = card(Ears()), card(ears(waits(1, decided=2), waits(5, due=9)))
    assert (deaf[4].status, deaf[4].comparison) == ("not listening yet", None)
    assert heard[4].status == "not met"
    assert checks_ok(heard).n == 1
    assert card(ears(waits(1, decided=2)))[4].status == "met"


def test_home_says_so_too() -> None:
    parts = {"inbound": [], "totals": {}, "days": [], "earlier_days": [], "own_mix": []}
    now = rows(heard=Ears(), **parts)
    deaf = scorecard(lambda metric: compared(metric, now, now, POLICY))
    account = busy_week().account

    told = unmeasured([Glance(account, deaf), Glance(account)])
    assert told == "Nobody listens yet: no search is saved."


async def account_health(heard: Ears) -> Toolbox:
    records, town = MemoryRecords(), busy_week()
    records.ears[town.account.id] = heard
    box = await toolbox(ask("?"), town, records=records)
    tools = {each.__name__: each for each in box.tools()}
    await tools["account_health"](period="this week")
    return box


async def test_the_agent_is_told_what_was_heard() -> None:
    heard = [
        Heard(NOW - timedelta(days=2), waits=True, decided_at=NOW - timedelta(days=1)),
        Heard(NOW - timedelta(days=2), waits=True, due_at=NOW - timedelta(days=1)),
        Heard(NOW - timedelta(hours=1)),
    ]
    box = await account_health(ears(*heard, since=NOW - 60 * DAY))

    told = {fact.metric: fact.wording for fact in box.evidence.facts.values()}
    assert told["untagged"].startswith("3 untagged mentions this week")
    assert told["listen"].startswith("1 of 2 untagged mentions decided on (50 %) this week")
    (card,) = box.evidence.tables
    assert card.rows[4] == (
        "listen: talk that does not tag us", "1 of 2 (50 %)", "at least 80 %", "not met"
    )  # fmt: skip


async def test_without_a_model_the_check_is_explained_where_it_was_measured() -> None:
    heard = Heard(NOW - timedelta(days=2), waits=True, decided_at=NOW - timedelta(days=1))
    said = {}
    for ears_of in (ears(heard, since=NOW - 60 * DAY), Ears()):
        records, town = MemoryRecords(), busy_week()
        records.ears[town.account.id] = ears_of
        asked = ask("how are we doing this week?")
        box = await toolbox(asked, town, records=records)
        agent = Agent(models=Models(ModelConfig("none")), limits=Limits(), clock=clock_at())
        events = [event async for event in agent.answer(asked, (), box, tokens_left=0)]
        said[bool(ears_of.searches)] = events[-1].answer.text  # type: ignore[union-attr]

    assert "2 of 4 measured checks met" in said[False]
    assert "3 of 5 checks met" in said[True]
    assert (AND_LISTEN in said[True], AND_LISTEN in said[False]) == (True, False)


async def test_where_nobody_listens_the_agent_hears_no_number() -> None:
    box = await account_health(Ears())

    assert not {"untagged", "listen"} & {fact.metric for fact in box.evidence.facts.values()}
    assert box.evidence.tables[0].rows[4][1:] == ("-", "at least 80 %", "not listening yet")
