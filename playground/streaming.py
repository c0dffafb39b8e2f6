"""chat.startStream, chat.appendStream and chat.stopStream."""

from __future__ import annotations

from typing import Any, cast

from playground.arguments import Arguments
from playground.chat import Chat
from playground.errors import Json, SlackError
from playground.streams import LIFE_S, Stream
from playground.workspace import Message, Workspace

_DISPLAYS = ("timeline", "plan")
STATUSES = ("processing", "active", "suspended", "closed")


class Streaming:
    """Streamed messages (docs: chat.startStream and its siblings)."""

    def __init__(self, workspace: Workspace, chat: Chat) -> None:
        self.workspace = workspace
        self.chat = chat

    def start(self, arguments: Arguments) -> Json:
        """Begin a stream in a thread; its agent session is `processing` from now on.

        Raises:
            SlackError: `missing_recipient_team_id`, `missing_recipient_user_id` outside direct
                messages; `invalid_arguments` without a thread.
        """
        channel = self.chat.channel_for(arguments.text("channel"), writing=True)
        thread_ts = arguments.text("thread_ts")
        self.chat.thread_for(channel, arguments)
        if channel.kind != "im":
            for name in ("recipient_team_id", "recipient_user_id"):
                if arguments.optional(name) is None:
                    raise SlackError(f"missing_{name}")
            self._check_recipient(arguments)
        display = arguments.optional("task_display_mode") or "timeline"
        if display not in _DISPLAYS:
            raise SlackError("invalid_arguments", (f"task_display_mode: {display}",))
        stream = Stream(self.workspace.clock.now(), cast("Any", display))
        stream.take(arguments.optional("markdown_text"), self._chunks(arguments))
        message = self.workspace.keep(
            Message(
                self.workspace.new_ts(),
                channel.id,
                self.workspace.bot.id,
                thread_ts=thread_ts,
                stream=stream,
            )
        )
        self.workspace.set_session(channel.id, thread_ts, "processing")
        return {"channel": channel.id, "ts": message.ts}

    def _check_recipient(self, arguments: Arguments) -> None:
        person = self.workspace.person(arguments.text("recipient_user_id"))
        if person.team_id != arguments.text("recipient_team_id"):
            # The team is the person's own, also in shared channels (slack.md 1.2).
            raise SlackError("user_not_found")

    def _chunks(self, arguments: Arguments) -> list[Json] | None:
        chunks = arguments.parsed("chunks")
        if chunks is None:
            return None
        if not isinstance(chunks, list) or not all(isinstance(each, dict) for each in chunks):
            raise SlackError("invalid_chunks", ("must be a valid array of objects",))
        for chunk in chunks:
            if chunk.get("type") == "blocks":
                self.chat.check(chunk.get("blocks"))
        return chunks

    def _streaming(self, arguments: Arguments) -> Message:
        """The open stream of a call. Raises SlackError `message_not_in_streaming_state`."""
        channel = self.chat.channel_for(arguments.text("channel"), writing=True)
        message = self.chat.own(channel.id, arguments.text("ts"), "message_not_owned_by_app")
        stream = message.stream
        if stream is not None and stream.state == "in_progress":
            if self.workspace.clock.now() - stream.started_at < LIFE_S:
                return message
            stream.state = "expired"
            self.workspace.tell("message_changed", message=message)
        if stream is not None and stream.state == "stopped":
            raise SlackError("stopped_by_user")
        raise SlackError("message_not_in_streaming_state")

    def append(self, arguments: Arguments) -> Json:
        """Add to a stream, in the order of the calls."""
        message = self._streaming(arguments)
        markdown, chunks = arguments.optional("markdown_text"), self._chunks(arguments)
        if markdown is None and not chunks:
            raise SlackError("no_text")
        assert message.stream is not None
        message.stream.take(markdown, chunks)
        self.workspace.tell("message_changed", message=message)
        return {"channel": message.channel, "ts": message.ts}

    def stop(self, arguments: Arguments) -> Json:
        """Finish a stream; its blocks come last, and its session becomes `session_status`."""
        message = self._streaming(arguments)
        status = arguments.optional("session_status") or "active"
        if status not in STATUSES:
            raise SlackError("invalid_arguments", (f"session_status: {status}",))
        blocks = arguments.parsed("blocks")
        if blocks is not None:
            self.chat.check(blocks)
        assert message.stream is not None
        message.stream.take(arguments.optional("markdown_text"), self._chunks(arguments))
        message.stream.closing_blocks = blocks or []
        message.stream.state = "completed"
        message.metadata = arguments.parsed("metadata")
        self.workspace.tell("message_changed", message=message)
        self.workspace.set_session(message.channel, message.thread_ts or "", cast("Any", status))
        told = self.chat.told(message)
        return {"channel": message.channel, "ts": message.ts, "message": told}
