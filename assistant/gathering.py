"""From stored records to the rows that rules read: the one path under every figure.

Tools of the agent and the Home tab both gather here, so that they can never tell two numbers for
one thing. Nothing here calls a platform.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.community.accounts import Account
from assistant.community.activity import OwnPost
from assistant.community.own_mix import Labelled, OwnMix
from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.community.rows import Need, Rows, stretch, with_counters
from assistant.errors import SignInSealed
from assistant.ports import Connections, Records

_PEOPLE = frozenset({Need.DAYS, Need.EARLIER_DAYS, Need.CORE_DAYS, Need.REGULAR_DAYS})


class Gathering:
    """Gathers rows; the same stretch of the same account only once, so make a new one each time.

    Args:
        now: the moment at which an account that is still being read for the first time is judged.
    """

    def __init__(self, records: Records, connections: Connections, now: datetime) -> None:
        self._records = records
        self._connections = connections
        self._now = now
        self._loaded: dict[tuple[str, Need, Period], Any] = {}
        self._cuts: dict[tuple[str, datetime], bool] = {}
        self._told: dict[str, frozenset[Kind]] = {}

    async def rows(
        self,
        account: Account,
        siblings: Iterable[Account],
        period: Period,
        wanted: Iterable[Need],
        *,
        as_of: datetime | None,
        at: datetime | None = None,
    ) -> Rows:
        """Rows with the parts that are wanted.

        Args:
            siblings: all accounts of ours on the same platform: what they write is never counted.
            as_of: when the records were complete; None while they are first read.
            at: the moment to judge at; None for the moment the records are from.
        """
        tells = await self.read_tells(account)
        needed = with_counters(wanted, tells)
        parts = {need: await self._part(account, need, period) for need in needed}
        if own := parts.get(Need.OWN_POSTS):
            parts[Need.OWN_POSTS] = [each.with_counters(tells) for each in own]
        return Rows(
            period=period,
            as_of=at or as_of or self._now,
            platform=account.ref.platform.title,
            known_since=account.known_since if as_of else self._now,
            ours=frozenset(each.native_id for each in siblings),
            tells=tells,
            cut=Need.TOTALS in parts and await self._cut(account, period),
            **{need.value: part for need, part in parts.items()},
        )

    async def read_ahead(self, account: Account, periods: Sequence[Period]) -> None:
        """Read what came in over several periods at once, so that `rows` of each finds it here.

        A thread that is cut for one of them counts as cut for all.

        Args:
            periods: in any order, all within 90 days.
        """
        at, records = (account.workspace_id, account.id), self._records
        whole = _hull(periods)
        inbound, every, cut = await asyncio.gather(
            records.inbound(*at, whole),
            records.totals_each(*at, periods),
            records.any_cut(*at, whole.end, since=min(p.end for p in periods)),
        )
        for period, totals in zip(periods, every, strict=True):
            inside = [e for e in inbound if _within(e.interaction.created_at, period)]
            self._loaded[account.id, Need.INBOUND, period] = inside
            self._loaded[account.id, Need.TOTALS, period] = totals
            self._cuts[account.id, period.end] = cut

    async def read_people(
        self, account: Account, periods: Sequence[Period], wanted: Iterable[Need]
    ) -> None:
        """The same for who was active: of each part of `wanted` that tells of it."""
        keys = [(n, stretch(n, p)) for n in wanted if n in _PEOPLE for p in periods]
        stretches = list(dict.fromkeys(key[1] for key in keys))
        at = (account.workspace_id, account.id)
        found = await self._records.person_days_each(*at, stretches)
        days = dict(zip(stretches, found, strict=True))
        self._loaded |= {(account.id, need, each): days[each] for need, each in keys}

    async def read_said(self, account: Account, periods: Sequence[Period]) -> None:
        """The same for what speaks of us, and for what our posts are for."""
        over = [stretch(Need.OWN_MIX, period) for period in periods]
        ears, mix = await asyncio.gather(
            self._read(account, Need.HEARD, _hull(periods)),
            self._records.own_mix(account.workspace_id, account.id, _hull(over)),
        )
        for period in periods:
            inside = tuple(each for each in ears.heard if _within(each.created_at, period))
            self._loaded[account.id, Need.HEARD, period] = replace(ears, heard=inside)

        def labels() -> list[Sequence[Labelled]]:
            return [_labelled(_part_of(mix, each)) for each in over]

        for each, posts in zip(over, await asyncio.to_thread(labels), strict=True):
            self._loaded[account.id, Need.OWN_MIX, each] = posts

    async def own_posts(self, account: Account, over: Period, within: Period) -> Sequence[OwnPost]:
        """Our posts of a stretch; `rows` of a period that ends with it finds its own here."""
        posts = await self._records.own_posts(account.workspace_id, account.id, over)
        inside = [each for each in posts if _within(each.post.created_at, within)]
        self._loaded[account.id, Need.OWN_POSTS, within] = inside
        return posts

    async def read_tells(self, account: Account) -> frozenset[Kind]:
        """What the records of an account can tell of."""
        if account.id not in self._told:
            self._told[account.id] = await self._tells(account)
        return self._told[account.id]

    async def _part(self, account: Account, need: Need, period: Period) -> Any:
        key = (account.id, need, stretch(need, period))
        if key not in self._loaded:
            self._loaded[key] = await self._read(account, need, key[2])
        return self._loaded[key]

    async def _read(self, account: Account, need: Need, period: Period) -> Any:
        at, records = (account.workspace_id, account.id), self._records
        readers: Mapping[Need, Callable[[], Awaitable[Any]]] = {
            Need.TOTALS: lambda: records.totals(*at, period),
            Need.OWN_POSTS: lambda: records.own_posts(*at, period),
            Need.INBOUND: lambda: records.inbound(*at, period),
            Need.THREADS: lambda: records.threads(*at, period),
            Need.FIRST_SEEN: lambda: records.first_seen(*at, period),
            Need.FOLLOWERS: lambda: records.snapshots(*at, "followers", period),
        }
        if need is Need.HEARD:
            ears = await records.heard(*at, period)
            # one server of many never shows all there is
            return replace(ears, whole=ears.whole and account.seen_by is None)
        if need is Need.OWN_MIX:
            mix = await records.own_mix(*at, period)
            # In a thread: words are read from disk the first time, and many posts take a while.
            return await asyncio.to_thread(_labelled, mix)
        if need in _PEOPLE:
            return await records.person_days(*at, period)
        return await readers[need]()

    async def _tells(self, account: Account) -> frozenset[Kind]:
        """What the records can tell of. Where the sign-in cannot be opened any more, what strangers
        are told is the least that is sure.
        """
        try:
            connection = await self._connections.open(account)
        except SignInSealed:
            connection = await self._connections.anonymous(account.ref.platform)
        return connection.capabilities.tells

    async def _cut(self, account: Account, period: Period) -> bool:
        """Whether a server hid part of a thread that the period's replies may stand in."""
        key = (account.id, period.end)
        if key not in self._cuts:
            at = (account.workspace_id, account.id)
            self._cuts[key] = await self._records.any_cut(*at, period.end)
        return self._cuts[key]


def _hull(periods: Sequence[Period]) -> Period:
    """From the first start to the last end."""
    first, last = min(p.start for p in periods), max(p.end for p in periods)
    return Period(first, last, None, periods[0].zone)


def _part_of(mix: OwnMix, period: Period) -> OwnMix:
    written = tuple(each for each in mix.written if _within(each.post.created_at, period))
    return replace(mix, written=written)


def _within(moment: datetime, period: Period) -> bool:
    return period.start <= moment < period.end


def _labelled(mix: OwnMix) -> Sequence[Labelled]:
    """What each post is for. The rules are loaded when somebody first asks."""
    from assistant.community.labelling import labelled  # noqa: PLC0415 - no ack waits for them

    return labelled(mix)
