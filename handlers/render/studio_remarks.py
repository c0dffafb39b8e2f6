"""What is to be said of an idea before it goes out: what lacks, the lint, likeness, the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.community.likeness import in_words
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import drafts
from handlers.render import studio_words as say
from handlers.render.blocks import Block
from handlers.render.text import linked, unmarked

if TYPE_CHECKING:
    from assistant.community.drafts import Draft
    from assistant.desk.studio_views import StudioView

LIKE = 400


def remarks(view: StudioView, draft: Draft) -> list[Block]:
    """All of it, the gravest first; empty where there is nothing to say."""
    made = [kit.section(f"🚫 {unmarked(each)}") for each in view.against.get(draft.id, ())]
    made += [*drafts.to_add(draft), *drafts.remarks(draft.whole, view.findings.get(draft.id, ()))]
    if like := view.like_recent.get(draft.id):
        link = f" {linked(like[0].said.url, 'See it')}" if like[0].said.url else ""
        made.append(kit.section(f"♻️ {unmarked(in_words(like[0], view.zone), LIKE)}{link}"))
    if held := view.held.get(draft.id):
        made.append(_held(view, draft, held))
    return made


def _held(view: StudioView, draft: Draft, why: str) -> Block:
    """Why the promotion budget holds it, with a post of the function that is missing."""
    missing = view.missing.get(draft.account_id)
    beside = None
    if missing is not None:
        value = f"{missing.value}:{ids.SeenDraft(draft.id, view.studio.id, draft.version).value}"
        beside = kit.button(say.INSTEAD[missing].button, ids.POST_ANOTHER, value)
    return kit.section(f"✋ {unmarked(why, LIKE)}", beside=beside)
