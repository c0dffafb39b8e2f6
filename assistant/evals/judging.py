"""How an answer did: the calls behind it beside those that the table wants. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.agent.naming import everywhere, meaning
from assistant.community.accounts import Account
from assistant.community.answers import Answer
from assistant.community.facts import Unit
from assistant.community.period_words import parse_period
from assistant.errors import InvalidInput
from assistant.evals.cases import Case

Call = tuple[str, Mapping[str, Any]]
"""A tool's name and what it was given."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when questions are asked: what "this week" and a part of a name mean there."""

    accounts: Sequence[Account]
    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, the calls that found something, and the answer; None where there was none.

    Attributes:
        wanted_model: a model was to answer, not the offline composer.
        seconds: from the question to the end of its answer.
    """

    case: Case
    calls: Sequence[Call]
    answer: Answer | None
    scene: Scene
    wanted_model: bool = False
    seconds: float = 0.0

    @property
    def fell_back(self) -> bool:
        """Whether the offline composer spoke in the model's place."""
        return self.wanted_model and (self.answer is None or self.answer.fallback is not None)

    @property
    def shows(self) -> bool:
        """Whether it shows a figure or somebody's words."""
        if self.answer is None:
            return False
        figures = [fact for fact in self.answer.facts if fact.unit is not Unit.NAME]
        return bool(figures or self.answer.quotes)

    @property
    def asked_back(self) -> bool:
        """Whether it says something, and shows nothing."""
        return self.answer is not None and bool(self.answer.text.strip()) and not self.shows

    @property
    def right(self) -> bool:
        """Whether the right tool was called with the right arguments, or nothing was shown where
        nothing can be. An answer of the offline composer in a model's place is none of the model's.
        """
        if self.answer is None or self.fell_back:
            return False
        if self.case.asks_back:
            return self.asked_back
        wanted = self.case.tools
        return any(
            tool in wanted and fits(wanted[tool], given, self.scene) for tool, given in self.calls
        )

    @property
    def wrong_whom(self) -> bool:
        """Whether it shows something, and nothing it looked up is about the account meant."""
        if self.fell_back or not self.shows:
            return False
        asked = [
            _whom(given.get("account"), self.scene)
            for tool, given in self.calls
            if tool not in _OF_NOBODY
        ]
        met = {*asked, frozenset().union(*asked)}  # one after another is all of them, too
        wanted = {_whom(each, self.scene) for each in self.case.accounts}
        return self.case.nobody or bool(wanted and asked and not wanted & met)

    @property
    def wrong_when(self) -> bool:
        """Whether it shows something, and nothing it looked up is of the period meant."""
        if self.fell_back or not self.shows or self.answer is None:
            return False
        asked = [
            days_of(given["period"], self.scene) for _, given in self.calls if given.get("period")
        ]
        asked += [
            _days(f.window.start, f.window.end, self.scene) for f in self.answer.facts if f.window
        ]
        wanted = self.case.periods
        return bool(wanted and asked and not any(each in wanted for each in asked))


_OF_NOBODY = frozenset({"list_accounts", "post_by_link"})
"""Tools that take no account."""


def fits(wanted: Mapping[str, Any], given: Mapping[str, Any], scene: Scene) -> bool:
    """Whether a call was made with the arguments that matter."""
    return all(_fit(name, value, given.get(name), scene) for name, value in wanted.items())


def _fit(name: str, wanted: Any, given: Any, scene: Scene) -> bool:
    match name:
        case "metrics":
            return given is not None and set(wanted) <= set(given)
        case "account":
            return _whom(wanted, scene) == _whom(given, scene)
        case "period":
            return bool(given) and days_of(given, scene) == wanted
        case "baseline":
            # It may be cut to the part that is as old as the period.
            return bool(not given or days_of(given, scene)[:1] == wanted[:1])
        case "words":
            return bool(str(given).casefold().strip("\"' ") == wanted)
    return bool(given == wanted)


def days_of(words: str, scene: Scene) -> list[str]:
    """First and last local day of a period as the tools read it; none where they do not."""
    try:
        period = parse_period(words, scene.zone, scene.at)
    except InvalidInput:
        return []
    return _days(period.start, period.end, scene)


def _days(start: datetime, end: datetime, scene: Scene) -> list[str]:
    zone = ZoneInfo(scene.zone)
    last = end - timedelta(microseconds=1)
    return [each.astimezone(zone).date().isoformat() for each in (start, last)]


def _whom(name: str | None, scene: Scene) -> frozenset[str]:
    """The accounts that a name means, as the tools read it; none where it means none."""
    scope = tuple(scene.accounts)
    if name is None or everywhere(name):
        return frozenset(str(each.ref) for each in scope)
    whole = meaning(name, scope)
    names = [whole] if whole else [meaning(each, scope) for each in name.split(",") if each.strip()]
    return frozenset(str(each.ref) for each in names if each is not None)
