"""Links to posts on X that people paste."""

from __future__ import annotations

import re

from assistant.errors import InvalidInput
from assistant.platforms.x_views import NUMBER

_LINK = re.compile(
    rf"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:\w{{1,15}}|i/web)/status(?:es)?/({NUMBER})"
    r"(?:/(?:photo|video)/[0-9]+)?/?",
    re.IGNORECASE | re.ASCII,
)


def linked(url: str) -> str:
    """The native id of the post behind a link. Raises InvalidInput."""
    text = url.strip().strip("<>").partition("|")[0]
    text = re.split(r"[?#]", text, maxsplit=1)[0]
    match = _LINK.fullmatch(text)
    if match is None:
        raise InvalidInput(
            "That is not a link to a post on X. Copy it from the post's share menu and try again."
        )
    return match[1]
