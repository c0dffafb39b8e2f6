"""From ideas to drafts as they are stored: one for each idea and account, fitted to a platform."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.community.drafts import Draft, Intent, Wish
from assistant.community.fitting import fitted
from assistant.community.plain_text import normal
from assistant.community.post_briefs import PostIdea, PostsDrafted, PostText
from assistant.desk.post_briefing import GatheredPost
from assistant.desk.wishing import by_rules


def drafts_of(
    wish: Wish,
    gathered: GatheredPost,
    drafted: PostsDrafted,
    at: datetime,
    new_id: Callable[[], str],
) -> Sequence[Draft]:
    """The drafts that a wish brought, in the order of their ideas."""
    common = Draft(
        id="",
        workspace_id=wish.workspace_id,
        account_id="",
        item_id="",
        target_id="",
        studio_id=wish.studio_id,
        text="",
        original="",
        intent=Intent.POST,
        composer=drafted.composer,
        author_id=wish.person_id,
        made_at=at,
        problem=by_rules(drafted.excuse),
    )
    return [
        replace(_draft(common, idea, text, gathered), id=new_id())
        for idea in drafted.ideas
        for text in idea.texts
        if text.account_id in gathered.open_for(idea.number)
    ]


def _draft(common: Draft, idea: PostIdea, text: PostText, gathered: GatheredPost) -> Draft:
    posts, add = tuple(normal(each) for each in text.posts), text.add
    if publisher := gathered.publishers.get(text.account_id):
        thread = gathered.brief.thread
        posts, more = fitted(posts, publisher.count, publisher.most, thread=thread)
        if more:
            add = (*add, f"Make it {more:,} shorter: it is too long for the platform.")
    return replace(
        common,
        account_id=text.account_id,
        images=gathered.images_for(text.account_id),
        text=posts[0],
        rest=posts[1:],
        original=posts[0],
        facts=text.facts,
        add=add,
        confidence=text.confidence,
        label=idea.label,
        why=idea.why,
        idea=idea.number,
    )
