"""What an account's own posts are like, in sentences for whoever drafts."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.community.voice import Spread, VoiceProfile

_OFTEN = 0.5
_SELDOM = 0.1

_HABITS = (
    ("exclamations", "exclamation marks"),
    ("emoji", "emoji"),
    ("questions", "questions"),
    ("hashtags", "hashtags"),
    ("first_singular", "the word for “I”"),
    ("first_plural", "the word for “we”"),
    ("contractions", "contracted forms such as “we’ll”"),
)


def in_sentences(voice: VoiceProfile) -> tuple[str, ...]:
    """The measured voice; empty where too few posts were there to measure it."""
    if not voice.knows_enough:
        return ()
    words = voice.spreads["words"]
    told = [f"Half of its posts have {words.low:.0f} to {words.high:.0f} words."]
    told += [_habit(voice.spreads[name], shown) for name, shown in _HABITS if name in voice.spreads]
    told += _forms("Opens", voice.greetings)
    told += _forms("Closes", voice.sign_offs)
    return tuple(line for line in told if line)


def _habit(spread: Spread, shown: str) -> str:
    if spread.share >= _OFTEN:
        return f"Uses {shown} in most posts."
    return f"Hardly ever uses {shown}." if spread.share < _SELDOM else f"Sometimes uses {shown}."


def _forms(what: str, shares: Mapping[str, float]) -> list[str]:
    common = [(form, share) for form, share in shares.items() if form and share >= _SELDOM]
    if not common:
        return [f"{what} posts with no set form."]
    return [f"{what} {share:.0%} of posts with “{form}”." for form, share in common]
