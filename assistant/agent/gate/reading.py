"""How the gate reads a sentence: tokens, names, phrases, and which facts a phrase stands beside.

Reading decides nothing. It lays the sentence out once, so that each rule is a few lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from assistant.agent.evidence import Evidence
from assistant.agent.gate.clauses import Clause, clauses_of
from assistant.agent.gate.names import Mention, find_links, find_mentions, known_names
from assistant.agent.gate.own_figures import own_figures
from assistant.agent.gate.titles import is_title, titled
from assistant.agent.gate.tokens import NAME, TOKEN, blank, tokens_of
from assistant.agent.lexicon import LEXICON, Hit, Language, Word, words_of
from assistant.community.facts import Fact, Quote

CHANGES = ("up", "down", "better", "worse", "faster", "slower", "same")
"""The kinds of phrases that tell of a change."""

NEAR = 3
"""Within how many words a phrase can belong to another one."""

_LIST_MARK = re.compile(r"\s*(?:[-*+•]\s+)?[*_]{0,2}[1-9][.)][*_]{0,2}\s+(?=[^\sa-z\d])")


@lru_cache(maxsize=256)
def _language_of(question: str) -> Language:
    return LEXICON.language_of(words_of(question))[0]


class Reading:
    """One sentence, laid out.

    Attributes:
        sentence: as the model wrote it.
        evidence: what the run has in hand.
        tokens: in order; a token whose id is unknown has neither fact nor quote.
        numbered: whether it is an item of a numbered list, whose number is no figure.
        plain: the sentence with tokens, links and names blanked by fillers of the same length, so
            that positions stay: what the model said in its own words.
    """

    def __init__(self, sentence: str, evidence: Evidence) -> None:
        self.sentence = sentence
        self.evidence = evidence
        self.tokens = tokens_of(sentence, evidence)
        bare = blank(sentence, [(each.start, each.end) for each in self.tokens], TOKEN)
        self.links = find_links(bare)
        bare = blank(bare, self.links, NAME)
        self.mentions: list[Mention] = find_mentions(bare, evidence)
        bare = blank(bare, [(each.start, each.end) for each in self.mentions if each.whole], NAME)
        mark = _LIST_MARK.match(bare)
        self.numbered = mark is not None
        self.plain = blank(bare, [(0, mark.end())] if mark else [], " ")

    @cached_property
    def words(self) -> list[Word]:
        """The model's own words."""
        return words_of(self.plain)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names a sentence may use, lower case and without @."""
        return known_names(self.evidence)

    @cached_property
    def _spoken(self) -> tuple[Language, int]:
        return LEXICON.language_of(self.words, _language_of(self.evidence.question))

    @property
    def language(self) -> Language:
        """The language that knows most of the words."""
        return self._spoken[0]

    @property
    def known(self) -> int:
        """How many words that language knows."""
        return self._spoken[1]

    @cached_property
    def own_figures(self) -> list[tuple[int, int]]:
        """Where the person's own figures stand, which are no values."""
        return list(own_figures(self.plain, self.evidence, self.facts))

    @cached_property
    def _phrases(self) -> list[Hit]:
        return list(LEXICON.read(self.words, self.language))

    @cached_property
    def hits(self) -> list[Hit]:
        """The phrases that mean something, in order."""
        spans = list(titled(self.plain, self.words, self.evidence))
        return [hit for hit in self._phrases if hit.kind != "plain" and not is_title(hit, spans)]

    @cached_property
    def _by_kind(self) -> dict[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for hit in self.hits:
            found.setdefault(hit.kind, []).append(hit)
        return found

    @cached_property
    def texts(self) -> list[str]:
        """All words, folded."""
        return [word.text for word in self.words]

    @cached_property
    def loose(self) -> list[Word]:
        """The words that belong to no phrase."""
        taken = {at for hit in self._phrases for at in range(hit.first, hit.last + 1)}
        return [word for at, word in enumerate(self.words) if at not in taken]

    def of(self, *kinds: str) -> Iterator[Hit]:
        """The phrases of some kinds."""
        if len(kinds) == 1:
            return iter(self._by_kind.get(kinds[0], ()))
        return (hit for hit in self.hits if hit.kind in kinds)

    def has(self, *kinds: str) -> bool:
        """Whether there is a phrase of these kinds."""
        return not self._by_kind.keys().isdisjoint(kinds)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The sentence in parts, each bound to the tokens it is about."""
        return clauses_of(self.plain, self.tokens)

    def clause(self, position: int) -> Clause:
        """The clause in which a position lies."""
        return next(
            each for each in self.clauses if position < each.end or each is self.clauses[-1]
        )

    def beside(self, position: int) -> tuple[Fact, ...]:
        """The facts that words at a position are about; () in a sentence without any."""
        return self.clause(position).facts

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of the sentence, each once."""
        found = {each.fact.id: each.fact for each in self.tokens if each.fact}
        return tuple(found.values())

    @cached_property
    def figures(self) -> tuple[Fact, ...]:
        """Its facts but for names."""
        return tuple(fact for fact in self.facts if fact.metric != "name")

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """The quotes of the sentence, each once."""
        found = {each.quote.id: each.quote for each in self.tokens if each.quote}
        return tuple(found.values())

    # -- the words around something -------------------------------------------------------

    def before(self, hit: Hit, count: int) -> list[str]:
        """Up to so many words before a phrase, back to a token or its clause's start."""
        clause = self.clause(hit.start)
        start = max([clause.start, *(each.end for each in clause.tokens if each.end <= hit.start)])
        words = self.words[max(0, hit.first - count) : hit.first]
        return [word.text for word in words if word.start >= start]

    def after(self, hit: Hit, count: int) -> list[str]:
        """Up to so many words after a phrase, in its clause."""
        end = self.clause(hit.start).end
        words = self.words[hit.last + 1 : hit.last + 1 + count]
        return [word.text for word in words if word.end <= end]

    def set(self, name: str) -> frozenset[str]:
        """A set of words of the language."""
        return self.language.sets.get(name, frozenset())

    def does(self, name: str, words: list[str]) -> bool:
        """Whether one of some words is in a set of the language ("report", "places", ...)."""
        return not self.set(name).isdisjoint(words)

    def between(self, start: int, end: int) -> list[str]:
        """The words from one position to another, wherever clauses end."""
        return [word.text for word in self.words if start <= word.start and word.end <= end]

    def in_clause(self, clause: Clause) -> list[str]:
        """The words of a clause."""
        return [word.text for word in self.words if clause.start <= word.start < clause.end]
