"""Whether a post speaks of us without calling our account, why it is shown, and how sure that is.

A post that tags one of our accounts is a mention, and one in our threads a comment: neither is
ever a hit, nor is anything we wrote ourselves. A hit says in words what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType

from assistant.community.name_forms import LONG, Form, Name, Way
from assistant.community.ourselves import Us, known_otherwise
from assistant.community.post_words import PostWords, fold, host, within
from assistant.community.posts import Post
from assistant.community.searches import Band, SavedSearch, SearchKind

NEAR = 60
"""Characters between a product and our name that still belong together: about ten words."""

SHOWN = 60
"""Characters of what somebody wrote that a reason repeats."""

_ORDER = (Band.SURE, Band.LIKELY, Band.MAYBE)
_CUT_SHARE = 0.6
"""How much of a domain must be there before a shortened link may be it."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a post is a hit, in words, and how sure it is that it is about us."""

    search_id: str
    band: Band
    reason: str


@dataclass(frozen=True)
class _Looked:
    """A post as it is looked at, and who we are."""

    words: PostWords
    us: Us
    names: tuple[Name, ...]

    @cached_property
    def named(self) -> tuple[Form, ...]:
        """Where the post says what we are called."""
        return tuple(form for each in self.names for form in each.forms(self.words))


class Matcher:
    """Holds posts against the saved searches of one account.

    Args:
        searches: of that account.
        us: who we are on its platform.
    """

    def __init__(self, searches: Iterable[SavedSearch], us: Us) -> None:
        self._us = us
        self._names = tuple(map(Name, us.names))
        self._tests = tuple((search.id, _test(search)) for search in searches)

    def match(self, post: Post) -> Match | None:
        """The surest match of a post; None where it is none of ours to listen to."""
        if known_otherwise(post, self._us):
            return None
        looked = _Looked(PostWords(post.text, post.links), self._us, self._names)
        found = [
            Match(search_id, *told) for search_id, test in self._tests if (told := test(looked))
        ]
        return min(found, key=lambda match: _ORDER.index(match.band), default=None)


def match(search: SavedSearch, post: Post, us: Us) -> Match | None:
    """Hold one post against one search."""
    return Matcher([search], us).match(post)


_Told = tuple[Band, str]
_Test = Callable[[_Looked], _Told | None]


def _test(search: SavedSearch) -> _Test:
    """A search made ready to be held against many posts."""
    words = search.words.strip()
    match search.kind:
        case SearchKind.HASHTAG:
            return partial(_hashtag, fold(words))
        case SearchKind.DOMAIN:
            return partial(_domain, host(words) or words.lower())
        case SearchKind.KEYWORD:
            return partial(_keyword, Name(words))
        case SearchKind.PRODUCT:
            return partial(_product, Name(words))
        case _:
            return partial(_brand, Name(words))


# -- one kind of search each --------------------------------------------------------------------


def _brand(name: Name, looked: _Looked) -> _Told | None:
    if untagged := _own_handle(name, looked):
        return untagged
    told = [(_band(form, name), _said(form, name)) for form in name.forms(looked.words)]
    sure = [(band, reason) for band, reason in told if band is not None]
    return min(sure, key=lambda each: _ORDER.index(each[0]), default=None)


def _own_handle(name: Name, looked: _Looked) -> _Told | None:
    """Our handle typed with an @ that became no tag: the platform told nobody."""
    for called in looked.words.names:
        if called.lower() in looked.us.handles and name.compact in fold(called):
            return Band.SURE, f"writes @{_short(called)}, but the platform tagged nobody"
    return None


def _product(name: Name, looked: _Looked) -> _Told | None:
    ours = looked.named
    for form in name.forms(looked.words):
        if form.way is Way.ADDRESS:
            continue
        said = f"says “{_short(form.said)}”"
        near = next((each for each in ours if _near(form, each)), None)
        if near is not None:
            band = Band.SURE if form.way <= Way.JOINED else Band.LIKELY
            return band, f"{said} near “{_short(near.said)}”"
        if ours:
            return Band.LIKELY, f"{said}, and “{_short(ours[0].said)}” elsewhere in the post"
        if form.way <= Way.SPELLING and not form.plain and not _single(name):
            return Band.MAYBE, f"{said}, without our name"
    return None


