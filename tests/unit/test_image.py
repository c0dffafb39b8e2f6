"""The image and the installation for Docker say what the program really knows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import typer.main
import yaml
from typer.core import TyperGroup as Group

from assistant.cli import app
from assistant.settings import Settings
from assistant.slack_side import DRAIN_S

ROOT = Path(__file__).parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
INSTALL = (ROOT / "docker" / "install.sh").read_text()


def test_the_services_are_those_of_a_team() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"app", "worker", "migrate", "postgres", "redis"}
    assert services["worker"]["deploy"]["replicas"] == 2
    assert services["app"]["ports"] == ["127.0.0.1:3000:3000"]


def test_every_command_is_one_of_ours() -> None:
    program = typer.main.get_command(app)
    assert isinstance(program, Group)
    known = set(program.commands)
    for name in ("app", "worker", "migrate"):
        assert COMPOSE["services"][name]["command"][0] in known


def test_every_variable_is_a_setting() -> None:
    names = {field.alias for field in Settings.model_fields.values()}
    assert set(COMPOSE["x-engage"]["environment"]) <= names
    assert set(COMPOSE["services"]["worker"]["environment"]) <= names
    for name in re.findall(r"\b(?:ENGAGE|SLACK|DATABASE|REDIS)_[A-Z_]+", DOCKERFILE):
        assert name in names


def test_the_image_holds_all_packages_and_runs_as_nobody_in_particular() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    for package in packages["packages"]["find"]["include"]:
        assert package.removesuffix("*") in INSTALL
        assert f"!{package.removesuffix('*')}\n" in (ROOT / ".dockerignore").read_text()
    assert "USER engage" in DOCKERFILE
    assert "docker/install.sh" in DOCKERFILE
    assert "compileall" in INSTALL


def test_answers_under_way_get_their_time_at_the_end() -> None:
    assert int(COMPOSE["x-engage"]["stop_grace_period"].removesuffix("s")) > DRAIN_S
