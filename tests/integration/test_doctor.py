"""The doctor: every finding that can be wrong, made wrong, with its words and its mending."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import redis
from aiohttp import web

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef
from assistant.doctor import findings, slack, stores
from assistant.doctor.finding import Finding
from assistant.doctor.settings import LEAST_FREE, room
from assistant.ports.installing import InstalledApp
from assistant.settings import Settings
from assistant.storage import migrations
from handlers.manifest import bot_scopes
from playground.slack import SlackDouble
from tests.doubles.mastodon import MastodonServer
from tests.doubles.model_server import Call, ModelServer, Say, Status

pytestmark = pytest.mark.integration

NOWHERE = "http://127.0.0.1:9"
OLD, NEW = "k" * 40, "n" * 40
SAMPLE = "sample:harbourlight.coffee"


@pytest.fixture
def environment(database_url: str, redis_url: str, emptied: None) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": OLD,
        "BLUESKY_PUBLIC_URL": NOWHERE,
        "BLUESKY_SERVICE_URL": NOWHERE,
        "SLACK_API_URL": f"{NOWHERE}/",
    }


async def examined(environment: Mapping[str, str], **more: str) -> dict[str, Finding]:
    """Every finding, by its subject."""
    settings = Settings.from_env({**environment, **more})
    return {each.subject: each async for each in findings(settings)}


def assert_wrong(found: Finding, words: str, mend: str) -> None:
    assert found.ok is False, found
    assert words in found.words
    assert mend in found.mend


async def test_what_needs_nothing_is_said_and_no_trouble(environment: dict[str, str]) -> None:
    found = await examined(environment)

    assert [name for name, each in found.items() if each.ok is False] == ["Bluesky"]
    assert_wrong(
        found["Bluesky"], "cannot be reached", "BLUESKY_PUBLIC_URL and BLUESKY_SERVICE_URL"
    )
    assert "on Python 3." in found["Engage"].words
    assert f"schema {migrations.steps()[0]} in place" in found["PostgreSQL"].words
    nothing = {name for name, each in found.items() if each.ok is None}
    assert nothing == {
        "Settings", "Workspaces", "Scopes", "Accounts", "Disk", "Address", "Slack", "Socket Mode",
        "Model", "Costs", "Deleted posts", "X", "Meta", "Webhook",
    }  # fmt: skip


async def test_what_is_not_there_is_not_spoken_of(
    environment: dict[str, str], data_folder: Path
) -> None:
    """No token, no key in the environment: a file that was made for the embedded stores."""
    embedded = {"ENGAGE_DATA_DIR": str(data_folder)}
    outside = {name: environment[name] for name in environment if "_URL" in name} | embedded
    for name in ("DATABASE_URL", "REDIS_URL"):
        del outside[name]
    bare = await examined(outside)
    token = await examined(environment, SLACK_BOT_TOKEN="xoxb-1")

    assert bare["Secrets"].words == f"the key in {data_folder}/secret.key opens all of them."
    assert bare["Workspaces"].words == "none yet: no bot token."
    assert bare["Scopes"].words == "no bot token, none to check."
    assert bare["Address"].mend == ""
    assert token["Secrets"].words == "ENGAGE_SECRET_KEY opens all of them."
    assert token["Workspaces"].words == "one, by its bot token."


async def test_without_an_address_it_says_what_people_miss(environment: dict[str, str]) -> None:
    """No trouble: accounts can be connected by a secret alone."""
    found = (await examined(environment, SLACK_BOT_TOKEN="xoxb-1"))["Address"]

    assert found.ok is None
    assert "people cannot sign in on the platforms' own pages" in found.words
    assert "where browsers reach Engage" in found.mend


# -- stores -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("revision", "words", "mend"),
    [
        ("0001", "schema is at 0001, this Engage needs", "Run: engage migrate"),
        ("9999", "a newer Engage has brought its schema to 9999", "Install the newer version"),
    ],
)
async def test_another_version_s_schema(
    environment: dict[str, str], revision: str, words: str, mend: str
) -> None:
    head = migrations.steps()[0]
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", (revision,))
        try:
            found = await examined(environment)
        finally:
            connection.execute("UPDATE alembic_version SET version_num = %s", (head,))

    assert_wrong(found["PostgreSQL"], words, mend)


async def test_a_database_that_was_never_migrated(environment: dict[str, str]) -> None:
    bare = environment["DATABASE_URL"].replace("/engage?", "/template1?")
    found = await examined(environment, DATABASE_URL=bare)
    assert_wrong(found["PostgreSQL"], "its schema is at its beginning", "engage migrate")


async def test_stores_out_of_reach(environment: dict[str, str]) -> None:
    away = {"DATABASE_URL": "postgresql://e:p@127.0.0.1:9/e", "REDIS_URL": "redis://127.0.0.1:9/0"}
    found = await examined({**environment, **away})

    assert_wrong(found["PostgreSQL"], "nobody listens at the address in", "Check DATABASE_URL")
    assert_wrong(found["Redis"], "nobody listens at the address in", "Check REDIS_URL")
    assert found["Bluesky"].ok is False, "one trouble does not hide the next"


@pytest.mark.parametrize(
    ("wrong", "subject", "words"),
    [
        ({"DATABASE_URL": "postgresql://e:hunter2@nosuch.invalid/e"}, "PostgreSQL", "the host"),
        ({"REDIS_URL": "redis://:hunter2@nosuch.invalid/0"}, "Redis", "the host"),
        ({"DATABASE_URL": "nosuch"}, "PostgreSQL", "knows no such database or user"),
    ],
    ids=["no such host", "no such host for Redis", "no such database"],
)
async def test_why_a_store_is_away(
    environment: dict[str, str], wrong: dict[str, str], subject: str, words: str
) -> None:
    """Each says another thing to look at, and none repeats the address."""
    given = {"nosuch": environment["DATABASE_URL"].replace("/engage?", "/nosuch?")}
    found = await examined(environment, **{name: given.get(v, v) for name, v in wrong.items()})

    assert_wrong(found[subject], words, "Check")
    assert "hunter2" not in found[subject].words


async def test_a_login_that_is_refused(environment: dict[str, str]) -> None:
    """The server is there, and wants a password that the address does not have."""
    with redis.Redis.from_url(environment["REDIS_URL"]) as client:
        client.config_set("requirepass", "right")
        try:
            found = await examined(environment)
        finally:
            client.auth("right")
            client.config_set("requirepass", "")

    assert_wrong(found["Redis"], "refuses the login in REDIS_URL", "Check REDIS_URL")


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=-1)], ids=str)
async def test_clocks_apart(environment: dict[str, str], jump: timedelta) -> None:
    async with open_desk(Settings.from_env(environment)) as desk:
        right = desk.clock
        sound = await stores.clock(desk)
    async with open_desk(Settings.from_env(environment), clock=lambda: right() + jump) as desk:
        found = await stores.clock(desk)

    assert sound.ok
    assert_wrong(found, f"{abs(jump).total_seconds():,.0f} seconds apart", "NTP")


async def test_a_lost_key_and_a_new_one(environment: dict[str, str]) -> None:
    """Which account, what to do; and that the old key behind the new one mends it."""
    async with open_desk(Settings.from_env(environment)) as desk:
        await desk.workspaces.ensure("T1", "One")
        await desk.connecting.sign_in("T1", AccountRef.parse(SAMPLE), "any")

    sound = await examined(environment)
    lost = await examined(environment, ENGAGE_SECRET_KEY=NEW)
    both = await examined(environment, ENGAGE_SECRET_KEY=f"{NEW},{OLD}")

    assert (sound["Secrets"].ok, sound["Accounts"].words) == (True, "all 1 can be read.")
    assert_wrong(lost["Secrets"], f"does not open 1 sign-in ({SAMPLE})", "behind the new one")
    assert_wrong(lost["Accounts"], "1 of 1 in trouble", "engage connect")
    assert (both["Secrets"].ok, both["Accounts"].ok) == (True, True)
    assert "1 sign-in still with an older key" in both["Secrets"].words


async def test_an_account_in_trouble(environment: dict[str, str]) -> None:
    """Its server is away; and one that only its last reading found away."""
    async with open_desk(Settings.from_env(environment)) as desk:
        await desk.workspaces.ensure("T1", "One")
        account = await desk.connecting.sign_in("T1", AccountRef.parse(SAMPLE), "any")
        await desk.accounts.mark_synced("T1", account.id, desk.clock(), "PlatformUnavailable")
    found = await examined(environment)
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        connection.execute("UPDATE account SET platform = 'bluesky', native_id = 'did:plc:x'")
        connection.execute("DELETE FROM credential")
    away = await examined(environment)

    assert_wrong(
        found["Accounts"], f"{SAMPLE}: the last reading ended in PlatformUnavailable", "engage"
    )
    assert_wrong(away["Accounts"], "Bluesky cannot be reached right now", "Reconnect")


async def test_a_token_that_may_only_read(environment: dict[str, str]) -> None:
    """It was made with fewer scopes; nothing is posted to find that out."""
    found = {}
    for scopes in (("read",), ("read", "write:statuses")):
        async with MastodonServer("mastodon") as server:
            acme = server.world.join("acme")
            ref = AccountRef.parse(f"mastodon:{server.handle(acme)}")
            reach = {"ENGAGE_ALLOW_HOSTS": f"http://{server.host}"}
            async with open_desk(Settings.from_env({**environment, **reach})) as desk:
                await desk.workspaces.ensure("T1", "One")
                account = await desk.connecting.sign_in("T1", ref, server.token(acme, *scopes))
            found[scopes[-1]] = (await examined(environment, **reach))["Accounts"]
            assert server.world.statuses == {}
        with psycopg.connect(environment["DATABASE_URL"]) as connection:
            connection.execute("DELETE FROM account WHERE id = %s", [account.id])

    assert_wrong(found["read"], "lets Engage read but not write", "engage connect")
    assert (found["write:statuses"].ok, found["write:statuses"].words) == (
        True,
        "all 1 can be read.",
    )


async def test_too_little_room(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    settings = Settings.from_env({"ENGAGE_DATA_DIR": str(folder)})

    assert_wrong(await room(settings, lambda _: LEAST_FREE - 1), "1.0 GB are free", "Make room")
    assert (await room(settings, lambda _: LEAST_FREE)).ok
    assert (await room(settings)).words.endswith(f"GB are free for {folder}.")


# -- outside ------------------------------------------------------------------------------


@pytest.fixture
async def slack_double() -> AsyncIterator[SlackDouble]:
    async with SlackDouble(scopes=bot_scopes()) as double:
        yield double


async def test_slack_as_it_should_be_and_not(
    environment: dict[str, str], slack_double: SlackDouble
) -> None:
    tokens = {
        "SLACK_API_URL": slack_double.api_url,
        "SLACK_BOT_TOKEN": slack_double.bot_token,
        "SLACK_APP_TOKEN": slack_double.app_token,
    }
    sound = await examined(environment, **tokens)
    slack_double.api.scopes = (bot_scopes() - {"users:read"}) | {"pins:write"}
    less = await examined(environment, **tokens)
    slack_double.api.scopes = bot_scopes() | {"pins:write"}
    more = await examined(environment, **tokens)
    revoked = await examined(
        environment, **tokens | {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    )

    assert (sound["Settings"].words, sound["Slack"].ok) == ("complete for Socket Mode.", True)
    assert sound["Socket Mode"].ok
    assert_wrong(less["Slack"], "scopes are missing: users:read.", "engage manifest")
    assert more["Slack"].words.endswith("all scopes granted; not needed: pins:write.")
    assert_wrong(revoked["Slack"], "auth.test says invalid_auth.", "Copy the bot token")
    assert_wrong(revoked["Socket Mode"], "Slack says invalid_auth.", "connections:write")


async def test_a_clock_that_slack_would_not_accept(
    environment: dict[str, str], slack_double: SlackDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack, "SKEW_S", -1.0)  # its answers carry this machine's own time
    found = await examined(
        environment, SLACK_API_URL=slack_double.api_url, SLACK_BOT_TOKEN=slack_double.bot_token
    )
    assert_wrong(found["Slack"], "at 300 nothing of Slack's is accepted", "NTP")


async def test_many_workspaces(environment: dict[str, str], slack_double: SlackDouble) -> None:
    """The app's own secret, who may install it, and a workspace that granted too little."""
    many = {
        "SLACK_API_URL": slack_double.api_url,
        "SLACK_CLIENT_ID": slack_double.oauth.client_id,
        "SLACK_CLIENT_SECRET": slack_double.oauth.client_secret,
        "SLACK_SIGNING_SECRET": "s",
        "ENGAGE_PUBLIC_URL": NOWHERE,
    }
    async with open_desk(Settings.from_env(environment)) as desk:
        granted = frozenset(bot_scopes() - {"im:write"})
        app = InstalledApp("T5", "xoxb-5", "A1", "B1", "U1", "U2", granted, desk.clock())
        await desk.installed.keep(app, name="Five", zone=None)

    found = await examined(environment, **many)
    wrong_secret = await examined(environment, **many | {"SLACK_CLIENT_SECRET": "other"})
    lost = await examined(environment, **many | {"ENGAGE_SECRET_KEY": NEW})

    assert found["Slack"].ok, found["Slack"]
    assert_wrong(found["Workspaces"], "SLACK_ALLOWED_TEAMS is empty", "or * for all")
    assert_wrong(found["Scopes"], "T5 lacks im:write.", f"{NOWHERE}/slack/install")
    assert_wrong(wrong_secret["Slack"], "Slack says bad_client_secret.", "Basic Information")
    assert_wrong(lost["Secrets"], "does not open 1 Slack installation", "install Engage again")


