"""Write the drafts that somebody asked for in a studio, in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from assistant.community.drafts import Draft
from assistant.community.post_briefs import PostBrief, PostsDrafted
from assistant.desk.post_briefing import GatheredPost, PostBriefing
from assistant.desk.post_drafts import drafts_of
from assistant.desk.wishing import Drafter, Wishing, by_rules
from assistant.errors import NotFound
from assistant.ports import Budget, Clock, Preferences
from assistant.ports.giving import StudioDrafts, Studios

PostDrafter = Drafter[PostBrief, PostsDrafted]
"""`assistant.agent.posting.PostDrafter`."""

_WITHOUT_PAGE = "The drafts were written without it."


class PostWriting(Wishing):
    """What of `posting.Posting` runs as a job."""

    of_posts: ClassVar[bool] = True
    too_late: ClassVar[str] = (
        "No draft could be written in time. Please ask for one again, or write the post."
    )

    _drafts: StudioDrafts

    def __init__(
        self,
        *,
        studios: Studios,
        drafts: StudioDrafts,
        briefing: PostBriefing,
        drafter: PostDrafter,
        budget: Budget,
        preferences: Preferences,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(
            drafts=drafts, budget=budget, preferences=preferences, clock=clock, new_id=new_id
        )
        self._studios = studios
        self._briefing = briefing
        self._drafter = drafter

    async def write(self, workspace_id: str, wish_id: str) -> None:
        """See `Wishing`."""
        try:
            wish = await self._drafts.wished(workspace_id, wish_id)
            if wish.done_at is not None or wish.studio_id is None:
                return
            studio = await self._studios.get(workspace_id, wish.studio_id)
        except NotFound:
            return  # erased while this waited in the queue
        gathered = await self._briefing.gather(studio, wish)
        drafted = await self._drafted(wish, self._drafter, gathered.brief)
        now = self._clock()
        made = drafts_of(wish, gathered, drafted, now, self._new_id)
        problem = _problem(gathered, drafted, made)
        await self._grant(wish, made, now, problem, drafted.composer)


def _problem(gathered: GatheredPost, drafted: PostsDrafted, made: Sequence[Draft]) -> str:
    """What the studio says beside the drafts: a page that was not read, who wrote, what lacks."""
    excuse = by_rules(drafted.excuse) if made else drafted.excuse
    without = _WITHOUT_PAGE if gathered.trouble and made else ""
    return " ".join(each for each in (gathered.trouble, without, excuse, drafted.problem) if each)
