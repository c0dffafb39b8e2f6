"""How long a text is, against X's own library."""

from __future__ import annotations

import pytest

from tests.doubles.x.text import length
from tests.peers.x_contract.lengths import PIECES, counted, samples

pytestmark = pytest.mark.peers

TEXTS = [*PIECES, *samples(2000)]


def test_the_double_counts_as_x_does() -> None:
    theirs = dict(zip(TEXTS, counted(TEXTS), strict=True))

    assert {text: length(text) for text in TEXTS} == theirs
