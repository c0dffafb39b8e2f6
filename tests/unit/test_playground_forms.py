"""Forms in the double: what a submission carries, what never leaves the client, how views stack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.errors import SlackError
from playground.forms import MISSING, troubles, values_of
from playground.slack import SlackDouble
from playground.telling import change_told
from playground.workspace import Change, Person, View
from tests.unit.playground_kit import App, served

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(block_id: str, label: str, element: Json, *, optional: bool = False) -> Json:
    element = {"action_id": "value", **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": element,
    }


DAYS = [{"text": plain(day), "value": day.lower()} for day in ("Monday", "Friday")]
BLOCKS = [
    field("zone", "Zone", {"type": "plain_text_input", "initial_value": "UTC"}),
    field("months", "Months", {"type": "number_input", "is_decimal_allowed": False}),
    field("day", "Day", {"type": "static_select", "options": DAYS, "initial_option": DAYS[0]}),
    field("people", "People", {"type": "multi_users_select"}, optional=True),
    field("from", "From", {"type": "timepicker"}, optional=True),
]


def form(**more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Save"),
        "blocks": BLOCKS,
        **more,
    }


@pytest.fixture
async def app() -> AsyncIterator[App]:
    async with served(App()) as running:
        yield running


@pytest.fixture
async def slack(app: App) -> AsyncIterator[SlackDouble]:
    async with SlackDouble() as double:
        double.deliver_to(app.url)
        yield double


async def opened(slack: SlackDouble, person: Person, view: Json | None = None) -> View:
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    trigger_id = slack.interactions.trigger(person.id)
    await client.views_open(trigger_id=trigger_id, view=view or form())
    return slack.workspace.modals[person.id][-1]


def test_untouched_fields_are_carried_as_they_were_drawn() -> None:
    values = values_of(BLOCKS, {"Months": "13", "People": ["U1"]})

    assert values["zone"]["value"] == {"type": "plain_text_input", "value": "UTC"}
    assert values["months"]["value"] == {"type": "number_input", "value": "13"}
    assert values["day"]["value"]["selected_option"] == DAYS[0]
    assert values["people"]["value"]["selected_users"] == ["U1"]
    assert values["from"]["value"]["selected_time"] is None


@pytest.mark.parametrize("typed", [{"Moths": "13"}, {"Day": "sunday"}])
def test_nobody_fills_in_what_is_not_there(typed: Json) -> None:
    with pytest.raises(LookupError):
        values_of(BLOCKS, typed)


def test_what_never_leaves_the_client() -> None:
    """Required fields without a value, numbers that are none."""
    assert troubles(BLOCKS, values_of(BLOCKS, {"Zone": None})) == {
        "zone": MISSING,
        "months": MISSING,
    }
    assert list(troubles(BLOCKS, values_of(BLOCKS, {"Months": "1.5"}))) == ["months"]
    assert troubles(BLOCKS, values_of(BLOCKS, {"Months": "13"})) == {}


async def test_an_incomplete_form_is_not_sent(slack: SlackDouble, app: App) -> None:
    """The person sees it at the field, and nobody else does."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    view = await opened(slack, anna)
    news: list[Change] = []
    slack.workspace.watchers.append(news.append)

    reply = await slack.fill(anna, view, {})

    assert reply.reason == "incomplete"
    assert slack.deliveries.log == []
    (told,) = [each for each in news if each.kind == "view_errors"]
    assert change_told(told, slack, anna) is not None
    assert change_told(told, slack, ben) is None


async def test_errors_of_no_field_are_a_failure(slack: SlackDouble, app: App) -> None:
    anna = slack.add_person("Anna")
    view = await opened(slack, anna)
    app.then(body={"response_action": "errors", "errors": {"nowhere": "Wrong."}})

    with pytest.raises(SlackError, match="invalid_errors"):
        await slack.fill(anna, view, {"Months": "13"})


async def test_a_view_knows_the_one_below(slack: SlackDouble) -> None:
    """And closing one that says so closes them all."""
    anna = slack.add_person("Anna")
    root = await opened(slack, anna)
    top = slack.views.stack(anna.id, form(clear_on_close=True))

    assert slack.views.told(root)["previous_view_id"] is None
    assert slack.views.told(top)["previous_view_id"] == root.id
    await slack.dismiss(anna, top)
    assert slack.workspace.modals.get(anna.id, []) == []


async def test_a_view_that_moved_on_is_not_updated(slack: SlackDouble) -> None:
    anna = slack.add_person("Anna")
    view = await opened(slack, anna)
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    old = view.hash
    await client.views_update(view_id=view.id, hash=old, view=form(title=plain("Newer")))

    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view.id, hash=old, view=form())
