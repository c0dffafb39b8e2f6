"""Pages for a browser: a sentence or two, and the way on. They hold no script, and load nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
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
a, button { display: inline-block; margin: 0.75rem 0.75rem 0 0; padding: 0.625rem 1.25rem;
  border: 2px solid var(--green); border-radius: 0.5rem; background: var(--green);
  color: var(--on-green); font: inherit; font-weight: 600; text-decoration: none;
  cursor: pointer; }
button.quiet { background: transparent; color: var(--ink); border-color: var(--line); }
a:focus-visible, button:focus-visible { outline: 3px solid var(--soft); outline-offset: 3px; }
.code { margin: 1.5rem 0; font: 600 2.25rem/1.2 ui-monospace, Menlo, Consolas, monospace;
  letter-spacing: 0.08em; user-select: all; }
@media (max-width: 30rem) { main { padding: 1.75rem; } }
"""

_QUIET = ' class="quiet"'

_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Form:
    """What a page asks, to be answered by a button.

    Attributes:
        action: the path it is sent to, of this site.
        hidden: fields that come back with the answer.
        buttons: answers and their words, what is asked for first.
    """

    action: str
    hidden: Mapping[str, str] = field(repr=False)
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says. `link` is where to go on: its words and its address; None for nowhere.
    `code` is something to be typed elsewhere.
    """

    title: str
    lines: tuple[str, ...]
    link: tuple[str, str] | None = None
    form: Form | None = None
    code: str | None = field(default=None, repr=False)


def headers(page: Page) -> dict[str, str]:
    """What its browser is told: the address may hold a secret, and nobody may keep or frame it."""
    sends = "'self'" if page.form else "'none'"
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; "
            f"form-action {sends}; frame-ancestors 'none'"
        ),
    }


HEADERS: Mapping[str, str] = MappingProxyType(headers(Page("", ())))
"""Of every page that asks nothing."""


def html(page: Page) -> str:
    """The page; whatever it holds is text."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in page.lines)
    link = ""
    if page.link is not None:
        words, address = page.link
        link = f'<a href="{escape(address)}">{escape(words)}</a>'
    title = escape(page.title)
    code = f'<p class="code">{escape(page.code)}</p>' if page.code else ""
    form = _form(page.form) if page.form else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} – Engage</title><style>{STYLE}</style></head>"
        f'<body><main><p class="name">Engage</p><h1>{title}</h1>{code}{lines}{form}{link}'
        "</main></body></html>"
    )


def _form(form: Form) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in form.hidden.items()
    )
    buttons = "".join(
        f'<button{"" if number == 0 else _QUIET} name="answer" value="{escape(value)}">'
        f"{escape(words)}</button>"
        for number, (value, words) in enumerate(form.buttons)
    )
    return f'<form method="post" action="{escape(form.action)}">{hidden}{buttons}</form>'
