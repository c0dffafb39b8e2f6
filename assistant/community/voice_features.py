"""What can be counted in one short text about how it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import regex

from assistant.community.reading import Reading, read

EMOJI = regex.compile(
    r"\p{Regional_Indicator}{2}|[0-9#*]\uFE0F\u20E3"
    r"|(?![©®™])\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*"
    r"(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*)*"
)
_HASHTAG = re.compile(r"(?<!\w)#\w+")
_CONTRACTED = re.compile(r"(?<!\w)\w+’(?:s|t|re|ve|ll|d|m)(?!\w)")
_SPELLED_OUT = re.compile(
    r"(?<!\w)(?:(?:do|does|did|is|are|was|were|has|have|had|would|could|should|will) not|cannot"
    r"|i am|i have|i will|i would|we are|we have|we will|we would|you are|you have|you will"
    r"|it is|it will|that is|there is|they are|they have|they will|let us)(?!\w)"
)
_SINGULAR = frozenset(
    ("i", "i’m", "i’ve", "i’ll", "i’d", "me", "my", "mine", "myself")
) | frozenset(("ich", "mich", "mir", "mein", "meine", "meinen", "meinem", "meiner"))
_PLURAL = frozenset(("we", "we’re", "we’ve", "we’ll", "we’d", "us", "our", "ours")) | frozenset(
    ("wir", "uns", "unser", "unsere", "unseren", "unserem", "unserer")
)
_ADDRESSED = re.compile(r"(?:@[\w.@-]+[\s,:]*)*")
_GREETING = re.compile(
    r"(hi|hey|hello|hiya|howdy|good (?:morning|afternoon|evening)|dear|thank(?:s| you)|cheers|sorry"
    r"|hallo|hej|moin|servus|guten (?:tag|morgen|abend)|liebe[rs]?|danke\w*|vielen dank)(?!\w)"
)
_NAME_FIRST = re.compile(r"@?[A-ZÄÖÜ][a-zäöüß]+[,!] ")
_SIGN_OFF = re.compile(
    r"(?:(?:^|[\s.!?])(?P<word>cheers|thanks|best|regards|xx?|lg|vg|liebe grüße|viele grüße"
    r"|beste grüße|take care)[,.!]?\s*)?(?:(?P<mark>[-–—/^~*]+)\s?(?P<by>\w{1,15})"
    r"(?: (?:&|and|und|from|at|vom|von) [\w ]{1,25})?)?[.! ]*$",
    re.IGNORECASE,
)
_INITIALS = 3

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "words": "words",
        "sentence_words": "words in a sentence",
        "exclamations": "exclamation marks",
        "questions": "questions",
        "emoji": "emoji",
        "hashtags": "hashtags",
        "contractions": "short forms such as “we’ll”",
        "spelled_out": "long forms such as “we will”",
        "first_singular": "“I”",
        "first_plural": "“we”",
    }
)
"""The features, and how a sentence names them."""

_FUNCTION_WORDS = """
a an and are as at be but by can do for from had has have if in is it its just like me more my no
not of on or our so some than that the their them then there they this to too up was we were what
when which who will with would you your about all also been before did how into
aber als am auch auf aus bei bis da das dass dein dem den der des die doch du ein eine einen er es
euch für hat ihr im ist ja mal man mit nach nicht noch nur oder schon sehr sich sie sind um und uns
unser vom von vor wenn wer wie wir wird zu zum zur
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that carry no topic: by how often somebody uses them a hand is known."""


@dataclass(frozen=True, slots=True)
class Features:
    """One text, counted.

    Attributes:
        values: by the names of `NAMES`.
        greeting: the form it opens with, "name" for a bare name, "" for none; its place follows.
        sign_off: "name", "initials", or the word it closes with, "" for none.
        function_words: how often each occurs, and `total` words in all.
    """

    values: Mapping[str, float]
    greeting: str
    greeting_end: int
    sign_off: str
    sign_off_start: int
    function_words: Mapping[str, int]
    total: int


def features(text: str) -> Features:
    """Count one text."""
    reading = read(text)
    words = [word for word, _, _ in reading.words]
    greeting, greeting_end = greeting_of(reading)
    sign_off, sign_off_start = sign_off_of(text)
    sentences = max(1, len(reading.sentences))
    values = {
        "words": len(words),
        "sentence_words": len(words) / sentences,
        "exclamations": text.count("!"),
        "questions": text.count("?"),
        "emoji": len(EMOJI.findall(text)),
        "hashtags": len(_HASHTAG.findall(text)),
        "contractions": len(_CONTRACTED.findall(reading.folded)),
        "spelled_out": len(_SPELLED_OUT.findall(reading.folded)),
        "first_singular": sum(word in _SINGULAR for word in words),
        "first_plural": sum(word in _PLURAL for word in words),
    }
    counts = Counter(word for word in words if word in FUNCTION_WORDS)
    return Features(values, greeting, greeting_end, sign_off, sign_off_start, counts, len(words))


def greeting_of(reading: Reading) -> tuple[str, int]:
    """The form a text opens with, after handles it addresses, and where it ends."""
    lead = _ADDRESSED.match(reading.folded)
    start = lead.end() if lead else 0
    found = _GREETING.match(reading.folded, start)
    if found:
        form = found[1]
        return ("thanks" if form.startswith(("thank", "dank", "vielen")) else form), found.end()
    named = _NAME_FIRST.match(reading.text, start)
    return ("name", named.end() - 1) if named else ("", start)


def sign_off_of(text: str) -> tuple[str, int]:
    """The form a text closes with, and where that begins; ("", its length) for none."""
    body = text.rstrip()
    found = _SIGN_OFF.search(body, max(0, len(body) - 60))
    if found is None or not (found["word"] or found["by"]):
        return "", len(body)
    by = found["by"]
    if by:
        return ("initials" if len(by) <= _INITIALS and by.isupper() else "name"), found.start()
    return found["word"].lower(), found.start()
