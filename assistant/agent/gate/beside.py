"""Rules about words at a token: what would bend the figure a reader sees in its place."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from assistant.agent.gate.names import Mention
from assistant.agent.gate.reading import Reading
from assistant.agent.gate.tokens import TOKEN, Token
from assistant.agent.lexicon import Hit
from assistant.community.facts import Fact, Quote, Unit

_GLUED = re.compile(rf"[\w/#$€£+@&^-]{TOKEN}|{TOKEN}[\w/#$€£+@^-]|{TOKEN}\.\d")
_MINUS = re.compile(rf"\S\s+[-−]\s?{TOKEN}")
_POST_OF = re.compile(r"\bpost of (?=(\d{1,2} [A-Z][a-z]{2})?)(?=([A-Z][a-z]{2} \d{1,2})?)")
_HARMLESS = frozenset({"and", "or", "than"})


def is_glued(reading: Reading) -> bool:
    """A letter, sign or other token right at a token: {{f1}}0, -{{f1}}, {{f1}}/{{f2}}, {{f1}}k."""
    if _GLUED.search(reading.plain) or _MINUS.search(reading.plain):
        return True
    return any(this.end == following.start for this, following in pairwise(reading.tokens))


def is_approximated(reading: Reading) -> bool:
    """About, over, nearly, another {{f1}}; {{f1}} or so."""
    for hit in reading.hits:
        shifts = hit.kind == "about" or hit.detail == "about"  # "more than" is an up, too
        before = shifts and hit.detail != "after" and _token_after(reading, hit)
        after = shifts and hit.detail in {"after", "either"} and _token_before(reading, hit)
        if before or after:
            return True
    return False


def _token_after(reading: Reading, hit: Hit) -> Token | None:
    """The figure that follows a phrase, articles aside."""
    for each in reading.tokens:
        if each.start >= hit.end and each.fact and each.fact.unit is not Unit.NAME:
            between = set(reading.between(hit.end, each.start))
            near = between <= reading.set("articles") and not re.search(
                r"[,;:()]", reading.plain[hit.end : each.start]
            )
            return each if near else None
    return None


def _token_before(reading: Reading, hit: Hit) -> Token | None:
    """The figure right before a phrase."""
    for each in reversed(reading.tokens):
        if each.end <= hit.start and each.fact and each.fact.unit is not Unit.NAME:
            return None if reading.between(each.end, hit.start) else each
    return None


def bounds_it(reading: Reading) -> bool:
    """At least {{f1}} though it is no lower bound; exactly {{f1}} though it is one, or a share."""
    own = {start for start, _ in reading.own_figures}
    for hit in reading.of("at", "exact"):
        if hit.end + 1 in own:
            continue  # "at least 500" is the person's own threshold
        for fact in reading.beside(hit.start):
            if hit.kind == "at" and not fact.at_least:
                return True
            if hit.kind == "exact" and (fact.at_least or fact.unit is not Unit.COUNT):
                return True
    return False


def makes_it_whole(reading: Reading) -> bool:
    """The whole week, the final figure: of a period that is not over or not fully seen."""
    for hit in reading.of("whole", "every", "final"):
        if hit.kind != "final" and not _before_period(reading, hit):
            continue
        if any(_is_partial(fact) for fact in reading.beside(hit.start)):
            return True
    return False


def _before_period(reading: Reading, hit: Hit) -> bool:
    """As in "the whole of this week", "all November", "all week"."""
    times = reading.of("period", "month", "weekday")
    return any(0 <= each.first - hit.last <= 3 for each in times) or hit.last > hit.first  # noqa: PLR2004


def _is_partial(fact: Fact) -> bool:
    return fact.at_least or (fact.window is not None and fact.source.as_of < fact.window.end)


def makes_it_a_rate(reading: Reading) -> bool:
    """{{f1}} per day, {{f1}} each: a rate that no tool worked out."""
    return any(
        fact.unit is Unit.COUNT and fact.metric != "conversation_depth"
        for hit in reading.of("rate")
        for fact in reading.beside(hit.start)
    )


def reckons(reading: Reading) -> bool:
    """Two figures added up, divided or set in relation: {{f1}} of {{f2}}, "together"."""
    facts = [each for each in reading.tokens if each.fact]
    if len(reading.figures) > 1 and reading.has("sum"):
        return True
    for this, following in pairwise(facts):
        words = set(reading.between(this.end, following.start)) - reading.set("articles")
        if words and words <= reading.set("relates") and not words <= _HARMLESS:
            return True
    return False


def names_who(reading: Reading) -> bool:
    """{{f2}} wrote {{f1}}: a name beside a figure that no tool tied to it."""
    facts = [each for each in reading.tokens if each.fact]
    if any(_ties(reading, this, following) for this, following in pairwise(facts)):
        return True
    return any(_ties_stranger(reading, each) for each in reading.mentions if each.accounts is None)


def _ties(reading: Reading, this: Token, following: Token) -> bool:
    """Whether nothing parts a name from a figure, though different calls returned them."""
    assert this.fact is not None and following.fact is not None  # noqa: PT018 - the caller's choice
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


def _days(quote: Quote) -> set[str]:
    """The day of a quote as wordings write it; a day to either side, for zones differ."""
    days = [quote.written_at + timedelta(days=shift) for shift in (-1, 0, 1)]
    return {f"{day.day} {day:%b}" for day in days} | {f"{day:%b} {day.day}" for day in days}


def denies_it(reading: Reading) -> bool:
    """You did not get {{f1}}: a "not" turns what the fact says into its opposite."""
    if any(_token_after(reading, hit) for hit in reading.of("instead")):
        return True
    return any(
        fact.value not in {0, None}
        for hit in reading.of("not")
        for fact in reading.beside(hit.start)
        if reading.clause(hit.start).tokens
    )


def settles_open(reading: Reading) -> bool:
    """{{f4}} got an answer, where f4 counts the unanswered."""
    return any(
        fact.metric == "open_items" and reading.does("settled", reading.before(hit, 4))
        for hit in reading.of("metric")
        if "own_replies" in hit.detail
        for fact in reading.beside(hit.start)
    )


def foretells(reading: Reading) -> bool:
    """{{f1}} of the past as something to come."""
    if any(_token_after(reading, hit) for hit in reading.of("would")):
        return True
    return any(reading.beside(hit.start) for hit in reading.of("future"))


def speaks_of_others(reading: Reading) -> bool:
    """Competitors, the industry, another account: no fact is about them."""
    return any(reading.beside(hit.start) for hit in reading.of("others"))


def uses_quote_as_value(reading: Reading) -> bool:
    """As in "you got {{q1}}" where the quote holds a figure: public words are no measure."""
    for each in reading.tokens:
        if each.quote and re.search(r"\d", each.quote.text):
            clause = reading.clause(each.start)
            before = [
                word.text for word in reading.words if clause.start <= word.start < each.start
            ]
            if ":" in reading.plain[max(0, each.start - 3) : each.start]:
                continue
            if reading.does("report", before[-3:]) or reading.does("copula", before[-3:]):
                return True
    return False