def _single(name: Name) -> bool:
    """Whether a product's name alone says too little: one word without a digit in it."""
    return len(name.words) == 1 and name.compact.isalpha()


def _near(one: Form, other: Form) -> bool:
    if one.at is None or other.at is None:
        return True  # a hashtag or an address belongs to the whole post
    return max(one.at[0], other.at[0]) - min(one.at[1], other.at[1]) <= NEAR


def _keyword(name: Name, looked: _Looked) -> _Told | None:
    for form in name.forms(looked.words):
        if form.way in (Way.AS_IS, Way.OTHER_CASE, Way.TAG, Way.SPELLING):
            verb = "carries" if form.way is Way.TAG else "says"
            return Band.MAYBE, f"{verb} {_quoted(form)}"
    return None


def _hashtag(key: str, looked: _Looked) -> _Told | None:
    for tag in looked.words.tags:
        if fold(tag) == key:
            ours = any(fold(tag) == name.compact and not name.everyday for name in looked.names)
            return Band.SURE if ours else Band.MAYBE, f"carries #{_short(tag)}"
    return None


def _domain(domain: str, looked: _Looked) -> _Told | None:
    words = looked.words
    for each in sorted(words.hosts, key=len):
        if within(each, domain):
            part = "" if each == domain else f", a part of {domain}"
            return Band.SURE, f"links to {_short(each)}{part}"
    if any(within(each, domain) for each in words.mail_hosts):
        return Band.LIKELY, f"names an e-mail address at {domain}"
    for each in words.cut_hosts:
        if _cut_from(each, domain):
            return Band.LIKELY, f"shows a shortened link that begins like {domain}"
    return None


def _cut_from(beginning: str, domain: str) -> bool:
    return domain.startswith(beginning) and len(beginning) >= _CUT_SHARE * len(domain)


# -- how sure, and why --------------------------------------------------------------------------


def _band(form: Form, name: Name) -> Band | None:
    """How sure a form of our name means us; None where it says too little."""
    if name.everyday:
        known = form.way in (Way.AS_IS, Way.TAG) and not form.plain
        return Band.MAYBE if known else None
    if form.plain or form.way is Way.ADDRESS:
        return Band.MAYBE
    if form.way in (Way.AS_IS, Way.OTHER_CASE, Way.TAG):
        return Band.SURE
    if form.way is Way.JOINED:
        one_word = len(name.words) > 1 and " " not in form.said and len(name.compact) >= LONG
        return Band.SURE if one_word else Band.LIKELY
    if form.way is Way.SPELLING:
        return Band.LIKELY
    return Band.LIKELY if form.firm else Band.MAYBE


_WHY: Mapping[Way, str] = MappingProxyType(
    {
        Way.AS_IS: "says {said}",
        Way.OTHER_CASE: "says {said}",
        Way.TAG: "carries {said}",
        Way.JOINED: "says {said}, the name written another way",
        Way.SPELLING: "says {said}, the name spelt another way",
        Way.NO_SUCH_ACCOUNT: "writes {said}, which is not our account",
        Way.ONE_OFF: "says {said}, one letter off",
        Way.PART_OF_TAG: "carries {said}, with the name in it",
        Way.ADDRESS: "links to an address with the name in it",
    }
)


def _said(form: Form, name: Name) -> str:
    why = _WHY[form.way].format(said=_quoted(form))
    if name.everyday:
        return f"{why}, which is an everyday word, too"
    return f"{why}, which can mean other things" if form.plain else why


def _quoted(form: Form) -> str:
    short = _short(form.said)
    return short if short.startswith(("#", "@")) else f"“{short}”"


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= SHOWN else f"{folded[: SHOWN - 1]}…"
