"""Engage's own space: the Home tab and the Messages tab."""

from __future__ import annotations

from handlers.render import words
from playground.slack import SlackDouble
from tests.scenario.running import Engage, Stores, settle


async def test_the_messages_tab_suggests_questions(slack: SlackDouble, engage: Engage) -> None:
    """On top of the tab, without a thread."""
    anna = slack.add_person("Anna")

    slack.open_app(anna, "messages")
    await settle(slack, engage)

    shown = slack.workspace.prompts[slack.direct(anna).id]
    assert [question for _, question in words.PROMPTS] == [p["message"] for p in shown["prompts"]]


async def test_the_home_tab_names_the_accounts(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """What Engage does, what it reads and how old that is."""
    anna = slack.add_person("Anna")
    stores.accounts.connect("acme.example", slack.workspace.team_id, stores.clock())

    slack.open_app(anna, "home")
    await settle(slack, engage)

    home = repr(slack.workspace.homes[anna.id].body)
    assert "bluesky:acme.example" in home
    assert "Nothing is published from here." in home
