"""`ports.giving.Studios` in PostgreSQL: studios, and the images that go out with their posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.drafts import Wish
from assistant.community.inbox import CardPlace
from assistant.community.studio import Image, Shared, Studio
from assistant.errors import EditConflict, NotFound
from assistant.ports.work import Job
from assistant.storage.database import AnyRow, Database
from assistant.storage.deferring import put, put_studio
from assistant.storage.drafts_step import put_wish
from assistant.storage.schema import ACCOUNT, POST_IMAGE, STUDIO
from assistant.storage.texts import id_at, storable

# Everything but the bytes.
_SHOWN = (
    *(POST_IMAGE.c[name] for name in ("id", "sha256", "media_type", "width", "height")),
    *(POST_IMAGE.c[name] for name in ("size", "alt", "by")),
)


class PostgresStudios:
    """The studios of a workspace and their images."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, studio: Studio, wish: Wish | None = None) -> Studio:
        """Store a new one and put the job that shows it into the queue; the stored one. The same
        `event_key` again gives the one that is there.

        Args:
            wish: for its first drafts, kept with it.

        Raises:
            NotFound: one of its accounts is not of this workspace.
        """
        keys = {"workspace_id": studio.workspace_id, "id": studio.id}
        keys |= {"event_key": studio.event_key, "person_id": studio.person_id}
        made = upsert(STUDIO).values(
            **keys, **_values(studio), made_at=studio.made_at, version=studio.version
        )
        once = made.on_conflict_do_nothing(index_elements=["workspace_id", "event_key"])
        its = select(STUDIO).where(STUDIO.c.event_key == studio.event_key)
        async with self._database.workspace(studio.workspace_id) as connection:
            await _check_accounts(connection, studio)
            new = await connection.execute(once.returning(STUDIO.c.id))
            if new.one_or_none() is not None:
                await put_studio(connection, studio.workspace_id, studio.id)
                if wish is not None:
                    await put_wish(connection, wish)
            return _studio_of((await connection.execute(its)).one())

    async def get(self, workspace_id: str, studio_id: str) -> Studio:
        """Raises NotFound."""
        async with self._database.workspace(workspace_id) as connection:
            return _studio_of(await _row(connection, studio_id))

    async def at(self, workspace_id: str, channel_id: str, ts: str) -> Studio | None:
        """The studio whose thread hangs on that message; None where there is none."""
        there = (STUDIO.c.place_channel == channel_id, STUDIO.c.place_ts == ts)
        found = await self._studios(workspace_id, select(STUDIO).where(*there).limit(1))
        return found[0] if found else None

    async def keep(self, studio: Studio) -> Studio:
        """Store topic, page, about and accounts of this version; the stored one, version + 1.

        Raises:
            EditConflict: it has another version by now (current: the stored one).
            NotFound: no such studio, or an account that is not of this workspace.
        """
        values = _values(studio) | {"version": studio.version + 1}
        changed = update(STUDIO).where(STUDIO.c.id == id_at(studio.id)).values(**values)
        async with self._database.workspace(studio.workspace_id) as connection:
            stored = _studio_of(await _row(connection, studio.id, lock=True))
            if stored.version != studio.version:
                raise EditConflict("this post studio", stored)
            await _check_accounts(connection, studio)
            after = (await connection.execute(changed.returning(STUDIO))).one()
            await put_studio(connection, studio.workspace_id, studio.id)
        return _studio_of(after)

    async def placed(self, workspace_id: str, studio_id: str, place: CardPlace) -> None:
        """Note where its thread hangs."""
        values = {"place_channel": place.channel_id, "place_ts": place.ts}
        changed = update(STUDIO).where(STUDIO.c.id == id_at(studio_id)).values(**values)
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(changed)

    async def recent(self, workspace_id: str, *, limit: int = 20) -> Sequence[Studio]:
        """The latest first."""
        latest = select(STUDIO).order_by(STUDIO.c.made_at.desc(), STUDIO.c.id).limit(limit)
        return await self._studios(workspace_id, latest)

    async def hand_in(self, workspace_id: str, studio_id: str, shared: Shared) -> None:
        """Have the images of a message taken. See the port."""
        mark = f"images:{shared.channel_id}:{shared.ts}"
        async with self._database.workspace(workspace_id) as connection:
            await _row(connection, studio_id)
            await put(
                connection,
                Job.TAKE_IMAGES,
                lock=mark,
                once=mark,
                workspace_id=workspace_id,
                studio_id=studio_id,
                person_id=shared.person_id,
                channel_id=shared.channel_id,
                ts=shared.ts,
                root_ts=shared.root_ts,
                file_ids=" ".join(shared.file_ids),
            )

    async def add_image(self, workspace_id: str, studio_id: str, image: Image, data: bytes) -> None:
        """Store an image with its bytes; the same id again changes nothing. Raises NotFound."""
        of_it = select(func.coalesce(func.max(POST_IMAGE.c.n), 0) + 1)
        n = of_it.where(POST_IMAGE.c.studio_id == id_at(studio_id)).scalar_subquery()
        keys = {"workspace_id": workspace_id, "id": image.id, "studio_id": id_at(studio_id)}
        said = {name: getattr(image, name) for name in ("sha256", "media_type", "width", "height")}
        said |= {"size": image.size, "alt": storable(image.alt), "by": " ".join(image.by)}
        values = keys | said | {"data": data}
        once = upsert(POST_IMAGE).values(**values, n=n).on_conflict_do_nothing()
        async with self._database.workspace(workspace_id) as connection:
            await _row(connection, studio_id, lock=True)  # its images come one after another
            await connection.execute(once)
            await put_studio(connection, workspace_id, studio_id)

    async def images(self, workspace_id: str, studio_id: str) -> Sequence[Image]:
        """Those of a studio, in the order they came."""
        its = select(*_SHOWN).where(POST_IMAGE.c.studio_id == id_at(studio_id))
        async with self._database.workspace(workspace_id) as connection:
            rows = (await connection.execute(its.order_by(POST_IMAGE.c.n))).all()
        return [_image_of(row) for row in rows]

    async def image_data(self, workspace_id: str, image_id: str) -> bytes:
        """Raises NotFound: it was erased, or never there."""
        its = select(POST_IMAGE.c.data).where(POST_IMAGE.c.id == id_at(image_id))
        async with self._database.workspace(workspace_id) as connection:
            data: bytes | None = (await connection.execute(its)).scalar_one_or_none()
        if data is None:
            raise NotFound("image", image_id)
        return data

    async def describe(self, workspace_id: str, image_id: str, alt: str, by: str) -> Image:
        """Say what an image shows; whoever says so counts as one who made it. Raises NotFound."""
        its = POST_IMAGE.c.id == id_at(image_id)
        held = select(POST_IMAGE.c.by).where(its).with_for_update()
        async with self._database.workspace(workspace_id) as connection:
            before: str | None = (await connection.execute(held)).scalar_one_or_none()
            if before is None:
                raise NotFound("image", image_id)
            people = " ".join(dict.fromkeys([*before.split(), by]))
            said = update(POST_IMAGE).where(its).values(alt=storable(alt), by=people)
            row = (await connection.execute(said.returning(POST_IMAGE.c.studio_id, *_SHOWN))).one()
            await put_studio(connection, workspace_id, row.studio_id)
        return _image_of(row)

    async def drop_image(self, workspace_id: str, image_id: str) -> bool:
        """Erase one. False where it was gone."""
        its = delete(POST_IMAGE).where(POST_IMAGE.c.id == id_at(image_id))
        async with self._database.workspace(workspace_id) as connection:
            gone = (await connection.execute(its.returning(POST_IMAGE.c.studio_id))).one_or_none()
            if gone is not None:
                await put_studio(connection, workspace_id, gone.studio_id)
        return gone is not None

    async def _studios(self, workspace_id: str, statement: Select[Any]) -> Sequence[Studio]:
        async with self._database.workspace(workspace_id) as connection:
            return [_studio_of(row) for row in await connection.execute(statement)]


