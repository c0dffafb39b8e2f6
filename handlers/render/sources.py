"""*Show sources*: every call behind an answer, what was left out and what the measures mean."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.community.metrics import METRICS, defined
from assistant.community.platform_meanings import meanings
from assistant.community.side_by_side import platforms_of
from handlers.render import blocks as kit
from handlers.render.answers import moment
from handlers.render.blocks import Block
from handlers.render.text import fold, mrkdwn

if TYPE_CHECKING:
    from collections.abc import Collection

    from assistant.community.accounts import Platform
    from assistant.community.answers import Answer, Run
    from assistant.community.facts import Fact, Source, Window

CALLS = 40
DEFINITIONS = 30
LEFT_OUT = 10


def sources_modal(run: Run) -> Block:
    """The modal of a stored answer."""
    return kit.modal("Sources", _blocks(run.answer) if run.answer else [kit.section(_NONE)])


_NONE = "This answer used no calls."


def _blocks(answer: Answer) -> list[Block]:
    made = [kit.header("Calls")]
    made += [kit.section(_call(source, answer)) for source in answer.sources[:CALLS]]
    if not answer.sources:
        made.append(kit.section(_NONE))
    if (more := len(answer.sources) - CALLS) > 0:
        made.append(kit.context(f"…and {more} more calls."))
    if lines := _definitions(answer):
        made += [kit.header("What the measures mean"), *(kit.section(line) for line in lines)]
    if answer.held:
        made.append(kit.header("Left out"))
        made += [
            kit.section(f"{mrkdwn(fold(held.reason))}\n{mrkdwn(fold(held.masked))}")
            for held in answer.held[:LEFT_OUT]
        ]
    return made


def _call(source: Source, answer: Answer) -> str:
    lines = [f"*{mrkdwn(fold(source.call))}*"]
    if source.account:
        lines.append(f"Account: {mrkdwn(source.account)}")
    facts = [each for each in answer.consulted if each.source == source]
    if windows := list(dict.fromkeys(_window(each.window) for each in facts if each.window)):
        lines.append(f"Period: {'; '.join(windows)}")
    shown = [mrkdwn(fold(each.wording)) for each in answer.facts if each.source == source]
    if shown:
        lines.append(f"Shown: {'; '.join(shown)}")
    lines.append(f"Read: {moment(source.as_of)}")
    if source.note:
        lines.append(f"Note: {mrkdwn(fold(source.note))}")
    return "\n".join(lines)


def _window(window: Window) -> str:
    """Its dates in its own zone; the end is exclusive, so the last day is the one before it."""
    zone = ZoneInfo(window.zone)
    first = window.start.astimezone(zone)
    last = (window.end - timedelta(seconds=1)).astimezone(zone)
    name = f"{mrkdwn(window.name)}, " if window.name else ""
    return f"{name}{first:%d %b %Y %H:%M} to {last:%d %b %Y %H:%M} ({window.zone})"


def _definitions(answer: Answer) -> list[str]:
    """What each measure means, and what each platform of the answer means by it."""
    facts: list[Fact] = list(answer.facts or answer.consulted)
    used: dict[tuple[str, str], set[Platform]] = {}
    for each in facts:
        if METRICS.get(each.metric) and METRICS[each.metric].nouns:
            told = used.setdefault((each.metric, each.definition), set())
            told |= platforms_of(each, answer)
    return [
        "\n".join(
            [
                f"*{mrkdwn(METRICS[name].nouns[-1])}*: {mrkdwn(defined(key))}",
                *(f"• {mrkdwn(said)}" for said in _meant(key.partition("@")[0], platforms)),
            ]
        )
        for (name, key), platforms in list(used.items())[:DEFINITIONS]
    ]


def _meant(metric: str, platforms: Collection[Platform]) -> list[str]:
    return [said for each in sorted(platforms) for said in meanings(each, metric)]
