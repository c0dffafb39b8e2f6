"""Whether somebody asks us to leave them alone: read from what they wrote to us, and kept for good.

It leans to yes: a brand that goes quiet once too often loses less than one that goes on.
"""

from __future__ import annotations

import re
import textwrap

NOTED = "asked to be left alone: “{words}”"

_KEPT = 120
"""Characters of it that are kept with the note."""
_LONGEST = 400
"""Characters. Who tells a longer story asks for more than quiet, and a person reads it."""

_STOP = re.compile(
    r"\b(?:please |pls |just |kindly )?(?:stop|quit|cease) (?:replying|responding|answering"
    r"|commenting|messaging|mentioning|tagging|contacting|following|bothering|spamming|pestering)"
    r"(?: (?:to|on|under))?(?: (?:me|us|my|our|here|this))?\b"
    r"|\b(?:please |just )?(?:do not|don['’]?t|never) (?:ever )?(?:reply|respond|answer|comment"
    r"|message|mention|tag|contact|write|talk|speak)(?: to| on| under)? (?:me|us|my|our)\b"
    r"|\bleave (?:me|us) (?:alone|be|in peace|out of (?:this|it))\b"
    r"|\b(?:nobody|no one|no-one) asked you\b"
    r"|\bi (?:do not|don['’]?t) (?:want|need) (?:any |your )?(?:replies|answers|comments"
    r"|messages)\b"
    r"|\b(?:bitte )?(?:nicht|nie) (?:mehr|wieder|länger) (?:auf \w+ )?(?:antworten|kommentieren"
    r"|schreiben|erwähnen|markieren|kontaktieren|anschreiben)\b"
    r"|\b(?:antworte|antwortet|antworten sie|schreib|schreibt|schreiben sie|kommentier\w*"
    r"|markier\w*|erwähn\w*)\b[^.!?]{0,24}\bnicht mehr\b"
    r"|\bhör(?:t|en sie)? (?:bitte )?auf,? (?:mir |uns |mich )?(?:zu )?\w*(?:antworten|schreiben"
    r"|kommentieren|markieren|nerven)\b"
    r"|\blass(?:t|en sie)? (?:mich|uns)(?: bitte| einfach| doch)* (?:in ruhe|in frieden"
    r"|zufrieden)\b",
    re.IGNORECASE,
)
_NOT_MEANT = re.compile(
    r"\b(?:never|don['’]?t|do not|please don['’]?t) (?:ever )?(?:stop|quit)\b"
    r"|\bhör(?:t|en sie)? (?:bitte )?nie(?:mals)? auf\b"
    r"|\bcan(?:'|’)?t stop\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«][^\"“”„»«]*[\"”“»]|^>.*$", re.MULTILINE)


def asks_for_quiet(text: str) -> bool:
    """Whether the words ask whoever reads them to stop. What they quote is left out.

    To be asked only of what is addressed to us: an answer to us, or a post that names us.
    """
    said = _QUOTED.sub(" ", text)
    if len(said) > _LONGEST or _NOT_MEANT.search(said):
        return False
    return _STOP.search(said) is not None


def reason(text: str) -> str:
    """What is kept of it, in words for people."""
    return NOTED.format(words=textwrap.shorten(text, _KEPT, placeholder="…"))
