"""Rules about the whole sentence: what it agrees to, and whether the gate can read it at all."""

from __future__ import annotations

import re

from assistant.agent.gate.reading import Reading

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_MIN_SHARE = 0.4
_FEW = 3


def agrees_to_figure(reading: Reading) -> bool:
    """As in "yes, that is right", to a question with a figure that no fact beside it holds."""
    question = reading.evidence.question
    named = {_number(each) for each in _FIGURE.findall(question)}
    if not named:
        return False
    if not reading.has("yes", "exact"):
        return False
    values = {float(fact.value) for fact in reading.figures if isinstance(fact.value, int | float)}
    return bool(reading.own_figures) or not named <= values


def _number(text: str) -> float:
    return float(
        text.replace(",", "")
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+", text)
        else text.replace(",", ".")
    )


def is_unreadable(reading: Reading) -> bool:
    """A language the gate does not know: too few of its words are known."""
    count = len(reading.words)
    if count == 0 or sum(len(word.text) for word in reading.words) <= _FEW:
        return False
    if count <= _FEW:
        return reading.known == 0
    return reading.known < count * _MIN_SHARE
