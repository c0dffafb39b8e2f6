"""Backups: out of one real database and into another, and every way it can go wrong."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from assistant.community.accounts import AccountRef, Platform, Profile
from assistant.errors import InvalidInput, SettingsError
from assistant.ports import Credential
from assistant.storage import backup
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.backup import MANIFEST, read_backup, write_backup
from assistant.storage.database import Database
from assistant.storage.migrations import migrate
from assistant.storage.schema import METADATA
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECRET = "app-pass-word-planted"
KEY = "k" * 40
EITHER = {"item_id", "studio_id"}
"""Columns of which one is there."""
TEXTS = ("plain", "two\nlines", 'quotes " and \\ and \t', "\u202eright to left 👩‍👩‍👧", "")


@pytest.fixture
def other_url(database_url: str) -> Iterator[str]:
    """An empty, migrated database on the same server."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS other")
        connection.execute("CREATE DATABASE other")
    url = database_url.replace("/engage?", "/other?")
    migrate(url)
    yield url
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE other")


@pytest.fixture
async def full(database: Database, database_url: str) -> str:
    """Two workspaces, each with an account that is signed in, and a row in every other table."""
    accounts = PostgresAccounts(database, Vault([KEY]), lambda: NOW)
    for team in ("T1", "T2"):
        await PostgresWorkspaces(database).ensure(team, f"Team {team}")
        profile = Profile(f"did:plc:{team}", "acme.example", "Acme", "https://acme", 1, 1, 1)
        credential = Credential("https://pds", "acme.example", SECRET, {"access": SECRET})
        account = await accounts.add(
            team, AccountRef(Platform.BLUESKY, "acme.example"), profile, credential
        )
        _rows_everywhere(database_url, team, account.id)
    return database_url


def _rows_everywhere(url: str, team: str, account_id: str) -> None:
    """Rows made from the types of the columns, so that a new table needs nothing here."""
    values = {
        "TEXT": lambda n: TEXTS[n % len(TEXTS)] or f"empty-{n}",
        "UUID": lambda n: f"00000000-0000-4000-8000-{n:012d}",
        "DATETIME": lambda n: NOW.replace(microsecond=n),
        "DATE": lambda _: NOW.date(),
        "INTEGER": lambda n: n,
        "BIGINT": lambda n: 2**53 + n,
        "BOOLEAN": lambda n: n % 2 == 0,
        "BLOB": lambda n: Vault([KEY]).seal(str(n).encode(), "x"),
        "ARRAY": lambda n: ["a,b", '"', TEXTS[n % len(TEXTS)]],
        "JSONB": lambda n: json.dumps({"n": n, "text": TEXTS[n % len(TEXTS)]}),
    }
    with psycopg.connect(url) as connection:
        for table in METADATA.sorted_tables:
            if table.name in {"workspace", "account", "credential"}:
                continue
            for n in range(1, 6):
                row: dict[str, Any] = {}
                for column in table.c:
                    if column.computed is not None:
                        continue
                    kind = type(column.type).__name__.upper().replace("LARGEBINARY", "BLOB")
                    kind = {"BIGINTEGER": "BIGINT"}.get(kind, kind)
                    row[column.name] = values[kind](n)
                    if column.primary_key and kind == "TEXT":
                        row[column.name] = f"{column.name}-{n}"
                row |= {"workspace_id": team}
                row |= {"account_id": account_id} if "account_id" in row else {}
                row |= {"run_id": f"id-{n}"} if table.name == "rating" else {}
                row |= {"event_key": f"key-{n}"} if "event_key" in row else {}
                row |= {"digest": f"digest-{n}"} if "digest" in row else {}
                if row.keys() >= EITHER:
                    row[sorted(EITHER)[n % 2]] = None
                if n > 1 and {each.name for each in table.primary_key} <= {
                    "workspace_id",
                    "account_id",
                }:
                    continue
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join(["%s"] * len(row))
                statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608
                connection.execute(statement, tuple(row.values()))


def rows(url: str) -> dict[str, list[str]]:
    """Everything in a database, by table, as text."""
    found = {}
    with psycopg.connect(url) as connection:
        for table in METADATA.sorted_tables:
            statement = f'SELECT t::text FROM "{table.name}" t'  # noqa: S608
            found[table.name] = sorted(row for (row,) in connection.execute(statement))
    return found


