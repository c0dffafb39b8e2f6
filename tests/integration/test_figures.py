"""/metrics of the real program: what was done, what waits, and nothing that names anybody."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator

import aiohttp
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from tests.doubles.model_server import Call, ModelServer, Say, Status
from tests.integration.outages import Scene, scene

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

REPLIES = Call((("get_metrics", {"metrics": ["replies"], "period": "last week"}),))
BOLD = Say("We got 123456 replies last week. We got {{f1}}.")
TOKEN = "for-operators"
QUESTION = "how many replies did we get last week?"
NAMES = {
    "engage_slack_requests", "engage_slack_ack_seconds", "engage_background_tasks",
    "engage_answers", "engage_answer_seconds", "engage_composed", "engage_model_tokens",
    "engage_held_sentences", "engage_sweeps", "engage_accounts", "engage_open_runs", "engage_jobs",
    "engage_oldest_seconds", "engage_database_up",
}  # fmt: skip


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


async def read(desk: Scene, token: str = TOKEN) -> str:
    url = f"http://127.0.0.1:{desk.program.port}/metrics"
    headers = {"authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as answer:
        return await answer.text() if answer.status == 200 else ""


def values(text: str) -> dict[str, float]:
    """By name, with the values of its labels after it."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in parsed(text)
        for sample in family.samples
    }


async def test_what_is_done_and_what_waits(model: ModelServer) -> None:
    settings = {
        "OPENAI_API_KEY": "sk-1",
        "OPENAI_BASE_URL": model.url,
        "ENGAGE_METRICS_TOKEN": TOKEN,
    }
    async with scene(**settings) as desk:
        fresh = values(await read(desk))
        model.script(REPLIES, BOLD, Say("nothing better"))
        await desk.command(QUESTION)
        await desk.until(lambda: len(desk.private()) == 1)
        model.script(*[Status(401)] * 3)
        await desk.command(QUESTION)
        await desk.until(lambda: len(desk.private()) == 2)
        text = await read(desk)
        found = values(text)
        with psycopg.connect(desk.stores.environment["DATABASE_URL"]) as connection:
            connection.execute(
                "UPDATE account SET trouble = 'RateLimited', synced_at = now() - '3 h'::interval"
            )
            connection.execute(
                "UPDATE run SET state = 'asked', asked_at = now() - '1 h'::interval WHERE ctid = (SELECT min(ctid) FROM run)"
            )
            connection.execute(
                "INSERT INTO procrastinate_jobs (task_name, queue_name, lock, status, scheduled_at) "
                "VALUES ('none.such', 'other', 'held', 'doing', NULL), "
                "('none.such', 'other', 'held', 'todo', now() - '2 h'::interval)"
            )
            connection.commit()
            late = values(await read(desk))
            connection.execute("UPDATE run SET state = 'cancelled' WHERE state = 'asked'")
        await desk.stores.stop_postgres()
        away = values(await read(desk))
        wrong = await read(desk, token="other")
        await desk.stores.start_postgres()
        await desk.program.end(signal.SIGTERM)

    names = {family.name for family in parsed(text)}
    assert {each for each in names if not each.endswith("_created")} == NAMES
    assert fresh["engage_accounts none"] == 1
    assert found["engage_answers_total answered"] == 2
    assert (found["engage_composed_total model"], found["engage_composed_total fallback"]) == (1, 1)
    assert found["engage_answer_seconds_count"] == 2
    assert found["engage_model_tokens_total in"] >= 200
    assert found["engage_held_sentences_total"] == 1
    assert found["engage_open_runs asked"] == 0
    assert late["engage_accounts RateLimited"] == 1
    assert late["engage_oldest_seconds account"] >= 3 * 3600
    assert late["engage_oldest_seconds run"] >= 3600
    assert late["engage_oldest_seconds job"] >= 2 * 3600
    assert late["engage_jobs waiting"] >= 1
    assert (found["engage_database_up"], away["engage_database_up"]) == (1, 0)
    assert "engage_oldest_seconds account" not in away, "what nobody knows is not 0"
    assert wrong == ""
    team = desk.slack.workspace.team_id
    assert not [each for each in (team, desk.anna.id, "harbourlight", "last week") if each in text]
