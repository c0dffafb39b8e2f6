"""The forms behind a card's buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.accounts import Platform
from assistant.community.rules import Action, rule_of
from handlers import ids
from handlers.ids import SeenDraft
from handlers.render import blocks as kit
from handlers.render import card_words as say
from handlers.render import inputs
from handlers.render.blocks import Block
from handlers.render.cards import summary
from handlers.render.inputs import Field
from handlers.render.settings_forms import noted
from handlers.render.text import clip, fold, harmless, mrkdwn

if TYPE_CHECKING:
    from assistant.community.drafts import Draft
    from assistant.community.inbox import Item
    from assistant.desk.handing import Looked
    from assistant.desk.item_views import ItemView

MOST: Mapping[Platform, int] = MappingProxyType(
    {Platform.BLUESKY: 300, Platform.MASTODON: 500, Platform.X: 280, Platform.SAMPLE: 300}
)
"""Characters of a post as a rule, for the hint; what a server really takes is held in the desk, by
the platform's own way of counting.
"""

REASON = 500
"""Characters of a reason."""
NONE = "none"
"""Chosen in place of a post."""

WHY_DISMISSED = (
    ("It is not accurate", "It is not accurate"),
    ("It does not sound like us", "It does not sound like us"),
    ("It is too long", "It is too long"),
    ("It misses the point", "It misses the point"),
    ("Another reason", "Another reason"),
)
WHY_NO_REPLY = (
    ("It needs no answer", "It needs no answer"),
    ("Spam", "Spam"),
    ("Abuse", "Abuse"),
    ("It is not about us", "It is not about us"),
    ("It was answered elsewhere", "It was answered elsewhere"),
    ("Another reason", "Another reason"),
)


def edit(view: ItemView, draft: Draft, note: str | None = None) -> Block:
    """The text of a draft.

    Args:
        note: one sentence above it.
    """
    field = Field(
        ids.block_of("text", str(draft.version)), "Reply", _limit(view, "To the letter. ")
    )
    made = [
        *noted(note),
        kit.context(summary(view.item)),
        inputs.text(field, draft.text, lines=True),
        kit.context(say.AFTER_EDIT),
    ]
    return kit.form(ids.EDIT, "Edit the reply", "Save", made, _memory(draft))


def compose(view: ItemView) -> Block:
    """A reply of somebody's own."""
    field = Field(ids.block_of("text", "1"), "Reply", _limit(view, ""))
    made = [
        kit.context(summary(view.item)),
        inputs.text(field, lines=True),
        kit.context(say.AFTER_EDIT),
    ]
    return kit.form(ids.COMPOSE, "Write a reply", "Save as draft", made, {"item": view.item.id})


def redo(draft: Draft) -> Block:
    """What should be different."""
    field = Field(ids.block_of("instruction", "1"), "What should be different?")
    example = "Shorter. Mention the refund page."
    made = [inputs.text(field, example=example, lines=True, most=REASON)]
    return kit.form(ids.REDO, "Redo", "Write again", made, _memory(draft))


def dismiss(draft: Draft) -> Block:
    """Why a draft is no good."""
    why = inputs.radio(Field(ids.block_of("why", "1"), "Why?"), WHY_DISMISSED, WHY_DISMISSED[0][0])
    more = inputs.text(_more(), most=REASON)
    return kit.form(ids.DISMISS, "Dismiss this draft", "Dismiss", [why, more], _memory(draft))


def no_reply(item: Item) -> Block:
    """Why somebody gets no reply."""
    why = inputs.radio(Field(ids.block_of("why", "1"), "Why?"), WHY_NO_REPLY, WHY_NO_REPLY[0][0])
    made = [kit.context(summary(item)), why, inputs.text(_more(), most=REASON)]
    return kit.form(ids.NO_REPLY, "No reply", "Decide", made, {"item": item.id})


