"""German verbs of the first person: what a desk may say that it does, did, must or was told.

Denies by default: each verb of a clause with an "ich" or "wir" belongs to a family that stands in
the word file, in whatever tense and order, and so does whatever happens to an "uns" or "mir".
"""

from __future__ import annotations

import re

from assistant.community.authenticity.firsthand_clauses_german import Clause
from assistant.community.authenticity.firsthand_words import Words
from assistant.community.authenticity.tokens import Token

_WE = frozenset(("ich", "wir"))
_US = frozenset(("uns", "mir", "mich"))
_APART = re.compile(
    r"^(?:zurück|weiter|heraus|hinaus|herein|hinein|herum|hinzu|vorbei|zusammen|wieder|fest|frei|teil"
    r"|raus|rein|los|nach|bereit|auf|aus|ab|an|ein|um|vor|weg|zu|bei|mit|durch|her|hin|über|unter)"
    r"(?:zu)?(?=\w{4})"
)
"""What stands before a verb and leaves its kind as it is ("weitergeben", "nachzufragen")."""
_FAMILY = frozenset(("kinder", "kindern", "jungs", "mädels", "nachbar", "nachbarin", "nachbarn"))
_THEMSELVES = frozenset(("sich", "ihn", "davon", "damit"))
_VERB = ("en", "ern", "eln")


