"""The audit log as a table that a spreadsheet opens, and nothing in it that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.community.drafts import AuditEntry

HEADS = (
    "time (UTC)",
    "account",
    "answers",
    "draft",
    "version",
    "what happened",
    "person",
    "text",
    "detail",
)

_STARTS_FORMULA = frozenset("=+-@|%\t\r\n＝＋－＠｜％")
"""What makes a spreadsheet compute a cell, its wide forms included (OWASP, "CSV Injection")."""


@dataclass(frozen=True, slots=True)
class About:
    """What a draft is of: `platform:handle`, and the native id of the post it answers."""

    account: str
    target_id: str


def as_csv(entries: Iterable[AuditEntry], about: Mapping[str, About]) -> str:
    """The entries as comma-separated values with a line of heads (RFC 4180), as they come.

    A cell that a spreadsheet would take for a formula has an apostrophe before it.

    Args:
        about: by draft id; one that is not there has empty cells.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADS)
    for entry in entries:
        of = about.get(entry.draft_id, About("", ""))
        row = (
            entry.at.isoformat(timespec="seconds"),
            of.account,
            of.target_id,
            entry.draft_id,
            str(entry.version),
            entry.happening.value,
            entry.person_id or "Engage",
            entry.text,
            entry.detail,
        )
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell as text. Blanks and what nobody sees are looked through: some programs drop them."""
    first = next((char for char in cell if not _is_blank(char)), "")
    return f"'{cell}" if first in _STARTS_FORMULA or cell[:1] in _STARTS_FORMULA else cell


def _is_blank(char: str) -> bool:
    return char not in _STARTS_FORMULA and (
        char.isspace() or unicodedata.category(char) in ("Cf", "Cc", "Zs")
    )
