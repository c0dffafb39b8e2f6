"""When a team is there, as it sets it: the stored form of `clocks.Hours`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from assistant.community.calendar_words import WEEKDAYS
from assistant.community.clocks import Hours, holidays_of
from assistant.community.zones import read_zone
from assistant.errors import InvalidInput

T = TypeVar("T")


class BusinessHours(BaseModel):
    """When a team is there.

    Attributes:
        week: from weekdays to their hours as people write them, {"Monday": "08:00-12:00,
            13:30-18:00"}; days that are not named are closed. 24:00 ends a day.
        zone: IANA name; None for the workspace's own.
        country: ISO 3166 code whose public holidays are closed; None for none.
        region: subdivision of the country, such as BY for Bavaria; None for the whole of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    week: dict[str, str]
    zone: str | None = None
    country: str | None = None
    region: str | None = None

    @field_validator("week", mode="before")
    @classmethod
    def _days(cls, value: object) -> object:
        """Days in their order, closed ones left out."""
        if not isinstance(value, Mapping):
            return value
        told = {str(day).strip().capitalize(): hours for day, hours in value.items() if hours}
        order = [*(day for day in WEEKDAYS if day in told), *sorted(told.keys() - set(WEEKDAYS))]
        return {day: told[day] for day in order}

    @field_validator("country", "region", mode="before")
    @classmethod
    def _code(cls, value: object) -> object:
        return (value.strip().upper() or None) if isinstance(value, str) else value

    @field_validator("zone", mode="before")
    @classmethod
    def _zone(cls, value: object) -> object:
        return _worded(lambda: read_zone(value)) if isinstance(value, str) and value else None

    @model_validator(mode="after")
    def _readable(self) -> Self:
        """Without the holidays: loading those takes time, see `check_place`."""
        _worded(lambda: Hours.read("UTC", self.week))
        return self

    def check_place(self) -> None:
        """Raise InvalidInput when nobody knows the holidays of the country or region.

        Blocks up to half a second, the first time in a process.
        """
        if self.country is not None:
            holidays_of(self.country, self.region, 2026)  # any year: the names must be known

    def in_zone(self, zone: str) -> Hours:
        """The same for counting; `zone` holds where these hours have none of their own.

        Blocks as `check_place`.
        """
        return Hours.read(self.zone or zone, self.week, country=self.country, region=self.region)


def _worded(read: Callable[[], T]) -> T:
    try:
        return read()
    except InvalidInput as error:
        raise ValueError(error.problem) from None
