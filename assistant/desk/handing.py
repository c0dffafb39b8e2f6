"""A reply that somebody gave by hand: look for it on the platform, link it, close its item with its
true time. Nothing here publishes anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from assistant.community.accounts import Account
from assistant.community.given_by_hand import Given, answer_in
from assistant.community.inbox import Decision, Item
from assistant.community.posts import Post
from assistant.community.publication import Answer
from assistant.community.rights import Act
from assistant.desk.deciding import Deciding
from assistant.desk.permitting import Permitting
from assistant.desk.seeing import check_sight
from assistant.desk.sent_to_others import sent_to_others
from assistant.desk.voiding import void
from assistant.errors import EditConflict, InvalidInput, NotFound, PlatformError
from assistant.explain import explain
from assistant.ports import Accounts, Clock, Connections, SocialPlatform
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Inbox

log = structlog.get_logger(__name__)

TRIES = 3

NOT_SEEN = (
    "Engage looked on {platform} and does not see your reply yet. It may take a moment: look "
    "again, or have it closed on your word."
)
DOUBTFUL = (
    "Engage sees replies of yours on {platform} that name nobody, and others wrote there, too. "
    "Which one answers this?"
)
ONE_DOUBTFUL = (
    "Engage sees a reply of yours on {platform} that names nobody, and others wrote there, too. "
    "Is it the answer to this?"
)
NOT_TOLD = "Engage could not look on {platform}: {why} Look again later, or close it on your word."


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to: the item as it is then, and why the reply was not found; "" where it
    was, and the item is closed with it. `doubtful` are those of which a person must say which one
    it is.
    """

    item: Item
    problem: str = ""
    doubtful: tuple[Post, ...] = ()


class Handing:
    """The use case behind *Done*, for what is answered by hand."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        inbox: Inbox,
        drafts: Drafts,
        connections: Connections,
        deciding: Deciding,
        clock: Clock,
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._inbox = inbox
        self._drafts = drafts
        self._connections = connections
        self._deciding = deciding
        self._clock = clock

    async def done(
        self, workspace_id: str, person_id: str, item_id: str, chosen_id: str = ""
    ) -> Looked:
        """Look for the reply; found, it closes the item with its own time and link.

        Args:
            chosen_id: the one of the doubtful replies that a person says it is.

        Raises:
            NotAllowed: no full member, or the item is not for their eyes.
            NotFound: it is not there.
            InvalidInput: it is closed already, and how.
        """
        item = await self._inbox.get(workspace_id, item_id)
        await check_sight(self._permitting, Act.TRIAGE, item, person_id)
        if not item.is_open:
            return Looked(await self.on_word(workspace_id, person_id, item_id))
        account = await self._accounts.get(workspace_id, item.account_id)
        title = account.ref.platform.title
        try:
            given = await self._found(account, item)
        except PlatformError as failure:
            log.info("handing.not_told", item_id=item_id, error=type(failure).__name__)
            return Looked(item, NOT_TOLD.format(platform=title, why=explain(failure)))
        post = given.answer or next((one for one in given.doubtful if one.id == chosen_id), None)
        if post is None and given.doubtful:
            words = ONE_DOUBTFUL if len(given.doubtful) == 1 else DOUBTFUL
            return Looked(item, words.format(platform=title), given.doubtful)
        if post is None:
            return Looked(item, NOT_SEEN.format(platform=title))
        answer = Answer(Decision.REPLY, person_id, post.created_at, post.url)
        closed = await self._closed(item, answer)
        at = self._clock()
        await void(self._drafts, closed, at=at, person_id=person_id, why="answered by hand")
        log.info("handing.found", item_id=item_id)
        return Looked(closed)

    async def on_word(self, workspace_id: str, person_id: str, item_id: str) -> Item:
        """Close the item because somebody says so. Raises what `Deciding.decide` raises."""
        return await self._deciding.decide(workspace_id, person_id, item_id, Decision.BY_HAND)

    async def _found(self, account: Account, item: Item) -> Given:
        """Among our newest own posts, which cost least, then in the conversation. Raises
        PlatformError where neither could be read.
        """
        platform = await self._connections.open(account)
        drafts = await self._drafts.of_item(item.workspace_id, item.id)
        texts = [draft.text for draft in drafts]
        failure: PlatformError | None = None
        for look in (self._own, self._thread):
            try:
                posts = await look(platform, account, item)
                to_others = await sent_to_others(self._drafts, account, item, posts)
                given = answer_in(posts, item, account, texts, to_others)
                if given != Given():
                    return given
            except NotFound:
                continue  # the conversation is gone, or cannot be seen
            except PlatformError as error:
                failure = error
        if failure is not None:
            raise failure
        return Given()

    async def _own(self, platform: SocialPlatform, account: Account, _: Item) -> Sequence[Post]:
        return (await platform.posts(account.native_id)).items

    async def _thread(self, platform: SocialPlatform, _: Account, item: Item) -> Sequence[Post]:
        """Left out where each post of it would be paid for: our own posts tell as much."""
        if platform.capabilities.paid:
            return ()
        return (await platform.thread(item.thread_id)).below

    async def _closed(self, item: Item, answer: Answer) -> Item:
        """Also where somebody changes it at the same time; a person who closed it was faster."""
        for _ in range(TRIES):
            if not item.is_open and item.decided_by is not None:
                return item
            try:
                return await self._inbox.keep(answer.closing(item, self._clock()))
            except EditConflict:
                item = await self._inbox.get(item.workspace_id, item.id)
        raise InvalidInput("Several people are changing this right now. Please try again.")
