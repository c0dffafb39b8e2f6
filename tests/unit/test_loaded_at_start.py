"""Nothing is loaded before the first ack that only answers, cards or jobs need."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

LATE = (
    # Libraries: for models, for platforms, for rules that read what people wrote.
    "alembic",
    "authlib",
    "emoji",
    "holidays",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "langgraph",
    "langsmith",
    "lingua",
    "nh3",
    "openai",
    "procrastinate",
    "regex",
    "yaml",
    # The agent and its rules.
    "assistant.agent.chat",
    "assistant.agent.drafting",
    "assistant.agent.gate",
    "assistant.agent.grounding",
    "assistant.agent.holding",
    "assistant.agent.loop",
    "assistant.agent.offline.composer",
    "assistant.agent.prompting",
    # What reads, judges and compares texts.
    "assistant.community.authenticity.review",
    "assistant.community.authenticity.rules",
    "assistant.community.classifying",
    "assistant.community.edits",
    "assistant.community.fact_import",
    "assistant.community.labelling",
    "assistant.community.triage",
    "assistant.community.voice",
    # Use cases behind cards, forms and jobs: listeners know them by their types alone.
    "assistant.desk.briefing",
    "assistant.desk.deciding",
    "assistant.desk.editing",
    "assistant.desk.item_views",
    "assistant.desk.linting",
    "assistant.desk.listening",
    "assistant.desk.overhearing",
    "assistant.desk.publishing",
    "assistant.desk.replying",
    "assistant.desk.reviewing",
    "assistant.desk.sending",
    "assistant.desk.showing",
    "assistant.desk.teaching",
    "assistant.desk.triaging",
    "assistant.jobs",
    "assistant.platform_side",
    "assistant.platforms.bluesky",
    "assistant.platforms.mastodon",
    "assistant.respond_side",
    "assistant.responding",
    "handlers.card_drawing",
    "handlers.cards",
    "handlers.notes",
    "handlers.render.notes",
    "handlers.socket",
)


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules of a fresh interpreter that has imported what serves acks."""
    script = "import sys, assistant.cli, assistant.starting, assistant.serving; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", LATE)
def test_no_ack_waits_for(loaded: set[str], module: str):
    assert module not in loaded


@pytest.mark.parametrize("module", ["assistant.serving", "handlers.actions", "handlers.views"])
def test_listeners_are_there(loaded: set[str], module: str):
    """Else the list above would say nothing."""
    assert module in loaded


def test_every_module_of_ours_on_the_list_exists():
    """A name that was changed would be missed by nobody."""
    assert [name for name in LATE if "." in name and find_spec(name) is None] == []
