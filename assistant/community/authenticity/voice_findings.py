"""Distance to the account's voice, as findings."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.community.authenticity.findings import Finding, Level
from assistant.community.reading import Reading
from assistant.community.voice import VoiceProfile
from assistant.community.voice_distance import far_off

_VERY_FAR = 4.0
"""Standard deviations from which on a difference is more than a note."""


def unlike_us(reading: Reading, voice: VoiceProfile | None) -> Iterator[Finding]:
    """One finding for each feature that is far off; none while the voice is not known."""
    if voice is None:
        return
    for each in far_off(reading.text, voice):
        level = Level.WARN if each.deviations >= _VERY_FAR else Level.NOTE
        rule = f"voice.{each.feature}"
        yield Finding(each.start, each.end, rule, level, each.reason, each.plainer)
