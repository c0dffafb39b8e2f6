"""Real teaching over a book in memory, and a web of one page."""
# ruff: noqa: ARG002 - the ports' parameters, whether memory needs them or not

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.community.brand import BrandFact, Correction, RuleState, VoiceRule
from assistant.community.drafts import Draft
from assistant.community.markdown import Passage
from assistant.desk.permitting import Permitting
from assistant.desk.teaching import Teaching
from assistant.errors import EditConflict, InvalidInput, NotFound
from assistant.ports.pages import WebPage


class NothingSent:
    """`teaching_voice.SentDrafts` of an account that sent nothing through Engage."""

    async def sent_texts(
        self, workspace_id: str, account_id: str, *, limit: int, posts: bool = False
    ) -> Sequence[Draft]:
        return ()

    async def corrections(
        self, workspace_id: str, account_id: str, *, limit: int
    ) -> Sequence[Correction]:
        return ()


@dataclass
class MemoryBook:
    """What teaching needs of `ports.BrandBook`."""

    kept: dict[str, BrandFact] = field(default_factory=dict)
    voice: dict[str, VoiceRule] = field(default_factory=dict)

    async def facts(
        self, workspace_id: str, *, account_id: str | None = None
    ) -> Sequence[BrandFact]:
        mine = [
            each
            for each in self.kept.values()
            if each.workspace_id == workspace_id and account_id in (None, each.account_id)
        ]
        return sorted(mine, key=lambda each: each.title)

    async def fact(self, workspace_id: str, fact_id: str) -> BrandFact:
        found = self.kept.get(fact_id)
        if found is None or found.workspace_id != workspace_id:
            raise NotFound("fact", fact_id)
        return found

    async def add_facts(self, facts: Sequence[BrandFact]) -> int:
        known = {_same(each) for each in self.kept.values()}
        new = [each for each in facts if _same(each) not in known]
        self.kept |= {each.id: each for each in new}
        return len(new)

    async def change_fact(self, fact: BrandFact) -> None:
        await self.fact(fact.workspace_id, fact.id)
        twins = [each for each in self.kept.values() if each.id != fact.id]
        if _same(fact) in {_same(each) for each in twins}:
            raise EditConflict("this fact", fact)
        self.kept[fact.id] = fact

    async def drop_fact(self, workspace_id: str, fact_id: str) -> bool:
        if fact_id in self.kept and self.kept[fact_id].workspace_id == workspace_id:
            del self.kept[fact_id]
            return True
        return False

    async def rules(self, workspace_id: str, account_id: str) -> Sequence[VoiceRule]:
        return [
            each
            for each in self.voice.values()
            if (each.workspace_id, each.account_id) == (workspace_id, account_id)
        ]

    async def add_rule(self, rule: VoiceRule) -> bool:
        if rule.text in {each.text for each in self.voice.values()}:
            return False
        self.voice[rule.id] = rule
        return True

    async def accept_rule(self, workspace_id: str, rule_id: str, person_id: str) -> bool:
        rule = self.voice.get(rule_id)
        if rule is None or rule.workspace_id != workspace_id or rule.state is RuleState.IN_FORCE:
            return False
        self.voice[rule_id] = replace(rule, state=RuleState.IN_FORCE)
        return True

    async def drop_rule(self, workspace_id: str, rule_id: str, person_id: str) -> bool:
        rule = self.voice.get(rule_id)
        if rule is None or rule.workspace_id != workspace_id:
            return False
        del self.voice[rule_id]
        return True


def _same(fact: BrandFact) -> tuple[str, str | None, str, str]:
    return fact.workspace_id, fact.account_id, fact.title, fact.text


class OnePage:
    """`ports.WebPages` with one page."""

    URL = "https://shop.example/faq"

    async def read(self, url: str) -> WebPage:
        if url != self.URL:
            raise InvalidInput("Engage cannot read that page.")
        return WebPage(
            url,
            "Questions",
            (
                Passage("Shipping", "Orders leave within two days.", 1),
                Passage("Returns", "Returns are free for 30 days.", 2),
            ),
        )


def teaching_of(engage: Any, book: MemoryBook) -> Teaching:
    """As the program puts it together."""
    stores = engage.stores
    numbers = iter(range(1, 10_000))
    permitting = Permitting(
        directory=engage.directory, managers=stores.managers, preferences=stores.preferences
    )
    return Teaching(
        permitting=permitting,
        book=book,  # type: ignore[arg-type]
        drafts=NothingSent(),
        records=stores.records,
        accounts=stores.accounts,
        preferences=stores.preferences,
        pages=OnePage(),
        acts=stores.acts,
        clock=stores.clock,
        new_id=lambda: f"00000000-0000-4000-8000-{next(numbers):012}",
    )
