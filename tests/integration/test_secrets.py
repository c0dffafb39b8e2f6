"""Secrets and people's words, planted everywhere and looked for everywhere they must not be."""

from __future__ import annotations

import asyncio
import os
import signal
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import psycopg
import pytest
import redis
from aiohttp import web

from playground.faults import Fault
from tests import quick
from tests.doubles.mastodon import MastodonServer
from tests.doubles.model_server import Call, Garbage, ModelServer, Say, Status
from tests.integration.outages import OutageStores, outage_stores
from tests.integration.test_many_workspaces import install
from tests.integration.two_teams import World, two_teams

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

MARK = "pl4nted"
KEY = f"{MARK}-secret-key-{'k' * 30}"
MODEL_KEY, METRICS = f"sk-{MARK}-model", f"{MARK}-metrics-token"
DATABASE, REDIS = f"{MARK}-database-word", f"{MARK}-redis-word"
APP_PASSWORD = f"{MARK}-app-pass-word"
WORDS = "zebra crossing replies"
QUESTION = f"how many replies did we get last week about {WORDS}?"
REPLIES = Call((("get_metrics", {"metrics": ["replies"], "period": "last week"}),))


class Planted(OutageStores):
    """Stores whose addresses hold passwords; the servers' own are as before."""

    @property
    def environment(self) -> dict[str, str]:
        plain = super().environment
        return {
            "DATABASE_URL": plain["DATABASE_URL"].replace("postgres@/", f"postgres:{DATABASE}@/"),
            "REDIS_URL": plain["REDIS_URL"].replace("unix://", f"unix://:{REDIS}@"),
            "ENGAGE_SECRET_KEY": KEY,
            "ENGAGE_METRICS_TOKEN": METRICS,
            "ENGAGE_LOG_LEVEL": "debug",
            "OPENAI_API_KEY": MODEL_KEY,
        }


@asynccontextmanager
async def refusing() -> AsyncIterator[tuple[str, list[str]]]:
    """A Bluesky server that refuses every sign-in, and the addresses it was asked at."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(str(request.url))
        refusal = {"error": "AuthenticationRequired", "message": "Invalid password"}
        return web.json_response(refusal, status=401)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


async def engage(world: World, *arguments: str, stdin: str = "", **more: str) -> int:
    """Run a command as its operator would; what it prints is captured with everything else."""
    process = await asyncio.create_subprocess_exec(
        *quick.engage(), *arguments, stdin=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], **world.program.environment, **more},
    )  # fmt: skip
    await asyncio.wait_for(process.communicate(stdin.encode()), 90)
    return process.returncode or 0


async def live_through_much(world: World, model: ModelServer, path: Path) -> None:
    """Questions answered and failed in every way, and the commands of an operator."""
    acme = world.acme
    model.script(REPLIES, Say("We got {{f1}}."), *[Status(401)] * 3, *[Garbage()] * 3)
    for _ in range(3):
        await acme.ask(QUESTION)
    acme.slack.faults.add(Fault("chat.postEphemeral", "error", error="internal_error"))
    model.script(*[Status(500)] * 6)
    await acme.ask(QUESTION)
    await world.stores.stop_postgres()
    await acme.slack.command(acme.anna, acme.general, "/engage", QUESTION)
    await engage(world, "doctor")
    await world.stores.start_postgres()
    model.script(REPLIES, Say("{{f1}}."))
    assert await engage(world, "backup", str(path)) == 0
    assert await engage(world, "doctor", BLUESKY_SERVICE_URL="http://127.0.0.1:9") == 1


def in_redis(url: str) -> str:
    """Every key and value."""
    with redis.Redis.from_url(url) as client:
        return "".join(f"{key!r} {client.dump(key)!r}\n" for key in client.scan_iter("*"))


def in_postgres(url: str) -> str:
    """Every row of every table as it stands there, sealed bytes included."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        rows = [
            repr(row)
            for (table,) in tables
            for row in connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
        ]
    return "\n".join(rows)


async def test_no_secret_is_anywhere_but_where_it_is_used(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.integration.outages.OutageStores", Planted)
    with outage_stores() as stores:
        plain = OutageStores.environment.fget(stores)  # type: ignore[attr-defined]
        with redis.Redis.from_url(plain["REDIS_URL"]) as client:
            client.config_set("requirepass", REDIS)
        async with (
            ModelServer() as model,
            MastodonServer("mastodon") as mastodon,
            refusing() as (service, asked),
            two_teams(stores) as world,
        ):
            more = {
                "OPENAI_BASE_URL": model.url,
                "ENGAGE_ALLOW_HOSTS": f"http://{mastodon.host}",
                "BLUESKY_SERVICE_URL": service,
                "BLUESKY_PUBLIC_URL": service,
            }
            world.program.environment = {**world.program.environment, **more}
            await world.program.end(signal.SIGTERM)
            await world.program.start()
            await install(world, world.acme)
            person = mastodon.world.join("acme")
            token = mastodon.token(person)
            team = ("--workspace", world.acme.id)
            handle = mastodon.handle(person)
            assert await engage(world, "connect", "mastodon", handle, *team, stdin=token) == 0
            at = ("connect", "bluesky", "acme.example", *team)
            assert await engage(world, *at, stdin=APP_PASSWORD) == 1
            sample = ("connect", "sample", "harbourlight.coffee", *team)
            assert await engage(world, *sample, stdin=APP_PASSWORD) == 0
            path = tmp_path / "engage.zip"
            await live_through_much(world, model, path)
            headers = {"authorization": f"Bearer {METRICS}"}
            async with (
                aiohttp.ClientSession(headers=headers) as http,
                http.get(f"{world.base_url}/metrics") as answer,
            ):
                metrics = await answer.text()
            secrets = {
                "bot token": world.acme.slack.bot_token, "signing secret": world.slack.signing_secret,
                "client secret": world.slack.oauth.client_secret, "access token": token,
                "app password": APP_PASSWORD, "model key": MODEL_KEY, "secret key": KEY,
                "database password": DATABASE, "Redis password": REDIS, "metrics token": METRICS,
            }  # fmt: skip
            with_password = stores.environment["REDIS_URL"]
            kept = {
                "Redis": await asyncio.to_thread(in_redis, with_password),
                "PostgreSQL": await asyncio.to_thread(in_postgres, plain["DATABASE_URL"]),
            }
        with redis.Redis.from_url(with_password) as client:
            client.config_set("requirepass", "")
    captured = capfd.readouterr()
    with zipfile.ZipFile(path) as archive:
        backup = b"".join(archive.read(name) for name in archive.namelist()).decode()
    places = {
        "log": captured.out + captured.err,
        "metrics": metrics,
        "backup": backup,
        "addresses": "\n".join(asked),
        **kept,
    }

    assert all(secrets.values())
    assert "agent.answered" in places["log"], "the log was not caught"
    assert "engage_answers_total" in metrics
    assert WORDS in places["PostgreSQL"], "the dump was not read"
    assert asked
    found = {
        (what, where) for what, word in secrets.items() for where in places if word in places[where]
    }
    assert not found
    assert WORDS not in places["log"], "what people write stays out of the log"
    assert WORDS not in metrics
