"""How often a proof by many runs is run, and with which dice.

`make test` does a few, the same in every run, so that a red run is the fault of a change.
`make prove` sets ENGAGE_RUNS to a hundred or more, each time others: the seed is printed, and
ENGAGE_SEED sets it.
"""

from __future__ import annotations

import math
import os
import random

FEW = 6

RUNS = int(os.environ.get("ENGAGE_RUNS") or FEW)


def throw_dice() -> random.Random:
    """Anew for each test; see the module."""
    drawn = random.SystemRandom().randrange(10**6) if RUNS > FEW else 1
    seed = int(os.environ.get("ENGAGE_SEED") or drawn)
    print(f"\nseed {seed}, {RUNS} runs")
    return random.Random(seed)


def at_least(share: float) -> float:
    """How many of the runs, where each does with this probability: fewer than once in a thousand
    proofs fewer than that do (three standard deviations).
    """
    return max(1, RUNS * share - 3 * math.sqrt(RUNS * share * (1 - share)))
