"""Who waits for an answer, as quotes and as a table."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from assistant.agent.tools import Item as Found
from assistant.agent.workbench import Workbench
from assistant.community.accounts import Account, called
from assistant.community.answers import Table
from assistant.community.bursts import Item
from assistant.community.wording import duration

Waits = Sequence[tuple[Account, Sequence[Item]]]
"""What still waits, by account."""

MOST_ROWS = 20
_SHORT = 120


def longest_first(waiting: Waits) -> list[tuple[Account, Item]]:
    """Everything that waits in all accounts, the longest wait first."""
    every = [(account, item) for account, items in waiting for item in items]
    return sorted(every, key=lambda pair: pair[1].since)


def waiting_items(bench: Workbench, items: Sequence[tuple[Account, Item]]) -> list[Found]:
    """The words that wait, in the order given; pictures without words are left to the table."""
    found = []
    for account, item in items:
        said = item.parts[0].interaction
        quote = bench.quote(said.text, said.author, said.url, said.created_at, account)
        if quote:
            found.append(Found(quote, (), "waiting"))
    return found


def table_of_waiting(bench: Workbench, waiting: Waits) -> Table:
    """Those who wait, the longest wait first: who, what, and for how long."""
    several, names = len(waiting) > 1, called(account for account, _ in waiting)
    rows = tuple(
        (
            *((names[account.id],) if several else ()),
            item.parts[0].interaction.author.called,
            textwrap.shorten(item.parts[0].interaction.text, _SHORT, placeholder="…") or "-",
            duration(bench.now - item.since),
        )
        for account, item in longest_first(waiting)[:MOST_ROWS]
    )
    columns = (*(("Account",) if several else ()), "Who", "What", "Waiting for")
    return Table(title="Waiting for an answer, longest first", columns=columns, rows=rows)
