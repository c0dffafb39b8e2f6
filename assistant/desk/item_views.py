"""Put together what cards, forms and the inbox show of items. Whoever asks checks rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from assistant.community.accounts import Account
from assistant.community.acquaintance import AWAY, Known, person_card
from assistant.community.authenticity.findings import Finding
from assistant.community.drafts import UNDER_WAY, Draft, DraftState
from assistant.community.inbox import Exchange, Item, PersonCard
from assistant.community.leaving_alone import unkept
from assistant.community.rules import Way, answering, rule_of
from assistant.desk.terms import terms_of
from assistant.errors import PlatformError, SignInNeeded
from assistant.ports import Accounts, Clock, Preferences
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Familiar
from assistant.ports.publishing import Publishers, Verdict

MOST_TALKS = 200
"""Earlier comments of one person that are counted."""

_ALIVE = frozenset({DraftState.PENDING, DraftState.STALE, DraftState.FAILED})


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with everything its card shows.

    Attributes:
        drafts: the latest variants that are alive, and the one under way or published.
        waiting: whether somebody asked for drafts that are not there yet.
        verdict: whether Engage can write for the account at all; None while only the platform
            could tell more.
        findings: of the lint, by draft; offsets count characters of its text.
        publishing: False while the kill switch is on.
        trouble: why the last wish brought no draft; "" where it brought one, or is open.
        unkept: what people have to keep to by themselves, in a sentence; "" for nothing.
    """

    item: Item
    account: Account
    person_card: PersonCard | None
    drafts: tuple[Draft, ...]
    waiting: bool
    verdict: Verdict | None
    findings: Mapping[str, tuple[Finding, ...]]
    target_hours: float
    zone: str
    now: datetime
    publishing: bool
    trouble: str = ""
    unkept: str = ""


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One line of the inbox."""

    item: Item
    account: Account


@dataclass(frozen=True, slots=True)
class InboxView:
    """What is open: the first of `total`, the oldest promise first."""

    items: tuple[InboxEntry, ...]
    total: int
    now: datetime


class Lint(Protocol):
    """Holds a draft against what is known."""

    async def findings(self, draft: Draft, item: Item) -> Sequence[Finding]:
        """What is wrong with it, in the order of the text."""
        ...


class ItemViews:
    """Reads; changes nothing."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        familiar: Familiar,
        drafts: Drafts,
        preferences: Preferences,
        publishers: Publishers,
        lint: Lint,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._familiar = familiar
        self._drafts = drafts
        self._preferences = preferences
        self._publishers = publishers
        self._lint = lint
        self._clock = clock

    async def of(self, item: Item) -> ItemView:
        """Everything a card shows. Raises NotFound where the account is gone."""
        at = (item.workspace_id, item.account_id)
        account = await self._accounts.get(*at)
        terms = await terms_of(self._preferences, *at)
        drafts = shown(await self._drafts.of_item(item.workspace_id, item.id))
        waiting = await self._drafts.waiting(item.workspace_id, item.id)
        last = await self._drafts.last_wish(item.workspace_id, item.id)
        return ItemView(
            item=item,
            account=account,
            person_card=await self._person(item),
            drafts=drafts,
            waiting=bool(waiting),
            verdict=await self._verdict(account, item),
            findings={
                each.id: tuple(await self._lint.findings(each, item))
                for each in drafts
                if each.state in _ALIVE
            },
            target_hours=terms.account.target_hours,
            zone=terms.workspace.zone,
            now=self._clock(),
            publishing=terms.workspace.publishing,
            trouble=last.problem if last and not waiting else "",
            unkept=unkept(item, account.ref.platform),
        )

    async def _person(self, item: Item) -> PersonCard:
        at = (item.workspace_id, item.account_id, item.person.id)
        talks = await self._familiar.talks(*at, limit=MOST_TALKS)
        known = Known(
            talks=[
                (each.id, Exchange(each.text, each.at, each.url, each.answer, each.answered_at))
                for each in talks
            ],
            days=await self._familiar.active_days(*at, item.since - AWAY - timedelta(days=1)),
            first_at=await self._familiar.first_at(*at),
        )
        own = {part.id for part in item.parts}
        return person_card(item.person, known, since=item.since, leave_out=own)

    async def _verdict(self, account: Account, item: Item) -> Verdict | None:
        """By the platform's rules first; whether its author closed a thread only it can tell."""
        rule = rule_of(account.ref.platform, answering(item.last))
        if rule.way is not Way.BY_API:
            return Verdict(rule.way, rule.text)
        try:
            await self._publishers.publisher(account)
        except SignInNeeded:
            return Verdict(
                Way.BY_HAND,
                f"Engage cannot write for {account.ref}. Copy the reply and post it by hand, or "
                f"let a manager connect the account with a sign-in.",
            )
        except PlatformError:
            return None
        return None


def shown(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Of all drafts, the latest first: what was sent or is on its way, and the latest variants."""
    going = [each for each in drafts if each.state in UNDER_WAY | {DraftState.PUBLISHED}]
    alive = [each for each in drafts if each.state in _ALIVE]
    latest = max((each.made_at for each in alive), default=None)
    return (*going, *(each for each in alive if each.made_at == latest))
