"""Rate budgets, learned from what platforms say in their headers.

One bucket per platform, credential and kind of call. The platform counts for all our processes
together and tells what is left with every answer, so each process needs only to listen. A 429
stops its own bucket until the reset, not the platform.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import NamedTuple, TypeVar

from assistant.platforms.usage import FULL, NEARLY_FULL, Usage, usage_of
from assistant.ports import Clock

T = TypeVar("T")

RESERVE = 0.1
"""Share of a bucket that background reads leave untouched, for publishing."""
WRITE = "write"
"""How the kind of a bucket begins that may use a platform's allowance up."""
STOP_S = 60.0
"""How long a bucket rests after a 429 that does not say."""
LONGEST_S = 3600.0
"""A server that asks for more is asked again after this; a mistyped reset must not end reading."""
_NAMES = ("ratelimit", "x-ratelimit", "x-rate-limit")
_DAYS = ("x-user-limit-24hour", "x-app-limit-24hour")
KEPT = 1000
"""Buckets remembered at most."""


class Bucket(NamedTuple):
    """What is limited together. `credential` is an account's native id, "" for strangers."""

    platform: str
    credential: str
    kind: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer said: calls allowed and left in the window that ends at `resets_at`."""

    limit: int
    remaining: int
    resets_at: datetime


class Limits:
    """The budgets of one process.

    Args:
        pause: waits so many seconds.
    """

    def __init__(
        self, clock: Clock, *, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._gaps: dict[Bucket, float] = {}
        self._turns: dict[Bucket, datetime] = {}
        self._readings: dict[Bucket, Reading] = {}
        self._stops: dict[Bucket, datetime] = {}

    def wait_s(self, bucket: Bucket) -> float:
        """Seconds until the bucket may be used; 0.0 when it may be used now."""
        now = self._clock()
        until = self._stops.get(bucket, now)
        reading = self._readings.get(bucket)
        reserve = 0.0 if bucket.kind.startswith(WRITE) else RESERVE
        if reading and reading.remaining <= math.floor(reading.limit * reserve):
            until = max(until, reading.resets_at)
        if until <= now:
            return 0.0
        return min((until - now).total_seconds(), LONGEST_S)

    async def turn(self, bucket: Bucket) -> None:
        """Wait for a bucket's turn. Only background reads wait, where a platform that tells
        percentages is nearly used up; it knows no moment of reset, so they are spread out.
        """
        gap = 0.0 if bucket.kind.startswith(WRITE) else self._gaps.get(bucket, 0.0)
        if not gap:
            return
        now = self._clock()
        turn = max(self._turns.get(bucket, now), now)
        self._turns[bucket] = turn + timedelta(seconds=gap)
        _trim(self._turns)
        await self._pause((turn - now).total_seconds())

    def note(self, bucket: Bucket, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers."""
        reading = ratelimit_reading(headers)
        if reading:
            self._readings[bucket] = reading
            _trim(self._readings)
        self._note_usage(bucket, usage_of(headers))

    def _note_usage(self, bucket: Bucket, usage: Usage | None) -> None:
        """Space out the reads of a bucket, or stop it. An answer that tells no usage says that
        there is hardly any.
        """
        self._gaps.pop(bucket, None)
        if usage is None:
            return
        if usage.gap_s:
            self._gaps[bucket] = usage.gap_s
            _trim(self._gaps)
        stop_at = FULL if bucket.kind.startswith(WRITE) else NEARLY_FULL
        if usage.percent >= stop_at or usage.regain_s:
            self.rest(bucket, usage.regain_s or STOP_S)

    def rest(self, bucket: Bucket, seconds: float = STOP_S) -> float:
        """Rest a bucket that its platform refused in its own way, or soon will.

        Returns:
            seconds until it may be used: a longer rest that it has already goes on.
        """
        until = self._clock() + timedelta(seconds=min(seconds, LONGEST_S))
        self._stops[bucket] = max(self._stops.get(bucket, until), until)
        _trim(self._stops)
        return self.wait_s(bucket)

    def asked_s(self, headers: Mapping[str, str]) -> float | None:
        """Seconds that `Retry-After` asks to wait, None when it is absent."""
        return retry_after_s(headers, self._clock())

    def stop(self, bucket: Bucket, headers: Mapping[str, str]) -> float | None:
        """Rest a bucket after a 429.

        Returns:
            seconds that the platform asks to wait; None when it does not say.
        """
        now = self._clock()
        asked = retry_after_s(headers, now)
        if asked is None:
            reading = ratelimit_reading(headers)
            # a reset ahead of us counts only when the window is used up: some servers send the
            # headers of another limit along with a 429
            if reading and reading.remaining <= 0 and reading.resets_at > now:
                asked = (reading.resets_at - now).total_seconds()
        rest = STOP_S if asked is None else min(asked, LONGEST_S)
        self._stops[bucket] = datetime.fromtimestamp(now.timestamp() + rest, UTC)
        _trim(self._stops)
        return asked


def ratelimit_reading(headers: Mapping[str, str]) -> Reading | None:
    """Read `ratelimit-limit`, `-remaining` and `-reset`, by any of the names in `_NAMES`.

    The reset is unix seconds on Bluesky, GoToSocial and X, a time in ISO 8601 on Mastodon. None
    when one is missing or makes no sense. X tells of a day beside the usual window
    (docs.x.com/x-api/fundamentals/rate-limits): a day that is used up counts.
    """
    for day in map(partial(_read, headers), _DAYS):
        if day and day.remaining <= 0:
            return day
    name = next((each for each in _NAMES if f"{each}-limit" in headers), "")
    return _read(headers, name)


def _read(headers: Mapping[str, str], name: str) -> Reading | None:
    try:
        return Reading(
            limit=int(headers[f"{name}-limit"]),
            remaining=int(headers[f"{name}-remaining"]),
            resets_at=_moment(headers[f"{name}-reset"]),
        )
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def _moment(text: str) -> datetime:
    if text.strip().isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). None when absent or senseless."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((at.astimezone(UTC) - now).total_seconds(), 0.0)


def _trim(kept: dict[Bucket, T]) -> None:
    while len(kept) > KEPT:
        kept.pop(next(iter(kept)))
