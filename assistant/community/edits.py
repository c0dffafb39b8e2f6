"""What people change in drafts: how much, and which habits are worth a rule.

A habit is offered only when at least five of the last eight corrections show it, with that count
as its reason. A person accepts or deletes it; nothing is learned behind anybody's back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from assistant.community.brand import Correction, Leaning
from assistant.community.edits_words import phrases_out, words_of
from assistant.community.voice_features import Features, features

LOOKED_AT = 8
"""The latest corrections that count."""
ENOUGH = 5
"""Of these, so many must show a habit."""
PHRASES = 3
"""Phrases offered at once, at most."""
_SHORTER = 0.8
"""At most this share of the words left is a shortening."""


@dataclass(frozen=True, slots=True)
class Habit:
    """Something people do to most drafts, as a rule to offer.

    Attributes:
        leaning: whether to do it, or not to.
        text: what is done or not done, one short sentence ("Use exclamation marks.").
        why: what it was seen in, in words ("You took them out in 6 of your last 8 edits.").
    """

    leaning: Leaning
    text: str
    why: str


def distance(original: str, sent: str) -> float:
    """The share of words changed, 0.0 (sent as drafted) to 1.0 (written anew).

    Words put in, left out or replaced, over the words of the longer text (Levenshtein's distance);
    case and marks do not count unless there is nothing else.
    """
    before, after = words_of(original), words_of(sent)
    if not before and not after:
        return float(original.strip() != sent.strip())
    return _steps(before, after) / max(len(before), len(after))


def habits(corrections: Sequence[Correction]) -> tuple[Habit, ...]:
    """The rules to offer, the most frequent first; empty with too few corrections.

    Args:
        corrections: the latest first; only the first eight are looked at.
    """
    latest = corrections[:LOOKED_AT]
    if len(latest) < ENOUGH:
        return ()
    pairs = [_Pair(each, features(each.original), features(each.sent)) for each in latest]
    found = [
        (count, Habit(kind.leaning, kind.text(seen), kind.why(count, len(latest))))
        for kind in _KINDS
        if (count := len(seen := [pair for pair in pairs if kind.shows(pair)])) >= ENOUGH
    ]
    found += [
        (count, Habit(Leaning.DONT, f"Write “{phrase}”.", _took_out(count, len(latest))))
        for phrase, count in phrases_out([(each.original, each.sent) for each in latest])[:PHRASES]
        if count >= ENOUGH
    ]
    return tuple(habit for _, habit in sorted(found, key=lambda pair: -pair[0]))


@dataclass(frozen=True, slots=True)
class _Pair:
    correction: Correction
    before: Features
    after: Features

    def less(self, name: str) -> bool:
        """Whether something was there and is gone."""
        return self.before.values[name] > 0 and self.after.values[name] == 0

    def more(self, name: str) -> bool:
        """Whether something was put in that was not there."""
        return self.before.values[name] == 0 and self.after.values[name] > 0

    @property
    def left(self) -> float:
        """Share of the words that is left, 1.0 for an empty draft."""
        before = self.before.total
        return self.after.total / before if before else 1.0


@dataclass(frozen=True, slots=True)
class _Kind:
    leaning: Leaning
    text: Callable[[list[_Pair]], str]
    verb: str
    shows: Callable[[_Pair], bool]

    def why(self, count: int, of: int) -> str:
        return f"{self.verb} in {count} of your last {of} edits."


def _always(text: str) -> Callable[[list[_Pair]], str]:
    return lambda _: text


def _shorter(seen: list[_Pair]) -> str:
    cut = 1 - median(pair.left for pair in seen)
    parts = ((0.29, "a quarter"), (0.42, "a third"), (0.6, "half"), (1.0, "two thirds"))
    return f"Keep it about {next(words for most, words in parts if cut <= most)} shorter."


def _took_out(count: int, of: int) -> str:
    return f"You took it out in {count} of your last {of} edits."


def _adds_name(pair: _Pair) -> bool:
    return pair.before.sign_off not in _NAMED and pair.after.sign_off in _NAMED


_NAMED = ("name", "initials")
_DO, _DONT = Leaning.DO, Leaning.DONT
_KINDS = (
    _Kind(_DO, _shorter, "You shortened the draft", lambda pair: pair.left <= _SHORTER),
    _Kind(
        _DONT,
        _always("Use exclamation marks."),
        "You took out exclamation marks",
        lambda pair: pair.less("exclamations"),
    ),
    _Kind(_DONT, _always("Use emoji."), "You took out emoji", lambda pair: pair.less("emoji")),
    _Kind(_DO, _always("Put in an emoji."), "You put in an emoji", lambda pair: pair.more("emoji")),
    _Kind(
        _DONT,
        _always("Use hashtags."),
        "You took out hashtags",
        lambda pair: pair.less("hashtags"),
    ),
    _Kind(
        _DONT,
        _always("Ask questions that need no answer."),
        "You took out the question",
        lambda pair: pair.less("questions"),
    ),
    _Kind(
        _DONT,
        _always("Open with a thank-you."),
        "You took out the thank-you at the beginning",
        lambda pair: pair.before.greeting == "thanks" != pair.after.greeting,
    ),
    _Kind(
        _DO,
        _always("Open with a greeting."),
        "You put in a greeting",
        lambda pair: not pair.before.greeting and bool(pair.after.greeting),
    ),
    _Kind(
        _DONT,
        _always("Open with a greeting."),
        "You took out the greeting",
        lambda pair: pair.before.greeting not in ("", "thanks") and not pair.after.greeting,
    ),
    _Kind(
        _DO,
        _always("Leave room for a name at the end."),
        "You signed the reply",
        _adds_name,
    ),
    _Kind(
        _DO,
        _always("Use short forms such as “we’ll”."),
        "You wrote short forms for long ones",
        lambda pair: (
            pair.before.values["spelled_out"] > pair.after.values["spelled_out"]
            and pair.after.values["contractions"] > pair.before.values["contractions"]
        ),
    ),
    _Kind(
        _DO,
        _always("Say “I”, not “we”."),
        "You wrote “I” for “we”",
        lambda pair: pair.less("first_plural") and pair.more("first_singular"),
    ),
    _Kind(
        _DO,
        _always("Say “we”, not “I”."),
        "You wrote “we” for “I”",
        lambda pair: pair.less("first_singular") and pair.more("first_plural"),
    ),
)


def _steps(before: Sequence[str], after: Sequence[str]) -> int:
    """Levenshtein's distance in words, row by row."""
    row = list(range(len(after) + 1))
    for at, word in enumerate(before, start=1):
        last, row[0] = row[0], at
        for to, other in enumerate(after, start=1):
            last, row[to] = (
                row[to],
                min(row[to] + 1, row[to - 1] + 1, last + (word != other)),
            )
    return row[-1]
