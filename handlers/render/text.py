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
_ADDRESS = re.compile(
    r"(?<![`\w])(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[^\s`<>\"')\]]+", re.IGNORECASE
)
_CALL_OUT = re.compile(r"(?<![\w`])@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)

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


def markdown(text: str, links: Collection[str] = ()) -> str:
    """CommonMark with only the links that are allowed.

    A picture becomes its description; any other address stays readable as code, which Slack does
    not turn into a link.

    Args:
        text: CommonMark.
        links: addresses that may be linked.
    """
    safe = _IMAGE.sub(r"\1", harmless(text))
    safe = _DEFINITION.sub("", safe)
    parts: list[str] = []
    at = 0
    for found in _LINK.finditer(safe):
        parts.append(_no_address(safe[at : found.start()], links))
        parts.append(_link(found, links))
        at = found.end()
    return "".join([*parts, _no_address(safe[at:], links)])


def _link(found: re.Match[str], links: Collection[str]) -> str:
    label, address = found[1], found[2]
    if address in links:
        return f"[{_no_address(label, ())}]({address})"
    return f"{_no_address(label, ())} (`{address}`)" if address else label


def _no_address(text: str, links: Collection[str]) -> str:
    return _ADDRESS.sub(lambda m: m[0] if _stripped(m[0]) in links else f"`{m[0]}`", text)


def _stripped(address: str) -> str:
    return address.rstrip(".,;:!?")
