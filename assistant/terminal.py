"""Answers in a terminal: progress on stderr, the answer and its sources on stdout."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from rich.console import Console
from rich.markdown import Markdown
from rich.status import Status
from rich.table import Table as Grid
from rich.text import Text

from assistant.community import cost_words
from assistant.community.answers import Answer, AnswerEvent, Chart, Table, TaskFinished, TaskStarted
from assistant.community.facts import Source, Window
from assistant.community.metrics import defined, on_platform
from assistant.community.note_heads import heads_of, moment_of
from assistant.community.notes import Note, Waiting
from assistant.community.platform_meanings import meanings
from assistant.community.side_by_side import platform_of
from assistant.desk.costing import CostView

BARS = " ▁▂▃▄▅▆▇█"


def local_zone() -> str:
    """The machine's IANA zone, "UTC" where it cannot be told."""
    named = os.environ.get("TZ", "")
    link = Path("/etc/localtime")
    linked = str(link.resolve()).partition("zoneinfo/")[2] if link.is_symlink() else ""
    for name in (named, linked):
        if name in available_timezones():
            return name
    return "UTC"


class Progress:
    """One line that says what is going on while an answer is made; quiet when not a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        self._status = Status("Reading the question", console=console or Console(stderr=True))

    def __enter__(self) -> Self:
        self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    async def say(self, line: str) -> None:
        """Show a line about what is going on."""
        self._status.update(line)

    def show(self, event: AnswerEvent) -> None:
        """Follow the events of an answer."""
        if isinstance(event, TaskStarted):
            self._status.update(event.title)
        elif isinstance(event, TaskFinished) and event.detail:
            self._status.update(f"{event.title}: {event.detail}")


def show(answer: Answer, zone: str, console: Console | None = None) -> None:
    """Print a finished answer with its charts, tables and sources."""
    out = console or Console()
    out.print(Markdown(_safe(answer.text) or "_Nothing can be said about this yet._"))
    for chart in answer.charts:
        _chart(out, chart)
    for table in answer.tables:
        _table(out, table)
    for line in answer.missing:
        out.print(Text(line, style="yellow"))
    if answer.fallback:
        out.print(Text(answer.fallback, style="yellow"))
    _sources(out, answer, zone)
    composer = "the offline composer" if answer.composer == "offline" else answer.composer
    proof = "; every figure comes from a call above" if answer.sources else ""
    out.print(Text(f"Written by {composer}{proof}.", style="dim"))


def show_note(note: Note, console: Console | None = None) -> None:
    """Print a weekly note with its details."""
    out = console or Console()
    for line in (note.missed, *note.gaps, note.excuse):
        if line:
            out.print(Text(_safe(line), style="yellow"))
    out.print(Markdown(_safe(" ".join(note.opening))))
    if note.chart is not None:
        _chart(out, note.chart)
    if note.checks is not None:
        _table(out, note.checks)
    heads = heads_of(note.language)
    _lines(out, heads.changed, [*note.changed, *([note.cannot] if note.cannot else [])])
    waits = [_waits(each, note) for each in note.waiting]
    waits += [heads.more_there.format(more=note.more)] if note.more else []
    _lines(out, heads.waits, waits)
    _lines(out, heads.stop, [note.stop] if note.stop else [])
    _lines(out, heads.next, [f"{each.label}: {each.why}" for each in note.actions])
    _lines(out, heads.otherwise, note.definitions)
    read = [(each, _moment(each.as_of, note.zone)) for each in note.sources]
    told = [heads.source.format(call=s.call, account=s.account, at=at) for s, at in read]
    _lines(out, heads.sources, told)


def _waits(each: Waiting, note: Note) -> str:
    at = moment_of(each.since, note.zone, note.language)
    since = heads_of(note.language).since.format(who=each.name, where="", at=at)
    return f"{since} ({each.url})"


def show_costs(view: CostView | None, console: Console | None = None) -> None:
    """Print what a month has cost; None: nothing costs anything."""
    out = console or Console()
    if view is None:
        out.print(Text(cost_words.NOTHING_COSTS))
        return
    out.print(Text(cost_words.headline(view.spent), style="bold"))
    if outlook := cost_words.outlook(view.spent, view.now):
        out.print(Text(outlook))
    _lines(out, "By kind of call", cost_words.kinds(view.spent))
    _lines(out, "By account", cost_words.accounts(view.spent, view.names))
    out.print(Text(f"\n{cost_words.NOT_IN_IT}", style="dim"))


def _lines(out: Console, title: str, lines: Sequence[str]) -> None:
    if lines:
        out.print(Text(f"\n{title}", style="bold"))
    for line in lines:
        out.print(Text(f"- {_safe(line)}"))


def _chart(out: Console, chart: Chart) -> None:
    out.print(Text(f"\n{chart.title}", style="bold"))
    top = max((value for line in chart.series for value in line.values), default=0) or 1
    width = max(len(line.name) for line in chart.series)
    for line in chart.series:
        bars = "".join(BARS[round(value / top * (len(BARS) - 1))] for value in line.values)
        out.print(Text(f"{line.name.ljust(width)}  {bars}"))
    if chart.categories:
        ends = dict.fromkeys((chart.categories[0], chart.categories[-1]))
        out.print(Text(" to ".join(ends), style="dim"))
    if chart.left_out:
        out.print(Text(chart.left_out, style="dim"))


def _table(out: Console, table: Table) -> None:
    grid = Grid(*table.columns, title=Text(table.title))
    for row in table.rows:
        grid.add_row(*(Text(_safe(cell)) for cell in row))
    out.print(grid)


def _sources(out: Console, answer: Answer, zone: str) -> None:
    """Every call with its account, window and time; whole names, so that they can be copied."""
    if not answer.sources:
        return
    out.print(Text("\nSources", style="bold"))
    windows = _windows(answer)
    for source in answer.sources:
        account = f" on {source.account}" if source.account else ""
        window = windows.get((source.call, source.account))
        about = f": {_span(window)}" if window else ""
        seen = f", read {_moment(source.as_of, zone)}"
        out.print(Text(f"- {source.call}{account}{about}{seen}"))
        if source.note:
            out.print(Text(f"  {source.note}", style="dim"))
        for said in _meant(source, answer):
            out.print(Text(f"  {said}", style="dim"))


def _meant(source: Source, answer: Answer) -> list[str]:
    """What its platform means by what is shown, where that is not what the word says."""
    if not source.account:
        return []
    keys = dict.fromkeys(each.definition for each in answer.facts if each.source == source)
    platform = platform_of(source.account)
    said = [line for key in keys for line in meanings(platform, key.partition("@")[0])]
    return list(dict.fromkeys(said))


def _windows(answer: Answer) -> dict[tuple[str, str | None], Window]:
    return {
        (fact.source.call, fact.account): fact.window for fact in answer.consulted if fact.window
    }


def _span(window: Window) -> str:
    return f"{_moment(window.start, window.zone)} to {_moment(window.end, window.zone)}"


def _moment(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%d %b %Y %H:%M")


def _safe(text: str) -> str:
    """Public text without the control characters that could steer a terminal.

    Joiners stay: without them families of emoji and words of some scripts fall apart.
    """
    return "".join(
        char
        for char in text
        if char in "\n\t\u200c\u200d" or unicodedata.category(char) not in {"Cc", "Cf"}
    )


def as_json(answer: Answer) -> str:
    """The object that `engage ask --json` prints: answer, facts, sources, composer, held."""
    stored = answer.model_dump(mode="json")
    windows = {key: window.model_dump(mode="json") for key, window in _windows(answer).items()}
    sources = [
        {
            "call": source.call,
            "account": source.account,
            "window": windows.get((source.call, source.account)),
            "as_of": _iso(source.as_of),
            "note": source.note,
            "definitions": _definitions(source, answer),
        }
        for source in answer.sources
    ]
    return json.dumps(
        {
            "answer": answer.text,
            "facts": stored["facts"],
            "sources": sources,
            "composer": answer.composer,
            "held": [f"{held.reason} {held.masked}" for held in answer.held],
            "missing": list(answer.missing),
            "fallback": answer.fallback,
        },
        ensure_ascii=False,
        indent=2,
    )


def _definitions(source: Source, answer: Answer) -> dict[str, str]:
    """What its measures mean, on its own platform where it is about one account."""
    told = {each.definition: each.metric for each in answer.consulted if each.source == source}
    return {
        metric: on_platform(platform_of(source.account), key) if source.account else defined(key)
        for key, metric in told.items()
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
