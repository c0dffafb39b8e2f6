"""auth.test, users.*, conversations.* and reactions.*."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from playground.arguments import Arguments
from playground.chat import Chat
from playground.errors import Json, SlackError
from playground.workspace import Channel, Person, Workspace

PAGE = 1_000
MOST_PEOPLE = 8
"""People whom one direct message holds besides the bot (docs: conversations.open, users)."""
_EMOJI = re.compile(r"^[a-z0-9_+'-]{1,100}$")


class Directory:
    """Who and what is there, as far as the bot may see it."""

    def __init__(self, workspace: Workspace, chat: Chat) -> None:
        self.workspace = workspace
        self.chat = chat

    def auth_test(self, _: Arguments) -> Json:
        space = self.workspace
        return {
            "url": f"{self.chat.base_url}/",
            "team": space.name,
            "user": space.bot.name,
            "team_id": space.team_id,
            "user_id": space.bot.id,
            "bot_id": space.bot_id,
            "is_enterprise_install": False,
        }

    def user(self, arguments: Arguments) -> Json:
        """users.info."""
        return {"user": self.person(self.workspace.person(arguments.text("user")))}

    def person(self, person: Person) -> Json:
        """A person as users.info tells them (docs: user object)."""
        offset = ZoneInfo(person.zone).utcoffset(None)
        told: Json = {
            "id": person.id,
            "team_id": person.team_id,
            "name": person.name.lower().replace(" ", "."),
            "real_name": person.name,
            "deleted": False,
            "tz": person.zone,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": {"real_name": person.name, "display_name": person.name},
            "is_bot": person.kind == "bot",
            "is_admin": person.admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": person.kind == "guest",
            "is_ultra_restricted": False,
            "is_app_user": False,
        }
        if person.kind == "stranger":
            told["is_stranger"] = True
        return told

    def channel(self, channel: Channel) -> Json:
        """A conversation as conversations.info tells it (docs: conversation object)."""
        told: Json = {
            "id": channel.id,
            "is_im": channel.kind == "im",
            "is_channel": channel.kind == "public",
            "is_group": False,
            "is_private": channel.kind != "public",
            "is_mpim": channel.kind == "mpim",
            "is_member": self.workspace.bot.id in channel.members,
            "is_archived": channel.archived,
            "is_shared": channel.shared,
            "is_ext_shared": channel.shared,
            "context_team_id": self.workspace.team_id,
        }
        if channel.kind == "im":
            others = channel.members - {self.workspace.bot.id}
            return told | {"user": next(iter(others)), "is_open": True}
        return told | {"name": channel.name, "topic": {"value": channel.topic}}

    def conversation(self, arguments: Arguments) -> Json:
        """conversations.info."""
        channel = self.chat.channel_for(arguments.text("channel"))
        told = self.channel(channel)
        if arguments.flag("include_num_members"):
            told["num_members"] = len(channel.members)
        return {"channel": told}

    def open(self, arguments: Arguments) -> Json:
        """conversations.open: a direct message with one person, or one with up to eight."""
        wanted = arguments.optional("channel")
        if wanted is not None:
            channel = self.chat.channel_for(wanted)
        else:
            people = [each for each in arguments.text("users").split(",") if each]
            if not people or len(people) > MOST_PEOPLE:
                raise SlackError("too_many_users" if people else "not_enough_users")
            known = [self.workspace.person(each).id for each in people]
            bot = self.workspace.bot.id
            one = len(known) == 1
            channel = (
                self.workspace.direct(known[0], bot) if one else self.workspace.group([*known, bot])
            )
        told: Any = {"id": channel.id}
        if arguments.flag("return_im"):
            told = self.channel(channel)
        return {"channel": told}

    def members(self, arguments: Arguments) -> Json:
        """conversations.members, paged by `limit` (100 by default) and `cursor`."""
        channel = self.chat.channel_for(arguments.text("channel"))
        members = sorted(channel.members)
        limit = int(arguments.optional("limit") or 100)
        if not 1 <= limit <= PAGE:
            raise SlackError("invalid_limit")
        cursor = arguments.optional("cursor") or "at:0"
        if not re.fullmatch(r"at:\d+", cursor):
            raise SlackError("invalid_cursor")
        begin = int(cursor.removeprefix("at:"))
        after = f"at:{begin + limit}" if begin + limit < len(members) else ""
        return {
            "members": members[begin : begin + limit],
            "response_metadata": {"next_cursor": after},
        }

    def react(self, arguments: Arguments) -> Json:
        """reactions.add."""
        channel = self.chat.channel_for(arguments.text("channel"))
        message = self.workspace.message(channel.id, arguments.text("timestamp"))
        name = arguments.text("name").strip(":")
        if not _EMOJI.match(name):
            raise SlackError("invalid_name")
        people = message.reactions.setdefault(name, [])
        if self.workspace.bot.id in people:
            raise SlackError("already_reacted")
        people.append(self.workspace.bot.id)
        self.workspace.tell("reaction", message=message)
        return {}
