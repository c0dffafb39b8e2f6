"""Hold a post against what it may rest on, sentence by sentence, before anybody sees it.

As replies are held (`grounding`), and more: quotations that nobody said, ratings, what "everybody
loves" and talk against others are cut out, too; so is what a reader wrote, who gave no permission.
What a page or a pasted text alone holds stays, and is named for a person to check.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.agent.holding import (
    CANNOT_STAY,
    COPIED,
    FEWEST_WORDS,
    LEADS_AWAY,
    LONGEST_SPAN,
    Rests,
    at_most,
    blocked,
    named,
    pieces,
    plain,
    repeats,
    sifted,
    span,
)
from assistant.agent.offline.fact_finding import touches
from assistant.community.authenticity import Finding, Grounds
from assistant.community.content_words import content_words
from assistant.community.fabrications import Fabricated, fabricated
from assistant.community.plain_text import cleaned
from assistant.community.post_briefs import PostBrief, PostText, Room

MOST_TAGS = 2
MOST_NAMED = 3
"""Sentences that are named for a person to check."""

_MOST_OF_IT = 0.6
_BACKED = 0.5
_FEWEST_CLAIMED = 3
_RUN = 5

READERS_WORDS = "A sentence was left out. A reader wrote it, and gave no permission."
RESTS_ON_NOTHING = "Check that it is true: it rests on no brand fact."
UNBACKED = "Check “{said}”: no brand fact and no colleague says so."
OWN_WORDS = "Say it in your own words: a sentence stands on the page like this."

_CANNOT_STAY = CANNOT_STAY | {"company_feeling"}
_TAG = re.compile(r"(?<!\w)#\w+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Rests(Rests):
    """What a post may rest on.

    Attributes:
        told: what colleagues said, and what was counted.
        material: a page or a pasted text.
        before: the drafts that are changed.
        readers: what strangers wrote: nothing rests on it, and none of it is repeated.
    """

    told: tuple[str, ...]
    material: tuple[str, ...]
    before: tuple[str, ...]
    readers: str
    handle: str
    language: str
    address: str = ""

    @property
    def firm(self) -> tuple[str, ...]:
        return (*(f"{fact.title}. {fact.text}" for fact in self.facts), *self.told)

    def open_ends(self, text: str) -> list[Finding]:
        return self.blocks(text, material=False)

    def blocks(self, text: str, *, material: bool = True, before: bool = True) -> list[Finding]:
        """What in a text rests on nothing of it."""
        around = (
            self.address,
            *(self.material if material else ()),
            *(self.before if before else ()),
        )
        grounds = Grounds(self.firm, around, language=self.language, handles=(self.handle,))
        return blocked(text, grounds)


def ground_post(text: PostText, brief: PostBrief, room: Room) -> PostText | None:
    """The posts as they may be shown; None when nothing of them is left.

    Args:
        text: `facts` are ids of brand facts of the brief.
    """
    whole = cleaned("\n\n".join(text.posts))
    rests = _rests(text, brief, room, whole)
    posts: list[str] = []
    add: list[str] = []
    for post in text.posts:
        kept, told = _cut(_with_few_tags(cleaned(post)), rests)
        add += told
        if len(_WORD.findall(kept)) > 1:
            posts.append(kept)
    if not posts:
        return None
    was_cut, whole = bool(add), "\n\n".join(posts)
    add += [named(whole, each) for each in rests.blocks(whole)]
    add += [_borrowed(whole, each) for each in _from_material(whole, rests)]
    copied = repeats(whole, " ".join(plain(each) for each in rests.material))
    add += [OWN_WORDS] if copied else []
    loose = not (rests.facts or _is_told(whole, rests) or _only_asks(whole))
    open_ends = [] if loose else _unbacked(whole, rests)
    add += [RESTS_ON_NOTHING] if loose else [UNBACKED.format(said=each) for each in open_ends]
    low = was_cut or copied or loose or bool(open_ends)
    return replace(
        text,
        posts=tuple(posts),
        facts=tuple(fact.id for fact in rests.facts),
        add=tuple(dict.fromkeys((*text.add, *add))),
        confidence=at_most(text.confidence, low=low, add=bool(add)),
    )


def _rests(text: PostText, brief: PostBrief, room: Room, whole: str) -> _Rests:
    about = f"{brief.wanted} {whole}"
    usable = [fact for fact in brief.facts if room.may_use(fact)]
    cited = tuple(fact for fact in usable if fact.id in text.facts and touches(about, fact))
    page = brief.page
    pasted = (brief.topic,) if brief.pasted else ()
    passages = (page.title, *(each.text for each in page.passages)) if page else ()
    readers = [brief.chosen, *(quote.text for topic in brief.asked for quote in topic.quotes)]
    rests = _Rests(
        facts=cited,
        told=(*brief.told, *brief.counted_said),
        material=(*passages, *pasted),
        before=tuple(post for each in brief.before for _, posts in each.posts for post in posts),
        readers=" ".join(plain(each) for each in readers),
        handle=room.handle,
        language=room.language,
        address=page.url if page else "",
    )
    return rests.with_silent_facts(whole, usable)


def _cut(text: str, rests: _Rests) -> tuple[str, list[str]]:
    """The text without the sentences that cannot stay, and what was in them."""
    found: list[Finding | Fabricated] = list(fabricated(text, rests.firm))
    found += [each for each in rests.blocks(text) if each.rule in _CANNOT_STAY]
    found += [each for each in rests.open_ends(text) if each.rule in LEADS_AWAY]
    kept: list[str] = []
    told: list[str] = []
    for piece, reasons in sifted(text, found):
        if reasons:
            told += reasons
        elif repeats(piece, rests.readers) or _shares_a_run(piece, rests.readers):
            told.append(READERS_WORDS)
        else:
            kept.append(piece)
    return "".join(kept).strip(), told


def _shares_a_run(text: str, words: str) -> bool:
    """Whether so many words in a row are somebody's that nobody writes them by chance."""
    said = plain(text).split()
    runs = (" ".join(said[at : at + _RUN]) for at in range(len(said) - _RUN + 1))
    return any(f" {run} " in f" {words} " for run in runs)


