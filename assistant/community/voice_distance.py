"""How far a draft is from an account's voice, feature by feature, with the feature named.

Each distance is a number of standard deviations. A form ("opens with Thanks") is measured by how
often the account uses it: what 3 of 100 posts do is more than five deviations away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from assistant.community.voice import VoiceProfile, distance_of_words
from assistant.community.voice_features import EMOJI, NAMES, Features, features

FAR = 2.5
"""Standard deviations from which on a feature is named."""
_FEW = 30
"""Posts below which counts are told, not percentages."""
_LEAST = {
    "words": 4.0,
    "sentence_words": 2.5,
    "exclamations": 0.35,
    "questions": 0.5,
    "emoji": 0.4,
    "hashtags": 0.25,
    "first_singular": 0.5,
}
"""A voice that never varies would make any difference endless: no deviation is taken smaller."""
_ENOUGH_WORDS = 15
"""Words below which a text's small words say nothing."""


class Match(Protocol):
    """What both `re` and `regex` find."""

    def span(self) -> tuple[int, int]: ...


class Pattern(Protocol):
    """What both `re` and `regex` compile."""

    def finditer(self, string: str) -> Iterable[Match]: ...


_I = re.compile(r"(?<!\w)(?:I|I['’]\w+|[Ii]ch)(?!\w)")
_MARKS: Mapping[str, Pattern] = {
    "exclamations": re.compile("!"),
    "questions": re.compile(r"\?"),
    "emoji": EMOJI,
    "hashtags": re.compile(r"(?<!\w)#\w+"),
    "first_singular": _I,
}
_FORMS = {"thanks": "a thank-you", "name": "a name", "initials": "initials"}


@dataclass(frozen=True, slots=True)
class Distance:
    """One feature in which a text is far off.

    Attributes:
        feature: a name of `voice_features.NAMES`, "greeting", "sign_off" or "function_words".
        start: of the words that show it; the whole text where none do.
        deviations: how far, in standard deviations; never negative.
    """

    feature: str
    start: int
    end: int
    deviations: float
    reason: str
    plainer: str | None = None


def far_off(text: str, voice: VoiceProfile) -> tuple[Distance, ...]:
    """Every feature in which a text is far from a voice, the farthest first.

    Empty while the voice was measured from too few posts to know it.
    """
    if not voice.knows_enough or not text.strip():
        return ()
    counted = features(text)
    found = [*_marks(text, counted, voice), *_lengths(text, counted, voice)]
    found += [*_forms(text, counted, voice), *_small_words(text, counted, voice)]
    return tuple(sorted(found, key=lambda each: -each.deviations))


def _marks(text: str, counted: Features, voice: VoiceProfile) -> Iterator[Distance]:
    """Marks and words that this text has more of."""
    for name, pattern in _MARKS.items():
        spread, value = voice.spreads[name], counted.values[name]
        deviations = (value - spread.mean) / max(spread.deviation, _LEAST[name])
        if deviations < FAR:
            continue
        places = [found.span() for found in pattern.finditer(text)]
        start, end = places[min(int(spread.high), len(places) - 1)] if places else (0, len(text))
        there = _share(spread.share, voice.posts)
        reason = f"You use {NAMES[name]} in {there}; this one has {value:.0f}."
        yield Distance(name, start, end, deviations, reason, "Leave it out.")


def _lengths(text: str, counted: Features, voice: VoiceProfile) -> Iterator[Distance]:
    for name in ("words", "sentence_words"):
        spread, value = voice.spreads[name], counted.values[name]
        deviations = (value - spread.mean) / max(spread.deviation, _LEAST[name])
        if deviations < FAR:
            continue
        usual = f"{spread.low:.0f} to {spread.high:.0f} words"
        if name == "words":
            reason = f"Half of your posts have {usual}; this one has {value:.0f}."
        else:
            reason = f"Your sentences mostly have {usual}; these have {value:.0f}."
        yield Distance(name, 0, len(text), deviations, reason, "Say it shorter.")
    usual_short = voice.spreads["contractions"].mean > 2 * voice.spreads["spelled_out"].mean
    spelled = counted.values["spelled_out"]
    if usual_short and spelled > 1 and not counted.values["contractions"]:
        spread = voice.spreads["spelled_out"]
        deviations = max(FAR, (spelled - spread.mean) / max(spread.deviation, 0.5))
        reason = "You write short forms such as “we’ll”; this one spells them out."
        yield Distance("contractions", 0, len(text), deviations, reason, "Use the short forms.")


def _forms(text: str, counted: Features, voice: VoiceProfile) -> Iterator[Distance]:
    start, end = _opening(text, counted)
    opens = voice.greetings.get(counted.greeting, 0.0)
    deviations = _rare(opens, voice.posts)
    if deviations >= FAR and end > start:
        there = _share(opens, voice.posts)
        said = _FORMS.get(counted.greeting) or (
            f"“{text[start:end].strip()}”" if counted.greeting else "no greeting"
        )
        plainer = _instead("Open", "at once with what you have to say", voice.greetings)
        reason = f"You open {there} with {said}; this one does."
        yield Distance("greeting", start, end, deviations, reason, plainer)
    closes = voice.sign_offs.get(counted.sign_off, 0.0)
    deviations = _rare(closes, voice.posts)
    if deviations >= FAR:
        there = _share(closes, voice.posts)
        said = _FORMS.get(counted.sign_off) or (
            f"“{counted.sign_off}”" if counted.sign_off else "no name or greeting"
        )
        begin = min(counted.sign_off_start, len(text) - 1) if counted.sign_off else 0
        reason = f"You close {there} with {said}; this one does."
        plainer = (
            _instead("Close", "without a name or greeting", voice.sign_offs)
            if counted.sign_off
            else "Whoever approves it can sign it."
        )
        yield Distance("sign_off", begin, len(text), deviations, reason, plainer)


def _instead(what: str, plain: str, shares: Mapping[str, float]) -> str:
    """What the account does most instead.

    Args:
        plain: how that is said of posts without any set form.
    """
    usual = max(shares, key=lambda form: shares[form], default="")
    if usual == "initials":
        return f"{what} with your initials, as you do most often."
    said = f"with {_FORMS.get(usual) or f'“{usual}”'}" if usual else plain
    return f"{what} {said}, as you do most often."


def _small_words(text: str, counted: Features, voice: VoiceProfile) -> Iterator[Distance]:
    mean, deviation = voice.burrows
    if counted.total < _ENOUGH_WORDS or deviation <= 0:
        return
    deviations = (distance_of_words(counted, voice) - mean) / deviation
    if deviations >= FAR:
        reason = "Its small words are spread in another way than in your posts."
        yield Distance("function_words", 0, len(text), deviations, reason, "Say it in your words.")


def _opening(text: str, counted: Features) -> tuple[int, int]:
    """The place of the greeting; of the first word where there is none."""
    if counted.greeting:
        return len(text) - len(text.lstrip()), counted.greeting_end
    found = re.search(r"\S+", text)
    return found.span() if found else (0, 0)


def _rare(share: float, posts: int) -> float:
    """Deviations of a text that does what this share of posts do; one more post is taken to, so
    that nothing is impossible.
    """
    chance = (share * posts + 1) / (posts + 1)
    return sqrt((1 - chance) / chance)


def _share(share: float, posts: int) -> str:
    count = round(share * posts)
    if count == 0:
        return f"none of your {posts} posts"
    return (
        f"{count} of your {posts} posts"
        if posts < _FEW
        else f"{share:.0%} of your posts".replace("%", " %")
    )
