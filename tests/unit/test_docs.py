"""What the documents say is held against the code."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from assistant import errors
from assistant.explain import explain
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
NAMES = {field.alias for field in Settings.model_fields.values()}
SOURCES = sorted(
    path
    for folder in ("assistant", "handlers", "playground", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if "versions" not in path.parts
)


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = listing.stdout.split("\n") if listing.returncode == 0 else []
    found = [ROOT / name for name in names if name]
    return [path for path in found if path.is_file()] or [
        path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts
    ]


def test_every_setting_is_in_the_table_and_nothing_else():
    table = (ROOT / "docs" / "operations.md").read_text()

    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == NAMES


def test_defaults_in_the_table_are_the_code_s():
    table = (ROOT / "docs" / "operations.md").read_text()
    settings = Settings.from_env({})
    for field, info in Settings.model_fields.items():
        default = getattr(settings, field)
        if isinstance(default, str | int | float) and default != "":
            row = re.search(rf"^\| `{info.alias}` \|.*\| `([^`]+)` \|$", table, re.MULTILINE)
            assert row, info.alias
            shown = f"{default:g}" if isinstance(default, float) else str(default)
            assert shown == row[1]


def test_every_setting_is_in_the_example_environment():
    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == NAMES


def test_every_error_has_its_own_sentence():
    general = explain(ValueError("boom"))
    made = [
        errors.InvalidInput("Say it again."),
        errors.InvalidFields({"zone": "Write a time zone."}),
        errors.NotFound("account", "acme"),
        errors.NotAllowed("Only members."),
        errors.EditConflict("the settings of this workspace", None),
        errors.ConfirmationNeeded(("It names a price that nobody gave.",)),
        errors.SettingsError(("A is missing.",)),
        errors.PlatformUnavailable("bluesky"),
        errors.AccessLost("slack"),
        errors.RateLimited("bluesky", retry_after_s=300),
        errors.ReconnectNeeded("bluesky", "bluesky:acme"),
        errors.SignInSealed("bluesky", "bluesky:acme"),
        errors.SecretRefused("bluesky", "bluesky:acme"),
        errors.SignInNeeded("bluesky"),
        errors.AccessRefused("x", reason="this account is locked. Unlock it on x.com"),
        errors.PostRefused("bluesky", reason="too long"),
        errors.OutcomeUnknown("bluesky"),
        errors.BudgetSpent("x", month="2026-11"),
        errors.ModelUnavailable(),
        errors.RunLimitReached("seconds"),
        errors.StoreUnavailable("Redis"),
        errors.SealBroken(),
    ]
    tree = {
        cls
        for cls in vars(errors).values()
        if isinstance(cls, type) and issubclass(cls, errors.EngageError)
    }
    leaves = {cls for cls in tree if not tree & set(cls.__subclasses__())}

    assert leaves <= {type(error) for error in made}
    for error in made:
        sentence = explain(error)
        assert sentence != general, type(error)
        assert sentence.endswith("."), sentence
        assert "!" not in sentence
    assert "boom" not in general
    assert "ref7" in explain(ValueError("boom"), reference="ref7")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path):
    text = path.read_text()
    lines = text.count("\n")

    assert lines <= 280, f"{lines} lines: which second reason lives here?"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 50, f"{node.name} is {length} lines"


def test_no_file_names_a_package_registry_or_leaves_a_mark():
    dot = r"\."
    hosts = "|".join(
        dot.join(parts)
        for parts in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"))
    )
    marks = r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b"
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        assert not re.search(hosts, text), path
        if path.suffix == ".py":
            assert not re.search(marks, text), path


def test_every_adr_says_context_and_decision():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))

    assert records
    for record in records:
        text = record.read_text()
        assert "**Context.**" in text, record.name
        assert "**Decision.**" in text, record.name
        assert "**Consequences.**" in text, record.name


@pytest.mark.parametrize(
    "page", ["README.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_every_link_to_a_file_leads_somewhere(page: str):
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target
