"""What may be done with a draft, of a reply on its card or of a post in its studio: one use case
each, then what shows it as it is now.

Rights, versions and what may still be moved are held in the desk; what it refuses is one sentence
where the person is, and the draft is drawn anew either way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from handlers.forms import Outcome
from handlers.ids import SeenDraft
from handlers.payloads import Click
from handlers.render import card_lists
from handlers.render.blocks import Block, Message
from handlers.services import Installation, Services
from handlers.showing import open_modal
from handlers.windows import Submitted, Window

if TYPE_CHECKING:
    from handlers.draft_desk import DraftDesk

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DraftActs:
    """What the buttons and forms of one kind of draft do.

    Args:
        desk: what they work with.
    """

    desk: Callable[[Services], DraftDesk]

    async def wish(
        self,
        services: Services,
        installation: Installation,
        person_id: str,
        subject_id: str,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> None:
        """Ask for drafts. See `handlers.draft_desk.Wishing`."""
        at = (installation.workspace.id, person_id, subject_id)
        wish = self.desk(services).wishing.wish(
            *at, event_key=event_key, instruction=instruction, about=about
        )
        await self.redrawn(services, installation, subject_id, wish)

    async def approve(
        self,
        services: Services,
        installation: Installation,
        person_id: str,
        seen: SeenDraft,
        *,
        overriding: bool = False,
        send_at: datetime | None = None,
    ) -> None:
        """Approve exactly what was seen.

        Args:
            overriding: the person read what speaks against it.
            send_at: aware; None: as soon as may be.

        Raises:
            ConfirmationNeeded: something speaks against it.
        """
        approval = self.desk(services).reviewing.approve(
            installation.workspace.id,
            person_id,
            seen.draft_id,
            version=seen.version,
            digest=seen.digest,
            overriding=overriding,
            send_at=send_at,
        )
        await self.redrawn(services, installation, seen.item_id, approval)

    async def undo(
        self, services: Services, installation: Installation, click: Click
    ) -> Message | None:
        """Call an approval back, or cancel what is planned."""
        seen = SeenDraft.read(click.value)
        at = (installation.workspace.id, click.person_id, seen.draft_id)
        call_back = self.desk(services).reviewing.call_back(*at)
        await self.redrawn(services, installation, seen.item_id, call_back)
        return None

    async def there(
        self, services: Services, installation: Installation, click: Click
    ) -> Message | None:
        """Somebody looked, and it is there."""
        return await self._settle(services, installation, click, there=True)

    async def send_again(
        self, services: Services, installation: Installation, click: Click
    ) -> Message | None:
        """Somebody looked, and it is not."""
        return await self._settle(services, installation, click, there=False)

    async def _settle(
        self, services: Services, installation: Installation, click: Click, *, there: bool
    ) -> Message | None:
        seen = SeenDraft.read(click.value)
        at = (installation.workspace.id, click.person_id, seen.draft_id)
        settle = self.desk(services).settling.settle(*at, there=there)
        await self.redrawn(services, installation, seen.item_id, settle)
        return None

    async def dismiss(
        self, services: Services, installation: Installation, sent: Submitted
    ) -> Outcome:
        """Put a draft away, with the reason."""
        seen = seen_in(sent.window)
        rejected = self.desk(services).reviewing.reject(
            installation.workspace.id,
            sent.person_id,
            seen.draft_id,
            version=seen.version,
            reason=reason_in(sent.window),
        )
        await self.redrawn(services, installation, seen.item_id, rejected)
        return Outcome()

    async def history(
        self,
        services: Services,
        installation: Installation,
        click: Click,
        seen: SeenDraft | None = None,
    ) -> Message | None:
        """Open who saw, changed and approved a draft, and what was sent.

        Args:
            seen: the draft; None for the one that the button names.
        """
        draft_id = seen.draft_id if seen else click.value

        async def make() -> Block:
            at = (installation.workspace.id, click.person_id, draft_id)
            return card_lists.history(await self.desk(services).reviewing.history(*at))

        return await open_modal(services, installation, click, make)

    async def redrawn(
        self, services: Services, installation: Installation, subject_id: str, act: Awaitable[T]
    ) -> T:
        """Do it, and draw what shows it as it is then: also where it was refused."""
        try:
            return await act
        finally:
            self.redraw(services, installation, subject_id)

    def redraw(self, services: Services, installation: Installation, subject_id: str) -> None:
        """Have it drawn as it is now."""
        drawn = self.desk(services).shown.refresh(installation.workspace.id, subject_id)
        services.tasks.start(drawn, name="draft.redraw")


REPLIES = DraftActs(lambda services: services.responding)
"""Drafts of replies, on their cards."""

POSTS = DraftActs(lambda services: services.giving)
"""Drafts of posts of our own, in their studios."""


def seen_in(window: Window) -> SeenDraft:
    """The draft that a form is about, as it was when the form opened."""
    return SeenDraft.read(window.memory["draft"])


def reason_in(window: Window) -> str:
    """The reason that was chosen, with the words that were added."""
    return ": ".join(filter(None, (window.text("why"), window.text("more"))))
