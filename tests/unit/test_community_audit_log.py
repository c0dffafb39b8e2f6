"""The export of the audit log: a table, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.audit_log import HEADS, About, as_csv
from assistant.community.drafts import AuditEntry, Happening
from tests.fakes import NOW

FORMULA = "=+-@|%\t\r\n＝＋－＠｜％"


def entry(text: str = "Hello.", detail: str = "", person: str | None = "U1") -> AuditEntry:
    return AuditEntry("d1", Happening.EDITED, NOW, 2, text, person, detail)


def rows(*entries: AuditEntry) -> list[dict[str, str]]:
    about = {"d1": About("bluesky:acme.example", "at://p1")}
    return list(csv.DictReader(io.StringIO(as_csv(entries, about), newline="")))


def test_a_line_tells_who_did_what_when_to_which_text():
    (row,) = rows(entry("Hello, you.\nBye.", "because"))

    assert row == dict(
        zip(
            HEADS,
            (
                "2026-11-22T12:00:00+00:00", "bluesky:acme.example", "at://p1", "d1", "2",
                "edited", "U1", "Hello, you.\nBye.", "because",
            ),
            strict=True,
        )
    )  # fmt: skip


def test_what_nobody_did_was_engage():
    assert rows(entry(person=None))[0]["person"] == "Engage"


def test_a_draft_that_is_not_known_any_more_has_empty_cells():
    (row,) = list(csv.DictReader(io.StringIO(as_csv([entry()], {}), newline="")))

    assert (row["account"], row["answers"]) == ("", "")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "\ufeff+1", "＝1", "|x", "%0A",
     "\n@x", "\u00a0-1"],
)  # fmt: skip
def test_a_formula_is_text(text):
    (row,) = rows(entry(text, text))

    assert row["text"] == f"'{text}"
    assert row["detail"] == f"'{text}"


@pytest.mark.parametrize("text", ["Hello = you", "a-b", "3 + 4", "'quoted'", "", "é", "🎉 =1"])
def test_other_words_stay_as_they_are(text):
    assert rows(entry(text))[0]["text"] == text


@given(st.text())
def test_no_cell_ever_begins_like_a_formula(text):
    for row in rows(entry(text, text, text)):
        for cell in row.values():
            seen = cell.lstrip(" \u00a0\u200b\ufeff")
            assert not (seen[:1] and seen[0] in FORMULA), repr(cell)
