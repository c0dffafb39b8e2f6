"""English verbs: what a desk may say it does, did, is or has."""

from __future__ import annotations

from itertools import pairwise

from assistant.community.authenticity.firsthand_forms import Forms
from assistant.community.authenticity.tokens import Line

_NEAR = 5
"""Words after a verb in which its object is looked for."""
_FAR = 9
"""Words in which what an "are" goes on with is looked for."""

_SICK = frozenset(("sick", "ill", "unwell", "leave"))
"""What keeps people of the house away is a desk's to say."""
_YEAR = 4
"""Digits of a year: what is done since then is a house's ("making them since 1988")."""


class Verbs:
    """Reads the verb of a clause, from its first word on."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._words = forms.words

    def marked(self, line: Line, at: int, *, who: str) -> int | None:
        """Where the verb ends, if it is outside of what a desk may say; None where it is inside.

        Args:
            at: the first word after the subject.
            who: "i" and "we"; "they" of people of the house or near it; "some" of a few of them;
                "none" of nobody.
        """
        at, helpers = self._past_helpers(line, at)
        if not line.word(at) or line.tokens[at].edge:
            return at - 1 if self._elided(line, at, helpers) else None
        if who in ("some", "they") and not _SICK.isdisjoint(line.clause(at, _FAR)):
            return None
        return None if self._may(line, at, helpers, who) else at

    def _may(self, line: Line, at: int, helpers: list[str], who: str) -> bool:
        """Whether a verb with its helping verbs is in the closed family."""
        verb, known = line.word(at), set(helpers)
        last = next((each for each in reversed(helpers) if each not in self._words["adverbs"]), "")
        had = {"’d", "be"} & known == {"’d"} and self._forms.past(verb)
        had = had and verb not in self._words["same_form"]
        must_have = "have" in known and bool(known & {"must", "may", "might"})
        must_have = must_have and who in ("i", "we")
        if had or must_have:
            last = "have"
        elif known & self._words["modal"]:
            return not self._lives_by_modal(line, at, helpers)
        if last in self._words["being"] and last != "’s":
            return self._is_said(line, at, known)
        if known & self._words["negative"] or who == "none":
            return self._denied(line, at, never="never" in known, nobody=who == "none")
        if last in self._words["having"] and not self._forms.past(verb):
            if who == "some":
                return bool(set(line.clause(at, _NEAR)) & self._words["business"])
            return self._has(line, at) is None
        return self._does(line, at, who=who)

    def _elided(self, line: Line, at: int, helpers: list[str]) -> bool:
        """Find "you won’t go back, we didn’t": not where it answers or where a condition stands."""
        if len(helpers) != 1 or helpers[0] not in self._words["elided"]:
            return False
        before = line.before(at - 1)
        told = self._words["starters"] | self._words["adverbs"]
        opens = all(each.word in told for each in line.tokens[: at - 2])
        return not opens and not set(before) & (
            self._words["unsure"] | {"than", "as", "what", "that"}
        )

    def _denied(self, line: Line, at: int, *, never: bool, nobody: bool) -> bool:
        """Whether what was not done may be said: a desk may say what it does not know or do."""
        bases = self._forms.bases(line.word(at))
        if never or bases & self._words["untried"]:
            return bool(bases & self._words["untried"]) and (
                not nobody or self._forms.past(line.word(at)) or not bases & self._words["lived"]
            )
        if nobody and bases & self._words["lived"] and not self._forms.past(line.word(at)):
            return False
        if nobody and self._forms.past(line.word(at)):
            return bool(bases & self._words["nobody_did"])
        if nobody or bases & self._words["free"]:
            return True
        fine = self._forms.trades | self._words["lived"] | {"a", "any", "that", "this", "it", "the"}
        return bool(bases & fine) and not self._personal(line, at)

    def _past_helpers(self, line: Line, at: int) -> tuple[int, list[str]]:
        """Skips helping verbs and adverbs: where the verb stands, and what was skipped."""
        helpers: list[str] = []
        known = self._forms.helpers | self._words["adverbs"] | self._words["modal"]
        while (word := line.word(at)) in known or (word.endswith("ly") and word != "rely"):
            if line.tokens[at].edge and word not in self._forms.helpers:
                break
            helpers.append(word)
            at += 1
        return at, helpers

    def _lives_by_modal(self, line: Line, at: int, helpers: list[str]) -> bool:
        bases = self._forms.bases(line.word(at))
        if set(helpers) & {"would", "’d", "should", "may", "might"}:
            if "never" in helpers and not line.asks:
                known = bases | ({"do"} & set(helpers))
                return not known & (self._words["untried"] | self._words["never_would"])
            return bool(bases & {"vouch", "attest", "swear", "swap"})
        if set(helpers) & self._words["never_modal"] or "not" in helpers:
            ahead = line.clause(at, _NEAR)
            return bool(bases & self._words["never_without"]) or "enough" in ahead[1:3]
        if "could" in helpers and bases & self._words["sensed_modal"]:
            return line.word(at + 1) not in self._words["sensed_free"]
        return bool(bases & self._words["lived_modal"])

    def _is_said(self, line: Line, at: int, helpers: set[str]) -> bool:
        """What somebody "is" or "was"."""
        word, ahead = line.word(at), line.clause(at, _FAR)
        bases = self._forms.bases(word)
        if word.endswith("ing"):
            return self._does(line, at, who="we")
        if word in ("a", "an", "the", "your", "both", "our"):
            return bool(set(ahead) & (self._words["trades"] | self._words["business"]))
        if word in self._words["placed"] and helpers & self._words["was"]:
            return bool(set(ahead) & (self._words["business"] - self._words["placed"]))
        named = line.tokens[at].capital and helpers & {"’m", "am"}
        if named or word.isdigit() or word in self._words["counts"] | self._words["predicates"]:
            return True
        if word in self._words["predicates"]:
            return True
        return bool(bases & (self._words["free"] | self._words["trade"])) and self._forms.past(word)

    def _has(self, line: Line, at: int) -> int | None:
        """What somebody has: a shop has wares; one of them for oneself is another thing."""
        ahead = line.clause(at, _NEAR)
        if ahead[:1] == ["to"]:
            if line.word(at - 1) == "had" and self._was_made_to(line, at + 1):
                return at
            return None if self._does(line, at + 1, who="we") else at
        own = self._words["own"] | self._words["kin"]
        if set(ahead[:2]) & own or self._at_home(line, at):
            return at
        if set(ahead) & (self._words["people"] - self._words["trades"] - {"team", "staff", "us"}):
            return None if set(ahead) & self._words["business"] else at
        past = line.word(at - 1) in ("had", "’d")
        indoors = not self._words["indoors"].isdisjoint(ahead)
        if indoors and self._words["business"].isdisjoint(ahead):
            return at
        return at if past and not set(ahead) & (self._words["business"] | {"to"}) else None

    def _was_made_to(self, line: Line, at: int) -> bool:
        """Whether what somebody had to do is no desk's: "had to put the book down"."""
        ahead = line.clause(at, 2 * _FAR)
        known = self._words["business"] | self._words["house"] | self._words["untried"]
        own = bool(ahead) and not self._forms.bases(ahead[0]) & self._words["free"]
        return own and known.isdisjoint(ahead[1:])

    def _does(self, line: Line, at: int, *, who: str) -> bool:
        """Whether a full verb, with its object, is in the closed family."""
        word = line.word(at)
        bases = self._forms.bases(word)
        if bases & self._words["lived"]:
            return self._courteous(line, at)
        if bases & self._words["free"]:
            return not self._in_private(line, at)
        if line.clause(at, 3) == ["get", "it"]:
            return True
        got = word == "got" and line.word(at - 1) in self._words["having"]
        if got or (word in ("have", "has", "had") and line.word(at + 1) != "to"):
            return self._has(line, at + 1) is None
        return who != "some" and self._trades_in(line, at, who)

    def _trades_in(self, line: Line, at: int, who: str) -> bool:
        """Whether it is done for a living: by whom, when and with what tells."""
        word = line.word(at)
        bases = self._forms.bases(word)
        others = self._words["people_do"] if who == "they" else frozenset()
        if not bases & (self._words["trade"] | others):
            return word in ("to", "and", "or", "who")
        if self._at_home(line, at):
            return False
        if any(each.isdigit() and len(each) == _YEAR for each in line.clause(at, 2 * _FAR)):
            return True
        if bases & self._words["faults"] or (who == "they" and bases & self._words["people_did"]):
            return True
        past = self._forms.past(word) and (
            word not in self._words["same_form"] or self._helped(line, at)
        )
        if past or (bases & self._words["light"] and who == "i"):
            return self._of_trade(line, at)
        return not (bases & self._words["light"] and self._personal(line, at))

    def _helped(self, line: Line, at: int) -> bool:
        return line.word(at - 1) in self._words["having"] | self._words["adverbs"]

    def _at_home(self, line: Line, at: int) -> bool:
        """Whether a place or a time of private life goes with it ("on the beach")."""
        ahead = line.clause(at + 1, _FAR)
        return any(
            word in self._words["life"]
            and set(ahead[max(0, place - 3) : place]) & self._words["within"]
            for place, word in enumerate(ahead)
        )

    def _in_private(self, line: Line, at: int) -> bool:
        ahead = line.clause(at + 1, _FAR)
        return any(pair in ("at home", "back home") for pair in map(" ".join, pairwise(ahead)))

    def _courteous(self, line: Line, at: int) -> bool:
        """Know courtesies: "we love your photo", "loved reading this", "would enjoy hearing"."""
        ahead = line.clause(at + 1, 3)
        kind = {"you", "your", "that", "seeing", "hearing", "reading", "having", "meeting", "when"}
        heard = ahead[:2] == ["to", "hear"] or ahead[:2] == ["to", "see"]
        return bool(self._forms.bases(line.word(at)) & {"love", "like", "enjoy", "adore"}) and (
            bool(kind & set(ahead[:2])) or heard or ahead[:1] == ["this"]
        )

    def _of_trade(self, line: Line, at: int) -> bool:
        ahead = line.clause(at + 1, _NEAR)
        if "same" in ahead[:2]:
            return False
        bases = self._forms.bases(line.word(at))
        beside = next((word for word in ahead if word not in self._words["personal"]), "")
        if beside in ahead[:2] and any(
            f"{base}:{beside}" in self._words["phrasal"] for base in bases
        ):
            return True
        if ahead[:1] == ["the"] and bases & self._words["fixtures"]:
            return True
        own = bases & (self._words["strict"] | self._words["household"])
        if not own and beside in self._words["away"] and ahead[1:2] == [beside]:
            return True
        known = "matter" if bases & self._words["strict"] else "business"
        return bool(set(ahead) & self._words[known])

    def _personal(self, line: Line, at: int) -> bool:
        ahead = line.clause(at + 1, 2)
        few = (
            self._words["several"]
            if self._forms.bases(line.word(at)) & self._words["household"]
            else ()
        )
        if not set(ahead[:1]) & self._words["personal"].union(few):
            return False
        return not set(line.clause(at + 1, _NEAR)) & self._words["business"]
