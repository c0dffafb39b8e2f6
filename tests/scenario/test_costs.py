"""What paid calls cost, in Slack: `/engage costs`, the Home tab, and notices for managers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.accounts import AccountRef, Platform
from assistant.community.clearances import Clearance, Hindrance
from assistant.community.clearing_words import late
from assistant.community.cost_words import NOTHING_COSTS
from assistant.community.costs import Paid, month_of
from assistant.community.rights import Act
from assistant.community.settings import AccountSettings
from assistant.ports import Deed
from handlers.calls import SlackRefused
from handlers.costs import SlackCostTeller
from playground.faults import Fault
from playground.slack import SlackDouble
from playground.workspace import Message, Person
from tests.costing_kit import spent
from tests.scenario.rooms import Room
from tests.scenario.running import Engage, settle

KEY = "2026-11-01:warn"


@pytest.fixture
def anna(slack: SlackDouble) -> Person:
    return slack.add_person("Anna", admin=True)


@pytest.fixture
def on_x(slack: SlackDouble, engage: Engage) -> None:
    """An account on X, which has cost something this month."""
    team, stores = slack.workspace.team_id, engage.stores
    account = stores.connect("acme.example", team)
    ref = AccountRef(Platform.X, "acme")
    stores.accounts.connected[0] = replace(account, ref=ref, url="https://x.com/acme")
    stores.costs.by_workspace[team] = spent(
        {Paid.OWNED_READ: 1_500, Paid.CREATE_WITH_LINK: 10},
        month=month_of(stores.clock()),
        account_id=account.id,
    )


async def asked(slack: SlackDouble, engage: Engage, person: Person) -> Message:
    channel = slack.add_channel("general", person)
    await slack.command(person, channel, "/engage", "costs")
    await settle(slack, engage)
    return slack.ephemerals(person, channel)[-1]


async def test_costs_are_shown_by_kind_with_the_share(
    slack: SlackDouble, engage: Engage, anna: Person, on_x: None
) -> None:
    told = repr((await asked(slack, engage, anna)).shown_blocks)
    assert "X has cost $3.50" in told
    assert "14 % of the budget of $25.00" in told
    assert "1,500 own posts and mentions read: $1.50" in told
    assert "10 posts and replies with links sent: $2.00" in told
    assert "the language model is not in it" in told
    assert "Change the budget" in told


async def test_whoever_does_not_manage_gets_no_button(
    slack: SlackDouble, engage: Engage, on_x: None
) -> None:
    told = repr((await asked(slack, engage, slack.add_person("Ben"))).shown_blocks)
    assert "X has cost $3.50" in told
    assert "Change the budget" not in told


async def test_without_a_paid_account_one_sentence_says_so(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    assert (await asked(slack, engage, anna)).text == NOTHING_COSTS


async def test_the_button_opens_the_settings_with_the_budget(
    slack: SlackDouble, engage: Engage, anna: Person, on_x: None
) -> None:
    message = await asked(slack, engage, anna)
    await slack.click(anna, message, "engage.workspace_settings", "costs")
    await settle(slack, engage)
    shown = Room(slack, engage, anna).shown
    assert "US dollars a month for platforms that charge by the call" in shown


async def test_the_home_tab_has_a_line_where_something_costs(
    slack: SlackDouble, engage: Engage, anna: Person, on_x: None
) -> None:
    room = Room(slack, engage, anna)
    tab = (await room.enter()).home
    assert "X has cost $3.50" in tab
    assert "`/engage costs` has the rest." in tab
    engage.stores.accounts.connected.clear()
    engage.stores.costs.by_workspace.clear()
    assert "has the rest" not in (await room.enter()).home


# -- notices --------------------------------------------------------------------------------


def told(slack: SlackDouble) -> list[Message]:
    return [
        message
        for messages in slack.workspace.messages.values()
        for message in messages.values()
        if message.metadata and message.metadata["event_type"] == "engage_costs"
    ]


def teller(engage: Engage) -> SlackCostTeller:
    stores = engage.stores
    return SlackCostTeller(
        engage.installations,
        stores.managers,
        stores.accounts,  # type: ignore[arg-type]  # only `all` is asked
        stores.preferences,
    )


async def test_a_manager_is_told_once_whoever_tells_it_again(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """A process that is killed behind the post tells it again: the message is found."""
    engage.stores.managers.installer_id = anna.id
    for _ in range(2):
        await teller(engage).tell_managers(slack.workspace.team_id, KEY, "X has cost <b> & more.")
    (message,) = told(slack)
    assert message.text == "X has cost ‹b&gt; &amp; more."
    assert "Workspace settings" in repr(message.shown_blocks)
    await teller(engage).tell_managers(slack.workspace.team_id, "2026-11-01:stop", "Stopped.")
    assert len(told(slack)) == 2


async def test_whom_slack_does_not_let_us_reach_now_is_told_later_and_nobody_twice(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    team = slack.workspace.team_id
    ben = slack.add_person("Ben")
    deed = Deed(Act.NAME_MANAGER, anna.id, engage.stores.clock())
    await engage.stores.managers.name(team, ben.id, deed)
    engage.stores.managers.installer_id = anna.id
    slack.faults.add(Fault("chat.postMessage", "error", error="missing_scope"))
    with pytest.raises(SlackRefused):
        await teller(engage).tell_managers(team, KEY, "Stopped.")
    assert len(told(slack)) == 1
    for _ in range(2):
        await teller(engage).tell_managers(team, KEY, "Stopped.")
    assert {message.channel for message in told(slack)} == {
        slack.direct(each).id for each in (anna, ben)
    }
    assert len(told(slack)) == 2


async def test_whom_slack_never_lets_us_reach_holds_up_nobody(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    engage.stores.managers.installer_id = anna.id
    slack.faults.add(Fault("conversations.open", "error", error="user_not_found"))
    await teller(engage).tell_managers(slack.workspace.team_id, KEY, "Stopped.")
    assert told(slack) == []


async def test_where_nobody_who_manages_is_known_the_channel_of_the_account_is_told(
    slack: SlackDouble, engage: Engage, anna: Person, on_x: None
) -> None:
    """Admins manage, and Slack does not say who they are."""
    stores, team = engage.stores, slack.workspace.team_id
    await teller(engage).tell_managers(team, KEY, "Stopped.")
    assert told(slack) == []
    channel = slack.add_channel("community", anna)
    (account,) = stores.accounts.connected
    deed = Deed(Act.CHANGE_SETTINGS, anna.id, stores.clock(), account.id)
    kept = await stores.preferences.of_account(team, account.id)
    settings = AccountSettings(channel_id=channel.id)
    await stores.preferences.keep_account(
        team, account.id, settings, version=kept.version, deed=deed
    )
    for _ in range(2):
        await teller(engage).tell_managers(team, KEY, "Stopped.")
    (message,) = told(slack)
    assert message.channel == channel.id


async def test_managers_are_told_where_it_is_not_known_what_was_deleted_and_home_says_it(
    slack: SlackDouble, engage: Engage, anna: Person, on_x: None
) -> None:
    stores = engage.stores
    stores.managers.installer_id = anna.id
    (account,) = stores.accounts.connected
    room = Room(slack, engage, anna)
    assert "deleted" not in (await room.enter()).home
    known = Clearance(stores.clock() - timedelta(days=1), hindrance=Hindrance.BUDGET)
    stores.clearances.known[account.id] = known
    assert "what was deleted on X" in (await room.enter()).home
    said = late(account, known, stores.clock())
    key = "uncleared:a1:2026-11-22T12:00:00+00:00"
    for _ in range(2):
        await teller(engage).tell_managers(slack.workspace.team_id, key, said)
    (message,) = told(slack)
    assert "what was deleted on X" in message.text
    assert "X_BEARER_TOKEN" in message.text
    assert "Workspace settings" in repr(message.shown_blocks)
