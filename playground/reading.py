"""Reading back what happened: calls, messages, deliveries; and waiting for a state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from playground.acts import Acts
from playground.api import Api, Call
from playground.deliveries import Delivery
from playground.events import Parts
from playground.workspace import Change, Channel, Message, Person


class Reading(Acts):
    """What tests ask of the double. `api` holds the call log."""

    api: Api

    def __init__(self, parts: Parts, subscriptions: frozenset[str]) -> None:
        super().__init__(parts, subscriptions)
        self._changed = asyncio.Event()
        self.workspace.watchers.append(self._notice)

    @property
    def calls(self) -> list[Call]:
        """Every Web API call in order, refused ones included."""
        return self.api.calls

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def messages(self, channel: Channel) -> list[Message]:
        """What everybody sees of a channel outside its threads, oldest first."""
        return [
            message
            for message in self.workspace.messages[channel.id].values()
            if message.ephemeral_to is None and message.thread_ts in (None, message.ts)
        ]

    def thread(self, channel: Channel, root_ts: str) -> list[Message]:
        """A thread as everybody sees it, its root first."""
        return [
            message
            for message in self.workspace.thread(channel.id, root_ts)
            if message.ephemeral_to is None
        ]

    def ephemerals(self, person: Person, channel: Channel) -> list[Message]:
        """What only this person sees in a channel, threads included."""
        return [
            message
            for message in self.workspace.messages[channel.id].values()
            if message.ephemeral_to == person.id
        ]

    def events(self, kind: str) -> list[Delivery]:
        """Deliveries of one event type ("app_mention")."""
        return [
            delivery
            for delivery in self.deliveries.log
            if delivery.kind == "events_api" and delivery.payload["event"]["type"] == kind
        ]

    async def until(self, met: Callable[[], object], timeout_s: float = 10) -> None:
        """Wait for a state, looked at after every change. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not met():
                self._changed.clear()
                await self._changed.wait()

    def _notice(self, change: Change) -> None:
        match change.kind:
            case "message":
                self.deliver_message(change.data["message"])
            case "message_changed":
                self.deliver_change(change.data["message"], deleted=False)
            case "message_deleted":
                self.deliver_change(change.data["message"], deleted=True)
        self._changed.set()
