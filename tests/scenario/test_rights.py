"""Who may ask, and what the others are told."""

from __future__ import annotations

from handlers.app import ELSEWHERE
from playground.slack import SlackDouble
from tests.scenario.running import Engage, settle, words_of


async def test_guests_get_one_refusing_sentence(slack: SlackDouble, engage: Engage) -> None:
    """Only full members ask."""
    guest = slack.add_guest("Gus")
    general = slack.add_channel("general", guest)

    await slack.command(guest, general, "/engage", "how are we doing?")
    await engage.quiet()

    assert "full members of this workspace only" in words_of(slack.ephemerals(guest, general)[-1])
    assert engage.agent.asked == []


async def test_people_of_other_organisations_are_turned_away(
    slack: SlackDouble, engage: Engage
) -> None:
    """Their commands come with their own team, which never installed Engage."""
    zoe = slack.add_stranger("Zoe")
    shared = slack.add_channel("shared", zoe)

    await slack.command(zoe, shared, "/engage", "how are we doing?")
    await engage.quiet()

    assert slack.ephemerals(zoe, shared)[-1].text == ELSEWHERE
    assert engage.agent.asked == []


async def test_guests_and_strangers_get_one_refusing_sentence(
    slack: SlackDouble, engage: Engage
) -> None:
    """In the thread where they asked; the session does not stay processing."""
    guest, zoe = slack.add_guest("Gus"), slack.add_stranger("Zoe")
    shared = slack.add_channel("shared", guest, zoe)

    for person in (guest, zoe):
        asked = slack.mention(person, shared, "how are we doing?")
        await settle(slack, engage)
        (_, refusal) = slack.thread(shared, asked.ts)

        assert "full members of this workspace only" in words_of(refusal)
        assert slack.workspace.sessions[shared.id, asked.ts].status == "active"
    assert engage.agent.asked == []


async def test_a_guest_who_talks_on_in_a_thread_is_refused_once(
    slack: SlackDouble, engage: Engage
) -> None:
    """They did not name Engage: after one sentence they are left in peace."""
    anna, guest = slack.add_person("Anna"), slack.add_guest("Gus")
    general = slack.add_channel("general", anna, guest)
    root = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)

    for text in ("nice", "and last week?", "why?", "per day?"):
        slack.say(guest, general, text, root.ts)
        await settle(slack, engage)

    said = [words_of(each) for each in slack.thread(general, root.ts)]
    assert sum("full members" in each for each in said) == 1
