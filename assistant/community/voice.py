"""How an account writes, measured from posts its people wrote themselves.

What a composer drafted must be left out by the caller, or the voice would drift to the composer's.
A measure for short texts: counts for each post, not shares of a thousand words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean, median, pstdev, quantiles

from assistant.community.voice_features import FUNCTION_WORDS, NAMES, Features, features

ENOUGH = 20
"""Posts below which nothing is concluded."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One feature over the posts: median, quarter marks, mean, standard deviation.

    `share` is the share of posts in which it occurs at all, 0.0 to 1.0.
    """

    median: float
    low: float
    high: float
    mean: float
    deviation: float
    share: float


@dataclass(frozen=True, slots=True)
class VoiceProfile:
    """How an account writes.

    Attributes:
        posts: how many posts it was measured from; with fewer than `ENOUGH` all else is empty.
        spreads: by feature name (see `voice_features.NAMES`).
        greetings: shares of the forms a post opens with ("hi", "thanks", "" for none).
        sign_offs: shares of the forms it closes with ("name", "initials", "" for none).
        function_words: (mean, standard deviation) of each word's share of a post's words.
        burrows: (mean, standard deviation) of the posts' own distance from these means.
    """

    posts: int
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    greetings: Mapping[str, float] = field(default_factory=dict)
    sign_offs: Mapping[str, float] = field(default_factory=dict)
    function_words: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    burrows: tuple[float, float] = (0.0, 0.0)

    @property
    def knows_enough(self) -> bool:
        """Whether there were enough posts to conclude anything."""
        return self.posts >= ENOUGH


def profile(texts: Sequence[str]) -> VoiceProfile:
    """Measure a voice.

    Args:
        texts: the account's own posts written by people, 50 or more for a good picture.
    """
    texts = [text for text in texts if text.strip()]
    if len(texts) < ENOUGH:
        return VoiceProfile(len(texts))
    counted = [features(text) for text in texts]
    words = _function_words(counted)
    distances = [_delta(each, words) for each in counted]
    return VoiceProfile(
        posts=len(texts),
        spreads={name: _spread([each.values[name] for each in counted]) for name in NAMES},
        greetings=_shares([each.greeting for each in counted]),
        sign_offs=_shares([each.sign_off for each in counted]),
        function_words=words,
        burrows=(fmean(distances), pstdev(distances)),
    )


def distance_of_words(counted: Features, voice: VoiceProfile) -> float:
    """Burrows' delta: mean distance of the function words' shares from the voice's, in standard
    deviations. Compare it with `VoiceProfile.burrows`.
    """
    return _delta(counted, voice.function_words)


def _spread(values: list[float]) -> Spread:
    low, _, high = quantiles(values, n=4, method="inclusive")
    share = sum(value > 0 for value in values) / len(values)
    return Spread(median(values), low, high, fmean(values), pstdev(values), share)


def _shares(forms: list[str]) -> dict[str, float]:
    return {form: count / len(forms) for form, count in Counter(forms).most_common()}


def _function_words(counted: Sequence[Features]) -> dict[str, tuple[float, float]]:
    """Of words that occur in at least a tenth of the posts: rarer ones say nothing."""
    found: dict[str, tuple[float, float]] = {}
    for word in sorted(FUNCTION_WORDS):
        shares = [each.function_words.get(word, 0) / max(1, each.total) for each in counted]
        if sum(share > 0 for share in shares) * 10 >= len(shares):
            found[word] = (fmean(shares), pstdev(shares))
    return found


def _delta(counted: Features, words: Mapping[str, tuple[float, float]]) -> float:
    apart = [
        abs(counted.function_words.get(word, 0) / max(1, counted.total) - mean) / deviation
        for word, (mean, deviation) in words.items()
        if deviation > 0
    ]
    return sqrt(fmean(each * each for each in apart)) if apart else 0.0
