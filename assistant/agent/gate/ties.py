"""Rules about what a sentence ties together: facts with facts, with names and with quotes."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from assistant.agent.gate.advice import advises, supposes
from assistant.agent.gate.names import Mention
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.gate.tokens import Token
from assistant.agent.lexicon import Hit
from assistant.community.calendar_words import MONTHS
from assistant.community.facts import Fact, Quote

_POST_OF = re.compile(r"\bpost of (?=(\d{1,2} [A-Z][a-z]{2})?)(?=([A-Z][a-z]{2} \d{1,2})?)")


def reckons(reading: Reading) -> bool:
    """Two figures added up, divided or set in relation: {{f1}} of {{f2}}, "together"."""
    facts = [each for each in reading.tokens if each.fact]
    if len(reading.figures) > 1 and any(_sums(reading, hit) for hit in reading.of("sum")):
        return True
    return any(_relates(reading, this, following) for this, following in pairwise(facts))


def _relates(reading: Reading, this: Token, following: Token) -> bool:
    """Whether words make one figure a part, cause or bound of the next: "{{f1}} come from {{f2}}".

    By default they do: what may stand between two figures is a stop, an "and", or a comparison of
    the same metric.
    """
    words = reading.between(this.end, following.start)
    if _is_range(reading, this, words):
        return True
    kept = set(words) - reading.set("articles")
    if kept and kept <= reading.set("relates") and not kept <= reading.set("joins"):
        return True
    if not words or not (this.fact in reading.figures and following.fact in reading.figures):
        return False
    apart = re.search(r"[,;:()!?|\n…—–]|\s-\s|[.]\s", reading.plain[this.end : following.start])
    if apart or not reading.set("joins").isdisjoint(words):
        return False
    compared = any(this.end <= hit.start < following.start for hit in reading.of("than"))
    return not (compared and this.fact and following.fact and _alike(this.fact, following.fact))


def _is_range(reading: Reading, this: Token, words: list[str]) -> bool:
    """As in "between {{f1}} and {{f2}}"."""
    clause = reading.clause(this.start)
    before = reading.between(clause.start, this.start)[-1:]
    return reading.does("ranges", before) and set(words) <= reading.set("joins")


def _alike(this: Fact, other: Fact) -> bool:
    return this.metric == other.metric


def compares_kinds(reading: Reading) -> bool:
    """As in "news travels further than questions: {{f1}}": no fact compares kinds of posts."""
    return any(
        reading.does("kinds of posts", reading.after(hit, 2))
        for hit in reading.of("than")
        if reading.beside(hit.start)
    )


def speaks_of_the_rest(reading: Reading) -> bool:
    """As in "you answered {{f4}}, the rest never heard from you": no fact is about the rest."""
    return any(_is_rest(reading, hit) for hit in reading.of("rest"))


def _is_rest(reading: Reading, hit: Hit) -> bool:
    if hit.detail == "at":
        return any(
            each.start >= hit.end and each.fact in reading.figures
            for each in reading.tokens
            if not reading.between(hit.end, each.start)
        )
    of_time = any(0 < each.first - hit.last <= NEAR for each in reading.of("period"))
    if of_time or reading.does("comparing", reading.before(hit, 1)):
        return False
    return bool(reading.facts) or not advises(reading, hit)


def gives_a_cause(reading: Reading) -> bool:
    """As in "posting more paid off: {{f1}}": no fact says what made another one."""
    return any(
        bool(reading.facts) or reading.has(*CHANGES) or (hit.detail and reading.has("metric"))
        for hit in reading.of("cause")
        if not supposes(reading, hit) and not reading.has("unclear", "not")
    )


def _sums(reading: Reading, hit: Hit) -> bool:
    """Whether it adds up what follows; "in total, {{f1}} came, and {{f2}} had come" does not."""
    said = " ".join(word.text for word in reading.words[hit.first : hit.last + 1])
    facts = [each for each in reading.tokens if each.fact]
    if said not in {"in total", "overall", "in all"} or hit.start > facts[0].start:
        return True
    first, second = facts[:2]
    return set(reading.between(first.end, second.start)) <= reading.set("joins")


def names_who(reading: Reading) -> bool:
    """{{f2}} wrote {{f1}}: a name beside a figure that no tool tied to it."""
    facts = [each for each in reading.tokens if each.fact]
    if any(_ties(reading, this, following) for this, following in pairwise(facts)):
        return True
    return any(_ties_stranger(reading, each) for each in reading.mentions if each.accounts is None)


def _ties(reading: Reading, this: Token, following: Token) -> bool:
    """Whether nothing parts a name from a figure, though different calls returned them."""
    assert this.fact is not None  # the caller's choice
    assert following.fact is not None
    if (this.fact.metric == "name") == (following.fact.metric == "name"):
        return False
    between = reading.plain[this.end : following.start]
    words = reading.between(this.end, following.start)
    parted = re.search(r"[,;()]", between) or words[-1:] == ["and"]
    return not parted and not _same_call([this.fact, following.fact])


def _ties_stranger(reading: Reading, mention: Mention) -> bool:
    """As in "ben.test got {{f1}}", where the words of the fact do not hold the name."""
    clause = reading.clause(mention.start)
    name = reading.sentence[mention.start : mention.end].casefold().lstrip("@")
    return any(
        each.fact is not None
        and each.fact.metric != "name"
        and name not in each.fact.wording.casefold()
        for each in clause.tokens
    )


def _same_call(facts: list[Fact]) -> bool:
    """Whether one call returned them side by side, so that they may belong together."""
    numbers = sorted(int(fact.id[1:]) for fact in facts)
    calls = {(fact.source.call, fact.source.account) for fact in facts}
    return len(calls) == 1 and numbers[-1] - numbers[0] == len(numbers) - 1


def pairs_wrongly(reading: Reading) -> bool:
    """{{q1}} with {{f2}}, where f2 tells of the post of another day."""
    posts = [_POST_OF.search(fact.wording) for fact in reading.figures]
    dated = [{found[1], found[2]} for found in posts if found]
    if len(dated) != len(reading.quotes):
        return False
    return any(
        day.isdisjoint(_days(quote)) for day, quote in zip(dated, reading.quotes, strict=True)
    )


def tells_of(fact: Fact, quote: Quote) -> bool:
    """Whether the words of a fact date the post that a quote shows."""
    found = _POST_OF.search(fact.wording)
    return bool(found) and not {found[1], found[2]}.isdisjoint(_days(quote))  # type: ignore[index]


def _days(quote: Quote) -> set[str]:
    """The day of a quote as wordings write it; a day to either side, for zones differ."""
    days = [quote.written_at + timedelta(days=shift) for shift in (-1, 0, 1)]
    said = [(str(day.day), MONTHS[day.month - 1][:3]) for day in days]
    return {" ".join(each) for each in said} | {" ".join(each[::-1]) for each in said}


def _is_text(reading: Reading, quote: Token) -> bool:
    """As in "your strongest post was {{q1}}": said of words, not of a number."""
    said = reading.between(reading.clause(quote.start).start, quote.start)
    if not reading.does("copula", said[-1:]) and not {"was", "were"} & set(said[-1:]):
        return False
    return reading.does("texts", said) and not reading.does("totals", said)


def uses_quote_as_value(reading: Reading) -> bool:
    """As in "you got {{q1}}" where the quote holds a figure: public words are no measure."""
    for each in reading.tokens:
        if each.quote is None or not re.search(r"\d", each.quote.text):
            continue
        before = reading.between(reading.clause(each.start).start, each.start)[-3:]
        if _is_text(reading, each):
            continue
        introduced = ":" in reading.plain[max(0, each.start - 3) : each.start]
        if not introduced and (reading.does("report", before) or reading.does("copula", before)):
            return True
    return False
