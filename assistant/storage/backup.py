"""Backups: every row of every workspace in one zip file, as of one instant, and the way back.

Read and written through row-level security like everything else, workspace by workspace, so any
login of Engage's can do it and no row can land in another workspace. What the vault sealed stays
sealed. The job queue is left out: its jobs are put in again from what is stored.

    manifest.json                  format, schema, when, rows, and which keys sealed
    <workspace>/<table>.jsonl      a row a line, as PostgreSQL writes it in JSON
"""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self

import psycopg
from alembic.script import ScriptDirectory
from psycopg import sql

from assistant.errors import InvalidInput
from assistant.storage import migrations
from assistant.storage.connection import PER_CONNECTION, postgres_errors
from assistant.storage.database import Door
from assistant.storage.schema import METADATA
from assistant.storage.seals import SEALED
from assistant.storage.urls import for_psycopg

FORMAT = 1
MANIFEST = "manifest.json"
AT_ONCE = 1_000
"""Rows read or written in one go."""

_ENTER = "SELECT set_config('engage.across', '', true), set_config('engage.workspace', %s, true)"
_CROSS = "SELECT set_config('engage.across', %s, true)"
_TABLES = METADATA.sorted_tables
_SEALED = [(each.table.name, each.column.name) for each in SEALED]
_DERIVED = {
    table.name: [column.name for column in table.c if column.computed is not None]
    for table in _TABLES
}
"""Columns that PostgreSQL works out by itself, and takes from nobody."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        schema: the migration it was made at.
        made_at: ISO 8601, UTC.
        rows: of all workspaces, by table.
        keys: ids of the keys that sealed its secrets, in hex; see `Vault.key_ids`.
    """

    format: int
    schema: str
    made_at: str
    workspaces: list[str]
    rows: dict[str, int]
    keys: list[str]

    @classmethod
    def read(cls, archive: zipfile.ZipFile) -> Self:
        """Raises InvalidInput for a file that is no backup, or one of a newer Engage."""
        try:
            manifest = cls(**json.loads(archive.read(MANIFEST)))
        except (KeyError, TypeError, ValueError):
            raise InvalidInput("This file is not a backup of Engage.") from None
        known = [each.revision for each in ScriptDirectory(migrations.__path__[0]).walk_revisions()]
        if manifest.format != FORMAT or manifest.schema not in known:
            raise InvalidInput(
                "This backup was made by a newer version of Engage. Restore it with that version."
            )
        return manifest


def write_backup(database_url: str, path: Path, now: datetime) -> Manifest:
    """Write everything to a new file that only we can read. Blocks.

    It appears under its name when it is whole.

    Raises:
        InvalidInput: a file of that name is there, or it cannot be written.
        StoreUnavailable: the database cannot be reached.
        SettingsError: the database was not migrated.
    """
    if path.exists():
        raise InvalidInput(f"{path} is there already. Choose another name, or move it away.")
    aside = path.with_name(f".{path.name}.part")
    try:
        with _new(aside) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write(database_url, archive, now)
        aside.rename(path)
    except OSError as error:
        raise InvalidInput(f"The backup cannot be written: {error.strerror}.") from error
    finally:
        aside.unlink(missing_ok=True)
    return manifest


