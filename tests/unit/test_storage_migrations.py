"""The steps of the schema, told without loading Alembic, which takes its time at start."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from assistant.storage import migrations


def test_steps_are_those_that_alembic_takes() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    walked = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(migrations.steps()) == walked
