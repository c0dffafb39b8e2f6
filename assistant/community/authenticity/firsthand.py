"""What a reply tells of somebody's own life: marked unless it is known to be a desk's to say.

Lists of phrases never end, so this works the other way round. A desk may apologise, thank, offer,
ask, intend, think, know, tell its trade and what it did about the matter: that family is closed and
stands in the word files. Every other statement of the people behind it, of those around them, or of
how a thing fared in somebody's hands is marked for a person to confirm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.community.authenticity.findings import Finding, Grounds, Level
from assistant.community.authenticity.firsthand_english import English, english
from assistant.community.authenticity.firsthand_german import German, german
from assistant.community.authenticity.grounding import told
from assistant.community.authenticity.tokens import Line, lines
from assistant.community.reading import Reading

RULE = "invented_experience"
REASON = "Did somebody here really live this? If yes, keep it; if not, cut it."
PLAINER = "Say what a fact says of it, or that you do not know."


def firsthand(reading: Reading, grounds: Grounds, languages: frozenset[str]) -> Iterator[Finding]:
    """One mark a sentence at most: enough for a person to read it again."""
    known: tuple[tuple[str, Callable[[], English | German]], ...] = (
        ("en", english),
        ("de", german),
    )
    readers = [reader() for language, reader in known if language in languages]
    for line in lines(reading):
        span = next((found for each in readers if (found := _mark(each, line))), None)
        if span and not told(line.sentence, reading.folded[span[0] : span[1]], grounds):
            yield Finding(*span, RULE, Level.WARN, REASON, PLAINER)


def _mark(reader: English | German, line: Line) -> tuple[int, int] | None:
    return next(reader.marks(line), None)
