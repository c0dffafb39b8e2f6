"""A person at Engage's Home tab: what they press, what opens, what they fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.deliveries import Reply
from playground.forms import values_of
from playground.slack import SlackDouble
from playground.workspace import Person, View
from tests.scenario.running import Engage, settle


@dataclass
class Room:
    """One person's Home tab and the modals on it."""

    slack: SlackDouble
    engage: Engage
    person: Person

    async def enter(self) -> Room:
        """Open the Home tab."""
        self.slack.open_app(self.person, "home")
        await settle(self.slack, self.engage)
        return self

    @property
    def home(self) -> str:
        """What stands in the Home tab, as text."""
        return repr(self.slack.workspace.homes[self.person.id].body)

    @property
    def modals(self) -> list[View]:
        """The open modals, the lowest first."""
        return self.slack.workspace.modals.get(self.person.id, [])

    @property
    def modal(self) -> View:
        """The one on top."""
        return self.modals[-1]

    @property
    def shown(self) -> str:
        """What stands in the modal on top, as text."""
        return repr(self.modal.body)

    @property
    def fields(self) -> dict[str, Any]:
        """What stands in the fields of the modal on top, by their labels."""
        blocks = self.slack.views.told(self.modal)["blocks"]
        values = values_of(blocks)
        return {
            block["label"]["text"]: next(value for name, value in state.items() if name != "type")
            for block in blocks
            if block["type"] == "input"
            for state in values[block["block_id"]].values()
        }

    async def press(self, action_id: str, value: str | None = None) -> None:
        """Press a button of the Home tab."""
        view = self.slack.workspace.homes[self.person.id]
        await self.slack.click_view(self.person, view, action_id, value)
        await settle(self.slack, self.engage)

    async def press_in_modal(self, action_id: str, value: str | None = None) -> None:
        """Press a button of the modal on top, or choose something in it."""
        await self.slack.click_view(self.person, self.modal, action_id, value)
        await settle(self.slack, self.engage)

    async def fill(self, **typed: Any) -> Reply:
        """Fill in the modal on top and send it. Fields by their labels, "_" for spaces."""
        return await self.fill_in({name.replace("_", " "): each for name, each in typed.items()})

    async def fill_in(self, typed: dict[str, Any]) -> Reply:
        """The same for labels that are no names."""
        reply = await self.slack.fill(self.person, self.modal, typed)
        await settle(self.slack, self.engage)
        return reply


def errors_of(reply: Reply) -> dict[str, str]:
    """The sentences at the fields of a refused form, by field."""
    assert reply.body["response_action"] == "errors", reply
    return {block.partition("@")[0]: words for block, words in reply.body["errors"].items()}


def words_to(slack: SlackDouble, person: Person) -> list[str]:
    """What Engage wrote to a person directly."""
    return [each.text for each in slack.messages(slack.direct(person))]
