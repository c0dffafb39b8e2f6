"""Links to images: whoever has one may fetch that image for an hour, and nothing else is there."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import cast

import httpx2
import pytest
from starlette.applications import Starlette

from assistant.community.studio import Image
from assistant.errors import NotFound, StoreUnavailable
from assistant.media_side import public_images
from assistant.platforms.public_images import LASTS, LONGEST, PublicImages
from assistant.settings import Settings
from assistant.storage.database import Database
from assistant.storage.stores import Stores
from assistant.storage.studios import PostgresStudios
from assistant.storage.vault import Vault
from handlers.media import media_routes
from playground.slack import SlackDouble
from tests.integration.pictures import attached
from tests.integration.publishing_house import SYSTEM_KEY, TEAM, bluesky_ref, open_house
from tests.integration.serving import free_port, serving

pytestmark = pytest.mark.integration

BASE = "https://engage.example"
SEEDS = {"new": b"n" * 48, "old": b"o" * 48}


@dataclass
class Shelf:
    """Images by workspace and id, and a clock."""

    now: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)
    kept: dict[tuple[str, str], bytes] = field(default_factory=dict)
    away: bool = False

    async def data(self, workspace_id: str, image_id: str) -> bytes:
        if self.away:
            raise StoreUnavailable("PostgreSQL")
        try:
            return self.kept[workspace_id, image_id]
        except KeyError:
            raise NotFound("image", image_id) from None

    def images(self, **seeds: bytes) -> PublicImages:
        return PublicImages(BASE, seeds or SEEDS, lambda: self.now, self.data)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def web(shelf: Shelf) -> AsyncIterator[httpx2.AsyncClient]:
    app = Starlette(routes=media_routes(shelf.images().opened))
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


def put(shelf: Shelf, alt: str = "A cup") -> Image:
    cup = attached(alt)
    shelf.kept["T1", cup.image.id] = cup.data
    return cup.image


async def test_whoever_has_the_link_gets_the_image_for_an_hour(
    shelf: Shelf, web: httpx2.AsyncClient
) -> None:
    image = put(shelf)
    link = shelf.images().link("T1", image)
    assert link.startswith(f"{BASE}/media/")
    answer = await web.get(link)
    assert (answer.status_code, answer.content) == (200, shelf.kept["T1", image.id])
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await web.head(link)).status_code == 200
    shelf.now += LASTS - timedelta(seconds=1)
    assert (await web.get(link)).status_code == 200
    shelf.now += timedelta(seconds=1)
    assert (await web.get(link)).status_code == 404


async def test_nothing_else_is_there(shelf: Shelf, web: httpx2.AsyncClient) -> None:
    image = put(shelf)
    link = shelf.images().link("T1", image)
    token = link.rpartition("/")[2]
    signed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    changed = (
        signed[:-1] + bytes([signed[-1] ^ 1]),
        bytes([signed[0] ^ 1]) + signed[1:],
        signed[:32],
        signed[32:],
        signed.replace(b'"T1"', b'"T2"'),
        b"\0" * 32 + signed[32:],
        b"",
    )
    tokens = [base64.urlsafe_b64encode(each).decode().rstrip("=") for each in changed]
    tokens += [
        "nonsense",
        "a",
        "%00",
        "ü",
        "..",
        token + "A" * LONGEST,
        f"{token}/more",
        f"{token}!",
    ]
    for each in tokens:
        answer = await web.get(f"/media/{each}")
        assert answer.status_code == 404, each
    assert (await web.post(link)).status_code == 405
    assert (await web.get("/media/")).status_code == 404


async def test_it_opens_the_bytes_that_were_approved_and_no_others(
    shelf: Shelf, web: httpx2.AsyncClient
) -> None:
    image = put(shelf)
    links = [
        shelf.images().link("T1", image),
        shelf.images().link("T2", image),
        shelf.images().link("T1", replace(image, sha256="0" * 64)),
    ]
    assert [(await web.get(link)).status_code for link in links] == [200, 404, 404]
    shelf.kept["T1", image.id] = attached("Another cup").data
    assert (await web.get(links[0])).status_code == 404
    shelf.kept.clear()  # erased, as it is after the post went out
    assert (await web.get(links[0])).status_code == 404


async def test_what_is_no_jpeg_is_not_shown(shelf: Shelf, web: httpx2.AsyncClient) -> None:
    image = put(shelf)
    page = b"<html><script>alert(1)</script>"
    shelf.kept["T1", image.id] = page
    link = shelf.images().link("T1", replace(image, sha256=sha256(page).hexdigest()))
    assert (await web.get(link)).status_code == 404


async def test_a_link_outlives_a_change_of_keys_and_not_a_key_that_is_gone(shelf: Shelf) -> None:
    image = put(shelf)
    token = shelf.images(old=b"o" * 48).link("T1", image).rpartition("/")[2]
    assert await shelf.images().opened(token)
    assert await shelf.images(new=b"n" * 48).opened(token) is None


async def test_while_the_store_is_away_it_is_asked_again_later(
    shelf: Shelf, web: httpx2.AsyncClient
) -> None:
    link = shelf.images().link("T1", put(shelf))
    shelf.away = True
    assert (await web.get(link)).status_code == 503


@dataclass
class Kept:
    """What of the stores is needed."""

    vault: Vault
    studios: PostgresStudios


async def test_images_of_a_draft_are_shown_from_the_store(database: Database) -> None:
    """As the program puts it together; nowhere without an address that is safe. Another workspace
    opens nothing.
    """
    house = await open_house(database)
    account = await house.account(bluesky_ref(), "did:plc:acme")
    cup = attached("A cup")
    await house.post(account, "Cups", images=(cup,))
    stores = cast("Stores", Kept(Vault(["k" * 40]), house.studios))
    for url in ("", "http://engage.example"):
        settings = Settings.from_env({"ENGAGE_PUBLIC_URL": url})
        assert public_images(settings, stores, house.clock) is None
    settings = Settings.from_env({"ENGAGE_PUBLIC_URL": f"{BASE}/behind/"})
    images = public_images(settings, stores, house.clock)
    assert images
    link = images.link(TEAM, cup.image)
    assert link.startswith(f"{BASE}/behind/media/")
    assert await images.opened(link.rpartition("/")[2]) == cup.data
    other = images.link("T0THER", cup.image)
    assert await images.opened(other.rpartition("/")[2]) is None


async def test_the_program_shows_them_where_it_is_reached(
    database: Database, database_url: str, redis_url: str
) -> None:
    """What one process makes a link of, another one shows: both have the key alone in common."""
    house = await open_house(database)
    account = await house.account(bluesky_ref(), "did:plc:acme")
    cup = attached("A cup")
    await house.post(account, "Cups", images=(cup,))
    stores = cast("Stores", Kept(Vault([SYSTEM_KEY]), house.studios))
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": SYSTEM_KEY,
        "ENGAGE_PUBLIC_URL": f"http://127.0.0.1:{free_port()}",
    }
    images = public_images(Settings.from_env(environment), stores, house.clock)
    assert images
    path = images.link(TEAM, cup.image).removeprefix(environment["ENGAGE_PUBLIC_URL"])
    async with (
        SlackDouble() as slack,
        serving(slack, environment) as program,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{program.port}") as client,
    ):
        await program.until_ready()
        answer = await client.get(path)
        assert (answer.status_code, answer.content) == (200, cup.data)
        forged = await client.get(path[:-4])
        assert (forged.status_code, forged.headers["cache-control"]) == (404, "no-store")