def hide(view: ItemView) -> Block:
    """Whether somebody really wants to hide it, and what that does there."""
    platform = view.account.ref.platform
    rule = rule_of(platform, Action.HIDE).text
    made = [
        kit.context(summary(view.item)),
        kit.section(mrkdwn(say.HIDE_FOR_ALL.format(platform=platform.title, rule=rule))),
    ]
    return kit.form(ids.HIDE, f"Hide on {platform.title}", "Hide", made, {"item": view.item.id})


def assign(item: Item) -> Block:
    """Whose it shall be; empty gives it to nobody."""
    field = Field(ids.block_of("who", "1"), "Who takes care of it?", optional=True)
    made = [kit.context(summary(item)), inputs.person(field, item.assignee_id)]
    return kit.form(ids.ASSIGN, "Assign", "Assign", made, {"item": item.id})


def confirm(seen: SeenDraft, reasons: Sequence[str]) -> Block:
    """What speaks against an approval, for somebody who may give it all the same."""
    lines = "\n".join(f"• {mrkdwn(each)}" for each in reasons)
    made = [kit.section(f"Before you approve this:\n{lines}"), kit.context(say.CHECKED)]
    return kit.form(ids.APPROVE, "Look again", "Approve anyway", made, memory_of(seen))


def copy(view: ItemView, draft: Draft) -> Block:
    """The text to take along, and the way to where it belongs."""
    platform = view.account.ref.platform.title
    field = Field(ids.block_of("text", str(draft.version)), "Reply", say.COPY_HINT)
    url = view.item.last.url
    made = [
        kit.context(say.BY_HAND.format(platform=platform)),
        inputs.text(field, draft.text, lines=True),
    ]
    if url.startswith("https://"):
        made.append(kit.actions([kit.link_button(f"Open {platform}", ids.OPEN_POST, url)]))
    return kit.form(ids.COPY, "Copy and open", "Done", made, {"item": view.item.id})


def not_seen(looked: Looked) -> Block:
    """The reply is not seen: look again, say which one it is where several could be, or take
    somebody's word.
    """
    word = kit.button(say.TAKE_MY_WORD, ids.ON_WORD, looked.item.id)
    made = [kit.section(mrkdwn(looked.problem)), kit.context(summary(looked.item))]
    title, memory = "Not seen yet", {"item": looked.item.id}
    if looked.doubtful:
        title = "Which one is it?"
        field = Field(ids.block_of("which", "1"), say.REPLIES)
        made.append(inputs.radio(field, _which(looked), None))
    made.append(kit.actions([word]))
    submit = "Go on" if looked.doubtful else "Look again"
    return kit.form(ids.POSTED, title, submit, made, memory)


def _which(looked: Looked) -> list[tuple[str, str, str]]:
    """The earliest of them, and none; what goes on beyond a line stands beneath it, since two may
    begin alike.
    """
    made = []
    for post in looked.doubtful[: inputs.TICKS - 1]:
        words = fold(harmless(post.text)) or say.WORDLESS
        made.append((post.id, *_two_lines(words, inputs.OPTION)))
    return [*made, (NONE, say.NONE_OF_THESE, "")]


def _two_lines(words: str, most: int) -> tuple[str, str]:
    """Words on a line of at most `most` characters and, where they go on, on a second."""
    if len(words) <= most:
        return words, ""
    first = words[: most - 1].rpartition(" ")[0] or words[: most - 1]
    return f"{first}…", clip(f"…{words[len(first) :].strip()}", most)


def memory_of(seen: SeenDraft) -> Mapping[str, str]:
    """What a form notes of the draft that somebody saw."""
    return {"draft": seen.value}


def _memory(draft: Draft) -> Mapping[str, str]:
    return memory_of(SeenDraft(draft.id, draft.item_id, draft.version, draft.digest))


def _limit(view: ItemView, first: str) -> str:
    platform = view.account.ref.platform
    most = MOST.get(platform)
    return f"{first}{platform.title} takes about {most} characters." if most else f"{first}".strip()


def _more() -> Field:
    return Field(ids.block_of("more", "1"), "In your own words", optional=True)