def test_what_was_backed_up_is_restored_to_the_last_row(
    full: str, other_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In small steps, so that tables take several."""
    monkeypatch.setattr(backup, "AT_ONCE", 2)
    path = tmp_path / "engage.zip"
    written = write_backup(full, path, NOW)
    read = read_backup(other_url, path)

    before = rows(full)
    assert rows(other_url) == before
    assert all(before.values()), "a table without a row proves nothing"
    assert written == read
    assert read.rows == {name: len(found) for name, found in before.items()}
    assert read.workspaces == ["T1", "T2"]


def test_only_we_can_read_it_and_no_secret_stands_in_it(full: str, tmp_path: Path) -> None:
    path = tmp_path / "engage.zip"
    manifest = write_backup(full, path, NOW)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    assert SECRET.encode() not in inside
    assert SECRET.encode().hex().encode() not in inside
    assert set(manifest.keys) == Vault([KEY]).key_ids
    assert [each.name for each in tmp_path.iterdir()] == ["engage.zip"]


def test_a_backup_is_never_written_over_another_file(full: str, tmp_path: Path) -> None:
    path = tmp_path / "engage.zip"
    path.write_text("mine")
    with pytest.raises(InvalidInput, match="is there already"):
        write_backup(full, path, NOW)
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_is_one_sentence(full: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be written: No such file or directory"):
        write_backup(full, tmp_path / "nowhere" / "engage.zip", NOW)


def test_a_database_in_use_is_not_written_over(full: str, tmp_path: Path) -> None:
    path = tmp_path / "engage.zip"
    write_backup(full, path, NOW)
    before = rows(full)
    with pytest.raises(InvalidInput, match="holds 2 workspaces already"):
        read_backup(full, path)
    assert rows(full) == before


@pytest.mark.parametrize("content", [b"", b"no zip at all"])
def test_what_is_no_backup_is_refused(other_url: str, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "engage.zip"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="damaged, or not a backup"):
        read_backup(other_url, path)


def test_another_zip_is_refused(other_url: str, tmp_path: Path) -> None:
    path = tmp_path / "engage.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"...")
    with pytest.raises(InvalidInput, match="not a backup of Engage"):
        read_backup(other_url, path)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": 99}, "newer version"),
        ({"schema": "9999"}, "newer version"),
        ({"rows": {"post": 1_000}}, "rows are missing. Nothing was restored"),
    ],
)
def test_one_that_cannot_be_trusted_changes_nothing(
    full: str, other_url: str, tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    path, changed = tmp_path / "engage.zip", tmp_path / "changed.zip"
    write_backup(full, path, NOW)
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(changed, "w") as other:
        for name in archive.namelist():
            data = archive.read(name)
            if name == MANIFEST:
                data = json.dumps(json.loads(data) | change).encode()
            other.writestr(name, data)

    with pytest.raises(InvalidInput, match=sentence):
        read_backup(other_url, changed)
    assert not any(rows(other_url).values())


def test_a_half_written_file_is_refused(full: str, other_url: str, tmp_path: Path) -> None:
    path = tmp_path / "engage.zip"
    write_backup(full, path, NOW)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InvalidInput, match="damaged"):
        read_backup(other_url, path)
    assert not any(rows(other_url).values())


def test_changed_bytes_in_the_middle_are_noticed(full: str, other_url: str, tmp_path: Path) -> None:
    path = tmp_path / "engage.zip"
    write_backup(full, path, NOW)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("T1/post.jsonl").header_offset + 60
    data[at : at + 8] = bytes(8)
    path.write_bytes(data)
    with pytest.raises(InvalidInput, match="damaged"):
        read_backup(other_url, path)
    assert not any(rows(other_url).values())


def test_a_database_that_was_never_migrated_says_the_command(
    database_url: str, tmp_path: Path
) -> None:
    bare = database_url.replace("/engage?", "/postgres?")
    with pytest.raises(SettingsError, match="engage migrate"):
        write_backup(bare, tmp_path / "engage.zip", NOW)
    assert list(tmp_path.iterdir()) == []
