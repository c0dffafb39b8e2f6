"""Just before an approved draft is sent: does everything that allowed it still hold?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assistant.community import publication
from assistant.community.accounts import Account
from assistant.community.drafts import Draft, DraftState
from assistant.community.inbox import Item
from assistant.community.posts import Post
from assistant.community.publication import Halt
from assistant.community.rights import Act
from assistant.community.rules import Way
from assistant.desk.permitting import Permitting
from assistant.desk.sent_to_others import sent_to_others
from assistant.errors import (
    BudgetSpent,
    InvalidInput,
    NotAllowed,
    NotFound,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.explain import explain
from assistant.ports import Accounts, Clock, Preferences
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Inbox
from assistant.ports.publishing import Prepared, Publisher, Publishers, Target


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a draft is to be sent: account, item, and the post to answer as it is now."""

    account: Account
    item: Item
    publisher: Publisher
    target: Target

    async def prepare(self, draft: Draft) -> Prepared | Halt:
        """The whole request, or why there is none. Raises PlatformError."""
        try:
            return await self.publisher.prepare(draft.text, self.target, self.item.triage.language)
        except InvalidInput as refused:
            return Halt(DraftState.FAILED, refused.problem)


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody was faster, on the platform itself."""

    item: Item
    post: Post


class Readiness:
    """Asks everything anew. Errors of a platform or a chat that is away are raised: nothing is
    known then, and the draft waits.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        preferences: Preferences,
        accounts: Accounts,
        inbox: Inbox,
        drafts: Drafts,
        publishers: Publishers,
        clock: Clock,
    ) -> None:
        self._permitting = permitting
        self._drafts = drafts
        self._preferences = preferences
        self._accounts = accounts
        self._inbox = inbox
        self._publishers = publishers
        self._clock = clock

    async def at_home(self, draft: Draft) -> Halt | None:
        """What can be said without the platform: hash, kill switch, hour, dry run, rights."""
        settings = (await self._preferences.of_workspace(draft.workspace_id)).settings
        publishing, now = settings.publishing, self._clock()
        if halt := publication.held_back(draft, publishing=publishing, now=now):
            return halt
        try:
            await self._permitting.check(
                Act.APPROVE,
                draft.workspace_id,
                draft.approver_id or "",
                account_id=draft.account_id,
            )
        except NotAllowed as refused:
            why = f"Whoever approved it may not do so any more. {refused.reason}"
            return Halt(DraftState.PENDING, why)
        return None

    async def there(self, draft: Draft) -> Scene | Answered | Halt:
        """What the platform says of the post to answer and its conversation."""
        item = await self._inbox.get(draft.workspace_id, draft.item_id)
        if halt := publication.overtaken(draft, item):
            return halt
        account = await self._accounts.get(draft.workspace_id, draft.account_id)
        try:
            publisher = await self._publishers.publisher(account)
            target = await publisher.look(draft.target_id)
        except NotFound:
            return publication.DELETED
        except (ReconnectNeeded, BudgetSpent) as refused:
            return Halt(DraftState.FAILED, explain(refused))
        except SignInNeeded:
            return Halt(DraftState.FAILED, publication.read_only(account))
        if target.verdict.way is not Way.BY_API:
            return Halt(DraftState.FAILED, target.verdict.reason)
        to_others = await sent_to_others(self._drafts, account, item, target.posts)
        return _judged(draft, Scene(account, item, publisher, target), to_others)

    async def publisher(self, draft: Draft) -> Publisher:
        """Who writes for a draft's account. Raises PlatformError, NotFound."""
        account = await self._accounts.get(draft.workspace_id, draft.account_id)
        return await self._publishers.publisher(account)

    async def may_publish(self, draft: Draft) -> bool:
        """Whether the workspace publishes at all."""
        return (await self._preferences.of_workspace(draft.workspace_id)).settings.publishing

    async def is_dry(self, draft: Draft) -> bool:
        """Whether nothing is to be sent for the account."""
        kept = await self._preferences.of_account(draft.workspace_id, draft.account_id)
        return draft.dry_run or kept.settings.dry_run


def _judged(draft: Draft, scene: Scene, to_others: Collection[str]) -> Scene | Answered | Halt:
    """Whether the conversation is still the one that the draft was written from."""
    item, posts, account = scene.item, scene.target.posts, scene.account
    if post := publication.by_hand(draft, item, posts, account, to_others):
        return Answered(item, post)
    return publication.moved_on(draft, item, posts, account) or scene
