"""Tests that forks share end as they would alone, and nothing that goes wrong in a fork is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "test_first": """
        def test_well(tmp_path): assert tmp_path.exists()
    """,
    "test_patient": """
        import pytest
        pytestmark = pytest.mark.timeout(170)

        @pytest.fixture(scope="session")
        def untidy():
            yield
            raise RuntimeError("left in a mess")

        def test_well(untidy): print("not to be read")
        def test_wrong(untidy): print("to be read"); assert "one" == "other"
        def test_left_out(): pytest.skip("for a reason")
    """,
    "test_rough": """
        import os
        def test_before(): pass
        def test_falls(): os._exit(0)
        def test_never_reached(): pass
    """,
}


def run(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """Two forks over the files; the exit code, and the lines that were said."""
    for name, text in FILES.items():
        lines = text.splitlines()
        (folder / f"{name}.py").write_text("\n".join(line.removeprefix(" " * 8) for line in lines))
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    forks = ("-p", "tests.quick.forks", "--forks", "2")
    plain = ("-p", "no:cacheprovider", "-c", str(folder / "pytest.ini"), "-q", "-rA")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *forks, *plain, *arguments, str(folder)],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout.splitlines()


def test_every_end_is_told(tmp_path: Path) -> None:
    code, said = run(tmp_path)
    words = [line.split(" - ")[0].split() for line in said if "::" in line]
    ends = sorted((file.rpartition("/")[2], end) for end, file in words)

    assert code == pytest.ExitCode.TESTS_FAILED
    assert ends == [
        ("test_first.py::test_well", "PASSED"),
        ("test_patient.py::test_left_out", "FAILED"),  # after it the fixture was taken down
        ("test_patient.py::test_well", "PASSED"),
        ("test_patient.py::test_wrong", "FAILED"),
        ("test_rough.py::test_before", "PASSED"),
        ("test_rough.py::test_falls", "FAILED"),
        ("test_rough.py::test_never_reached", "FAILED"),
    ], said
    assert said[-1].startswith("4 failed, 3 passed, 1 skipped")
    assert "RuntimeError: left in a mess" in said
    assert "to be read" in said
    assert "not to be read" not in said


def test_after_the_first_failure_no_more_is_begun(tmp_path: Path) -> None:
    code, said = run(tmp_path, "-x")

    assert code == pytest.ExitCode.TESTS_FAILED
    assert any("stopping after" in line for line in said), said
