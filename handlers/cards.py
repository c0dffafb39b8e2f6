"""Cards in Slack: `assistant.ports.inbox.Cards` by chat.postMessage and chat.update.

Everything may be called again: a card that stands is brought up to date, and one that was posted
just before a crash is found again by its metadata.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from assistant.community.inbox import Item, Step
from assistant.errors import NotFound
from handlers import standing
from handlers.card_drawing import Drawing
from handlers.card_troubles import WEEK_S, Troubles
from handlers.render import card_notes
from handlers.services import Installation, Installations

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.settings import AccountSettings
    from assistant.desk.deciding import Deciding
    from assistant.desk.reviewing import Reviewing
    from assistant.ports import Accounts, Managers, Once, Preferences
    from assistant.ports.drafting import BrandBook
    from assistant.ports.inbox import Inbox

log = structlog.get_logger(__name__)


class SlackCards:
    """Draws cards where they belong, and says what is to be said around them."""

    def __init__(
        self,
        *,
        installations: Installations,
        deciding: Deciding,
        inbox: Inbox,
        accounts: Accounts,
        book: BrandBook,
        audit: Reviewing,
        preferences: Preferences,
        managers: Managers,
        once: Once,
    ) -> None:
        self._installations = installations
        self._deciding = deciding
        self._inbox = inbox
        self._accounts = accounts
        self._preferences = preferences
        self._once = once
        self._troubles = Troubles(managers, once)
        self._drawing = Drawing(
            deciding=deciding,
            inbox=inbox,
            book=book,
            audit=audit,
            preferences=preferences,
            once=once,
            troubles=self._troubles,
        )

    # -- the port -------------------------------------------------------------------------

    async def show(self, workspace_id: str, item_id: str) -> None:
        """Post the card in its account's channel, or bring it up to date where it stands.

        An item that not everybody may read is never posted here.
        """
        if installation := await self._installation(workspace_id):
            await self._drawing.draw(installation, item_id, None)

    async def show_privately(
        self, workspace_id: str, item_id: str, person_ids: Sequence[str]
    ) -> None:
        """The same in a conversation of these people with Engage."""
        if installation := await self._installation(workspace_id):
            await self._drawing.draw(installation, item_id, tuple(person_ids))

    async def remind(self, workspace_id: str, item_id: str, step: Step) -> None:
        """Redraw the card, and tell whom the rung concerns."""
        installation = await self._installation(workspace_id)
        if installation is None:
            return
        await self._drawing.draw(installation, item_id, None, new=False)
        view = await self._deciding.card(workspace_id, item_id)
        settings = await self._settings(workspace_id, view.account)
        where = _told(view.item, settings, step)
        key = f"remind:{item_id}:{step.value}:{view.item.due_at}:{view.item.snoozed_until}"
        if where is None:
            return
        link = await standing.permalink(installation.slack, view.item.card)
        message = card_notes.reminder(view.item, view.account, step, link)
        await self._troubles.say_once(installation, view.account, where, message, key=key)

    async def digest(self, workspace_id: str, account_id: str) -> None:
        """Tell once what waits without a card; what not everybody may read is left out."""
        items = await self._inbox.uncarded(workspace_id, account_id)
        public = [each for each in items if each.open_to_all]
        installation = await self._installation(workspace_id)
        if installation is None or not public:
            return
        account = await self._accounts.get(workspace_id, account_id)
        settings = await self._settings(workspace_id, account)
        listed = hashlib.sha256(" ".join(each.id for each in public).encode()).hexdigest()
        key = f"digest:{account_id}:{listed}"
        if settings.channel_id:
            message = card_notes.digest(account, public)
            await self._troubles.say_once(
                installation, account, settings.channel_id, message, key=key
            )

    async def offer_earlier(self, workspace_id: str, account_id: str, count: int) -> None:
        """Offer once what came before the account was connected; without a channel to managers."""
        installation = await self._installation(workspace_id)
        if installation is None or not count:
            return
        account = await self._accounts.get(workspace_id, account_id)
        settings = await self._settings(workspace_id, account)
        message, key = card_notes.earlier(account, count), f"earlier:{account_id}"
        if settings.channel_id:
            await self._troubles.say_once(
                installation, account, settings.channel_id, message, key=key
            )
        elif await self._once.first(workspace_id, key, WEEK_S):
            await self._troubles.tell(installation, message)

    # -- for people -----------------------------------------------------------------------

    async def refresh(self, workspace_id: str, item_id: str) -> None:
        """Bring a card that stands up to date; post none."""
        if installation := await self._installation(workspace_id):
            await self._drawing.draw(installation, item_id, None, new=False)

    async def show_to(self, workspace_id: str, item_id: str, person_id: str) -> str | None:
        """See to it that there is a card; a link to it. The caller has asked what they may see."""
        view = await self._deciding.card(workspace_id, item_id)
        settings = await self._settings(workspace_id, view.account)
        if view.item.card is None and (not view.item.open_to_all or not settings.channel_id):
            await self.show_privately(workspace_id, item_id, (person_id,))
        else:
            await self.show(workspace_id, item_id)
        installation = await self._installations.of(workspace_id)
        item = (await self._deciding.card(workspace_id, item_id)).item
        return await standing.permalink(installation.slack, item.card)

    async def item_at(self, workspace_id: str, channel_id: str, ts: str) -> Item | None:
        """The item whose card is the message there."""
        return await self._inbox.of_card(workspace_id, channel_id, ts)

    # -- pieces ---------------------------------------------------------------------------

    async def _installation(self, workspace_id: str) -> Installation | None:
        """None where the app is not installed any more: there is nobody to show anything to."""
        try:
            return await self._installations.of(workspace_id)
        except NotFound:
            return None

    async def _settings(self, workspace_id: str, account: Account) -> AccountSettings:
        return (await self._preferences.of_account(workspace_id, account.id)).settings


def _told(item: Item, settings: AccountSettings, step: Step) -> str | None:
    """Who hears of a rung: a person or a channel; None where nobody is to be disturbed."""
    place = item.card.channel_id if item.card else None
    channel_id = settings.channel_id if item.open_to_all else place
    match step:
        case Step.STARTED | Step.OWNER:
            return item.assignee_id or channel_id
        case Step.CHANNEL:
            return channel_id
        case Step.LEAD:
            return settings.lead_id if item.open_to_all else place
        case Step.BREACH:
            return None
