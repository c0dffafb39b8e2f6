"""Writing on Instagram: at most once, and looked for when in doubt.

A post goes out in two phases: a container is made while it is prepared, which can be done again
without harm, and publishing that container happens once, whoever asks for it how often. A reply
knows no such thing, so one whose result is unknown is looked for where it would stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from assistant.community.accounts import Platform
from assistant.community.images import ImageLimits
from assistant.community.misfits import misfit
from assistant.community.posts import Post
from assistant.community.rules import Action, rule_of
from assistant.errors import (
    InvalidInput,
    OutcomeUnknown,
    PlatformError,
    PlatformUnavailable,
    PostRefused,
    SignInNeeded,
)
from assistant.platforms.graph_errors import GraphRefused
from assistant.platforms.graph_writing import (
    Hiding,
    check_text,
    hide_comment,
    oldest_new,
    read_back,
    write,
)
from assistant.platforms.instagram import PLATFORM, Instagram
from assistant.platforms.instagram_container import IMAGES, Containers, Status, refused_for
from assistant.platforms.instagram_own import fields_of, read, saying
from assistant.platforms.instagram_target import PATH, look_at
from assistant.platforms.public_images import PublicImages
from assistant.ports import Clock
from assistant.ports.publishing import OwnPost, Prepared, Published, Target

MOST, MOST_TAGS, MOST_NAMES = 2_200, 30, 20
"""Characters, hashtags and names of a caption (https://developers.facebook.com/docs/
instagram-platform/instagram-graph-api/reference/ig-user/media, `caption`)."""
NOT_READY, CREATED = 2207027, 2207032
"""Subcodes: a container that is not ready yet, and one that Instagram could not make."""

HIDING = Hiding(
    {"hide": "true"},
    "Only comments of others under the account's posts can be hidden.",
    "Instagram does not hide this comment for the account. It hides those of others under the "
    "account's own posts.",
)
TITLE = Platform.INSTAGRAM.title
NO_ADDRESS = (
    "it fetches images from a public address, and this Engage has none. Whoever runs it can set "
    "ENGAGE_PUBLIC_URL"
)
_TAG, _NAME = re.compile(r"(?<![\w&])#\w"), re.compile(r"(?<![\w.@])@[\w.]")


class InstagramPublisher:
    """Implements `ports.Publisher` for one account.

    Args:
        workspace_id: whose images it shows.
        instagram: its connection. Raises SignInNeeded for one of strangers.
        images: makes images public for a while; None where nobody reaches Engage from outside.
        containers: None for those of the connection.
    """

    most = MOST
    image_limits: ImageLimits = IMAGES
    resend_for: timedelta | None = None

    def __init__(
        self,
        workspace_id: str,
        instagram: Instagram,
        clock: Clock,
        images: PublicImages | None,
        containers: Containers | None = None,
    ) -> None:
        if instagram.own is None:
            raise SignInNeeded(PLATFORM, None, "publishing")
        self._api, self._owner = instagram.own
        self._instagram = Instagram(self._api, self._owner)  # no figures are asked along the way
        self._containers = containers or Containers(self._api, self._owner.id)
        self._workspace_id = workspace_id
        self._images = images
        self._clock = clock

    def count(self, text: str) -> int:
        """Characters."""
        return len(text)

    async def look(self, post_id: str) -> Target:
        """See the port."""
        return await look_at(self._instagram, self._api, self._owner, post_id)

    async def prepare(self, text: str, target: Target, language: str | None) -> Prepared:  # noqa: ARG002
        """See the port. Notes what of ours says the same there already."""
        _check(text, "reply")
        body = {"path": target.extra[PATH], "form": {"message": text}, "url": target.url}
        return await self._prepared(body, text, target.id)

    async def prepare_post(self, post: OwnPost) -> Prepared:
        """See the port. Makes the container, which nobody sees until it is published."""
        self._check_post(post)
        if self._images is None:
            raise PostRefused(PLATFORM, self._api.label, reason=NO_ADDRESS)
        await self._containers.check_left()
        images = [
            (self._images.link(self._workspace_id, each_.image), each_.image.alt)
            for each_ in post.images
        ]
        container = await self._containers.make(post.text, images)
        path = f"{self._owner.id}/media_publish"
        body = {"path": path, "form": {"creation_id": container}}
        return await self._prepared(body, post.text, "")

    async def newest(self) -> Sequence[Post]:
        """See the port."""
        return (await self._instagram.posts(self._owner.id)).items

    async def send(self, prepared: Prepared) -> Published:
        """See the port."""
        post_id = await write(self._api, prepared, self._no)
        at_hand = Published(post_id, self._url(prepared), self._clock())
        told = await read_back(self._api, post_id, fields_of(prepared))
        found = read(told, self._owner, prepared)
        return self._published(found[0], prepared) if found else at_hand

    async def hide(self, post_id: str) -> None:
        """See the port."""
        comment = (await self._instagram.lookup([post_id])).get(post_id)
        await hide_comment(self._api, self._owner.id, post_id, comment, HIDING)

    async def find(self, prepared: Prepared) -> Published | None:
        """See the port. Of a post its container knows whether it is out; which one it became is
        the oldest of ours that says the same and did not before.
        """
        out = None if prepared.target_id else await self._is_out(prepared)
        if out is False:
            return None
        there = await saying(self._api, self._owner, prepared, every=True)
        if found := oldest_new(prepared, there):
            return self._published(found, prepared)
        if out:
            raise PlatformUnavailable(PLATFORM, self._api.label, "published, and not listed yet")
        return None

    async def _is_out(self, prepared: Prepared) -> bool | None:
        """Whether a container is published; None where it is gone, and nobody says. Raises
        PlatformUnavailable while Instagram is still at it.
        """
        form = prepared.body["form"]
        assert isinstance(form, Mapping)
        try:
            status = await self._containers.status(form["creation_id"])
        except GraphRefused as no:
            if no.absent:
                return None
            raise
        if status in {None, Status.IN_PROGRESS}:
            raise PlatformUnavailable(PLATFORM, self._api.label, "not decided yet")
        return status is Status.PUBLISHED

    async def _prepared(self, body: dict[str, Any], text: str, target_id: str) -> Prepared:
        made = Prepared(PLATFORM, "", body, text, target_id, self._clock())
        body["known"] = [post.id for post in await saying(self._api, self._owner, made)]
        return made

    def _published(self, post: Post, prepared: Prepared) -> Published:
        return Published(post.id, post.url or self._url(prepared), post.created_at)

    def _url(self, prepared: Prepared) -> str:
        """A comment has no address of its own; where a post's is not told, the account's."""
        return str(prepared.body.get("url") or f"https://www.instagram.com/{self._owner.handle}/")

    def _no(self, no: GraphRefused) -> PlatformError:
        """What a refusal means. Codes below zero are failures of Instagram's own, after which
        nobody knows, but for a container that it could not make.
        """
        problem = no.problem
        if problem.subcode == NOT_READY:
            return PlatformUnavailable(PLATFORM, self._api.label, "media_publish: not ready")
        if problem.code < 0 and problem.subcode != CREATED:
            return OutcomeUnknown(PLATFORM, self._api.label, f"media_publish: {problem}")
        return refused_for(self._api, no, "text")

    def _check_post(self, post: OwnPost) -> None:
        if post.above:
            raise InvalidInput(rule_of(Platform.INSTAGRAM, Action.THREAD).text)
        _check(post.text, "post")
        if not IMAGES.least <= len(post.images) <= IMAGES.most:
            action = Action.IMAGE if post.images else Action.POST
            raise InvalidInput(rule_of(Platform.INSTAGRAM, action).text)
        for attached in post.images:
            if problem := misfit(attached.image, IMAGES, TITLE):
                raise InvalidInput(problem)


def _check(text: str, what: str) -> None:
    check_text(text, what, MOST, TITLE)
    for found, most, kind in ((_TAG, MOST_TAGS, "hashtags"), (_NAME, MOST_NAMES, "names")):
        number = len(found.findall(text))
        if number > most:
            raise InvalidInput(
                f"The {what} has {number} {kind}, and Instagram takes {most}. Leave some out."
            )
