"""Survey what the records and the inbox hold of an account's last thirty days.

Thirty days are longer than any comment takes to be found (see `polling`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.community.accounts import Account
from assistant.community.activity import Inbound
from assistant.community.bursts import BURST, closes, grouped
from assistant.community.deadlines import quiet_until
from assistant.community.inbox import Item
from assistant.community.intake import IN_RECORDS, Scene, follow, handles_of, takes_more
from assistant.community.periods import Period
from assistant.community.triage_words import tables
from assistant.desk.terms import terms_of
from assistant.ports import Accounts, Clock, Preferences, Records
from assistant.ports.inbox import Inbox

LOOK_BACK = timedelta(days=30)
EARLIER = timedelta(hours=48)
"""How far "Show the last 48 h" looks back."""

AHEAD = timedelta(minutes=5)
"""Servers' clocks differ: what is dated a little ahead is there already."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the records and the inbox hold of the last thirty days."""

    scene: Scene
    entries: Mapping[str, Inbound]
    known: Mapping[str, Item]
    quiet: bool

    @property
    def of_post(self) -> dict[str, str]:
        """From posts to the items they are in."""
        return {part.id: item.id for item in self.known.values() for part in item.parts}

    @property
    def bursts(self) -> list[Sequence[Inbound]]:
        """Groups of posts that are one item; what only closes a talk stands for itself."""
        ending: list[Inbound] = []
        asking: list[Inbound] = []
        for each in self.entries.values():
            (ending if closes(each) else asking).append(each)
        return [burst.parts for burst in (*grouped(asking), *grouped(ending))]

    def sorted_in(self) -> tuple[dict[str, list[Inbound]], list[Sequence[Inbound]]]:
        """What came since the account was connected and is in no item yet: what joins an
        undecided one of its burst, by that item, and what begins a new one.
        """
        of_post = self.of_post
        joining: dict[str, list[Inbound]] = {}
        beginning: list[Sequence[Inbound]] = []
        for burst in self.bursts:
            fresh = [each for each in burst if each.interaction.id not in of_post]
            if not fresh or burst[0].interaction.created_at < self.scene.account.connected_at:
                continue
            ids = (of_post.get(each.interaction.id) for each in burst)
            undecided = [key for key in ids if key is not None and takes_more(self.known[key])]
            if undecided:
                joining.setdefault(undecided[0], []).extend(fresh)
            else:
                beginning.append(fresh)
        return joining, beginning

    def waiting_before(self) -> list[Sequence[Inbound]]:
        """What came in the 48 hours until now and before the account was connected, is in no item,
        and had no answer.
        """
        of_post, start = self.of_post, self.scene.now - EARLIER
        return [
            burst
            for burst in self.bursts
            if start <= burst[0].interaction.created_at < self.scene.account.connected_at
            and not any(each.answered_at or closes(each) for each in burst)
            and not any(each.interaction.id in of_post for each in burst)
        ]

    def moved(self, joining: Mapping[str, Sequence[Inbound]]) -> list[Item]:
        """Known items that something became of.

        Args:
            joining: what joins them, by item.
        """
        every = self.known.values()
        return [each for each in every if self.followed(each, joining.get(each.id, ())) != each]

    def followed(self, item: Item, joining: Sequence[Inbound]) -> Item:
        """An item as it is by what was seen; posts that no records hold are left as they are."""
        since = self.scene.now - LOOK_BACK
        there = [self.entries[part.id] for part in item.parts if part.id in self.entries]
        gone = [
            part.id
            for part in item.parts
            if part.origin in IN_RECORDS
            and part.id not in self.entries
            and part.created_at >= since
        ]
        return follow(item, [*there, *(joining if takes_more(item) else ())], gone, self.scene)


class Surveying:
    """Reads; changes nothing."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        records: Records,
        inbox: Inbox,
        preferences: Preferences,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._records = records
        self._inbox = inbox
        self._preferences = preferences
        self._clock = clock

    async def look(self, workspace_id: str, account_id: str) -> Seen:
        """What there is. Raises NotFound."""
        at = (workspace_id, account_id)
        await asyncio.to_thread(tables)  # the rules read their words from files, the first time
        account = await self._accounts.get(*at)
        terms = await terms_of(self._preferences, *at)
        siblings = await self._accounts.all(workspace_id)
        ours = [each for each in siblings if each.ref.platform is account.ref.platform]
        now = self._clock()
        period = Period(now - LOOK_BACK, now + AHEAD)
        inbound = await self._records.inbound(*at, period)
        known = await self._inbox.since(*at, period.start - BURST)
        links = await self._links(account, inbound, known, now)
        scene = Scene(account, terms.policy, now, handles_of(ours), links)
        native = {each.native_id for each in ours}
        theirs = (each for each in inbound if each.interaction.author.id not in native)
        return Seen(
            scene,
            {each.interaction.id: each for each in theirs},
            {each.id: each for each in known},
            quiet=quiet_until(terms.workspace, now) is not None,
        )

    async def _links(
        self, account: Account, inbound: Sequence[Inbound], known: Sequence[Item], now: datetime
    ) -> Mapping[str, str]:
        """Links of those answers of ours that no item tells of yet."""
        told = {part.id for item in known if item.answered_at for part in item.parts}
        new = [each for each in inbound if each.answered_at and each.interaction.id not in told]
        first = min((each.answered_at for each in new if each.answered_at), default=None)
        if first is None:
            return {}
        period = Period(first, now + AHEAD)
        own = await self._records.own_posts(account.workspace_id, account.id, period)
        return {each.post.id: each.post.url for each in own}
