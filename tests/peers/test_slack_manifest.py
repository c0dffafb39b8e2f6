"""The manifest against Slack's own schema (slackapi/manifest-schema, v2)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest
import yaml

from handlers.manifest import manifest_for

pytestmark = pytest.mark.peers


@pytest.mark.parametrize("url", [None, "https://engage.example"], ids=["socket", "http"])
def test_the_manifest_passes_slacks_schema(url: str | None) -> None:
    """For both ways to connect; unknown keys are errors in it."""
    schema = json.loads((Path(os.environ["ENGAGE_SPECS"]) / "slack-manifest.v2.json").read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)

    problems = [error.message for error in validator.iter_errors(yaml.safe_load(manifest_for(url)))]

    assert problems == []
