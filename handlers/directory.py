"""People as Slack knows them: `assistant.ports.Directory` on `users.info`, cached."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from assistant.community.rights import Standing
from assistant.errors import AccessLost, PlatformUnavailable, RateLimited
from assistant.ports import Clock, Person
from handlers.calls import HOPELESS, Method, Slack, SlackRefused

KEEP = timedelta(minutes=10)
"""A guest who becomes a member waits this long at most, and the other way round."""

MOST = 5_000
"""People kept in memory, the longest unused leave first."""

_UNKNOWN = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


class SlackDirectory:
    """Looks people up, each once in ten minutes, however many ask at the same time.

    Args:
        slack_of: the Web API of a workspace, by its id.
    """

    def __init__(self, slack_of: Callable[[str], Awaitable[Slack]], clock: Clock) -> None:
        self._slack_of = slack_of
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[datetime, Person]] = OrderedDict()
        self._asked: dict[tuple[str, str], asyncio.Task[Person]] = {}

    async def person(self, workspace_id: str, person_id: str) -> Person:
        """One person; whom Slack does not show to us is no full member.

        Raises:
            RateLimited: Slack asks to wait longer than we do.
            PlatformUnavailable: Slack cannot be asked; AccessLost when it refuses our token.
        """
        key = (workspace_id, person_id)
        if (kept := self._kept.get(key)) and self._clock() - kept[0] < KEEP:
            self._kept.move_to_end(key)
            return kept[1]
        task = self._asked.get(key)
        if task is None:
            task = asyncio.create_task(self._ask(*key))
            self._asked[key] = task
            task.add_done_callback(lambda _: self._asked.pop(key, None))
        # Shielded: one who gives up must not take the answer from the others who wait.
        return await asyncio.shield(task)

    async def _ask(self, workspace_id: str, person_id: str) -> Person:
        slack = await self._slack_of(workspace_id)
        try:
            answer = await slack.insist(Method.USER_INFO, user=person_id)
        except SlackRefused as refused:
            if refused.code in _UNKNOWN:
                return Person(person_id, person_id, Standing.OUTSIDE, admin=False)
            if refused.code == "ratelimited":
                raise RateLimited("slack", retry_after_s=refused.retry_after_s) from refused
            kind = AccessLost if refused.code in HOPELESS else PlatformUnavailable
            raise kind("slack", detail=refused.code) from refused
        person = read_person(answer["user"], workspace_id)
        self._kept[workspace_id, person_id] = (self._clock(), person)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return person


def read_person(user: Mapping[str, Any], workspace_id: str) -> Person:
    """Read Slack's user object (docs: objects, user).

    Guests are `is_restricted` or `is_ultra_restricted`; people met through Slack Connect are
    `is_stranger` or belong to another team. On Enterprise Grid one person is in several teams.
    """
    profile = user.get("profile") or {}
    return Person(
        id=user["id"],
        name=profile.get("display_name") or user.get("real_name") or user.get("name") or user["id"],
        standing=_standing(user, workspace_id),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        zone=user.get("tz"),
    )


def _standing(user: Mapping[str, Any], workspace_id: str) -> Standing:
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    if user.get("deleted"):
        return Standing.DEACTIVATED
    if user.get("is_bot"):
        return Standing.BOT
    if user.get("is_stranger") or workspace_id not in teams:
        return Standing.OUTSIDE
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER
