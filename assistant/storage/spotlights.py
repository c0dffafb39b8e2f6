"""`ports.giving.Spotlights` in PostgreSQL: whom we put into the light, what we joined, and who
wants to be left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from assistant.community.accounts import Platform
from assistant.community.giving import Merit, OptOut, Permission, Spotlight
from assistant.community.posts import Author
from assistant.errors import NotFound
from assistant.storage.database import AnyRow, Database
from assistant.storage.schema import ACCOUNT, HIT, JOINED, OPT_OUT, SPOTLIGHT, WORKSPACE
from assistant.storage.texts import id_at, storable

_THEIR_PROPOSALS = text("""
DELETE FROM spotlight s USING account a WHERE a.id = s.account_id AND a.platform = :platform
    AND s.person_id = :person_id AND s.shown_at IS NULL
""")

_OPT_OUTS = select(OPT_OUT).where(OPT_OUT.c.platform == bindparam("platform"))


class PostgresSpotlights:
    """Spotlights, conversations that were taken up, and opt-outs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, spotlight: Spotlight) -> bool:
        """False where this person has one for the same post of theirs already.

        Raises:
            NotFound: no such account in this workspace.
        """
        made = insert(SPOTLIGHT).values(**_values(spotlight)).on_conflict_do_nothing()
        try:
            async with self._database.workspace(spotlight.workspace_id) as connection:
                new = await connection.execute(made.returning(SPOTLIGHT.c.id))
                return new.one_or_none() is not None
        except IntegrityError:
            raise NotFound("account", spotlight.account_id) from None

    async def get(self, workspace_id: str, spotlight_id: str) -> Spotlight:
        """Raises NotFound."""
        its = select(SPOTLIGHT).where(SPOTLIGHT.c.id == id_at(spotlight_id))
        async with self._database.workspace(workspace_id) as connection:
            row = (await connection.execute(its)).one_or_none()
        if row is None:
            raise NotFound("spotlight", spotlight_id)
        return _of(row)

    async def permit(
        self, workspace_id: str, spotlight_id: str, permission: Permission
    ) -> Spotlight:
        """Raises NotFound."""
        said = update(SPOTLIGHT).where(SPOTLIGHT.c.id == id_at(spotlight_id))
        said = said.values(permission=permission.value).returning(SPOTLIGHT)
        async with self._database.workspace(workspace_id) as connection:
            row = (await connection.execute(said)).one_or_none()
        if row is None:
            raise NotFound("spotlight", spotlight_id)
        return _of(row)

    async def worked_on(self, workspace_id: str, spotlight_id: str, studio_id: str) -> None:
        """Note the studio in which its post is made."""
        its = update(SPOTLIGHT).where(SPOTLIGHT.c.id == id_at(spotlight_id))
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(its.values(studio_id=id_at(studio_id)))

    async def shown(self, workspace_id: str, studio_id: str, at: datetime) -> None:
        """A post of that studio went out: whoever it was about was shown then. Once."""
        its = (SPOTLIGHT.c.studio_id == id_at(studio_id), SPOTLIGHT.c.shown_at.is_(None))
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(update(SPOTLIGHT).where(*its).values(shown_at=at))

    async def since(self, workspace_id: str, account_id: str, at: datetime) -> Sequence[Spotlight]:
        """Made at or after that moment, the latest first: rotation goes by it."""
        its = (SPOTLIGHT.c.account_id == id_at(account_id), SPOTLIGHT.c.made_at >= at)
        found = select(SPOTLIGHT).where(*its)
        latest = found.order_by(SPOTLIGHT.c.made_at.desc(), SPOTLIGHT.c.id)
        async with self._database.workspace(workspace_id) as connection:
            return [_of(row) for row in await connection.execute(latest)]

    async def opt_out(self, person: OptOut) -> bool:
        """False where it is known already. Their open proposals are gone with it, and what searches
        found of theirs is put away.
        """
        who = {"platform": person.platform.value, "person_id": storable(person.person.id)}
        made = insert(OPT_OUT).values(**_opt_out_values(person)).on_conflict_do_nothing()
        accounts = select(ACCOUNT.c.id).where(ACCOUNT.c.platform == person.platform.value)
        theirs = (HIT.c.author_id == who["person_id"], HIT.c.account_id.in_(accounts))
        async with self._database.workspace(person.workspace_id) as connection:
            new = (await connection.execute(made.returning(OPT_OUT.c.at))).one_or_none()
            await connection.execute(_THEIR_PROPOSALS, who)
            put_away = update(HIT).where(*theirs, HIT.c.dismissed_at.is_(None))
            await connection.execute(put_away.values(dismissed_at=person.at))
        return new is not None

    async def opt_outs(self, workspace_id: str, platform: Platform) -> Mapping[str, OptOut]:
        """By native person id."""
        there = (_OPT_OUTS, {"platform": platform.value})
        (rows,) = await self._database.plain.named(workspace_id, there)
        return {row.person_id: _opt_out_of(row) for row in rows}

    async def heeded_at(self, workspace_id: str, account_id: str) -> datetime | None:
        """Up to when what was written to an account was read for such wishes; None: never yet."""
        its = select(ACCOUNT.c.heeded_at).where(ACCOUNT.c.id == id_at(account_id))
        async with self._database.workspace(workspace_id) as connection:
            at: datetime | None = (await connection.execute(its)).scalar_one_or_none()
        return at

    async def heeded(self, workspace_id: str, account_id: str, at: datetime) -> None:
        """Note that. The mark never moves back."""
        noted = update(ACCOUNT).where(ACCOUNT.c.id == id_at(account_id))
        latest = func.greatest(ACCOUNT.c.heeded_at, at)
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(noted.values(heeded_at=latest))

    async def opt_in(self, workspace_id: str, platform: Platform, person_id: str) -> bool:
        """A person of ours says that it was noted by mistake. False where it was not noted."""
        its = (OPT_OUT.c.platform == platform.value, OPT_OUT.c.person_id == person_id)
        async with self._database.workspace(workspace_id) as connection:
            return bool((await connection.execute(delete(OPT_OUT).where(*its))).rowcount)

    async def joined(self, workspace_id: str, account_id: str, since: datetime) -> frozenset[str]:
        """Native ids of the conversations that an account took up since then."""
        its = (JOINED.c.account_id == id_at(account_id), JOINED.c.at >= since)
        async with self._database.workspace(workspace_id) as connection:
            found = await connection.execute(select(JOINED.c.hit_id).where(*its))
            return frozenset(found.scalars())

    async def joined_on(self, workspace_id: str, since: datetime) -> int:
        """How many conversations of others the workspace took up since then."""
        counted = select(func.count()).select_from(JOINED).where(JOINED.c.at >= since)
        async with self._database.workspace(workspace_id) as connection:
            return (await connection.execute(counted)).scalar_one()

    async def offered(
        self,
        workspace_id: str,
        account_id: str,
        hit_id: str,
        at: datetime,
        person_id: str,
        *,
        since: datetime,
        most: int,
    ) -> bool:
        """Note that somebody took up a conversation. False where it was taken up before, or `most`
        were taken up since then.

        Raises:
            NotFound: no such account in this workspace.
        """
        values = {"workspace_id": workspace_id, "account_id": id_at(account_id), "at": at}
        values |= {"hit_id": storable(hit_id), "person_id": person_id}
        counted = select(func.count()).select_from(JOINED).where(JOINED.c.at >= since)
        # Two who take one up at the same time are counted one after the other.
        one_by_one = select(WORKSPACE.c.workspace_id).with_for_update(key_share=True)
        try:
            async with self._database.workspace(workspace_id) as connection:
                await connection.execute(one_by_one)
                if (await connection.execute(counted)).scalar_one() >= most:
                    return False
                made = insert(JOINED).values(**values).on_conflict_do_nothing()
                new = await connection.execute(made.returning(JOINED.c.hit_id))
                return new.one_or_none() is not None
        except IntegrityError:
            raise NotFound("account", account_id) from None


