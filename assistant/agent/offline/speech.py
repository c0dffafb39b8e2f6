"""The sentences that replies without a model are made of, English and German.

None of them claims anything: what is known comes from brand facts alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.agent.offline.german import speaks_german
from assistant.agent.offline.phrases import words
from assistant.community.briefs import Brief


@dataclass(frozen=True, slots=True)
class Speech:
    """One language: `thanks` for praise, `noted` for anything else; the formal ones are for those
    who say "Sie" to us.
    """

    code: str
    name: str
    thanks: str
    thanks_formal: str
    noted: str
    noted_formal: str
    sorry: str
    find_out: str
    look_into: str
    who_writes: str


ENGLISH = Speech(
    code="en",
    name="English",
    thanks="Thank you, that is kind of you.",
    thanks_formal="Thank you, that is kind of you.",
    noted="Thank you for telling us.",
    noted_formal="Thank you for telling us.",
    sorry="Sorry about that.",
    find_out="We do not know this yet and will find out.",
    look_into="Sorry about that, and thank you for telling us. We will look into it.",
    who_writes=(
        "A program drafts replies here, and a person reads and approves each one before it is "
        "posted."
    ),
)
GERMAN = Speech(
    code="de",
    name="German",
    thanks="Danke, das ist nett von dir.",
    thanks_formal="Danke, das ist nett von Ihnen.",
    noted="Danke, dass du uns das schreibst.",
    noted_formal="Danke, dass Sie uns das schreiben.",
    sorry="Das tut uns leid.",
    find_out="Das wissen wir noch nicht und finden es heraus.",
    look_into="Das tut uns leid, und danke für den Hinweis. Wir sehen es uns an.",
    who_writes=(
        "Antworten entwirft hier ein Programm, und ein Mensch liest und bestätigt jede, bevor sie "
        "erscheint."
    ),
)
_SPOKEN = {each.code: each for each in (ENGLISH, GERMAN)}

_FEW = 4
"""Of so few words no language can be told; English is as good a guess as any."""

_COMMON_ENGLISH = words(
    """
    the is are you your it my for and have has with this that can what when how where who why not
    was were we our they their from there does do did would will be i'm it's don't
    """
)
_FORMAL = re.compile(r"\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
_LETTER = re.compile(r"[^\W\d_]")
_WHO_WRITES = re.compile(
    r"\b(?:are you|are we|am i)\b[^.?!]{0,25}"
    r"\b(?:(?:chat|ro)?bots?|ais?|humans?|machine|computer|program|person|people|chatgpt|llm)\b"
    r"|\bis (?:this|that|it|there|anyone|anybody|someone)\b[^.?!]{0,20}"
    r"\b(?:(?:chat|ro)?bot|ai|human|chatgpt|llm|(?:real|actual) person)\b"
    r"|\b(?:written|generated|answered|drafted|made|wrote) (?:this )?(?:by|with) (?:an? )?"
    r"(?:bot|ai|chatgpt|llm|machine|computer)\b"
    r"|\b(?:bist du|seid ihr|sind sie|spreche ich|rede ich|schreibe ich)\b[^.?!]{0,25}"
    r"\b(?:(?:chat)?bots?|roboter|kis?|maschinen?|mensch(?:en)?|computer|programm|chatgpt)\b"
    r"|\b(?:ist (?:das|dies|hier|da|jemand)|schreibt|antwortet|wurde|war)\b[^.?!]{0,20}"
    r"\b(?:(?:chat)?bot|roboter|ki|mensch|chatgpt)\b"
    r"|\b(?:bot|ai|ki) (?:or|oder) \w*\s?(?:human|person|mensch)\b"
    r"|\b(?:human|mensch|person) (?:or|oder) \w*\s?(?:bot|ai|ki|maschine|machine)\b",
    re.IGNORECASE,
)

_DENIES = re.compile(
    r"^(?:no|nope|nah|nein|ne)\b"
    r"|\b(?:not|never|kein|no) (?:an? |ein |eine )?(?:\w+ )?(?:bot|robot|ai|ki|machine|maschine)\b"
    r"|\b(?:real|actual|human|echter?|mensch(?:en)?|person|people)\b"
    r"(?! (?:reads|approves|liest|bestätigt))",
    re.IGNORECASE,
)


_IN_LANGUAGE = re.compile(
    r"\b(?:in|auf|into|ins) (?:english|german|englisch|deutsch)\b", re.IGNORECASE
)


def speech_of(brief: Brief) -> Speech | None:
    """The language to answer in; None where it is neither English nor German."""
    if code := (brief.triage.language or "").partition("-")[0]:
        return _SPOKEN.get(code)
    asked = brief.asked
    if not _LETTER.search(asked):  # an emoji says no language: ours, then
        asked = " ".join(said.text for said in brief.thread if said.ours)
    if speaks_german(asked):
        return GERMAN
    said = {word.strip(".,;:!?\"'()").lower() for word in asked.split()}
    return ENGLISH if len(said) < _FEW or said & _COMMON_ENGLISH else None


def is_formal(text: str) -> bool:
    """Whether somebody writes "Sie" to us, not only at the beginning of a sentence."""
    return any(found.start() > 0 for found in _FORMAL.finditer(text))


def asks_who_writes(text: str) -> bool:
    """Whether somebody asks if a bot or a person writes to them."""
    return "?" in text and bool(_WHO_WRITES.search(text))


def spoken_in(instruction: str) -> Speech | None:
    """The language that a colleague asks for; None where they name none that rules write."""
    found = _IN_LANGUAGE.search(instruction)
    if not found:
        return None
    return GERMAN if found[0].lower().rpartition(" ")[2] in ("german", "deutsch") else ENGLISH


def denies_software(text: str) -> bool:
    """Whether an answer to that question says, or may say, that no program takes part."""
    return bool(_DENIES.search(text))
