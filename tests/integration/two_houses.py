"""Two workspaces furnished alike: the same ids wherever people or platforms choose them, and every
word of each marked with its workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import redis.asyncio
from psycopg.rows import dict_row
from redis.asyncio import Redis
from sqlalchemy import update

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.answers import Answer, Question, Run, RunState, Turn
from assistant.community.brand import BrandFact, RuleState, VoiceRule
from assistant.community.costs import Paid
from assistant.community.drafts import Draft, DraftState, Wish
from assistant.community.giving import Spotlight
from assistant.community.inbox import CardPlace, Item
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.community.rights import Act
from assistant.community.searches import Dismissal, SavedSearch, SearchKind
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.community.studio import Image, Studio
from assistant.ports import Batch, Credential, Deed
from assistant.ports.installing import InstalledApp
from assistant.ports.signing_in import UnderWay
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.acts import PostgresActs
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.buckets import RedisBuckets
from assistant.storage.clearances import PostgresClearances
from assistant.storage.conversations import RedisConversations
from assistant.storage.costs import PostgresCosts
from assistant.storage.database import Database
from assistant.storage.disconnecting import PostgresDisconnector
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.familiar import PostgresFamiliar
from assistant.storage.inbox import PostgresInbox
from assistant.storage.installations import PostgresInstalledApps
from assistant.storage.labels import PostgresLabels
from assistant.storage.managers import PostgresManagers
from assistant.storage.meters import RedisPaidToday
from assistant.storage.notes import PostgresNotes
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.records import PostgresRecords
from assistant.storage.redis import RedisBudget, RedisOnce, open_redis
from assistant.storage.removal import PostgresRemoval
from assistant.storage.retention import PostgresRetention
from assistant.storage.runs import PostgresRuns
from assistant.storage.schema import CLEARING, METADATA
from assistant.storage.seals import PostgresSeals
from assistant.storage.searches import PostgresSearches
from assistant.storage.sign_ins import PostgresRegistrations, PostgresSignIns
from assistant.storage.spotlights import PostgresSpotlights
from assistant.storage.studios import PostgresStudios
from assistant.storage.tickets import RedisTickets
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.integration.giving import (
    PIXELS,
    correction,
    image,
    note,
    opt_out,
    post,
    spotlight,
    studio,
    wish_in,
)
from tests.integration.responding import (
    dismissal,
    draft,
    fact,
    hit,
    item,
    line,
    part,
    prepared,
    rule,
    saved,
    wish,
)  # fmt: skip

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OLD = NOW - timedelta(days=500)
MINE, THEIRS = "TMINE", "TTHEIRS"
VAULT = Vault(["k" * 40])
SENT = (DraftState.APPROVED, DraftState.PREPARED, DraftState.SENDING, DraftState.PUBLISHED)


_ROWS = (
    f"ARRAY(SELECT to_jsonb({table}) FROM {table} "  # noqa: S608 - our own names
    f"WHERE workspace_id = %(workspace)s ORDER BY 1) AS {table}"
    for table in METADATA.tables
)
ALL_ROWS = f"SELECT {', '.join(_ROWS)}"
"""Of one workspace, by table."""


class Houses:
    """Every store of Engage, over both workspaces."""

    def __init__(self, database: Database, database_url: str, redis_url: str) -> None:
        clock = lambda: NOW  # noqa: E731
        self.database = database
        self._database_url, self._redis_url = database_url, redis_url
        self._redis: Redis = open_redis(redis_url)
        self.workspaces = PostgresWorkspaces(database)
        self.installed = PostgresInstalledApps(database, VAULT)
        self.preferences = PostgresPreferences(database)
        self.managers = PostgresManagers(database)
        self.acts = PostgresActs(database)
        self.disconnector = PostgresDisconnector(database)
        self.retention = PostgresRetention(database)
        self.removal = PostgresRemoval(database)
        self.clearances = PostgresClearances(database)
        self.seals = PostgresSeals(database, Vault(["n" * 40, "k" * 40]))
        self.accounts = PostgresAccounts(database, VAULT, clock)
        self.records = PostgresRecords(database)
        self.runs = PostgresRuns(database, VAULT, clock)
        self.inbox = PostgresInbox(database, clock)
        self.familiar = PostgresFamiliar(database)
        self.drafts = PostgresDrafts(database)
        self.brand = PostgresBrandBook(database)
        self.searches = PostgresSearches(database)
        self.studios = PostgresStudios(database)
        self.labels = PostgresLabels(database)
        self.spotlights = PostgresSpotlights(database)
        self.notes = PostgresNotes(database)
        self.costs = PostgresCosts(database)
        self.conversations = RedisConversations(self._redis)
        self.budget = RedisBudget(self._redis, clock, 1_000)
        self.once = RedisOnce(self._redis)
        self.buckets = RedisBuckets(self._redis, clock)
        self.paid_today = RedisPaidToday(self._redis)
        self.tickets = RedisTickets(self._redis)
        self.sign_ins = PostgresSignIns(database, VAULT, clock)
        self.registrations = PostgresRegistrations(database, VAULT, clock)
        self.account: dict[str, Account] = {}
        self.item: dict[str, Item] = {}
        self.draft: dict[str, Draft] = {}
        self.wish: dict[str, Wish] = {}
        self.fact: dict[str, BrandFact] = {}
        self.rule: dict[str, VoiceRule] = {}
        self.search: dict[str, SavedSearch] = {}
        self.dismissal: dict[str, Dismissal] = {}
        self.studio: dict[str, Studio] = {}
        self.image: dict[str, Image] = {}
        self.post: dict[str, Draft] = {}
        self.spotlight: dict[str, Spotlight] = {}

    async def close(self) -> None:
        await self._redis.aclose()

    async def furnish(self, workspace_id: str) -> None:
        """Something in every table and under every kind of key."""
        await self.installed.keep(app(workspace_id), name=f"{workspace_id}-name", zone=None)
        await self.managers.name(workspace_id, "U2", deed(workspace_id, Act.NAME_MANAGER))
        account = await self.accounts.add(workspace_id, *signed_in(workspace_id))
        self.account[workspace_id] = account
        await self.accounts.mark_synced(workspace_id, account.id, NOW, f"{workspace_id}-trouble")
        settings = AccountSettings(lead_id=f"{workspace_id}-lead")
        await self.preferences.keep_account(
            workspace_id, account.id, settings, version=1, deed=deed(workspace_id)
        )
        house = WorkspaceSettings(language="de" if workspace_id == MINE else "fr")
        await self.preferences.keep_workspace(
            workspace_id, house, version=1, deed=deed(workspace_id)
        )
        for number, at in enumerate((OLD, NOW - timedelta(hours=3))):
            await self.records.apply(workspace_id, batch(workspace_id, account, number, at))
        cyd = Interaction("gone", Kind.LIKE, Author("did:cyd", f"{workspace_id}-cyd"), NOW, "p0")
        for words in ({"interactions": (cyd,)}, {"gone": frozenset({"gone"})}):
            await self.records.apply(workspace_id, Batch(account.id, NOW, **words))
        await self._questions(workspace_id)
        await self._items(workspace_id, account)
        await self._learned(workspace_id, account)
        await self._given(workspace_id, account)
        await self.once.first(workspace_id, f"{workspace_id}-event", 60)
        await self.buckets.take(workspace_id, "start", per_minute=1, burst=5)
        await self.budget.spend(workspace_id, 100 if workspace_id == MINE else 300)
        for day, units in ((OLD, 1), (NOW, 1_500 if workspace_id == MINE else 2_100)):
            await self.costs.add(workspace_id, account.id, Paid.USER_READ, units, day)
        await self.costs.refuse(workspace_id, NOW)
        known = await self.clearances.of(workspace_id, account.id, OLD)
        held = 100 if workspace_id == MINE else 300
        await self.clearances.keep(workspace_id, account.id, known.paid(held, NOW), tell=False)
        async with self.database.workspace(workspace_id) as connection:
            noted = update(CLEARING).values(redraw=[f"card:{account.id}"])
            await connection.execute(noted)
        await self.paid_today.note(workspace_id, NOW.date(), [f"{workspace_id}-paid"])
        await self.paid_today.hold(workspace_id, f"{workspace_id}-call", held, NOW)
        under_way = UnderWay(f"{workspace_id}-U1", {"verifier": f"{workspace_id}-verifier"})
        for key, minutes in (("looked", 10), ("taken", 10), ("late", -1)):
            until = NOW + timedelta(minutes=minutes)
            await self.sign_ins.keep(workspace_id, key, under_way, until=until)
        words = {"client_secret": f"{workspace_id}-client"}
        await self.registrations.keep(workspace_id, "mastodon", "m.example", words)

    async def _items(self, workspace_id: str, account: Account) -> None:
        """One that was answered, and one under way with a wish open."""
        for name, states in (("done", SENT), ("open", SENT[:2])):
            words = part(f"at://{name}", text=f"{workspace_id}-comment")
            made = item(account, words, note=f"{workspace_id}-note")
            await self.inbox.add(made)
            text = draft(made, f"{workspace_id}-draft", sent_at=NOW, post_id=f"at://{name}/1")
            await self.drafts.add(text, line(text))
            for state in states:
                text = replace(text, state=state)
                if state is DraftState.PREPARED:
                    text = await self.drafts.keep_prepared(text, prepared(text), line(text))
                else:
                    text = await self.drafts.keep(text, line(text), publish_at=NOW)
            self.item[workspace_id], self.draft[workspace_id] = made, text
            if name == "done":
                await self.inbox.card_shown(workspace_id, made.id, CardPlace("C1", "1.2"), 1)
        await self.drafts.take(workspace_id, text.id, "worker", 300)
        await self.inbox.plan(workspace_id, made.id, NOW)
        self.wish[workspace_id] = asked = wish(made, instruction=f"{workspace_id}-wish")
        await self.drafts.wish(asked)

    async def _learned(self, workspace_id: str, account: Account) -> None:
        """What the brand knows, how it speaks, and what it listens for."""
        self.fact[workspace_id] = fact(workspace_id, text=f"{workspace_id}-fact")
        await self.brand.add_facts([self.fact[workspace_id]])
        self.rule[workspace_id] = rule(account, state=RuleState.OFFERED, why=f"{workspace_id}-why")
        await self.brand.add_rule(self.rule[workspace_id])
        self.search[workspace_id] = saved(account, f"{workspace_id}-words", kind=SearchKind.BRAND)
        await self.searches.add(self.search[workspace_id])
        await self.searches.add_hits([hit(self.search[workspace_id], text=f"{workspace_id}-hit")])
        self.dismissal[workspace_id] = dismissal(account, shown=f"{workspace_id}-shown")
        await self.searches.add_dismissal(self.dismissal[workspace_id])

    async def _given(self, workspace_id: str, account: Account) -> None:
        """A post on its way with an image, whom it is about, and what a week came to."""
        self.studio[workspace_id] = made = studio(account, topic=f"{workspace_id}-topic")
        await self.studios.open(made)
        await self.studios.placed(workspace_id, made.id, CardPlace("C1", "7.7"))
        self.image[workspace_id] = shown = image(f"{workspace_id}-alt")
        await self.studios.add_image(workspace_id, made.id, shown, PIXELS)
        self.post[workspace_id] = text = post(made, f"{workspace_id}-post", images=(shown,))
        await self.drafts.add(text, line(text))
        await self.drafts.wish(wish_in(made, instruction=f"{workspace_id}-wish"))
        await self.labels.correct(correction(account, made_by=f"{workspace_id}-U1"))
        light = spotlight(account, why=f"{workspace_id}-why", studio_id=made.id)
        self.spotlight[workspace_id] = light
        await self.spotlights.add(light)
        bea = Author("did:bea", "bea.example", f"{workspace_id}-bea")
        await self.spotlights.opt_out(opt_out(account, person=bea))
        await self.spotlights.heeded(workspace_id, account.id, OLD)
        await self.spotlights.offered(
            workspace_id, account.id, "at://taken", NOW, "U1", since=OLD, most=9
        )
        await self.notes.plan(workspace_id, NOW, "2026-11-23", 1)
        words = {"lead": f"{workspace_id}-lead"}
        await self.notes.write(note(workspace_id, "2026-11-23", body=words))
        await self.notes.write(note(workspace_id, "2026-11-16", body=words))
        await self.notes.sent(workspace_id, "2026-11-16", CardPlace("C1", "8.8"), OLD)
        await self.notes.alerted(workspace_id, account.id, "rush", OLD, 60)

    async def _questions(self, workspace_id: str) -> None:
        for run_id, owner in (("asked", None), ("held", "worker"), ("done", "worker")):
            await self.runs.add(run(workspace_id, run_id))
            if owner:
                await self.runs.claim(workspace_id, run_id, owner, 300)
        answer = Answer(text=f"{workspace_id}-answer", composer="test")
        await self.runs.finish(workspace_id, "done", "worker", RunState.ANSWERED, answer)
        await self.runs.rate(workspace_id, "done", "U1", good=True)
        turn = Turn(question=f"{workspace_id}-question", answer="So.", asked_at=NOW)
        await self.conversations.append(workspace_id, "talk", turn)
        await self.conversations.begin(workspace_id, "talk", f"{workspace_id}-run")
        await self.conversations.cancel(workspace_id, "talk")

    async def contents(self, workspace_id: str) -> Mapping[str, object]:
        """Everything that is stored of a workspace: rows by table, values by key."""
        with psycopg.connect(self._database_url, row_factory=dict_row) as connection:
            rows = connection.execute(ALL_ROWS, {"workspace": workspace_id}).fetchone()
        assert rows
        async with redis.asyncio.Redis.from_url(self._redis_url) as client:
            found = [key async for key in client.scan_iter(f"*:{workspace_id}:*")]
            values = {key.decode(): await client.dump(key) for key in sorted(found)}
        return {**rows, **values}


def app(workspace_id: str) -> InstalledApp:
    mark = f"{workspace_id}-token"
    return InstalledApp(
        workspace_id, mark, "A1", "B1", "U0", f"{workspace_id}-U7", frozenset(), NOW
    )


def signed_in(workspace_id: str) -> tuple[AccountRef, Profile, Credential]:
    ref = AccountRef(Platform.BLUESKY, "acme.example")
    profile = Profile("did:acme", "acme.example", f"{workspace_id}-acme", "https://acme", 1, 1, 1)
    return ref, profile, Credential("https://pds", "acme", f"{workspace_id}-secret", {})


def deed(workspace_id: str, act: Act = Act.CHANGE_SETTINGS) -> Deed:
    return Deed(act, f"{workspace_id}-U1", OLD)


def run(workspace_id: str, run_id: str) -> Run:
    question = Question(run_id, workspace_id, "U1", "talk", f"{workspace_id}-question", NOW)
    return Run(question, f"event-{run_id}", {"channel": f"{workspace_id}-C1"}, RunState.ASKED)


def batch(workspace_id: str, account: Account, number: int, at: datetime) -> Batch:
    us = Author(account.native_id, "acme.example", "Acme")
    ana = Author("did:ana", f"{workspace_id}-ana", "Ana")
    post = Post(f"p{number}", us, f"{workspace_id}-post", at, "https://p")
    reply = Interaction(
        f"i{number}",
        Kind.REPLY,
        ana,
        at + timedelta(hours=1),
        post.id,
        text=f"{workspace_id}-reply",
        calls_us=workspace_id == MINE,
    )
    counters = {"": {"followers": 100 if workspace_id == MINE else 300}}
    return Batch(account.id, at, posts=(post,), interactions=(reply,), snapshots=counters)
