"""Who is a full member, asked once however many want to know."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.community.rights import Standing
from assistant.errors import PlatformUnavailable, RateLimited
from handlers.calls import Method, SlackRefused
from handlers.directory import KEEP, MOST, SlackDirectory, read_person

USER: dict[str, Any] = {
    "id": "U1",
    "team_id": "T1",
    "name": "anna",
    "tz": "Europe/Berlin",
    "profile": {"display_name": "Anna"},
}


class FakeSlack:
    """Stands for one workspace's Web API: tells people, or refuses."""

    def __init__(self) -> None:
        self.refusal: SlackRefused | None = None
        self.asked: list[str] = []
        self.called = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def insist(self, method: Method, *, user: str) -> dict[str, Any]:
        assert method is Method.USER_INFO
        self.asked.append(user)
        self.called.set()
        await self.gate.wait()
        if self.refusal:
            raise self.refusal
        return {"user": USER | {"id": user}}


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def directory(slack: FakeSlack, clock: Clock) -> SlackDirectory:
    async def slack_of(_: str) -> Any:
        return slack

    return SlackDirectory(slack_of, clock)


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({}, Standing.MEMBER),
        ({"is_admin": True}, Standing.MEMBER),
        ({"deleted": True}, Standing.DEACTIVATED),
        ({"deleted": True, "is_restricted": True}, Standing.DEACTIVATED),
        ({"is_bot": True}, Standing.BOT),
        ({"is_restricted": True}, Standing.GUEST),
        ({"is_ultra_restricted": True}, Standing.GUEST),
        ({"is_stranger": True}, Standing.OUTSIDE),
        ({"team_id": "T2"}, Standing.OUTSIDE),
        ({"team_id": "T2", "is_restricted": True}, Standing.OUTSIDE),
        ({"team_id": None}, Standing.OUTSIDE),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, Standing.MEMBER),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T3"]}}, Standing.OUTSIDE),
    ],
)
def test_full_members_are_people_of_this_workspace(
    more: dict[str, Any], standing: Standing
) -> None:
    """No guests, no bots, nobody met through Slack Connect; on a grid, any team they are in."""
    person = read_person(USER | more, "T1")

    assert standing is person.standing
    assert person.full_member is (standing is Standing.MEMBER)


def test_a_person_has_a_name_a_zone_and_a_rank() -> None:
    """With what Slack has of them."""
    person = read_person(USER | {"is_owner": True}, "T1")

    assert (person.name, person.zone, person.admin) == ("Anna", "Europe/Berlin", True)
    assert read_person({"id": "U1", "team_id": "T1"}, "T1").name == "U1"


async def test_many_who_ask_at_once_cause_one_call() -> None:
    """And one who gives up does not take the answer from the others."""
    slack, clock = FakeSlack(), Clock()
    people = directory(slack, clock)
    slack.gate.clear()
    waiting = [asyncio.create_task(people.person("T1", "U1")) for _ in range(20)]
    await slack.called.wait()

    waiting[0].cancel()
    slack.gate.set()
    done = await asyncio.gather(*waiting[1:])

    assert slack.asked == ["U1"]
    assert all(person.full_member for person in done)


async def test_a_person_is_asked_for_again_after_a_while() -> None:
    """A guest who became a member does not wait for a restart."""
    slack, clock = FakeSlack(), Clock()
    people = directory(slack, clock)

    await people.person("T1", "U1")
    clock.at += KEEP - timedelta(seconds=1)
    await people.person("T1", "U1")
    clock.at += timedelta(seconds=1)
    await people.person("T1", "U1")

    assert slack.asked == ["U1", "U1"]


async def test_memory_has_an_end() -> None:
    """The longest unused leave first."""
    slack, clock = FakeSlack(), Clock()
    people = directory(slack, clock)

    for number in range(MOST + 1):
        await people.person("T1", f"U{number}")
    await people.person("T1", f"U{MOST}")
    await people.person("T1", "U0")

    assert len(slack.asked) == MOST + 2


@pytest.mark.parametrize(
    ("code", "error"), [("ratelimited", RateLimited), ("unreachable", PlatformUnavailable)]
)
async def test_what_slack_does_not_tell_is_an_error_of_our_tree(
    code: str, error: type[Exception]
) -> None:
    """And is not remembered."""
    slack, clock = FakeSlack(), Clock()
    people = directory(slack, clock)
    slack.refusal = SlackRefused("users.info", code, 7.0)

    with pytest.raises(error):
        await people.person("T1", "U1")
    slack.refusal = None

    assert (await people.person("T1", "U1")).full_member


async def test_whom_slack_does_not_show_is_no_full_member() -> None:
    """Somebody of another organisation, mostly."""
    slack = FakeSlack()
    slack.refusal = SlackRefused("users.info", "user_not_found")

    assert not (await directory(slack, Clock()).person("T1", "U9")).full_member
