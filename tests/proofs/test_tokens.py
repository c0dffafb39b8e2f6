"""The fixed questions, asked for real: every one answered from facts, and in few enough tokens."""

from __future__ import annotations

import pytest

from bench.token_count import o200k
from bench.token_runs import questions
from bench.tokens import BUDGET, front, measure, ratio, report

pytestmark = pytest.mark.integration


async def test_engage_needs_at_most_half_of_what_raw_rows_need():
    pieces = o200k()
    measured = await measure(pieces)

    assert len(measured) == len(questions()) == 50
    assert all(each.answer.text for each in measured)
    assert all(each.requests == 2 for each in measured)
    assert ratio(measured) <= BUDGET
    assert ratio(measured, "repaired") <= BUDGET
    assert ratio(measured) < ratio(measured, beside="compact") < 1
    assert front(measured, pieces) > 0.8 * measured[0].engage.input / measured[0].requests
    assert report(measured, pieces, each=True).count("\n") > 70
