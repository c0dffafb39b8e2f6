"""Teach Engage how an account speaks: rules that people write, accept or delete."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.community.brand import LONGEST_RULE, Correction, Leaning, RuleState, VoiceRule
from assistant.community.edits import LOOKED_AT as LATEST
from assistant.community.edits import habits
from assistant.community.plain_text import invisible, normal
from assistant.community.rights import Act
from assistant.community.voice import profile
from assistant.community.voice_words import in_sentences
from assistant.desk.permitting import Permitting
from assistant.desk.voices import OWN_POSTS, SentTexts, own_words
from assistant.errors import InvalidInput, NotFound
from assistant.ports import Accounts, Acts, Clock, Deed, Preferences, Records
from assistant.ports.drafting import BrandBook

MOST_RULES = 50
"""Rules in force for one account: more than that nobody follows, a composer neither."""
SHORTEST_RULE = 3

WRITE_A_RULE = f"Write the rule in {SHORTEST_RULE} to {LONGEST_RULE} characters."
KNOWN = "This rule is there already."
ENOUGH = f"There are {MOST_RULES} rules for this account. Delete one before you add another."


class SentDrafts(SentTexts, Protocol):
    """What this use case needs of `ports.Drafts`."""

    async def corrections(
        self, workspace_id: str, account_id: str, *, limit: int
    ) -> Sequence[Correction]: ...


@dataclass(frozen=True, slots=True)
class VoiceRules:
    """The rules of an account, oldest first: those offered wait for somebody to accept them.

    `measured` says in sentences how the account's people write; () with too few posts to tell.
    """

    in_force: tuple[VoiceRule, ...]
    offered: tuple[VoiceRule, ...]
    measured: tuple[str, ...] = ()


class TeachingVoice:
    """The use case behind *Voice*.

    Args:
        preferences: whose zone decides which day it is.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        book: BrandBook,
        drafts: SentDrafts,
        records: Records,
        accounts: Accounts,
        preferences: Preferences,
        acts: Acts,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._permitting = permitting
        self._book = book
        self._drafts = drafts
        self._records = records
        self._accounts = accounts
        self._preferences = preferences
        self._acts = acts
        self._clock = clock
        self._new_id = new_id

    async def rules(self, workspace_id: str, person_id: str, account_id: str) -> VoiceRules:
        """For any member to see. Raises NotAllowed, NotFound."""
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        await self._accounts.get(workspace_id, account_id)
        kept = await self._book.rules(workspace_id, account_id)
        texts = await self.own_texts(workspace_id, account_id)
        return VoiceRules(
            tuple(each for each in kept if each.state is RuleState.IN_FORCE),
            tuple(each for each in kept if each.state is RuleState.OFFERED),
            # In a thread: hundreds of posts take their time.
            await asyncio.to_thread(lambda: in_sentences(profile(texts))),
        )

    async def add_rule(
        self, workspace_id: str, person_id: str, account_id: str, leaning: Leaning, text: str
    ) -> VoiceRule:
        """Add a rule in a person's own words.

        Raises:
            NotAllowed: not a manager.
            NotFound: no such account.
            InvalidInput: it cannot be used, or it is there already.
        """
        await self._permitting.check(Act.TEACH, workspace_id, person_id)
        said = " ".join(normal(text).split())
        if not SHORTEST_RULE <= len(said) <= LONGEST_RULE or invisible(said):
            raise InvalidInput(WRITE_A_RULE)
        await self._check_room(workspace_id, account_id)
        rule = VoiceRule(
            self._new_id(),
            workspace_id,
            account_id,
            leaning,
            said,
            RuleState.IN_FORCE,
            self._clock(),
            person_id,
        )
        if not await self._book.add_rule(rule):
            raise InvalidInput(KNOWN)
        await self._note(workspace_id, person_id, account_id, {"added_rules": 1})
        return rule

    async def accept(
        self, workspace_id: str, person_id: str, account_id: str, rule_id: str
    ) -> None:
        """Put an offered rule in force.

        Raises:
            NotAllowed: not a manager.
            NotFound: it is not offered any more.
            InvalidInput: there are too many.
        """
        await self._permitting.check(Act.TEACH, workspace_id, person_id)
        await self._check_room(workspace_id, account_id)
        if not await self._book.accept_rule(workspace_id, rule_id, person_id):
            raise NotFound("rule", rule_id)
        await self._note(workspace_id, person_id, account_id, {"accepted_rules": 1})

    async def drop_rule(
        self, workspace_id: str, person_id: str, account_id: str, rule_id: str
    ) -> bool:
        """Delete a rule for good; a learned one is not offered again. False where it was gone.

        Raises:
            NotAllowed: not a manager.
        """
        await self._permitting.check(Act.TEACH, workspace_id, person_id)
        dropped = await self._book.drop_rule(workspace_id, rule_id, person_id)
        if dropped:
            await self._note(workspace_id, person_id, account_id, {"deleted_rules": 1})
        return dropped

    async def learn_all(self, workspace_id: str) -> int:
        """`learn` for every account of a workspace; how many rules are new."""
        accounts = await self._accounts.all(workspace_id)
        return sum([await self.learn(workspace_id, each.id) for each in accounts])

    async def learn(self, workspace_id: str, account_id: str) -> int:
        """Offer what people keep changing in drafts as rules; how many are new. Nothing counts
        before somebody accepts it, and what was deleted once is not offered again.
        """
        latest = await self._drafts.corrections(workspace_id, account_id, limit=LATEST)
        offered = [
            VoiceRule(
                self._new_id(),
                workspace_id,
                account_id,
                habit.leaning,
                habit.text,
                RuleState.OFFERED,
                self._clock(),
                why=habit.why,
            )
            for habit in habits(latest)
        ]
        return sum([await self._book.add_rule(rule) for rule in offered])

    async def own_texts(self, workspace_id: str, account_id: str) -> tuple[str, ...]:
        """What a voice is measured from, the latest first; see `voices.own_words`."""
        at = (workspace_id, account_id)
        own = await own_words(self._records, self._drafts, *at, self._clock())
        return tuple(own.values())[:OWN_POSTS]

    async def _check_room(self, workspace_id: str, account_id: str) -> None:
        await self._accounts.get(workspace_id, account_id)
        kept = await self._book.rules(workspace_id, account_id)
        if sum(each.state is RuleState.IN_FORCE for each in kept) >= MOST_RULES:
            raise InvalidInput(ENOUGH)

    async def _note(
        self, workspace_id: str, person_id: str, subject: str, detail: dict[str, object]
    ) -> None:
        deed = Deed(Act.TEACH, person_id, self._clock(), subject, detail)
        await self._acts.append(workspace_id, deed)
