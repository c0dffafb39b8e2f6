"""Pages for a browser: a sentence or two, and the way on. They hold no script, and load nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from types import MappingProxyType

STYLE = """
:root { color-scheme: light dark; --paper: #f6f5f1; --card: #ffffff; --ink: #20302b;
  --soft: #5b6a64; --green: #1f3d36; --on-green: #ffffff; --line: #e2e0d8; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14201c; --card: #1b2a25; --ink: #e9efec; --soft: #a3b3ac;
    --green: #b9d8cc; --on-green: #14201c; --line: #2b3b35; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 34rem; padding: 2.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem; }
.name { margin: 0 0 1.5rem; color: var(--soft); font-size: 0.9375rem; letter-spacing: 0.02em; }
h1 { margin: 0 0 1rem; font-size: 1.625rem; line-height: 1.25; text-wrap: balance;
  overflow-wrap: anywhere; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
a { display: inline-block; margin-top: 0.75rem; padding: 0.625rem 1.25rem; border-radius: 0.5rem;
  background: var(--green); color: var(--on-green); text-decoration: none; font-weight: 600; }
a:focus-visible { outline: 3px solid var(--soft); outline-offset: 3px; }
@media (max-width: 30rem) { main { padding: 1.75rem; } }
"""

_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'"
        ),
    }
)
"""Of every page: its address may hold a secret that is spent, and nobody may keep or frame it."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says. `link` is where to go on: its words and its address; None for nowhere."""

    title: str
    lines: tuple[str, ...]
    link: tuple[str, str] | None = None


def html(page: Page) -> str:
    """The page; whatever it holds is text."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in page.lines)
    link = ""
    if page.link is not None:
        words, address = page.link
        link = f'<a href="{escape(address)}">{escape(words)}</a>'
    title = escape(page.title)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} – Engage</title><style>{STYLE}</style></head>"
        f'<body><main><p class="name">Engage</p><h1>{title}</h1>{lines}{link}</main></body></html>'
    )
