"""The rules of time zones: read from disk once, then every wall clock is a sum."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

_KNOWN: dict[str, ZoneInfo] = {}
"""Kept, since `ZoneInfo` itself forgets all but a few."""


async def know(zone: str) -> None:
    """Have a zone's rules in memory; in a thread where they must be read."""
    if zone not in _KNOWN:
        _KNOWN[zone] = await asyncio.to_thread(ZoneInfo, zone)
