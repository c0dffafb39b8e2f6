"""Engage's own space: the Home tab and the Messages tab."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.render import words
from playground.faults import Fault
from playground.slack import SlackDouble
from playground.workspace import Person
from tests.communities import busy_week
from tests.fakes import NOW
from tests.scenario.running import Engage, Stores, settle


def home_of(slack: SlackDouble, person: Person) -> list[dict[str, Any]]:
    return slack.workspace.homes[person.id].body["blocks"]


def said(slack: SlackDouble, person: Person) -> str:
    return json.dumps(home_of(slack, person), ensure_ascii=False).replace("\u00a0", " ")


def buttons(slack: SlackDouble, person: Person) -> list[str]:
    elements = [
        each
        for block in home_of(slack, person)
        for each in [*block.get("elements", []), block.get("accessory")]
        if each and "action_id" in each
    ]
    return [each["text"]["text"] for each in elements]


async def open_home(slack: SlackDouble, engage: Engage, person: Person) -> None:
    slack.open_app(person, "home")
    await settle(slack, engage)


async def a_read_account(slack: SlackDouble, stores: Stores, **more: Any) -> Any:
    """An account with a busy week behind it."""
    stores.clock.at = NOW
    account = stores.connect("acme.example", slack.workspace.team_id)
    account = replace(account, synced_at=NOW - timedelta(minutes=4), **more)
    stores.accounts.connected[-1] = account
    await busy_week(account).store(stores.records)
    return account


async def test_the_messages_tab_suggests_questions(slack: SlackDouble, engage: Engage) -> None:
    """On top of the tab, without a thread."""
    anna = slack.add_person("Anna")

    slack.open_app(anna, "messages")
    await settle(slack, engage)

    shown = slack.workspace.prompts[slack.direct(anna).id]
    assert [question for _, question in words.PROMPTS] == [p["message"] for p in shown["prompts"]]


async def test_the_home_tab_shows_accounts_and_how_they_do(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Freshness, the scorecard with its charts, who waits."""
    anna = slack.add_person("Anna", admin=True)
    await a_read_account(slack, stores)

    await open_home(slack, engage, anna)

    text = said(slack, anna)
    assert "acme.example" in text
    assert "read 4 minutes ago" in text
    assert "3 of 5 (60 %)" in text
    assert "2 comments and mentions of the last 7 days have no answer from you" in text
    assert "promotion kept small" in text
    kinds = [block["type"] for block in home_of(slack, anna)]
    assert (kinds.count("data_visualization"), kinds.count("data_table")) == (2, 1)


async def test_managers_get_buttons_and_the_others_a_name(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Only what somebody may do is offered."""
    anna, ben = slack.add_person("Anna", admin=True), slack.add_person("Ben")
    stores.managers.installer_id = anna.id
    await a_read_account(slack, stores)

    await open_home(slack, engage, anna)
    await open_home(slack, engage, ben)

    assert buttons(slack, anna) == [
        "Settings",
        "Connect account",
        "Workspace settings",
        "People and rights",
        "Choose its channel",
    ]
    assert "The weekly note has no channel" in said(slack, anna)
    assert buttons(slack, ben) == []
    assert f"managed by <@{anna.id}>" in said(slack, ben)


async def test_a_guest_sees_one_sentence(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """And no account."""
    gus = slack.add_guest("Gus")
    await a_read_account(slack, stores)

    await open_home(slack, engage, gus)

    assert "full members of this workspace only" in said(slack, gus)
    assert "acme" not in said(slack, gus)


async def test_a_refused_sign_in_is_said_in_words_with_a_way_on(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """*Reconnect* for managers; the old figures stay."""
    anna = slack.add_person("Anna", admin=True)
    await a_read_account(slack, stores, trouble="ReconnectNeeded")

    await open_home(slack, engage, anna)

    assert "The sign-in does not work any more." in said(slack, anna)
    assert "Reconnect" in buttons(slack, anna)
    assert "3 of 5 (60 %)" in said(slack, anna)


async def test_old_records_are_shown_at_once_and_read_behind(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """One reading for several openings in a minute."""
    anna = slack.add_person("Anna", admin=True)
    account = await a_read_account(slack, stores)
    stores.accounts.connected[-1] = replace(account, synced_at=NOW - timedelta(hours=3))

    await open_home(slack, engage, anna)
    await open_home(slack, engage, anna)

    assert "read 3 hours ago" in said(slack, anna)
    assert stores.freshener.asked == ["bluesky:acme.example"]
    shown = [call for call in slack.calls if call.method == "views.publish"]
    assert len(shown) == 3


async def test_a_workspace_without_the_newest_blocks_gets_text(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """The same figures, as lines and bars."""
    anna = slack.add_person("Anna", admin=True)
    await a_read_account(slack, stores)
    slack.faults.add(Fault("views.publish", "error", error="invalid_arguments", times=1))

    await open_home(slack, engage, anna)

    kinds = {block["type"] for block in home_of(slack, anna)}
    assert not kinds & {"data_visualization", "data_table"}
    assert "3 of 5 (60 %)" in said(slack, anna)
    assert "▇" in said(slack, anna)


async def test_a_store_that_is_away_is_said_there(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """No empty tab, no old one."""
    anna = slack.add_person("Anna", admin=True)
    stores.accounts.down = True

    await open_home(slack, engage, anna)

    assert "cannot reach its database" in said(slack, anna)
