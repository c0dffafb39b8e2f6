"""English: who is spoken of, and whether what is said of them is a desk's to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from assistant.community.authenticity.firsthand_asides import Asides
from assistant.community.authenticity.firsthand_clauses import Clauses
from assistant.community.authenticity.firsthand_fates import Fates
from assistant.community.authenticity.firsthand_forms import Forms
from assistant.community.authenticity.firsthand_verbs import Verbs
from assistant.community.authenticity.firsthand_words import words
from assistant.community.authenticity.tokens import Line

_NEAR = 5
"""Words in which the object of a verb is looked for."""
_APART = 4
"""Words that may stand between a noun and its verb ("the team here in the shop loves")."""
_LONG = 4
"""Letters that a word for somebody has more than."""
_ARTICLES = frozenset(("a", "an", "one", "our", "the", "my", "another", "that", "this", "every"))
_SMALL = frozenset(
    ("to", "for", "of", "with", "and", "or", "but", "in", "at", "on", "from", "by", "as", "about")
)
_JOINS = frozenset(("and", "or", "but", "as"))
_OURS = frozenset(("i", "we", "my", "our", "us", "me", "is", "are", "it", "you"))
_GERMAN = frozenset(
    ("der", "und", "ist", "nicht", "das", "wir", "ich", "niemand", "ging", "ein", "eine")
)
_PLACE = frozenset(("in", "at", "on", "from", "of", "here"))

Span = tuple[int, int]


class English:
    """Marks places of a sentence, the first one first by kind: who, then what, then how."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._verbs = Verbs(forms)
        self._fates = Fates(forms)
        self._clauses = Clauses(forms)
        self._asides = Asides(forms, self._verbs)
        self._words = forms.words
        self._known = forms.words["english"] | _OURS

    def marks(self, line: Line) -> Iterator[Span]:
        """Places that tell of somebody's life."""
        if not self._is_english(line):
            return
        looks: tuple[Callable[[Line, int], int | None], ...] = (
            self._ourselves,
            self._people,
            self._possessions,
            self._dropped,
            self._things,
            self._upon_us,
        )
        for at in range(len(line.tokens)):
            for look in looks:
                end = look(line, at)
                if end is not None:
                    last = min(end, len(line.tokens) - 1)
                    yield line.tokens[at].start, line.tokens[last].end
        yield from self._idioms(line)
        yield from self._clauses.marks(line)
        yield from self._asides.marks(line)

    def _is_english(self, line: Line) -> bool:
        """Know "deshalb ging niemand ran" for another language: English is read everywhere."""
        words = [each.word for each in line.tokens]
        foreign = not _GERMAN.isdisjoint(words)
        return not foreign or not self._known.isdisjoint(words)

    def _ourselves(self, line: Line, at: int) -> int | None:
        """Say whether "I" or "we" stands with a verb outside of the closed family."""
        if line.word(at) not in ("i", "we"):
            return None
        inverted = not line.tokens[at].edge and line.word(at - 1) in self._words["auxiliary"]
        if inverted and (line.asks or at == 1 or line.word(at - 2) in ("and", "so", "or")):
            return None
        if line.word(at - 1) in ("if", "whether", "unless") or self._wish(line, at):
            return None
        return self._verbs.marked(line, at + 1, who=line.word(at))

    def _wish(self, line: Line, at: int) -> bool:
        """A question, put with its helping verb first."""
        return line.asks and any(each in self._words["modal"] for each in line.before(at))

    def _people(self, line: Line, at: int) -> int | None:
        """Somebody of the house, of a family, or another customer, as who did something."""
        word = line.word(at)
        if not self._is_person(line, at) or line.word(at - 1) in ("you", "your"):
            return None
        counted = self._counted(line, at)
        if word == "us" and not (counted and line.word(at - 1) == "of"):
            return None
        if line.word(at + 1) == "who" and not _ARTICLES.isdisjoint(line.before(at)[-3:]):
            return self._verbs.marked(line, at + 2, who="they")
        verb = self._verb_after(line, at + 1)
        if verb is None or not (counted or self._named(line, at)):
            return None
        return self._verbs.marked(line, verb, who=self._who(word, counted=counted))

    def _is_person(self, line: Line, at: int) -> bool:
        """A word for people; after "our", any that ends like one."""
        word = line.word(at)
        called = line.word(at - 1) in ("our", "my") and line.tokens[at].capital
        if word in self._words["people"] or (called and self._forms.finite(line.word(at + 1))):
            return True
        if word in self._words["not_people"] or "our" not in line.before(at)[-3:]:
            return False
        return len(word) > _LONG and word.endswith(tuple(self._words["trades_end"]))

    def _who(self, word: str, *, counted: bool) -> str:
        if word == "nobody":
            return "none"
        return "some" if counted else "they"

    def _counted(self, line: Line, at: int) -> bool:
        return any(each in self._words["quantity"] for each in line.before(at)[-_APART:])

    def _named(self, line: Line, at: int) -> bool:
        """Whether it is the subject: an article or the sentence's beginning stands before it."""
        if line.tokens[at].edge:
            return True
        words = line.before(at)[-3:]
        if words[-1] in _SMALL - _JOINS - {"or"}:
            return False
        if words[-2:-1] and words[-2] in _SMALL - _JOINS:
            return False
        return bool(_ARTICLES & set(words)) or line.word(at - 1) in ("and", "because", "that", "so")

    def _verb_after(self, line: Line, at: int) -> int | None:
        """Where the verb of a noun stands; None where another word shows that none follows."""
        words = line.clause(at, _APART + 2)
        if at < len(line.tokens) and line.tokens[at].edge and line.word(at) != "who":
            return None
        for step, word in enumerate(words[: _APART + 1]):
            if word in ("who", "that", "which"):
                return at + step + 1
            if self._forms.finite(word) or (step == 0 and self._may_do(line, at)):
                return at + step
            if word in _SMALL and not (word in _PLACE and step < _APART):
                return None
        return None

    def _may_do(self, line: Line, at: int) -> bool:
        """Whether an unknown word after a person is their verb: "our driver hums it"."""
        word, following = line.word(at), line.word(at + 1)
        ends = word.endswith("s") and not word.endswith(("ss", "’s"))
        return ends and following in self._words["objects"] | self._words["within"]

    def _possessions(self, line: Line, at: int) -> int | None:
        """Find "mine" and "ours", and "my" before what a desk has no share in."""
        if line.word(at) == "my":
            return None if set(line.clause(at + 1, 3)) & self._words["mine"] else at + 1
        if line.word(at) not in ("mine", "ours"):
            return None
        alone = at + 1 == len(line.tokens) or line.tokens[at + 1].edge
        fault = line.word(at - 1) in self._words["being"] | {"all", "entirely", "fault"} and alone
        alike = line.word(at - 1) == "like" and alone
        return None if fault or alike or line.word(at + 1) in ("alone", "to") else at

    def _dropped(self, line: Line, at: int) -> int | None:
        """A verb at the beginning of a clause without its subject: "Tried it on Sunday"."""
        token = line.tokens[at]
        start = at == 0 or all(
            each.word in self._words["starters"] | self._words["adverbs"]
            for each in line.tokens[:at]
        )
        if not (token.edge or start):
            return None
        return at + 1 if self._fates.dropped(line, at, opens=start) else None

    def _things(self, line: Line, at: int) -> int | None:
        """How a thing fared or felt: only somebody who had it could tell."""
        before = set(line.before(at))
        if before & self._words["unsure"] or line.asks or {"everyone", "who"} <= before:
            return None
        word = line.word(at)
        if word in self._words["pronouns"]:
            return self._fates.fared(line, at + 1)
        if self._sensed(line, at):
            return at
        if word == "our":
            return self._fates.ours(line, at + 1)
        stems = self._forms.bases(word)
        past = word.endswith("ed") or word in self._forms.irregular
        if past and stems & self._words["performed"] and at and not line.tokens[at].edge:
            return None if self._is_helped(line, at) else at
        return None

    def _sensed(self, line: Line, at: int) -> bool:
        """Whether a sense is told of: of a present one, only where nothing has it ("tastes of")."""
        word, alone = line.word(at), at == 0 or line.tokens[at].edge
        if word in self._words["senses_now"]:
            return alone
        return word in self._words["senses"] and line.word(at - 1) not in ("that", "this")

    def _is_helped(self, line: Line, at: int) -> bool:
        """A passive or a noun before it: "was held", "the held parcel", "we held"."""
        before = line.word(at - 1)
        being = before in self._words["being"] and before != "’s"
        if {"i", "we"} & set(line.before(at)):
            return True
        return being or before in _ARTICLES | _SMALL | {"i", "we", "you", "your", "not"}

    def _upon_us(self, line: Line, at: int) -> int | None:
        """What something did to me or us: "kept us warm"."""
        if line.word(at) not in ("me", "us") or at == 0 or line.tokens[at].edge:
            return None
        words = line.before(at)
        verb = line.word(at - 1)
        inflected = verb.endswith(("ed", "s")) or verb in self._forms.irregular
        known = set(self._forms.bases(verb) & self._words["me_ok"])
        ahead = line.clause(at + 1, _NEAR)
        known |= {each for each in ahead if self._forms.bases(each) & self._words["free"]}
        known |= set(ahead) & (self._words["business"] | self._words["house"])
        if not inflected or known or {"you", "who", "let"} & set(words) or verb in ("us", "as"):
            return None
        glad = not self._words["gladdened"].isdisjoint(line.clause(at + 1, 3))
        if verb in self._words["being"] or glad:
            return None
        return None if verb in ("this", "across", "towards", "regards") else at

    def _idioms(self, line: Line) -> Iterator[Span]:
        for found in self._words.idioms.finditer(line.sentence.text):
            start = line.sentence.start + found.start()
            yield start, line.sentence.start + found.end()


@lru_cache(maxsize=1)
def english() -> English:
    """The one reader of English."""
    return English(Forms(words("en")))
