"""Which scope each Web API method needs (docs: the methods' own pages)."""

from __future__ import annotations

from playground.errors import Json, SlackError
from playground.workspace import Workspace

_NEEDED = {
    "users.info": "users:read",
    "conversations.open": "im:write",
    "reactions.add": "reactions:write",
    "files.info": "files:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
    "assistant.threads.setStatus": "assistant:write",
    "agents.sessions.setStatus": "chat:write",
    "agents.sessions.rename": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.startStream": "chat:write",
    "chat.appendStream": "chat:write",
    "chat.stopStream": "chat:write",
}
_BY_KIND = {
    "public": "channels:read",
    "private": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}
_HISTORY = {
    "public": "channels:history",
    "private": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
_CHANNEL_READS = {
    "conversations.info": _BY_KIND,
    "conversations.members": _BY_KIND,
    "conversations.history": _HISTORY,
    "conversations.replies": _HISTORY,
}


def check_scope(
    granted: frozenset[str] | None, method: str, values: Json, workspace: Workspace
) -> None:
    """Raise SlackError `missing_scope` with what is needed and what is there.

    Args:
        granted: the bot token's scopes; None grants all.
    """
    needed = _NEEDED.get(method)
    if method in _CHANNEL_READS:
        channel = workspace.channels.get(str(values.get("channel")))
        needed = _CHANNEL_READS[method][channel.kind] if channel else None
    if method == "conversations.open" and "," in str(values.get("users")):
        needed = "mpim:write"
    if granted is not None and needed is not None and needed not in granted:
        raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(granted)))
