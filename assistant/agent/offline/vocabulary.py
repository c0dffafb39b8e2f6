"""Which words decide something, and which are at least nobody's typo."""

from __future__ import annotations

from assistant.agent.offline.metrics import METRICS
from assistant.agent.offline.phrases import words_in
from assistant.agent.offline.words import (
    BEFORE_PERIOD,
    COMMON,
    INTENTS,
    MORE,
    ORDERS,
    SMALL_TALK,
    WHY,
)
from assistant.community.calendar_words import MONTHS, PLAIN, WEEKDAYS

_CALENDAR = frozenset((*PLAIN, *PLAIN.values(), *(name.lower() for name in (*MONTHS, *WEEKDAYS))))

TARGETS = words_in((*METRICS.values(), *INTENTS.values(), *ORDERS.values())) | WHY | _CALENDAR
"""Words that decide something: a typo may mean one of them."""

VOCABULARY = TARGETS | COMMON | BEFORE_PERIOD | words_in((*SMALL_TALK.values(), MORE))
"""Words that are nobody's typo and nobody's name."""
