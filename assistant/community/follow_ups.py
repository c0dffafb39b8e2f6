"""Whether something said in a thread without naming Engage plausibly asks Engage something.

People also talk with each other beneath an answer. So silence is the rule, and the exception has to
look like a question or a request about the community, or like the short way of going on with what
was just answered: "and last week?", "why?", "per day". Who is not understood here can name Engage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.community import follow_up_words as words
from assistant.community.courtesy import only_closes
from assistant.community.patterns import late

_LONGEST = 300
"""Characters; whoever has more to say names Engage."""

_A_FEW = 7

_SHORTEST_NAME = 4
"""Letters; shorter ones are words of everyday talk as well."""

_SOME_ACCOUNT = "account.example"

_NAMED = late(r"(?:(?:hey|hi|hallo|ok|okay|so|and|und) engage\b|engage\s*[,:])", re.IGNORECASE)
_CALLED = late(r"(?<!\S)@[\w-]+(?![\w.-]*\.\w)")
"""Somebody or everybody called with an @; names with a dot are accounts."""

_TO_SOMEBODY = late(r"([A-ZÄÖÜ]\w+),|.*,\s*([A-ZÄÖÜ]\w+)\s*[?.!]*$", re.DOTALL)
_LEAD = late(
    r"(?:(?:and|also|but|so|then|please|now|ok|okay|hmm?|und|aber|dann|bitte)\b[\s,.:;!-]*"
    r"|(?:thanks|thank you|great|nice|cool|well|yes|danke|gut|prima|super|ja|hey|hi|hallo)\b"
    r"\s*[,.:;!-]\s*)+",
    re.IGNORECASE,
)
_JOINS = late(r"(?:and|also|but|und|auch|aber|only|just|nur)\b", re.IGNORECASE)
_PUNCTUATION = '.,!?;:()[]"“”„«»…-'

_CHANGE = rf"(?:{words.PERIOD}|{words.SPLIT}|{words.METRIC}|{words.ACCOUNT})"
_CHANGES = late(
    rf"(?:{words.GLUE} )*{_CHANGE}(?: (?:{words.GLUE} )*{_CHANGE})*"
    r"(?: (?:aus|please|bitte|too|auch))?"
)
_WHAT_THEN = late(
    r"(?:how (?:was|were|is|did)|what (?:about|happened)|wie (?:war|lief)|was war)"
    rf"(?: (?:it|we do|es))?(?: (?:in|on|im|am))? {words.PERIOD}(?: los)?"
)
_DOUBTS = late(words.DOUBTS)
_QUESTION = late(rf"(?:{words.QUESTION}|{words.YES_OR_NO})\b")
_EXCLAIMS = late(rf"{words.EXCLAIMS}\b")
_REQUEST = late(
    rf"(?:(?:can|could|would|will) you (?:please |also )*)?{words.SHOW}\b(?P<what>.*)"
    r"|(?:kannst|könntest) du (?P<was>.*\b(?:zeigen|vergleichen|nennen|sagen|erklären|suchen))"
)
_ABOUT = late(rf"(?<![\w.@])(?:{words.METRIC}|{words.ACCOUNT}|https?://\S+)(?![\w-])")
_HOW_IS = late(
    rf"(?:how (?:is|was|are|were|did|does)|wie (?:läuft|lief|geht|war)) {words.ACCOUNT}"
    rf"(?: (?:doing|going|do|be|been))?(?: (?:in|on|im|am))?(?: {words.PERIOD})?"
)
_REPLIES = late(words.REPLIES)
_QUOTED = late(r"[\"“„][^\"“”„]*[\"“”]")
_WANTED = late(rf"\b(?:{words.REST}|{words.SPLIT}|{words.PERIOD}|(?:it|this|that) down)\b")
_AMONG_PEOPLE = late(rf"{words.AMONG_US}\b|.*\b(?:{words.YOU}|{words.AHEAD})\b")


def asks_engage(text: str, names: Iterable[str] = (), *, asked_back: bool = False) -> bool:
    """Whether a message in a thread where Engage answered asks it something.

    Args:
        text: plain words, without a chat's markup; people named in it begin with an "@".
        names: what the connected accounts are called for short, as `called` tells.
        asked_back: whether Engage's own answer above ended in a question (`asks_back`): then a word
            may be an answer to it.
    """
    said = _written_out(text.strip(), names)
    if len(text) > _LONGEST or _speaks_to_somebody(said):
        return False
    if asked_back and _REPLIES.fullmatch(_plain(said)):
        return True
    if only_closes(text):
        return False
    return _NAMED.match(said) is not None or _asks(said, asked_back=asked_back)


def asks_back(answer: str) -> bool:
    """Whether an answer of Engage's asks something itself; examples in quotation marks do not."""
    return "?" in _QUOTED.sub("", answer)


def called(handles: Iterable[str]) -> frozenset[str]:
    """What people call accounts for short: the first part of the handle, where it is a name."""
    labels = {re.split(r"[.@]", handle.lstrip("@"))[0].lower() for handle in handles}
    return frozenset(each for each in labels if len(each) >= _SHORTEST_NAME)


def _written_out(text: str, names: Iterable[str]) -> str:
    """The text with a short name of an account written like an account."""
    known = "|".join(map(re.escape, sorted(names)))
    if not known:
        return text
    alone = rf"(?<![\w.@:/-])(?:{known})(?![\w@/-]|\.\w)"
    return re.sub(alone, _SOME_ACCOUNT, text, flags=re.IGNORECASE)


def _asks(text: str, *, asked_back: bool) -> bool:
    said = _plain(_LEAD.sub("", text, count=1) if _LEAD.match(text) else text)
    asking = "?" in text
    sure = asking or asked_back or _JOINS.match(text) is not None
    if _goes_on(said, sure=sure, asking=asking):
        return True
    if request := _REQUEST.match(said):
        what = request["what"] or request["was"] or ""
        return bool(_ABOUT.search(what) or _WANTED.search(what))
    if _EXCLAIMS.match(said) or _AMONG_PEOPLE.match(said):
        return False
    # A brand's name alone makes no question about its figures: "who wrote the lamp newsletter?"
    about = _ABOUT.search(said.replace(_SOME_ACCOUNT, ""))
    return about is not None and _QUESTION.match(said) is not None


def _goes_on(said: str, *, sure: bool, asking: bool) -> bool:
    """Whether it is the short way of changing or doubting what was just answered.

    One word alone, without a question mark, may be anybody's answer to anything.
    """
    many = len(said.split())
    if not 0 < many <= _A_FEW or (many == 1 and not sure):
        return False
    if asking and _WHAT_THEN.fullmatch(said):
        return True
    return any(way.fullmatch(said) for way in (_CHANGES, _DOUBTS, _HOW_IS))


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
