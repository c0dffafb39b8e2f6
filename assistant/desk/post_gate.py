"""What stands in the way of approving a post of our own, and what must be looked at twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from assistant.community import approvals, likeness, publication
from assistant.community.drafts import Draft
from assistant.community.likeness import Similar
from assistant.community.post_parts import twin
from assistant.community.post_rules import against
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.errors import InvalidInput, PlatformError, SignInNeeded
from assistant.ports import Accounts
from assistant.ports.publishing import Publisher, Publishers

_TWIN = "The same words were posted at {url} already."


class PostLint(Protocol):
    """Holds a post against what is known. `desk.linting.Linting`."""

    async def post_doubts(self, draft: Draft) -> Sequence[str]:
        """What in it looks dishonest, a sentence each."""
        ...


class Budget(Protocol):
    """The promotion budget. `desk.mixing.Mixing`."""

    async def held(self, workspace_id: str, draft: Draft) -> str | None:
        """The sentence that holds a draft back; None where it fits."""
        ...


class Repeats(Protocol):
    """What of ours a draft says again. `desk.repeating.Repeating`."""

    async def like(self, drafts: Sequence[Draft]) -> Mapping[str, tuple[Similar, ...]]:
        """The likest first, by draft id."""
        ...


class PostGate:
    """Asked when somebody approves.

    Args:
        budget: None where nothing is counted.
        repeats: None where sameness is told by the platform alone.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        publishers: Publishers,
        lint: PostLint,
        budget: Budget | None = None,
        repeats: Repeats | None = None,
    ) -> None:
        self._accounts = accounts
        self._publishers = publishers
        self._lint = lint
        self._budget = budget
        self._repeats = repeats

    async def check(
        self,
        draft: Draft,
        person_id: str,
        *,
        account: AccountSettings,
        workspace: WorkspaceSettings,
    ) -> tuple[str, ...]:
        """Why somebody should look twice, each reason once.

        Raises:
            InvalidInput, NotAllowed: what forbids it, whoever insists.
            PlatformError: its platform does not say how it counts.
        """
        approvals.check_post(draft, person_id, account=account, workspace=workspace)
        publisher = await self._fitting(draft)
        said = [*draft.add, *await self._lint.post_doubts(draft)]
        if self._budget and (held := await self._budget.held(draft.workspace_id, draft)):
            said.append(held)
        if not draft.out:
            said += await self._said_before(draft, publisher, workspace.zone)
        return tuple(dict.fromkeys(said))

    async def _fitting(self, draft: Draft) -> Publisher:
        """Who writes for its account. Raises InvalidInput for what the platform would not take."""
        account = await self._accounts.get(draft.workspace_id, draft.account_id)
        title = account.ref.platform.title
        try:
            publisher = await self._publishers.publisher(account)
        except SignInNeeded:
            raise InvalidInput(publication.read_only(account, "post")) from None
        approvals.each_post(
            draft,
            lambda text: approvals.check_length(publisher.count(text), publisher.most, title),
        )
        if not draft.out:
            approvals.check_images(draft, publisher.image_limits, title)
            if said := against(account.ref.platform, draft, publisher.image_limits):
                raise InvalidInput(" ".join(said))
        return publisher

    async def _said_before(self, draft: Draft, publisher: Publisher, zone: str) -> Sequence[str]:
        """Nothing of this draft is out. What says the same, as the platform knows it now, and what
        is much like it. A platform that is away is asked again before anything is sent.
        """
        try:
            same = twin(draft, await publisher.newest(), None)
        except PlatformError:
            same = None
        if same:
            return [_TWIN.format(url=same.url)]
        found = (await self._repeats.like([draft])).get(draft.id, ()) if self._repeats else ()
        return [await asyncio.to_thread(_said, each, zone) for each in found[:1]]


def _said(like: Similar, zone: str) -> str:
    return f"{likeness.in_words(like, zone)} {like.said.url or ''}".strip()
