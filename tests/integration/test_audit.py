"""`engage audit`: the log of drafts, printed for whoever runs the program."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.audit import print_audit
from assistant.community.drafts import Happening
from assistant.errors import InvalidInput
from assistant.settings import Settings
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.inbox import PostgresInbox
from tests.integration.responding import NOW, account_in, draft, item, line

pytestmark = pytest.mark.integration

TODAY = datetime(2026, 11, 22)  # noqa: DTZ001 - as the command line reads a day


@pytest.fixture
def settings(database_url: str, redis_url: str) -> Settings:
    return Settings.from_env(
        {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "ENGAGE_SECRET_KEY": "k" * 40}
    )


@pytest.fixture
async def replied(database: Database) -> str:
    """A draft that was shown and edited today; its id."""
    account = await account_in(database)
    its = item(account)
    await PostgresInbox(database, lambda: NOW).add(its)
    drafts, made = PostgresDrafts(database), draft(its)
    await drafts.add(made, line(made))
    edited = replace(made, text="=It is on its way.", author_id="U2")
    entry = line(replace(edited, version=2), Happening.EDITED, person_id="U2")
    await drafts.keep(edited, entry)
    return made.id


async def rows(
    capsys: pytest.CaptureFixture[str], settings: Settings, *days: datetime | None
) -> list[dict[str, str]]:
    since, until = (*days, None, None)[:2]
    await print_audit(settings, since, until, None)
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))


async def test_it_tells_what_happened_and_who_did_it(
    capsys: pytest.CaptureFixture[str], settings: Settings, replied: str
):
    told = await rows(capsys, settings, TODAY, TODAY)

    assert [(each["what happened"], each["person"]) for each in told] == [
        ("drafted", "Engage"),
        ("edited", "U2"),
    ]
    assert {each["draft"] for each in told} == {replied}
    assert {each["account"] for each in told} == {"bluesky:acme.example"}


async def test_a_spreadsheet_computes_nothing(
    capsys: pytest.CaptureFixture[str], settings: Settings, replied: str
):
    told = await rows(capsys, settings, TODAY)

    assert told[-1]["draft"] == replied
    assert told[-1]["text"] == "'=It is on its way."


async def test_other_days_are_left_out(
    capsys: pytest.CaptureFixture[str], settings: Settings, replied: str
):
    assert len(await rows(capsys, settings, TODAY, TODAY)) == 2, replied
    assert await rows(capsys, settings, TODAY + timedelta(days=1), TODAY + timedelta(days=2)) == []


async def test_days_in_the_wrong_order_are_refused(settings: Settings):
    with pytest.raises(InvalidInput, match="first day"):
        await print_audit(settings, TODAY, TODAY - timedelta(days=3), None)
