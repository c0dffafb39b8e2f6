"""The forms a name takes when people write it without calling the account.

As it is, in other letters, joined or split, with a hyphen, with one letter off, as a hashtag, in
an address. Each form says what was written; how sure it is to be the name, `matching` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from assistant.community.common_words import common_words
from assistant.community.post_words import PostWords, Word, fold, words_of
from assistant.community.spelling import one_off

MISSPELT_FROM = 5
"""Letters from which on a word may be misspelt: among shorter ones too many real words are near."""
LONG = 8
"""Letters from which on a name written as one word is hardly anything else."""
_PART_FROM = 6

_CLOSE = re.compile(r"[^\S\n]{0,2}|[-‐‑–_/.·\u200b\u200c\u200d\u2060]")
"""What may stand between the words of one name. A comma or the end of a sentence is no part."""
_OWNER = re.compile(r"['’]s$")
_LETTER = re.compile(r"\w")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_BRITISH = (("our", "or"), ("tre", "ter"), ("ise", "ize"), ("yse", "yze"), ("ogue", "og"))
_AMERICAN = re.compile(
    r"\b(arb|arm|col|endeav|fav|flav|harb|hon|hum|lab|neighb|parl|rum|sav|tum|val|vap|vig)or\b",
    re.IGNORECASE,
)
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
"""Scripts without spaces between words: Thai, Lao, Burmese, Japanese, Chinese."""


class Way(IntEnum):
    """How a name was written, the surest first."""

    AS_IS = 0
    OTHER_CASE = 1
    TAG = 2
    JOINED = 3
    """Joined, split, or with other marks between."""
    SPELLING = 4
    """British for American, the plural."""
    NO_SUCH_ACCOUNT = 5
    """Called with an @, and the platform tagged nobody."""
    ONE_OFF = 6
    PART_OF_TAG = 7
    ADDRESS = 8


@dataclass(frozen=True, slots=True)
class Form:
    """One place where a name was found.

    Attributes:
        said: as it was written.
        at: where in the text, (start, end); None for what stands in no running words.
        plain: whether all of `said` are everyday words without their capitals.
        firm: whether its letters, or where a hashtag breaks, leave little doubt.
    """

    way: Way
    said: str
    at: tuple[int, int] | None = None
    plain: bool = False
    firm: bool = True


class Name:
    """A name to look for.

    Args:
        text: as its people write it.
    """

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.split())
        self.words = words_of(self.text)
        self.compact = "".join(word.key for word in self.words)
        self.common = all(word.key in common_words() for word in self.words)
        self._keys = tuple(_alternatives(word.raw) for word in self.words)
        self._alone = len(self.words) == 1

    @property
    def everyday(self) -> bool:
        """Whether it is a single everyday word: then only its capitals tell it."""
        return self._alone and self.common

    def forms(self, post: PostWords) -> tuple[Form, ...]:
        """Every form of it in a post, the surest first."""
        if not self.words:
            return ()
        found = [*self._in_words(post.words, post.text), *self._in_tags(post.tags)]
        if _NO_SPACES.search(self.text) and not found:
            at = post.text.casefold().find(self.text.casefold())
            if at >= 0:
                found.append(Form(Way.AS_IS, self.text, (at, at + len(self.text))))
        found += self._in_names(post.names)
        found += self._in_links(post.links)
        return tuple(sorted(found, key=lambda form: form.way))

    # -- running words ------------------------------------------------------------------------

    def _in_words(self, words: Sequence[Word], text: str) -> Iterator[Form]:
        for start, word in enumerate(words):
            if not self._may_begin(word.key):
                continue
            for length in range(1, len(self.words) + 2):
                run = words[start : start + length]
                if len(run) == length and _together(run, text):
                    way = self._way(run, text)
                    if way is not None:
                        yield self._form(way, run, text)

    def _may_begin(self, key: str) -> bool:
        """Whether a run of words that is the name may begin so. Quick: most words do not."""
        if key in self._keys[0] or self.compact.startswith(key):
            return True
        return any(
            abs(len(key) - len(whole)) <= 1 and (key[0] == whole[0] or key[-1] == whole[-1])
            for whole in (self.words[0].key, self.compact)
        )

    def _way(self, run: Sequence[Word], text: str) -> Way | None:
        if len(run) == len(self.words):
            off = [word for word, keys in zip(run, self._keys, strict=True) if word.key not in keys]
            if not off:
                return self._spelt(run, text[run[0].start : run[-1].end])
            if len(off) == 1 and (way := self._near(run, off[0])) is not None:
                return way
        joined = "".join(word.key for word in run)
        if joined == self.compact:
            return Way.JOINED if len(run) == 1 or len(joined) >= _PART_FROM else None
        if len(run) == 1 and len(self.words) > 1 and len(self.compact) >= LONG:
            return Way.ONE_OFF if one_off(joined, self.compact) else None
        return None

    def _spelt(self, run: Sequence[Word], said: str) -> Way:
        """All its words are there."""
        bare, own = _OWNER.sub("", " ".join(said.split())), _OWNER.sub("", self.text)
        if bare == own:
            return Way.AS_IS
        if [word.key for word in run] != [word.key for word in self.words]:
            return Way.SPELLING
        same_marks = _LETTER.sub("", bare) == _LETTER.sub("", own)
        return Way.OTHER_CASE if same_marks else Way.JOINED

    def _near(self, run: Sequence[Word], word: Word) -> Way | None:
        """All its words but one are there, and that one is near."""
        if self.everyday:
            return None
        meant = self.words[list(run).index(word)].key
        if word is run[-1] and word.key == f"{meant}s" and len(meant) >= MISSPELT_FROM - 1:
            return Way.SPELLING
        if len(meant) < MISSPELT_FROM or not word.key.isalpha() or word.key in common_words():
            return None
        return Way.ONE_OFF if one_off(word.key, meant) else None

    def _form(self, way: Way, run: Sequence[Word], text: str) -> Form:
        said = text[run[0].start : run[-1].end]
        plain = all(word.key in common_words() and not word.raw[:1].isupper() for word in run)
        first = run[0].key[:1] == self.compact[:1]
        firm = way is not Way.ONE_OFF or (first and len(self.compact) > MISSPELT_FROM + 1)
        return Form(way, said, (run[0].start, run[-1].end), plain, firm)

    # -- hashtags, names, addresses -----------------------------------------------------------

    def _in_tags(self, tags: Sequence[str]) -> Iterator[Form]:
        for tag in tags:
            key, said = fold(tag), f"#{tag}"
            if key == self.compact:
                plain = self.everyday and not tag[:1].isupper()
                yield Form(Way.TAG, said, plain=plain)
            elif self.everyday or len(self.compact) < _PART_FROM:
                continue
            elif self.compact in key:
                yield Form(Way.PART_OF_TAG, said, firm=_breaks(tag, self.compact))
            elif len(self.compact) >= LONG and one_off(key, self.compact):
                yield Form(Way.ONE_OFF, said)

    def _in_names(self, names: Sequence[str]) -> Iterator[Form]:
        for name in names:
            if fold(name.partition("@")[0]) == self.compact and not self.everyday:
                yield Form(Way.NO_SUCH_ACCOUNT, f"@{name}")

    def _in_links(self, links: Sequence[str]) -> Iterator[Form]:
        if self.everyday or len(self.compact) < _PART_FROM:
            return
        for link in links:
            address = re.sub(r"^https?://|[?#].*$", "", link)
            words = words_of(address)
            for start in range(len(words)):
                run = words[start : start + len(self.words)]
                if "".join(word.key for word in run) == self.compact or (
                    words[start].key == self.compact
                ):
                    yield Form(Way.ADDRESS, address, firm=False)
                    break


def _alternatives(word: str) -> frozenset[str]:
    """A word's key, with its umlauts written out, and in the other English spelling."""
    key = fold(word)
    found = {key, fold(word.casefold().translate(_UMLAUTS))}
    if len(key) >= MISSPELT_FROM:
        for british, american in _BRITISH:
            found |= {key.replace(british, american)}
            found |= {key[: -len(american)] + british} if key.endswith(american) else set()
    return frozenset(found)


def other_spellings(text: str) -> tuple[str, ...]:
    """A name in the other English spelling, and with its umlauts written out."""
    found = [text.translate(_UMLAUTS)]
    for british, american in _BRITISH:
        found.append(re.sub(rf"(?<=\w\w\w){british}\b", american, text))
    found.append(_AMERICAN.sub(lambda match: f"{match[1]}our", text))
    return tuple(dict.fromkeys(each for each in found if each != text))


def _together(run: Sequence[Word], text: str) -> bool:
    return all(_CLOSE.fullmatch(text[one.end : two.start]) for one, two in pairwise(run))


def _breaks(tag: str, compact: str) -> bool:
    """Whether the name stands apart in a hashtag: by capitals, a line or a digit."""
    pieces = re.findall(r"[A-ZÄÖÜ]+(?![a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+|\d+|[^\W\d_]+", tag)
    keys = [fold(piece) for piece in pieces]
    return any(
        "".join(keys[start:end]) == compact
        for start in range(len(keys))
        for end in range(start + 1, len(keys) + 1)
    )
