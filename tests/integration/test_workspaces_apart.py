"""Promise: one workspace's question cannot reach another workspace's data.

Every table, every method of every store and every key of Redis is looked up in the code and must be
known here; whatever is new and unknown fails. Two workspaces are furnished alike, and each method is
called for ours with everything that can be aimed at theirs: it must tell nothing of theirs and leave
every row and key of theirs as it was. The same call for theirs shows that the probe is a real one.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any, get_type_hints

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Executable, delete, insert, select, update
from sqlalchemy.exc import ProgrammingError

from assistant import storage
from assistant.community.accounts import Platform
from assistant.community.answers import Answer, RunState, Turn
from assistant.community.clearances import Clearance
from assistant.community.costs import Level, Paid, month_of
from assistant.community.giving import Permission
from assistant.community.inbox import CardPlace, Step
from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.community.rights import Act
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.community.studio import Shared
from assistant.errors import EngageError
from assistant.ports import Credential
from assistant.ports.signing_in import UnderWay
from assistant.storage import keys
from assistant.storage.database import Database
from assistant.storage.schema import METADATA
from assistant.storage.seals import Opened
from assistant.storage.stores import Stores
from tests.integration.conftest import Emptying
from tests.integration.giving import (
    PIXELS,
    correction,
    image,
    note,
    opt_out,
    spotlight,
    studio,
)
from tests.integration.kept_rows import KeptRows
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
from tests.integration.two_houses import (
    MINE,
    NOW,
    OLD,
    THEIRS,
    Houses,
    app,
    batch,
    deed,
    run,
    signed_in,
)

pytestmark = pytest.mark.integration

NO_STORES = {"addresses", "database", "vault", "redis"}
"""Fields of `Stores` that are no repository."""

ACROSS = {
    ("workspaces", "all"): "the workspaces Engage serves",
    ("runs", "abandoned"): "questions of dead workers, each answered under its own workspace",
    ("wakes", "wake"): "a platform names its own account; a sweep is all it gets",
    ("backlog", "read"): "how much waits, as counts and ages, for whoever runs Engage",
    ("inbox", "due_steps"): "ids of items that somebody must look at again",
    ("inbox", "behind"): "ids of items whose card is out of date",
    ("drafts", "in_state"): "ids of drafts under way that nobody brings to their end",
    ("drafts", "ungranted"): "ids of wishes that nobody granted",
    ("notes", "unplanned"): "ids of workspaces whose next note has no moment yet",
    ("notes", "due"): "ids and weeks of notes to be written now",
    ("notes", "unsent"): "ids and weeks of notes that were not sent in time",
    ("costs", "untold"): "ids, months and levels of what nobody was told of",
    ("retention", "removed"): "ids of workspaces to be erased",
    ("tickets", "issue"): "a browser on its way to install: there is no workspace yet",
    ("tickets", "redeem"): "the same; only who holds the ticket can",
}
"""Methods without a workspace, and why they have none."""

NOUNS = {
    "run", "app", "item", "wish", "draft", "fact", "facts", "rule", "search", "hits", "dismissal",
    "studio", "correction", "spotlight", "person", "note",
}  # fmt: skip
"""Parameters that carry their workspace with them."""

ALWAYS = Period(NOW - timedelta(days=2000), NOW + timedelta(days=1))
MONTH = month_of(NOW)
TURN = Turn(question="q", answer="a", asked_at=NOW)
PROFILE = signed_in("x")

Probe = Callable[[Houses, str, str], Awaitable[Any]]
"""Called with the stores, the workspace it acts for, and the account it is aimed at."""


async def _found_zone(houses: Houses, workspace_id: str) -> str:
    """Of one where nobody chose anything."""
    async with houses.database.workspace(workspace_id) as connection:
        await connection.exec_driver_sql("UPDATE workspace SET version = 1, settings = '{}'")
    return await houses.preferences.find_zone(workspace_id, "Asia/Tokyo")


async def _left(houses: Houses, workspace_id: str) -> object:
    """Everything of one from which Engage was removed."""
    await houses.installed.remove(workspace_id, OLD)
    erased = []
    while batch := await houses.retention.erase_all(workspace_id, NOW):
        erased.append(batch)
    return erased


async def _sealed(houses: Houses, workspace_id: str) -> Opened:
    """What opens with a key that is to go, where theirs was sealed anew."""
    await houses.seals.renew(THEIRS)
    found = Opened()
    await houses.seals.check(workspace_id, found)
    return found


async def _cut(houses: Houses, workspace_id: str, account_id: str) -> bool:
    """Where theirs is cut."""
    async with houses.database.workspace(THEIRS) as connection:
        await connection.exec_driver_sql("UPDATE post SET cut = true")
    return await houses.records.any_cut(workspace_id, account_id, NOW)


async def _talked(houses: Houses, workspace_id: str) -> bool:
    """Where only they have talked."""
    await houses.conversations.append(THEIRS, "theirs alone", TURN)
    return await houses.conversations.known(workspace_id, "theirs alone")


async def _cancel(houses: Houses, workspace_id: str) -> None:
    await houses.conversations.begin(workspace_id, "next", f"{workspace_id}-next")
    await houses.conversations.cancel(workspace_id, "next")


async def _drained(houses: Houses, workspace_id: str) -> float:
    """Where only they have taken more."""
    await houses.buckets.take(THEIRS, "start", per_minute=1, burst=5)
    return await houses.buckets.left(workspace_id, "start", per_minute=1, burst=5)


async def _joined(houses: Houses, workspace_id: str) -> int:
    """Where only they have joined more."""
    account_id = houses.account[THEIRS].id
    await houses.spotlights.offered(THEIRS, account_id, "at://more", NOW, "U1", since=OLD, most=9)
    return await houses.spotlights.joined_on(workspace_id, OLD)


async def _told(houses: Houses, workspace_id: str) -> bool:
    """Where only they were told."""
    await houses.costs.told(THEIRS, MONTH, Level.STOP, NOW)
    return await houses.costs.is_told(workspace_id, MONTH, Level.STOP)


async def _unpaid(houses: Houses, workspace_id: str) -> int:
    """Of what they have paid for."""
    return len(await houses.paid_today.new(workspace_id, NOW.date(), [f"{THEIRS}-paid"]))


async def _past(houses: Houses, workspace_id: str) -> object:
    """Where only they have let go of an account."""
    async with houses.database.workspace(THEIRS) as connection:
        await connection.exec_driver_sql("UPDATE account SET disconnected_at = now()")
    return await houses.disconnector.past(workspace_id)


async def _renewed(houses: Houses, workspace_id: str, account_id: str) -> str:
    async def renewal(stored: Credential) -> Credential:
        return replace(stored, session={"access": f"{workspace_id}-renewed"})

    renewed = await houses.accounts.renew(workspace_id, account_id, renewal)
    return renewed.secret


PROBES: dict[tuple[str, str], Probe] = {
    ("workspaces", "ensure"): lambda h, w, _: h.workspaces.ensure(w, f"{w}-renamed"),
    ("workspaces", "get"): lambda h, w, _: h.workspaces.get(w),
    ("installed", "keep"): lambda h, w, _: h.installed.keep(app(w), name=f"{w}-new", zone=None),
    ("installed", "get"): lambda h, w, _: h.installed.get(w),
    ("installed", "revoke"): lambda h, w, _: h.installed.revoke(w, NOW),
    ("installed", "remove"): lambda h, w, _: h.installed.remove(w, NOW),
    ("preferences", "of_workspace"): lambda h, w, _: h.preferences.of_workspace(w),
    ("preferences", "of_account"): lambda h, w, a: h.preferences.of_account(w, a),
    ("preferences", "of_accounts"): lambda h, w, _: h.preferences.of_accounts(w),
    ("preferences", "keep_workspace"): lambda h, w, _: h.preferences.keep_workspace(
        w, WorkspaceSettings(note_hour=1), version=2, deed=deed(w)
    ),
    ("preferences", "keep_account"): lambda h, w, a: h.preferences.keep_account(
        w, a, AccountSettings(promo_percent=1), version=2, deed=deed(w)
    ),
    ("preferences", "find_zone"): lambda h, w, _: _found_zone(h, w),
    ("managers", "of"): lambda h, w, _: h.managers.of(w),
    ("managers", "name"): lambda h, w, _: h.managers.name(w, "U3", deed(w, Act.NAME_MANAGER)),
    ("managers", "unname"): lambda h, w, _: h.managers.unname(w, "U2", deed(w)),
    ("acts", "append"): lambda h, w, _: h.acts.append(w, deed(w)),
    ("acts", "latest"): lambda h, w, _: h.acts.latest(w, limit=99),
    ("disconnector", "past"): lambda h, w, _: _past(h, w),
    ("disconnector", "disconnect"): lambda h, w, a: h.disconnector.disconnect(
        w, a, deed(w, Act.DISCONNECT)
    ),
    ("disconnector", "erase"): lambda h, w, a: h.disconnector.erase(w, a, deed(w, Act.ERASE)),
    ("retention", "erase"): lambda h, w, _: h.retention.erase(w, NOW - timedelta(days=30)),
    ("removal", "kept"): lambda h, w, a: h.removal.kept(w, a),
    ("removal", "erase"): lambda h, w, a: h.removal.erase(w, a, ["at://hit", f"{THEIRS}-answer"]),
    ("removal", "tidy"): lambda h, w, a: h.removal.tidy(w, a),
    ("clearances", "of"): lambda h, w, a: h.clearances.of(w, a, NOW),
    ("clearances", "all"): lambda h, w, _: h.clearances.all(w),
    ("clearances", "used"): lambda h, w, _: h.clearances.used(w, MONTH),
    ("clearances", "keep"): lambda h, w, a: h.clearances.keep(w, a, Clearance(NOW), tell=True),
    ("clearances", "told"): lambda h, w, a: h.clearances.told(w, a, NOW),
    ("clearances", "redraw"): lambda h, w, a: h.clearances.redraw(w, a),
    ("seals", "check"): lambda h, w, _: _sealed(h, w),
    ("seals", "renew"): lambda h, w, _: h.seals.renew(w),
    ("retention", "erase_all"): lambda h, w, _: _left(h, w),
    ("accounts", "all"): lambda h, w, _: h.accounts.all(w),
    ("accounts", "get"): lambda h, w, a: h.accounts.get(w, a),
    ("accounts", "add"): lambda h, w, _: h.accounts.add(w, *signed_in(f"{w}-again")),
    ("accounts", "credential"): lambda h, w, a: h.accounts.credential(w, a),
    ("accounts", "keep_session"): lambda h, w, a: h.accounts.keep_session(w, a, PROFILE[2]),
    ("accounts", "renew"): _renewed,
    ("sign_ins", "keep"): lambda h, w, _: h.sign_ins.keep(
        w, "new", UnderWay("U1", {}), until=NOW + timedelta(minutes=1)
    ),
    ("sign_ins", "look"): lambda h, w, _: h.sign_ins.look(w, "looked"),
    ("sign_ins", "take"): lambda h, w, _: h.sign_ins.take(w, "taken"),
    ("sign_ins", "expired"): lambda h, w, _: h.sign_ins.expired(w),
    ("registrations", "get"): lambda h, w, _: h.registrations.get(w, "mastodon", "m.example"),
    ("registrations", "keep"): lambda h, w, _: h.registrations.keep(
        w, "mastodon", "m.example", {"client_secret": "new"}
    ),
    ("accounts", "mark_synced"): lambda h, w, a: h.accounts.mark_synced(w, a, NOW, "Changed"),
    ("records", "apply"): lambda h, w, a: h.records.apply(
        w, batch(w, next(each for each in h.account.values() if each.id == a), 7, NOW)
    ),
    ("records", "totals"): lambda h, w, a: h.records.totals(w, a, ALWAYS),
    ("records", "totals_each"): lambda h, w, a: h.records.totals_each(w, a, [ALWAYS]),
    ("records", "daily"): lambda h, w, a: h.records.daily(w, a, Period(OLD, NOW)),
    ("records", "own_posts"): lambda h, w, a: h.records.own_posts(w, a, ALWAYS),
    ("records", "any_cut"): _cut,
    ("records", "heard"): lambda h, w, a: h.records.heard(w, a, ALWAYS),
    ("records", "own_mix"): lambda h, w, a: h.records.own_mix(w, a, ALWAYS),
    ("records", "inbound"): lambda h, w, a: h.records.inbound(w, a, ALWAYS),
    ("records", "threads"): lambda h, w, a: h.records.threads(w, a, ALWAYS),
    ("records", "people"): lambda h, w, a: h.records.people(w, a, ["did:ana"]),
    ("records", "person_days"): lambda h, w, a: h.records.person_days(w, a, ALWAYS),
    ("records", "person_days_each"): lambda h, w, a: h.records.person_days_each(w, a, [ALWAYS]),
    ("records", "first_seen"): lambda h, w, a: h.records.first_seen(w, a, ALWAYS),
    ("records", "snapshots"): lambda h, w, a: h.records.snapshots(w, a, "followers", ALWAYS),
    ("records", "history_starts"): lambda h, w, a: h.records.history_starts(w, a),
    ("records", "known_ids"): lambda h, w, a: h.records.known_ids(
        w, a, ["p0", "p1"], frozenset(Kind)
    ),
    ("runs", "add"): lambda h, w, _: h.runs.add(run(w, "new")),
    ("runs", "get"): lambda h, w, _: h.runs.get(w, "done"),
    ("runs", "move"): lambda h, w, _: h.runs.move(w, "held", conversation_id="x", place={}),
    ("runs", "claim"): lambda h, w, _: h.runs.claim(w, "asked", "other", 60),
    ("runs", "renew"): lambda h, w, _: h.runs.renew(w, "held", "worker", 7_200),
    ("runs", "finish"): lambda h, w, _: h.runs.finish(
        w, "held", "worker", RunState.ANSWERED, Answer(text="x", composer="test")
    ),
    ("runs", "rate"): lambda h, w, _: h.runs.rate(w, "done", "U1", good=False),
    ("runs", "shown"): lambda h, w, _: h.runs.shown(w, "done"),
    ("runs", "turns"): lambda h, w, _: h.runs.turns(w, "talk"),
    ("inbox", "get"): lambda h, w, _: h.inbox.get(w, h.item[THEIRS].id),
    ("inbox", "of_part"): lambda h, w, a: h.inbox.of_part(w, a, "at://done"),
    ("inbox", "add"): lambda h, w, _: h.inbox.add(
        replace(item(h.account[THEIRS], part("at://new")), workspace_id=w)
    ),
    ("inbox", "keep"): lambda h, w, _: h.inbox.keep(
        replace(h.item[THEIRS], workspace_id=w, assignee_id="U1")
    ),
    ("inbox", "open"): lambda h, w, _: h.inbox.open(w),
    ("inbox", "open_count"): lambda h, w, a: h.inbox.open_count(w, account_id=a),
    ("inbox", "of_person"): lambda h, w, a: h.inbox.of_person(w, a, "did:ana", limit=9),
    ("inbox", "since"): lambda h, w, a: h.inbox.since(w, a, OLD),
    ("inbox", "plan"): lambda h, w, _: h.inbox.plan(w, h.item[THEIRS].id, None),
    ("inbox", "note_step"): lambda h, w, _: h.inbox.note_step(w, h.item[THEIRS].id, Step.LEAD),
    ("inbox", "card_shown"): lambda h, w, _: h.inbox.card_shown(
        w, h.item[THEIRS].id, CardPlace("C9", "9.9"), 1
    ),
    ("inbox", "of_card"): lambda h, w, _: h.inbox.of_card(w, "C1", "1.2"),
    ("inbox", "cards_since"): lambda h, w, a: h.inbox.cards_since(w, a, OLD),
    ("inbox", "uncarded"): lambda h, w, a: h.inbox.uncarded(w, a),
    ("familiar", "talks"): lambda h, w, a: h.familiar.talks(w, a, "did:ana", limit=9),
    ("familiar", "first_at"): lambda h, w, a: h.familiar.first_at(w, a, "did:ana"),
    ("familiar", "active_days"): lambda h, w, a: h.familiar.active_days(w, a, "did:ana", OLD),
    ("familiar", "person"): lambda h, w, a: h.familiar.person(w, a, "did:ana"),
    ("drafts", "wish"): lambda h, w, _: h.drafts.wish(
        replace(wish(h.item[THEIRS], "event-new"), workspace_id=w)
    ),
    ("drafts", "wished"): lambda h, w, _: h.drafts.wished(w, h.wish[THEIRS].id),
    ("drafts", "waiting"): lambda h, w, _: h.drafts.waiting(w, h.item[THEIRS].id),
    ("drafts", "last_wish"): lambda h, w, _: h.drafts.last_wish(w, h.item[THEIRS].id),
    ("drafts", "grant"): lambda h, w, _: h.drafts.grant(
        replace(h.wish[THEIRS], workspace_id=w), [], NOW
    ),
    ("drafts", "add"): lambda h, w, _: h.drafts.add(
        new := replace(draft(h.item[THEIRS]), workspace_id=w), line(new)
    ),
    ("drafts", "get"): lambda h, w, _: h.drafts.get(w, h.draft[THEIRS].id),
    ("drafts", "of_item"): lambda h, w, _: h.drafts.of_item(w, h.item[THEIRS].id),
    ("drafts", "keep"): lambda h, w, _: h.drafts.keep(
        replace(h.draft[THEIRS], workspace_id=w, problem="x"), line(h.draft[THEIRS]), publish_at=NOW
    ),
    ("drafts", "prepared"): lambda h, w, _: h.drafts.prepared(w, h.draft[THEIRS].id),
    ("drafts", "keep_prepared"): lambda h, w, _: h.drafts.keep_prepared(
        replace(h.draft[THEIRS], workspace_id=w),
        prepared(h.draft[THEIRS], key="new"),
        line(h.draft[THEIRS]),
    ),
    ("drafts", "take"): lambda h, w, _: h.drafts.take(w, h.draft[THEIRS].id, "worker", 9),
    ("drafts", "release"): lambda h, w, _: h.drafts.release(w, h.draft[THEIRS].id, "worker"),
    ("drafts", "history"): lambda h, w, _: h.drafts.history(w, h.draft[THEIRS].id),
    ("drafts", "note"): lambda h, w, _: h.drafts.note(w, line(h.draft[THEIRS])),
    ("drafts", "audit"): lambda h, w, _: h.drafts.audit(w, OLD, ALWAYS.end),
    ("drafts", "sent_texts"): lambda h, w, a: h.drafts.sent_texts(w, a, limit=9),
    ("drafts", "sent_as"): lambda h, w, a: h.drafts.sent_as(w, a, ["at://done/1"], OLD),
    ("drafts", "corrections"): lambda h, w, a: h.drafts.corrections(w, a, limit=9),
    ("brand", "facts"): lambda h, w, _: h.brand.facts(w),
    ("brand", "fact"): lambda h, w, _: h.brand.fact(w, h.fact[THEIRS].id),
    ("brand", "add_facts"): lambda h, w, a: h.brand.add_facts([fact(w, "New", account_id=a)]),
    ("brand", "change_fact"): lambda h, w, _: h.brand.change_fact(
        replace(h.fact[THEIRS], workspace_id=w, title="Changed")
    ),
    ("brand", "drop_fact"): lambda h, w, _: h.brand.drop_fact(w, h.fact[THEIRS].id),
    ("brand", "match"): lambda h, w, a: h.brand.match(w, a, "refunds", NOW),
    ("brand", "rules"): lambda h, w, a: h.brand.rules(w, a),
    ("brand", "add_rule"): lambda h, w, _: h.brand.add_rule(
        replace(rule(h.account[THEIRS], "New."), workspace_id=w)
    ),
    ("brand", "accept_rule"): lambda h, w, _: h.brand.accept_rule(w, h.rule[THEIRS].id, "U1"),
    ("brand", "drop_rule"): lambda h, w, _: h.brand.drop_rule(w, h.rule[THEIRS].id, "U1"),
    ("searches", "all"): lambda h, w, _: h.searches.all(w),
    ("searches", "get"): lambda h, w, _: h.searches.get(w, h.search[THEIRS].id),
    ("searches", "add"): lambda h, w, _: h.searches.add(
        replace(saved(h.account[THEIRS], "new"), workspace_id=w)
    ),
    ("searches", "change"): lambda h, w, _: h.searches.change(
        replace(h.search[THEIRS], workspace_id=w, listen_only=False)
    ),
    ("searches", "looked"): lambda h, w, _: h.searches.looked(w, h.search[THEIRS].id, NOW, None),
    ("searches", "drop"): lambda h, w, _: h.searches.drop(w, h.search[THEIRS].id),
    ("searches", "add_hits"): lambda h, w, _: h.searches.add_hits(
        [replace(hit(h.search[THEIRS], "at://new"), workspace_id=w)]
    ),
    ("searches", "hit"): lambda h, w, a: h.searches.hit(w, a, "at://hit"),
    ("searches", "hits"): lambda h, w, a: h.searches.hits(w, a, ALWAYS),
    ("searches", "count"): lambda h, w, a: h.searches.count(w, a, ALWAYS),
    ("searches", "dismiss"): lambda h, w, a: h.searches.dismiss(w, a, ["at://hit"], NOW),
    ("searches", "dismissals"): lambda h, w, a: h.searches.dismissals(w, a),
    ("searches", "add_dismissal"): lambda h, w, _: h.searches.add_dismissal(
        replace(dismissal(h.account[THEIRS], "did:bob"), workspace_id=w)
    ),
    ("searches", "drop_dismissal"): lambda h, w, _: h.searches.drop_dismissal(
        w, h.dismissal[THEIRS].id
    ),
    ("drafts", "of_studio"): lambda h, w, _: h.drafts.of_studio(w, h.studio[THEIRS].id),
    ("drafts", "waiting_in"): lambda h, w, _: h.drafts.waiting_in(w, h.studio[THEIRS].id),
    ("drafts", "wishes_in"): lambda h, w, _: h.drafts.wishes_in(w, h.studio[THEIRS].id),
    ("drafts", "last_wish_in"): lambda h, w, _: h.drafts.last_wish_in(w, h.studio[THEIRS].id),
    ("drafts", "posts_ahead"): lambda h, w, a: h.drafts.posts_ahead(w, a, OLD),
    ("studios", "open"): lambda h, w, _: h.studios.open(
        replace(studio(h.account[THEIRS], "new"), workspace_id=w)
    ),
    ("studios", "get"): lambda h, w, _: h.studios.get(w, h.studio[THEIRS].id),
    ("studios", "at"): lambda h, w, _: h.studios.at(w, "C1", "7.7"),
    ("studios", "keep"): lambda h, w, _: h.studios.keep(
        replace(h.studio[THEIRS], workspace_id=w, about="x")
    ),
    ("studios", "placed"): lambda h, w, _: h.studios.placed(
        w, h.studio[THEIRS].id, CardPlace("C9", "9.9")
    ),
    ("studios", "recent"): lambda h, w, _: h.studios.recent(w),
    ("studios", "hand_in"): lambda h, w, _: h.studios.hand_in(
        w, h.studio[THEIRS].id, Shared("U1", "C1", "2.1", "1.1", ("F1",))
    ),
    ("studios", "add_image"): lambda h, w, _: h.studios.add_image(
        w, h.studio[THEIRS].id, image(), PIXELS
    ),
    ("studios", "images"): lambda h, w, _: h.studios.images(w, h.studio[THEIRS].id),
    ("studios", "image_data"): lambda h, w, _: h.studios.image_data(w, h.image[THEIRS].id),
    ("studios", "describe"): lambda h, w, _: h.studios.describe(w, h.image[THEIRS].id, "x", "U1"),
    ("studios", "drop_image"): lambda h, w, _: h.studios.drop_image(w, h.image[THEIRS].id),
    ("labels", "corrections"): lambda h, w, a: h.labels.corrections(w, a, OLD),
    ("labels", "correct"): lambda h, w, _: h.labels.correct(
        replace(correction(h.account[THEIRS]), workspace_id=w)
    ),
    ("labels", "drop"): lambda h, w, a: h.labels.drop(w, a, "p1"),
    ("spotlights", "add"): lambda h, w, _: h.spotlights.add(
        replace(spotlight(h.account[THEIRS], post_id="at://new"), workspace_id=w)
    ),
    ("spotlights", "get"): lambda h, w, _: h.spotlights.get(w, h.spotlight[THEIRS].id),
    ("spotlights", "permit"): lambda h, w, _: h.spotlights.permit(
        w, h.spotlight[THEIRS].id, Permission.GIVEN
    ),
    ("spotlights", "worked_on"): lambda h, w, _: h.spotlights.worked_on(
        w, h.spotlight[THEIRS].id, h.spotlight[THEIRS].id
    ),
    ("spotlights", "shown"): lambda h, w, _: h.spotlights.shown(w, h.studio[THEIRS].id, NOW),
    ("spotlights", "since"): lambda h, w, a: h.spotlights.since(w, a, OLD),
    ("spotlights", "opt_out"): lambda h, w, _: h.spotlights.opt_out(
        replace(opt_out(h.account[THEIRS]), workspace_id=w)
    ),
    ("spotlights", "opt_outs"): lambda h, w, _: h.spotlights.opt_outs(w, Platform.BLUESKY),
    ("spotlights", "heeded_at"): lambda h, w, a: h.spotlights.heeded_at(w, a),
    ("spotlights", "heeded"): lambda h, w, a: h.spotlights.heeded(w, a, NOW),
    ("spotlights", "opt_in"): lambda h, w, _: h.spotlights.opt_in(w, Platform.BLUESKY, "did:bea"),
    ("spotlights", "joined"): lambda h, w, a: h.spotlights.joined(w, a, OLD),
    ("spotlights", "joined_on"): lambda h, w, _: _joined(h, w),
    ("spotlights", "offered"): lambda h, w, a: h.spotlights.offered(
        w, a, "at://new", NOW, "U1", since=OLD, most=9
    ),
    ("notes", "plan"): lambda h, w, _: h.notes.plan(w, None),
    ("notes", "write"): lambda h, w, _: h.notes.write(note(w, "2026-11-30")),
    ("notes", "get"): lambda h, w, _: h.notes.get(w, "2026-11-23"),
    ("notes", "last"): lambda h, w, _: h.notes.last(w),
    ("notes", "take"): lambda h, w, _: h.notes.take(w, "2026-11-23", "worker", 60),
    ("notes", "sent"): lambda h, w, _: h.notes.sent(w, "2026-11-23", CardPlace("C1", "9.9"), NOW),
    ("notes", "missed"): lambda h, w, _: h.notes.missed(w, "2026-11-23", "x"),
    ("notes", "alerted"): lambda h, w, a: h.notes.alerted(w, a, "rush", NOW, 60),
    ("costs", "spent"): lambda h, w, _: h.costs.spent(w, NOW),
    ("costs", "add"): lambda h, w, a: h.costs.add(w, a, Paid.POST_READ, 1, NOW),
    ("costs", "refuse"): lambda h, w, _: h.costs.refuse(w, NOW + timedelta(days=40)),
    ("costs", "is_told"): lambda h, w, _: _told(h, w),
    ("costs", "told"): lambda h, w, _: h.costs.told(w, MONTH, Level.STOP, NOW),
    ("paid_today", "new"): lambda h, w, _: _unpaid(h, w),
    ("paid_today", "note"): lambda h, w, _: h.paid_today.note(w, NOW.date(), ["new"]),
    ("paid_today", "hold"): lambda h, w, _: h.paid_today.hold(w, "call", 5, NOW),
    ("paid_today", "let_go"): lambda h, w, _: h.paid_today.let_go(w, f"{THEIRS}-call", NOW),
    ("conversations", "turns"): lambda h, w, _: h.conversations.turns(w, "talk"),
    ("conversations", "forget"): lambda h, w, _: h.conversations.forget(w, "talk"),
    ("conversations", "append"): lambda h, w, _: h.conversations.append(w, "talk", TURN),
    ("conversations", "begin"): lambda h, w, _: h.conversations.begin(w, "other", f"{w}-r"),
    ("conversations", "end"): lambda h, w, _: h.conversations.end(w, "talk", f"{w}-run"),
    ("conversations", "known"): lambda h, w, _: _talked(h, w),
    ("conversations", "cancel"): lambda h, w, _: _cancel(h, w),
    ("conversations", "cancelled"): lambda h, w, _: h.conversations.cancelled(w, [f"{THEIRS}-run"]),
    ("budget", "left"): lambda h, w, _: h.budget.left(w),
    ("budget", "spend"): lambda h, w, _: h.budget.spend(w, 5),
    ("once", "first"): lambda h, w, _: h.once.first(w, f"{THEIRS}-event", 60),
    ("once", "forget"): lambda h, w, _: h.once.forget(w, f"{THEIRS}-event"),
    ("buckets", "take"): lambda h, w, _: h.buckets.take(w, "start", per_minute=1, burst=5),
    ("buckets", "left"): lambda h, w, _: _drained(h, w),
}


PREPARED = {
    ("disconnector", "past"), ("seals", "check"), ("spotlights", "joined_on"),
    ("records", "any_cut"), ("conversations", "known"), ("buckets", "left"),
    ("costs", "is_told"),
}  # fmt: skip
"""Probes that change theirs themselves, to have something to see."""


@pytest.fixture(scope="module")
async def furnished(
    shared_database: Database, database_url: str, redis_url: str, empty: Emptying
) -> AsyncIterator[tuple[Houses, KeptRows]]:
    """Both houses, furnished once and put aside."""
    houses = Houses(shared_database, database_url, redis_url)
    for each in (MINE, THEIRS):
        await houses.furnish(each)
    kept = KeptRows(database_url, redis_url)
    empty()
    yield houses, kept
    kept.drop()
    await houses.close()


@pytest.fixture
async def houses(furnished: tuple[Houses, KeptRows], emptied: None) -> Houses:
    houses, kept = furnished
    kept.put_back()
    return houses


# -- tables ---------------------------------------------------------------------------------


async def test_every_table_is_furnished(houses: Houses) -> None:
    """Who adds a table puts something into it in `two_houses`: an empty one would prove nothing."""
    for each in (MINE, THEIRS):
        contents = await houses.contents(each)
        assert [table for table in METADATA.tables if not contents[table]] == []


async def test_no_table_shows_takes_or_gives_rows_of_another(houses: Houses) -> None:
    theirs = await houses.contents(THEIRS)
    for name, table in METADATA.tables.items():
        async with houses.database.workspace(THEIRS) as connection:
            row = (await connection.execute(select(table))).mappings().first()
        assert row is not None
        row = {column.name: row[column] for column in table.c if column.computed is None}
        async with houses.database.workspace(MINE) as connection:
            seen = (await connection.execute(select(table.c.workspace_id))).scalars().all()
        assert set(seen) == {MINE}, name
        for attempt in (
            delete(table).where(table.c.workspace_id == THEIRS),
            update(table).where(table.c.workspace_id == THEIRS).values(workspace_id=MINE),
            insert(table).values(**row),
        ):
            assert await changed(houses, attempt) == 0, name

    assert await houses.contents(THEIRS) == theirs


async def changed(houses: Houses, attempt: Executable) -> int:
    """Rows that a statement of ours changed; 0 when it may not even be tried."""
    try:
        async with houses.database.workspace(MINE) as connection:
            return (await connection.execute(attempt)).rowcount
    except ProgrammingError as refused:
        if isinstance(refused.orig, InsufficientPrivilege):
            return 0
        raise


# -- methods --------------------------------------------------------------------------------


def methods() -> dict[tuple[str, str], inspect.Signature]:
    """Every public method of every repository."""
    hints = get_type_hints(Stores)
    return {
        (field, name): inspect.signature(method)
        for field, adapter in hints.items()
        if field not in NO_STORES
        for name, method in inspect.getmembers(adapter, inspect.isfunction)
        if not name.startswith("_")
    }


def test_every_method_is_known() -> None:
    """Who adds a method says here how it could be aimed at another workspace."""
    assert set(methods()) == PROBES.keys() | ACROSS.keys()


def test_only_named_methods_do_without_a_workspace() -> None:
    without = {
        method
        for method, signature in methods().items()
        if not signature.parameters.keys() & {"workspace_id", *NOUNS}
    }

    assert without == ACROSS.keys()


def test_every_repository_is_among_the_stores() -> None:
    """One that is made elsewhere would escape this test."""
    found = set()
    for module in pkgutil.iter_modules(storage.__path__, f"{storage.__name__}."):
        if not module.ispkg:
            for name, each in inspect.getmembers(import_module(module.name), inspect.isclass):
                if name.startswith(("Postgres", "Redis")) and each.__module__ == module.name:
                    found.add(each)

    assert found == {
        hint for field, hint in get_type_hints(Stores).items() if field not in NO_STORES
    }


async def outcome(houses: Houses, probe: Probe, workspace_id: str) -> str:
    """What a call aimed at theirs told, or how it was refused."""
    try:
        return repr(await probe(houses, workspace_id, houses.account[THEIRS].id))
    except EngageError as error:
        return f"refused: {type(error).__name__}"


@pytest.mark.parametrize("method", PROBES, ids=".".join)
async def test_no_method_reaches_another_workspace(houses: Houses, method: tuple[str, str]) -> None:
    probe = PROBES[method]
    before = await houses.contents(THEIRS)
    for_us = await outcome(houses, probe, MINE)
    after = await houses.contents(THEIRS)

    assert f"{THEIRS}-" not in for_us
    if method not in PREPARED:
        assert after == before
    for_them = await outcome(houses, probe, THEIRS)
    acted = await houses.contents(THEIRS) != after
    assert acted or for_them != for_us, "this probe would find nothing"


# -- keys -----------------------------------------------------------------------------------


def builders() -> dict[str, Callable[..., str]]:
    return {
        name: each
        for name, each in inspect.getmembers(keys, inspect.isfunction)
        if not name.startswith("_")
    }


DAILY = {"tokens", "paid"}
"""Kinds of keys that go by a day."""


@pytest.mark.parametrize("name", sorted(builders().keys() - {"ticket"}))
def test_every_key_belongs_to_one_workspace(name: str) -> None:
    """The same id in two workspaces is two keys, under which no other kind stands."""
    build = builders()[name]
    first, *others = inspect.signature(build).parameters
    assert (first, len(others)) == ("workspace_id", 1)
    last = NOW.date() if others == ["day"] else "C1:1.2"

    assert build(MINE, last) != build(THEIRS, last)
    assert build(MINE, last).startswith(f"engage:v1:{build(MINE, last).split(':')[2]}:{MINE}:")
    kinds = [each(MINE, last).split(":")[2] for key, each in builders().items()
             if key not in {"ticket", *DAILY} and name not in DAILY]  # fmt: skip
    assert len(set(kinds)) == len(kinds)


def test_only_tickets_stand_outside_a_workspace() -> None:
    """They are hashes of what nobody can guess."""
    without = {
        name
        for name, build in builders().items()
        if "workspace_id" not in inspect.signature(build).parameters
    }

    assert without == {"ticket"}
