"""Writing on Instagram (instagram-platform/content-publishing, .../comment-moderation).

A post is made in two steps: a container, for which Instagram fetches the image itself, and its
publication. Codes and subcodes: instagram-graph-api/reference/error-codes.
"""

from __future__ import annotations

from datetime import timedelta

import aiohttp

from tests.doubles.meta.errors import GraphError, absent, bad_parameter, missing_task, unknown_field
from tests.doubles.meta.fields import parse
from tests.doubles.meta.form import Form
from tests.doubles.meta.nodes import Container, IgComment, IgMedia, IgUser, Node
from tests.doubles.meta.shapes import JSON
from tests.doubles.meta.view import View
from tests.doubles.meta.world import World

LASTS = timedelta(hours=24)
"""ig-container: EXPIRED when it was not published within 24 hours."""
DAY = timedelta(days=1)
LONGEST = 2_200
MOST_TAGS = 30
"""Characters and hashtags of a caption (ig-user/media, `caption`)."""
BIGGEST = 8 * 1024 * 1024
FETCH_S = 10.0


class Instagram:
    """Does what a token asks of a professional account.

    Attributes:
        looks: how often the status of each new container is IN_PROGRESS.
        fate: what becomes of the next containers, instead of FINISHED; ERROR with a reason.
        most: posts through the API in 24 hours.
        fetched: addresses that images were fetched from.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.looks = 0
        self.fate: list[str] = []
        self.most = 50
        self.fetched: list[str] = []

    async def make(self, view: View, user: IgUser, form: Form) -> JSON:
        """`POST /{ig}/media`."""
        self._may(view, "instagram_content_publish")
        caption, alt = form.all.get("caption", ""), form.all.get("alt_text", "")
        if len(caption) > LONGEST or caption.count("#") > MOST_TAGS:
            raise _refused(36004, 2207010, "The caption was too long")
        made = Container("", user, caption, alt, self._world.clock(), (), looks=self.looks)
        made.item = form.truth("is_carousel_item", False)
        if form.all.get("media_type") == "CAROUSEL":
            made.images = self._album(user, form)
        elif address := form.all.get("image_url"):
            made.images = (await self._fetch(address),)
        else:
            raise bad_parameter("The parameter image_url is required.", subcode=2207067)
        if self.fate:
            made.trouble = self.fate.pop(0)
        return {"id": self._world.container(made).id}

    def settle(self, container: Container) -> None:
        """Bring its status up to date: each look is one step."""
        if container.status == "IN_PROGRESS":
            if container.looks > 0:
                container.looks -= 1
            else:
                container.status = "ERROR" if container.trouble else "FINISHED"
        if container.status != "PUBLISHED" and self._old(container):
            container.status = "EXPIRED"

    def publish(self, view: View, user: IgUser, form: Form) -> JSON:
        """`POST /{ig}/media_publish`: a container is published once."""
        self._may(view, "instagram_content_publish")
        made = self._world.nodes.get(form.all.get("creation_id", ""))
        if not isinstance(made, Container) or made.owner is not user or made.item:
            raise _refused(24, 2207006, "The media with creation id cannot be found")
        if made.media or made.status == "EXPIRED" or self._old(made):
            raise _refused(24, 2207008, "The media builder does not exist or has been expired")
        if made.status == "IN_PROGRESS":
            self.settle(made)
        if made.status == "IN_PROGRESS":
            raise _refused(9007, 2207027, "The media is not ready for publishing, please wait")
        if made.status == "ERROR":
            raise _refused(-1, 2207032, "Create media fail, please try to re-create media")
        now = self._world.clock()
        if self._used(user) >= self.most:
            raise _refused(9, 2207042, "You reached maximum number of posts")
        user.published.append(now)
        made.media = self._world.media(user, made.caption, image=made.images[0])
        made.media.alt, made.status = made.alt, "PUBLISHED"
        if len(made.images) > 1:
            made.media.media_type = "CAROUSEL_ALBUM"
            for image in made.images:
                self._world.media(user, "", image=image).album = made.media
        return {"id": made.media.id}

    def limit(self, view: View, user: IgUser) -> JSON:
        """`GET /{ig}/content_publishing_limit`; `config` only where asked for."""
        view.need("instagram_content_publish")
        known: JSON = {
            "quota_usage": self._used(user),
            "config": {"quota_total": self.most, "quota_duration": 86_400},
        }
        asked = [each.name for each in parse(view.params.get("fields", "quota_usage"))]
        for name in asked:
            if name not in known:
                raise unknown_field(name, "ShadowIGUserContentPublishingLimit")
        return {"data": [{name: known[name] for name in asked}]}

    def comment(self, view: View, on: IgMedia | IgComment, form: Form) -> JSON:
        """`POST /{media}/comments` and `/{comment}/replies`."""
        self._may(view, "instagram_manage_comments")
        text = form.all.get("message", "")
        if not text.strip() or len(text) > LONGEST:
            raise bad_parameter("The parameter message is required.")
        media = on if isinstance(on, IgMedia) else on.media
        if media.closed or (isinstance(on, IgComment) and on.hidden):
            # ig-comment/replies, Limitations: "You cannot reply to hidden comments"
            raise bad_parameter("Comments cannot be added here.", subcode=2207069)
        if media.owner not in view.instagrams:
            raise absent(media.id, "post")
        return {"id": self._world.remark(media.owner, on, text).id}

    def change(self, view: View, node: IgComment | IgMedia, form: Form) -> JSON:
        """`POST /{comment}?hide=`, `POST /{media}?comment_enabled=`."""
        self._may(view, "instagram_manage_comments")
        if isinstance(node, IgMedia):
            node.closed = not form.truth("comment_enabled", not node.closed)
            return {"success": True}
        if "hide" not in form.all:
            raise bad_parameter("The parameter hide is required")
        if node.author is node.media.owner:
            raise bad_parameter("You cannot hide your own comment.")
        node.hidden = form.truth("hide", False)
        return {"success": True}

    def delete(self, view: View, node: Node) -> JSON:
        """`DELETE /{comment}`; media cannot be deleted (ig-media, Deleting)."""
        if not isinstance(node, IgComment):
            raise absent(node.id, "delete")
        self._may(view, "instagram_manage_comments")
        self._world.delete(node)
        return {"success": True}

    def _may(self, view: View, scope: str) -> None:
        if scope not in view.scopes:
            raise missing_task(scope)

    def _old(self, container: Container) -> bool:
        return self._world.clock() - container.made_at > LASTS

    def _used(self, user: IgUser) -> int:
        now = self._world.clock()
        return sum(now - at < DAY for at in user.published)

    def _album(self, user: IgUser, form: Form) -> tuple[bytes, ...]:
        wanted = form.all.get("children", "").strip("[]").replace('"', "").split(",")
        found = [self._world.nodes.get(each.strip()) for each in wanted]
        items = [e for e in found if isinstance(e, Container) and e.item and e.owner is user]
        if len(items) != len(found) or not 2 <= len(items) <= 10:
            raise bad_parameter("Carousel items must be between 2 and 10", subcode=2207028)
        return tuple(each.images[0] for each in items)

    async def _fetch(self, address: str) -> bytes:
        """The image has to be there at this moment, for anybody ("We cURL media")."""
        self.fetched.append(address)
        timeout = aiohttp.ClientTimeout(total=FETCH_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(address, allow_redirects=False) as answer,
            ):
                data = await answer.read() if answer.status == 200 else b""
        except (aiohttp.ClientError, TimeoutError, ValueError):
            data = b""
        if not data:
            raise _refused(9004, 2207052, "The media could not be fetched from this URI")
        if len(data) > BIGGEST:
            raise _refused(36000, 2207004, "The image size is too large.")
        if not data.startswith(b"\xff\xd8\xff"):
            raise _refused(36001, 2207005, "The image format is not supported")  # JPEG only
        return data


def _refused(code: int, subcode: int, words: str) -> GraphError:
    told: tuple[str, str] = (words, words)
    return GraphError(code, words, subcode=subcode, told=told)
