"""Whether something said in a thread without naming Engage plausibly asks Engage something.

People also talk with each other beneath an answer. So silence is the rule, and the exception has to
look like a question or a request about the community, or like the short way of going on with what
was just answered: "and last week?", "why?", "per day". Who is not understood here can name Engage.
"""

from __future__ import annotations

import re

from assistant.community import follow_up_words as words
from assistant.community.courtesy import only_closes

_LONGEST = 300
"""Characters; whoever has more to say names Engage."""

_A_FEW = 7

_NAMED = re.compile(
    r"(?:(?:hey|hi|hallo|ok|okay|so|and|und) engage\b|engage\s*[,:])", re.IGNORECASE
)
_CALLED = re.compile(r"(?<!\S)@[\w-]+(?![\w.-]*\.\w)")
"""Somebody or everybody called with an @; names with a dot are accounts."""

_TO_SOMEBODY = re.compile(r"([A-ZÄÖÜ]\w+),|.*,\s*([A-ZÄÖÜ]\w+)\s*[?.!]*$", re.DOTALL)
_LEAD = re.compile(
    r"(?:(?:and|also|but|so|then|please|now|ok|okay|hmm?|und|aber|dann|bitte)\b[\s,.:;!-]*"
    r"|(?:thanks|thank you|great|nice|cool|well|yes|danke|gut|prima|super|ja|hey|hi|hallo)\b"
    r"\s*[,.:;!-]\s*)+",
    re.IGNORECASE,
)
_JOINS = re.compile(r"(?:and|also|but|und|auch|aber|only|just|nur)\b", re.IGNORECASE)
_PUNCTUATION = '.,!?;:()[]"“”„«»…-'

_CHANGE = rf"(?:{words.PERIOD}|{words.SPLIT}|{words.METRIC}|{words.ACCOUNT})"
_CHANGES = re.compile(
    rf"(?:{words.GLUE} )*{_CHANGE}(?: (?:{words.GLUE} )*{_CHANGE})*"
    r"(?: (?:aus|please|bitte|too|auch))?"
)
_WHAT_THEN = re.compile(
    r"(?:how (?:was|were|is|did)|what (?:about|happened)|wie (?:war|lief)|was war)"
    rf"(?: (?:it|we do|es))?(?: (?:in|on|im|am))? {words.PERIOD}(?: los)?"
)
_DOUBTS = re.compile(words.DOUBTS)
_QUESTION = re.compile(rf"(?:{words.QUESTION}|{words.YES_OR_NO})\b")
_EXCLAIMS = re.compile(rf"{words.EXCLAIMS}\b")
_REQUEST = re.compile(
    rf"(?:(?:can|could|would|will) you (?:please |also )*)?{words.SHOW}\b(?P<what>.*)"
    r"|(?:kannst|könntest) du (?P<was>.*\b(?:zeigen|vergleichen|nennen|sagen|erklären|suchen))"
)
_ABOUT = re.compile(rf"(?<![\w.@])(?:{words.METRIC}|{words.ACCOUNT}|https?://\S+)(?![\w-])")
_WANTED = re.compile(rf"\b(?:{words.REST}|{words.SPLIT}|{words.PERIOD}|(?:it|this|that) down)\b")
_AMONG_PEOPLE = re.compile(rf"{words.AMONG_US}\b|.*\b(?:{words.YOU}|{words.AHEAD})\b")


def asks_engage(text: str) -> bool:
    """Whether a message in a thread where Engage answered asks it something.

    Args:
        text: plain words, without a chat's markup; people named in it begin with an "@".
    """
    if len(text) > _LONGEST or only_closes(text) or _speaks_to_somebody(text):
        return False
    return _NAMED.match(text.strip()) is not None or _asks(text.strip())


def _asks(text: str) -> bool:
    said = _plain(_LEAD.sub("", text, count=1) if _LEAD.match(text) else text)
    asking = "?" in text
    if _goes_on(said, sure=asking or _JOINS.match(text) is not None, asking=asking):
        return True
    if request := _REQUEST.match(said):
        what = request["what"] or request["was"] or ""
        return bool(_ABOUT.search(what) or _WANTED.search(what))
    if _EXCLAIMS.match(said) or _AMONG_PEOPLE.match(said):
        return False
    opens = _QUESTION.match(said) is not None
    return opens and _ABOUT.search(said) is not None


def _goes_on(said: str, *, sure: bool, asking: bool) -> bool:
    """Whether it is the short way of changing or doubting what was just answered.

    One word alone, without a question mark, may be anybody's answer to anything.
    """
    many = len(said.split())
    if not 0 < many <= _A_FEW or (many == 1 and not sure):
        return False
    if asking and _WHAT_THEN.fullmatch(said):
        return True
    return any(way.fullmatch(said) for way in (_CHANGES, _DOUBTS))


def _speaks_to_somebody(text: str) -> bool:
    """Whether it calls a person: "@ben ...", "Ben, ...", "..., Ben?"."""
    if _CALLED.search(text):
        return True
    named = _TO_SOMEBODY.match(text.strip())
    name = (named[1] or named[2]) if named else ""
    known = _LEAD.match(f"{name},") or _ABOUT.fullmatch(name.lower())
    return bool(name) and name.lower() != "engage" and not known


def _plain(text: str) -> str:
    """Lower case, single spaces, no punctuation but what holds names and addresses together."""
    lowered = text.lower().replace("'", "").replace("’", "")
    return " ".join(filter(None, (word.strip(_PUNCTUATION) for word in lowered.split())))
