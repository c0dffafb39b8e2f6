"""The form that disconnects an account or erases it, and the report of what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handlers import ids
from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render.blocks import Block
from handlers.render.inputs import Field
from handlers.render.text import fold, mrkdwn

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.desk.disconnecting import Parted

KEEP, ERASE = "keep", "erase"

_WHAT = (
    (KEEP, "Keep it, in case the account is connected again"),
    (ERASE, "Erase it now and for good, with the answers that rest on it"),
)


def disconnect(account: Account, *, past: bool, waiting: int = 0) -> Block:
    """Ask what shall become of what was read.

    Args:
        waiting: approved posts that would not go out any more.
        past: whether the account is disconnected already, so that only erasing is left.
    """
    name = f"*{mrkdwn(fold(str(account.ref)))}*"
    memory = {"account": account.id, **({"past": "yes"} if past else {})}
    if past:
        words = (
            f"{name} is disconnected. Everything that Engage has read of it will be erased now and "
            f"for good, with the answers that rest on it."
        )
        return kit.form(ids.DISCONNECT, "Erase account", "Erase", [kit.section(words)], memory)
    words = (
        f"Engage stops reading {name} and destroys its sign-in. Nothing changes on the platform."
    )
    if waiting:
        posts = "1 approved post" if waiting == 1 else f"{waiting} approved posts"
        words += f"\n*{posts} will not go out.* The text stays in its thread here."
    what = inputs.radio(Field(ids.block_of("what", "1"), "What Engage has read of it"), _WHAT, KEEP)
    return kit.form(
        ids.DISCONNECT, "Disconnect account", "Disconnect", [kit.section(words), what], memory
    )


def report(parted: Parted, *, erased: bool) -> Block:
    """What became of it, in exact numbers."""
    name = f"*{mrkdwn(fold(str(parted.account.ref)))}*"
    if not erased:
        words = (
            f"{name} is disconnected, and its sign-in is destroyed. What Engage has read of it is "
            f"kept until its time is over, and used again if you connect the account once more."
        )
        if parted.held:
            posts = "1 approved post" if parted.held == 1 else f"{parted.held} approved posts"
            words += f" {posts} did not go out; the text stays in its thread."
        return kit.last_modal("Disconnected", [kit.section(words), *_left(parted)])
    lines = [f"{name} is erased.", *_counts(parted.erased)]
    return kit.last_modal("Erased", [kit.section("\n".join(lines)), *_left(parted)])


def _left(parted: Parted) -> list[Block]:
    """What is left to do on the platform itself."""
    if parted.signed_out is not False:
        return []
    title = parted.account.ref.platform.title
    words = (
        f"{title} did not confirm that the sign-in is over. To be sure, take Engage off the list "
        f"of apps in the account's settings there, or delete the app password."
    )
    return [kit.context(words)]


def _counts(rows: Mapping[str, int]) -> list[str]:
    told = [f"• {count:,} {mrkdwn(what)}" for what, count in rows.items() if count]
    return told or ["There was nothing that Engage had read of it."]
