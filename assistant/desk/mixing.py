"""What our own posts are for: shown, corrected, and held against the account's promotion budget."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.community.accounts import Account
from assistant.community.best_times import Suggestion, suggest
from assistant.community.budget import Budget, budget, held
from assistant.community.classifying import classify_text
from assistant.community.drafts import UNDER_WAY, Draft
from assistant.community.giving import Correction
from assistant.community.labelling import from_told, labelled, told_before
from assistant.community.mix import Function, Label, Value
from assistant.community.own_mix import Labelled, OwnMix
from assistant.community.period_words import parse_period
from assistant.community.periods import Period
from assistant.community.posts import Author, Post
from assistant.community.rights import Act
from assistant.community.rows import Need
from assistant.community.wording import words
from assistant.desk.permitting import Permitting
from assistant.errors import InvalidInput, NotFound
from assistant.gathering import Gathering
from assistant.ports import Accounts, Acts, Clock, Connections, Deed, Preferences, Records
from assistant.ports.giving import Labels, StudioDrafts

BUDGET_DAYS, TIMES_DAYS = "last 28 days", "last 90 days"

NEWEST = 5
"""Posts that are shown with their label; more would not be read on a phone."""

NO_ACCOUNT = "No account is connected yet. A manager of Engage connects one in its Home tab."


@dataclass(frozen=True, slots=True)
class MixView:
    """What one account's posts of 28 days are for.

    Attributes:
        accounts: all that could be shown, for choosing.
        functions, values: counts; None for what nobody could place.
        newest: the latest posts, the newest first.
        covers: the stretch in words.
        read: whether the account was ever read.
        zone: of the workspace, for days; `language` for figures.
    """

    account: Account
    accounts: tuple[Account, ...]
    budget: Budget
    functions: Mapping[Function | None, int]
    values: Mapping[Value | None, int]
    newest: tuple[Labelled, ...]
    times: Suggestion
    covers: str
    read: bool
    zone: str
    language: str
    now: datetime


class Mixing:
    """The use case behind `/engage mix`, and the budget that post drafts are held against.

    Args:
        drafts: approved ones that are not out yet count as posts, so that nobody approves five
            promotions in a row for next week.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        records: Records,
        connections: Connections,
        labels: Labels,
        drafts: StudioDrafts,
        preferences: Preferences,
        acts: Acts,
        clock: Clock,
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._records = records
        self._connections = connections
        self._labels = labels
        self._drafts = drafts
        self._preferences = preferences
        self._acts = acts
        self._clock = clock

    async def labels(
        self, workspace_id: str, account_id: str, since: datetime
    ) -> Sequence[Labelled]:
        """Posts of ours since then with what they are for, the newest first.

        People's corrections win. Raises NotFound.
        """
        period = Period(since, self._clock())
        mix = await self._records.own_mix(workspace_id, account_id, period)
        return await asyncio.to_thread(labelled, mix)

    async def label(self, draft: Draft) -> Label:
        """What a draft of a post is for, as it stands: its words may have changed since it was
        made. Where no rule can tell, what its composer meant. Raises NotFound.
        """
        period = await self._period(draft.workspace_id, BUDGET_DAYS)
        mix = await self._records.own_mix(draft.workspace_id, draft.account_id, period)
        return await asyncio.to_thread(_of_draft, draft, mix)

    async def budget(self, workspace_id: str, account_id: str) -> Budget:
        """How much promotion there was in 28 days, and how much more fits. Raises NotFound."""
        return (await self._counted(workspace_id, account_id))[0]

    async def held(self, workspace_id: str, draft: Draft) -> str | None:
        """The sentence why a draft waits: it promotes, and promotion's share is used up.

        None for what does not promote, or fits; a person may override it, and that is logged.
        """
        return (await self.all_held(workspace_id, [draft])).get(draft.id)

    async def all_held(self, workspace_id: str, drafts: Sequence[Draft]) -> Mapping[str, str]:
        """The same of several, by draft id, each as if it alone were to go out."""
        found: dict[str, str] = {}
        for account_id in dict.fromkeys(each.account_id for each in drafts if each.studio_id):
            meant = [each for each in drafts if each.studio_id and each.account_id == account_id]
            now, mix = await self._counted(workspace_id, account_id, without=meant)
            if said := held(now):
                found |= dict.fromkeys(await asyncio.to_thread(_promoting, meant, mix), said)
        return found

    async def correct(
        self,
        workspace_id: str,
        person_id: str,
        account_id: str,
        post_id: str,
        function: Function | None,
        *,
        value: Value | None = None,
    ) -> Label:
        """Say what a post of ours is for; None for "let the rules say". What it is now.

        Raises:
            NotAllowed: no full member.
            NotFound: no such account, or no such post of ours among those that are shown.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        await self._accounts.get(workspace_id, account_id)
        await self._shown(workspace_id, account_id, post_id)
        at = self._clock()
        if function is None:
            await self._labels.drop(workspace_id, account_id, post_id)
        else:
            await self._labels.correct(
                Correction(workspace_id, account_id, post_id, function, value, person_id, at)
            )
        kinds = {"function": function and function.value, "value": value and value.value}
        deed = Deed(Act.DRAFT, person_id, at, account_id, {"post": post_id, **kinds})
        await self._acts.append(workspace_id, deed)
        return (await self._shown(workspace_id, account_id, post_id)).label

    async def mix(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> MixView:
        """What the posts of 28 days are for, of one account: the first one for None.

        Raises:
            NotAllowed: no full member.
            NotFound: no such account.
            InvalidInput: no account is connected.
        """
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        accounts = tuple(await self._accounts.all(workspace_id))
        if not accounts:
            raise InvalidInput(NO_ACCOUNT)
        account = accounts[0] if account_id is None else _named(accounts, account_id)
        kept = await self._preferences.of_workspace(workspace_id)
        period = await self._period(workspace_id, BUDGET_DAYS)
        posts = await self.labels(workspace_id, account.id, period.start)
        # In a thread: the names of days are read from disk the first time.
        covers = await asyncio.to_thread(
            words, period, now=self._clock(), language=kept.settings.language
        )
        return MixView(
            account=account,
            accounts=accounts,
            budget=budget(posts, await self._limit(workspace_id, account.id)),
            functions=Counter(each.label.function for each in posts),
            values=Counter(each.label.value for each in posts),
            newest=tuple(posts[:NEWEST]),
            times=await self.times(account),
            covers=covers,
            read=account.synced_at is not None,
            zone=kept.settings.zone,
            language=kept.settings.language,
            now=self._clock(),
        )

    async def times(self, account: Account) -> Suggestion:
        """When to post, as far as its posts of 90 days tell."""
        period = await self._period(account.workspace_id, TIMES_DAYS)
        gathering = Gathering(self._records, self._connections, self._clock())
        rows = await gathering.rows(
            account, (account,), period, {Need.OWN_POSTS}, as_of=account.synced_at
        )
        return await asyncio.to_thread(suggest, rows)

    # -- how --------------------------------------------------------------------------------

    async def _counted(
        self, workspace_id: str, account_id: str, *, without: Sequence[Draft] = ()
    ) -> tuple[Budget, OwnMix]:
        """The budget, with what is approved and not out yet, and what it was counted from."""
        period = await self._period(workspace_id, BUDGET_DAYS)
        mix = await self._records.own_mix(workspace_id, account_id, period)
        ahead = await self._drafts.posts_ahead(workspace_id, account_id, self._clock())
        asked = {each.id for each in without}
        approved = [each for each in ahead if each.state in UNDER_WAY and each.id not in asked]
        limit = await self._limit(workspace_id, account_id)

        def count() -> Budget:
            waiting = [Labelled(_as_post(each), _of_draft(each, mix)) for each in approved]
            return budget([*waiting, *labelled(mix)], limit)

        return await asyncio.to_thread(count), mix

    async def _shown(self, workspace_id: str, account_id: str, post_id: str) -> Labelled:
        period = await self._period(workspace_id, BUDGET_DAYS)
        for each in await self.labels(workspace_id, account_id, period.start):
            if each.post.id == post_id:
                return each
        raise NotFound("post", post_id)

    async def _limit(self, workspace_id: str, account_id: str) -> float:
        kept = await self._preferences.of_account(workspace_id, account_id)
        return kept.settings.promo_percent / 100

    async def _period(self, workspace_id: str, named: str) -> Period:
        zone = (await self._preferences.of_workspace(workspace_id)).settings.zone
        # In a thread: zones are read from disk the first time.
        return await asyncio.to_thread(parse_period, named, zone, self._clock())


def _named(accounts: Sequence[Account], wanted: str) -> Account:
    """By its id, or by what a person calls it."""
    name = wanted.strip().lower()
    for each in accounts:
        if wanted == each.id or name in {str(each.ref), each.ref.handle.lstrip("@")}:
            return each
    raise NotFound("account", wanted, tuple(str(each.ref) for each in accounts))


def _promoting(drafts: Sequence[Draft], mix: OwnMix) -> list[str]:
    return [each.id for each in drafts if _of_draft(each, mix).function is Function.PROMOTE]


def _of_draft(draft: Draft, mix: OwnMix) -> Label:
    text = "\n".join(draft.posts)
    rules = classify_text(text, mix.ours)
    if draft.label and draft.label.by:
        return draft.label
    if told := told_before(text, mix.told):
        return from_told(told, rules, same=False)
    if rules.function is None and draft.label:
        return replace(draft.label, reason=draft.label.reason or rules.reason)
    return rules


def _as_post(draft: Draft) -> Post:
    at = draft.send_at or draft.approved_at or draft.made_at
    return Post(draft.id, Author("", ""), draft.text, at, draft.url or "")
