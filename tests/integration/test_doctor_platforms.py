"""The doctor on X and Meta: every finding that can be wrong, made wrong on their doubles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from aiohttp import web

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef
from assistant.community.clearances import Clearance, Hindrance
from assistant.community.costs import Paid
from assistant.doctor import meta, x
from assistant.doctor.finding import Finding
from assistant.doctor.stores import accounts
from assistant.settings import Settings
from tests.doubles.meta import MetaServer
from tests.doubles.x import XServer

pytestmark = pytest.mark.integration

NOWHERE = "http://127.0.0.1:9"
WORD = "a-word-for-meta"


@pytest.fixture
def environment(database_url: str, redis_url: str, emptied: None) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "ENGAGE_SECRET_KEY": "k" * 40}


def assert_wrong(found: Finding, words: str, mend: str) -> None:
    assert found.ok is False, found
    assert words in found.words
    assert mend in found.mend


# -- X ------------------------------------------------------------------------------------


def known(server: XServer, **more: str) -> dict[str, str]:
    app = server.signing.register("https://engage.example/connect/x/callback")
    assert app.client_secret
    return {
        "X_API_URL": server.url,
        "X_WEB_URL": server.url,
        "X_CLIENT_ID": app.client_id,
        "X_CLIENT_SECRET": app.client_secret,
        **more,
    }


async def test_x_where_nobody_set_it_up() -> None:
    found = await x.x(Settings.from_env({}))
    assert (found.ok, found.words, found.mend) == (None, x.NO_APP, "")


@pytest.mark.parametrize(
    ("dialect", "asks", "mend"),
    [("tweet", "tweet", ""), ("post", "post", ""), ("post", "tweet", "Set X_DIALECT=post")],
)
async def test_x_as_it_should_be(dialect: str, asks: str, mend: str) -> None:
    """It costs nothing, and says which spelling X knows."""
    async with XServer(dialect) as server:
        app = known(server, X_DIALECT=asks, X_BEARER_TOKEN=server.signing.bearer())
        found = await x.x(Settings.from_env(app))
        assert server.billing.micro == 0
    assert found.ok, found
    assert found.words == "it knows the app, and takes the app's own token."
    assert found.mend.startswith(mend)
    assert bool(found.mend) is bool(mend)


@pytest.mark.parametrize(
    ("more", "words", "mend"),
    [
        ({"X_CLIENT_SECRET": "other"}, "does not know the app", "X_CLIENT_ID and X_CLIENT_SECRET"),
        ({"X_CLIENT_ID": "other"}, "does not know the app", "X_CLIENT_ID and X_CLIENT_SECRET"),
        ({"X_BEARER_TOKEN": "other"}, "does not take X_BEARER_TOKEN", "Copy the bearer token"),
        ({"X_API_URL": NOWHERE}, "cannot be reached", "X_API_URL"),
    ],
)
async def test_x_as_it_should_not_be(more: dict[str, str], words: str, mend: str) -> None:
    async with XServer() as server:
        found = await x.x(Settings.from_env({**known(server), **more}))
    assert_wrong(found, words, mend)
    assert "other" not in found.words


async def test_x_without_a_token_of_the_app() -> None:
    async with XServer() as server:
        found = await x.x(Settings.from_env(known(server)))
    assert (found.ok, found.mend) == (True, f"{x.NO_BEARER}.")


async def test_what_is_left_of_the_budget(environment: dict[str, str]) -> None:
    async with XServer() as server:
        acme = server.world.join("acme")
        settings = Settings.from_env({**environment, **known(server)})
        app = server.signing.apps[settings.x_client_id or ""]
        async with open_desk(settings) as desk:
            await desk.workspaces.ensure("T1", "One")
            before = await x.costs(desk)
            secret = server.signing.grant(acme, app=app)["refresh_token"]
            account = await desk.connecting.sign_in("T1", AccountRef.parse("x:acme"), secret)
            fresh = await x.costs(desk)
            units = (await desk.stores.costs.spent("T1", desk.clock())).budget // 1_000
            await desk.stores.costs.add("T1", account.id, Paid.OWNED_READ, units, desk.clock())
            spent = await x.costs(desk)

    assert (before.ok, before.words) == (None, "no account is connected that costs anything.")
    assert fresh.ok, fresh
    assert "0 % of the budget" in fresh.words
    assert_wrong(spent, "Reading has stopped", "raises the budget in the Home tab")
    assert "100 % of the budget" in spent.words


async def test_what_was_deleted_on_x(environment: dict[str, str]) -> None:
    async with XServer() as server:
        settings = Settings.from_env({**environment, **known(server)})
        app = server.signing.apps[settings.x_client_id or ""]
        async with open_desk(settings) as desk:
            await desk.workspaces.ensure("T1", "One")
            before = await x.deleted(desk)
            secret = server.signing.grant(server.world.join("acme"), app=app)["refresh_token"]
            account = await desk.connecting.sign_in("T1", AccountRef.parse("x:acme"), secret)
            new = await x.deleted(desk)
            await desk.stores.clearances.of("T1", account.id, desk.clock() - timedelta(hours=2))
            fresh = await x.deleted(desk)
            away = Clearance(desk.clock() - timedelta(hours=30), hindrance=Hindrance.AWAY)
            await desk.stores.clearances.keep("T1", account.id, away, tell=False)
            late = await x.deleted(desk)

    assert (before.ok, before.words) == (None, "no account is connected that asks for it.")
    assert (new.ok, new.words) == (True, "what is deleted on X is deleted here.")
    assert fresh.ok
    assert fresh.words == "what is deleted on X is deleted here; last looked 2 hours ago."
    mend = "x:acme: last known 30 hours ago. X does not answer."
    assert_wrong(late, "may still stand here", mend)


# -- Meta ---------------------------------------------------------------------------------


def app_of(server: MetaServer, **more: str) -> Settings:
    given = {
        "GRAPH_API_URL": server.graph,
        "META_APP_ID": server.app.id,
        "META_APP_SECRET": server.app.secret,
        **more,
    }
    return Settings.from_env(given)


async def test_meta_where_nobody_set_it_up() -> None:
    found = await meta.meta(Settings.from_env({}))
    assert (found.ok, found.words) == (None, meta.NO_APP)
    half = await meta.meta(Settings.from_env({"META_APP_ID": "1"}))
    assert_wrong(half, "META_APP_SECRET is missing", "App settings, Basic")


async def test_meta_as_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    async with MetaServer() as server:
        endless = await meta.meta(app_of(server))
        older = server.graph.replace("v26.0", "v25.0")
        ends = await meta.meta(app_of(server, GRAPH_API_URL=older))
        monkeypatch.setattr(meta, "ENDS", {"v25.0": datetime.now(UTC).date()})
        over = await meta.meta(app_of(server, GRAPH_API_URL=older))

    assert (endless.ok, endless.words) == (True, "it knows the app, and serves v26.0.")
    assert (ends.ok, ends.words) == (True, "it knows the app, and serves v25.0 until 2028-07-29.")
    assert_wrong(over, "serves v25.0 until", "Set GRAPH_API_URL to a newer version")


@pytest.mark.parametrize(
    ("more", "words", "mend"),
    [
        ({"META_APP_SECRET": "other"}, "not the secret of the app META_APP_ID", "Basic"),
        ({"META_APP_ID": "1"}, "does not know the app META_APP_ID", "copy its id"),
        ({"GRAPH_API_URL": NOWHERE + "/v26.0"}, "cannot be reached", "GRAPH_API_URL"),
        ({"GRAPH_API_URL": "{url}/v99.0"}, "does not know v99.0", "a version that there is"),
        ({"GRAPH_API_URL": "{url}/v12.0"}, "serves v12.0 no more, and answers as v22.0", "newer"),
    ],
)
async def test_meta_as_it_should_not_be(more: dict[str, str], words: str, mend: str) -> None:
    async with MetaServer() as server:
        given = {name: value.format(url=server.url) for name, value in more.items()}
        found = await meta.meta(app_of(server, **given))
    assert_wrong(found, words, mend)


@pytest.fixture
async def here() -> AsyncIterator[str]:
    """Where Engage repeats what Meta wants repeated, to whoever knows the word."""

    async def verify(request: web.Request) -> web.Response:
        asked = request.query
        knows = asked["hub.verify_token"] == WORD and asked["hub.mode"] == "subscribe"
        return web.Response(
            status=200 if knows else 403, text=asked["hub.challenge"] if knows else ""
        )

    app = web.Application()
    app.router.add_get("/webhooks/meta", verify)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_news_of_meta(here: str) -> None:
    """Whether they come here: who answers, and what Meta was told to send."""
    async with MetaServer() as server:
        server.app.needs_proof = True
        settings = app_of(server, META_WEBHOOK_TOKEN=WORD, ENGAGE_PUBLIC_URL=here)
        none = await meta.webhook(app_of(server))
        half = await meta.webhook(app_of(server, META_WEBHOOK_TOKEN=WORD))
        other = settings.model_copy(update={"meta_webhook_token": settings.meta_app_secret})
        deaf = await meta.webhook(other)
        unset = await meta.webhook(settings)
        for kind, fields in meta.NEWS.items():
            told = [{"name": each, "version": "v26.0"} for each in sorted(fields)]
            entry = {"object": kind, "callback_url": f"{here}/webhooks/meta", "active": True}
            server.app.subscriptions.append({**entry, "fields": told})
        sound = await meta.webhook(settings)
        server.app.subscriptions[0]["callback_url"] = "https://old.example/webhooks/meta"
        moved = await meta.webhook(settings)

    assert none.ok is None
    assert_wrong(half, "needs META_APP_ID, META_APP_SECRET and ENGAGE_PUBLIC_URL", "Set them")
    assert_wrong(deaf, "nobody answers at", "pass /webhooks on")
    assert_wrong(unset, "feed, mention of page; comments, mentions of instagram", "subscribe")
    assert (sound.ok, sound.words) == (True, "it answers, and Meta sends news of both platforms.")
    assert_wrong(moved, "does not send feed, mention of page here", "Webhooks, subscribe")


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
async def test_a_permission_that_was_taken_back(environment: dict[str, str], platform: str) -> None:
    scope = {"facebook": "pages_read_user_content", "instagram": "instagram_manage_comments"}
    async with MetaServer() as server:
        olga = server.world.person("Olga")
        page = server.world.page("acme", "Acme", admin=olga)
        server.world.instagram("acme", page=page)
        more = {
            "GRAPH_API_URL": server.graph,
            "META_APP_ID": server.app.id,
            "META_APP_SECRET": server.app.secret,
        }
        async with open_desk(Settings.from_env({**environment, **more})) as desk:
            await desk.workspaces.ensure("T1", "One")
            ref = AccountRef.parse(f"{platform}:acme")
            await desk.connecting.sign_in("T1", ref, server.page_token(olga, page))
            sound = await accounts(desk)
            server.tokens.take_back(olga, scope[platform])
            less = await accounts(desk)
            server.tokens.kill_all(olga)
            ended = await accounts(desk)
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        connection.execute("DELETE FROM account")

    assert (sound.ok, sound.words) == (True, "all 1 can be read.")
    assert_wrong(less, f"the permission {scope[platform]} is missing", "engage connect")
    assert_wrong(ended, "does not accept the sign-in", "engage connect")
