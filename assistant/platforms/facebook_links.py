"""Links to posts on Facebook, as people paste them.

What a link says is mostly enough: the number of a post, on our Page or on another. Newer ones hold
a text of Facebook's own instead (`pfbid...`), which nobody but Facebook can read: those are found
among the addresses of our posts. A photo knows its post.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from assistant.errors import InvalidInput
from assistant.platforms.facebook_parse import PageName

_HOSTS = re.compile(r"(?:[a-z0-9-]{1,20}\.)?facebook\.com|fb\.com", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,25}")
_TEXT = re.compile(r"pfbid[A-Za-z0-9]{1,200}")
_POST = re.compile(r"/(?P<page>[^/]+)/(?:posts|videos)/(?:[^/]+/)?(?P<post>[A-Za-z0-9]+)/?")
_PHOTO = re.compile(r"/[^/]+/photos/(?:[^/]+/)*(?P<photo>[0-9]{1,25})/?")
_SHARE = re.compile(r"/share/.*", re.IGNORECASE)

NO_LINK = (
    "That is not a link to a post on Facebook. Copy it from the time of the post there and try "
    "again."
)
SHARED = (
    "Facebook tells programs nothing about its share links. Open it, copy the address that the "
    "browser shows then, and try again."
)
NOT_OURS = (
    "Facebook shows Engage only posts of the connected Page, on it, or that tag it. This link "
    "leads to none of them."
)


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link says. Exactly one of the three is not "".

    Attributes:
        id: of the post or the comment.
        text: Facebook's own name of a post of our Page.
        photo: the number of a photo, whose post Facebook knows.
    """

    id: str = ""
    text: str = ""
    photo: str = ""


def linked(url: str, page: PageName) -> Linked:
    """Read a link. Raises InvalidInput with what to do instead."""
    parts = urlsplit(url.strip().strip("<>").partition("|")[0])
    if parts.scheme not in {"http", "https"} or not _HOSTS.fullmatch(parts.netloc):
        raise InvalidInput(NO_LINK)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if _SHARE.fullmatch(parts.path):
        raise InvalidInput(SHARED)
    post = _POST.fullmatch(parts.path)
    if post and _TEXT.fullmatch(post["post"]):
        return Linked(text=post["post"])
    if post and _NUMBER.fullmatch(post["post"]):
        return _numbered(post["page"], post["post"], query.get("comment_id", ""), page)
    photo = _PHOTO.fullmatch(parts.path)
    fbid = photo["photo"] if photo else query.get("fbid", "")
    if _NUMBER.fullmatch(fbid):
        return Linked(photo=fbid)
    return _by_query(query, page)


def name_in(url: str) -> str:
    """The last part of a post's address: its number, or Facebook's own text for it."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _by_query(query: dict[str, str], page: PageName) -> Linked:
    """`permalink.php` and `story.php` name the post and the Page behind the question mark."""
    story, of = query.get("story_fbid", ""), query.get("id", "")
    if _TEXT.fullmatch(story):
        return Linked(text=story)
    if _NUMBER.fullmatch(story) and _NUMBER.fullmatch(of):
        return _numbered(of, story, query.get("comment_id", ""), page)
    raise InvalidInput(NO_LINK)


def _numbered(of: str, number: str, comment: str, page: PageName) -> Linked:
    if _NUMBER.fullmatch(comment):
        return Linked(id=f"{number}_{comment}")
    if of.lower() in {page.id, page.handle}:
        return Linked(id=page.post_id(number))
    if _NUMBER.fullmatch(of):
        return Linked(id=f"{of}_{number}")
    raise InvalidInput(NOT_OURS)
