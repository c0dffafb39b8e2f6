"""Whether somebody should answer a comment, and why: rules that a person can check at a glance.

They lean to "reply": a question that nobody answers costs more than a card too many. Where they
cannot tell they say so, and a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.community.courtesy import only_closes
from assistant.community.inbox import Need, Sentiment, Topic, Triage
from assistant.community.triage_reading import ANGRY, GLAD, MONEY, Reading, read

_SHORT = 4
"""Words. Who writes more has something to say, even where no rule sees what."""

ONLY_EMOJI = "only emoji"
ONLY_NAMES = "only names other people"
ONLY_CLOSES = "only closes the talk"
ONLY_THANKS = "thanks us, and asks nothing more"
CERTAIN = frozenset({ONLY_EMOJI, ONLY_NAMES, ONLY_CLOSES, ONLY_THANKS})
"""Reasons why something needs no reply that leave no doubt: a rule alone may decide those."""

_SPAM = 2
"""Different phrases of advertising; with a link or the usual symbols, one will do."""

_DOUBT = 2
"""Phrases that advertising is full of, with links and amounts, from which on it is doubted."""

_Verdict = tuple[Need, Topic, str]


def triage(
    texts: Sequence[str],
    *,
    addressed: bool,
    aside: bool = False,
    goes_on: bool = False,
    language: str | None = None,
    ours: Collection[str] = (),
) -> Triage:
    """Judge one item.

    Args:
        texts: of its posts that are still there, in order of time.
        addressed: whether it stands under our post or names us; a search found it otherwise.
        aside: it answers somebody else's comment under our post.
        goes_on: it answers our answer to the same person.
        language: as the platform tells (BCP 47); None where it does not.
        ours: our handles without the first @, in lower case.
    """
    whole = "\n".join(texts)
    reading = read(whole, language)
    others = bool(reading.leads_to) and not any(each in ours for each in reading.leads_to)
    named = any(each in ours for each in reading.handles[len(reading.leads_to) :])
    need, topic, reason = (
        _without_words(reading, ours)
        or _unwanted(reading)
        or (_goes_on(reading, whole) if goes_on else _doubtful(reading))
        or (_aside(reading) if aside or others else _wanting(reading))
        or _plain(reading, named=named, addressed=addressed)
    )
    return Triage(need, topic, reason, _sentiment(reading, topic), reading.language)


def _without_words(reading: Reading, ours: Collection[str]) -> _Verdict | None:
    """Symbols, links, names of accounts, or nothing at all: the first that fits."""
    if reading.folded.text.strip():
        return None
    strangers = any(each not in ours for each in reading.handles)
    ways = (
        ("?" in reading.text, Need.REPLY, Topic.QUESTION, "only a question mark"),
        (reading.symbols & ANGRY, Need.UNSURE, Topic.TALK, "only emoji, and not happy ones"),
        (reading.symbols, Need.NONE, Topic.TALK, ONLY_EMOJI),
        (reading.links, Need.UNSURE, Topic.TALK, "only a link"),
        (strangers, Need.NONE, Topic.TALK, ONLY_NAMES),
        (reading.handles, Need.UNSURE, Topic.TALK, "only names us"),
    )
    for fits, need, topic, reason in ways:
        if fits:
            return need, topic, reason
    return Need.UNSURE, Topic.TALK, "no words, perhaps a picture"


def _unwanted(reading: Reading) -> _Verdict | None:
    spam = reading.count("spam")
    if spam >= _SPAM or (spam and (reading.links or reading.symbols & MONEY)):
        return Need.NONE, Topic.SPAM, f"looks like advertising (“{reading.find('spam')}”)"
    insult = reading.find("abuse")
    if insult and not reading.question() and not reading.find("trouble"):
        return Need.NONE, Topic.ABUSE, f"insults and asks nothing (“{insult}”)"
    return None


def _doubtful(reading: Reading) -> _Verdict | None:
    """What may be advertising or an insult. Never firm, so that nobody's trouble is put away: a
    person looks, and one who asks or complains is doubted less.
    """
    if _complaining(reading):
        return None
    lures, asks = reading.count("lure") + reading.count("spam"), reading.question() is not None
    if lures and lures + reading.baits >= _DOUBT + asks:
        what = reading.find("lure") or reading.find("spam")
        beside = " and a link" if reading.links else ""
        return Need.UNSURE, Topic.SPAM, f"could be advertising (“{what}”{beside})"
    slur = None if asks else reading.find("slur")
    if slur and not reading.find("praise") and not reading.find("thanks"):
        return Need.UNSURE, Topic.ABUSE, f"could be an insult (“{slur}”)"
    if reading.links and reading.words <= _SHORT and not asks and not reading.find("praise"):
        return Need.UNSURE, Topic.TALK, "little more than a link"
    return None


def _goes_on(reading: Reading, whole: str) -> _Verdict | None:
    """In a talk with us, what only closes it wants nothing more."""
    if only_closes(whole):
        return Need.NONE, Topic.TALK, ONLY_CLOSES
    if reading.find("thanks") or reading.find("praise"):
        if _asking(reading) or _complaining(reading) or reading.symbols & ANGRY:
            return None
        return Need.NONE, Topic.TALK, ONLY_THANKS
    return None


def _wanting(reading: Reading) -> _Verdict | None:
    """What wants an answer of ours, the weightiest first."""
    if trouble := _complaining(reading):
        return Need.REPLY, Topic.COMPLAINT, f"sounds like a complaint (“{trouble}”)"
    if asking := _asking(reading):
        return asking
    if praise := reading.find("thanks") or reading.find("praise"):
        return Need.REPLY, Topic.PRAISE, f"thanks or praises us (“{praise}”)"
    return None


def _aside(reading: Reading) -> _Verdict:
    """People who talk with each other under our post are left alone, unless it is about trouble."""
    if trouble := _complaining(reading):
        return Need.REPLY, Topic.COMPLAINT, f"complains to somebody else here (“{trouble}”)"
    if asking := _asking(reading):
        return Need.UNSURE, asking[1], "asks, though in answer to somebody else"
    return Need.NONE, Topic.TALK, "talks with somebody else here"


def _asking(reading: Reading) -> _Verdict | None:
    if question := reading.question():
        return Need.REPLY, Topic.QUESTION, f"asks “{question}”"
    if wish := reading.find("wish"):
        return Need.REPLY, Topic.REQUEST, f"wants something done (“{wish}”)"
    return None


def _complaining(reading: Reading) -> str | None:
    """What shows it: words of trouble, praise that is denied, or praise with a wry face."""
    if trouble := reading.find("trouble") or reading.turned("praise"):
        return trouble
    angry = sorted(reading.symbols & ANGRY)
    return angry[0] if angry else None


def _plain(reading: Reading, *, named: bool, addressed: bool) -> _Verdict:
    """Statements that no rule knows anything of: whom they speak to is what is left to tell."""
    if not reading.known:
        why = f"Engage does not know its language well ({reading.language})"
        return Need.UNSURE, Topic.TALK, why
    you = reading.find("you") if addressed else None
    if you and reading.words > _SHORT:
        return Need.REPLY, Topic.TALK, f"speaks to us (“{you}”)"
    if laugh := reading.find("laugh"):
        return Need.NONE, Topic.TALK, f"laughs or agrees (“{laugh}”)"
    if named:
        return Need.UNSURE, Topic.TALK, "speaks of us by name, and asks nothing"
    if reading.words > _SHORT:
        return Need.UNSURE, Topic.TALK, "asks nothing that a rule can see"
    return Need.NONE, Topic.TALK, "a short remark that asks nothing"


def _sentiment(reading: Reading, topic: Topic) -> Sentiment:
    if topic in {Topic.COMPLAINT, Topic.ABUSE}:
        return Sentiment.NEGATIVE
    good = bool(reading.find("good") or reading.find("praise") or reading.symbols & GLAD)
    bad = bool(reading.find("bad") or reading.turned("good") or reading.symbols & ANGRY)
    if good and bad:
        return Sentiment.UNSURE
    if good or bad:
        return Sentiment.POSITIVE if good else Sentiment.NEGATIVE
    return Sentiment.NEUTRAL if reading.known else Sentiment.UNSURE
