"""How long a text is, by our connector and by our double, against X's own library."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.platforms.x_lengths import weighted
from tests.doubles.x.text import length
from tests.peers.x_contract.lengths import PIECES, counted, samples

pytestmark = pytest.mark.peers

TEXTS = [*PIECES, *samples(2000)]


@pytest.mark.parametrize("count", [weighted, length], ids=["ours", "the double's"])
def test_texts_are_counted_as_x_counts_them(count: Callable[[str], int]) -> None:
    theirs = dict(zip(TEXTS, counted(TEXTS), strict=True))

    assert {text: count(text) for text in TEXTS} == theirs


def test_what_ends_in_no_name_of_the_net_is_no_address_to_us_either() -> None:
    texts = ["see https://acme.example/a", "acme.example", "http://a", "acme.coffee", "a.co/b"]

    assert [weighted(text) for text in texts] == counted(texts)
