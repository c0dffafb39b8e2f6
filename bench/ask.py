"""`python -m bench.ask [--quick]`: the rows that concern asking; exit 1 when one is over budget."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bench.rows import Row, table
from bench.rows_ack import ack_rows
from bench.rows_burst import burst_rows
from bench.stage import noise, staged


async def measure(*, quick: bool) -> list[Row]:
    """All rows, measured one after another on one stage."""
    async with staged() as stage:
        rows = await ack_rows(stage, 3 if quick else 9, 1_000 if quick else 4_000)
        rows += await burst_rows(stage, 1 if quick else 3)
    return rows


def main() -> int:
    """Measure, print, and tell whether everything is within its budget."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    rows = asyncio.run(measure(quick=options.parse_args().quick))
    print(table(rows))
    print(noise())
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
