"""What a person reads in the browser who signs an account in on its platform's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.community.accounts import Platform
from handlers.render.pages import Form, Page
from handlers.render.text import fold

if TYPE_CHECKING:
    from assistant.desk.signing_in import Asked, Offered

YES, NO = "yes", "no"

CLOSE = "You can close this page."

_BY_A_CLICK = (
    "Engage publishes nothing unless a person of the workspace presses a button under the very "
    "words."
)
_WIDE = {
    Platform.BLUESKY: (
        f"Bluesky knows only one question, so its page asks for more than Engage uses. "
        f"{_BY_A_CLICK}"
    ),
    Platform.MASTODON: (
        f"That page also asks for writing, so that approved replies and posts can go out. "
        f"{_BY_A_CLICK}"
    ),
    Platform.X: (
        f"X's page also asks for writing, so that approved replies and posts can go out. "
        f"{_BY_A_CLICK}"
    ),
    Platform.FACEBOOK: (
        f"Facebook's page asks which Pages Engage may use: choose this one, and leave everything "
        f"ticked. {_BY_A_CLICK}"
    ),
    Platform.INSTAGRAM: (
        f"Facebook's page asks for the Page that the account is linked to: choose both, and leave "
        f"everything ticked. {_BY_A_CLICK}"
    ),
}
"""What to expect of the platform's page."""


def ask(asked: Asked, form: Form) -> Page:
    """The first page: for whom this is, before anything leaves it."""
    handle, workspace, person = _named(asked)
    lines = (
        (
            f"{person} asked for this page in Slack, to connect this {asked.ref.platform.title} "
            f"account to Engage in the workspace {workspace}."
        ),
        f"On the next page you sign in at {asked.server}. Engage never sees your password.",
        _WIDE.get(asked.ref.platform, ""),
        f"If you are not {person}, or do not belong to {workspace}, close this page.",
    )
    return Page(f"Connect {handle} to {workspace}?", tuple(filter(None, lines)), form=form)


def leaving(asked: Asked, url: str) -> Page:
    """On the way to the platform."""
    line = f"Your browser opens the page of {asked.server}."
    return Page(f"On to {asked.server}", (line,), ("Open it", url))


def offer(offered: Offered, form: Form) -> Page:
    """The second page: what is given to whom."""
    _, workspace, person = _named(offered.asked)
    handle, server = fold(offered.handle), offered.asked.server
    given = (
        f"You signed in as {handle} at {server}. You are about to give {workspace}, where {person} "
        f"asked for it, all that Engage can read of this account, and a way to publish there what "
        f"a person approved."
    )
    what = f"Colleagues in {workspace} will see its figures, and who talks with it."
    if offered.known:
        what = "It is connected there already. This renews its sign-in and keeps its history."
    after = f"Nothing is connected yet: you get a code, and {person} types it in Slack."
    return Page(f"Give {handle} to {workspace}?", (given, what, after), form=form)


def buttons(workspace: str) -> tuple[tuple[str, str], ...]:
    """The answers to `offer`."""
    return ((YES, f"Give it to {fold(workspace)}"), (NO, "No, connect nothing"))


def code(asked: Asked, word: str) -> Page:
    """The last page: what the person types in Slack."""
    handle, workspace, person = _named(asked)
    where = (
        f"Type this code in Slack, as {person}, in the window where you asked for this page. Then "
        f"{handle} is connected to {workspace}. It works once, for ten minutes."
    )
    closed = (
        "Has that window been closed? Open Engage's Home tab, press Connect account, then Enter a "
        "code."
    )
    others = (
        f"You are not {person}? Then give the code to nobody: who has it gets the account. Close "
        f"this page, and nothing is connected."
    )
    return Page("Almost done", (where, closed, others), code=word)


def refused(server: str) -> Page:
    """They said no on the second page."""
    line = f"Nothing was connected, and the sign-in was given back to {server}."
    return Page("You connected nothing", (line, CLOSE))


def failed(title: str, words: str) -> Page:
    """Why it did not work, in one sentence with the way on."""
    return Page(title, (words,))


def _named(asked: Asked) -> tuple[str, str, str]:
    return fold(asked.ref.handle), fold(asked.workspace), fold(asked.person)
