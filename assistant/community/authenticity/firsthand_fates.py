"""English clauses without a person in them: a subject left out, and how a thing fared."""

from __future__ import annotations

from assistant.community.authenticity.firsthand_forms import Forms
from assistant.community.authenticity.tokens import Line

_NEAR = 5
"""Words after a verb in which its object is looked for."""


class Fates:
    """Reads what happened to whom from verbs alone."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._words = forms.words

    def dropped(self, line: Line, at: int, *, opens: bool) -> bool:
        """Whether a clause that begins with this word leaves out an "I" and tells of it.

        Args:
            opens: nothing but "yes", "just" and the like stands before it in the sentence.
        """
        word, following = line.word(at), line.word(at + 1)
        bases = self._forms.bases(word)
        if f"{word}:{following}" in self._forms.dropped_ok or self._no_deed(line, word):
            return False
        takes = following in self._words["objects"] and not line.tokens[at + 1].edge
        if word in ("been", "had", "having") or self._denied(line, at):
            return opens
        if (
            self._forms.past(word)
            and not bases & self._words["free"]
            and word not in self._words["same_form"]
        ):
            if bases & self._words["lived"] and not word.endswith("ing"):
                return True
            return takes or (
                opens and word in self._forms.irregular and word != self._forms.irregular[word]
            )
        if opens and word.endswith("ing"):
            return bool(bases & self._words["dropped_ing"])
        return opens and bool(word in self._words["dropped_present"])

    def _no_deed(self, line: Line, word: str) -> bool:
        """Whether a helping verb asks ("Did you?"), or a courtesy begins ("pleased")."""
        return (line.asks and word in self._forms.helpers) or word in self._words["unsure"]

    def _denied(self, line: Line, at: int) -> bool:
        """Find "Didn't sleep a wink": a helping verb without its subject."""
        if line.word(at) not in self._words["denied_past"]:
            return False
        return not self._asked_of_you(line, at) and not self._a_desk_denies(line, at)

    def _asked_of_you(self, line: Line, at: int) -> bool:
        """Find a question to whom is answered ("Didn't you get it?"), or a verdict on a thing."""
        return line.word(at + 1) in self._words["not_dropped"] or line.asks

    def _a_desk_denies(self, line: Line, at: int) -> bool:
        """What a desk may say it did not do: "Couldn't find your order"."""
        steps = (each for each in range(at + 1, len(line.tokens)))
        verb = next((n for n in steps if line.word(n) not in self._words["adverbs"]), at)
        known = self._words["free"] | self._words["trade"] | self._words["untried"]
        near = set(line.clause(verb + 1, 4)) & {"it", "them", "this"}
        ours = self._forms.bases(line.word(verb)) & known
        return bool(ours) and not (near and self._forms.bases(line.word(verb)) & {"put", "get"})

    def fared(self, line: Line, at: int) -> int | None:
        """What became of a thing: past forms beyond what a desk sees of it."""
        first, helpers = at, []
        while (word := line.word(at)) in self._words["adverbs"] | {
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
        if not self._forms.past(word) or word in self._words["same_form"] - {"fit"}:
            return None
        bases = self._forms.bases(word)
        known = bases & (self._words["events"] | self._words["free"] | {"find"})
        if line.word(at + 1) in ("my", "our"):
            ours = self._words["business"] | self._words["makers"]
            known = ours.intersection(line.clause(at + 1, _NEAR))
        return None if known and "never" not in helpers else at

    def ours(self, line: Line, at: int) -> int | None:
        """What "our" somebody or something did, with a verb no thing of a shop's does."""
        for place in range(at + 1, min(at + 4, len(line.tokens))):
            word = line.word(place)
            if line.tokens[place].edge or word in self._forms.helpers | self._words["modal"]:
                return None
            if self._forms.past(word) and word not in self._words["same_form"]:
                known = self._forms.trades | self._words["events"] | self._words["people_do"]
                return None if self._forms.bases(word) & known else place
        return None
