"""What stands around a weekly note: headings and small words, in each language it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from assistant.community import german_wording
from assistant.community.note_speech import base_of
from assistant.community.note_words import moment


@dataclass(frozen=True, slots=True)
class NoteHeads:
    """One language. Fields in braces are filled in by whoever shows it."""

    title: str = "Your week"
    stop: str = "One thing to stop"
    changed: str = "What changed"
    waits: str = "Who waits"
    waits_too: str = "Who waits, too"
    since: str = "{who}{where}, since {at}"
    on: str = " on {account}"
    more: str = "and {more} more under `/engage inbox`"
    beside: str = ", beside {quiet}"
    quiet_one: str = "{count} that seems to need no answer"
    quiet: str = "{count} that seem to need no answer"
    only_quiet: str = "`/engage inbox` has {quiet}, too"
    rules: str = "Written by rules."
    written: str = "Written by {composer}."
    below: str = "Details below."
    thread: str = "Details in the thread."
    details: str = "Details and sources"
    figures: str = "All figures"
    otherwise: str = "Counted in another way than last time"
    sources: str = "Where this comes from"
    source: str = "{call} on {account}, read {at}"
    no_source: str = "No account could be read."
    likely: str = "Likely: where the true share lies with 95 % confidence (Wilson)."
    next: str = "What to do next"
    more_there: str = "and {more} more"
    late: str = "This should have been here at {hour}. I could not bring it then."


_GERMAN = NoteHeads(
    title="Eure Woche",
    stop="Womit ihr aufhören könnt",
    changed="Was sich verändert hat",
    waits="Wer wartet",
    waits_too="Wer noch wartet",
    since="{who}{where}, seit {at}",
    on=" auf {account}",
    more="und {more} weitere unter `/engage inbox`",
    beside=", dazu {quiet}",
    quiet_one="{count} Kommentar, der wohl keine Antwort braucht",
    quiet="{count} Kommentare, die wohl keine Antwort brauchen",
    only_quiet="`/engage inbox` hat noch {quiet}",
    rules="Von Regeln geschrieben.",
    written="Geschrieben von {composer}.",
    below="Einzelheiten unten.",
    thread="Einzelheiten im Thread.",
    details="Einzelheiten und Quellen",
    figures="Alle Zahlen",
    otherwise="Anders gezählt als letztes Mal",
    sources="Woher das kommt",
    source="{call} auf {account}, gelesen {at}",
    no_source="Kein Konto konnte gelesen werden.",
    likely="Wahrscheinlich: wo der wahre Anteil mit 95 % Sicherheit liegt (Wilson).",
    next="Was als Nächstes zu tun ist",
    more_there="und {more} weitere",
    late="Das hätte um {hour} hier sein sollen. Da konnte ich es nicht bringen.",
)

_HEADS: Mapping[str, NoteHeads] = MappingProxyType({"de": _GERMAN})
_ENGLISH = NoteHeads()


def heads_of(language: str) -> NoteHeads:
    """Those of a BCP 47 tag; the English ones where a note is written in no other language."""
    return _HEADS.get(base_of(language), _ENGLISH)


def moment_of(at: datetime, zone: str, language: str) -> str:
    """A moment as people say it in the language of a note."""
    if base_of(language) == "de":
        return german_wording.moment(at, zone)
    return moment(at, zone, language)
