"""Put together what a studio shows: its ideas, and what is to be said of each draft. Whoever asks
checks rights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.community.accounts import Account
from assistant.community.authenticity.findings import Finding
from assistant.community.drafts import UNDER_WAY, Draft, DraftState
from assistant.community.likeness import Similar
from assistant.community.mix import Function, Label
from assistant.community.post_rules import against
from assistant.community.studio import Image, Studio
from assistant.community.topic_words import was_cut
from assistant.desk.budgets import Counts
from assistant.errors import NotFound, PlatformError
from assistant.ports import Accounts, Clock, Preferences
from assistant.ports.giving import StudioDrafts, Studios
from assistant.ports.publishing import Publisher, Publishers

TOPIC_CUT = (
    "That was more than a topic holds, so Engage kept its beginning. What matters and is missing "
    "can be said here in the thread."
)

ALIVE = frozenset({DraftState.PENDING, DraftState.FAILED})
"""States in which a draft can still be changed."""

_GONE_OUT = UNDER_WAY | {DraftState.PUBLISHED}


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea of a studio.

    Attributes:
        n: its number, from 0.
        drafts: its latest one for each account, in the studio's order.
        label: what it is for and what its readers have of it, with the reason; None where nobody
            said so.
        why: why these readers would care; "" where nobody said so.
    """

    n: int
    drafts: tuple[Draft, ...]
    label: Label | None
    why: str


@dataclass(frozen=True, slots=True)
class StudioView:
    """A studio with everything its thread shows. Mappings are by draft id; a draft without an entry
    has nothing to be said.

    Attributes:
        accounts: it writes for, in its order; disconnected ones are left out.
        ideas: up to three.
        waiting: whether somebody asked for drafts that are not there yet.
        findings: of the lint; offsets count characters of `draft.whole`.
        held: why the promotion budget holds a draft back.
        missing: what our posts lack instead, by account id, where a draft is held back.
        like_recent: what of ours a draft repeats, the likest first.
        counts: (used, most) of each of its posts in the platform's own units; without an entry
            Engage cannot write for the account now.
        images: of the studio, in the order they came.
        zone: IANA name of the workspace.
        publishing: False while the kill switch is on.
        trouble: why the last wish brought no draft, or less than was asked for; "" without.
        notes: what else is to be said of the studio, a sentence each.
        beside: connected accounts of its drafts that it writes for no more.
        against: what the platform's rules have against a draft, a sentence each.
    """

    studio: Studio
    accounts: tuple[Account, ...]
    ideas: tuple[Idea, ...]
    waiting: bool
    findings: Mapping[str, tuple[Finding, ...]]
    held: Mapping[str, str]
    like_recent: Mapping[str, tuple[Similar, ...]]
    counts: Mapping[str, tuple[tuple[int, int], ...]]
    images: tuple[Image, ...]
    zone: str
    now: datetime
    publishing: bool
    trouble: str = ""
    notes: tuple[str, ...] = ()
    missing: Mapping[str, Function] = field(default_factory=dict)
    beside: tuple[Account, ...] = ()
    against: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def account_of(self, draft: Draft) -> Account | None:
        """Whom a draft is for; None where that is not connected any more."""
        both = (*self.accounts, *self.beside)
        return next((each for each in both if each.id == draft.account_id), None)


class PostLint(Protocol):
    """Holds drafts of posts against what is known. `desk.linting.Linting`."""

    async def post_findings(
        self, studio: Studio, drafts: Sequence[Draft]
    ) -> Mapping[str, tuple[Finding, ...]]:
        """What is wrong with each, by draft id and in the order of `draft.whole`."""
        ...


class Repeats(Protocol):
    """Finds what a draft repeats. `desk.repeating.Repeating`."""

    async def like(self, drafts: Sequence[Draft]) -> Mapping[str, tuple[Similar, ...]]:
        """Own posts and waiting drafts that are much the same, the likest first, by draft id."""
        ...


class Mix(Counts, Protocol):
    """The promotion budget, as a studio needs it. `desk.mixing.Mixing`."""

    async def all_held(self, workspace_id: str, drafts: Sequence[Draft]) -> Mapping[str, str]:
        """The sentences that hold drafts back, by id; one that fits the budget is left out."""
        ...


