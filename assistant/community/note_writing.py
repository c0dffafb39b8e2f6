"""Writes the weekly note by rules: values in, a `Note` out.

Every figure in it is worded from a measure, and the rest is counted from what is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.community.facts import Window
from assistant.community.note_actions import actions_of, waiting_of
from assistant.community.note_checks import chart_of, checks_of
from assistant.community.note_figures import AccountWeek, Scene
from assistant.community.note_figures import told as figures
from assistant.community.note_stops import stop
from assistant.community.note_words import (
    cannot,
    definitions,
    gaps,
    missed,
    opening,
    sentence,
)
from assistant.community.notes import MOST_IN_THREAD, Note


def write(weeks: Sequence[AccountWeek], scene: Scene) -> Note:
    """The note, all of it by rules."""
    told = figures(weeks, scene)
    known = [each for each in weeks if each.rows is not None]
    names = {each.account.id: str(each.account.ref) for each in weeks}
    waiting = tuple(waiting_of(each, names) for each in scene.waiting)
    return Note(
        week=scene.week,
        zone=scene.zone,
        language=scene.language,
        window=Window.of(scene.period),
        accounts=tuple(names.values()),
        opening=opening(known, told, waiting, scene),
        checks=checks_of(known, told.judged, scene.language),
        chart=chart_of(known, told.judged),
        changed=tuple(sentence(each.wording) for each in told.changed),
        cannot=cannot(told, several=len(known) > 1),
        waiting=waiting[:MOST_IN_THREAD],
        more=max(0, len(waiting) - MOST_IN_THREAD),
        quiet=scene.quiet,
        stop=stop([each.month for each in known if each.month]) if known else "",
        definitions=definitions(told, scene.last),
        versions=tuple(dict.fromkeys(each.definition for each in told.facts)),
        actions=actions_of(known, waiting, scene),
        gaps=gaps(weeks, scene),
        missed=missed(scene),
        facts=told.facts,
        sources=tuple(dict.fromkeys(each.source for each in told.facts)),
    )
