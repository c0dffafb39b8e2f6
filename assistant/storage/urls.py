"""Addresses of stores, in the spellings that libraries want."""

from __future__ import annotations

from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from assistant.errors import SettingsError


def for_sqlalchemy(url: str) -> URL:
    """A `postgres://` or `postgresql://` address for SQLAlchemy on psycopg 3.

    Raises:
        SettingsError: it is not an address of a PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in {"postgres", "postgresql"}:
        raise SettingsError(
            ("DATABASE_URL must look like postgresql://user:password@host:5432/name.",)
        )
    return parsed.set(drivername="postgresql+psycopg")


def for_psycopg(url: str) -> str:
    """The same as libpq wants it, as words; holds the password in the clear.

    Not as an address: SQLAlchemy writes a space as "+", which libpq takes for a plus.
    """
    parsed = for_sqlalchemy(url)
    words = parsed.translate_connect_args(username="user", database="dbname")
    more = {
        name: value if isinstance(value, str) else value[-1] for name, value in parsed.query.items()
    }
    return make_conninfo("", **words, **more)