class StudioViews:
    """Reads; changes nothing.

    Args:
        mix: None where nothing is counted: no draft is held back then.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        studios: Studios,
        drafts: StudioDrafts,
        preferences: Preferences,
        publishers: Publishers,
        lint: PostLint,
        repeats: Repeats,
        clock: Clock,
        mix: Mix | None = None,
    ) -> None:
        self._accounts = accounts
        self._studios = studios
        self._drafts = drafts
        self._preferences = preferences
        self._publishers = publishers
        self._lint = lint
        self._repeats = repeats
        self._mix = mix
        self._clock = clock

    async def of(self, studio: Studio) -> StudioView:
        """Everything a studio shows."""
        at = (studio.workspace_id, studio.id)
        ideas = ideas_of(studio, await self._drafts.of_studio(*at))
        accounts, beside = await self._connected(studio, ideas)
        alive = [each for idea in ideas for each in idea.drafts if each.state in ALIVE]
        last = await self._drafts.last_wish_in(*at)
        waiting = await self._drafts.waiting_in(*at)
        settings = (await self._preferences.of_workspace(studio.workspace_id)).settings
        held = await self._mix.all_held(studio.workspace_id, alive) if self._mix else {}
        counts, rules = await self._measured((*accounts, *beside), alive)
        return StudioView(
            studio=studio,
            accounts=accounts,
            ideas=ideas,
            waiting=bool(waiting),
            findings=await self._lint.post_findings(studio, alive),
            held=held,
            like_recent=await self._repeats.like(alive),
            counts=counts,
            images=tuple(await self._studios.images(*at)),
            zone=settings.zone,
            now=self._clock(),
            publishing=settings.publishing,
            trouble=last.problem if last and not waiting else "",
            notes=(TOPIC_CUT,) if was_cut(studio.topic) else (),
            missing=await self._missing(studio, {d.account_id for d in alive if d.id in held}),
            beside=beside,
            against=rules,
        )

    async def _connected(
        self, studio: Studio, ideas: Sequence[Idea]
    ) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
        """Those a studio writes for, and those of its drafts beside them."""
        known = {each.id: each for each in await self._accounts.all(studio.workspace_id)}
        drafted = dict.fromkeys(each.account_id for idea in ideas for each in idea.drafts)
        written = tuple(known[each] for each in studio.account_ids if each in known)
        return written, tuple(
            known[each] for each in drafted if each in known and each not in studio.account_ids
        )

    async def _missing(
        self, studio: Studio, account_ids: Collection[str]
    ) -> Mapping[str, Function]:
        """What the posts of these accounts lack."""
        if self._mix is None:
            return {}
        budgets = {each: await self._mix.budget(studio.workspace_id, each) for each in account_ids}
        return {each: budget.missing for each, budget in budgets.items() if budget.missing}

    async def _measured(
        self, accounts: Sequence[Account], drafts: Sequence[Draft]
    ) -> tuple[Mapping[str, tuple[tuple[int, int], ...]], Mapping[str, tuple[str, ...]]]:
        """The counts of each draft, and what its platform's rules have against it."""
        by_account = defaultdict(list)
        for each in drafts:
            by_account[each.account_id].append(each)
        counts: dict[str, tuple[tuple[int, int], ...]] = {}
        rules: dict[str, tuple[str, ...]] = {}
        for account in accounts:
            publisher = await self._publisher(account)
            limits = publisher.image_limits if publisher else None
            for draft in by_account[account.id]:
                if said := against(account.ref.platform, draft, limits):
                    rules[draft.id] = said
                if publisher:
                    most = publisher.most
                    counts[draft.id] = tuple((publisher.count(text), most) for text in draft.posts)
        return counts, rules

    async def _publisher(self, account: Account) -> Publisher | None:
        try:
            return await self._publishers.publisher(account)
        except (PlatformError, NotFound):
            return None


def ideas_of(studio: Studio, drafts: Sequence[Draft]) -> tuple[Idea, ...]:
    """The ideas to show: of each and for each account what went out or is on its way, otherwise
    the latest draft that is alive.

    Args:
        drafts: all of the studio, the latest first.
    """
    chosen: dict[tuple[int, str], Draft] = {}
    for draft in [
        *(each for each in drafts if each.state in _GONE_OUT),
        *(each for each in drafts if each.state in ALIVE),
    ]:
        chosen.setdefault((draft.idea, draft.account_id), draft)
    order = {account_id: at for at, account_id in enumerate(studio.account_ids)}
    made: list[Idea] = []
    for n in sorted({number for number, _ in chosen}):
        of_idea = sorted(
            (draft for (number, _), draft in chosen.items() if number == n),
            key=lambda draft: order.get(draft.account_id, len(order)),
        )
        latest = max(of_idea, key=lambda draft: draft.made_at)
        made.append(Idea(n, tuple(of_idea), latest.label, latest.why))
    return tuple(made)