@pytest.fixture
async def elsewhere() -> AsyncIterator[tuple[str, dict[str, int]]]:
    """A web server, and what it answers by path."""
    answers = {"/healthz": 200, "/slack/events": 405}

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=answers.get(request.path, 404), text="ok")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", answers
    await runner.cleanup()


async def test_the_public_address(
    environment: dict[str, str], elsewhere: tuple[str, dict[str, int]]
) -> None:
    url, answers = elsewhere
    plain = await examined(environment, ENGAGE_PUBLIC_URL=url)
    answers["/slack/events"] = 200
    other = await examined(environment, ENGAGE_PUBLIC_URL=url)
    nobody = await examined(environment, ENGAGE_PUBLIC_URL=NOWHERE)

    assert_wrong(plain["Address"], "is no https address", "Put an https proxy before Engage.")
    assert_wrong(other["Address"], "something else than Engage answers", "Start engage serve")
    assert_wrong(nobody["Address"], "cannot be reached from here", "Start engage serve")


@pytest.mark.parametrize(
    ("step", "words", "mend"),
    [
        (Say("pong"), "calls no tool", "Choose an ENGAGE_MODEL"),
        (Status(401), "refuses the key", "OPENAI_API_KEY"),
        (Status(404), "does not know some-model", "ENGAGE_MODEL and OPENAI_BASE_URL"),
        (Status(429), "slow down, or its quota", "quota"),
        (Status(503), "answers 503", "status page"),
        (None, "cannot be reached", "OPENAI_BASE_URL"),
        (Call((("ping", {}),)), "answers and calls tools", ""),
    ],
    ids=lambda each: type(each).__name__ if not isinstance(each, str) else "",
)
async def test_the_model(
    environment: dict[str, str], step: Say | Status | Call | None, words: str, mend: str
) -> None:
    async with ModelServer([step] if step else []) as server:
        url = server.url if step else f"{NOWHERE}/v1"
        model = {
            "OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": url, "ENGAGE_MODEL": "some-model"
        }  # fmt: skip
        found = (await examined(environment, **model))["Model"]
        server.check()

    assert found.ok is isinstance(step, Call), found
    assert words in found.words
    assert mend in found.mend
