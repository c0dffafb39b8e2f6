"""A post of ours as the rules of the mix read it: what it asks, offers and points to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.community.mix_words import ASKS, OFFERS, hosts, patterns
from assistant.community.post_words import PostWords, within
from assistant.community.triage_words import Folded, fold, language_of

LAUGHS = frozenset("😂🤣😅😆😜🤪😹🙃😏👀🤔😎")
CHEERS = frozenset("🎉👏🙌💪❤🥳🏆🙏💛💚💙")

_READERS = re.compile(r"\b(?:you|yours?|youre|which|who|whats|ihr|euch|euer|euren?|du|deine?)\b")
_TELLS = re.compile(r"\b(?:did you know|wusstet ihr|wusstest du|wussten sie)\b")
"""Asks nothing, though it has the form."""
_MOST_READ = 10_000
"""Characters. What a post is for stands in fewer."""
_MOST_SHOWN = 40
_MOST_OPENERS = 3

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@])@[\w.-]*\w(?:@[\w.-]*\w)?"
    r"|(?<![@\w.-])[\w-]{2,63}(?:\.[\w-]{2,63}){1,4}(?:/\S*)?(?=[\s,;:!?)]|\.?$|\.\s)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.!?,;:|\n–—•→👉()“”„\"]+|\s-\s|(?=[^\w\s.,'’&%/+-])")
_MONEY = re.compile(
    r"(?:[€$£]\s?\d[\d.,]*+|\b\d[\d.,]*+\s?+(?:€|£|\$|(?:eur|euros?|chf|usd|gbp|dollars?|pounds?|quid|"
    r"franken|stutz)\b))(?!\s?(?:k|m|mio|mrd|bn|million\w*|billion\w*|milliarden?|millionen|"
    r"thousand|tausend)\b)",
    re.IGNORECASE,
)
_LARGE = 10_000
"""No shop window shows so much; a budget or a donation does."""
_NO_PRICE = re.compile(
    r"\b(?:raised|donated|donations?|collected|grant|budget|fund(?:ed|ing)|fine[ds]?|cost us|"
    r"costs? the|invest\w*|gespendet|gesammelt|zusammengekommen|spenden(?:summe|stand)|bußgeld|"
    r"haushalt|förder\w*|investier\w*)\b",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"\d{1,2}\s?(?:%|percent|per cent|prozent)\s*(?:\w+\s){0,2}(?:off|discount|rabatt|günstiger|"
    r"reduziert|billiger|nachlass|auf alle[sn]?|auf das|auf die|auf eure)\b"
    r"|(?:save|spart?|sparen)\s(?:up to |bis zu )?\d{1,2}\s?%|(?<!\w)-\s?\d{2}\s?%",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?:[Cc]ode|CODE|[Gg]utschein\w*)[:\s]+[\"“„']?[A-Z][A-Z0-9]{3,}\b")
_CLOCK = re.compile(
    r"\b(?:\d{1,2}[:.]\d{2}(?!\d)|\d{1,2}\s?(?:am|pm|uhr|h)\b|noon\b|midnight\b"
    r"|(?:at|um|ab) \d{1,2}\b(?!\s?[%€$£.,]?\d))",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s?(?:of\s)?{_MONTH}\b|\b{_MONTH}\s\d{{1,2}}\b"
    r"|\b\d{1,2}\.\d{1,2}\.(?!\d\d\d\w)|\b\d{1,2}/\d{1,2}\b",
    re.IGNORECASE,
)
_CAN = re.compile(
    r"\b(?:konnt ihr|kannst du|konnen sie|konnt euch)(?: (?!nicht|kein)\w+){0,8} (?:bestellen|"
    r"vorbestellen|kaufen|buchen|reservieren|anmelden|sichern|abholen|spenden|mitmachen|bewerben)\b"
    r"|\byou can (?:now |also |already |still )?(?:buy|order|book|pre order|preorder|reserve|"
    r"sign up|register|join us|donate|get yours|get it|get them|get tickets)\b"
)
"""For folded text, anywhere in a clause."""
_US = re.compile(r"\b(?:we|our|ours|us|wir|uns|unser\w*)\b")
_YEAR = re.compile(r"\b(?:1\d{3}|20[01]\d)\b")


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
        self._words = PostWords(self._raw, links)
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
        return tuple(name.lower() for name in self._words.names)

    @cached_property
    def asks(self) -> dict[str, str]:
        """What it asks for, by meaning: the words that say so, the first of each."""
        found: dict[str, str] = {}
        for clause in self._clauses:
            for meaning in ASKS:
                if match := patterns()[meaning].match(clause):
                    found.setdefault(meaning, match[0])
        if not found and (match := _CAN.search(self.folded.text)):
            found[ASKS[0]] = short(match[0])
        return found

    @cached_property
    def offers(self) -> dict[str, str]:
        """Marks of an offer, by meaning."""
        return {meaning: said for meaning in OFFERS if (said := self.find(meaning))}

    @cached_property
    def price(self) -> str | None:
        """A price that somebody may pay; None for sums raised, granted or fined."""
        if _NO_PRICE.search(self._bare):
            return None
        for match in _MONEY.finditer(self._bare):
            digits = re.sub(r"[.,]\d{2}\b", "", match[0])
            if int(re.sub(r"\D", "", digits) or 0) < _LARGE:
                return match[0].strip()
        return None

    @cached_property
    def off(self) -> str | None:
        """A percentage off, or a code for one."""
        match = _OFF.search(self._bare) or _CODE.search(self._bare)
        return match[0].strip() if match else None

    @cached_property
    def when(self) -> str | None:
        """A time of the day or a date, past years left out."""
        match = _CLOCK.search(self._bare) or _DATE.search(self._bare)
        return match[0].strip() if match else None

    @cached_property
    def long_ago(self) -> bool:
        """Whether it names a year long ago."""
        return bool(_YEAR.search(self._bare))

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
        rest = patterns()["credit"].sub(" ", self.folded.text)
        return bool(_US.search(rest))

    def find(self, meaning: str) -> str | None:
        """The first phrase of that meaning, as it was written; None where there is none."""
        match = patterns()[meaning].search(self.folded.text)
        if match is None:
            return None
        at = self.folded.at
        return short(self._bare[at[match.start()] : at[match.end() - 1] + 1])

    def count(self, meaning: str) -> int:
        """How many different phrases of that meaning it has."""
        return len({match[0] for match in patterns()[meaning].finditer(self.folded.text)})

    @cached_property
    def _clauses(self) -> Sequence[str]:
        """Folded, each also without the openers that it begins with."""
        opener = patterns()["opener"]
        found: list[str] = []
        for piece in _CLAUSE.split(self._bare):
            clause = fold(piece).text.strip()
            for _ in range(_MOST_OPENERS + 1):
                if not clause:
                    break
                found.append(clause)
                match = opener.match(clause)
                if match is None:
                    break
                clause = clause[match.end() :].strip()
        return found

    def _targets(self) -> list[tuple[str, list[str]]]:
        """Hosts with the parts of their paths."""
        found: dict[str, list[str]] = {name: [] for name in sorted(self._words.hosts)}
        for name in found:
            for where in (self._raw, *self._words.links):
                if match := re.search(re.escape(name) + r"/([^\s?#]*)", where, re.IGNORECASE):
                    found[name] = [part for part in match[1].lower().split("/") if part]
                    break
        return list(found.items())


def short(words: str) -> str:
    """Words as a reason repeats them."""
    whole = " ".join(words.split())
    return whole if len(whole) <= _MOST_SHOWN else f"{whole[: _MOST_SHOWN - 1].rstrip()}…"
