"""What a setting takes: addresses, keys, teams. What is wrong with one never repeats it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

SHORTEST_KEY = 32
"""Characters of a key. Keys are random text, not passwords: no stretching slows a guesser down."""

LEVELS = ("debug", "info", "warning", "error")

_VERSION = re.compile(r"^https?://[^?#]+/v\d+\.\d+/?$")
_TEAM = re.compile(r"^(\*|T[A-Z0-9]{2,30})$")


def address(*schemes: str, example: str) -> AfterValidator:
    """Refuse an address of another kind. It may hold a password: it is never repeated."""

    def check(value: str | SecretStr) -> str | SecretStr:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        # SQLAlchemy's spelling postgresql+psycopg:// is as good.
        if urlsplit(plain).scheme.partition("+")[0] not in schemes:
            raise ValueError(f"must look like {example}")
        return value

    return AfterValidator(check)


WEB = address("http", "https", example="https://host.example")
DATABASE = address("postgres", "postgresql", example="postgresql://user:password@host:5432/name")
REDIS = address("redis", "rediss", "unix", example="redis://host:6379/0 or unix:///path/to/socket")


def _version(value: str) -> str:
    if not _VERSION.search(value):
        raise ValueError("must end in a version, as https://graph.facebook.com/v26.0 does")
    return value.rstrip("/")


GRAPH = AfterValidator(_version)


def slash(value: str) -> str:
    """Let an address end in a slash."""
    return value if value.endswith("/") else f"{value}/"


def teams(value: str) -> str:
    """Take team ids with commas between, or a star."""
    if any(not _TEAM.match(each) for each in listed(value)):
        raise ValueError("must be team ids with commas between (T0123ABCD), or * for all teams")
    return value


def listed(value: str) -> list[str]:
    """The parts of a list with commas."""
    return [each for each in map(str.strip, value.split(",")) if each]


def long_keys(value: SecretStr) -> SecretStr:
    """Take keys that are long enough, with commas between."""
    keys = [key.strip() for key in value.get_secret_value().split(",") if key.strip()]
    if not keys or any(len(key) < SHORTEST_KEY for key in keys):
        raise ValueError(
            f"needs at least {SHORTEST_KEY} random characters (several keys: the newest first, "
            f"commas between)"
        )
    return value


def level(value: str) -> str:
    """Take the name of a log level."""
    if value.lower() not in LEVELS:
        raise ValueError(f"must be one of {', '.join(LEVELS)}")
    return value.lower()
