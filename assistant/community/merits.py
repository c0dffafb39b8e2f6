"""What people of a community deserve thanks for: answering others, coming for the first time or
once more, making something of their own. Every "why" is counted from what the records hold.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from assistant.community.activity import Inbound, PersonDay
from assistant.community.giving import Merit, Spotlight
from assistant.community.inbox import Sentiment, Topic, Triage
from assistant.community.making import shows_work
from assistant.community.posts import Author, is_named
from assistant.community.searches import Band, Hit
from assistant.community.triage import triage

DAYS = 28
"""How far back somebody's merit is looked for."""
HISTORY = timedelta(days=84)
"""How far back days are read, to tell who had been away."""
AWAY = timedelta(days=28)
REGULAR_DAYS = 3
"""Days on which somebody was here before they went away."""
FEWEST_LETTERS = 20
"""A shorter answer ("yes", an emoji) helps nobody we could thank for it by name."""

_ASKS = frozenset({Topic.QUESTION, Topic.REQUEST})
_UNWELCOME = frozenset({Topic.COMPLAINT, Topic.ABUSE, Topic.SPAM})
_ECHO = re.compile(
    r"\b(?:same (?:question|here|problem|thing|for me)|me too|me neither|following(?: this)?"
    r"|(?:was|am|been|also) wondering|(?:want|love|like) to know,? too|no idea|don['’]?t know"
    r"|gleiche frage|geht mir (?:auch|genauso)|ich auch|frage ich mich auch"
    r"|weiß (?:ich )?(?:leider )?(?:auch )?nicht|keine ahnung|folge mal)\b",
    re.IGNORECASE,
)
"""Who has the same question answers nobody."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The post of somebody that a merit rests on."""

    id: str
    url: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody worth a spotlight.

    Attributes:
        why: counted, in words for people.
        last_spotlight: when they had their turn before; None where they never had one.
    """

    person: Author
    merit: Merit
    why: str
    post: Shown
    last_spotlight: datetime | None = None


@dataclass(frozen=True, slots=True)
class Community:
    """What the records hold of one account's community, as of `now`.

    Attributes:
        inbound: what people wrote to us over `HISTORY`, oldest first.
        days: who was active on which UTC day over the same stretch.
        newcomers: people whose first interaction ever lies in the last `DAYS`; () where our
            records do not reach back further than that, so that nobody can tell.
        hits: what searches found in the last `DAYS`.
        ours: native ids of our accounts.
        domains: names that people of ours write under ("acme.example").
        left_alone: native ids of those who opted out.
        past: earlier spotlights, in any order.
    """

    now: datetime
    inbound: Sequence[Inbound]
    days: Sequence[PersonDay]
    newcomers: Collection[str] = ()
    hits: Sequence[Hit] = ()
    ours: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    left_alone: Collection[str] = ()
    past: Sequence[Spotlight] = ()

    @property
    def since(self) -> datetime:
        """From when on merits count."""
        return self.now - timedelta(days=DAYS)

    def is_open(self, person: Author) -> bool:
        """Whether somebody may be named at all, and can be."""
        return is_named(person.id) and not (
            person.id in self.ours or person.id in self.left_alone or is_ours(person, self.domains)
        )


def is_ours(person: Author, domains: Collection[str]) -> bool:
    """Whether somebody writes under a name of ours: "anna.acme.example" is one of Acme's."""
    handle = person.handle.lower().removeprefix("@")
    return any(handle == each or handle.endswith(f".{each}") for each in domains)


def helpers(community: Community) -> list[Candidate]:
    """Who answered what others asked, the one who did it most often first."""
    said = {each.interaction.id: each.interaction for each in community.inbound}
    helped: defaultdict[str, list[Inbound]] = defaultdict(list)
    for each in community.inbound:
        post = each.interaction
        asked = said.get(post.parent_id or "")
        if post.created_at < community.since or asked is None or asked.author.id == post.author.id:
            continue
        topic = _judge(post.text, post.language).topic
        says = len(post.text.strip()) >= FEWEST_LETTERS and not _ECHO.search(post.text)
        helps = says and topic not in _ASKS | _UNWELCOME
        if helps and _judge(asked.text, asked.language).topic in _ASKS:
            helped[post.author.id].append(each)
    most = sorted(helped.values(), key=lambda given: (-len(given), given[0].interaction.created_at))
    return [
        Candidate(
            given[-1].interaction.author,
            Merit.HELPED,
            f"Answered {_times(len(given), 'question')} of others in the last {DAYS} days.",
            _shown(given[-1]),
        )
        for given in most
    ]


