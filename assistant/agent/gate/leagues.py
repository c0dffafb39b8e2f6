"""Rules about figures of platforms that may not be ranked against each other (X's terms)."""

from __future__ import annotations

from assistant.agent.gate.reading import Reading
from assistant.community.accounts import Platform
from assistant.community.facts import Fact
from assistant.community.side_by_side import APART, may_rank, platform_of

_VERSUS = frozenset(
    (
        *("than", "versus", "vs", "against", "unlike", "compared", "comparison"),
        *("ahead", "behind", "beats", "beat", "tops", "outranks", "outperforms"),
        *("outdoes", "leads", "lead", "trails", "surpasses", "exceeds", "only"),
        *("merely", "whereas", "better", "worse", "more", "fewer", "less"),
        *("higher", "lower", "stronger", "weaker", "bigger", "smaller", "first"),
        *("second", "third", "last", "next", "then", "above", "below"),
        *("under", "over", "mehr", "weniger", "besser", "schlechter", "vor"),
        *("hinter", "gegen", "gegenüber", "nur", "verglichen", "vergleich", "stärker"),
        *("schwächer", "höher", "niedriger", "zuerst", "dann"),
    )
)
"""Words that set one thing above another, English and German."""
_OF_ONE = frozenset({"best_time", "name"})


def makes_a_league(reading: Reading) -> bool:
    """As in "X gets the most replies, {{f2}}", where another platform is connected, too.

    Ranked within one side, and said so, is fine: "your best post on X got {{f3}}".
    """
    if may_rank(map(platform_of, reading.evidence.accounts)):
        return False
    about = _about(reading)
    if not may_rank(about) and _sets_apart(reading):
        return True
    if not reading.has("best", "worst"):
        return False
    counts = [fact for fact in reading.facts if fact.account and fact.metric not in _OF_ONE]
    if any(fact.metric != "post_engagements" for fact in counts):
        return _is_of_accounts(reading, counts)
    ranked = set(map(platform_of, _told(reading)))
    said = {platform for each in reading.mentions for platform in _places(each.accounts or ())}
    return bool(ranked) and not ranked <= said


def _about(reading: Reading) -> frozenset[Platform]:
    told = _told(reading)
    named = [place for each in reading.mentions for place in _places(each.accounts or ())]
    return frozenset((*map(platform_of, told), *named))


def _told(reading: Reading) -> list[str]:
    """The accounts of its facts and quotes."""
    found = [*(each.account for each in reading.facts), *(each.account for each in reading.quotes)]
    return [each for each in found if each]


def _places(accounts: frozenset[str] | tuple[()]) -> frozenset[Platform]:
    return frozenset(map(platform_of, accounts))


def _sets_apart(reading: Reading) -> bool:
    """Whether words set one above another; a fact beside its own earlier self does so."""
    changes = [fact for fact in reading.facts if fact.baseline is not None]
    if reading.facts and len(changes) == len(reading.facts):
        return False
    return reading.has("best", "worst") or not _VERSUS.isdisjoint(reading.texts)


def _is_of_accounts(reading: Reading, counts: list[Fact]) -> bool:
    """Whether a count of one account is called the most or the fewest among accounts: X's among
    others, or another one's where X has such a count, too.
    """
    for fact in counts:
        others = {
            platform_of(each.account)
            for each in reading.evidence.facts.values()
            if each.account and each.metric == fact.metric
        }
        if fact.account and others & APART and not may_rank(others | {platform_of(fact.account)}):
            return True
    return False
