"""The way to this version's schema, run by `engage migrate`, and by itself when embedded."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import NullPool

from assistant.errors import StoreUnavailable
from assistant.storage.urls import for_sqlalchemy

_HERE = Path(__file__).parent
_REVISION = text("SELECT version_num FROM alembic_version")

_LOCK = 0x656E67616765
"""Key of the advisory lock that lets one process migrate at a time ("engage" in ASCII)."""

_READABLE = text("""
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'engage_app') THEN
        GRANT SELECT ON alembic_version TO engage_app; -- for `Database.check_schema`
    END IF;
END $$
""")
"""Not a step of its own: the table is Alembic's, and the right does no harm when given again."""


def migrate(url: str) -> None:
    """Bring a database to this version's schema; nothing happens when it is there already.

    Blocks; call it in a thread. Several processes may call it at once. The login must own the
    schema, and be a superuser or have CREATEROLE when it could bypass row-level security.

    Raises:
        StoreUnavailable: the server cannot be reached.
    """
    engine = create_engine(
        for_sqlalchemy(url),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": 10},
    )
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            connection.commit()
            if not _is_newest(connection):
                _upgrade(connection)
            connection.execute(_READABLE)
            connection.commit()
    except (OperationalError, InterfaceError) as error:
        raise StoreUnavailable("PostgreSQL") from error
    finally:
        engine.dispose()


def steps() -> tuple[str, ...]:
    """The revisions this version knows, the newest first. Reads a folder; call it in a thread."""
    files = (_HERE / "versions").glob("[0-9]*.py")
    return tuple(sorted((each.stem.partition("_")[0] for each in files), reverse=True))


def _is_newest(connection: Connection) -> bool:
    kept = connection.execute(text("SELECT to_regclass('alembic_version')")).scalar()
    return kept is not None and connection.execute(_REVISION).scalar() == steps()[0]


def _upgrade(connection: Connection) -> None:
    # Loading Alembic takes a quarter of a second, and most starts have nothing to change.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
