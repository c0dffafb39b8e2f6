"""Which posts are gone from X, so that they go here, too.

X takes a list of ids, works on it for a while, and hands out a list of what is to be done
(docs.x.com/x-api/compliance/batch-compliance/integrate). That is free, and needs the app's own
token; where it does not work, `x_removed` looks the posts up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog

from assistant.errors import PlatformUnavailable, RateLimited
from assistant.platforms.uploads import Upload
from assistant.platforms.x_api import PLATFORM, XApi

log = structlog.get_logger(__name__)

JOBS = "compliance/jobs"
LONGEST_S = 600.0
"""How long a job is waited for."""
_FIRST_S, _PAUSE_S = 1.0, 30.0
_BUSY_S = 300.0
_CONFLICT = 409


class Jobs:
    """Runs one job after the other.

    Args:
        pause: waits some seconds.
    """

    def __init__(self, api: XApi, pause: Callable[[float], Awaitable[None]]) -> None:
        self._api = api
        self._pause = pause
        self._one = asyncio.Lock()

    async def removed(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of these posts that are deleted, or that X shows nobody any more.

        Raises:
            RateLimited: another job is under way.
            PlatformUnavailable: it failed, or takes too long.
        """
        async with self._one:
            job = await self._made()
            await self._api.fetch(
                "PUT", _address(job, "upload_url"), Upload("\n".join(ids).encode(), "text/plain")
            )
            done = await self._worked_on(str(job.get("id")))
            lines = await self._api.fetch("GET", _address(done, "download_url"))
        if not all(isinstance(each, Mapping) for each in lines):
            raise PlatformUnavailable(PLATFORM, None, f"{JOBS}: no list")
        gone = frozenset(str(each.get("id")) for each in lines if each.get("action") == "delete")
        return gone & set(ids)

    async def _made(self) -> Mapping[str, Any]:
        reply = await self._api.send("POST", JOBS, body={"type": "tweets"})
        if reply.status == _CONFLICT:
            # another process of ours, or another app of the same project: it ends by itself
            raise RateLimited(PLATFORM, None, retry_after_s=_BUSY_S)
        if not reply.ok:
            raise self._api.error(JOBS, reply)
        return _job(reply.data)

    async def _worked_on(self, number: str) -> Mapping[str, Any]:
        waited, pause = 0.0, _FIRST_S
        while True:
            job = _job({"data": (await self._api.get(f"{JOBS}/{{}}", number)).data})
            status = str(job.get("status"))
            if status == "complete":
                return job
            if status in {"failed", "expired"} or waited >= LONGEST_S:
                log.warning("x.compliance_failed", status=status[:20])
                raise PlatformUnavailable(PLATFORM, None, f"{JOBS}: not complete")
            await self._pause(pause)
            waited, pause = waited + pause, min(pause * 2, _PAUSE_S)


def _job(data: Any) -> Mapping[str, Any]:
    job = data.get("data") if isinstance(data, Mapping) else None
    if not isinstance(job, Mapping) or not job.get("id"):
        raise PlatformUnavailable(PLATFORM, None, f"{JOBS}: no job")
    return job


def _address(job: Mapping[str, Any], key: str) -> str:
    address = job.get(key)
    if not isinstance(address, str) or not address:
        raise PlatformUnavailable(PLATFORM, None, f"{JOBS}: no {key}")
    return address
