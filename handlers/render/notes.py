"""The weekly note as messages: the note itself, its thread, and what is said when it has no place.

Names of strangers stand in it as plain words; only the addresses of what they wrote are linked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.community import german_wording
from assistant.community.metrics import METRICS, defined
from assistant.community.note_german_words import DEFINED
from assistant.community.note_heads import NoteHeads, heads_of, moment_of
from assistant.community.note_speech import base_of
from assistant.community.note_words import moment
from assistant.community.notes import MOST_NAMED
from assistant.community.noun_phrases import noun
from assistant.community.wording import words as period_words
from handlers import ids
from handlers.render import blocks as kit
from handlers.render.answers import moment as read_at
from handlers.render.blocks import Block, Message
from handlers.render.charts import chart_block, chart_note, table_block
from handlers.render.plainer import chart_section, table_sections
from handlers.render.text import fold, linked, markdown, mrkdwn, unmarked

if TYPE_CHECKING:
    from assistant.community.notes import Action, Note, Waiting

EVENT = "engage_note"
"""The kind of metadata on a note. Any app in the workspace can read it: a date and nothing else."""

DEFINITIONS = 12

NO_PLACE = (
    "I could not bring the weekly note: <#{channel}> is archived, or I am not in it. Invite me "
    "there with `/invite @Engage`, or choose another channel in *Home*, *Workspace settings*. "
    "Nothing is lost: I try again until the day is over, and `/engage summary` shows it."
)


def metadata(week: str) -> Block:
    """What a note's message carries beside its blocks."""
    return {"event_type": EVENT, "event_payload": {"week": week}}


def note_message(note: Note, *, late: str = "") -> Message:
    """The note itself, to be read in a minute.

    Args:
        late: that it should have been here earlier; "" where it is on time.
    """
    made = _blocks(note, late, plainer=False)
    text = " ".join([_title(note), *note.opening[:2], *([late] if late else [])])
    return kit.message(markdown(text), made, lambda: _blocks(note, late, plainer=True))


def thread_message(note: Note) -> Message:
    """What stands behind it."""
    made = _details(note, plainer=False)
    return kit.message(_heads(note).details, made, lambda: _details(note, plainer=True))


def private_message(note: Note) -> Message:
    """The note with its details, for one person who asked for it."""

    def made(*, plainer: bool) -> list[Block]:
        return [
            *_blocks(note, "", plainer=plainer, asked=True),
            kit.divider(),
            *_details(note, plainer=plainer),
        ]

    return kit.message(_title(note), made(plainer=False), lambda: made(plainer=True))


def late_sentence(due_at: datetime, note: Note) -> str:
    """That a note is made up for."""
    hour = moment(due_at, note.zone, note.language).rpartition(" ")[2]
    return _heads(note).late.format(hour=hour)


def no_place(channel_id: str) -> Message:
    """For managers: the note's channel takes none."""
    words = NO_PLACE.format(channel=channel_id)
    return kit.message(words, [kit.section(words)])


# -- the note -------------------------------------------------------------------------------


def _heads(note: Note) -> NoteHeads:
    return heads_of(note.language)


def _title(note: Note) -> str:
    title = _heads(note).title
    if note.window is None:
        return title
    dates = replace(note.window.period, name=None)
    if _german(note):
        return f"{title}, {german_wording.dates(dates)}"
    return f"{title}, {period_words(dates, language=note.language)}"


def _german(note: Note) -> bool:
    return base_of(note.language) == "de"


def _blocks(note: Note, late: str, *, plainer: bool, asked: bool = False) -> list[Block]:
    heads = _heads(note)
    small = [each for each in (late, note.missed, *note.gaps) if each]
    made = [kit.header(_title(note))]
    if small:
        made.append(kit.context(*(mrkdwn(each) for each in small)))
    if note.opening:
        made.append(kit.section(mrkdwn(" ".join(note.opening))))
    if note.chart and (drawn := chart_block(note.chart)):
        made.append(chart_section(note.chart) if plainer else drawn)
        if beside := chart_note(note.chart):
            made.append(kit.context(beside))
    if note.checks and len(note.accounts) == 1:
        made += _table(note, plainer=plainer)
    made += [kit.section(each) for each in (_changed(note), _waits(note)) if each]
    if note.stop:
        made.append(kit.section(f"*{heads.stop}*\n{mrkdwn(note.stop)}"))
    made += [_action(each, "" if asked else note.week) for each in note.actions]
    by_rules = note.composer == "rules"
    who = heads.rules if by_rules else heads.written.format(composer=mrkdwn(note.composer))
    where = heads.below if asked else heads.thread
    made.append(kit.context(" ".join(filter(None, [note.excuse, who, where]))))
    return made


