"""The workspace as one person sees it, as JSON for the page."""

from __future__ import annotations

from playground.errors import Json
from playground.files import Files
from playground.slack import SlackDouble
from playground.workspace import Change, Channel, Message, Person, Session, View


def sees(person: Person, message: Message) -> bool:
    """Whether this person sees the message."""
    return message.ephemeral_to in (None, person.id)


def person_told(person: Person, bot: Person) -> Json:
    """A person, with what their name plate shows."""
    return {
        "id": person.id,
        "name": "Engage" if person.id == bot.id else person.name,
        "handle": person.name,
        "kind": person.kind,
        "app": person.kind == "bot",
        "admin": person.admin,
    }


def channel_told(channel: Channel, person: Person, slack: SlackDouble) -> Json:
    """A channel; a direct message is named by the other one in it."""
    bot = slack.workspace.bot
    told: Json = {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": channel.topic,
        "members": len(channel.members),
        "has_app": bot.id in channel.members,
    }
    if channel.kind == "im":
        others = sorted(channel.members - {person.id}) or [person.id]
        told |= {"with": others[0], "app": others[0] == bot.id}
    return told


def message_told(message: Message, files: Files) -> Json:
    """A message as it stands now."""
    return {
        "ts": message.ts,
        "channel": message.channel,
        "author": message.author,
        "text": message.shown_text,
        "blocks": [
            {"block_id": f"b{index}", **block} for index, block in enumerate(message.shown_blocks)
        ],
        "thread_ts": message.thread_ts,
        "only_you": message.ephemeral_to is not None,
        "edited": message.edited,
        "stream": message.stream.state if message.stream else None,
        "files": [
            {"id": each, "name": files.known[each].name, "image": files.known[each].is_image}
            for each in message.files
        ],
        "reactions": {name: len(people) for name, people in message.reactions.items()},
    }


def session_told(session: Session, now: float) -> Json:
    """An agent session; `processing` shows the working line and Stop."""
    return {
        "channel": session.channel,
        "thread_ts": session.thread_ts,
        "processing": session.processing(now),
        "title": session.title,
        "note": session.note,
    }


def state_told(slack: SlackDouble, person: Person) -> Json:
    """Everything one person sees, for a page that opens."""
    space = slack.workspace
    now = space.clock.now()
    mine = [channel for channel in space.channels.values() if person.id in channel.members]
    return {
        "kind": "state",
        "me": person.id,
        "bot": space.bot.id,
        "workspace": space.name,
        "people": [person_told(each, space.bot) for each in space.people.values()],
        "channels": [channel_told(channel, person, slack) for channel in mine],
        "messages": [
            message_told(message, slack.chat.files)
            for channel in mine
            for message in space.messages[channel.id].values()
            if sees(person, message)
        ],
        "sessions": [session_told(session, now) for session in space.sessions.values()],
        "prompts": {channel.id: space.prompts.get(channel.id) for channel in mine},
        "home": _view(slack, space.homes.get(person.id)),
        "modals": [slack.views.told(view) for view in space.modals.get(person.id, [])],
    }


def _view(slack: SlackDouble, view: View | None) -> Json | None:
    return slack.views.told(view) if view else None


def change_told(change: Change, slack: SlackDouble, person: Person) -> Json | None:
    """A change as news for one person, None when it is not theirs."""
    data = change.data
    told: Json | None = None
    match change.kind:
        case "message" | "message_changed" | "reaction" | "message_deleted":
            told = _message_news(change, slack, person)
        case "session":
            told = {"kind": "session", "session": session_told(data["session"], slack.clock.now())}
        case "prompts":
            told = {"kind": change.kind, **data}
        case "view_errors" if data["person"] == person.id:
            told = {"kind": change.kind, **data}
        case "home" if data["person"] == person.id:
            told = {"kind": "home", "view": data["view"]}
        case "modals" if data["person"] == person.id:
            told = {"kind": "modals", "views": data["views"]}
    return told


def _message_news(change: Change, slack: SlackDouble, person: Person) -> Json | None:
    message: Message = change.data["message"]
    channel = slack.workspace.channels[message.channel]
    if person.id not in channel.members or not sees(person, message):
        return None
    if change.kind == "message_deleted":
        return {"kind": "message_deleted", "channel": message.channel, "ts": message.ts}
    return {
        "kind": "message",
        "message": message_told(message, slack.chat.files),
        "channel": channel_told(channel, person, slack),
    }
