"""Where a question was asked and where its answer goes: stored with the run, opaque to the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self, get_args

Kind = Literal["private", "unplaced", "thread"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place in Slack.

    Attributes:
        kind: `private` for one person's eyes in a channel; `thread` for a thread that is there;
            `unplaced` for a thread that is still to be opened in the channel.
        channel_id: channel or direct message.
        person_id: who asked.
        root_ts: the thread's first message; None for other kinds.
        message_ts: the message the answer is being written into; None before there is one.
        response_url: Slack's address for private answers, valid for 30 minutes; None where the
            question did not come from a command or a private button.
    """

    kind: Kind
    channel_id: str
    person_id: str
    root_ts: str | None = None
    message_ts: str | None = None
    response_url: str | None = None

    @classmethod
    def read(cls, stored: Mapping[str, str]) -> Self | None:
        """A place as stored; None when it is not one of ours (asked in a terminal)."""
        if stored.get("kind") not in get_args(Kind):
            return None
        return cls(**stored)  # type: ignore[arg-type]

    def stored(self) -> dict[str, str]:
        """For storage: only what is known."""
        # Written out, because it stands in the way of every acknowledgement.
        known = {
            "kind": self.kind,
            "channel_id": self.channel_id,
            "person_id": self.person_id,
            "root_ts": self.root_ts,
            "message_ts": self.message_ts,
            "response_url": self.response_url,
        }
        return {name: value for name, value in known.items() if value is not None}

    def thread(self, root_ts: str) -> Place:
        """The same place once its thread is open."""
        return replace(self, kind="thread", root_ts=root_ts)

    def written_to(self, message_ts: str) -> Place:
        """The same place once a message carries the answer."""
        return replace(self, message_ts=message_ts)