def _changed(note: Note) -> str:
    lines = [f"• {mrkdwn(each)}" for each in note.changed]
    lines += [mrkdwn(note.cannot)] if note.cannot else []
    return "\n".join([f"*{_heads(note).changed}*", *lines]) if lines else ""


def _waits(note: Note) -> str:
    if not note.waiting:
        return ""
    heads, shown = _heads(note), note.waiting[:MOST_NAMED]
    lines = [f"• {_who(each, note)}" for each in shown]
    more = len(note.waiting) + note.more - len(shown)
    seem = heads.quiet_one if note.quiet == 1 else heads.quiet
    quiet = seem.format(count=note.quiet) if note.quiet else ""
    if more:
        beside = heads.beside.format(quiet=quiet) if quiet else ""
        lines.append(heads.more.format(more=more) + beside)
    elif quiet:
        lines.append(heads.only_quiet.format(quiet=quiet))
    return "\n".join([f"*{heads.waits}*", *lines])


def _who(each: Waiting, note: Note) -> str:
    heads = _heads(note)
    several = len(note.accounts) > 1
    where = heads.on.format(account=unmarked(each.account)) if several else ""
    who = linked(each.url, unmarked(each.name, 60))
    return heads.since.format(
        who=who, where=where, at=moment_of(each.since, note.zone, note.language)
    )


def _action(action: Action, week: str) -> Block:
    value = f"{week}:{action.means}:{action.item_id or ''}"
    style = "primary" if action.means == "answer" else None
    beside = kit.button(action.label, ids.NOTE_ACTION, value, style=style)
    return kit.section(unmarked(action.why), beside=beside)


# -- the thread -----------------------------------------------------------------------------


def _table(note: Note, *, plainer: bool) -> list[Block]:
    assert note.checks is not None
    block = table_block(note.checks)
    return table_sections(note.checks) if plainer or block is None else [block]


def _details(note: Note, *, plainer: bool) -> list[Block]:
    heads, made = _heads(note), list[Block]()
    if note.checks and len(note.accounts) > 1:
        made += _table(note, plainer=plainer)
    told = [each.wording for each in note.facts if each.value is not None]
    if figures := [f"• {mrkdwn(fold(each))}" for each in told]:
        made.append(kit.section("\n".join([f"*{heads.figures}*", *figures])))
    rest = note.waiting[MOST_NAMED:]
    if rest:
        lines = [f"• {_who(each, note)}" for each in rest]
        if note.more:
            lines.append(heads.more.format(more=note.more))
        made.append(kit.section("\n".join([f"*{heads.waits_too}*", *lines])))
    if note.definitions:
        lines = [f"• {mrkdwn(each)}" for each in note.definitions]
        made.append(kit.section("\n".join([f"*{heads.otherwise}*", *lines])))
    made.append(kit.section("\n".join([f"*{heads.sources}*", *_sources(note)])))
    meanings = _meanings(note)
    if meanings:
        made.append(kit.context("\n".join(meanings)))
    return made


def _sources(note: Note) -> Sequence[str]:
    heads = _heads(note)
    if not note.sources:
        return (heads.no_source,)
    return [
        "• "
        + heads.source.format(
            call=mrkdwn(each.call), account=mrkdwn(each.account or ""), at=read_at(each.as_of)
        )
        for each in note.sources
    ]


def _meanings(note: Note) -> list[str]:
    """What the figures mean, once each."""
    used = dict.fromkeys((each.metric, each.definition) for each in note.facts)
    known = [(metric, key) for metric, key in used if metric in METRICS and metric != "name"]
    made = [_meaning(metric, key, note) for metric, key in known[:DEFINITIONS]]
    return [*made, _heads(note).likely] if made else []


def _meaning(metric: str, key: str, note: Note) -> str:
    if _german(note) and (told := DEFINED.get(key.partition("@")[0])):
        return f"{told[0]}: {mrkdwn(told[1])}"
    return f"{noun(metric)}: {mrkdwn(defined(key))}"
