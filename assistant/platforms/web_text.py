"""From the HTML of a page to passages with their headings. Nothing of the markup is left, and
nothing that a browser would not show.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import nh3

from assistant.community.markdown import Passage, passages

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"}
_BLOCKS = {
    *("p", "li", "dd", "div", "section", "article", "main", "blockquote", "pre", "ul", "ol", "dl"),
    *("table", "tr", "details", "figcaption", "address"),
}
_CELLS = {"td", "th"}
_INSIDE = {"a", "abbr", "b", "br", "code", "em", "i", "span", "strong", "time", "u", "small"}
_AWAY = {
    *("script", "style", "nav", "header", "footer", "form", "noscript", "template", "svg"),
    *("aside", "button", "iframe", "title", "select", "dialog", "object", "math"),
}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_FEWEST_LETTERS = 15
"""What is shorter is a label, not a fact."""
_LONGEST_TITLE = 120


def title_of(page: str) -> str:
    """The title that a page gives itself, on one line; "" without one."""
    match = _TITLE.search(page[:50_000])
    return " ".join(html.unescape(match[1]).split())[:_LONGEST_TITLE] if match else ""


def passages_of(text: str, *, plain: bool) -> tuple[Passage, ...]:
    """The passages of a page in order, each once.

    Args:
        plain: whether it is plain text or Markdown, not HTML.
    """
    if plain:
        found = list(passages(text.replace("\r\n", "\n").replace("\r", "\n")))
    else:
        safe = nh3.clean(
            text,
            tags=_HEADINGS | _BLOCKS | _CELLS | _INSIDE,
            clean_content_tags=_AWAY,
            attributes={"*": {"hidden", "style", "aria-hidden"}},
            link_rel=None,
        )
        reader = _Reader()
        reader.feed(safe)
        reader.close()
        found = reader.finish()
    worth = (each for each in found if sum(map(str.isalpha, each.text)) >= _FEWEST_LETTERS)
    return tuple({(each.heading, each.text): each for each in worth}.values())


class _Reader(HTMLParser):
    """Collects passages. It is fed what nh3 has made well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[Passage] = []
        self._heading = ""
        self._said: list[str] = []
        self._hidden: list[str] = []

    def finish(self) -> list[Passage]:
        """Everything that was read."""
        self._end()
        return self._found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        if tag == "br":
            self._said.append(" ")
        elif self._hidden or _is_hidden(dict(attrs)):
            self._hidden.append(tag)
        elif tag in _BLOCKS | _HEADINGS:
            self._end()
        elif tag in _CELLS and any(part.strip() for part in self._said):
            self._said.append(": ")

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser`."""
        if self._hidden:
            if tag != "br":
                self._hidden.pop()
        elif tag in _HEADINGS:
            self._heading = self._taken()
        elif tag in _BLOCKS:
            self._end()

    def handle_data(self, data: str) -> None:
        """See `HTMLParser`."""
        if not self._hidden:
            self._said.append(data)

    def _taken(self) -> str:
        said, self._said = " ".join("".join(self._said).split()), []
        return said.strip(": ")

    def _end(self) -> None:
        if said := self._taken():
            self._found.append(Passage(self._heading, said))


def _is_hidden(attrs: dict[str, str | None]) -> bool:
    style = attrs.get("style") or ""
    told = "hidden" in attrs or (attrs.get("aria-hidden") or "").lower() == "true"
    return told or _HIDING.search(style) is not None
