"""Change the words of drafts. Whatever is changed must be shown and approved again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.community import approvals, publication, staleness
from assistant.community.accounts import Platform
from assistant.community.drafts import (
    PERSON,
    Confidence,
    Draft,
    DraftState,
    Happening,
    Intent,
)
from assistant.community.inbox import Item
from assistant.community.plain_text import normal
from assistant.community.post_parts import named, told
from assistant.community.post_rules import check_thread
from assistant.community.rights import Act
from assistant.community.studio import Image
from assistant.desk.auditing import Auditing
from assistant.desk.permitting import Permitting
from assistant.desk.rereading import publisher_now, seen_now, target_now
from assistant.desk.seeing import check_sight
from assistant.errors import EditConflict, InvalidInput, SignInNeeded
from assistant.ports import Accounts, Clock
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Inbox
from assistant.ports.publishing import Publishers

OUT = (
    "What is published already cannot be changed here. Please leave those posts as they are, and "
    "change what comes after them."
)

_CAN_BE_EDITED = frozenset({DraftState.PENDING, DraftState.STALE, DraftState.FAILED})
_CAN_BE_REOPENED = frozenset({DraftState.STALE, DraftState.FAILED})


class Editing(Auditing):
    """The words of drafts; see `reviewing.Reviewing`."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        drafts: Drafts,
        inbox: Inbox,
        accounts: Accounts,
        publishers: Publishers,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(
            permitting=permitting, drafts=drafts, inbox=inbox, accounts=accounts, clock=clock
        )
        self._publishers = publishers
        self._new_id = new_id

    async def edit(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        text: str,
        rest: Sequence[str] | None = None,
    ) -> Draft:
        """Give a draft another text; the editor is its author then. It must be shown and approved
        again. Raises InvalidInput for an empty text, and for changing a post that is out.

        Args:
            rest: of a thread the other posts; None: they stay. A reply has none.
        """
        draft, item = await self._at(workspace_id, person_id, draft_id)
        check_version(draft, version)
        if draft.state not in _CAN_BE_EDITED:
            raise EditConflict(named(draft), draft)
        posts = _posts(draft, text, rest)
        if posts == draft.posts and draft.state is DraftState.PENDING:
            return draft
        text, *others = posts
        edited = unapproved(replace(draft, text=text, rest=tuple(others), author_id=person_id))
        await self._check_fits(edited)
        edited = replace(edited, add=(), seen=await self._seen_by_now(draft, item))
        entry = self._entry(replace(edited, version=version + 1), Happening.EDITED, person_id)
        return await self._drafts.keep(edited, entry)

    async def set_images(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        images: Sequence[Image],
    ) -> Draft:
        """Have these images go out with a post of our own. Its words stay whoever wrote them, its
        images whoever attached or described them (else this person's); it must be approved again.

        Raises:
            InvalidInput: its first post, which they go out with, is out already.
        """
        draft, _ = await self._at(workspace_id, person_id, draft_id)
        check_version(draft, version)
        if draft.state not in _CAN_BE_EDITED or not draft.studio_id:
            raise EditConflict(named(draft), draft)
        if draft.out:
            raise InvalidInput(OUT)
        known = tuple(replace(each, by=each.by or (person_id,)) for each in images)
        changed = replace(unapproved(draft), images=known)
        if changed.images == draft.images and draft.state is DraftState.PENDING:
            return draft
        detail = f"{len(changed.images)} images" if len(changed.images) != 1 else "1 image"
        after = replace(changed, version=version + 1)
        entry = self._entry(after, Happening.EDITED, person_id, detail)
        return await self._drafts.keep(changed, entry)

    async def reopen(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int
    ) -> Draft:
        """Put a stale or failed draft back as it is, by somebody who says that it still fits. It
        must be approved again.
        """
        draft, item = await self._at(workspace_id, person_id, draft_id)
        check_version(draft, version)
        if draft.state not in _CAN_BE_REOPENED:
            raise EditConflict(named(draft), draft)
        entry = self._entry(draft, Happening.EDITED, person_id, "still fits, with the same words")
        again = replace(unapproved(draft), seen=await self._seen_by_now(draft, item))
        return await self._drafts.keep(again, entry)

    async def _check_fits(self, draft: Draft) -> None:
        """Raises InvalidInput for what the platform would not take, or nobody would see. Where it
        cannot be asked how it counts, the approval tells.
        """
        approvals.each_post(draft, approvals.check_seen)
        account = await self._accounts.get(draft.workspace_id, draft.account_id)
        check_thread(account.ref.platform, draft.posts)
        if publisher := await publisher_now(self._publishers, account):
            most, title = publisher.most, account.ref.platform.title
            approvals.each_post(
                draft, lambda text: approvals.check_length(publisher.count(text), most, title)
            )

    async def _check_length(self, draft: Draft) -> None:
        """Raises InvalidInput for what is too long, or where Engage cannot write."""
        account = await self._accounts.get(draft.workspace_id, draft.account_id)
        try:
            publisher = await self._publishers.publisher(account)
        except SignInNeeded:
            raise InvalidInput(publication.read_only(account)) from None
        count, title = publisher.count(draft.text), account.ref.platform.title
        approvals.check_length(count, publisher.most, title)

    async def _platform(self, draft: Draft) -> Platform:
        return (await self._accounts.get(draft.workspace_id, draft.account_id)).ref.platform

    async def write(self, workspace_id: str, person_id: str, item_id: str, text: str) -> Draft:
        """Write a reply from nothing; it begins as the platform needs it (with the name of whom it
        answers on Mastodon). Raises InvalidInput for an empty text.
        """
        item = await self._inbox.get(workspace_id, item_id)
        await check_sight(self._permitting, Act.DRAFT, item, person_id)
        text = normal(text)
        approvals.check_text(text)
        account = await self._accounts.get(workspace_id, item.account_id)
        target_id = item.last.id
        target = await target_now(self._publishers, account, target_id)
        opening = target.opening if target else ""
        text = text if text.startswith(opening.strip()) else f"{opening}{text}"
        draft = Draft(
            id=self._new_id(),
            workspace_id=workspace_id,
            account_id=item.account_id,
            item_id=item.id,
            target_id=target_id,
            text=text,
            original=text,
            intent=Intent.ANSWER,
            composer=PERSON,
            author_id=person_id,
            made_at=self._clock(),
            confidence=Confidence.HIGH,
            seen=seen_now(item, target),
        )
        await self._check_fits(draft)
        await self._drafts.add(draft, self._entry(draft, Happening.DRAFTED, person_id))
        return draft

    async def _seen_by_now(self, draft: Draft, item: Item | None) -> tuple[str, ...]:
        """What whoever changes a draft, or says that it still fits, has seen: of a stale one also
        what came meanwhile, as far as its card showed it.
        """
        if draft.state is not DraftState.STALE or item is None:
            return draft.seen
        account = await self._accounts.get(draft.workspace_id, draft.account_id)
        target = await target_now(self._publishers, account, draft.target_id)
        # what came behind that is news still
        posts = target.posts if target else ()
        told = staleness.told_of(item, posts, draft, {account.native_id})
        return tuple(dict.fromkeys((*draft.seen, *told)))


def check_version(draft: Draft, version: int) -> None:
    """Raises EditConflict unless the draft is still of this version."""
    if draft.version != version:
        raise EditConflict(named(draft), draft)


def _posts(draft: Draft, text: str, rest: Sequence[str] | None) -> tuple[str, ...]:
    """The texts as they are to be. Raises InvalidInput."""
    if not draft.studio_id:
        text = normal(text)
        approvals.check_text(text)
        return (text,)
    others = draft.rest if rest is None else tuple(normal(each) for each in rest)
    posts = (normal(text), *others)
    approvals.check_posts(posts)
    done = len(draft.out)
    if posts[:done] != draft.posts[:done] or len(posts) < done:
        raise InvalidInput(OUT)
    return posts


def unapproved(draft: Draft) -> Draft:
    """The draft, to be approved anew. Of a thread that broke off it says what is out."""
    return replace(
        draft,
        state=DraftState.PENDING,
        approver_id=None,
        approved_at=None,
        approved_hash=None,
        send_at=None,
        problem=told("", draft),
        dry_run=False,
    )
