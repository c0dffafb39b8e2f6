"""What to do about a question: which tools to call with which arguments, or what to say at once.

One intent a question; `parts` takes a question of several apart. What cannot be told is asked back;
nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.agent.offline.accounts import is_handle
from assistant.agent.offline.calls import Arguments, Call, Plan
from assistant.agent.offline.comparing import side_by_side
from assistant.agent.offline.following import (
    FILLER,
    asks_for_more,
    asks_why,
    following,
    further,
    leans,
)
from assistant.agent.offline.metrics import metrics_in
from assistant.agent.offline.phrases import has, pattern, patterns, words
from assistant.agent.offline.reading import (
    Known,
    Reading,
    read,
)
from assistant.agent.offline.replies import REPLIES, unknown_account
from assistant.agent.offline.vocabulary import VOCABULARY
from assistant.agent.offline.words import INTENTS, ORDERS, SMALL_TALK, WHY
from assistant.community.courtesy import only_closes
from assistant.community.period_words import parse_period
from assistant.community.periods import whole_before
from assistant.errors import InvalidInput

_INTENTS = patterns(INTENTS)
_SMALL_TALK = patterns(SMALL_TALK)
_ORDERS = patterns(ORDERS)
_WHY = pattern(WHY)

_ACT = re.compile(
    r"(?:please |can you |could you |bitte )?"
    r"(?:(?:like|follow|unfollow|repost|retweet|share|answer|block|mute|post|send|tweet)"
    r" (?:this|that|these|those|their|his|her|all|every|everyone|everybody|them|him|it)"
    r"|(?:reply|respond|answer) to|like alle|folge|antworte|teile)\b"
)
"""How a wish begins that something be done: people do that, on the platform."""

_BESIDE_OTHERS = re.compile(
    r"(?:compare|vergleiche?) (?:us|uns|me|mich|ourselves) (?:with|to|against|mit|gegen) (\S+)"
)
"""A wish to be set beside somebody; periods and our accounts are no part of the text any more."""

_FASTER = pattern(("faster", "slower", "quicker", "schneller", "langsamer"))
_MUSES = re.compile(r"(?:wow|hmm?|mhm|so|well|interesting|interessant|aha)")
_THANKS = re.compile(r"\b(?:thanks?|thx|ty|cheers|appreciated?|danke?|dankeschön|merci)\b")
_THANKS_FOR = re.compile(
    r"(?:many )?(?:thanks|thank you|thx|danke|vielen dank)"
    r"(?: so much| a lot| very much| dir| euch)? (?:for|für)\b"
)

_ABOUT = re.compile(r"\b(?:about|for|über|nach|mentioning|of)\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"(?:how many|how much|wie viele?|wieviele?|number of|count of) ")
_WHO = re.compile(r"(?:who|wer|which people|welche leute)\b")
_PEOPLE = frozenset({"returning_people", "first_timers", "lapsed_regulars", "community_core"})
_TIMELESS = frozenset({"accounts", "search", "best_times"})
_LEFT_OVER = re.compile(
    r"\b(?:ago|fortnight|q[1-4]|vor \d+)\b|\b\d+ (?:min|minutes?|h|hours?|days?|weeks?|months?)\b"
)
"""Words about time that no period was made of: better ask than answer about another one."""

_THING = re.compile(
    r"\b(?:how (?:is|are|was|were|will)|wie (?:ist|sind|war|waren|wird|sieht)) "
    r"(?:(?:the|your|my|his|her|das|der|die|dein|deine|mein|meine) (\S+)|(weather|wetter)\b)"
)
"""A thing that somebody asks after; without "the" or the like it may be the name of a brand."""
_SKY = frozenset({"weather", "wetter"})
_OURS = words(
    """
    audience brand business campaign channel growth launch page presence profile progress
    kampagne kanal marke profil publikum seite
    """
)
"""Words for things that figures of a community speak of."""

_ACCOUNTS = re.compile(r"\b(?:accounts|platforms|channels|networks|konten|plattformen|kanäle)\b")
_BEYOND = ("private", "write")
"""What nothing here is for."""
_ELSEWHERE = ("ideas", "thank", "mood")
"""What something else than an answer is for, unless the words are to be searched for."""

_LIMIT = re.compile(r"\b(?:top|best|worst|last|first|besten|letzten) (\d)\b")
_SEARCH_WHAT = "Which words should I search for? For example: “What do people say about shipping?”"


def plan(question: str, earlier: Sequence[str], known: Known) -> Plan:
    """Decide what a question needs.

    Args:
        question: as asked.
        earlier: the questions before it in the conversation, oldest first; a question that only
            names another period, account or metric is read as a change of the last one.
        known: accounts, time and zone.
    """
    reading = read(question, known)
    metrics = metrics_in(reading.text)
    intent = intent_of(reading, metrics)
    at_once = _courtesy(question, reading) or _at_once(reading, intent, known)
    if at_once is not None:
        return at_once
    more = asks_for_more(reading)
    if earlier and (more or leans(reading, intent, metrics)):
        before = plan(earlier[-1], earlier[:-1], known)
        if not isinstance(before, str):
            return further(before) if more else following(before, reading, intent, metrics, known)
    if asks_why(reading):
        return REPLIES["why"]
    if intent is None:
        return REPLIES["unclear"]
    if intent not in _TIMELESS and _LEFT_OVER.search(reading.text):
        return REPLIES["period"]
    return _calls(intent, reading, metrics, known)


def _courtesy(question: str, reading: Reading) -> str | None:
    """A word back to somebody who asks for nothing: thanks, assent, an emoji."""
    thanked = _THANKS_FOR.match(reading.text) and "?" not in question
    if only_closes(question) or _MUSES.fullmatch(reading.text) or thanked:
        return REPLIES["thanks" if _THANKS.search(question.lower()) else "fine"]
    return None


def _at_once(reading: Reading, intent: str | None, known: Known) -> Plan | None:
    """What needs no reading of intents: a link, things Engage does not do, small talk."""
    if reading.link:
        return (Call("post_by_link", {"link": reading.link}),)
    wishes = _BEYOND if intent == "search" else (*_ELSEWHERE, *_BEYOND)
    beyond = next((each for each in wishes if has(reading.text, _INTENTS[each])), "")
    if beyond or _ACT.match(reading.text):
        return REPLIES[beyond or "write"]
    if reading.stranger and intent != "search":
        return unknown_account(reading.stranger, known.accounts)
    beside = _BESIDE_OTHERS.fullmatch(reading.text)
    if beside and beside[1] not in VOCABULARY:
        return unknown_account(reading.raw[-1], known.accounts)
    small = next((name for name, words in _SMALL_TALK.items() if has(reading.text, words)), "")
    return REPLIES[small] if small and (intent is None or small == "bot") else None


def intent_of(reading: Reading, metrics: Sequence[str]) -> str | None:
    """What is asked for; the first rule that holds. None: it cannot be told."""
    text = reading.text
    asked = {name for name, words in _INTENTS.items() if has(text, words)}
    counts = _HOW_MANY.match(text)
    two = len(reading.periods) > 1 or reading.before
    alone = (reading.account or reading.periods) and not FILLER.sub("", text).strip()
    rules = (
        ("accounts", "accounts" in asked),
        ("search", "search" in asked),
        ("best_times", "best_times" in asked),
        ("content_mix", "content_mix" in asked and "promotion_share" not in metrics),
        ("open_items", "open_items" in asked),
        ("compare_times", "response_times" in asked and ("compare" in asked or two)),
        ("compare_times", "compare" in asked and not metrics and has(text, _FASTER)),
        ("response_times", "response_times" in asked and "response_rate" not in metrics),
        ("list_posts", "list_posts" in asked and not counts),
        ("compare", "compare" in asked or two),
        ("compare", metrics and ("direction" in asked or has(text, _WHY))),
        ("community", _WHO.match(text) and _PEOPLE.intersection(metrics)),
        ("community", "community" in asked and metrics == ["people"] and not counts),
        ("metrics", metrics),
        ("health", "health" in asked and not _elsewhere(text)),
        ("community", "community" in asked),
        ("health", alone),
    )
    return next((name for name, holds in rules if holds), None)


def _elsewhere(text: str) -> bool:
    """Whether it asks how something is that no figure here tells of, such as the weather."""
    thing = _THING.search(text)
    if thing is None:
        return False
    named = thing[1] or thing[2]
    return named in _SKY or named not in VOCABULARY | _OURS


def _calls(intent: str, reading: Reading, metrics: Sequence[str], known: Known) -> Plan:
    where: Arguments = {"account": reading.account} if reading.account else {}
    several = reading.several or _ACCOUNTS.search(reading.text)
    times = reading.against or reading.before or reading.periods[1:]
    if intent == "compare" and several and not times:
        intent = "metrics" if metrics else "health"  # accounts beside one another, not times
    when, against = _periods(reading, intent, known)
    what: Arguments = {"metrics": list(metrics)} if metrics else {}
    if intent == "search":
        words = _search_words(reading)
        where = where if any(is_handle(word) for word in reading.raw) else {}
        return (Call("search_posts", {"words": words, **where}),) if words else _SEARCH_WHAT
    if intent == "compare_times":
        what = {"metrics": ["response_time_median", "answered_in_target"]}
    many = _LIMIT.search(reading.text)
    most: Arguments = {"limit": int(many[1])} if many else {}
    posts = Call("list_posts", {"order": _order(reading.text), **when, **where, **most})
    compared = Call("compare_periods", {**what, **when, **against, **where})
    calls: Mapping[str, tuple[Call, ...]] = {
        "accounts": (Call("list_accounts", {}),),
        "best_times": (Call("best_times", where),),
        "list_posts": (posts,),
        "compare": (compared, posts) if has(reading.text, _WHY) else (compared,),
        "compare_times": (compared,),
        "metrics": (Call("get_metrics", {**what, **when, **where}),),
        "health": _health(when, where, known),
    }
    return calls.get(intent) or (Call(intent, {**when, **where}),)


def _health(when: Arguments, where: Arguments, known: Known) -> tuple[Call, ...]:
    """How it is going; on the first day of a week or month also how the last whole one went."""
    asked = Call("account_health", {**when, **where})
    try:
        period = parse_period(str(when.get("period", "this week")), known.zone, known.now)
    except InvalidInput:  # one that has not begun: the tool says so
        return (asked,)
    whole = whole_before(period)
    return (asked, Call("account_health", {"period": whole, **where})) if whole else (asked,)


def _periods(reading: Reading, intent: str, known: Known) -> tuple[Arguments, Arguments]:
    """The period, and what to compare it with."""
    periods = list(reading.periods)
    if intent.startswith("compare"):
        periods = side_by_side(periods, known, against=reading.against)
    when: Arguments = {"period": periods[0]} if periods else {}
    against: Arguments = {"baseline": periods[1]} if len(periods) > 1 else {}
    return when, against


def _order(text: str) -> str:
    return next((order for order, words in _ORDERS.items() if has(text, words)), "best")


def _search_words(reading: Reading) -> str:
    if reading.quoted:
        return reading.quoted
    words = list(reading.raw)
    for at, word in enumerate(words):
        if _ABOUT.fullmatch(word) and at + 1 < len(words):
            return " ".join(_trimmed(words[at + 1 :]))
    found = [at for at, word in enumerate(words) if word.lower() in {"search", "suche"}]
    return " ".join(_trimmed(words[found[0] + 1 :])) if found else ""


def _trimmed(words: Sequence[str]) -> list[str]:
    """At most five words, without the little ones that lead to an account or a period."""
    kept = [word for word in words if not is_handle(word)]
    while kept and kept[-1].lower() in {"on", "in", "for", "auf", "the", "of"}:
        kept.pop()
    return kept[:5]
