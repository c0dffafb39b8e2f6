"""The gate: no figure reaches a person unless a tool returned it.

The model writes `{{f3}}` where it wants a figure, never the figure itself. Before a sentence is
shown, each rule below looks at it; the first that objects holds it back. Only then are tokens
replaced by the words of their facts. The gate knows the run's evidence and nothing else: not the
model, not the platform. It errs towards holding: a held sentence is written anew or left out, and
the answer says so; a wrong one would be believed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.agent.evidence import Evidence
from assistant.agent.gate import (
    amounts,
    beside,
    changes,
    claims,
    deeds,
    figures,
    leagues,
    letters,
    nothing,
    nouns,
    people,
    ranks,
    standing,
    ties,
    times,
    unknown,
)
from assistant.agent.gate.reading import Reading
from assistant.agent.quoting import MASK, mask, render
from assistant.community.facts import Fact, Quote


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a sentence must not do.

    Attributes:
        name: for tests and logs.
        reason: what is wrong, in a sentence for the person and for the model that mends it. It
            never repeats the figure.
        broken: whether a sentence does it.
        blinds: whether its figures cannot be told apart then, so that none of it is shown.
    """

    name: str
    reason: str
    broken: Callable[[Reading], bool]
    blinds: bool = False


RULES = (
    Rule(
        "unknown token",
        "It names a fact or quote that no tool returned.",
        letters.has_unknown_token,
    ),
    Rule(
        "invisible", "It holds characters that nobody can see.", letters.has_invisible, blinds=True
    ),
    Rule("markup", "It holds markup that the app does not allow in answers.", letters.has_markup),
    Rule("numeral", "It holds a figure that no tool returned.", figures.has_numeral),
    Rule(
        "letters",
        "It holds letters that cannot be checked.",
        letters.has_strange_letters,
        blinds=True,
    ),
    Rule("sign", "It holds a sign that stands for a figure or a change.", letters.has_signs),
    Rule("spelled out", "It spells a word letter by letter.", letters.is_spelled_out, blinds=True),
    Rule(
        "number word", "It holds a number in words that no tool returned.", figures.has_number_word
    ),
    Rule(
        "unreadable",
        "It is in a language that cannot be checked.",
        claims.is_unreadable,
        blinds=True,
    ),
    Rule("link", "It holds a link that stands in no quote.", people.has_strange_link),
    Rule("stranger", "It names somebody whom no tool returned.", people.names_stranger),
    Rule("quotation", "It quotes words that are not a quote's token.", people.quotes_freely),
    Rule("hearsay", "It tells what somebody said without showing it.", people.reports_words),
    Rule("amount", "It says how many there are without a fact.", amounts.has_amount),
    Rule(
        "nothing", "It says that there is nothing, and no fact says zero.", nothing.claims_nothing
    ),
    Rule("no data", "It tells of something on which there is no data.", unknown.states_unknown),
    Rule(
        "beyond search",
        "It says more than that a search came back empty.",
        unknown.denies_beyond_search,
    ),
    Rule("deed", "It tells what people did without a fact.", deeds.tells_of_deeds),
    Rule("glued", "Something touches a fact and would change how it reads.", beside.is_glued),
    Rule("approximation", "It rounds or shifts a fact.", beside.is_approximated),
    Rule("bound", "It makes a fact a bound, or exact, that is not.", beside.bounds_it),
    Rule(
        "whole",
        "It speaks as if the period were over and fully seen.",
        beside.makes_it_whole,
    ),
    Rule("rate", "It makes a rate of a count.", beside.makes_it_a_rate),
    Rule("reckoning", "It adds, divides or relates facts by itself.", ties.reckons),
    Rule("rest", "It speaks of the rest, which no fact is about.", ties.speaks_of_the_rest),
    Rule("kinds", "It compares kinds of posts, which no fact does.", ties.compares_kinds),
    Rule("cause", "It gives a cause that no tool found.", ties.gives_a_cause),
    Rule("target", "It sets a time against a target it cannot know.", standing.misplaces_target),
    Rule("overstated", "It makes a share more than it is.", standing.overstates),
    Rule("attribution", "It ties a name to a figure that no tool tied to it.", ties.names_who),
    Rule("pairing", "It ties a quote to what another post got.", ties.pairs_wrongly),
    Rule("denial", "It denies what a fact says.", beside.denies_it),
    Rule("settled", "It calls the unanswered answered.", beside.settles_open),
    Rule("forecast", "It makes a forecast of a fact.", beside.foretells),
    Rule("others", "It speaks of others, whom no fact is about.", beside.speaks_of_others),
    Rule("strange word", "It holds a word that cannot be checked.", unknown.has_strange_word),
    Rule(
        "bent figure",
        "It holds a word right at a figure that could change what it counts.",
        unknown.bends_figure,
    ),
    Rule("quote as value", "It uses public words as a measure.", ties.uses_quote_as_value),
    Rule("noun", "It names something else than the fact beside it counts.", nouns.has_wrong_noun),
    Rule("account", "It names another account than the fact beside it.", people.has_wrong_account),
    Rule(
        "strange account",
        "It speaks of an account that nobody named.",
        people.names_strange_account,
    ),
    Rule("period", "It names another period than the fact beside it.", times.has_wrong_period),
    Rule("date", "It names a date that the fact beside it does not hold.", times.has_wrong_date),
    Rule(
        "always",
        "It speaks of a longer time than the fact beside it covers.",
        times.speaks_of_always,
    ),
    Rule("duration", "It holds a length of time that no tool returned.", times.has_duration),
    Rule("doubt", "It doubts a change that can be told.", changes.doubts_what_is_clear),
    Rule("change", "It tells of a change that no fact beside it tells.", changes.says_wrong_change),
    Rule("rank", "It ranks without a fact that ranks so.", ranks.ranks),
    Rule(
        "league",
        "It ranks X against another platform, which X's terms forbid.",
        leagues.makes_a_league,
    ),
    Rule("agreement", "It agrees to a claim that no fact holds.", claims.agrees_to_figure),
    Rule("misquoted", "It changes what the person asked about.", claims.misquotes_question),
    Rule("own figure", "It makes a value of the person's own figure.", claims.affirms_own_figure),
)
"""In this order: what would blind later ones, then figures, then what surrounds a fact."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence fit to be shown: `text` is CommonMark with every token rendered."""

    text: str
    facts: tuple[Fact, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A sentence held back: why, and the sentence with every figure replaced by ▒."""

    reason: str
    masked: str


class Gate:
    """Judges the sentences of one run.

    Args:
        evidence: may grow between calls; each call judges against what it holds then.
    """

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def check(self, sentence: str) -> Passed | Failed:
        """Judge one piece of `Sentences`; white space around it is kept."""
        reading = Reading(sentence, self._evidence)
        broken = broken_rule(reading)
        if broken is not None:
            return Failed(broken.reason, MASK if broken.blinds else mask(reading))
        return Passed(render(reading), reading.facts, reading.quotes)


def broken_rule(reading: Reading) -> Rule | None:
    """The first rule a sentence breaks; None when it is sound."""
    return next((rule for rule in RULES if rule.broken(reading)), None)
