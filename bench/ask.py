"""`python -m bench.ask [--quick] [--only NAME ...]`: the rows that concern asking.

Exit 1 when one is over its budget.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Collection, Mapping

from bench.pace import pace_of
from bench.rows import Row, table
from bench.rows_ack import ack_rows
from bench.rows_burst import burst_rows
from bench.rows_listeners import listener_rows
from bench.rows_report import report_rows
from bench.rows_start import start_rows
from bench.rows_stream import stream_rows
from bench.stage import Stage, noise, staged

Measured = Callable[[Stage], Awaitable[list[Row]]]


def _parts(*, quick: bool) -> Mapping[str, Measured]:
    """What is measured, in this order: reports come last, since they replace all records."""
    return {
        "listeners": lambda _: listener_rows(7 if quick else 21),
        "ack": lambda stage: ack_rows(stage, 3 if quick else 9, 1_000 if quick else 4_000),
        "burst": lambda stage: burst_rows(stage, 1 if quick else 3),
        "stream": lambda stage: stream_rows(stage, 1 if quick else 3),
        "start": lambda stage: start_rows(stage, 1 if quick else 5),
        "report": lambda stage: report_rows(stage, 1 if quick else 3, 400_000, longer=not quick),
    }


async def measure(only: Collection[str], *, quick: bool) -> list[Row]:
    """All rows, measured one after another on one stage; `only` these parts if there are any."""
    rows: list[Row] = []
    async with staged() as stage:
        pace = await pace_of(stage)
        print(f"budgets in ms and s times {pace:.2f}: see bench/pace.py", file=sys.stderr)
        for name, measured in _parts(quick=quick).items():
            if not only or name in only:
                began = time.monotonic()
                rows += await measured(stage)
                print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    return [row.at_pace(pace) for row in rows]


def main() -> int:
    """Measure, print, and tell whether everything is within its budget."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    options.add_argument("--only", nargs="+", default=[], choices=list(_parts(quick=True)))
    given = options.parse_args()
    rows = asyncio.run(measure(given.only, quick=given.quick))
    print(table(rows))
    print(noise())
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
