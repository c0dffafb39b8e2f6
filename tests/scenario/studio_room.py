"""A channel with a post studio in it, and people who press its buttons."""

from __future__ import annotations

import json
from typing import Any

from assistant.community.drafts import Draft
from handlers.give_desk import ShownStudios
from playground.workspace import Message, Person
from tests.scenario.desk_room import DeskRoom, all_of
from tests.scenario.studio_desk import StudioDesk, a_post

TOPIC = "How long beans have to rest"
TEXT = "Beans rest ten days before they pour well as filter: https://shop.example/resting"


class StudioRoom(DeskRoom[StudioDesk]):
    """The channel for studios."""

    @property
    def studios(self) -> ShownStudios:
        return self.engage.services.giving.studios

    async def open(self, topic: str = TOPIC) -> str:
        """Anna opens a studio; its id."""
        await self.call(self.anna, f"post {topic}")
        return [*self.desk.kept][-1]

    async def draft(
        self, text: str = TEXT, studio_id: str = "studio-1", account_id: str = "", **fields: Any
    ) -> Draft:
        """A draft is there, and the thread shows it."""
        studio = self.desk.kept[studio_id]
        account_id = account_id or self.account.id
        draft = a_post(studio, account_id, text, self.desk.clock(), **fields)
        self.desk.drafts[draft.id] = draft
        self.desk.waiting.discard(studio_id)
        await self.show(studio_id)
        return draft

    async def show(self, studio_id: str = "studio-1") -> None:
        """As the job that shows it does."""
        await self.studios.show(self.team, studio_id)

    def head(self, studio_id: str = "studio-1") -> Message:
        """The first message as it stands now."""
        place = self.desk.kept[studio_id].place
        assert place is not None
        return self.slack.workspace.message(place.channel_id, place.ts)

    def ideas(self, studio_id: str = "studio-1") -> list[Message]:
        """The messages of its ideas, in the order they stand."""
        head = self.head(studio_id)
        thread = self.slack.workspace.thread(head.channel, head.ts)
        return [each for each in thread if each.metadata and each.ts != head.ts]

    def idea(self, n: int = 0) -> Message:
        """One of them."""
        return self.ideas()[n]

    def shown(self, n: int = 0) -> str:
        """Everything that stands on an idea, as text."""
        return all_of(self.idea(n))

    def heads(self, studio_id: str = "studio-1") -> str:
        """Everything that stands on top of the thread."""
        return all_of(self.head(studio_id))

    async def press(
        self, person: Person, action_id: str, value: Any = None, *, on: Message | None = None
    ) -> str:
        """Press a button of the first idea; what the person is told beside it, "" for nothing."""
        return await self.click(person, on or self.idea(), action_id, value)

    async def choose(self, person: Person, what: str, *, on: Message | None = None) -> str:
        """Choose an entry of the first idea's menu."""
        message = on or self.idea()
        for block in message.shown_blocks:
            for element in block.get("elements", []):
                for option in element.get("options", ()):
                    if option["value"].startswith(f"{what}:"):
                        return await self.press(
                            person, element["action_id"], option["value"], on=message
                        )
        raise LookupError(what)

    def modal_text(self, person: Person) -> str:
        """Everything that stands in it."""
        return json.dumps(self.modal(person).body, ensure_ascii=False)

    def closed(self, person: Person) -> bool:
        """Whether no modal is open."""
        return not self.slack.workspace.modals.get(person.id)

    async def say(
        self, person: Person, text: str, files: tuple[str, ...] = (), studio_id: str = "studio-1"
    ) -> Message:
        """Write in the studio's thread; images of it are taken, as the job does."""
        said = await self.write_under(self.head(studio_id), person, text, files)
        await self.desk.take_images(self.engage)
        return said

    def told(self, person: Person) -> list[str]:
        """What Engage answered in the thread beside the ideas, to all and to this person alone."""
        head = self.head()
        said = [each for each in self.answers_under(head) if not each.metadata]
        alone = [each for each in self.alone(person, head) if each.thread_ts]
        return [each.text for each in [*said, *alone]]
