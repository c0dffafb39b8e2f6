"""A post studio in its thread: what heads it, and one message for each idea and account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.community.cost_words import sending
from assistant.community.drafts import UNDER_WAY, DraftState
from assistant.community.mix_view import DOES, KINDS
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import draft_words
from handlers.render import studio_words as say
from handlers.render.blocks import Block, Message
from handlers.render.drafts import rests_on, trouble, written_by
from handlers.render.studio_choices import choices, outcome
from handlers.render.studio_remarks import remarks
from handlers.render.text import mrkdwn, unmarked

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.brand import BrandFact
    from assistant.community.drafts import Draft
    from assistant.desk.studio_views import Idea, StudioView

EVENT = "engage_studio"
"""The kind of metadata on its messages. Any app in the workspace can read it: ids, nothing else."""

HEAD = "head"
"""The slot of a studio's first message."""

TOPIC = 600
"""Characters of a topic that are repeated above its thread."""

LONGEST, LONGEST_ALTS = 6_000, 3_000
"""Characters of a draft that a message shows: of all its posts together, and of what its images are
said to show. A longer one cannot be approved there: nobody would have seen all of it."""

_ALIVE = frozenset({DraftState.PENDING, DraftState.FAILED})


def metadata(studio_id: str, slot: str) -> Block:
    """What a message of a studio carries beside its blocks."""
    return {"event_type": EVENT, "event_payload": {"studio_id": studio_id, "slot": slot}}


def slot_of(draft: Draft) -> str:
    """Which message of its studio's thread shows a draft."""
    return f"{draft.idea}:{draft.account_id}"


def head(view: StudioView) -> Message:
    """The first message: what it is about, for whom, and how it stands."""
    studio = view.studio
    topic = mrkdwn(studio.topic[:TOPIC].strip()) or say.NO_TOPIC
    cut = "…" if len(studio.topic) > TOPIC else ""
    names = ", ".join(unmarked(str(each.ref)) for each in view.accounts)
    lines = [f"For {names} · asked for by <@{studio.person_id}>"] if names else []
    lines += [unmarked(studio.about)] if studio.about else []
    made = [kit.section(f"{say.TITLE}\n{topic}{cut}"), kit.context(*lines or (say.NO_ACCOUNT,))]
    made += [kit.context(say.REDRAFTING if view.ideas else say.DRAFTING)] if view.waiting else []
    made += [kit.section(f"✍️ {mrkdwn(view.trouble)}")] if view.trouble else []
    notes = [mrkdwn(each) for each in view.notes]
    notes += [] if view.publishing else [draft_words.SWITCHED_OFF]
    made += [kit.context(*notes)] if notes else []
    if not view.waiting:
        made.append(kit.context(say.HOW))
        made.append(_head_buttons(view))
    return kit.message(f"Post studio: {unmarked(studio.topic, 140) or say.NO_TOPIC}", made)


def _head_buttons(view: StudioView) -> Block:
    buttons = [kit.button(say.MORE, ids.POST_MORE, view.studio.id)] if view.accounts else []
    return kit.actions([*buttons, kit.button(say.ACCOUNTS, ids.POST_ACCOUNTS, view.studio.id)])


def idea_message(
    view: StudioView, idea: Idea, draft: Draft, facts: Sequence[BrandFact] = ()
) -> Message:
    """One idea for one account: its exact posts, what is to be said of them, what may be done.

    Args:
        facts: those it rests on.
    """
    account = view.account_of(draft)
    made, taken = [kit.section(_title(view, idea, draft, account))], is_taken(view, draft)
    if idea.why and draft.state in _ALIVE and not taken:
        made.append(kit.context(f"💚 {unmarked(idea.why)}"))
    made += [exact(draft), *pictures(draft)]
    if draft.state is DraftState.PENDING and not taken:
        made.append(kit.context(*_measures(view, draft, account), rests_on(draft, facts)))
        if draft.problem:
            made.append(kit.section(f"↩️ {trouble(draft)}"))
        made += remarks(view, draft)
    if taken:
        made.append(kit.context(say.TAKEN))
    elif draft.state in _ALIVE:
        made += choices(view, draft, whole=_is_whole(draft))
    else:
        made += outcome(view, draft, account)
    # Ideas that come one after the other stand apart.
    return kit.message(f"{_kind(idea)}: {unmarked(draft.text, 140)}", [*made, kit.divider()])


