"""A post of ours as the rules of the mix read it: what it asks, offers and points to."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.community import mix_marks
from assistant.community.mix_words import ASKS, OFFERS, hosts, phrases
from assistant.community.mix_words.phrases import Hit
from assistant.community.post_words import PostWords, within
from assistant.community.triage_words import Folded, fold, language_of

LAUGHS = frozenset("😂🤣😅😆😜🤪😹🙃😏👀🤔😎")
CHEERS = frozenset("🎉👏🙌💪❤🥳🏆🙏💛💚💙")

_READERS = re.compile(r"\b(?:you|yours?|youre|which|who|whats|ihr|euch|euer|euren?|du|deine?)\b")
_TELLS = re.compile(r"\b(?:did you know|wusstet ihr|wusstest du|wussten sie)\b")
"""Asks nothing, though it has the form."""
_MOST_READ = 3_000
"""Characters. What a post is for stands in fewer."""
_MOST_SHOWN = 40
_MOST_OPENERS = 3

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@])@[\w.-]*\w(?:@[\w.-]*\w)?"
    r"|(?<![@\w.-])[\w-]{2,63}(?:\.[\w-]{2,63}){1,4}(?:/\S*)?(?=[\s,;:!?)]|\.?$|\.\s)",
    re.IGNORECASE,
)
_PATH = re.compile(r"[^\s?#]*")
_CLAUSE = re.compile(r"[.!?,;:|\n–—•→👉()“”„\"]+|\s-\s|(?=[^\w\s.,'’&%/+-])")
_CAN = re.compile(
    r"\b(?:konnt ihr|kannst du|konnen sie|konnt euch)(?: (?!nicht|kein)\w+){0,8} (?:bestellen|"
    r"vorbestellen|kaufen|buchen|reservieren|anmelden|sichern|abholen|spenden|mitmachen|bewerben)\b"
    r"|\byou can (?:now |also |already |still )?(?:buy|order|book|pre order|preorder|reserve|"
    r"sign up|register|join us|donate|get yours|get it|get them|get tickets)\b"
)
"""For folded text, anywhere in a clause."""
_US = re.compile(r"we|our|ours|us|wir|uns|unser\w*")


@dataclass(frozen=True, slots=True)
class Links:
    """Where a post leads. Hosts and first parts of paths, in their order.

    Attributes:
        sales: ours, where something is asked for; `own` ours otherwise, articles left out.
        articles: ours, to be read.
        markets: of others, where things are sold or booked.
        others: everything else.
    """

    sales: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class MixReading:
    """A post taken apart, as far as somebody asks.

    Args:
        links: addresses behind words or cards, which the text does not show.
        domains: our own.
    """

    def __init__(
        self,
        text: str,
        links: Iterable[str] = (),
        domains: Iterable[str] = (),
        tag: str | None = None,
    ) -> None:
        self._raw = text[:_MOST_READ]
        self._bare = _ADDRESS.sub(" ", self._raw).replace("#", " ")
        self._taken = PostWords(self._raw, links)
        self._domains = tuple(domains)
        self._tag = tag

    @cached_property
    def folded(self) -> Folded:
        """Its words, without links and handles."""
        return fold(self._bare)

    @cached_property
    def empty(self) -> bool:
        """Whether there is no word to read."""
        return not self.folded.text.strip()

    @cached_property
    def language(self) -> str | None:
        """BCP 47 tag; None where it cannot be told."""
        return language_of(self.folded.text, self._tag)

    @cached_property
    def handles(self) -> tuple[str, ...]:
        """Accounts that it names with an @, lower case."""
        return tuple(name.lower() for name in self._taken.names)

    @cached_property
    def asks(self) -> dict[str, str]:
        """What it asks for, by meaning: the words that say so, the first of each."""
        found: dict[str, str] = {}
        for first, end in self._clauses:
            for hit in self._hits:
                if hit.first == first and hit.end <= end and hit.meaning in ASKS:
                    found.setdefault(hit.meaning, " ".join(self._words[first : hit.end]))
        if not found and (match := _CAN.search(self.folded.text)):
            found[ASKS[0]] = short(match[0])
        return found

    @cached_property
    def offers(self) -> dict[str, str]:
        """Marks of an offer, by meaning."""
        return {meaning: said for meaning in OFFERS if (said := self.find(meaning))}

    @cached_property
    def price(self) -> str | None:
        """See `mix_marks`, and for the three below, too."""
        return mix_marks.price(self._bare)

    @cached_property
    def off(self) -> str | None:
        return mix_marks.off(self._bare)

    @cached_property
    def when(self) -> str | None:
        return mix_marks.when(self._bare)

    @cached_property
    def long_ago(self) -> bool:
        return mix_marks.long_ago(self._bare)

    @cached_property
    def symbols(self) -> frozenset[str]:
        """Every symbol and emoji in it."""
        return frozenset(letter for letter in self._raw if unicodedata.category(letter) == "So")

    @cached_property
    def asks_readers(self) -> bool:
        """Whether it puts a question to its readers."""
        asked = "?" in self._bare and _READERS.search(self.folded.text)
        return bool(asked) and not _TELLS.search(self.folded.text)

    @cached_property
    def links(self) -> Links:
        """Where it leads."""
        known = hosts()
        found: dict[str, list[str]] = {}
        for name, parts in self._targets():
            if any(within(name, domain) for domain in self._domains):
                first = {*name.split(".")[:-2], *parts[:2]}
                kind = "sales" if first & known["sales"] else "own"
                kind = "articles" if first & known["articles"] else kind
            else:
                kind = (
                    "markets" if any(within(name, each) for each in known["markets"]) else "others"
                )
            found.setdefault(kind, []).append(name)
        return Links(**{kind: tuple(names) for kind, names in found.items()})

    @cached_property
    def speaks_of_us(self) -> bool:
        """Whether it speaks of us, besides saying whose work it shows ("our friends at")."""
        theirs = {n for hit in self._of("credit") for n in range(hit.first, hit.end)}
        return any(n not in theirs and _US.fullmatch(word) for n, word in enumerate(self._words))

    def find(self, meaning: str) -> str | None:
        """The first phrase of that meaning, as it was written; None where there is none."""
        hit = next(iter(self._of(meaning)), None)
        if hit is None:
            return None
        last = hit.end - 1
        after = self._starts[last] + len(self._words[last]) - 1
        return short(
            self._bare[self.folded.at[self._starts[hit.first]] : self.folded.at[after] + 1]
        )

    def count(self, meaning: str) -> int:
        """How many different phrases of that meaning it has, those within others left out."""
        found, end = set(), 0
        for hit in self._of(meaning):
            if hit.first >= end:
                found.add(tuple(self._words[hit.first : hit.end]))
                end = hit.end
        return len(found)

    # -- how --------------------------------------------------------------------------------

    @cached_property
    def _words(self) -> list[str]:
        return self.folded.text.split()

    @cached_property
    def _starts(self) -> list[int]:
        """Where each word begins in the folded text: one space stands between two."""
        starts, at = [], 0
        for word in self._words:
            starts.append(at)
            at += len(word) + 1
        return starts

    @cached_property
    def _hits(self) -> list[Hit]:
        return phrases().find(self._words)

    def _of(self, meaning: str) -> list[Hit]:
        return [hit for hit in self._hits if hit.meaning == meaning]

    @cached_property
    def _clauses(self) -> list[tuple[int, int]]:
        """First word and the one after the last of each clause, and of what follows each of the
        openers that it begins with.
        """
        places = [self.folded.at[start] for start in self._starts]
        cuts = {bisect_left(places, match.end()) for match in _CLAUSE.finditer(self._bare)}
        firsts = sorted({0, *cuts, len(places)})
        openers = {hit.first: hit.end for hit in reversed(self._of("opener"))}
        found = []
        for first, end in pairwise(firsts):
            at = first
            for _ in range(_MOST_OPENERS + 1):
                if at >= end:
                    break
                found.append((at, end))
                if at not in openers:
                    break
                at = openers[at]
        return found

    def _targets(self) -> list[tuple[str, list[str]]]:
        """Hosts with the parts of their paths."""
        found: dict[str, list[str]] = {name: [] for name in sorted(self._taken.hosts)}
        for name in found:
            for where in (self._raw, *self._taken.links):
                _, slash, after = where.lower().partition(f"{name}/")
                if slash:
                    path = _PATH.match(after)
                    found[name] = [part for part in path[0].split("/") if part] if path else []
                    break
        return list(found.items())


def short(words: str) -> str:
    """Words as a reason repeats them."""
    whole = " ".join(words.split())
    return whole if len(whole) <= _MOST_SHOWN else f"{whole[: _MOST_SHOWN - 1].rstrip()}…"
