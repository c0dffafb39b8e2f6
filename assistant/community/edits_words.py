"""Words of drafts and what was sent, and the phrases that people take out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.community.reading import read
from assistant.community.voice_features import FUNCTION_WORDS

_LONGEST = 5


def words_of(text: str) -> list[str]:
    """The words of a text, folded; the text's marks where it has no words."""
    words = [word for word, _, _ in read(text).words]
    return words or text.split()


def phrases_out(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    """Phrases of one to five words that were drafted and not sent, with how many pairs lost them,
    the most frequent first, then the longest.

    No two of them share a word that matters: "feel free to reach" stands for "reach out" beside it.

    Args:
        pairs: (drafted, sent).
    """
    counts = Counter(phrase for pair in pairs for phrase in _lost(*pair))
    kept: list[tuple[str, int]] = []
    used: set[str] = set()
    for phrase, count in sorted(
        counts.items(), key=lambda each: (-each[1], -len(each[0]), each[0])
    ):
        meaning = set(phrase) - FUNCTION_WORDS
        if not meaning & used:
            kept.append((" ".join(phrase), count))
            used |= meaning
    return kept


def _lost(drafted: str, sent: str) -> set[tuple[str, ...]]:
    """Phrases whose every word was left out or replaced."""
    before, after = words_of(drafted), words_of(sent)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    runs = [before[start:end] for what, start, end, _, _ in steps if what in ("delete", "replace")]
    return {phrase for run in runs for phrase in _phrases(run)}


def _phrases(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for length in range(1, _LONGEST + 1):
        for at in range(len(words) - length + 1):
            phrase = tuple(words[at : at + length])
            if any(word not in FUNCTION_WORDS for word in phrase):
                yield phrase
