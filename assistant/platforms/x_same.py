"""Whether a post on X holds the words that were sent.

X changes some of them: it puts the name of whom a reply answers before it, gives an address that
was typed without its scheme a scheme, and shows the post behind a link at the end instead of the
link.
"""

from __future__ import annotations

import re
import unicodedata

_SCHEME = re.compile(r"https?://")
_LAST_SLASH = re.compile(r"/(?=[\s).,!?;:]|\Z)")
_NAMES = re.compile(r"\A(?:@\w{1,15}\s+)+", re.ASCII)


def same(told: str, sent: str, *, reply: bool, quoted_id: str | None = None) -> bool:
    """Compare them, but for what X changes.

    Args:
        told: as it stands there, with whole addresses.
        reply: whether it answers somebody.
        quoted_id: the post that it shows.
    """
    if quoted_id:
        told, sent = (_without_link(each, quoted_id) for each in (told, sent))
    return _bare(told, reply=reply) == _bare(sent, reply=reply)


def _without_link(text: str, post_id: str) -> str:
    link = rf"https?://(?:\w+\.)?(?:x|twitter)\.com/\w+/status/{post_id}(?:[/?]\S*)?\s*\Z"
    return re.sub(link, "", text, flags=re.IGNORECASE)


def _bare(text: str, *, reply: bool) -> str:
    words = " ".join(unicodedata.normalize("NFC", text).split()).casefold()
    if reply:
        words = _NAMES.sub("", words)
    return _LAST_SLASH.sub("", _SCHEME.sub("", words))
