"""A fresh workspace takes the zone of its first asker, until somebody sets one."""

from __future__ import annotations

from assistant.community.rights import Act
from assistant.community.settings import WorkspaceSettings
from assistant.ports import Deed
from playground.slack import SlackDouble
from tests.scenario.running import Engage, settle


async def ask(slack: SlackDouble, engage: Engage, name: str, zone: str) -> str:
    """The zone somebody's question was answered in."""
    who = slack.workspace.add_person(name, zone=zone)
    room = slack.add_channel(f"room-{name.lower()}", who)
    await slack.command(who, room, "/engage", "how are we doing this week?")
    await settle(slack, engage)
    return engage.agent.asked[-1].zone


async def test_the_first_asker_s_zone_is_taken_for_all(slack: SlackDouble, engage: Engage) -> None:
    """Already for the first question, and for those of people elsewhere, too."""
    assert await ask(slack, engage, "Ana", "Europe/Berlin") == "Europe/Berlin"
    assert await ask(slack, engage, "Bo", "Asia/Tokyo") == "Europe/Berlin"


async def test_a_zone_that_was_set_holds(slack: SlackDouble, engage: Engage) -> None:
    deed = Deed(Act.CHANGE_SETTINGS, "U1", engage.stores.clock())
    await engage.stores.preferences.keep_workspace(
        slack.workspace.team_id, WorkspaceSettings(zone="Asia/Kolkata"), version=1, deed=deed
    )

    assert await ask(slack, engage, "Ana", "Europe/Berlin") == "Asia/Kolkata"
