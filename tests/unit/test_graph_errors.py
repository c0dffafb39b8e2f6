"""What Meta's refusals mean, and how its usage headers slow reading down."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.platforms.graph_errors import Problem, Trouble, problem_of
from assistant.platforms.limits import LONGEST_S, STOP_S, WRITE, Bucket, Limits
from assistant.platforms.usage import usage_of
from tests.doubles.meta import errors

READS, WRITES = Bucket("facebook", "1", "read"), Bucket("facebook", "1", WRITE)

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KNOWN = ("code", "error_subcode", "message", "is_transient", "error_user_msg")


def told(error: errors.GraphError) -> Problem:
    problem = problem_of(error.body())
    assert problem
    return problem


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80001, 80002])
def test_too_many_calls_are_told_by_their_codes(code: int) -> None:
    assert told(errors.busy(code)).trouble is Trouble.BUSY


@pytest.mark.parametrize(
    ("subcode", "trouble"),
    [
        (None, Trouble.SIGN_IN),
        (errors.NOT_INSTALLED, Trouble.SIGN_IN),
        (errors.CHECKPOINT, Trouble.CHECKPOINT),
        (errors.PASSWORD, Trouble.SIGN_IN),
        (errors.EXPIRED, Trouble.SIGN_IN),
        (errors.UNCONFIRMED, Trouble.CHECKPOINT),
        (errors.INVALID_SESSION, Trouble.SIGN_IN),
    ],
)
def test_a_token_that_is_refused_asks_for_a_person(subcode: int | None, trouble: Trouble) -> None:
    problem = told(errors.bad_token(subcode))
    assert problem.trouble is trouble
    assert ("facebook.com" in (problem.reason or "")) == (trouble is Trouble.CHECKPOINT)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (errors.GraphError(1), Trouble.PASSING),
        (errors.GraphError(2), Trouble.PASSING),
        (errors.GraphError(1, "Error validating client secret."), Trouble.PROOF),
        (errors.GraphError(102), Trouble.SIGN_IN),
        (errors.absent("1_2"), Trouble.GONE),
        (errors.GraphError(803, "(#803) Some of the aliases do not exist"), Trouble.GONE),
        (errors.unknown_field("shares", "Comment"), Trouble.FIELD),
        (errors.bad_parameter("The value must be a valid insights metric"), Trouble.METRIC),
        (errors.bad_parameter("metric[0] must be one of the following values"), Trouble.METRIC),
        (errors.bad_parameter("the impressions metric is no longer supported"), Trouble.METRIC),
        (errors.bad_parameter("Param message must be shorter"), Trouble.INVALID),
        (
            errors.GraphError(100, "Invalid appsecret_proof provided in the API argument"),
            Trouble.PROOF,
        ),
        (errors.GraphError(200, "(#200) App is in development mode: ..."), Trouble.DEVELOPMENT),
        (errors.GraphError(3, "Application does not have the capability"), Trouble.PERMISSION),
        (errors.GraphError(errors.RESTRICTED), Trouble.POLICY),
        (errors.GraphError(errors.DUPLICATE), Trouble.DUPLICATE),
        (errors.GraphError(2207051, "Something new"), Trouble.OTHER),
    ],
)
def test_refusals_are_told_apart(error: errors.GraphError, trouble: Trouble) -> None:
    assert told(error).trouble is trouble


def test_a_missing_permission_is_named() -> None:
    for error in (
        errors.missing_permission("pages_read_user_content"),
        errors.missing_task("pages_manage_engagement"),
    ):
        problem = told(error)
        assert problem.trouble is Trouble.PERMISSION
        assert problem.permission in str(error)
        assert problem.permission.startswith("pages_")
        assert problem.permission in (problem.reason or "")
    nameless = told(errors.GraphError(10, "(#10) Application does not have permission"))
    assert (nameless.permission, nameless.trouble) == ("", Trouble.PERMISSION)
    assert nameless.reason


def test_numbers_may_come_as_words_and_a_passing_failure_says_so() -> None:
    assert problem_of({"error": {"code": "190", "error_subcode": "463"}}) == Problem(
        Trouble.SIGN_IN, 190, 463
    )
    new = problem_of({"error": {"code": 99999, "is_transient": True}})
    assert new
    assert new.passing
    said: list[Any] = [None, [], {}, {"error": "no"}, {"error": {"code": "many"}}, "busy"]
    for wordless in said:
        assert problem_of(wordless) is None


@given(JSONS, st.dictionaries(st.sampled_from(KNOWN), JSONS))
def test_no_answer_is_too_odd_to_be_read(junk: Any, error: dict[str, Any]) -> None:
    problem_of(junk)
    problem = problem_of({"error": error})
    assert problem is None or isinstance(problem.trouble, Trouble)


# -- usage -------------------------------------------------------------------------------------


def by_page(percent: object, minutes: object = 0) -> dict[str, str]:
    entry = {"type": "pages", "call_count": percent, "total_time": 1, "total_cputime": 2}
    entry["estimated_time_to_regain_access"] = minutes
    return {"x-business-use-case-usage": json.dumps({"61": [entry]})}


class Waiting:
    """A clock that stands still, and the waits that were asked for."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, tzinfo=UTC)
        self.waited: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)


async def test_reads_slow_down_at_75_percent_and_stop_at_95() -> None:
    waiting = Waiting()
    limits = Limits(waiting.now, pause=waiting.pause)
    limits.note(READS, by_page(74))
    await limits.turn(READS)
    assert waiting.waited == []
    limits.note(READS, by_page(85))
    limits.note(WRITES, by_page(85))
    for _ in range(3):
        await limits.turn(READS)
        await limits.turn(WRITES)
    assert waiting.waited == [0, 2.5, 5.0]
    limits.note(READS, by_page(96))
    limits.note(WRITES, by_page(96))
    assert (limits.wait_s(READS), limits.wait_s(WRITES)) == (STOP_S, 0)
    limits.note(WRITES, by_page(100))
    assert limits.wait_s(WRITES) == STOP_S


async def test_a_used_up_limit_rests_as_long_as_it_says_and_then_is_tried() -> None:
    waiting = Waiting()
    limits = Limits(waiting.now, pause=waiting.pause)
    limits.note(READS, by_page(100, minutes="12"))
    assert limits.rest(READS) == 12 * 60
    waiting.at += timedelta(minutes=12)
    assert limits.wait_s(READS) == 0
    limits.note(READS, {})
    await limits.turn(READS)
    assert waiting.waited == []
    limits.note(READS, by_page(100, minutes=10**9))
    assert limits.wait_s(READS) == LONGEST_S


def test_the_fullest_of_the_limits_counts_and_nonsense_does_not() -> None:
    app = {"x-app-usage": json.dumps({"call_count": 28, "total_time": 81, "total_cputime": 3})}
    usage = usage_of({**app, **by_page(40)})
    assert usage
    assert usage.percent == 81
    for nonsense in ("", "[]", "{", '{"1": 3}', '{"1": [[]]}', '{"1": [{"call_count": "x"}]}'):
        assert usage_of({"x-business-use-case-usage": nonsense}) is None


@given(st.text() | JSONS.map(json.dumps))
def test_no_header_is_too_odd_to_be_read(text: str) -> None:
    for name in ("x-app-usage", "x-business-use-case-usage"):
        usage = usage_of({name: text})
        assert usage is None or usage.percent >= 0
