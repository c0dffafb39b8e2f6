"""Who waits for an answer, as quotes and as a table."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from assistant.agent.tools import Item as Found
from assistant.agent.workbench import Workbench
from assistant.community.accounts import Account
from assistant.community.answers import Table
from assistant.community.bursts import Item
from assistant.community.wording import duration

_MOST_ROWS = 20
_SHORT = 120


def waiting_items(bench: Workbench, items: Sequence[Item], account: Account) -> list[Found]:
    """The words that wait, in the order given; pictures without words are left to the table."""
    found = []
    for item in items:
        said = item.parts[0].interaction
        quote = bench.quote(said.text, said.author, said.url, said.created_at, account)
        if quote:
            found.append(Found(quote, (), "waiting"))
    return found


def table_of_waiting(bench: Workbench, waiting: Sequence[tuple[Account, Sequence[Item]]]) -> Table:
    """Everybody who waits, the longest wait first: who, what, and for how long."""
    several = len(waiting) > 1
    every = [(account, item) for account, items in waiting for item in items]
    every.sort(key=lambda pair: pair[1].since)
    rows = tuple(
        (
            *((account.ref.handle,) if several else ()),
            item.parts[0].interaction.author.handle,
            textwrap.shorten(item.parts[0].interaction.text, _SHORT, placeholder="…") or "-",
            duration(bench.now - item.since),
        )
        for account, item in every[:_MOST_ROWS]
    )
    columns = (*(("Account",) if several else ()), "Who", "What", "Waiting for")
    return Table(title="Waiting for an answer", columns=columns, rows=rows)
