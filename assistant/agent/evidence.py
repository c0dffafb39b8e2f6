"""Everything a run has in hand: what tools returned, what they were asked, what the person said.

The gate judges sentences against this and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.community.answers import Chart, Table
from assistant.community.facts import Fact, Quote, Source


@dataclass(slots=True)
class Evidence:
    """Grows while a run goes on.

    Attributes:
        question: the person's words.
        accounts: every account of the workspace as `platform:handle`, connected ones only.
        facts: by id, in the order tools returned them.
        quotes: by id.
        arguments: texts that tools took as arguments (account names, periods, search words,
            thresholds), as the tool understood them; a sentence may repeat these.
        sources: one per tool call.
        charts: made by tools from their facts.
        tables: made by tools from their facts.
        missing: what could not be had, one plain sentence each, for the person.
    """

    question: str
    accounts: tuple[str, ...] = ()
    facts: dict[str, Fact] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    arguments: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def next_fact_id(self) -> str:
        """The id the next fact gets: "f1", "f2", ..."""
        return f"f{len(self.facts) + 1}"

    def next_quote_id(self) -> str:
        """The id the next quote gets: "q1", "q2", ..."""
        return f"q{len(self.quotes) + 1}"
