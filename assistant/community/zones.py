"""Time zones and languages as people write them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError

from assistant.errors import InvalidInput

UNKNOWN_ZONE = "UTC"
"""The zone of a workspace until somebody's own is known."""


def read_zone(text: str) -> str:
    """The IANA name of a zone, from the name itself or its city: "berlin" is Europe/Berlin.

    Raises:
        InvalidInput: no such zone, or a city that several zones have.
    """
    wanted = "_".join(text.split()).casefold()
    found = _zones().get(wanted)
    if found is None:
        raise InvalidInput(
            "Write a time zone by its region and city, for example Europe/Berlin or "
            "America/New_York."
        )
    return found


def is_place(zone: str) -> bool:
    """Whether it is an IANA name of some place that is known here, exactly as it stands.

    UTC in all its spellings is none: many have it who never told where they are.
    """
    return "/" in zone and not zone.startswith("Etc/") and _zones().get(zone.casefold()) == zone


def here(at: datetime, zone: str) -> datetime:
    """A moment as the clocks of a zone show it. In a coroutine this belongs into a thread, as does
    whatever else asks for a zone: it is read from disk the first time.
    """
    return at.astimezone(ZoneInfo(zone))


@lru_cache(maxsize=256)
def read_language(text: str) -> str:
    """A BCP 47 tag that numbers and dates can be written in: "de", "pt-BR". Remembered, since the
    library looks on the disk for each, and settings are read all the time.

    Raises:
        InvalidInput: nobody knows it.
    """
    try:
        found = Locale.parse(text.strip().replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        raise InvalidInput("Write a language by its tag, for example en, de or pt-BR.") from None
    parts = (found.language, found.script, found.territory)
    return "-".join(part for part in parts if part)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Names by themselves, and by their city where only one zone has it; all in lower case."""
    names = sorted(name for name in available_timezones() if name not in {"Factory", "localtime"})
    cities = defaultdict(list)
    for name in names:
        if "/" in name:
            cities[name.rpartition("/")[2].casefold()].append(name)
    short = {city: found[0] for city, found in cities.items() if len(found) == 1}
    return short | {name.casefold(): name for name in names}
