"""Have posts of our own written: open a studio, keep what somebody asks for in it, and show it.

A wish is stored before it is acknowledged. Nothing here publishes, and nothing that somebody types
can: a draft waits for a person's click.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.community.drafts import Wish
from assistant.community.rights import Act
from assistant.community.studio import Studio
from assistant.community.topic_words import kept_topic, link_in
from assistant.desk.permitting import Permitting
from assistant.desk.post_briefing import PostBriefing
from assistant.desk.post_proposals import Proposal, Proposals
from assistant.desk.post_writing import PostDrafter, PostWriting
from assistant.desk.studio_views import ALIVE, StudioView, StudioViews
from assistant.desk.wishing import read_instruction
from assistant.errors import InvalidInput, NotFound
from assistant.ports import Accounts, Budget, Clock, Preferences
from assistant.ports.giving import StudioDrafts, Studios

HERE = "here in the thread"
"""What a sentence holds that asks for words."""

MOST_ACCOUNTS = 5
"""Accounts of one studio: each idea is written for each of them."""

_NO_ACCOUNT = "No account is connected yet. Connect one in the Home tab, then come back."
_TOO_MANY = f"Choose up to {MOST_ACCOUNTS} accounts for one post."


class Posting(PostWriting):
    """The use case behind `/engage post` and talk in a studio's thread."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        studios: Studios,
        drafts: StudioDrafts,
        briefing: PostBriefing,
        views: StudioViews,
        proposals: Proposals,
        drafter: PostDrafter,
        budget: Budget,
        preferences: Preferences,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(
            studios=studios,
            drafts=drafts,
            briefing=briefing,
            drafter=drafter,
            budget=budget,
            preferences=preferences,
            clock=clock,
            new_id=new_id,
        )
        self._permitting = permitting
        self._accounts = accounts
        self._views = views
        self._proposals = proposals

    async def open(
        self,
        workspace_id: str,
        person_id: str,
        topic: str,
        *,
        event_key: str,
        account_ids: Sequence[str] = (),
        page_url: str | None = None,
        about: str = "",
    ) -> Studio:
        """Open a studio and ask for its first drafts; the same event again gives the same studio.

        Args:
            topic: as typed, cut where it is too long; "" to write from what the community talks
                about. An address in it is the page to read, unless `page_url` names one.
            account_ids: to write for; () for those Engage can write for.
            about: where a topic that was proposed came from, in words for people. Such a topic
                may be a stranger's words: nothing rests on them, and no page in them is read.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such account.
            InvalidInput: no account is connected, or too many were chosen.
            StoreUnavailable: it was not kept; the caller must not acknowledge it.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        topic = kept_topic(topic)
        studio = Studio(
            id=self._new_id(),
            workspace_id=workspace_id,
            person_id=person_id,
            account_ids=await self._chosen(workspace_id, account_ids),
            topic=topic,
            event_key=event_key,
            made_at=self._clock(),
            page_url=page_url or (None if about else link_in(topic)),
            about=about.strip(),
        )
        return await self._studios.open(studio, self._wish(studio, person_id, event_key))

    async def wish(
        self,
        workspace_id: str,
        person_id: str,
        studio_id: str,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> bool:
        """Ask for other drafts. False: this click or message was here before.

        Args:
            instruction: what should be different, as typed; "" for new drafts.
            about: the draft it speaks of, whose idea alone changes then; None for all ideas.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such studio, or no such draft in it.
            InvalidInput: too long an instruction.
            StoreUnavailable: it was not kept; the caller must not acknowledge it.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        studio = await self._studios.get(workspace_id, studio_id)
        instruction = read_instruction(instruction)
        if about is not None and (await self._drafts.get(workspace_id, about)).studio_id != (
            studio_id
        ):
            raise NotFound("draft", about)
        return await self._drafts.wish(
            self._wish(studio, person_id, event_key, instruction=instruction, about=about)
        )

    async def view(
        self, workspace_id: str, studio_id: str, person_id: str | None = None
    ) -> StudioView:
        """What a studio shows.

        Args:
            person_id: who wants to see it; None where Engage draws it into its own thread.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such studio.
        """
        if person_id is not None:
            await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        return await self._views.of(await self._studios.get(workspace_id, studio_id))

    async def asked_back(self, workspace_id: str, studio_id: str) -> bool:
        """Whether a studio waits for somebody's words: it asked something back, and shows no draft
        that could be talked about instead. Whoever writes there then need not name Engage.
        """
        last = await self._drafts.last_wish_in(workspace_id, studio_id)
        if last is None or last.done_at is None or not last.problem:
            return False
        drafts = await self._drafts.of_studio(workspace_id, studio_id)
        return HERE in last.problem or not any(each.state in ALIVE for each in drafts)

    async def proposals(self, workspace_id: str, person_id: str) -> tuple[Proposal, ...]:
        """Topics worth a post, the weightiest first: what people keep asking, the function that is
        missing, thanks. Empty where nothing is known. Raises NotAllowed.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        return await self._proposals.of(workspace_id)

    # -- pieces ---------------------------------------------------------------------------

    async def _chosen(self, workspace_id: str, account_ids: Sequence[str]) -> tuple[str, ...]:
        known = {each.id: each for each in await self._accounts.all(workspace_id)}
        if not known:
            raise InvalidInput(_NO_ACCOUNT)
        chosen = tuple(dict.fromkeys(account_ids))
        if missing := [each for each in chosen if each not in known]:
            raise NotFound("account", missing[0])
        if len(chosen) > MOST_ACCOUNTS:
            raise InvalidInput(_TOO_MANY)
        signed_in = tuple(each.id for each in known.values() if each.signed_in)
        return chosen or signed_in[:MOST_ACCOUNTS] or tuple(known)[:1]

    def _wish(
        self,
        studio: Studio,
        person_id: str,
        event_key: str,
        *,
        instruction: str = "",
        about: str | None = None,
    ) -> Wish:
        return Wish(
            id=self._new_id(),
            workspace_id=studio.workspace_id,
            item_id="",
            studio_id=studio.id,
            person_id=person_id,
            event_key=event_key,
            made_at=self._clock(),
            instruction=instruction,
            about=about,
        )
