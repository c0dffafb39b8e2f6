"""Take the images that people attach in a studio, and say what they show.

An image is read and drawn anew before it is kept, so that nothing hidden in a file goes out. It
goes out with every draft of its studio that is not approved yet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import NAMESPACE_URL, uuid5

from assistant.community.drafts import UNDER_WAY, Draft
from assistant.community.images import LONGEST_ALT, Fitted, ImageLimits, fit
from assistant.community.plain_text import normal
from assistant.community.rights import Act
from assistant.community.studio import Image, Shared, Studio
from assistant.desk.permitting import Permitting
from assistant.desk.studio_views import ALIVE
from assistant.errors import EditConflict, InvalidInput, NotFound, PlatformError
from assistant.ports import Accounts
from assistant.ports.giving import StudioDrafts, Studios
from assistant.ports.publishing import Publishers

READ_S = 30.0
"""Seconds the reading of one image may take."""

_TOO_SLOW = "This image takes too long to read. Please make it smaller and attach it again."


class Pictured(Protocol):
    """`assistant.desk.reviewing.Reviewing`, as far as it changes what goes out with a draft."""

    async def set_images(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        images: Sequence[Image],
    ) -> Draft: ...


class Illustrating:
    """The use case behind images in a studio's thread, and the form that describes them.

    Every method raises NotAllowed for whoever may not draft, and NotFound without such a studio.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        studios: Studios,
        drafts: StudioDrafts,
        publishers: Publishers,
        reviewing: Pictured,
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._studios = studios
        self._drafts = drafts
        self._publishers = publishers
        self._reviewing = reviewing
        self._reading = asyncio.Semaphore(1)  # a large picture takes a few hundred megabytes

    async def hand_in(self, workspace_id: str, studio_id: str, shared: Shared) -> None:
        """Have the images of a message taken in the background. Whether this person may is asked
        there, where they are told.

        Raises:
            StoreUnavailable: it was not kept; the caller must not acknowledge it.
        """
        await self._studios.hand_in(workspace_id, studio_id, shared)

    async def attach(
        self, workspace_id: str, person_id: str, studio_id: str, data: bytes, *, event_key: str
    ) -> Image:
        """Read an image and keep it; the same event again gives the one that is there.

        Raises:
            InvalidInput: with one sentence for people: no image, too large, moving, damaged, or
                one too many.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        studio = await self._studios.get(workspace_id, studio_id)
        image_id = str(uuid5(NAMESPACE_URL, f"{studio_id}:{event_key}"))
        there = await self._studios.images(workspace_id, studio_id)
        if found := [each for each in there if each.id == image_id]:
            # Whoever kept it may have ended before any draft took it along.
            await self._carry(workspace_id, person_id, studio_id, found[0])
            return found[0]
        limits = await self._limits(studio)
        if len(there) >= limits.most:
            raise InvalidInput(
                f"A post takes {limits.most} images at most, and there are as many already. Take "
                f"one out under Images… first."
            )
        async with self._reading:
            made = await _read(data, limits)
        image = _image(image_id, made, person_id)
        await self._studios.add_image(workspace_id, studio_id, image, made.data)
        await self._carry(workspace_id, person_id, studio_id, image)
        return image

    async def arrange(
        self,
        workspace_id: str,
        person_id: str,
        studio_id: str,
        image_ids: Sequence[str],
        alts: Mapping[str, str],
        *,
        shown: Sequence[str],
    ) -> None:
        """Say what images show and in which order they go out.

        Args:
            shown: those that whoever arranged them saw; of these the ones not named are taken out.
                What came since stays behind them.

        Raises:
            InvalidInput: a description is too long.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        there = {each.id: each for each in await self._studios.images(workspace_id, studio_id)}
        kept: list[Image] = []
        for image_id in dict.fromkeys(image_ids):
            if image_id not in there:
                raise NotFound("image", image_id)
            alt = normal(alts.get(image_id, there[image_id].alt)).strip()
            if len(alt) > LONGEST_ALT:
                raise InvalidInput(
                    f"A description has {LONGEST_ALT:,} characters at most, and this one has "
                    f"{len(alt):,}."
                )
            image = there[image_id]
            if alt != image.alt:  # whoever only moves it does not stand for what it shows
                image = await self._studios.describe(workspace_id, image_id, alt, person_id)
            kept.append(image)
        kept += [each for each in there.values() if each.id not in {*shown, *image_ids}]
        await self._spread(workspace_id, person_id, studio_id, kept)
        left_out = there.keys() - {each.id for each in kept}
        for image_id in left_out - await self._going(workspace_id, studio_id):
            await self._studios.drop_image(workspace_id, image_id)

    async def _going(self, workspace_id: str, studio_id: str) -> set[str]:
        """Images that drafts carry which cannot be given others: they are approved."""
        drafts = await self._drafts.of_studio(workspace_id, studio_id)
        return {image.id for each in drafts if each.state in UNDER_WAY for image in each.images}

    async def _limits(self, studio: Studio) -> ImageLimits:
        """What all platforms of a studio take."""
        known = {each.id: each for each in await self._accounts.all(studio.workspace_id)}
        limits: list[ImageLimits] = []
        for account_id in studio.account_ids:
            if account_id not in known:
                continue
            try:
                publisher = await self._publishers.publisher(known[account_id])
            except PlatformError:
                continue  # by hand, then: the usual limits hold
            limits.append(publisher.image_limits)
        return ImageLimits.together(limits)

    async def _carry(self, workspace_id: str, person_id: str, studio_id: str, image: Image) -> None:
        """Have the drafts that wait take one more along, behind what they carry. Several may come
        at the same time.
        """
        for draft in await self._drafts.of_studio(workspace_id, studio_id):
            now = draft
            while _waits(now) and image.id not in {each.id for each in now.images}:
                # read after the draft: what it carries by now counts as there
                there = {each.id for each in await self._studios.images(workspace_id, studio_id)}
                carried = [each for each in now.images if each.id in there]
                if await self._set(person_id, now, (*carried, image)):
                    break
                now = await self._drafts.get(workspace_id, draft.id)

    async def _spread(
        self, workspace_id: str, person_id: str, studio_id: str, images: Sequence[Image]
    ) -> None:
        """Give the drafts that wait these images."""
        for draft in await self._drafts.of_studio(workspace_id, studio_id):
            if _waits(draft) and draft.images != tuple(images):
                await self._set(person_id, draft, images)

    async def _set(self, person_id: str, draft: Draft, images: Sequence[Image]) -> bool:
        """False where somebody was faster: what they approved stays as they saw it."""
        try:
            await self._reviewing.set_images(
                draft.workspace_id, person_id, draft.id, version=draft.version, images=images
            )
        except EditConflict:
            return False
        return True


def _waits(draft: Draft) -> bool:
    """Whether images can go out with it that do not yet."""
    return draft.state in ALIVE and not draft.out


async def _read(data: bytes, limits: ImageLimits) -> Fitted:
    try:
        async with asyncio.timeout(READ_S):
            return await asyncio.to_thread(fit, data, limits)
    except TimeoutError:
        raise InvalidInput(_TOO_SLOW) from None


def _image(image_id: str, fitted: Fitted, person_id: str) -> Image:
    return Image(
        id=image_id,
        sha256=fitted.sha256,
        media_type=fitted.media_type,
        width=fitted.width,
        height=fitted.height,
        size=len(fitted.data),
        by=(person_id,),
    )