def _values(spotlight: Spotlight) -> dict[str, object]:
    return {
        "workspace_id": spotlight.workspace_id,
        "id": spotlight.id,
        "account_id": id_at(spotlight.account_id),
        **_person_values(spotlight.person),
        "merit": spotlight.merit.value,
        "why": storable(spotlight.why),
        "post_id": storable(spotlight.post_id),
        "url": storable(spotlight.url),
        "made_by": spotlight.made_by,
        "made_at": spotlight.made_at,
        "permission": spotlight.permission.value,
        "studio_id": spotlight.studio_id,
        "shown_at": spotlight.shown_at,
    }


def _of(row: AnyRow) -> Spotlight:
    return Spotlight(
        id=row.id,
        workspace_id=row.workspace_id,
        account_id=row.account_id,
        person=_person_of(row),
        merit=Merit(row.merit),
        why=row.why,
        post_id=row.post_id,
        url=row.url,
        made_by=row.made_by,
        made_at=row.made_at,
        permission=Permission(row.permission),
        studio_id=row.studio_id,
        shown_at=row.shown_at,
    )


def _opt_out_values(person: OptOut) -> dict[str, object]:
    return {
        "workspace_id": person.workspace_id,
        "platform": person.platform.value,
        **_person_values(person.person),
        "reason": storable(person.reason),
        "at": person.at,
        "noted_by": person.noted_by,
    }


def _opt_out_of(row: AnyRow) -> OptOut:
    return OptOut(
        workspace_id=row.workspace_id,
        platform=Platform(row.platform),
        person=_person_of(row),
        reason=row.reason,
        at=row.at,
        noted_by=row.noted_by,
    )


def _person_values(person: Author) -> dict[str, object]:
    names = {"person_handle": storable(person.handle), "person_name": storable(person.name)}
    return {"person_id": storable(person.id), **names}


def _person_of(row: AnyRow) -> Author:
    return Author(row.person_id, row.person_handle, row.person_name)