def gone() -> Message:
    """What is left of an idea that was dismissed, or that another one was published instead of."""
    return kit.message(say.GONE, [kit.context(say.GONE)])


def is_taken(view: StudioView, draft: Draft) -> bool:
    """Whether another idea of the studio goes out for the same account."""
    going = UNDER_WAY | {DraftState.PUBLISHED}
    return draft.state in _ALIVE and any(
        each.account_id == draft.account_id and each.state in going
        for idea in view.ideas
        for each in idea.drafts
    )


def exact(draft: Draft) -> Block:
    """Its posts to the letter, addresses and all, in which nothing is markup."""
    room, made, many = LONGEST, [], len(draft.posts) > 1
    for n, text in enumerate(draft.posts, 1):
        if many:
            made.append(_line(f"{n} of {len(draft.posts)}"))
        pieces = [kit.words(text[:room])]
        pieces += [kit.words(draft_words.TOO_LONG_TO_SHOW, aside=True)] if len(text) > room else []
        made.append({"type": "rich_text_quote", "elements": pieces})
        room -= len(text)
        if room <= 0:
            break
    return {"type": "rich_text", "elements": made}


def _line(text: str) -> Block:
    return {"type": "rich_text_section", "elements": [kit.words(text, aside=True)]}


def pictures(draft: Draft) -> list[Block]:
    """The images that go out with it, by what is said of them, to the letter: it goes out, too."""
    room, made = LONGEST_ALTS, []
    for n, image in enumerate(draft.images, 1):
        shows = "" if image.alt else f": ⚠️ {say.NO_ALT}"
        made.append(_line(f"🖼️ Image {n} ({image.width} × {image.height}){shows}"))
        if image.alt:
            pieces = [kit.words(image.alt[:room])] if room > 0 else []
            more = len(image.alt) > room
            pieces += [kit.words(draft_words.TOO_LONG_TO_SHOW, aside=True)] if more else []
            made.append({"type": "rich_text_quote", "elements": pieces})
        room -= len(image.alt)
    return [{"type": "rich_text", "elements": made}] if made else []


def _is_whole(draft: Draft) -> bool:
    """Whether a message shows everything that goes out."""
    alts = sum(len(image.alt) for image in draft.images)
    return len(draft.whole) <= LONGEST and alts <= LONGEST_ALTS


def _title(view: StudioView, idea: Idea, draft: Draft, account: Account | None) -> str:
    where = unmarked(str(account.ref)) if account else "an account that is not connected any more"
    if draft.state is DraftState.PUBLISHED:
        return f"*Your post* for {where}"
    many = f" {idea.n + 1}" if len(view.ideas) > 1 else ""
    return f"*Idea{many}* for {where} · {_kind(idea)} · {written_by(draft)}"


def _kind(idea: Idea) -> str:
    """What it does for whom, as far as somebody said."""
    label = idea.label
    told = [KINDS[label.value]] if label and label.value else []
    told += [DOES[label.function].short] if label and label.function else []
    return " and ".join(told) or "A post"


def _measures(view: StudioView, draft: Draft, account: Account | None) -> list[str]:
    """How long each of its posts is, as the platform counts, and what sending them costs."""
    counts = view.counts.get(draft.id)
    if not counts:
        return [say.NOT_WRITABLE]
    over = "⚠️ " if any(used > most for used, most in counts) else ""
    used = ", ".join(f"{each:,}" for each, _ in counts)
    many = f"{len(counts)} posts: " if len(counts) > 1 else ""
    cost = sending(account.ref.platform, draft) if account else ""
    told = f"{over}{many}{used} of {counts[0][1]:,} characters"
    return [told, f"💵 {cost}"] if cost else [told]
