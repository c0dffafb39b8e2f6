"""Jobs that tell which posts are gone (docs.x.com/x-api/compliance/batch-compliance/integrate), and
how many were read (docs.x.com/x-api/usage/introduction). Both are for apps without a person.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from tests.doubles.x.answers import forbidden, invalid, not_found, problem
from tests.doubles.x.asking import Asking, body_of
from tests.doubles.x.shapes import moment
from tests.doubles.x.world import Post

UPLOAD_FOR = timedelta(minutes=15)
DOWNLOAD_FOR = timedelta(days=7)
CAP = 3_000_000
"""Posts in a month (docs.x.com/x-api/fundamentals/post-cap)."""


@dataclass(eq=False)
class Job:
    """One job. `looks` is how often it will still be worked on when somebody asks."""

    id: str
    type: str
    name: str | None
    created_at: datetime
    looks: int
    status: str = "created"
    upload_token: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    download_token: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    ids: list[str] = field(default_factory=list)

    @property
    def active(self) -> bool:
        return self.status in {"created", "in_progress"}


class Compliance:
    """Takes ids, and tells which of them are to be removed.

    Attributes:
        looks: how often a job is not done yet when somebody asks.
        fails: whether the next jobs end as failed.
    """

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self.jobs: dict[str, Job] = {}
        self.looks = 1
        self.fails = False

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/2/compliance/jobs", self._list),
            web.post("/2/compliance/jobs", self._create),
            web.get("/2/compliance/jobs/{id}", self._tell),
            web.delete("/2/compliance/jobs/{id}", self._cancel),
            web.put("/2/compliance/jobs/{id}/upload", self._upload),
            web.get("/2/compliance/jobs/{id}/download", self._download),
            web.get("/2/usage/tweets", self._usage),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        body = await body_of(request, self._asking.dialect)
        kind = body.get("type")
        if kind not in {"tweets", "users"}:
            words = f"The `type` field [{kind}] is not one of [tweets,users]"
            raise invalid(self._asking.dialect, "type", str(kind), words)
        if any(each.active and each.type == kind for each in self._current()):
            words = f"You already have an active {kind} job."
            raise problem(409, "Conflict", words, self._asking.dialect.problem("conflict"))
        number = str(1_900_000_000_000_000_000 + len(self.jobs))
        job = Job(number, kind, body.get("name"), self._now(), self.looks)
        self.jobs[number] = job
        return web.json_response({"data": self._shape(request, job)})

    async def _list(self, request: web.Request) -> web.Response:
        kind, status = request.query.get("type"), request.query.get("status")
        jobs = [
            self._shape(request, each)
            for each in self._current()
            if each.type == kind and status in {None, each.status}
        ]
        body: dict[str, Any] = {"data": jobs} if jobs else {}
        return web.json_response({**body, "meta": {"result_count": len(jobs)}})

    async def _tell(self, request: web.Request) -> web.Response:
        job = self._asked(request)
        if job.status == "in_progress":
            job.looks = max(0, job.looks - 1)
            if not job.looks:
                job.status = "failed" if self.fails else "complete"
        return web.json_response({"data": self._shape(request, job)})

    async def _cancel(self, request: web.Request) -> web.Response:
        job = self._asked(request)
        del self.jobs[job.id]
        return web.json_response({"data": {"cancelled": True}})

    async def _upload(self, request: web.Request) -> web.Response:
        job = self._asked(request)
        if request.query.get("token") != job.upload_token:
            raise problem(401, "Unauthorized", "Unauthorized")
        if job.status != "created" or self._now() > job.created_at + UPLOAD_FOR:
            raise forbidden("The upload URL has expired.")
        job.ids = (await request.text()).splitlines()
        job.status = "in_progress"
        return web.Response()

    async def _download(self, request: web.Request) -> web.Response:
        job = self._asked(request)
        if request.query.get("token") != job.download_token:
            raise problem(401, "Unauthorized", "Unauthorized")
        if job.status != "complete":
            raise forbidden("The results are not ready.")
        found = [each for number in job.ids if (each := self._event(number))]
        text = "".join(f"{json.dumps(each)}\n" for each in found)
        return web.Response(text=text, content_type="application/x-ndjson")

    def _event(self, number: str) -> dict[str, Any] | None:
        """What is to be done with a post; None where all is well."""
        world = self._asking.world
        if not number.isdecimal():
            return {"id": number, "error": "invalid_id"}
        if gone := world.gone.get(number):
            return _told(gone.post, number, "delete", gone.reason, moment(gone.at))
        post = world.posts.get(number)
        if post is None:
            return None
        if post.author.suspended or post.author.protected:
            reason = "suspended" if post.author.suspended else "protected"
            return _told(post, number, "delete", reason, None)
        return None if post.newest else _told(post, number, "rehydrate", "edited", None)

    async def _usage(self, _request: web.Request) -> web.Response:
        """Posts read; figures are text in the newer dialect (spec 2.167, Usage)."""
        lines = self._asking.billing.lines
        used, numbers = lines["post"] + lines["owned"], self._asking.dialect.name == "tweet"
        told = {"project_usage": used, "project_cap": CAP}
        counts = told if numbers else {key: str(value) for key, value in told.items()}
        return web.json_response({"data": {**counts, "cap_reset_day": 1, "project_id": "1"}})

    def _asked(self, request: web.Request) -> Job:
        job = self.jobs.get(request.match_info["id"])
        if job is None:
            number = request.match_info["id"]
            error = not_found(self._asking.dialect, "compliance_job", "id", number)
            raise problem(404, error["title"], error["detail"], error["type"])
        return job

    def _current(self) -> list[Job]:
        for job in self.jobs.values():
            if job.status == "created" and self._now() > job.created_at + UPLOAD_FOR:
                job.status = "expired"
        return list(self.jobs.values())

    def _now(self) -> datetime:
        return self._asking.world.clock()

    def _shape(self, request: web.Request, job: Job) -> dict[str, Any]:
        base = f"http://{request.host}/2/compliance/jobs/{job.id}"
        return {
            "id": job.id,
            "type": job.type,
            "status": job.status,
            "created_at": moment(job.created_at),
            "upload_url": f"{base}/upload?token={job.upload_token}",
            "upload_expires_at": moment(job.created_at + UPLOAD_FOR),
            "download_url": f"{base}/download?token={job.download_token}",
            "download_expires_at": moment(job.created_at + DOWNLOAD_FOR),
            **({"name": job.name} if job.name else {}),
        }


def _told(post: Post, number: str, action: str, reason: str, at: str | None) -> dict[str, Any]:
    told = {"id": number, "action": action, "reason": reason, "redacted_at": at}
    return {**told, "created_at": moment(post.created_at)}
