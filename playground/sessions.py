"""agents.sessions.* and the legacy assistant.threads.* (slack.md 0.2; docs: agent sessions)."""

from __future__ import annotations

from typing import Any, cast

from playground.arguments import Arguments
from playground.chat import Chat
from playground.errors import Json, SlackError
from playground.streaming import STATUSES
from playground.workspace import Workspace

TITLE = 200
PROMPTS = 4
LOADING_MESSAGES = 10


class Sessions:
    """What people see of a session: its status, title, suggested prompts.

    Args:
        stop_event: whether the app subscribed to `agent_session_stopped`; without it Slack warns
            and shows no Stop button.
    """

    def __init__(self, workspace: Workspace, chat: Chat, *, stop_event: bool) -> None:
        self.workspace = workspace
        self.chat = chat
        self.stop_event = stop_event

    def set_status(self, arguments: Arguments) -> Json:
        """agents.sessions.setStatus."""
        channel = self.chat.channel_for(arguments.text("channel_id"), writing=True)
        status = arguments.text("status")
        if status not in STATUSES:
            raise SlackError("invalid_status")
        title = arguments.optional("title")
        self._check_title(title)
        thread_ts = arguments.optional("thread_ts") or ""
        if thread_ts:
            self.chat.thread_for(channel, arguments)
        session = self.workspace.set_session(channel.id, thread_ts, cast("Any", status), title)
        answer: Json = {"status": session.status, "agent_status": session.status}
        if session.title:
            answer["title"] = session.title
        if status == "processing" and not self.stop_event:
            answer["warning"] = "missing_agent_session_stopped_event_subscription"
        return answer

    def rename(self, arguments: Arguments) -> Json:
        """agents.sessions.rename: only a session that exists."""
        channel = self.chat.channel_for(arguments.text("channel_id"))
        title = arguments.text("title")
        self._check_title(title)
        session = self.workspace.sessions.get((channel.id, arguments.optional("thread_ts") or ""))
        if session is None:
            raise SlackError("session_not_found")
        session.title = title
        self.workspace.tell("session", session=session)
        return {"title": title}

    def _check_title(self, title: str | None) -> None:
        if title is not None and len(title) > TITLE:
            raise SlackError("invalid_title")

    def thread_status(self, arguments: Arguments) -> Json:
        """assistant.threads.setStatus: a line that the app's next message clears."""
        channel = self.chat.channel_for(arguments.text("channel_id"), writing=True)
        thread_ts = arguments.text("thread_ts")
        note = str(arguments.values.get("status", ""))
        loading = arguments.parsed("loading_messages") or []
        if len(loading) > LOADING_MESSAGES:
            raise SlackError("invalid_arguments", ("no more than 10 loading_messages",))
        status = "processing" if note else "active"
        session = self.workspace.set_session(channel.id, thread_ts, cast("Any", status))
        session.note = note
        return {}

    def thread_title(self, arguments: Arguments) -> Json:
        """assistant.threads.setTitle, bridged to the session."""
        channel = self.chat.channel_for(arguments.text("channel_id"))
        title = arguments.text("title")
        thread_ts = arguments.text("thread_ts")
        session = self.workspace.sessions.get((channel.id, thread_ts))
        status = session.status if session else "active"
        self.workspace.set_session(channel.id, thread_ts, status, title)
        return {}

    def suggest(self, arguments: Arguments) -> Json:
        """assistant.threads.setSuggestedPrompts.

        In the agent view prompts stand on top of the Messages tab; with a thread_ts the call is
        accepted and nothing is shown (slack.md 0.1).
        """
        channel = self.chat.channel_for(arguments.text("channel_id"))
        prompts = arguments.parsed("prompts")
        if not isinstance(prompts, list) or not 1 <= len(prompts) <= PROMPTS:
            raise SlackError("invalid_arguments", (f"1 to {PROMPTS} prompts",))
        for prompt in prompts:
            if not (prompt.get("title") and prompt.get("message")):
                raise SlackError("invalid_arguments", ("a prompt needs title and message",))
        if channel.kind == "im" and arguments.optional("thread_ts") is None:
            shown = {"title": arguments.optional("title"), "prompts": prompts}
            self.workspace.prompts[channel.id] = shown
            self.workspace.tell("prompts", channel=channel.id, **shown)
        return {}
