"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

from collections import Counter
from typing import Any

from playground.arguments import Arguments
from playground.blocks import check_blocks
from playground.charts import text_length
from playground.errors import Json, SlackError
from playground.faults import Faults
from playground.files import Files
from playground.limits import Limits
from playground.streams import MARKDOWN_LIMIT
from playground.workspace import Channel, Message, Workspace

TEXT_CUT = 40_000
"""Longer texts are cut, not refused (slack.md 2.3)."""

UPDATE_TEXT = 4_000
"""chat.update refuses longer texts (docs: chat.update, `msg_too_long`)."""

BLOCKS_TEXT = 12_000
BLOCK_OVERHEAD = 20
"""All texts of all blocks together, with something for each block: `msg_blocks_too_long`.

Undocumented; measured in bolt-js#2867 (9,597 characters in 50 blocks pass, 11,341 in 45 do not).
Markdown blocks carry no overhead, their own total being the documented 12,000; tables are counted
apart.
"""

PAGE = 100
"""Messages that conversations.history gives where no limit is named."""

_NEW_BLOCKS = frozenset({"data_visualization", "data_table"})


class Chat:
    """Messages that an app writes."""

    def __init__(self, workspace: Workspace, limits: Limits, faults: Faults, base_url: str) -> None:
        self.workspace = workspace
        self.limits = limits
        self.faults = faults
        self.base_url = base_url
        self.files = Files(workspace)

    def channel_for(self, wanted: str, *, writing: bool = False) -> Channel:
        """The channel an app names, as far as its bot may see it (or write in it).

        A person's id stands for the direct message with them (docs: chat.postMessage, channels).
        """
        space = self.workspace
        if wanted in space.people and wanted != space.bot.id:
            return space.direct(wanted, space.bot.id)
        channel = space.channels.get(wanted)
        inside = channel is not None and space.bot.id in channel.members
        if channel is None or (channel.kind != "public" and not inside):
            raise SlackError("channel_not_found")
        if writing and not inside:
            raise SlackError("not_in_channel")
        if writing and channel.archived:
            raise SlackError("is_archived")
        return channel

    def content(self, arguments: Arguments, *, most_text: int | None = None) -> tuple[str, Any]:
        """Text and blocks of a message, checked.

        Raises:
            SlackError: `no_text`, `msg_too_long`, `invalid_blocks`, `msg_blocks_too_long`,
                `markdown_text_conflict`.
        """
        text = arguments.optional("text") or ""
        blocks = arguments.parsed("blocks")
        markdown = arguments.optional("markdown_text")
        if markdown is not None:
            if text or blocks:
                raise SlackError("markdown_text_conflict")
            if len(markdown) > MARKDOWN_LIMIT:
                raise SlackError("msg_too_long")
            return markdown, [{"type": "markdown", "text": markdown}]
        if not (text or blocks or arguments.parsed("attachments")):
            raise SlackError("no_text")
        if most_text is not None and len(text) > most_text:
            raise SlackError("msg_too_long")
        if blocks is not None:
            self.check(blocks)
        return text[:TEXT_CUT], blocks

    def check(self, blocks: object) -> None:
        """Raises SlackError `invalid_blocks` or `msg_blocks_too_long`."""
        reasons = check_blocks(blocks, "message")
        if self.faults.no_charts and isinstance(blocks, list):
            reasons += [
                f"unsupported type: {block['type']} [json-pointer:/blocks/{index}/type]"
                for index, block in enumerate(blocks)
                if isinstance(block, dict) and block.get("type") in _NEW_BLOCKS
            ]
        if reasons:
            raise SlackError("invalid_blocks", tuple(reasons))
        if isinstance(blocks, list):
            plain = [block for block in blocks if block["type"] not in _NEW_BLOCKS]
            heavy = sum(block["type"] != "markdown" for block in plain)
            if text_length(plain) + BLOCK_OVERHEAD * heavy > BLOCKS_TEXT:
                raise SlackError("msg_blocks_too_long")

    def thread_for(self, channel: Channel, arguments: Arguments) -> str | None:
        """The thread a message goes to. Raises SlackError `thread_not_found`."""
        thread_ts = arguments.optional("thread_ts")
        if thread_ts is None:
            return None
        root = self.workspace.messages[channel.id].get(thread_ts)
        if root is None or root.ephemeral_to or root.thread_ts not in (None, root.ts):
            raise SlackError("thread_not_found")
        return thread_ts

    def post(self, arguments: Arguments) -> Json:
        """chat.postMessage."""
        channel = self.channel_for(arguments.text("channel"), writing=True)
        thread_ts = self.thread_for(channel, arguments)
        text, blocks = self.content(arguments)
        self.limits.take_post(channel.id)
        message = self._keep(channel, text, blocks, thread_ts)
        message.metadata = arguments.parsed("metadata")
        self._clear_note(channel.id, thread_ts)
        return {"channel": channel.id, "ts": message.ts, "message": self.told(message)}

    def post_ephemeral(self, arguments: Arguments) -> Json:
        """chat.postEphemeral: only to a member of the channel."""
        channel = self.channel_for(arguments.text("channel"), writing=True)
        person = arguments.text("user")
        if person not in channel.members:
            raise SlackError("user_not_in_channel")
        thread_ts = self.thread_for(channel, arguments)
        text, blocks = self.content(arguments)
        message = self._keep(channel, text, blocks, thread_ts, ephemeral_to=person)
        return {"message_ts": message.ts}

    def _keep(
        self,
        channel: Channel,
        text: str,
        blocks: Any,
        thread_ts: str | None,
        ephemeral_to: str | None = None,
    ) -> Message:
        space = self.workspace
        message = Message(
            space.new_ts(), channel.id, space.bot.id, text, blocks or [], thread_ts, ephemeral_to
        )
        return space.keep(message)

    def _clear_note(self, channel: str, thread_ts: str | None) -> None:
        # The legacy status line goes when the app posts (docs: assistant.threads.setStatus); the
        # session's own `processing` does not (slack.md 0.2).
        session = self.workspace.sessions.get((channel, thread_ts or ""))
        if session is not None and session.note:
            session.note = ""
            self.workspace.tell("session", session=session)

    def own(self, channel: str, ts: str, refusal: str) -> Message:
        """A message the bot may change. Raises SlackError `message_not_found` or `refusal`."""
        message = self.workspace.message(channel, ts)
        if message.ephemeral_to:
            raise SlackError("message_not_found")
        if message.author != self.workspace.bot.id:
            raise SlackError(refusal)
        return message

    def update(self, arguments: Arguments) -> Json:
        """chat.update. Blocks left out while text is given are kept (docs: chat.update)."""
        channel = self.channel_for(arguments.text("channel"), writing=True)
        message = self.own(channel.id, arguments.text("ts"), "cant_update_message")
        if message.stream and message.stream.state == "in_progress":
            raise SlackError("streaming_state_conflict")
        text, blocks = self.content(arguments, most_text=UPDATE_TEXT)
        kept = message.shown_blocks
        message.text = text or message.shown_text
        message.blocks = kept if blocks is None else blocks
        message.edited = True
        self.workspace.tell("message_changed", message=message)
        told = self.told(message)
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": told}

    def delete(self, arguments: Arguments) -> Json:
        """chat.delete: the bot's own messages that are not being streamed."""
        channel = self.channel_for(arguments.text("channel"), writing=True)
        message = self.own(channel.id, arguments.text("ts"), "cant_delete_message")
        if message.stream and message.stream.state == "in_progress":
            raise SlackError("cant_delete_message")
        self.workspace.forget(message)
        return {"channel": channel.id, "ts": message.ts}

    def history(self, arguments: Arguments) -> Json:
        """conversations.history: the newest first, page by page, replies left out; metadata only
        when asked for (docs: conversations.history, include_all_metadata). `oldest` is not included
        itself.
        """
        channel = self.channel_for(arguments.text("channel"))
        if self.workspace.bot.id not in channel.members:
            raise SlackError("not_in_channel")
        whole = arguments.flag("include_all_metadata")
        oldest = float(arguments.optional("oldest") or 0)
        before = float(arguments.optional("cursor") or "inf")
        every = self.workspace.messages[channel.id].values()
        listed = [
            each
            for each in every
            if each.thread_ts in (None, each.ts)
            and not each.ephemeral_to
            and oldest < float(each.ts) < before
        ]
        newest = listed[::-1][: int(arguments.optional("limit") or PAGE)]
        told = [self.told(each) for each in newest]
        replies = Counter(each.thread_ts for each in every if each.thread_ts != each.ts)
        for each in told:
            if count := replies[each["ts"]]:
                each |= {"thread_ts": each["ts"], "reply_count": count}
        for each in told if not whole else ():
            each.pop("metadata", None)
        more = len(newest) < len(listed)
        cursor = newest[-1].ts if more else ""
        return {"messages": told, "has_more": more, "response_metadata": {"next_cursor": cursor}}

    def replies(self, arguments: Arguments) -> Json:
        """conversations.replies: the thread's first message and its replies, the oldest first, page
        by page (docs: conversations.replies, cursor).
        """
        channel = self.channel_for(arguments.text("channel"))
        if self.workspace.bot.id not in channel.members:
            raise SlackError("not_in_channel")
        root = str(arguments.text("ts"))
        listed = [each for each in self.workspace.thread(channel.id, root) if not each.ephemeral_to]
        if not listed:
            raise SlackError("thread_not_found")
        behind = float(arguments.optional("cursor") or 0)
        left = [each for each in listed if float(each.ts) > behind]
        told = [self.told(each) for each in left[: int(arguments.optional("limit") or PAGE)]]
        for each in told if not arguments.flag("include_all_metadata") else ():
            each.pop("metadata", None)
        more = len(told) < len(left)
        cursor = str(told[-1]["ts"]) if more else ""
        return {"messages": told, "has_more": more, "response_metadata": {"next_cursor": cursor}}

    def permalink(self, arguments: Arguments) -> Json:
        """chat.getPermalink."""
        channel = self.channel_for(arguments.text("channel"))
        message = self.workspace.message(channel.id, arguments.text("message_ts"))
        link = f"{self.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
        if message.thread_ts:
            link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
        return {"channel": channel.id, "permalink": link}

    def told(self, message: Message) -> Json:
        """A message as Slack tells it in answers and events."""
        space = self.workspace
        told: Json = {
            "type": "message",
            "user": message.author,
            "text": message.shown_text,
            "ts": message.ts,
            "team": space.person(message.author).team_id,
        }
        if message.author == space.bot.id:
            told |= {"bot_id": space.bot_id, "app_id": space.app_id}
        if message.shown_blocks:
            told["blocks"] = [
                {"block_id": f"b{index}", **block}
                for index, block in enumerate(message.shown_blocks)
            ]
        if message.thread_ts:
            told["thread_ts"] = message.thread_ts
        if message.metadata:
            told["metadata"] = message.metadata
        if message.files:
            told["files"] = [self.files.told(each) for each in message.files]
        if message.stream:
            told["streaming_state"] = message.stream.state
        return told
