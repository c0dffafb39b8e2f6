"""X's own library for lengths (npm, `twitter-text`), asked for many texts at once."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence

import emoji

from tests.peers import npm
from tests.peers.x_contract.prism import HERE, install

COUNT_S = 60
PIECES = (
    "a word",
    "ÄÖß ñ",
    "日本語",
    "한국어",
    "Ωμέγα",
    "привет",
    "שלום",
    "क्षि",
    "–—“”…",
    "e\N{COMBINING ACUTE ACCENT}",
    "#coffee",
    "@acme",
    "$ACME",
    "https://acme.com",
    "http://acme.com/a/very/long/way?x=1&y=2#z",
    "https://acme.co.uk/brew.",
    "(https://acme.com/a)",
    "https://acme.com/wiki/Coffee_(drink)",
    "acme.com",
    "acme.io/beans",
    "mail@acme.com",
    "\n",
    "1️⃣",
    "🇩🇪",
    "👨‍👩‍👧",
    "👍🏽",
)


def counted(texts: Sequence[str]) -> list[int]:
    """Their weighted lengths."""
    packages = install()
    ran = subprocess.run(
        [npm.node() / "bin" / "node", HERE / "lengths.mjs", packages],
        input=json.dumps(list(texts)),
        capture_output=True,
        check=True,
        text=True,
        timeout=COUNT_S,
    )
    return list(json.loads(ran.stdout))


def samples(count: int, seed: int = 280) -> list[str]:
    """Texts made of words of many scripts, links and emoji; the same each time."""
    chance = random.Random(seed)
    signs = sorted(sign for sign, told in emoji.EMOJI_DATA.items() if _known(sign, told["E"]))
    return [
        " ".join(
            chance.choice(signs) if chance.random() < 0.3 else chance.choice(PIECES)
            for _ in range(chance.randint(1, 8))
        )
        for _ in range(count)
    ]


def _known(sign: str, version: float) -> bool:
    """The library knows emoji up to version 11; and an eye in a bubble by a spelling of its own."""
    return version <= 11 and "\N{EYE}" not in sign
