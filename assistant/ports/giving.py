"""Studios, images, what posts are for, spotlights. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assistant.community.accounts import Platform
from assistant.community.drafts import Draft, Wish
from assistant.community.giving import Correction, OptOut, Permission, Spotlight
from assistant.community.inbox import CardPlace
from assistant.community.studio import Image, Shared, Studio
from assistant.ports.drafting import Drafts


class Studios(Protocol):
    """The studios of a workspace and their images."""

    async def open(self, studio: Studio, wish: Wish | None = None) -> Studio:
        """Store a new one and put the job that shows it into the queue; the stored one. The same
        `event_key` again gives the one that is there.

        Args:
            wish: for its first drafts, kept with it in one transaction.

        Raises:
            NotFound: one of its accounts is not of this workspace.
        """
        ...

    async def get(self, workspace_id: str, studio_id: str) -> Studio:
        """Raises NotFound."""
        ...

    async def at(self, workspace_id: str, channel_id: str, ts: str) -> Studio | None:
        """The studio whose thread hangs on that message; None where there is none."""
        ...

    async def keep(self, studio: Studio) -> Studio:
        """Store topic, page, about and accounts of this version; the stored one, version + 1.

        Raises:
            EditConflict: it has another version by now (current: the stored one).
            NotFound: no such studio.
        """
        ...

    async def placed(self, workspace_id: str, studio_id: str, place: CardPlace) -> None:
        """Note where its thread hangs."""
        ...

    async def recent(self, workspace_id: str, *, limit: int = 20) -> Sequence[Studio]:
        """The latest first."""
        ...

    async def hand_in(self, workspace_id: str, studio_id: str, shared: Shared) -> None:
        """Have the images of a message taken: a job that is there before the message counts as
        heard. The same message again changes nothing while its job waits. Raises NotFound.
        """
        ...

    async def add_image(self, workspace_id: str, studio_id: str, image: Image, data: bytes) -> None:
        """Store an image with its bytes; the same id again changes nothing. Raises NotFound."""
        ...

    async def images(self, workspace_id: str, studio_id: str) -> Sequence[Image]:
        """Those of a studio, in the order they came."""
        ...

    async def image_data(self, workspace_id: str, image_id: str) -> bytes:
        """Raises NotFound: it was erased, or never there."""
        ...

    async def describe(self, workspace_id: str, image_id: str, alt: str, by: str) -> Image:
        """Say what an image shows; whoever says so (a person id) counts as one who made it.

        Raises:
            NotFound: it was erased, or never there.
        """
        ...

    async def drop_image(self, workspace_id: str, image_id: str) -> bool: ...


class Labels(Protocol):
    """What people say posts of ours are for."""

    async def corrections(
        self, workspace_id: str, account_id: str, since: datetime
    ) -> Mapping[str, Correction]:
        """By native post id, of posts published since then (and all that name a post that is not
        stored any more are left out).
        """
        ...

    async def correct(self, correction: Correction) -> None:
        """Keep it in place of an earlier one. Raises NotFound for an account of nobody's."""
        ...

    async def drop(self, workspace_id: str, account_id: str, post_id: str) -> bool:
        """Let the rules speak again."""
        ...


class Spotlights(Protocol):
    """Whom we put into the light, and who wants to be left alone."""

    async def add(self, spotlight: Spotlight) -> bool:
        """False where this person has one for the same post of theirs already.

        Raises:
            NotFound: no such account in this workspace.
        """
        ...

    async def get(self, workspace_id: str, spotlight_id: str) -> Spotlight:
        """Raises NotFound."""
        ...

    async def permit(
        self, workspace_id: str, spotlight_id: str, permission: Permission
    ) -> Spotlight:
        """Raises NotFound."""
        ...

    async def worked_on(self, workspace_id: str, spotlight_id: str, studio_id: str) -> None: ...

    async def shown(self, workspace_id: str, studio_id: str, at: datetime) -> None:
        """A post of that studio went out: whoever it was about was shown then. Once."""
        ...

    async def since(self, workspace_id: str, account_id: str, at: datetime) -> Sequence[Spotlight]:
        """Made at or after that moment, the latest first: rotation goes by it."""
        ...

    async def opt_out(self, person: OptOut) -> bool:
        """False where it is known already. Their open proposals are gone with it."""
        ...

    async def opt_outs(self, workspace_id: str, platform: Platform) -> Mapping[str, OptOut]:
        """By native person id."""
        ...

    async def heeded_at(self, workspace_id: str, account_id: str) -> datetime | None:
        """Up to when everything written to an account was read for wishes to be left alone; None
        before the first time.
        """
        ...

    async def heeded(self, workspace_id: str, account_id: str, at: datetime) -> None:
        """Note that. The mark never moves back."""
        ...

    async def opt_in(self, workspace_id: str, platform: Platform, person_id: str) -> bool:
        """A person of ours says that it was noted by mistake."""
        ...

    async def joined(self, workspace_id: str, account_id: str, since: datetime) -> frozenset[str]:
        """Native ids of the conversations that an account took up since then."""
        ...

    async def joined_on(self, workspace_id: str, since: datetime) -> int:
        """How many conversations of others the workspace was offered to join since then and took:
        the daily limit goes by it.
        """
        ...

    async def offered(
        self,
        workspace_id: str,
        account_id: str,
        hit_id: str,
        at: datetime,
        person_id: str,
        *,
        since: datetime,
        most: int,
    ) -> bool:
        """Note that somebody took up a conversation. False where it was taken up before, or `most`
        were taken up since then. Raises NotFound for an account of nobody's.
        """
        ...


class StudioPlaces(Protocol):
    """Shows studios in the chat. Implemented by `handlers`; every method may be called again for
    the same thing without showing it twice.
    """

    async def show(self, workspace_id: str, studio_id: str) -> None:
        """Open its thread, or bring its drafts up to date.

        Raises:
            EngageError: the chat cannot be reached; whoever asks tries again.
        """
        ...


class StudioDrafts(Drafts, Protocol):
    """Drafts and wishes, and which of them belong to a studio. The same store as `Drafts`."""

    async def of_studio(self, workspace_id: str, studio_id: str) -> Sequence[Draft]:
        """All drafts of a studio, the latest first; those of one wish in the order they came."""
        ...

    async def waiting_in(self, workspace_id: str, studio_id: str) -> Sequence[Wish]:
        """Wishes of a studio that are not done, oldest first."""
        ...

    async def wishes_in(self, workspace_id: str, studio_id: str) -> Sequence[Wish]:
        """All wishes of a studio, done or not, oldest first."""
        ...

    async def last_wish_in(self, workspace_id: str, studio_id: str) -> Wish | None:
        """The latest wish of a studio, done or not; None where nobody ever wished."""
        ...

    async def posts_ahead(
        self, workspace_id: str, account_id: str, since: datetime
    ) -> Sequence[Draft]:
        """Posts of our own that are not published yet and may be: pending ones written at or after
        that moment, approved ones and those on their way. Replies are left out.
        """
        ...
