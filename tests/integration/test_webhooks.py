"""Meta's webhook: believed only by its signature, and it wakes a sweep, once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from sqlalchemy import text
from starlette.applications import Starlette

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.desk.waking import Waking
from assistant.errors import StoreUnavailable
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.vault import Vault
from assistant.storage.waking import PostgresWakes
from assistant.storage.workspaces import PostgresWorkspaces
from handlers.webhooks import LARGEST_BODY, PATH, MetaWebhook
from tests.doubles.meta.tokens import App
from tests.doubles.meta.webhooks import Webhooks, notification, oversized
from tests.integration.serving import free_port
from tests.scenario.memory import MemoryOnce

pytestmark = pytest.mark.integration

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
APP = App("123", "s3cret-of-the-app")
SENDER = Webhooks(APP, "a word of ours")


@dataclass
class Hook:
    """The webhook behind a real server, over real stores."""

    url: str
    database: Database
    accounts: PostgresAccounts
    wakes: PostgresWakes

    async def connect(self, workspace: str, platform: Platform, native_id: str) -> Account:
        await PostgresWorkspaces(self.database).ensure(workspace, workspace)
        ref = AccountRef(platform, f"acme{native_id}")
        profile = Profile(native_id, ref.handle, "Acme", "https://example.com", None, None, None)
        return await self.accounts.add(workspace, ref, profile, None)

    async def waiting(self) -> list[tuple[str, str]]:
        """Workspace and account of each sweep in the queue."""
        async with self.database.workspace("none") as connection:
            rows = await connection.execute(
                text("SELECT task_name, queue_name, args FROM procrastinate_jobs ORDER BY id")
            )
            found = rows.all()
        assert {row.task_name for row in found} <= {"account.sync"}
        assert {row.queue_name for row in found} <= {"default"}
        return [(row.args["workspace_id"], row.args["account_id"]) for row in found]

    async def send(self, body: dict[str, Any] | bytes, **options: Any) -> int:
        return (await SENDER.send(self.url, body, **options)).status


@pytest.fixture
async def hook(database: Database) -> AsyncIterator[Hook]:
    wakes = PostgresWakes(database)
    webhook = MetaWebhook(
        Waking(wakes, MemoryOnce()), app_secret=APP.secret, word=SENDER.verify_token
    )
    port = free_port()
    app = Starlette(routes=webhook.routes())
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(20):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event
            await asyncio.sleep(0.01)
    vault = Vault(["k" * 40])
    accounts = PostgresAccounts(database, vault, lambda: AT)
    yield Hook(f"http://127.0.0.1:{port}{PATH}", database, accounts, wakes)
    server.should_exit = True
    await running


def comment(
    native_id: str, comment_id: str, verb: str = "add", at: datetime = AT
) -> dict[str, Any]:
    value = {"item": "comment", "verb": verb, "comment_id": comment_id, "message": "secret words"}
    return notification("page", native_id, [{"field": "feed", "value": value}], at)


async def test_setting_it_up_needs_the_word(hook: Hook) -> None:
    right = await SENDER.verify(hook.url)
    assert (right.status, right.text) == (200, "1158201444")
    for wrong in ("", "another word", "ä"):
        assert (await SENDER.verify(hook.url, token=wrong)).status == 403


async def test_a_comment_wakes_each_workspace_that_has_the_page(hook: Hook) -> None:
    one = await hook.connect("T1", Platform.FACEBOOK, "100")
    two = await hook.connect("T2", Platform.FACEBOOK, "100")
    await hook.connect("T1", Platform.FACEBOOK, "200")
    await hook.connect("T1", Platform.INSTAGRAM, "100")  # the same number, another platform
    assert await hook.send(comment("100", "100_1")) == 200
    assert sorted(await hook.waiting()) == [("T1", one.id), ("T2", two.id)]


async def test_told_again_or_all_at_once_it_wakes_once(hook: Hook) -> None:
    account = await hook.connect("T1", Platform.FACEBOOK, "100")
    first, second = comment("100", "100_1"), comment("100", "100_2")
    for body in (second, first, first, second):  # replayed, and out of order
        assert await hook.send(body) == 200
    changes = [
        {"field": "feed", "value": {"item": "comment", "verb": "add", "comment_id": f"100_{n}"}}
        for n in range(3, 40)
    ]
    assert await hook.send(notification("page", "100", changes, AT)) == 200
    assert await hook.waiting() == [("T1", account.id)]


async def test_instagram_is_told_by_its_own_id(hook: Hook) -> None:
    account = await hook.connect("T1", Platform.INSTAGRAM, "178")
    value = {"id": "1", "text": "Nice", "media": {"id": "2"}}
    body = notification("instagram", "178", [{"field": "comments", "value": value}], AT)
    assert await hook.send(body) == 200
    assert await hook.waiting() == [("T1", account.id)]


async def test_an_entry_of_nobody_does_not_hide_those_behind_it(hook: Hook) -> None:
    account = await hook.connect("T1", Platform.FACEBOOK, "100")
    body = comment("100", "100_1")
    body["entry"].insert(0, {"time": 1, "changes": [{"field": "feed", "value": {}}]})
    assert await hook.send(body) == 200
    assert await hook.waiting() == [("T1", account.id)]


async def test_what_is_not_signed_wakes_nobody(hook: Hook) -> None:
    await hook.connect("T1", Platform.FACEBOOK, "100")
    raw = SENDER.raw(comment("100", "100_1"))
    forged = (
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": SENDER.signature(raw, "another secret")},
        {"X-Hub-Signature-256": SENDER.signature(raw + b" ")},
        {"X-Hub-Signature": SENDER.headers(raw)["X-Hub-Signature"]},  # SHA-1 alone
    )
    for headers in forged:
        assert await hook.send(raw, headers=headers) == 403
    assert await hook.waiting() == []


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_senseless_bodies_are_answered_and_wake_nobody(hook: Hook) -> None:
    await hook.connect("T1", Platform.FACEBOOK, "100")
    assert await hook.send(b"{half a") == 400
    senseless: tuple[Any, ...] = (
        [],
        7,
        {},
        {"object": "page"},
        {"object": "page", "entry": 3},
        {"object": "page", "entry": [None, {"id": None, "changes": [1]}, {"id": "100"}]},
        {"object": "page", "entry": [{"id": "100", "changes": "x"}]},
        {"object": ["page"], "entry": []},
        {"object": "user", "entry": [{"id": "100", "changes": [{"field": "feed"}]}]},
    )
    for body in senseless:
        assert await hook.send(json.dumps(body).encode()) == 200, body
    large = SENDER.raw(oversized("page", "100", AT, LARGEST_BODY + 1))
    assert await hook.send(large) == 413
    assert await hook.waiting() == []


async def test_accounts_that_are_gone_sleep_on(hook: Hook) -> None:
    account = await hook.connect("T1", Platform.FACEBOOK, "100")
    async with hook.database.workspace("T1") as connection:
        await connection.execute(
            text("UPDATE account SET disconnected_at = now() WHERE id = :id"), {"id": account.id}
        )
    assert await hook.send(comment("100", "100_1")) == 200
    assert await hook.waiting() == []


class AwayWakes:
    """A queue that is away at first."""

    def __init__(self) -> None:
        self.away = True

    async def wake(self, platforms: object, native_ids: object) -> int:  # noqa: ARG002
        if self.away:
            raise StoreUnavailable("PostgreSQL")
        return 1


async def test_what_could_not_be_kept_is_heard_when_it_is_told_again() -> None:
    wakes = AwayWakes()
    waking = Waking(wakes, MemoryOnce())
    told = {"mark": "100"}
    with pytest.raises(StoreUnavailable):
        await waking.heard({Platform.FACEBOOK}, told)
    wakes.away = False
    assert await waking.heard({Platform.FACEBOOK}, told) == 1
    assert await waking.heard({Platform.FACEBOOK}, told) == 0
