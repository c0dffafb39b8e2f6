"""A comment as the rules of triage read it: its words apart from handles, links and symbols."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.community.triage_words import Folded, Table, fold, language_of, tables

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![@\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/\S*", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w@])@[\w.-]*\w(?:@[\w.-]*\w)?")
_SENTENCE = re.compile(r"[^.!?？؟…\n]+[.!?？؟…]*|[?？؟]+")
_CLAUSE = re.compile(r"[,;:–—()\"“”„«»¿¡]+|\s-\s")
_ASKED = frozenset("?？؟")
_GREETING = re.compile(
    r"^(?:(?:hi|hey|hello|hallo|moin|servus|hola|ciao|bonjour|salut|bonsoir|oi|ola|hoi|all|team|"
    r"guys|folks|everyone|there|zusammen|ihr lieben|leute|so|ok|okay|oh|and|und|but|aber|also|"
    r"sorry|please|bitte|quick one|buongiorno|buenas|bom dia|goedemorgen|y|e|et|en|ma|pero|mais|"
    r"mas|maar|yes|ja|now|well|genuine question|serious question) )+"
)
_MOST_SHOWN = 60
_NEVER_TURNED = frozenset(
    {"asks", "wish", "thanks", "spam", "abuse", "lure", "slur", "laugh", "others", "you"}
)
_AMOUNT = re.compile(
    r"[$€£]\s?\d|\d\s?(?:[$€£]|usd|eur|dollars?|euros?)\b|\d+\s?%|\b\d+k\b", re.IGNORECASE
)
_PHONE = re.compile(r"\+\d[\d ().-]{7,}\d")
_REACH = 60
"""Characters in which the two words before something stand."""
_MOST_READ = 10_000
"""Characters. What somebody wants stands in fewer."""

GLAD = frozenset("❤♥😍🥰👏🙌💛💚💙🧡💜🖤🤍🤎👍😊🤩🎉🔥💯✨😋🫶💪🙏😻🥳😁☺🤗🏆⭐🌟💕💖😀😃😄🙂")
ANGRY = frozenset("🙄😡🤬👎😠😤😒🤮💩😑🖕😞☹🙁😣😖😕🤦")
MONEY = frozenset("🚀💰💵💸🤑📈")


@dataclass(frozen=True, slots=True)
class Reading:
    """What there is to read.

    Attributes:
        text: without links and handles.
        handles: without their first @, in lower case, in their order.
        leads_to: the handles that it begins with.
        language: BCP 47 tag; None where it cannot be told.
        known: whether the rules know its language.
        tables: which tables its phrases are looked up in.
        symbols: every symbol and emoji in it.
    """

    text: str
    handles: tuple[str, ...]
    leads_to: tuple[str, ...]
    links: int
    language: str | None
    known: bool
    tables: tuple[Table, ...]
    symbols: frozenset[str]
    folded: Folded

    @property
    def baits(self) -> int:
        """How many things in it advertising goes with: a link, an amount, a number to call, money
        signs.
        """
        signs = (_AMOUNT.search(self.text), _PHONE.search(self.text), self.symbols & MONEY)
        return (self.links > 0) + sum(map(bool, signs))

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.folded.text.split())

    def find(self, meaning: str) -> str | None:
        """The first phrase of that meaning, as it was written; None where there is none."""
        spans = [span for span in self._spans(meaning) if not self._turned(meaning, *span)]
        return self._shown(*min(spans)) if spans else None

    def turned(self, meaning: str) -> str | None:
        """The first such phrase that is denied ("not as lovely"); None where there is none."""
        spans = [span for span in self._spans(meaning) if self._turned(meaning, *span)]
        return self._shown(*min(spans)) if spans else None

    def count(self, meaning: str) -> int:
        """How many different phrases of that meaning it has; denied ones are left out."""
        spans = self._spans(meaning)
        kept = (span for span in spans if not self._turned(meaning, *span))
        return len({self.folded.text[first:last] for first, last in kept})

    def question(self) -> str | None:
        """The first sentence that asks something, by its mark or its words; None without."""
        for match in _SENTENCE.finditer(self.text):
            sentence = match[0].strip()
            plain = fold(sentence).text
            if self._in(plain, "rhetoric"):
                continue
            marked = bool(_ASKED & set(sentence)) or "¿" in sentence
            if marked or self._asks(plain) or any(map(self._begins, self._clauses(sentence))):
                return _short(sentence)
        return None

    # -- how -------------------------------------------------------------------------------

    def _clauses(self, sentence: str) -> list[str]:
        folded = (fold(piece).text.strip() for piece in _CLAUSE.split(sentence))
        return [_GREETING.sub("", f"{clause} ", count=1).strip() for clause in folded if clause]

    def _begins(self, clause: str) -> bool:
        """Whether a clause begins as a question does. One word alone asks nothing."""
        if " " not in clause:
            return False
        firsts = any(table.patterns["first"].match(clause) for table in self.tables)
        return firsts and not any(table.patterns["unless"].match(clause) for table in self.tables)

    def _asks(self, plain: str) -> bool:
        """Whether words that ask stand anywhere, and are not the beginning of what asks nothing."""
        found = (match for t in self.tables for match in t.patterns["asks"].finditer(plain))
        return any(
            not any(t.patterns["unless"].match(plain, match.start()) for t in self.tables)
            for match in found
        )

    def _in(self, plain: str, meaning: str) -> bool:
        return any(table.patterns[meaning].search(plain) for table in self.tables)

    def _spans(self, meaning: str) -> list[tuple[int, int]]:
        found = (table.patterns[meaning].finditer(self.folded.text) for table in self.tables)
        return [match.span() for matches in found for match in matches]

    def _turned(self, meaning: str, first: int, last: int) -> bool:
        """Whether one of the two words before denies it. Phrases of several words say it all."""
        if meaning in _NEVER_TURNED:
            return False
        if meaning == "trouble" and " " in self.folded.text[first:last]:
            return False
        before = " ".join(self.folded.text[max(0, first - _REACH) : first].split()[-2:])
        return self._in(before, "negate")

    def _shown(self, first: int, last: int) -> str:
        return _short(self.text[self.folded.at[first] : self.folded.at[last - 1] + 1])


def read(text: str, tag: str | None) -> Reading:
    """Take a comment apart.

    Args:
        tag: its language as its platform says (BCP 47); None where it does not.
    """
    bare, links = _LINK.subn(" ", text[:_MOST_READ])
    handles = [match[0][1:].lower() for match in _HANDLE.finditer(bare)]
    leading = re.match(rf"\s*(?:{_HANDLE.pattern}[\s,:]*)+", bare)
    first = _HANDLE.findall(leading[0]) if leading else []
    bare = _HANDLE.sub(" ", bare).replace("#", " ")
    folded = fold(bare)
    language = language_of(folded.text, tag)
    base = language.partition("-")[0].lower() if language else None
    known = tables()
    # English words stand in every language; and where nothing tells, any table may know one.
    names = dict.fromkeys([base, "en"]) if base and base in known else known
    return Reading(
        text=bare,
        handles=tuple(handles),
        leads_to=tuple(each[1:].lower() for each in first),
        links=links,
        language=language,
        known=base is None or base in known,
        tables=tuple(known[name] for name in names),
        symbols=frozenset(letter for letter in bare if unicodedata.category(letter) == "So"),
        folded=folded,
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _MOST_SHOWN else f"{words[: _MOST_SHOWN - 1].rstrip()}…"