def read_backup(database_url: str, path: Path) -> Manifest:
    """Put everything back into a migrated database that holds no workspace, or nothing. Blocks.

    Raises:
        InvalidInput: not a backup, made by a newer version, damaged, or the database is not empty.
        StoreUnavailable: the database cannot be reached.
        SettingsError: the database was not migrated.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = Manifest.read(archive)
            with _transaction(database_url) as connection:
                _check_empty(connection)
                _fill(connection, archive, manifest)
            return manifest
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, psycopg.DataError):
        raise InvalidInput(f"{path} is damaged, or not a backup of Engage.") from None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _transaction(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """One transaction that sees the database as of its first statement."""
    with postgres_errors(), psycopg.connect(for_psycopg(database_url)) as connection:
        connection.execute(PER_CONNECTION)
        connection.execute("SET statement_timeout = 0")
        connection.commit()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield connection


def _workspaces(connection: psycopg.Connection[Any]) -> list[str]:
    connection.execute(_CROSS, (Door.WORKSPACES.value,))
    found = connection.execute("SELECT workspace_id FROM workspace ORDER BY 1").fetchall()
    return [workspace_id for (workspace_id,) in found]


def _write(database_url: str, archive: zipfile.ZipFile, now: datetime) -> Manifest:
    rows = dict.fromkeys((table.name for table in _TABLES), 0)
    keys: set[str] = set()
    with _transaction(database_url) as connection:
        workspaces = _workspaces(connection)
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        for workspace_id in workspaces:
            connection.execute(_ENTER, (workspace_id,))
            keys |= _keys(connection)
            for table in rows:
                rows[table] += _write_table(connection, archive, workspace_id, table)
    schema = found[0] if found else ""
    manifest = Manifest(FORMAT, schema, now.isoformat(), workspaces, rows, sorted(keys))
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _write_table(
    connection: psycopg.Connection[Any], archive: zipfile.ZipFile, workspace_id: str, table: str
) -> int:
    count = 0
    query = sql.SQL("SELECT (to_jsonb(t) - {}::text[])::text FROM {} t").format(
        sql.Literal(_DERIVED[table]), sql.Identifier(table)
    )
    with (
        archive.open(_name(workspace_id, table), "w", force_zip64=True) as file,
        connection.cursor("backup") as cursor,
    ):
        cursor.itersize = AT_ONCE
        for (row,) in cursor.execute(query):
            file.write(row.encode() + b"\n")
            count += 1
    return count


def _keys(connection: psycopg.Connection[Any]) -> set[str]:
    """Ids of the keys behind what is sealed: bytes 2 to 5, see `storage.vault`."""
    found: set[str] = set()
    for table, column in _SEALED:
        query = sql.SQL("SELECT DISTINCT encode(substring({} FROM 2 FOR 4), 'hex') FROM {}").format(
            sql.Identifier(column), sql.Identifier(table)
        )
        rows = connection.execute(query).fetchall()
        found |= {key for (key,) in rows}
    return found


def _check_empty(connection: psycopg.Connection[Any]) -> None:
    if held := _workspaces(connection):
        raise InvalidInput(
            f"This database holds {len(held)} workspace{'s'[: len(held) > 1]} already. Restore "
            f"into an empty one: another DATABASE_URL, or another ENGAGE_DATA_DIR."
        )


def _fill(
    connection: psycopg.Connection[Any], archive: zipfile.ZipFile, manifest: Manifest
) -> None:
    written = dict.fromkeys((table.name for table in _TABLES), 0)
    for workspace_id in manifest.workspaces:
        connection.execute(_ENTER, (workspace_id,))
        for table in written:
            written[table] += _fill_table(connection, archive, workspace_id, table)
    if any(written.get(table, 0) != count for table, count in manifest.rows.items()):
        raise InvalidInput("The backup is damaged: rows are missing. Nothing was restored.")


def _fill_table(
    connection: psycopg.Connection[Any], archive: zipfile.ZipFile, workspace_id: str, table: str
) -> int:
    """Columns that came after the backup was made have their defaults."""
    count = 0
    try:
        file = archive.open(_name(workspace_id, table))
    except KeyError:
        return 0  # a table that came later
    with file:
        while lines := list(islice(file, AT_ONCE)):
            columns = sql.SQL(", ").join(map(sql.Identifier, json.loads(lines[0])))
            statement = sql.SQL(
                "INSERT INTO {table} ({columns}) SELECT {columns} "
                "FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
            ).format(table=sql.Identifier(table), columns=columns)
            connection.execute(statement, (f"[{','.join(line.decode() for line in lines)}]",))
            count += len(lines)
    return count


def _name(workspace_id: str, table: str) -> str:
    return f"{workspace_id}/{table}.jsonl"
