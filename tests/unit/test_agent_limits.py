"""What a run may use up, why a composer speaks, and what the model is built from."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from assistant.agent.limits import Limits, Meter
from assistant.agent.models import ModelConfig, Models
from assistant.agent.offline.reading import Known
from assistant.agent.phrases import blank_figures, excuse, today
from assistant.errors import ModelUnavailable, RunLimitReached
from tests.fakes import NOW, ScriptedModel

KNOWN = Known((), NOW, "UTC")


# -- the meter ------------------------------------------------------------------------------


def test_tokens_are_counted_as_the_server_tells_them() -> None:
    """In and out, over all calls."""
    meter = Meter(Limits(tokens=1000), 10_000)
    for used in ((100, 10), (200, 20)):
        meter.begin(0)
        meter.end(used, 0)

    usage = meter.usage(1.5)
    assert (usage.model_calls, usage.input_tokens, usage.output_tokens) == (2, 300, 30)
    assert usage.seconds == 1.5


def test_unknown_tokens_stay_unknown_but_count_towards_the_limit() -> None:
    """By a guess of four characters each."""
    meter = Meter(Limits(tokens=100), 10_000)
    meter.begin(300)
    meter.end(None, 100)

    assert meter.usage(0).input_tokens is None
    with pytest.raises(RunLimitReached) as caught:
        meter.check()
    assert caught.value.limit == "tokens"


def test_the_days_budget_pays_what_was_told_and_a_guess_for_what_was_not() -> None:
    """A request that was cut was read all the same."""
    meter = Meter(Limits(), 10_000)
    meter.begin(400)
    meter.begin(800)  # the one before was cut
    meter.end(None, 40)
    meter.begin(4_000)
    meter.end((700, 30), 100)
    meter.begin(40)  # and this one, too

    assert meter.usage(0).charged_tokens == 100 + 200 + 10 + 730 + 10
    assert meter.usage(0).input_tokens == 700


@pytest.mark.parametrize(
    ("left", "limit"), [(0, "daily tokens"), (50, "daily tokens"), (-5, "daily tokens")]
)
def test_the_workspace_may_have_less_left_than_a_run_may_use(left: int, limit: str) -> None:
    """Then its rest counts, and the reason is another one."""
    meter = Meter(Limits(tokens=100), left)
    meter.begin(0)
    meter.end((max(left, 0), 0), 0)

    with pytest.raises(RunLimitReached) as caught:
        meter.check()
    assert caught.value.limit == limit


# -- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", ["tokens", "model calls", "tool calls", "seconds"])
def test_every_limit_has_its_sentence(limit: str) -> None:
    """Plain, and without a figure."""
    said = excuse(RunLimitReached(limit), at=NOW, zone="UTC")

    assert said.endswith(".")
    assert not any(char.isdigit() for char in said)


@pytest.mark.parametrize(
    ("zone", "when"),
    [
        ("UTC", "tomorrow at 00:00"),
        ("Europe/Berlin", "tomorrow at 01:00"),
        ("America/New_York", "today at 19:00"),
        ("Asia/Kolkata", "tomorrow at 05:30"),
    ],
)
def test_a_budget_that_is_used_up_says_when_it_is_full_again(zone: str, when: str) -> None:
    """In the asker's time."""
    assert excuse(RunLimitReached("daily tokens"), at=NOW, zone=zone) == (
        f"Today's budget for the language model is used up. It is full again {when}."
    )


def test_an_unknown_failure_has_a_sentence_too() -> None:
    """No class name reaches a person."""
    said = excuse(ModelUnavailable("KeyError"), at=NOW, zone="UTC")

    assert said == "The language model is not answering right now."


def test_today_is_said_in_the_persons_zone() -> None:
    """Late on Saturday in London is Sunday in Sydney."""
    moment = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)

    assert today(moment, "Australia/Sydney") == "Sunday, 22 November 2026, 09:30, Australia/Sydney"


def test_figures_of_earlier_answers_are_blanked() -> None:
    """Words stay, and not too many of them."""
    assert blank_figures("Up 12.5 % to 1,234 on 3-9 Nov.") == "Up … % to … on …-… Nov."
    assert len(blank_figures("word " * 1000)) == 800


# -- models ---------------------------------------------------------------------------------


def test_nothing_of_langchain_is_loaded_at_start() -> None:
    """It takes more than a second: the first ack would wait for it."""
    script = (
        "import sys, assistant.agent.loop, assistant.agent.toolbox, assistant.agent.models;"
        "slow = {'langchain', 'langchain_core', 'langchain_openai', 'langgraph', 'openai', 'langsmith'};"
        "sys.exit(', '.join(sorted(slow & set(sys.modules))) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert done.stderr.strip() == ""
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("base_url", "custom"),
    [
        (None, False),
        ("https://api.openai.com/v1", False),
        ("https://acme.openai.azure.com/openai/v1/", True),
        ("http://127.0.0.1:11434/v1", True),
    ],
)
async def test_only_openai_itself_may_be_asked_by_its_newer_api(
    base_url: str | None, custom: bool
) -> None:
    """Others speak Chat Completions."""
    config = ModelConfig("gpt-6-luna", SecretStr("key"), base_url)
    models = Models(config)
    chat = await models.chat()

    assert config.custom == custom
    assert chat is not None
    assert chat.use_responses_api is (False if custom else None)  # type: ignore[attr-defined]
    assert chat.max_retries == 0  # type: ignore[attr-defined]
    assert chat.stream_usage is True  # type: ignore[attr-defined]
    await models.close()


async def test_without_a_key_there_is_only_the_composer() -> None:
    """And it says so."""
    models = Models(ModelConfig("gpt-5.5-mini"))

    assert not models.configured
    assert models.name == "offline"
    assert await models.chat() is None
    assert (await models.offline(KNOWN))._llm_type == "offline"
    await models.close()


async def test_the_model_is_built_once() -> None:
    """One client per process."""
    models = Models(ModelConfig("m", SecretStr("key"), "http://127.0.0.1:9/v1"))

    assert await models.chat() is await models.chat()
    assert models.name == "m"
    await models.close()


async def test_a_ready_model_stands_in() -> None:
    """Tests and evals bring their own."""
    ready = ScriptedModel()
    models = Models(ModelConfig("m"), chat=ready)

    assert models.configured
    assert await models.chat() is ready


def test_the_key_does_not_show() -> None:
    """Configurations end up in logs."""
    assert "secret-key" not in repr(ModelConfig("m", SecretStr("secret-key")))
