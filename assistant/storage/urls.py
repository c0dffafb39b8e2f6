"""Addresses of stores, in the spellings that libraries want."""

from __future__ import annotations

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
    """The same as libpq wants it; holds the password in the clear."""
    return for_sqlalchemy(url).set(drivername="postgresql").render_as_string(hide_password=False)
