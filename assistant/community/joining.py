"""Whether to step into talk that did not call us. Nearly always: listen.

Whoever speaks of a brand without calling it may not want it to answer. So a search only listens
unless its people say otherwise, and even then a reply is proposed only to an open question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.community.patterns import late
from assistant.community.searches import Band, SavedSearch

ONLY_LISTENS = "This search only listens: hits are shown, and no reply is proposed."
NOT_SURE = "It is not sure that this is about us, so Engage only listens."
NOT_ASKED = (
    "They speak about us and not to us. A reply nobody asked for can feel like being watched."
)
HEAVY = "This is no moment for a brand to join in."
ASKED = "It asks openly, so an answer may help. Say who you are, and answer only what was asked."

_ASKS = late(
    r"\?|\b(?:any ?(?:one|body) (?:know|tried|used|else)|recommend\w*|looking for|suggestions?"
    r"|does (?:any|some)\w+|how (?:do|can) (?:i|you)|who (?:knows|has)"
    r"|we(?:iß|iss) jemand|kennt (?:jemand|wer|ihr)|hat (?:jemand|wer)|empfehl\w*|suche|tipps?)\b",
    re.IGNORECASE,
)
_RHETORICAL = late(
    r"\b(?:why (?:am i|do i even|bother)|are you kidding|seriously|wtf|really)\s*\?|\?!|!\?|\?{2,}",
    re.IGNORECASE,
)
_HEAVY = late(
    r"\b(?:died|dead|death|funeral|passed away|killed|suicide|shooting|war|attack|accident|cancer"
    r"|grief|mourning|rip|gestorben|verstorben|beerdigung|tod|krieg|anschlag|unfall|trauer)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Joining:
    """Whether a reply may be proposed, and the sentence that says why."""

    may: bool
    why: str


def joining(search: SavedSearch, band: Band, text: str) -> Joining:
    """Judge one hit.

    Args:
        search: that found it.
        band: of the hit.
        text: of the post.
    """
    if search.listen_only:
        return Joining(may=False, why=ONLY_LISTENS)
    if _HEAVY.search(text):
        return Joining(may=False, why=HEAVY)
    if band is Band.MAYBE:
        return Joining(may=False, why=NOT_SURE)
    if not _ASKS.search(text) or _RHETORICAL.search(text):
        return Joining(may=False, why=NOT_ASKED)
    return Joining(may=True, why=ASKED)