async def _row(connection: AsyncConnection, studio_id: str, *, lock: bool = False) -> AnyRow:
    """The row of a studio, held against changes if so wished. Raises NotFound."""
    statement = select(STUDIO).where(STUDIO.c.id == id_at(studio_id))
    if lock:
        statement = statement.with_for_update(key_share=True)
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("studio", studio_id)
    return row


async def _check_accounts(connection: AsyncConnection, studio: Studio) -> None:
    """Each of its accounts is one that this workspace has now. Raises NotFound."""
    wanted = [id_at(each) for each in studio.account_ids]
    here = select(ACCOUNT.c.id).where(ACCOUNT.c.id.in_(wanted))
    known = set((await connection.execute(here)).scalars())
    if not wanted or not known.issuperset(wanted):
        raise NotFound("account", next((e for e in studio.account_ids if e not in known), ""))


def _values(studio: Studio) -> dict[str, object]:
    """What may change."""
    return {
        "topic": storable(studio.topic),
        "page_url": studio.page_url and storable(studio.page_url),
        "about": storable(studio.about),
        "account_ids": list(studio.account_ids),
    }


def _studio_of(row: AnyRow) -> Studio:
    studio = Studio(
        id=row.id,
        workspace_id=row.workspace_id,
        person_id=row.person_id,
        account_ids=tuple(row.account_ids),
        topic=row.topic,
        event_key=row.event_key,
        made_at=row.made_at,
        page_url=row.page_url,
        about=row.about,
        version=row.version,
    )
    if row.place_ts is None:
        return studio
    return replace(studio, place=CardPlace(row.place_channel, row.place_ts))


def _image_of(row: AnyRow) -> Image:
    said = (row.sha256, row.media_type, row.width, row.height, row.size, row.alt)
    return Image(row.id, *said, tuple(row.by.split()))
