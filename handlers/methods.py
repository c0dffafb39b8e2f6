"""The methods of Slack's Web API that Engage uses."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """The Web API methods Engage uses."""

    AUTH_TEST = "auth.test"
    REVOKE = "auth.revoke"
    EXCHANGE_CODE = "oauth.v2.access"
    SESSION_STATUS = "agents.sessions.setStatus"
    SUGGESTED_PROMPTS = "assistant.threads.setSuggestedPrompts"
    START_STREAM = "chat.startStream"
    APPEND_STREAM = "chat.appendStream"
    STOP_STREAM = "chat.stopStream"
    POST = "chat.postMessage"
    POST_EPHEMERAL = "chat.postEphemeral"
    UPDATE = "chat.update"
    PERMALINK = "chat.getPermalink"
    HISTORY = "conversations.history"
    REPLIES = "conversations.replies"
    FILE_INFO = "files.info"
    UPLOAD_URL = "files.getUploadURLExternal"
    COMPLETE_UPLOAD = "files.completeUploadExternal"
    CHANNEL_INFO = "conversations.info"
    CHANNEL_MEMBERS = "conversations.members"
    OPEN_DIRECT = "conversations.open"
    USER_INFO = "users.info"
    OPEN_VIEW = "views.open"
    PUSH_VIEW = "views.push"
    UPDATE_VIEW = "views.update"
    PUBLISH_VIEW = "views.publish"


READS = frozenset(
    {
        Method.CHANNEL_INFO,
        Method.CHANNEL_MEMBERS,
        Method.FILE_INFO,
        Method.HISTORY,
        Method.PERMALINK,
        Method.REPLIES,
        Method.UPLOAD_URL,
        Method.USER_INFO,
    }
)
"""Arguments of these go into the query string: of most of them Slack reads no others."""
