"""Writing on Facebook (pages-api/posts, graph-api/reference/page/photos, .../object/comments)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.doubles.meta.errors import (
    DUPLICATE,
    RESTRICTED,
    GraphError,
    absent,
    bad_parameter,
    missing_task,
)
from tests.doubles.meta.form import Form
from tests.doubles.meta.nodes import Comment, Node, Page, PagePost, Photo
from tests.doubles.meta.paging import moment
from tests.doubles.meta.view import View
from tests.doubles.meta.world import World

LONGEST_POST, LONGEST_COMMENT = 63_206, 8_000
"""Characters. The first is Facebook's own figure for posts (63,206 since 2011), the second is what
the site lets people type in a comment; neither stands in the reference of the API.
"""
SOONEST, LATEST = timedelta(minutes=10), timedelta(days=30)
"""pages-api/posts, "Publish a Page post at a later date"."""
SIGNS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
"""page/photos: jpeg, bmp, png, gif and tiff."""
BIGGEST = 10_000_000


class Writing:
    """Does what a page's token asks.

    Attributes:
        heeds_duplicates: whether the same text twice in a row is refused with 506
            (graph-api/guides/error-handling, "Duplicate Post").
        under_replies: whether a reply is answered by writing under it, which then goes under the
            top comment; else only that one takes answers (restfb/restfb issue 1068).
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.heeds_duplicates = True
        self.under_replies = True

    def feed(self, view: View, page: Page, form: Form) -> dict[str, Any]:
        """`POST /{page}/feed`."""
        self._may(view, page, "pages_manage_posts", "CREATE_CONTENT")
        text, link = form.all.get("message", ""), form.all.get("link", "")
        photos = self._attached(page, form)
        if not (text.strip() or link or photos):
            raise bad_parameter("Missing message or attachment")
        if len(text) > LONGEST_POST:
            raise bad_parameter("Param message must be shorter")
        self._check_duplicate(page, text, link, photos)
        post = PagePost("", page, page, text, self._world.clock(), link=link, photos=photos)
        post.published = form.truth("published", True)
        if when := form.all.get("scheduled_publish_time"):
            post.publish_at = self._later(when, post)
        for photo in photos:
            photo.published = True
        return {"id": self._world.add_post(post).id}

    def photo(self, view: View, page: Page, form: Form) -> dict[str, Any]:
        """`POST /{page}/photos`: with a file; published at once, or kept for a post."""
        self._may(view, page, "pages_manage_posts", "CREATE_CONTENT")
        data, kind = form.files.get("source", (b"", ""))
        if not data.startswith(SIGNS) or len(data) > BIGGEST:
            raise GraphError(324, "(#324) Missing or invalid image file")
        photo = self._world.photo(page, data, kind, form.all.get("alt_text_custom", ""))
        if not form.truth("published", True):
            return {"id": photo.id}
        photo.published = True
        text = form.all.get("message") or form.all.get("caption") or ""
        made = PagePost("", page, page, text, self._world.clock(), photos=(photo,))
        return {"id": photo.id, "post_id": self._world.add_post(made).id}

    def comment(self, view: View, on: PagePost | Comment, form: Form) -> dict[str, Any]:
        """`POST /{post}/comments` and `/{comment}/comments`."""
        page = _page_of(on)
        self._may(view, page, "pages_manage_engagement", "MODERATE")
        text = form.all.get("message", "")
        if not text.strip():
            raise bad_parameter("Comment must have a message or attachment")
        if len(text) > LONGEST_COMMENT:
            raise bad_parameter("Param message must be shorter")
        if isinstance(on, Comment) and on.parent and not self.under_replies:
            raise bad_parameter("Can not comment on this comment")
        return {"id": self._world.comment(page, on, text).id}

    def like(self, view: View, on: PagePost | Comment, _: Form) -> dict[str, Any]:
        page = _page_of(on)
        self._may(view, page, "pages_manage_engagement", "MODERATE")
        self._world.react(page, on)
        return {"success": True}

    def change_comment(self, view: View, comment: Comment, form: Form) -> dict[str, Any]:
        """`POST /{comment}`: hide it, or change one of our own (graph-api/reference/comment)."""
        page = comment.post.page
        self._may(view, page, "pages_manage_engagement", "MODERATE")
        if "is_hidden" in form.all:
            if comment.author is page:
                raise bad_parameter("You cannot hide a comment of your own Page.")
            comment.hidden = form.truth("is_hidden", False)
        if "message" in form.all:
            if comment.author is not page:
                raise missing_task("pages_manage_engagement")
            comment.message = form.all["message"]
        return {"success": True}

    def change_post(self, view: View, post: PagePost, form: Form) -> dict[str, Any]:
        """`POST /{post}` (pages-api/posts, "Update a post")."""
        self._may(view, post.page, "pages_manage_posts", "CREATE_CONTENT")
        if "message" in form.all:
            post.message, post.edited_at = form.all["message"], self._world.clock()
        post.published = form.truth("is_published", post.published)
        post.hidden = form.truth("is_hidden", post.hidden)
        return {"success": True}

    def delete(self, view: View, node: Node) -> dict[str, Any]:
        if isinstance(node, PagePost):
            self._may(view, node.page, "pages_manage_posts", "CREATE_CONTENT")
        elif isinstance(node, Comment):
            self._may(view, node.post.page, "pages_manage_engagement", "MODERATE")
        else:
            raise absent(node.id, "delete")
        self._world.delete(node)
        return {"success": True}

    def subscribe(self, view: View, page: Page, form: Form) -> dict[str, Any]:
        """`POST /{page}/subscribed_apps` (graph-api/webhooks/getting-started/webhooks-for-pages)."""
        self._may(view, page, "pages_manage_metadata", "MODERATE")
        page.subscribed = tuple(form.all.get("subscribed_fields", "").split(","))
        return {"success": True}

    def _may(self, view: View, page: Page, scope: str, task: str) -> None:
        view.need_page(page)
        who = view.token.person
        if scope not in view.scopes or who is None or task not in page.tasks.get(who.id, ()):
            raise missing_task(scope)
        if page.restricted:
            raise GraphError(
                RESTRICTED,
                told=("You can't post right now", "We limit how often you can post."),
            )

    def _attached(self, page: Page, form: Form) -> tuple[Photo, ...]:
        """Photos that were handed over unpublished (page/photos, "Publishing a multi-photo post")."""
        found = []
        for each in form.objects("attached_media"):
            photo = self._world.nodes.get(str(each.get("media_fbid")))
            if not isinstance(photo, Photo) or photo.page is not page:
                raise bad_parameter("Invalid attached_media: unknown media_fbid")
            found.append(photo)
        return tuple(found)

    def _check_duplicate(self, page: Page, text: str, link: str, photos: tuple[Photo, ...]) -> None:
        own = [post for post in self._world.all(PagePost) if post.author is page]
        if not self.heeds_duplicates or not own or photos:
            return
        last = max(own, key=lambda post: (post.created_at, post.id))
        if (last.message, last.link, last.photos) == (text, link, ()):
            raise GraphError(DUPLICATE)

    def _later(self, when: str, post: PagePost) -> datetime:
        at = moment(when)
        ahead = at - self._world.clock()
        if post.published or not SOONEST <= ahead <= LATEST:
            raise bad_parameter("The specified scheduled publish time is invalid.")
        return at


def _page_of(node: PagePost | Comment) -> Page:
    return node.page if isinstance(node, PagePost) else node.post.page