def _from_material(text: str, rests: _Rests) -> Sequence[Finding]:
    """Figures and dates that only the page, the pasted text or a draft before holds."""
    found = rests.blocks(text, material=False, before=False)
    return [each for each in found if each.rule in COPIED]


def _is_told(text: str, rests: _Rests) -> bool:
    """Whether most of what it says stands in what colleagues said or in what they gave to read, or
    it says next to nothing ("Welcome back, @ana.").
    """
    said = content_words(text)
    given = frozenset(
        word for each in (*rests.told, *rests.material) for word in content_words(each)
    )
    return len(said) < _FEWEST_CLAIMED or len(said & given) >= _MOST_OF_IT * len(said)


def _unbacked(text: str, rests: _Rests) -> list[str]:
    """The beginnings of sentences that hardly share a word with anything that is known."""
    known = frozenset(
        word for each in (*rests.firm, *rests.material) for word in content_words(each)
    )
    found: list[str] = []
    for _, piece in pieces(text):
        said, words = piece.strip(), content_words(piece)
        claims = len(words) >= _FEWEST_CLAIMED and not said.endswith("?")
        if claims and len(words & known) < _BACKED * len(words):
            found.append(textwrap.shorten(said, LONGEST_SPAN, placeholder="…"))
    return found[:MOST_NAMED]


def _with_few_tags(text: str) -> str:
    """At most two hashtags: those behind them are left out."""
    tags = list(_TAG.finditer(text))
    for found in reversed(tags[MOST_TAGS:]):
        text = f"{text[: found.start()].rstrip(' ')}{text[found.end() :]}"
    return text


def _only_asks(text: str) -> bool:
    """Whether it only puts questions to its readers ("... Ask us here."), and so claims nothing."""
    said = [piece.strip() for _, piece in pieces(text)]
    return text.count("?") > 0 and all(
        each.endswith("?") or len(_WORD.findall(each)) < FEWEST_WORDS for each in said
    )


def _borrowed(text: str, finding: Finding) -> str:
    return (
        f"Check “{span(text, finding)}”: it comes from a page, a pasted text or an earlier draft, "
        f"not from a brand fact."
    )
