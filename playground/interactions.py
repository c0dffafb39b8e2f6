"""Short-lived handles of interactions: trigger ids and response URLs.

trigger_id: 3 s, single use. response_url: 5 posts within 30 minutes (slack.md 2.1).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from playground.clock import Clock
from playground.errors import SlackError

TRIGGER_LIFE_S = 3.0
RESPONSE_LIFE_S = 30 * 60.0
RESPONSE_POSTS = 5


@dataclass
class _Trigger:
    person: str
    at: float
    view: str | None
    used: bool = False


@dataclass
class ResponseHook:
    """Where a response URL leads: the channel and person of an interaction.

    `message_ts` is the message that was acted on, None after a slash command.
    """

    channel: str
    person: str
    at: float
    message_ts: str | None
    thread_ts: str | None
    posts: int = 0


class Interactions:
    """Issues the handles and spends them."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._triggers: dict[str, _Trigger] = {}
        self._hooks: dict[str, ResponseHook] = {}

    def trigger(self, person: str, view: str | None = None) -> str:
        """A trigger id; `view` is the modal it came from, if any."""
        trigger_id = (
            f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        )
        self._triggers[trigger_id] = _Trigger(person, self.clock.now(), view)
        return trigger_id

    def spend(self, trigger_id: object) -> tuple[str, str | None]:
        """The person behind a trigger id and the view it came from.

        Raises:
            SlackError: `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`
                (docs: views.open, errors).
        """
        trigger = self._triggers.get(str(trigger_id))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() - trigger.at > TRIGGER_LIFE_S:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.person, trigger.view

    def hook(self, channel: str, person: str, message_ts: str | None, thread_ts: str | None) -> str:
        """The last part of a new response URL."""
        name = secrets.token_hex(12)
        self._hooks[name] = ResponseHook(channel, person, self.clock.now(), message_ts, thread_ts)
        return name

    def knows(self, name: str) -> bool:
        """Whether a response URL was issued here."""
        return name in self._hooks

    def use(self, name: str) -> ResponseHook:
        """Count one post. Raises SlackError `expired_url` or `used_url`."""
        hook = self._hooks.get(name)
        if hook is None or self.clock.now() - hook.at > RESPONSE_LIFE_S:
            raise SlackError("expired_url")
        if hook.posts >= RESPONSE_POSTS:
            raise SlackError("used_url")
        hook.posts += 1
        return hook
