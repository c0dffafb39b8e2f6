"""Text for Slack: shortened to its limits, and harmless whoever wrote it.

Public text and a model's text may ping nobody, link nowhere and show no picture. What is allowed
to link is named by the caller: the addresses of the quotes and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection

ELLIPSIS = "…"

_MARKUP = re.compile(r"<(?=[@!#/?A-Za-z])")
"""Opens a mention, a Slack link, an autolink or HTML. A lone "<" is left in peace."""

_IMAGE = re.compile(r"!\[([^\]]*)\]\s?(?:\([^)\s]*(?:\s+[^)]*)?\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]*)\]\(\s*([^)\s]*)(?:\s+[^)]*)?\)")
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\]]+\]:[ \t]*\S+.*$", re.MULTILINE)
_JOINT = re.compile(r"(?<=[a-z0-9]):(?=//)|(?<!\w)(?:www\.|mailto:)", re.IGNORECASE)
"""Where an address that Slack would link by itself can be broken."""

_SIGNS = re.compile(r"[*~`]|(?<!\w)_|_(?!\w)")
"""What formats letters in mrkdwn: an underscore only at the edge of a word."""

_AFTER = r"(?=[\s)\].,;:!?\"']|$)"

_CALL_OUT = re.compile(r"@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)

_CONTROL = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u200b\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""Characters nobody sees that change what is read: controls, bidirectional marks, tags."""


def clip(text: str, most: int) -> str:
    """At most `most` characters; a cut is marked with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS


def fold(text: str) -> str:
    """Everything on one line, for titles, labels and cells."""
    return " ".join(_CONTROL.sub("", text).split())


def harmless(text: str) -> str:
    """Text that pings nobody and holds no markup of Slack's, whatever surface shows it.

    An opening "<" becomes "‹": an escape would be decoded again before mentions are read.
    """
    return _CALL_OUT.sub("@\u2009", _MARKUP.sub("‹", _CONTROL.sub("", text)))


def mrkdwn(text: str) -> str:
    """Plain words for a mrkdwn field, which must be `verbatim`: Slack links addresses otherwise."""
    return harmless(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unmarked(text: str, most: int = 300) -> str:
    """One line of words for a mrkdwn field, in which no sign makes letters bold or code: names, and
    everything else that strangers choose. What is longer than `most` characters is cut.
    """
    return mrkdwn(clip(_SIGNS.sub("", fold(text)), most))


def linked(url: str, label: str) -> str:
    """A link in mrkdwn; the label alone where the address is not fit for one.

    Args:
        label: mrkdwn.
    """
    fit = url.startswith(("https://", "http://")) and not set(url) & set("<>| \n")
    return f"<{url.replace('&', '&amp;')}|{label}>" if fit else label


def unlinked(text: str) -> str:
    """Harmless text for plain fields, its addresses broken: a surface may link them by itself."""
    return _taken_apart(harmless(text))


def markdown(text: str, links: Collection[str] = ()) -> str:
    """CommonMark with only the links that are allowed.

    A picture becomes its description. Any other address stays readable and is broken at its first
    joint (`https[:]//...`): hiding it in code would hang on every backtick around it.

    Args:
        text: CommonMark.
        links: addresses that may be linked.
    """
    safe = _IMAGE.sub(r"\1", harmless(text))
    safe = _DEFINITION.sub("", safe)
    parts: list[str] = []
    at = 0
    for found in _LINK.finditer(safe):
        parts.append(_broken(safe[at : found.start()], links))
        parts.append(_link(found, links))
        at = found.end()
    return "".join([*parts, _broken(safe[at:], links)])


def _link(found: re.Match[str], links: Collection[str]) -> str:
    label, address = found[1], found[2]
    if address in links:
        return f"[{_broken(label, ())}]({address})"
    return f"{_broken(label, ())} ({_broken(address, ())})" if address else label


def _broken(text: str, links: Collection[str]) -> str:
    """Text with every address broken but the allowed ones, each as a whole."""
    if not links:
        return _taken_apart(text)
    known = "|".join(re.escape(each) for each in sorted(links, key=len, reverse=True))
    parts = re.split(f"((?:{known}){_AFTER})", text)
    return "".join(part if part in links else _taken_apart(part) for part in parts)


def _taken_apart(text: str) -> str:
    broken = _JOINT.sub(lambda found: f"{found[0][:-1]}[{found[0][-1]}]", text)
    return broken.replace("](", "] (")
