"""Puts facts and public words into checked sentences, so that nothing in them can act.

Public text, names and wordings reach a chat, a terminal and a browser. Instead of escapes, which
each of these reads in its own way, signs with a function are replaced by look-alikes without one.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote as percent

from assistant.agent.gate.names import find_links
from assistant.agent.gate.reading import Reading
from assistant.agent.gate.tokens import Token
from assistant.community.facts import Quote

SHOWN = 280
"""How many characters of a quote are shown."""

MASK = "▒"
"""Stands for a figure that must not be shown."""

_LOOK_ALIKES = str.maketrans(
    {
        "<": "‹",
        ">": "›",
        "[": "(",
        "]": ")",
        "`": "'",
        "*": "∗",
        "~": "∼",
        "|": "¦",
        "\\": "∖",
        "{": "(",
        "}": ")",
        "“": '"',
        "”": '"',
    }
)
_EDGE = re.compile(r"(?<!\w)_|_(?!\w)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_CALLS_ALL = re.compile(r"@(?=(?:here|channel|everyone|group|all)\b)", re.IGNORECASE)
_FIGURE = re.compile(r"[\d%‰]+(?:[.,:\-–/]\d+)*")
_PILE = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{2})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)
_SAFE_URL = "/:?#@!$&+,;=%-._~"


def render(reading: Reading) -> str:
    """The sentence with each token replaced by what it stands for."""
    text = reading.sentence
    for token in reversed(reading.tokens):
        text = text[: token.start] + _shown(token) + text[token.end :]
    return text


def _shown(token: Token) -> str:
    if token.quote is not None:
        return render_quote(token.quote)
    return inert(token.fact.wording) if token.fact else ""


def render_quote(quote: Quote) -> str:
    """A quote as people read it: “words” — author, with a link to the post."""
    words = inert(_without_links(visible(quote.text)))
    author = inert(_without_links(visible(quote.author)))
    return f"“{_shortened(words)}” — {_linked(author, quote.url)}"


def _linked(author: str, url: str) -> str:
    if not url.startswith(("https://", "http://")):
        return author
    return f"[{author}]({percent(url, safe=_SAFE_URL)})"


def visible(text: str) -> str:
    """One paragraph without characters that nobody sees; emoji stay whole."""
    kept = "".join(char for at, char in enumerate(text) if not _is_hidden(text, at))
    return _PILE.sub(r"\1", " ".join(kept.split()))


def _is_hidden(text: str, at: int) -> bool:
    char = text[at]
    if char == "\u200d":  # joins the parts of an emoji
        around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
        return not all(ord(each) >= 0x2190 for each in around) or len(around) < 2  # noqa: PLR2004
    if char.isspace():
        return False
    return char in "\u115f\u1160\u2800\u3164\uffa0" or unicodedata.category(char) in {
        "Cf",
        "Cc",
        "Co",
        "Cs",
        "Cn",
    }


def _without_links(text: str) -> str:
    for start, end in reversed(find_links(text)):
        text = f"{text[:start]}(link){text[end:]}"
    return text


def inert(text: str) -> str:
    """Text that no renderer takes for markup, a link, a ping or an entity."""
    text = _ENTITY.sub("& ", text.translate(_LOOK_ALIKES))
    return _CALLS_ALL.sub("＠", _EDGE.sub("＿", text))


def _shortened(text: str) -> str:
    if len(text) <= SHOWN:
        return text
    cut = text[: SHOWN - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[SHOWN // 2 :] else cut) + "…"


def mask(reading: Reading) -> str:
    """The sentence as it may be shown with the reason: every figure is ▒, nothing in it acts.

    Links and strangers' names are ▒ as well: they may be why it was held.
    """
    text = list(reading.sentence)
    hidden = [(each.start, each.end) for each in reading.tokens] + reading.links
    hidden += [(each.start, each.end) for each in reading.mentions if not each.known]
    hidden += [(hit.start, hit.end) for hit in reading.of("number", "vague", "zero", "duration")]
    figures = [found.span() for found in _FIGURE.finditer(reading.sentence)]
    hidden += [each for each in figures if not any(start <= each[0] < end for start, end in hidden)]
    for start, end in hidden:
        text[start:end] = [MASK] + [""] * (end - start - 1)
    shown = "".join(MASK if each.isnumeric() else each for each in text)
    return _shortened(inert(visible(shown)))
