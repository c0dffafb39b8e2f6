"""Make an item of a post that somebody names by its link."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.community.accounts import Account
from assistant.community.inbox import Item, Origin, Part
from assistant.community.intake import handles_of
from assistant.community.posts import Post
from assistant.community.rights import Act
from assistant.community.threads import calls
from assistant.community.triage import triage
from assistant.desk.permitting import Permitting
from assistant.desk.seeing import check_sight
from assistant.errors import InvalidInput, NotFound, ReconnectNeeded
from assistant.ports import Accounts, Clock, Connections
from assistant.ports.inbox import Inbox

_NO_ACCOUNT = (
    "No account is connected here yet. A manager of Engage connects one in its Home tab; then "
    "Engage can draft replies for it."
)
_NO_LINK = (
    "That is no link to a post that Engage can read. Copy it from the post's share menu; it must "
    "be on a platform where an account of yours is connected."
)
_OUR_OWN = "That is a post of your own account. Name the comment that you want to answer."


class Linking:
    """Resolves links on the connected platforms."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        connections: Connections,
        inbox: Inbox,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._connections = connections
        self._inbox = inbox
        self._clock = clock
        self._new_id = new_id

    async def item_of_link(self, workspace_id: str, person_id: str, url: str) -> Item:
        """The item of the post behind a link; a post that is none yet becomes one, without a
        promise: nobody was waiting for it here.

        Raises:
            NotAllowed: no full member, or the item is not for everybody.
            InvalidInput: no link to a post on a connected platform, or to one of our own.
            NotFound: the post is gone.
            PlatformError: it cannot be read now.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        if not url.strip():
            raise InvalidInput(_NO_LINK)
        every = await self._accounts.all(workspace_id)
        if not every:
            raise InvalidInput(_NO_ACCOUNT)
        account, post = await self._behind(every, url.strip().strip("<>").partition("|")[0])
        ours = [each for each in every if each.ref.platform is account.ref.platform]
        if post.author.id in {each.native_id for each in ours}:
            raise InvalidInput(_OUR_OWN)
        if known := await self._known(ours, post):
            await check_sight(self._permitting, Act.DRAFT, known, person_id)
            return known
        meant, part = await self._addressed(account, ours, post)
        # In a thread: the words of a language are read from disk the first time.
        item = await asyncio.to_thread(self._begun, meant, ours, post, part, person_id)
        if not await self._inbox.add(item):
            return await self._known(ours, post) or item
        return await self._inbox.get(workspace_id, item.id)

    async def _behind(self, every: Sequence[Account], url: str) -> tuple[Account, Post]:
        """The post, read with the first account that can; signed in ones first."""
        refused: ReconnectNeeded | None = None
        for account in sorted(every, key=lambda each: not each.signed_in):
            try:
                platform = await self._connections.open(account)
                native_id = await platform.resolve(url)
                found = await platform.lookup([native_id])
            except InvalidInput:
                continue
            except ReconnectNeeded as error:
                refused = refused or error
                continue
            if native_id not in found:
                raise NotFound("post", url)
            return account, found[native_id]
        raise refused or InvalidInput(_NO_LINK)

    async def _known(self, ours: Sequence[Account], post: Post) -> Item | None:
        for account in ours:
            if item := await self._inbox.of_part(account.workspace_id, account.id, post.id):
                return item
        return None

    async def _addressed(
        self, account: Account, ours: Sequence[Account], post: Post
    ) -> tuple[Account, Part]:
        """The account of ours that the post is for (it names it, answers it, or stands under it),
        and the post as it is taken in; where it is for none of them, the one it was read with.
        """
        platform = await self._connections.open(account)
        above = [each for each in (post.parent_id, post.quoted_id, post.root_id) if each]
        found = await platform.lookup(above) if above else {}
        meant = (*post.mentioned_ids, *(found[each].author.id for each in above if each in found))
        by_native = {each.native_id: each for each in ours}
        us = next((by_native[each] for each in meant if each in by_native), None)
        # Not as a comment: those are held against the records, which do not know this post.
        part = Part(post.id, Origin.SEARCH, post.text, post.url, post.created_at)
        if us is None:
            return account, part
        own = {key for key, each in found.items() if each.author.id == us.native_id}
        return us, replace(part, origin=Origin.LINK, calls_us=calls(post, us.native_id, own))

    def _begun(
        self,
        account: Account,
        ours: Sequence[Account],
        post: Post,
        part: Part,
        person_id: str,
    ) -> Item:
        return Item(
            id=self._new_id(),
            workspace_id=account.workspace_id,
            account_id=account.id,
            person=post.author,
            thread_id=post.root_id or post.id,
            parts=(part,),
            triage=triage(
                [post.text], addressed=True, language=post.language, ours=handles_of(ours)
            ),
            since=post.created_at,
            assignee_id=person_id,
            asked_for_at=self._clock(),
        )
