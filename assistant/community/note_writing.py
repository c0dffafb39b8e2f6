"""Writes the weekly note by rules: values in, a `Note` out.

Every figure in it is worded from a measure, and the rest is counted from what is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.community.facts import Window
from assistant.community.note_actions import actions_of, waiting_of
from assistant.community.note_figures import AccountWeek, Scene
from assistant.community.note_figures import told as figures
from assistant.community.note_german import GERMAN
from assistant.community.note_speech import NoteSpeech, base_of
from assistant.community.note_stops import stop
from assistant.community.note_words import ENGLISH, sentence
from assistant.community.notes import MOST_IN_THREAD, Note


def speech_of(language: str) -> NoteSpeech:
    """How a note in that language is said: in German, or in English for all others."""
    return GERMAN if base_of(language) == "de" else ENGLISH


def write(weeks: Sequence[AccountWeek], scene: Scene) -> Note:
    """The note, all of it by rules."""
    speech = speech_of(scene.language)
    known = [each for each in weeks if each.rows is not None]
    told = speech.worded(figures(weeks, scene), known, scene)
    names = {each.account.id: str(each.account.ref) for each in weeks}
    waiting = tuple(waiting_of(each, names) for each in scene.waiting)
    months = [each.month for each in known if each.month]
    return Note(
        week=scene.week,
        zone=scene.zone,
        language=scene.language,
        window=Window.of(scene.period),
        accounts=tuple(names.values()),
        opening=speech.opening(known, told, waiting, scene),
        checks=speech.checks(known, told.judged, scene.language),
        chart=speech.chart(known, told.judged),
        changed=tuple(sentence(each.wording) for each in told.changed),
        cannot=speech.cannot(told, len(known) > 1),
        waiting=waiting[:MOST_IN_THREAD],
        more=max(0, len(waiting) - MOST_IN_THREAD),
        quiet=scene.quiet,
        stop=speech.stop(stop(months), len(months) > 1) if known else "",
        definitions=speech.definitions(told, scene.last),
        versions=tuple(dict.fromkeys(each.definition for each in told.facts)),
        actions=actions_of(known, waiting, scene, speech),
        gaps=speech.gaps(weeks, scene),
        missed=speech.missed(scene),
        facts=told.facts,
        sources=tuple(dict.fromkeys(each.source for each in told.facts)),
    )
