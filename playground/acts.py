"""What people use: commands, buttons, modals, shortcuts. Each waits for the app's answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.deliveries import Reply
from playground.errors import Json, SlackError
from playground.events import Events, Parts
from playground.forms import state_of, stateful, troubles, values_of
from playground.interactions import ResponseHook
from playground.workspace import Channel, Message, Person, View


class Acts(Events):
    """Acts that the app answers within three seconds.

    `base_url` is where response URLs lead; set when the server has started.
    """

    def __init__(self, parts: Parts, subscriptions: frozenset[str]) -> None:
        super().__init__(parts, subscriptions)
        self.base_url = ""

    def handles(
        self, person: Person, channel: str, message: Message | None, view: str | None = None
    ) -> Json:
        """A fresh trigger id and response URL."""
        ts = message.ts if message else None
        thread_ts = message.thread_ts if message else None
        name = self.interactions.hook(channel, person.id, ts, thread_ts)
        return {
            "trigger_id": self.interactions.trigger(person.id, view),
            "response_url": f"{self.base_url}/hooks/{name}",
        }

    async def command(
        self, person: Person, channel: Channel, command: str, text: str = ""
    ) -> Reply:
        """Use a slash command; never in a thread (slack.md 0.6)."""
        handles = self.handles(person, channel.id, None)
        payload = self.payloads.command(person, channel, command, text, handles)
        reply = await self.deliveries.once("slash_commands", payload)
        if not reply.ok:
            failure = "operation_timeout" if reply.reason == "http_timeout" else "dispatch_failed"
            self.helper_note(person, channel, f"{command} failed with the error “{failure}”")
        elif reply.body:
            body = reply.body if isinstance(reply.body, dict) else {"text": str(reply.body)}
            hook = ResponseHook(channel.id, person.id, self.workspace.clock.now(), None, None)
            if body.get("text") or body.get("blocks"):
                self.hooks.respond(hook, body)
        return reply

    async def click(
        self, person: Person, message: Message, action_id: str, value: Any = None
    ) -> Reply:
        """Use a button, a choice or the like of a message, found by its action_id.

        Args:
            value: for feedback buttons and choices, the value to pick; None for a button's own.
        """
        channel = self.workspace.channels[message.channel]
        handles = self.handles(person, channel.id, message)
        action = find_action(message.shown_blocks, action_id, value, self.workspace.new_ts())
        payload = self.payloads.message_action(person, message, [action], handles)
        return await self.deliveries.once("interactive", payload)

    async def click_view(
        self,
        person: Person,
        view: View,
        action_id: str,
        value: Any = None,
        values: Mapping[str, Any] | None = None,
    ) -> Reply:
        """The same in a modal or on the Home tab.

        Args:
            values: what stands in its fields, as in `submit`; None where nobody touched them.
        """
        told = self.views.told(view)
        handles = self.handles(person, "", None, view.id)
        action = find_action(told["blocks"], action_id, value, self.workspace.new_ts())
        told["state"] = {"values": values_of(told["blocks"]) | dict(values or {})}
        payload = self.payloads.view_action(person, view, told, [action], handles)
        return await self.deliveries.once("interactive", payload)

    async def fill(self, person: Person, view: View, typed: Mapping[str, Any]) -> Reply:
        """Fill in a modal and submit it.

        Args:
            typed: by the label of a field, what is put into it (`forms.values_of`).
        """
        return await self.submit(person, view, values_of(self.views.told(view)["blocks"], typed))

    async def submit(self, person: Person, view: View, values: Mapping[str, Any]) -> Reply:
        """Submit a modal. The reply's `response_action` is carried out.

        A form with a required field empty, or a number that is none, is not sent: the client
        says so at the field (slack.md 2.5). The reason is then `incomplete`.

        Args:
            values: as in `view.state.values`: block_id -> action_id -> element state.

        Raises:
            SlackError: the answer cannot be carried out.
        """
        trigger_id = self.interactions.trigger(person.id, view.id)
        told = self.views.told(view)
        if wrong := troubles(told["blocks"], dict(values)):
            self._show_errors(view, wrong)
            return Reply(0, reason="incomplete")
        payload = self.payloads.submission(person, told, values, trigger_id)
        reply = await self.deliveries.once("interactive", payload)
        if reply.ok:
            self._after_submission(person, view, reply.body)
        return reply

    def _after_submission(self, person: Person, view: View, body: Any) -> None:
        action = body.get("response_action") if isinstance(body, dict) else None
        match action:
            case "errors":
                self._show_errors(view, body["errors"])
            case "update":
                self.views.replace(view, self.views.check(body.get("view"), "modal"))
            case "push":
                self.views.stack(person.id, self.views.check(body.get("view"), "modal"))
            case "clear":
                self.views.clear(person.id)
            case _:
                self.views.close(view)

    def _show_errors(self, view: View, errors: Mapping[str, str]) -> None:
        """Say at the fields what is wrong. Errors of no input block of the view are refused."""
        inputs = {each["block_id"] for each in self.views.told(view)["blocks"] if is_input(each)}
        if not errors or not errors.keys() <= inputs:
            raise SlackError("invalid_errors")
        self.workspace.tell("view_errors", person=view.person, view=view.id, errors=dict(errors))

    async def dismiss(self, person: Person, view: View) -> Reply | None:
        """Close a modal; the app hears of it when it asked to (`notify_on_close`)."""
        told = self.views.told(view)
        if told["clear_on_close"]:
            self.views.clear(person.id)
        else:
            self.views.close(view)
        if not told["notify_on_close"]:
            return None
        return await self.deliveries.once(
            "interactive", self.payloads.closed(person, told, cleared=False)
        )

    async def shortcut(self, person: Person, message: Message, callback_id: str) -> Reply:
        """Use a message shortcut."""
        handles = self.handles(person, message.channel, message)
        payload = self.payloads.shortcut(person, message, callback_id, handles)
        return await self.deliveries.once("interactive", payload)


def _elements(block: Json) -> list[Json]:
    held = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    return [element for element in held if isinstance(element, dict)]


def find_action(blocks: list[Json], action_id: str, value: Any, action_ts: str) -> Json:
    """The action of a payload for the element with this id; of several with the same, the one that
    carries the value. Raises LookupError.
    """
    found = [
        (block.get("block_id", f"b{index}"), element)
        for index, block in enumerate(blocks)
        for element in _elements(block)
        if element.get("action_id") == action_id
    ]
    if not found:
        raise LookupError(action_id)
    block_id, element = next((each for each in found if _carries(each[1], value)), found[0])
    action: Json = {
        "type": element["type"],
        "action_id": action_id,
        "block_id": block_id,
        "action_ts": action_ts,
    }
    return action | _state(element, value)


def _carries(element: Json, value: Any) -> bool:
    groups = [element, *element.get("option_groups", ())]
    options = [each["value"] for group in groups for each in group.get("options", ())]
    if options:
        return value in options
    return value is None or element.get("value", value) == value


def is_input(block: Json) -> bool:
    """Whether a block is a field of a form."""
    return bool(block.get("type") == "input")


def _state(element: Json, value: Any) -> Json:
    if stateful(element):
        told = state_of(element, value)
        return {name: each for name, each in told.items() if name != "type"}
    if element["type"] == "overflow":
        chosen = [each for each in element["options"] if each["value"] == value]
        return {"selected_option": chosen.pop()}
    if element["type"] == "feedback_buttons":
        return {"value": value}
    state: Json = {"value": element["value"] if value is None and "value" in element else value}
    if "text" in element:
        state["text"] = element["text"]
    return {name: each for name, each in state.items() if each is not None}
