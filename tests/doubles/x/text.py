"""How X counts a text, and how it writes one down.

Counting is twitter-text's third configuration (github.com/twitter/twitter-text,
config/v3.json): 280 units, the scripts of four ranges count one a character, all others and every
emoji two, every address 23. Writing down: addresses become t.co links, a quote and images end with
one more (docs.x.com/x-api/fundamentals/data-dictionary, `entities`), and &, <, > are escaped, as in
every text that X's API has given out since its first version.
"""

from __future__ import annotations

import hashlib
import html
import re
import string
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import emoji

from tests.doubles.x.world import Post, World

MOST = 280
_PATH = r"(?:[^\s()]|\([^\s()]*\))*(?:[^\s.,!?;:()]|\([^\s()]*\))"
LINK = re.compile(
    rf"https?://{_PATH}"
    rf"|(?<![@\w.])(?:[a-z0-9-]+\.)+(?:com|org|net|io|co|de|dev|app|info|shop)\b(?:/{_PATH})?",
    re.IGNORECASE,
)
"""Like twitter-text's, but for this: after https:// any name will do, and of the ends of names it
knows a few. Names that end in .example stand for real ones."""
TAG = re.compile(r"(?<![\w&])#(\w*[^\W\d_]\w*)")
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_QUALIFIED = emoji.STATUS["fully_qualified"]
_SIGNS = (sign for sign, told in emoji.EMOJI_DATA.items() if told["status"] == _QUALIFIED)
_SIGN = re.compile(
    r"[0-9#*]\N{VARIATION SELECTOR-16}?\N{COMBINING ENCLOSING KEYCAP}|"
    + "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
)
_LETTERS = string.ascii_letters + string.digits


def length(text: str) -> int:
    """The weighted length of a text as typed."""
    normal = unicodedata.normalize("NFC", text)
    rest, links = LINK.subn("", normal)
    rest, signs = _SIGN.subn("", rest)
    return 23 * links + 2 * signs + sum(_weight(ord(char)) for char in rest)


def has_link(text: str) -> bool:
    return LINK.search(text) is not None


@dataclass
class Written:
    """A text as X gives it out. `start` and `end` bound what a reader is shown of it."""

    text: str
    start: int
    end: int
    entities: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def written(world: World, post: Post, typed: str) -> Written:
    """The text of a post with its entities."""
    text, urls = _linked(post, html.escape(typed, quote=False))
    start, end = _opening(world, post, text), len(text)
    for link in _trailing(post):
        text = f"{text} {link['url']}" if text else link["url"]
        urls.append({"start": len(text) - len(link["url"]), "end": len(text), **link})
    entities: dict[str, list[dict[str, Any]]] = {"urls": urls}
    entities["hashtags"] = [
        {"start": tag.start(), "end": tag.end(), "tag": tag[1]} for tag in TAG.finditer(text)
    ]
    entities["mentions"] = [
        {"start": name.start(), "end": name.end(), "username": user.username, "id": user.id}
        for name, user in world.named(text)
    ]
    return Written(text, start, end, {kind: found for kind, found in entities.items() if found})


def short(address: str, post: Post) -> str:
    """The t.co link that stands for an address in one post."""
    digest = hashlib.sha256(f"{post.id} {address}".encode()).digest()
    return "https://t.co/" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:10])


def address_of(post: Post) -> str:
    return f"https://x.com/{post.author.username}/status/{post.id}"


def _linked(post: Post, text: str) -> tuple[str, list[dict[str, Any]]]:
    parts: list[str] = []
    urls: list[dict[str, Any]] = []
    last = size = 0
    for match in LINK.finditer(text):
        before = text[last : match.start()]
        address = html.unescape(match[0])
        link = short(address, post)
        start = size + len(before)
        size, last = start + len(link), match.end()
        parts += [before, link]
        urls.append({"start": start, "end": size, **_told(link, address)})
    return "".join([*parts, text[last:]]), urls


def _trailing(post: Post) -> list[dict[str, Any]]:
    links = []
    if post.media:
        address = f"{address_of(post)}/photo/1"
        links += [
            {**_told(short(address, post), address), "media_key": f"3_{number}"}
            for number in post.media
        ]
    if post.quote_of:
        address = address_of(post.quote_of)
        links.append(_told(short(address, post), address))
    return links


def _told(link: str, address: str) -> dict[str, Any]:
    full = address if "://" in address else f"http://{address}"
    return {"url": link, "expanded_url": full, "display_url": full.partition("://")[2][:30]}


def _opening(world: World, post: Post, text: str) -> int:
    """Where the shown text begins: after the names that a reply opens with."""
    if post.reply_to is None:
        return 0
    start = 0
    for match, _ in world.named(text):
        if match.start() != start:
            break
        start = match.end() + 1
    return min(start, len(text))


def _weight(char: int) -> int:
    return 1 if any(first <= char <= last for first, last in _LIGHT) else 2
