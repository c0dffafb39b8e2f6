"""Facts: the only way a figure travels from a tool to a person.

A tool returns facts; a model writes `{{f3}}` where it wants one; code renders the wording. A fact
therefore carries everything a sentence around it may say: metric, account, period, direction.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.community.periods import Period

Direction = Literal["up", "down", "same", "unclear"]


class Unit(StrEnum):
    """What a value is counted in."""

    COUNT = "count"
    SHARE = "share"  # fraction 0..1
    SECONDS = "seconds"
    PER_POST = "per post"
    HOUR_OF_WEEK = "hour of week"
    NAME = "name"  # a handle, a title: no figure at all


class Value(BaseModel):
    """Base of everything that is stored with a run or printed as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=False)


class Window(Value):
    """A period as stored with a fact: half-open, UTC, with the words people use for it."""

    start: datetime
    end: datetime
    name: str | None = None
    zone: str = "UTC"

    @classmethod
    def of(cls, period: Period) -> Window:
        """Copy a period."""
        return cls(start=period.start, end=period.end, name=period.name, zone=period.zone)

    @property
    def period(self) -> Period:
        """The same stretch as a domain value."""
        return Period(self.start, self.end, self.name, self.zone)


class Source(Value):
    """The tool call behind a fact.

    `call` is the tool's name with its arguments as the person could have asked them; `as_of` the
    moment the platform was last read for it, UTC; `account` is None for facts about no account.
    `note` says what limits it ("as seen without signing in", "at least"), None when nothing does.
    """

    call: str
    account: str | None
    as_of: datetime
    note: str | None = None


class Fact(Value):
    """One figure (or name) that a tool returned.

    Attributes:
        id: "f1", "f2", ... unique within a run.
        metric: id in `metrics.METRICS`, "name" for facts that hold no figure.
        value: the number; a text for names; None for "no data".
        unit: what the value is counted in.
        wording: what a person reads in place of the token: number, noun and period, and the
            account when the run has several ("12 replies, 3-9 Nov").
        n: how many things the value was computed from, None where that means nothing.
        window: the stretch it covers, None for standing facts (a handle).
        account: `platform:handle`, None for facts over all accounts.
        baseline: for a comparison, the stretch compared against.
        direction: for a comparison, what its interval allows to say.
        at_least: True when the platform hid part of it: the value is a lower bound.
        most: for a share that is to stay small, the most that the account allows itself.
        definition: `metric@version` of `metrics.METRICS`.
    """

    id: str
    metric: str
    value: int | float | str | None
    unit: Unit
    wording: str
    n: int | None = None
    window: Window | None = None
    baseline: Window | None = None
    account: str | None = None
    direction: Direction | None = None
    at_least: bool = False
    most: float | None = None
    source: Source
    definition: str


class Quote(Value):
    """Public words, shown only in full and with their author: the token is `{{q2}}`.

    `text` is neutralised for Slack only when it is rendered; here it is as the platform gave it.
    """

    id: str
    text: str
    author: str
    url: str
    written_at: datetime
    account: str | None = None
