"""Whether somebody asks us to leave them alone: read from what they wrote to us, and kept for good.

Only what is told us to do counts ("stop replying to me"), never what is told about us ("you never
reply to me"): who complains that nobody answers wants the contrary.
"""

from __future__ import annotations

import re
import textwrap

from assistant.community.accounts import Platform
from assistant.community.inbox import Item
from assistant.community.posts import is_named

NOTED = "asked to be left alone: “{words}”"

UNKEPT = (
    "They ask to be left alone. {platform} does not tell who they are, so Engage would not know "
    "them again and cannot keep to it by itself. Please do."
)
NOBODY_KNOWN = (
    "{platform} does not tell who wrote this, so Engage would not know them again and cannot leave "
    "them alone by itself."
)

_KEPT = 120
"""Characters of it that are kept with the note."""
_LONGEST = 400
"""Characters. Who tells a longer story asks for more than quiet, and a person reads it."""

_OPENERS = (
    r"^(?:(?:@[\w.@-]+|hey|hi|hello|ok|okay|so|and|now|no|seriously|honestly|really|again|please|pls"
    r"|just|kindly|(?:could|can|would|will) you|guys|folks|hallo|bitte|einfach|jetzt|also|und|nein"
    r"|ernsthaft|leute)[\s,:]+)*"
)
_DOING = (
    r"(?:reply|respond|answer|comment|message|mention|tag|contact|write|talk|speak|dm|@|bother|spam"
    r"|pester)"
)
_DOINGS = (
    r"(?:replying|responding|answering|commenting|messaging|mentioning|tagging|contacting|writing"
    r"|talking|bothering|spamming|pestering|dming|@-?ing)"
)
_ME = (
    r"(?:(?: to| on| under| in)? (?:(?:me|us)\b(?! (?:as|for|in the same)\b)|(?:my|our) "
    r"(?:posts?|comments?|mentions?|replies|threads?|photos?|pictures|videos?|stories|messages|page"
    r"|profile|account|feed)\b)| (?:to )?everything i\b|\s*$)"
)
_TUN = r"(?:antworten|kommentieren|schreiben|erwähnen|markieren|kontaktieren|anschreiben|nerven)"
_TU = r"(?:antwort|kommentier|schreib|erwähn|markier|kontaktier|nerv)(?:e|t|et|en sie)?"

_TOLD = re.compile(
    _OPENERS
    + rf"(?:(?:stop|quit|cease) {_DOINGS}{_ME}"
    + rf"|(?:do not|don['’]?t|never|not) (?:ever )?{_DOING}{_ME}"
    + r"|leave (?:me|us) (?:alone|be|in peace|out of (?:this|it))\b"
    + r"|(?:stay|get|keep) out of (?:my|our) (?:mentions|replies|notifications|comments|threads?)\b"
    + r"|no more (?:replies|messages|comments|mentions|answers)\b(?! than)"
    + r"|nobody asked you\s*$"
    + rf"|{_TU}(?: mir| uns| mich)?(?: bitte| einfach)*(?: hier| mir| uns| mich)? (?:nicht|nie) "
    + r"(?:mehr|wieder)\b"
    + rf"|(?:mir |uns |mich |hier )?(?:nicht|nie) (?:mehr|wieder|länger) {_TUN}\s*$"
    + rf"|hör(?:t|en sie)?(?: bitte)? (?:endlich )?auf,? (?:mir |uns |mich |hier )?(?:zu )?{_TUN}"
    + r"|lass(?:t|en sie)? (?:mich|uns)(?: bitte| einfach| doch| endlich)* (?:in ruhe|in frieden)\b"
    + r"|keine (?:antworten|nachrichten|kommentare|erwähnungen) mehr\b)",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\bi (?:do not|don['’]?t) want (?:any |your |you to |a brand |brands |you )"
    rf"(?:{_DOING}\b(?: to)? (?:me|us|my)|(?:replies|answers|comments|messages)\s*$"
    r"|in my (?:mentions|replies))"
    r"|\bi(?:['’]d| would) (?:rather|prefer) (?:that |if )?you "
    rf"(?:didn['’]?t|did not|don['’]?t|not) {_DOING}\b"
    r"|\bich (?:möchte|will) (?:nicht, dass (?:ihr|sie) (?:mir|mich|uns) "
    rf"{_TU}|keine (?:antworten|nachrichten|kommentare)\b)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[.!?…]+(?=\s|$)|[\n;]+")
_QUOTED = re.compile(r"[\"“„«][^\"“”„»«]*[\"”“»]|^>.*$", re.MULTILINE)


def asks_for_quiet(text: str) -> bool:
    """Whether the words ask whoever reads them to stop. What they quote is left out.

    To be asked only of what is addressed to us: an answer to us, or a post that names us.
    """
    said = _QUOTED.sub(" ", text)
    if len(said) > _LONGEST:
        return False
    sentences = (" ".join(each.split()) for each in _SENTENCES.split(said))
    return any(_TOLD.search(each) or _WISHED.search(each) for each in sentences)


def unkept(item: Item, platform: Platform) -> str:
    """What people have to know of an item whose author asks for quiet and is not named to us; ""
    where nothing is to be known.
    """
    if is_named(item.person.id) or not any(asks_for_quiet(part.text) for part in item.parts):
        return ""
    return UNKEPT.format(platform=platform.title)


def reason(text: str) -> str:
    """What is kept of it, in words for people."""
    return NOTED.format(words=textwrap.shorten(text, _KEPT, placeholder="…"))
