"""The things of the graph: people, pages and their posts, Instagram accounts and their media."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

TASKS = ("ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE")
"""graph-api/reference/user/accounts: what somebody may do on a page."""


@dataclass(eq=False)
class Person:
    """Somebody on Facebook.

    `shares_name`: whether an app is told who they are (graph-api/reference/object/comments,
    Limitations: profile information of others is not returned unless they authorised it).
    """

    id: str
    name: str
    shares_name: bool = True


@dataclass(eq=False)
class Page:
    """A Facebook page."""

    id: str
    name: str
    username: str
    fans: int = 0
    followers: int = 0
    instagram: IgUser | None = None
    tasks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What each person, by id, may do on it."""
    figures: dict[str, int] = field(default_factory=dict)
    """Values of insights, by metric."""
    restricted: bool = False
    """Blocked for a while for going against the rules (error 368)."""
    subscribed: tuple[str, ...] = ()
    """Fields of its webhook."""

    @property
    def shares_name(self) -> bool:
        """A page is public."""
        return True


Author = Person | Page


@dataclass(eq=False)
class Photo:
    """A picture that a page holds; a post shows it."""

    id: str
    page: Page
    data: bytes
    media_type: str
    alt: str = ""
    published: bool = False


@dataclass(eq=False)
class PagePost:
    """A post on a page's timeline, by the page or by a visitor, or one that tags the page."""

    id: str
    page: Page
    author: Author
    message: str
    created_at: datetime
    link: str = ""
    published: bool = True
    publish_at: datetime | None = None
    edited_at: datetime | None = None
    shares: int = 0
    tagged: tuple[Page, ...] = ()
    photos: tuple[Photo, ...] = ()
    hidden: bool = False
    reactions: dict[Author, str] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class Comment:
    """A comment on a post, or a reply under one: there is no third level."""

    id: str
    post: PagePost
    author: Author
    message: str
    created_at: datetime
    parent: Comment | None = None
    hidden: bool = False
    reactions: dict[Author, str] = field(default_factory=dict)


@dataclass(eq=False)
class IgUser:
    """Somebody on Instagram; a professional account where a page is linked to it.

    `told_id`: whether comments by them carry an id beside the name.
    """

    id: str
    username: str
    name: str = ""
    followers: int = 0
    follows: int = 0
    told_id: bool = True
    figures: dict[str, int] = field(default_factory=dict)
    published: list[datetime] = field(default_factory=list)
    """When it published through the API, for its daily limit."""
    subscribed: tuple[str, ...] = ()


@dataclass(eq=False)
class IgMedia:
    """A photo on Instagram, or a video or an album."""

    id: str
    owner: IgUser
    caption: str
    created_at: datetime
    shortcode: str
    media_type: str = "IMAGE"
    alt: str = ""
    image: bytes = b""
    likes: list[IgUser] = field(default_factory=list)
    likes_hidden: bool = False
    tagged: tuple[IgUser, ...] = ()
    closed: bool = False
    """Comments are switched off."""
    album: IgMedia | None = None
    """What it is one picture of."""
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class IgComment:
    """A comment on a medium, or a reply under one: there is no third level."""

    id: str
    media: IgMedia
    author: IgUser
    text: str
    created_at: datetime
    parent: IgComment | None = None
    hidden: bool = False
    likes: list[IgUser] = field(default_factory=list)


@dataclass(eq=False)
class Container:
    """What a medium is made of before it is published.

    `looks` is how often its status will still be said to be in progress.
    """

    id: str
    owner: IgUser
    caption: str
    alt: str
    made_at: datetime
    images: tuple[bytes, ...]
    status: str = "IN_PROGRESS"
    trouble: str = ""
    looks: int = 0
    item: bool = False
    """A part of an album, which is not published by itself."""
    media: IgMedia | None = None


Node = Person | Page | Photo | PagePost | Comment | IgUser | IgMedia | IgComment | Container
