"""From the HTML of a post to the text that people read. Nothing of the markup is left."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

LONGEST = 200_000
"""Characters of HTML looked at; the longest post a server allows is a fraction of it."""

_TAGS = {"p", "br", "a", "span", "div", "ul", "ol", "li", "blockquote", "pre", "code"}
_BLOCKS = {"p", "div", "ul", "ol", "blockquote", "pre"}
_FALLBACK = "quote-inline"
"""Marks the "RE: link" that servers put before a quote for those that know no quotes
(https://docs.joinmastodon.org/methods/statuses/#create, `quoted_status_id`)."""


def plain(html: str) -> str:
    """Paragraphs as lines with one between, links in full, `:shortcodes:` as they are.

    Mastodon hides the ends of long links in invisible spans; here they are whole again. A link
    behind other words follows them in brackets.
    """
    safe = nh3.clean(
        html[:LONGEST],
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href", "class"}, "p": {"class"}, "span": {"class"}},
        link_rel=None,
        url_schemes={"http", "https"},
    )
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    text = re.sub(r"[^\S\n]+\n", "\n", "".join(reader.parts))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Reader(HTMLParser):
    """Collects text. It is fed what nh3 has made well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[tuple[str, bool, int]] = []
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if self._skipped or _FALLBACK in classes:
            if tag != "br":
                self._skipped.append(tag)
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in _BLOCKS:
            self._paragraph()
        elif tag == "a":
            named = bool({"mention", "hashtag"} & set(classes))
            self._links.append((given.get("href", ""), named, len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser`."""
        if self._skipped:
            if tag != "br":
                self._skipped.pop()
        elif tag in _BLOCKS:
            self._paragraph()
        elif tag == "a" and self._links:
            href, named, start = self._links.pop()
            said = "".join(self.parts[start:]).strip()
            if href and not named and not said.startswith(("@", "#")) and not _same(said, href):
                self.parts.append(f" ({href})" if said else href)

    def handle_data(self, data: str) -> None:
        """See `HTMLParser`."""
        if not self._skipped:
            self.parts.append(data)

    def _paragraph(self) -> None:
        if self.parts:
            self.parts.append("\n\n")


def _same(said: str, href: str) -> bool:
    """Whether a link is written out: servers leave out the scheme, or cut the end off."""
    bare = re.sub(r"^https?://(www\.)?", "", href).rstrip("/")
    shown = re.sub(r"^https?://(www\.)?", "", said).rstrip("/")
    return shown == bare