def makers(community: Community) -> list[Candidate]:
    """Who showed something of their own, with ours or about it; the latest first."""
    made = [
        (each.interaction.author, _shown(each), each.interaction.language)
        for each in community.inbound
        if each.interaction.created_at >= community.since
    ]
    made += [
        (each.author, Shown(each.id, each.url, each.text, each.created_at), each.language)
        for each in community.hits
        if each.created_at >= community.since and each.band is not Band.MAYBE
    ]
    told = [
        Candidate(person, Merit.MADE_SOMETHING, _work(shown.text), shown)
        for person, shown, language in made
        if shows_work(shown.text) and _welcome(_judge(shown.text, language))
    ]
    return sorted(told, key=lambda each: each.post.at, reverse=True)


def back(community: Community) -> list[Candidate]:
    """Who was here often, was away for four weeks or longer, and wrote again."""
    days: defaultdict[str, set[datetime]] = defaultdict(set)
    for entry in community.days:
        days[entry.person_id].add(entry.day)
    wrote = _latest_words(community)
    found = []
    for person_id, latest in wrote.items():
        active = sorted(days.get(person_id, ()))
        gaps = [(b - a, a, b) for a, b in pairwise(active) if b - a >= AWAY]
        if not gaps or gaps[-1][2] < community.since - timedelta(days=1):
            continue
        away, left, back = gaps[-1]
        before = sum(day <= left for day in active)
        if before >= REGULAR_DAYS:
            why = (
                f"Was here on {before} days, was away for {away.days} days, and came back on "
                f"{back.day} {back:%B}."
            )
            found.append(Candidate(latest.interaction.author, Merit.CAME_BACK, why, _shown(latest)))
    return sorted(found, key=lambda each: each.post.at, reverse=True)


def newcomers(community: Community) -> list[Candidate]:
    """Who wrote to us for the first time, the one who wrote most first."""
    written = Counter(
        each.interaction.author.id
        for each in community.inbound
        if each.interaction.created_at >= community.since
    )
    found = [
        (
            written[person_id],
            Candidate(
                latest.interaction.author,
                Merit.FIRST_TIMER,
                f"New here: {_times(written[person_id], 'comment')} since their first one in the "
                f"last {DAYS} days.",
                _shown(latest),
            ),
        )
        for person_id, latest in _latest_words(community).items()
        if person_id in community.newcomers
    ]
    ranked = sorted(found, key=lambda each: (-each[0], -each[1].post.at.timestamp()))
    return [each for _, each in ranked]


def _latest_words(community: Community) -> dict[str, Inbound]:
    """By person, the latest of what they wrote that nobody would be sorry to see repeated."""
    latest: dict[str, Inbound] = {}
    for each in community.inbound:
        post = each.interaction
        said = post.created_at >= community.since and post.text.strip()
        if said and _welcome(_judge(post.text, post.language)):
            latest[post.author.id] = each
    return latest


@lru_cache(maxsize=4_096)
def _judge(text: str, language: str | None) -> Triage:
    return triage([text], addressed=True, language=language)


def _welcome(found: Triage) -> bool:
    return found.topic not in _UNWELCOME and found.sentiment is not Sentiment.NEGATIVE


def _shown(entry: Inbound) -> Shown:
    post = entry.interaction
    return Shown(post.id, post.url, post.text, post.created_at)


def _work(text: str) -> str:
    return f"Showed something of their own: “{textwrap.shorten(text, 80, placeholder='…')}”"


def _times(n: int, what: str) -> str:
    return f"{n} {what}{'s'[: n != 1]}"
