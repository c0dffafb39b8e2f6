"""Puts people and places into a workspace."""

from __future__ import annotations

from playground.workspace import Channel, ChannelKind, Person, Workspace


class Furnishing:
    """What tests and the demo begin with."""

    workspace: Workspace

    def add_person(self, name: str, *, admin: bool = False, zone: str = "Etc/UTC") -> Person:
        """A full member."""
        return self.workspace.add_person(name, admin=admin, zone=zone)

    def add_guest(self, name: str) -> Person:
        """A guest of this workspace."""
        return self.workspace.add_person(name, "guest")

    def add_stranger(self, name: str) -> Person:
        """Somebody of another organisation, as in a shared channel."""
        return self.workspace.add_person(name, "stranger")

    def add_channel(
        self, name: str, *people: Person, kind: ChannelKind = "public", bot: bool = True
    ) -> Channel:
        """A channel with these people; `bot` False leaves the app's bot out."""
        members = {person.id for person in people}
        if bot:
            members.add(self.workspace.bot.id)
        return self.workspace.add_channel(name, kind, members)

    def direct(self, person: Person, other: Person | None = None) -> Channel:
        """The direct message of a person with the app, or with another person."""
        return self.workspace.direct(person.id, (other or self.workspace.bot).id)
