"""Whether a post on X holds the words that were sent.

X changes some of them: it puts the name of whom a reply answers before it, and gives an address
that was typed without its scheme a scheme.
"""

from __future__ import annotations

import re
import unicodedata

_SCHEME = re.compile(r"https?://")
_LAST_SLASH = re.compile(r"/(?=[\s).,!?;:]|\Z)")
_NAMES = re.compile(r"\A(?:@\w{1,15}\s+)+", re.ASCII)


def same(told: str, sent: str, *, reply: bool) -> bool:
    """Compare them, but for what X changes.

    Args:
        told: as it stands there, with whole addresses.
        reply: whether it answers somebody.
    """
    return _bare(told, reply=reply) == _bare(sent, reply=reply)


def _bare(text: str, *, reply: bool) -> str:
    words = " ".join(unicodedata.normalize("NFC", text).split()).casefold()
    if reply:
        words = _NAMES.sub("", words)
    return _LAST_SLASH.sub("", _SCHEME.sub("", words))
