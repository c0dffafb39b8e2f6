"""English verbs: what a desk may say it does, did, is or has."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from assistant.community.authenticity.firsthand_words import Words, words
from assistant.community.authenticity.tokens import Line, stems

_NEAR = 5
"""Words after a verb in which its object is looked for."""
_FAR = 9
"""Words in which what an "are" goes on with is looked for."""


class Verbs:
    """Reads the verb of a clause, from its first word on."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.irregular = words.pairs("irregular")
        self._dropped_ok = frozenset(words["dropped_ok"])
        self._helpers = (
            words["auxiliary"] | words["negative"] | words["doing"] | words["having"]
        ) | words["being"]
        self._trades = words["free"] | words["trade"] | words["light"]

    def bases(self, word: str) -> frozenset[str]:
        """The base forms a word may stand for."""
        known = self.irregular.get(word)
        return stems(word) | {known} if known else stems(word)

    def past(self, word: str) -> bool:
        """Whether it looks like a past form or a participle."""
        return (word.endswith("ed") and len(word) > 3) or word in self.irregular or word == "been"  # noqa: PLR2004

    def finite(self, word: str) -> bool:
        """Whether it can be the verb of a noun before it."""
        if word in self._helpers | self.words["modal"] or self.past(word):
            return True
        known = self._trades | self.words["lived"] | self.words["events"]
        return bool(self.bases(word) & known) and not word.endswith("ing")

    def marked(self, line: Line, at: int, *, who: str) -> int | None:
        """Where the verb ends, if it is outside of what a desk may say; None where it is inside.

        Args:
            at: the first word after the subject.
            who: "i" and "we"; "they" of people of the house or near it; "some" of a few of them;
                "none" of nobody.
        """
        at, helpers = self._past_helpers(line, at)
        if not line.word(at) or (line.tokens[at].edge and not helpers):
            return None
        return None if self._may(line, at, helpers, who) else at

    def _may(self, line: Line, at: int, helpers: list[str], who: str) -> bool:
        """Whether a verb with its helping verbs is in the closed family."""
        verb, known = line.word(at), set(helpers)
        last = next((each for each in reversed(helpers) if each not in self.words["adverbs"]), "")
        had = "’d" in known and self.past(verb) and verb not in self.words["same_form"]
        must_have = {"must", "have"} <= known and who in ("i", "we")
        if had or must_have:
            last = "have"
        elif known & self.words["modal"]:
            return not self._lives_by_modal(line, at, helpers)
        if last in self.words["being"] and last != "’s":
            return self._is_said(line, at, known)
        if known & self.words["negative"] or who == "none":
            return self._denied(line, at, never="never" in known, nobody=who == "none")
        if last in self.words["having"] and not self.past(verb):
            return self._has(line, at) is None
        return self._does(line, at, who=who)

    def _denied(self, line: Line, at: int, *, never: bool, nobody: bool) -> bool:
        """Whether what was not done may be said: a desk may say what it does not know or do."""
        bases = self.bases(line.word(at))
        if never or bases & self.words["untried"]:
            return bool(bases & self.words["untried"])
        if nobody or bases & self.words["free"]:
            return True
        fine = self._trades | self.words["lived"] | {"a", "any"}
        return bool(bases & fine) and not self._personal(line, at)

    def _past_helpers(self, line: Line, at: int) -> tuple[int, list[str]]:
        """Skips helping verbs and adverbs: where the verb stands, and what was skipped."""
        helpers: list[str] = []
        known = self._helpers | self.words["adverbs"] | self.words["modal"]
        while (word := line.word(at)) in known or (word.endswith("ly") and word != "rely"):
            if line.tokens[at].edge and word not in self._helpers:
                break
            helpers.append(word)
            at += 1
        return at, helpers

    def _lives_by_modal(self, line: Line, at: int, helpers: list[str]) -> bool:
        bases = self.bases(line.word(at))
        if set(helpers) & {"would", "’d", "should", "may", "might"}:
            return bool(bases & {"vouch", "attest", "swear", "swap"})
        if set(helpers) & self.words["never_modal"] or "not" in helpers:
            ahead = line.clause(at, _NEAR)
            return bool(bases & self.words["never_without"]) or "enough" in ahead[1:3]
        return bool(bases & self.words["lived_modal"])

    def _is_said(self, line: Line, at: int, helpers: set[str]) -> bool:
        """What somebody "is" or "was"."""
        word, ahead = line.word(at), line.clause(at, _FAR)
        bases = self.bases(word)
        if word.endswith("ing"):
            return self._does(line, at, who="we")
        if word in ("a", "an", "the", "your", "both", "our"):
            return bool(set(ahead) & (self.words["trades"] | self.words["business"]))
        if word in self.words["placed"] and helpers & self.words["was"]:
            return bool(set(ahead) & (self.words["business"] - self.words["placed"]))
        if word.isdigit() or word in self.words["predicates"]:
            return True
        return bool(bases & (self.words["free"] | self.words["trade"])) and self.past(word)

    def _has(self, line: Line, at: int) -> int | None:
        """What somebody has: a shop has wares; one of them for oneself is another thing."""
        ahead = line.clause(at, _NEAR)
        if ahead[:1] == ["to"]:
            return None if self._does(line, at + 1, who="i") else at
        if set(ahead[:2]) & self.words["own"] or self._at_home(line, at):
            return at
        if set(ahead) & (self.words["people"] - self.words["trades"] - {"team", "staff", "us"}):
            return None if set(ahead) & self.words["business"] else at
        past = line.word(at - 1) in ("had", "’d")
        return at if past and not set(ahead) & (self.words["business"] | {"to"}) else None

    def _does(self, line: Line, at: int, *, who: str) -> bool:
        """Whether a full verb, with its object, is in the closed family."""
        word = line.word(at)
        bases = self.bases(word)
        if bases & self.words["lived"]:
            return self._courteous(line, at)
        if bases & self.words["free"]:
            return not self._in_private(line, at)
        if word in ("have", "has", "had") and line.word(at + 1) != "to":
            return self._has(line, at + 1) is None
        return who != "some" and self._trades_in(line, at, who)

    def _trades_in(self, line: Line, at: int, who: str) -> bool:
        """Whether it is done for a living: by whom, when and with what tells."""
        word = line.word(at)
        bases = self.bases(word)
        others = self.words["people_do"] if who == "they" else frozenset()
        if not bases & (self.words["trade"] | others):
            return word in ("to", "and", "or", "who")
        if self._at_home(line, at):
            return False
        if who == "they" and bases & self.words["people_did"]:
            return True
        past = self.past(word) and (word not in self.words["same_form"] or self._helped(line, at))
        if past or (bases & self.words["light"] and who == "i"):
            return self._of_trade(line, at)
        return not (bases & self.words["light"] and self._personal(line, at))

    def _helped(self, line: Line, at: int) -> bool:
        return line.word(at - 1) in self.words["having"] | self.words["adverbs"]

    def _at_home(self, line: Line, at: int) -> bool:
        """Whether a place or a time of private life goes with it ("on the beach")."""
        ahead = line.clause(at + 1, _FAR)
        return any(
            word in self.words["life"]
            and set(ahead[max(0, place - 3) : place]) & self.words["within"]
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
        return bool(self.bases(line.word(at)) & {"love", "like", "enjoy", "adore"}) and (
            bool(kind & set(ahead[:2])) or heard or ahead[:1] == ["this"]
        )

    def _of_trade(self, line: Line, at: int) -> bool:
        ahead = line.clause(at + 1, _NEAR)
        if "same" in ahead[:2]:
            return False
        bases = self.bases(line.word(at))
        beside = next((word for word in ahead if word not in self.words["personal"]), "")
        if beside in ahead[:2] and any(
            f"{base}:{beside}" in self.words["phrasal"] for base in bases
        ):
            return True
        known = "matter" if bases & self.words["strict"] else "business"
        return bool(set(ahead) & self.words[known])

    def _personal(self, line: Line, at: int) -> bool:
        ahead = line.clause(at + 1, 2)
        few = self.words["several"] if self.bases(line.word(at)) & self.words["household"] else ()
        if not set(ahead[:1]) & self.words["personal"].union(few):
            return False
        return not set(line.clause(at + 1, _NEAR)) & self.words["business"]

    def dropped(self, line: Line, at: int, *, opens: bool) -> bool:
        """Whether a clause that begins with this word leaves out an "I" and tells of it.

        Args:
            opens: nothing but "yes", "just" and the like stands before it in the sentence.
        """
        word, following = line.word(at), line.word(at + 1)
        bases = self.bases(word)
        if f"{word}:{following}" in self._dropped_ok:
            return False
        takes = following in self.words["objects"] and not line.tokens[at + 1].edge
        if word in ("been", "had", "having"):
            return opens
        if (
            self.past(word)
            and not bases & self.words["free"]
            and word not in self.words["same_form"]
        ):
            if bases & self.words["lived"] and not word.endswith("ing"):
                return True
            return takes or (opens and word in self.irregular and word != self.irregular[word])
        if opens and word.endswith("ing"):
            return bool(bases & self.words["dropped_ing"])
        return opens and bool(word in self.words["dropped_present"])

    def fared(self, line: Line, at: int) -> int | None:
        """What became of a thing: past forms beyond what a desk sees of it."""
        first, helpers = at, []
        while (word := line.word(at)) in self.words["adverbs"] | {
            "has",
            "have",
            "had",
            "’s",
            "’ve",
        }:
            if line.tokens[at].edge:
                return None
            helpers.append(word)
            at += 1
        word = line.word(at)
        if not word or line.tokens[at].edge:
            return None
        if word == "been" and at > first:
            return at + 1 if line.word(at + 1) in ("a", "an", "my", "our", "the", "such") else None
        if not self.past(word) or word in self.words["same_form"] - {"fit"}:
            return None
        bases = self.bases(word)
        known = bases & (self.words["events"] | self.words["free"])
        return None if known and "never" not in helpers else at

    def ours(self, line: Line, at: int) -> int | None:
        """What "our" somebody or something did, with a verb no thing of a shop's does."""
        for place in range(at + 1, min(at + 4, len(line.tokens))):
            word = line.word(place)
            if line.tokens[place].edge or word in self._helpers | self.words["modal"]:
                return None
            if self.past(word) and word not in self.words["same_form"]:
                known = self._trades | self.words["events"] | self.words["people_do"]
                return None if self.bases(word) & known else place
        return None


@lru_cache(maxsize=1)
def verbs() -> Verbs:
    """The verbs of English, read once."""
    return Verbs(words("en"))
