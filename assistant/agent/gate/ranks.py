"""Rules about rank: best, most, first, longest."""

from __future__ import annotations

from assistant.agent.gate.advice import advises, supposes
from assistant.agent.gate.reading import NEAR, Reading
from assistant.agent.gate.standing import leads_accounts
from assistant.agent.gate.ties import tells_of
from assistant.agent.lexicon import Hit, Word, words_of
from assistant.community.facts import Fact

_WORST = frozenset({"weakest", "worst", "least", "lowest", "fewest", "quietest"})
_BEST = frozenset({"best", "top", "most", "strongest", "highest"})
_OF_POSTS = {"posts", "post_engagements", "engagements"}


def ranks(reading: Reading) -> bool:
    """Best, most, biggest: without a fact that ranks, or with one that ranks the other way."""
    if any(not _is_ranked(reading, hit) for hit in reading.of("best", "worst")):
        return True
    return reading.language.code == "en" and any(
        not _is_backed(reading, word)
        for word in reading.loose
        if word.text.endswith("est") and word.text not in reading.language.common
    )


def _is_ranked(reading: Reading, hit: Hit) -> bool:
    ranked = [fact for fact in reading.beside(hit.start) if rank_of(fact) == hit.kind]
    if ranked and not _is_of_a_later(reading, hit, ranked):
        return True
    if advises(reading, hit) or supposes(reading, hit) or _is_opinion(reading, hit):
        return True
    facts = reading.beside(hit.start)
    if reading.after(hit, 1) == ["active"] and facts:
        return all(fact.metric == "concentration" for fact in facts)
    said = {word.text for word in reading.words[hit.first : hit.last + 1]}
    if said & {"longtemps"} and _waits(reading, hit):
        return True
    return leads_accounts(reading, hit) or _is_ranked_in_run(reading, hit)


def _is_of_a_later(reading: Reading, hit: Hit, ranked: list[Fact]) -> bool:
    """As in "your best post" beside the second of those that a call ranked."""
    does = reading.before(hit, 1) in (["did"], ["does"], ["worked"], ["went"], ["performed"])
    if not (does or reading.does("singles", reading.after(hit, 1))):
        return False
    words = [word.text for word in reading.words]
    later = all(place_of(reading, fact) > 1 for fact in ranked)
    return later and not reading.does("also", words) and not reading.has("number")


def _is_backed(reading: Reading, word: Word) -> bool:
    at = reading.words.index(word)
    hit = Hit("best", "", at, at, word.start, word.end)
    if word.text == "longest" and _waits(reading, hit):
        return True
    if _is_my_view(reading, word) or _is_opinion(reading, hit):
        return True
    if any(rank_of(fact) for fact in reading.beside(word.start)) or advises(reading, hit):
        return True
    return leads_accounts(reading, hit)


def _is_my_view(reading: Reading, word: Word) -> bool:
    """As in "the part I would be happiest about"."""
    before = reading.between(reading.clause(word.start).start, word.start)
    return "i" in before and not reading.does(
        "affirms", [each for each in before if each != "happy"]
    )


def _is_opinion(reading: Reading, hit: Hit) -> bool:
    """As in "the most useful step": nobody counts that. German: "am besten fangt ihr ... an"."""
    following = reading.after(hit, 2)
    clause = reading.clause(hit.start)
    if any(0 < hit.first - each.last <= NEAR for each in reading.of("not")):
        return not any(each.fact for each in clause.tokens)  # "no best post", "not a top list"
    if reading.facts:
        return False
    if reading.does("opinions", following[:1]) and not reading.quotes:
        return True
    if reading.does("things", following[:1]):
        return True
    inside = reading.in_clause(clause)
    told = any(reading.does(each, inside) for each in ("report", "tells"))
    before = reading.before(hit, 2)
    urges = len(before) == 1 or (not before and reading.does("ours", following[1:]))
    return reading.language.code == "de" and urges and not told and not reading.has("metric")


def _waits(reading: Reading, hit: Hit) -> bool:
    """Whether "longest" is said of waiting; a quote beside it must be the oldest at hand."""
    clause = reading.clause(hit.start)
    waiting = (each for each in reading.of("metric") if each.detail.startswith("open_items"))
    if not any(clause.start <= each.start < clause.end for each in waiting):
        return False
    quotes = tuple(reading.evidence.quotes.values())
    oldest = min((each.written_at for each in quotes), default=None)
    named = {
        reading.sentence[each.start : each.end].casefold().lstrip("@")
        for each in reading.mentions
        if each.accounts is None
    }
    meant = [each for each in quotes if each in reading.quotes or each.author.casefold() in named]
    return all(each.written_at == oldest for each in meant)


def _is_ranked_in_run(reading: Reading, hit: Hit) -> bool:
    """As in "these come first:" before posts that a tool ranked, or beside the first of them."""
    if _tops_the_list(reading, hit):
        return True
    found = [fact for fact in reading.evidence.facts.values() if rank_of(fact) == hit.kind]
    if reading.facts or not found:
        return False
    if reading.after(hit, 1) in (["two"], ["three"]):
        return True  # "the top two"
    nouns = list(reading.of("metric"))
    if reading.quotes:
        ranked = len(reading.quotes) == 1 and tells_of(found[0], reading.quotes[0])
        return ranked and (any(map(_is_of_posts, nouns)) or _is_top(reading, hit))
    words = [word.text for word in reading.words]
    ends = reading.plain.rstrip(" *_\n").endswith(":")
    if reading.after(hit, 1) == ["posts"] and reading.before(hit, 1) in (["the"], ["these"]):
        return True  # "the top posts"
    picks = not nouns and reading.after(hit, 2) in (["of", "them"], ["of", "these"])
    return all(map(_is_of_posts, nouns)) and (ends or picks or reading.does("introduces", words))


def _tops_the_list(reading: Reading, hit: Hit) -> bool:
    """As in "top of the list: {{q1}}", where that quote has waited longest."""
    if reading.facts or len(reading.quotes) != 1 or reading.after(hit, 2) != ["of", "the"]:
        return False
    quotes = reading.evidence.quotes.values()
    ranked = any(rank_of(fact) for fact in reading.evidence.facts.values())
    oldest = min(each.written_at for each in quotes)
    return (
        not ranked
        and "list" in reading.after(hit, NEAR)
        and (reading.quotes[0].written_at == oldest)
    )


def _is_top(reading: Reading, hit: Hit) -> bool:
    """As in "the favourite was {{q1}}", which names nothing else that could be ranked."""
    return reading.does("singles", reading.after(hit, 1)) and not reading.has("metric")


def _is_of_posts(hit: Hit) -> bool:
    return bool(_OF_POSTS & set(hit.detail.partition("|")[0].split()))


def rank_of(fact: Fact) -> str | None:
    """What a fact of one post, time or name is among its like: the call that found it tells."""
    if fact.metric == "best_time":
        return "best"
    if fact.metric not in {"post_engagements", "name"}:
        return None
    said = {word.text for word in words_of(f"{fact.source.call} {fact.wording}")}
    if said & _WORST:
        return "worst"
    return "best" if said & _BEST else None


def place_of(reading: Reading, fact: Fact) -> int:
    """Which place a fact has among those its call ranked, from 1; 0 where the call ranks none."""
    if rank_of(fact) is None or fact.metric != "post_engagements":
        return 0
    alike = [
        each.id
        for each in reading.evidence.facts.values()
        if each.metric == fact.metric and each.source.call == fact.source.call
    ]
    return alike.index(fact.id) + 1
