"""Reads the cases of the gate: `gate_*.jsonl`, in the form that README.md describes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from assistant.agent.evidence import Evidence
from assistant.community.facts import Fact, Quote, Source, Unit, Window
from assistant.community.metrics import METRICS

FOLDER = Path(__file__).parent
MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
_FACT = {
    "id",
    "metric",
    "value",
    "wording",
    "window",
    "baseline",
    "account",
    "direction",
    "at_least",
    "n",
    "as_of",
    "call",
}
_EVIDENCE = {"question", "accounts", "arguments", "facts", "quotes"}
_QUOTE = {"id", "text", "author", "url", "account", "written_at"}
_CASE = {"id", "class", "evidence", "sentence", "expect", "why"}


@dataclass(frozen=True)
class Case:
    """One line of a table."""

    id: str
    kind: str
    evidence: Evidence
    sentence: str
    passes: bool
    why: str


def read_cases(path: Path) -> Iterator[Case]:
    """Every case of a file; a wrong key or value is an error that names the line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield case_of(json.loads(line))
            except (ValueError, KeyError) as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from error


def case_of(row: dict[str, Any]) -> Case:
    _only(row, _CASE)
    if row["expect"] not in {"pass", "hold"}:
        raise ValueError("expect is pass or hold")
    evidence = evidence_of(row.get("evidence", {}))
    return Case(
        row["id"], row["class"], evidence, row["sentence"], row["expect"] == "pass", row["why"]
    )


def evidence_of(row: dict[str, Any]) -> Evidence:
    _only(row, _EVIDENCE)
    facts = [fact_of(each) for each in row.get("facts", ())]
    quotes = [quote_of(each) for each in row.get("quotes", ())]
    return Evidence(
        question=row.get("question", "How are we doing this week?"),
        accounts=tuple(row.get("accounts", ["bluesky:acme.test"])),
        arguments=list(row.get("arguments", ())),
        facts={fact.id: fact for fact in facts},
        quotes={quote.id: quote for quote in quotes},
    )


def fact_of(row: dict[str, Any]) -> Fact:
    _only(row, _FACT)
    metric = METRICS[row["metric"]]
    window = _window(row.get("window"))
    as_of = _midnight(row["as_of"]) if row.get("as_of") else (window.end if window else MOMENT)
    source = Source(call=row.get("call", metric.id), account=row.get("account"), as_of=as_of)
    unit = Unit.NAME if isinstance(row["value"], str) else metric.unit
    return Fact(
        **{key: row[key] for key in ("id", "metric", "value", "wording")},
        **{key: row[key] for key in ("account", "direction", "at_least", "n") if key in row},
        unit=unit,
        window=window,
        baseline=_window(row.get("baseline")),
        source=source,
        definition=metric.key,
    )


def quote_of(row: dict[str, Any]) -> Quote:
    _only(row, _QUOTE)
    author = row.get("author", "ben.test")
    return Quote(
        id=row["id"],
        text=row["text"],
        author=author,
        url=row.get("url", f"https://bsky.app/profile/{author}/post/{row['id']}"),
        written_at=_midnight(row["written_at"]) if "written_at" in row else MOMENT,
        account=row.get("account"),
    )


def _window(row: list[str] | None) -> Window | None:
    if not row:
        return None
    end = _midnight(row[1]) + timedelta(days=1)
    return Window(start=_midnight(row[0]), end=end, name=row[2] if len(row) > 2 else None)


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), tzinfo=UTC)


def _only(row: dict[str, Any], keys: set[str]) -> None:
    if unknown := set(row) - keys:
        raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
