"""What Facebook and Instagram know, and what people do there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from tests.doubles.meta.nodes import (
    TASKS,
    Author,
    Comment,
    Container,
    IgComment,
    IgMedia,
    IgUser,
    Node,
    Page,
    PagePost,
    Person,
    Photo,
)

T = TypeVar("T")

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass
class World:
    """Everything there is, by id. `clock` is set by tests to let things be older."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    nodes: dict[str, Node] = field(default_factory=dict)
    _timelines: dict[str, Page] = field(default_factory=dict)
    _sequence: int = 0

    # -- Facebook ----------------------------------------------------------------------------

    def person(self, name: str, *, shares_name: bool = True) -> Person:
        return self._kept(Person(self._number("10"), name, shares_name))

    def page(self, username: str, name: str = "", *, admin: Person | None = None) -> Page:
        """Open a page; `admin` may do everything there."""
        page = Page(self._number("61"), name or username.title(), username)
        if admin:
            page.tasks[admin.id] = TASKS
        return self._kept(page)

    def post(
        self, page: Page, text: str, *, by: Author | None = None, at: datetime | None = None
    ) -> PagePost:
        """Write on a page's timeline, as the page or as a visitor."""
        return self.add_post(PagePost("", page, by or page, text, at or self.clock()))

    def add_post(self, post: PagePost) -> PagePost:
        """Take over a post that was put together with everything it has."""
        post.id = f"{post.page.id}_{self._number('12')}"
        post.created_at = _whole(post.created_at)
        return self._kept(post)

    def timeline(self, who: Author) -> Page:
        """Where somebody's own posts stand; a person's own is nothing that an app can read."""
        if isinstance(who, Page):
            return who
        return self._timelines.setdefault(who.id, Page(who.id, who.name, ""))

    def tag(self, by: Author, whom: Page, text: str, *, at: datetime | None = None) -> PagePost:
        """Write on one's own timeline and tag a page."""
        place = self.timeline(by)
        made = PagePost("", place, by, text, at or self.clock(), tagged=(whom,))
        return self.add_post(made)

    def comment(
        self, by: Author, on: PagePost | Comment, text: str, *, at: datetime | None = None
    ) -> Comment:
        """Comment, or reply to a comment; a reply to a reply goes under the top comment."""
        post, parent = (on, None) if isinstance(on, PagePost) else (on.post, on.parent or on)
        number = post.id.partition("_")[2]
        when = _whole(at or self.clock())
        made = Comment(f"{number}_{self._number('13')}", post, by, text, when, parent)
        return self._kept(made)

    def react(self, by: Author, on: PagePost | Comment, kind: str = "LIKE") -> None:
        on.reactions[by] = kind

    def share(self, post: PagePost) -> None:
        """Somebody shares it; who is not told (no permission lists them)."""
        post.shares += 1

    def edit(self, node: PagePost | Comment, text: str) -> None:
        node.message = text
        if isinstance(node, PagePost):
            node.edited_at = _whole(self.clock())

    def hide(self, node: PagePost | Comment | IgComment) -> None:
        node.hidden = True

    # -- Instagram ---------------------------------------------------------------------------

    def instagram(self, username: str, *, page: Page | None = None, told_id: bool = True) -> IgUser:
        """Join Instagram; `page` is linked to it, which makes it a professional account."""
        user = IgUser(self._number("1784"), username, username.title(), told_id=told_id)
        if page:
            page.instagram = user
        return self._kept(user)

    def media(
        self,
        by: IgUser,
        caption: str,
        *,
        at: datetime | None = None,
        tagged: tuple[IgUser, ...] = (),
        image: bytes = b"",
    ) -> IgMedia:
        number = self._number("179")
        code = "".join(_DIGITS[int(number[n : n + 2]) % 64] for n in range(0, 16, 2)) + number[-3:]
        when = _whole(at or self.clock())
        return self._kept(IgMedia(number, by, caption, when, code, tagged=tagged, image=image))

    def remark(
        self, by: IgUser, on: IgMedia | IgComment, text: str, *, at: datetime | None = None
    ) -> IgComment:
        """Comment on Instagram; a reply to a reply goes under the top comment."""
        media, parent = (on, None) if isinstance(on, IgMedia) else (on.media, on.parent or on)
        when = _whole(at or self.clock())
        return self._kept(IgComment(self._number("178"), media, by, text, when, parent))

    def like(self, by: IgUser, on: IgMedia | IgComment) -> None:
        if by not in on.likes:
            on.likes.append(by)

    def container(self, made: Container) -> Container:
        made.id = self._number("1789")
        return self._kept(made)

    def photo(self, page: Page, data: bytes, media_type: str, alt: str) -> Photo:
        return self._kept(Photo(self._number("122"), page, data, media_type, alt))

    # -- both --------------------------------------------------------------------------------

    def delete(self, node: Node) -> None:
        """It goes with everything under it."""
        for each in list(self.nodes.values()):
            above = {
                Comment: lambda n: (n.post, n.parent),
                IgComment: lambda n: (n.media, n.parent),
            }.get(type(each), lambda _: ())(each)
            if any(one is node for one in above):
                self.nodes.pop(each.id, None)
        self.nodes.pop(node.id, None)

    def all(self, kind: type[T]) -> Iterator[T]:
        """Everything of a kind, oldest first."""
        yield from (each for each in self.nodes.values() if isinstance(each, kind))

    def _kept(self, node: T) -> T:
        self.nodes[node.id] = node  # type: ignore[attr-defined,assignment]
        return node

    def _number(self, prefix: str) -> str:
        """17 digits, as ids look; growing in the order things are made."""
        self._sequence += 1
        return prefix + str(self._sequence).rjust(17 - len(prefix), "0")


def _whole(at: datetime) -> datetime:
    """Both tell times in whole seconds (instagram-platform/insights: ISO 8601, zero offset)."""
    return at.astimezone(UTC).replace(microsecond=0)
