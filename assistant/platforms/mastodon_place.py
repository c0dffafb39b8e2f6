"""One server as one reader sees it: how its accounts and posts are asked for, many at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from assistant.errors import NotFound
from assistant.platforms.mastodon_api import PLATFORM, MastodonApi, MastodonRefused
from assistant.platforms.mastodon_json import each, one
from assistant.platforms.mastodon_names import Name
from assistant.platforms.mastodon_parse import AccountView, Home, StatusView, views
from assistant.platforms.reading import together
from assistant.ports import Clock

BATCH = 20
"""Posts asked for at once: what every server that takes several surely takes."""
PAGE = 40
"""The most a listing of posts gives at once (https://docs.joinmastodon.org/methods/accounts/)."""
FEW = 6
"""Posts that are asked for one by one without looking into their author's listing first."""
EMPTY = 50
"""Pages without anything for us that are passed over at once."""
MOMENT = timedelta(minutes=1)
"""How long posts that were read many at once are not read again one by one."""
PEOPLE = 5000
"""Accounts whose numbers are remembered."""


class Place:
    """One server.

    Args:
        owner: the native id of the account signed in there, "" for a stranger.
        quotes: whether it lists who quoted a post.
    """

    def __init__(
        self,
        api: MastodonApi,
        home: Home,
        clock: Clock,
        *,
        owner: str = "",
        quotes: bool = False,
    ) -> None:
        self.api = api
        self.home = home
        self.owner = owner
        self.quotes = quotes and api.signed_in
        self._clock = clock
        self._just_read: tuple[datetime, Mapping[str, StatusView]] = (clock(), {})
        self._numbers: OrderedDict[str, str] = OrderedDict()
        self._takes_many: bool | None = None

    async def account(self, name: Name) -> AccountView:
        """An account by its name. Raises NotFound."""
        label = f"{PLATFORM}:@{name}"
        if str(name) == self.owner:
            call = "v1/accounts/verify_credentials"
            view = one(AccountView, (await self.api.get(call)).data, call)
        else:
            view = await self._looked_up(name, label)
        self._numbers[str(name)] = view.id
        while len(self._numbers) > PEOPLE:
            self._numbers.popitem(last=False)
        return view

    async def number_of(self, name: Name) -> str:
        """The server's number of an account. Raises NotFound."""
        return self._numbers.get(str(name)) or (await self.account(name)).id

    async def several(self, numbers: Sequence[str]) -> Mapping[str, StatusView] | None:
        """Posts by number in as few calls as can be; None where the server takes one at a time.

        Mastodon takes `id[]` since 4.3 (https://docs.joinmastodon.org/methods/statuses/#index),
        Pleroma and Akkoma `ids[]` (their docs, "Differences in Mastodon API responses").
        """
        if self._takes_many is False:
            return None
        batches = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
        try:
            answers = await together(
                batches, lambda batch: self.api.get("v1/statuses", id=list(batch), ids=list(batch))
            )
        except MastodonRefused:
            self._takes_many = False
            return None
        found = [view for answer in answers for view in views(_list(answer.data))]
        hits = {view.id: view for view in found if view.id in numbers}
        # a server that overlooks the parameter answers with nothing, or with something else
        self._takes_many = self._takes_many or bool(hits) or None
        return hits if self._takes_many else None

    async def statuses(self, numbers: Sequence[str]) -> Mapping[str, StatusView]:
        """Posts by number; those that are gone are absent."""
        found = await self._statuses(list(dict.fromkeys(numbers)))
        self._just_read = (self._clock(), found)
        return found

    async def status(self, number: str) -> StatusView:
        """One post, as it was read among others a moment ago where it was. Raises NotFound."""
        read_at, found = self._just_read
        if number in found and self._clock() - read_at < MOMENT:
            return found[number]
        return one(StatusView, await self.api.status(number), "v1/statuses")

    async def _statuses(self, wanted: list[str]) -> Mapping[str, StatusView]:
        several = await self.several(wanted) if wanted else {}
        if several is not None:
            return several
        found: dict[str, StatusView] = {}
        if len(wanted) > FEW:
            await self._from_listing(wanted, found)
        left = [number for number in wanted if number not in found]
        for view in await together(left, self._single):
            if view:
                found[view.id] = view
        return found

    async def page(
        self, path: str, cursor: str | None, **params: Any
    ) -> tuple[Sequence[Any], str | None]:
        """A page of posts or notifications."""
        return await self.api.listing(path, cursor, by_number=True, limit=PAGE, **params)

    async def _single(self, number: str) -> StatusView | None:
        try:
            return one(StatusView, await self.api.status(number), "v1/statuses")
        except NotFound:
            return None

    async def _from_listing(self, wanted: Sequence[str], found: dict[str, StatusView]) -> None:
        """Many posts asked for at once mostly are one author's: the listing tells forty a call."""
        newest = sorted(wanted, key=lambda number: (len(number), number), reverse=True)
        first = await self._single(newest[0])
        if first is None:
            return
        found[first.id] = first
        cursor: str | None = f"max_id={first.id}"
        path = f"v1/accounts/{quote(first.account.id)}/statuses"
        while cursor and len(found) < len(wanted):
            items, cursor = await self.page(path, cursor)
            hits = {view.id: view for view in views(items) if view.id in wanted}
            if not hits:
                return
            found.update(hits)

    async def _looked_up(self, name: Name, label: str) -> AccountView:
        call = "v1/accounts/lookup"
        acct = name.user if name.domain == self.home.domain else str(name)
        try:
            view = one(AccountView, (await self.api.get(call, account=label, acct=acct)).data, call)
        except MastodonRefused as refused:
            if not refused.absent:
                raise
            if not self.api.signed_in and not refused.no_such_call:
                raise NotFound("account", label) from refused
            view = await self._searched(name, label)
        return view

    async def _searched(self, name: Name, label: str) -> AccountView:
        """For servers without a lookup, as older Pixelfed, and people not met there yet."""
        call = "v1/accounts/search"
        try:
            data = (await self.api.get(call, account=label, q=str(name), limit=10)).data
        except MastodonRefused as refused:
            raise NotFound("account", label) from refused
        found = each(AccountView, _list(data), lambda view: view)
        for view in found:
            if view.author(self.home).id == str(name):
                return view
        raise NotFound("account", label)


def _list(data: Any) -> Sequence[Any]:
    return data if isinstance(data, list) else ()