class GermanVerbs:
    """Judges one clause of a sentence, given as tokens."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known = words["present"] | words["modal"] | words["perfect"] | words["modal_past"]
        self._kin = tuple(words["kin_end"])
        helpers = words["modal"] | words["modal_past"]
        self._no_verbs = words["no_own"] | words["no_verb"] | helpers | _WE

    def kin(self, clause: Clause) -> bool:
        """Whether somebody of a family is in it ("mit der Patentochter")."""
        return any(each.word.endswith(self._kin) for each in clause if each.capital)

    def near(self, token: Token) -> bool:
        """Whether a word names somebody of the family or of the house."""
        return token.capital and (
            token.word.endswith(self._kin) or token.word in self._words["house"]
        )

    def of_a_family(self, token: Token) -> bool:
        """Whether a word names children, parents or animals."""
        family = token.word in _FAMILY
        return token.capital and (family or token.word.endswith(self._kin))

    def does(self, ahead: Clause) -> bool:
        """Whether a verb follows, in what stands after a noun."""
        small = (each.word for each in ahead if not each.capital and not each.edge)
        return any(
            word.endswith(("t", "te", "ten", "en"))
            for word in small
            if word not in self._words["no_verb"] | self._words["no_own"]
        )

    def at_work(self, ahead: Clause) -> bool:
        """Whether people do what a desk's do, and not by habit or for themselves."""
        words = {each.word for each in ahead}
        private = self._words["habits"] | self._words["life"] | self._words["had"] | _THEMSELVES
        small = [each.word for each in ahead if not each.capital]
        forms = {*small, *(each.removesuffix("t") + "en" for each in small if each.endswith("t"))}
        forms |= {each.removesuffix("et") + "en" for each in small if each.endswith("et")}
        trade = self._words["present"] - self._words["lived_present"]
        return words.isdisjoint(private) and not forms.isdisjoint(trade)

    def goes_on(self, token: Token) -> bool:
        """Whether a word after an "und" may be a second verb of the same people."""
        verb = token.word in self._known or token.word in self._words["narrative"]
        return not token.capital and (verb or token.word.endswith(("ten", "ern", "eln")))

    def modal(self, clause: Clause, at: int) -> bool:
        """Whether what somebody can, wants or had to do is no desk's."""
        words = [each.word for each in clause]
        known = set(words)
        done = [each.word for n, each in enumerate(clause) if _small(each, n) and n != at]
        verbs = [word for word in done if word.endswith(_VERB) and word not in self._no_verbs]
        foreign = bool(verbs) and not any(self._in_family(word) for word in verbs)
        if not known & self._words["modal_past"]:
            return foreign and bool(known & self._words["modal_own"])
        private = self.habit(clause) or any(
            not {verb, _APART.sub("", verb)}.isdisjoint(self._words["errands"]) for verb in verbs
        )
        return foreign or (private and not known & self._words["business"])

    def present(self, clause: Clause, at: int) -> bool:
        """Whether a verb beside an "ich" or "wir", or at the end, is one that no desk needs."""
        words = [each.word for each in clause]
        places = (at - 1, at + 1, len(words) - 1)
        beside = [words[n] for n in places if 0 <= n < len(words) and _small(clause[n], n)]
        verbs = [word for word in beside if self._looks(word, words[at])]
        if not verbs:
            return False
        if not any(self._in_family(_infinitive(word, words[at])) for word in verbs):
            return True
        if words[at] == "ich" and self._private(words, verbs):
            return True
        light = {_infinitive(word, words[at]) for word in verbs} & self._words["lived_present"]
        spared = self._words["business"] | self._words["reader"] | {"gern", "gerne"}
        return bool(light) and self.habit(clause) and not set(words) & spared

    def _private(self, words: list[str], verbs: list[str]) -> bool:
        """Whether an "ich" does what a house does, with nothing of the desk's beside it."""
        bases = {_infinitive(word, "ich") for word in verbs}
        bases |= {_APART.sub("", each) for each in bases}
        if not bases.isdisjoint(self._words["desk_does"]):
            return False
        return (self._words["business"] | self._words["reader"]).isdisjoint(words)

    def habit(self, clause: Clause) -> bool:
        """Whether it tells of what the teller does by habit, alone or at home."""
        return not {each.word for each in clause}.isdisjoint(self._words["habits"])

    def upon_us(self, clause: Clause) -> bool:
        """Find what befalls an "uns", "mir" or "mich" that nobody asks for: "uns erinnert es"."""
        words = [each.word for each in clause]
        at = next((n for n, each in enumerate(words) if each in _US), None)
        if at is None or _WE & set(words) or self._words["with_us"] & set(words[at - 1 : at]):
            return False
        asked = (at == 1 and not words[0].endswith(("t", "te"))) or words[at - 1 : at] == ["sie"]
        known = self._words["to_us"] | self._words["to_me"] | self._words["participles"]
        small = (each.word for n, each in enumerate(clause) if _small(each, n))
        return not asked and known.isdisjoint(small)

    def telegram(self, clause: Clause, *, then: bool) -> bool:
        """Find a bare participle of the teller's: "selber den Fehler gemacht", "gestern aufgebaut".

        Args:
            then: whether the clause names a time of the teller's.
        """
        words = [each.word for each in clause]
        last = _APART.sub("", words[-1])
        finite = self._known | self._words["finite"] | self._words["passive"] | self._words["had"]
        bare = finite.isdisjoint(words) and "ge" in words[-1] and words[-1].endswith(("t", "en"))
        if not bare or clause[-1].capital or len(words) < 2:  # noqa: PLR2004 - a word and its time
            return False
        own = not {"selbst", "selber"}.isdisjoint(words)
        long = not self._words["units"].isdisjoint(words) and not words[0].isdigit()
        service = last in self._words["participles"] - self._words["light"] - {"gebraucht"}
        then = then or self.habit(clause) or not self._words["day_parts"].isdisjoint(words)
        return own or ((then or long) and not service)

    def _looks(self, word: str, who: str) -> bool:
        """Whether a word can be the verb of an "ich" or a "wir"."""
        if word in self._words["no_verb"] or word in self._words["no_own"]:
            return False
        if who == "wir":
            return word.endswith(_VERB)
        return word.endswith("e") or word in self._words["narrative"]

    def _in_family(self, verb: str) -> bool:
        return verb in self._known or _APART.sub("", verb) in self._known


def _infinitive(word: str, who: str) -> str:
    """The form that the word file lists: "frage" is kept as "fragen"."""
    return word + "n" if who == "ich" and word.endswith("e") else word


def _small(token: Token, at: int) -> bool:
    """Whether it is no noun, as far as its capital letter tells."""
    return not token.capital or at == 0
