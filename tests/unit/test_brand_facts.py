"""Brand facts as people give them: one by one, as Markdown, as CSV, from a page."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.brand import LONGEST_FACT
from assistant.community.fact_fields import FactFields, read_fact
from assistant.community.fact_import import (
    MOST_AT_ONCE,
    NO_HEADING,
    NOTHING_IN_IT,
    TABLE,
    TOO_MANY,
    from_page,
    read_csv,
    read_markdown,
)
from assistant.community.markdown import Passage
from assistant.errors import InvalidFields, InvalidInput

TODAY = date(2026, 11, 22)
SPLIT = "and a fact has at most 600: one thing, said once. Split it into several."

BOOK = """---
layout: page
---
# Shipping <!-- for
replies -->

We ship to **Norway** and
Iceland in [four days](https://harbourlight.example/ship).

- Over 40 euros it is *free*.
- Parcels leave at `14:00`.
  Not on Sundays.

Returns
-------

30 days, unopened bags only.
Source: terms of sale, section 3
Valid until: 2026-12-31

```
kept as it is
```
"""


def facts_of(text: str) -> list[tuple[str, str, str]]:
    return [(each.title, each.text, each.source) for each in read_markdown(text, "m", TODAY).facts]


def test_headings_are_titles_and_paragraphs_and_points_facts() -> None:
    read = read_markdown(BOOK, "shipping.md", TODAY)

    assert read.problems == ()
    assert read.facts == (
        FactFields(
            "Shipping",
            "We ship to Norway and Iceland in four days (https://harbourlight.example/ship).",
            "shipping.md",
            line=7,
        ),
        FactFields("Shipping", "Over 40 euros it is free.", "shipping.md", line=10),
        FactFields("Shipping", "Parcels leave at 14:00. Not on Sundays.", "shipping.md", line=11),
        FactFields(
            "Returns",
            "30 days, unopened bags only.",
            "terms of sale, section 3",
            date(2026, 12, 31),
            line=17,
        ),
        FactFields("Returns", "kept as it is", "shipping.md", line=22),
    )


def test_what_cannot_become_a_fact_is_told_by_its_line() -> None:
    long = "word " * (LONGEST_FACT // 5 + 1)
    read = read_markdown(
        f"No title yet.\n\n# A\n\n| a | b |\n| - | - |\n\n{long}\n\nGood.\n\n"
        f"Old.\nValid until: 2020-01-01\n\nOdd.\nValid until: soon",
        "m",
        TODAY,
    )

    assert [each.text for each in read.facts] == ["Good."]
    assert [(each.line, each.sentence) for each in read.problems] == [
        (1, NO_HEADING),
        (5, TABLE),
        (
            8,
            f"This has 604 characters, {SPLIT}",
        ),
        (12, "2020-01-01 is over: this fact would never be used."),
        (15, "Write the last day it holds like 2026-12-31, or leave it empty."),
    ]


@pytest.mark.parametrize("text", ["", "  \n\n", "# Only a title", "---\na: b\n---\n"])
def test_nothing_is_said_to_be_nothing(text: str) -> None:
    with pytest.raises(InvalidInput, match="nothing in it"):
        read_markdown(text, "m", TODAY)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("# T\nsnake_case_word and 2 * 3 * 4", "snake_case_word and 2 * 3 * 4"),
        ("# T\n__bold__ and _soft_ \\*star\\*", "bold and soft *star*"),
        ("# T\n![logo](x.png) ours", "logo ours"),
        ("# T\n<https://a.example> there", "https://a.example there"),
        ("# T\n[here](/local)", "here"),
        ("# T\n```\nnever closed", "never closed"),
        ("# T ##\r\ntext\r\n", "text"),
        ("T\n===\ntext", "text"),
        ("# T\n1) first", "first"),
    ],
)
def test_markdowns_signs_are_read(text: str, kept: str) -> None:
    assert [("T", kept, "m")] == facts_of(text)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_table_is_found_out(delimiter: str) -> None:
    text = (
        "\ufeffTitle,Text,Source,Valid_until\r\n"
        'Returns,"30 days; see ""terms"",\nunopened",terms,31.12.2026\r\n'
        "\r\n"
        "Hours,9 to 5,,\r\n"
    )
    if delimiter != ",":
        text = text.replace(",\n", "\0").replace(",", delimiter).replace("\0", ",\n")
    read = read_csv(text, "facts.csv", TODAY)

    assert read.problems == ()
    assert read.facts == (
        FactFields(
            "Returns", '30 days; see "terms",\nunopened', "terms", date(2026, 12, 31), line=2
        ),
        FactFields("Hours", "9 to 5", "facts.csv", line=5),
    )


def test_columns_may_stand_in_any_order_and_language() -> None:
    read = read_csv("Quelle;x;Text;Titel\nAnna;?;Bis 18 Uhr;Öffnungszeit\n", "f", TODAY)

    assert read.facts == (FactFields("Öffnungszeit", "Bis 18 Uhr", "Anna", line=2),)


def test_rows_that_cannot_be_used_are_told_by_their_line() -> None:
    read = read_csv("title,text,valid_until\n,No title,\nA,,\nB,b,12/31/2026\nC,c\nD\n", "f", TODAY)

    assert [each.title for each in read.facts] == ["C"]
    assert [each.line for each in read.problems] == [2, 3, 4, 6]


def test_a_table_without_named_columns_is_refused() -> None:
    with pytest.raises(InvalidInput, match="names the columns"):
        read_csv("Returns,30 days\n", "f", TODAY)


def test_half_a_quotation_mark_is_told() -> None:
    read = read_csv('title,text\nA,a\nB,"b\nC,c\n', "f", TODAY)

    assert [each.title for each in read.facts] == ["A"]
    assert [(each.line, "quotation mark" in each.sentence) for each in read.problems] == [(3, True)]


def test_an_import_has_a_limit() -> None:
    rows = "".join(f"T{at},text {at}\n" for at in range(MOST_AT_ONCE + 5))
    read = read_csv(f"title,text\n{rows}", "f", TODAY)

    assert len(read.facts) == MOST_AT_ONCE
    assert [each.sentence for each in read.problems] == [TOO_MANY]
    with pytest.raises(InvalidInput, match="in parts"):
        read_markdown("# T\n" + "x" * 200_001, "m", TODAY)


def test_a_page_becomes_proposals_without_what_nobody_sees() -> None:
    read = from_page(
        "https://harbourlight.example/faq",
        "FAQ",
        [
            Passage("Returns", "30 days\u200b."),
            Passage("", "We roast on Tuesdays."),
            Passage("Returns", "30 days."),
        ],
        TODAY,
    )

    assert [(each.title, each.text, each.source) for each in read.facts] == [
        ("Returns", "30 days.", "https://harbourlight.example/faq"),
        ("FAQ", "We roast on Tuesdays.", "https://harbourlight.example/faq"),
    ]


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        (("", "x", "s", None), {"title"}),
        (("t", " ", "s", None), {"text"}),
        (("t", "x", "", None), {"source"}),
        (("t" * 121, "x" * 601, "s" * 301, "2026-11-21"), {"title", "text", "source", "valid_until"}),
        (("t", "x\u202e", "s", None), {"text"}),
        (("t", "x", "s", "2026-02-30"), {"valid_until"}),
        (("t", "x", "s", "tomorrow"), {"valid_until"}),
    ],
)  # fmt: skip
def test_each_field_that_cannot_be_used_has_its_sentence(
    fields: tuple[str, str, str, str | None], problems: set[str]
) -> None:
    with pytest.raises(InvalidFields) as refused:
        read_fact(*fields, TODAY)

    assert problems == set(refused.value.fields)
    assert all(sentence.endswith(".") for sentence in refused.value.fields.values())


def test_a_fact_is_kept_to_the_letter() -> None:
    """Exactly as long as allowed, until today, and nothing cut."""
    text = "é" * LONGEST_FACT
    kept = read_fact(" A  title ", text, "Anna,\nin person", "2026-11-22", TODAY)

    assert kept == FactFields("A title", text, "Anna, in person", TODAY)


@given(st.text())
def test_any_markdown_is_read_or_told(text: str) -> None:
    read = read_markdown(f"# T\n{text}\n\nThe last one.", "s", TODAY)

    assert all(0 < len(each.text) <= LONGEST_FACT for each in read.facts)
    assert all(each.sentence.endswith(".") for each in read.problems)


@given(st.text())
def test_any_rows_are_read_or_told(text: str) -> None:
    read = read_csv(f"title,text\nA,a\n{text}", "s", TODAY)

    assert (read.facts[0].title, read.facts[0].text) == ("A", "a")
    assert all(each.sentence.endswith((".", "?")) for each in read.problems)


def test_the_sentence_for_nothing_is_one() -> None:
    assert NOTHING_IN_IT.endswith(".")
