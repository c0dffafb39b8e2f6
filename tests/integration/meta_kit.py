"""Meta's double with a Page and a professional account, and connections as the program makes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette

from assistant.community.accounts import Account, AccountRef
from assistant.errors import NotFound
from assistant.platforms.facebook import Facebook
from assistant.platforms.facebook_publishing import FacebookPublisher
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.http import TOTAL_S, Door, make_client
from assistant.platforms.instagram import Instagram
from assistant.platforms.instagram_container import Containers
from assistant.platforms.instagram_publishing import InstagramPublisher
from assistant.platforms.limits import Limits
from assistant.platforms.meta_oauth import MetaApp, MetaOAuth
from assistant.platforms.meta_signing import FacebookFactory, InstagramFactory, MetaFactory
from assistant.platforms.public_images import PublicImages
from assistant.platforms.reading import Patience, Reader
from assistant.ports import Clock, SocialPlatform
from assistant.ports.publishing import Publisher
from assistant.storage.vault import Vault
from handlers.media import media_routes
from tests.doubles.meta import MetaServer
from tests.doubles.meta.nodes import IgUser, Page, Person
from tests.integration.pictures import MADE
from tests.integration.platform_kit import Held, at_once
from tests.integration.publishing_house import SYSTEM_KEY
from tests.integration.serving import free_port
from tests.peers.meta_names import unknown


@dataclass
class Kit:
    """The double, who is who on it, and the factories.

    Attributes:
        owner: who may do everything on the Page.
        insta: the professional account that is linked to the Page.
        images_url: where images of ours are shown, by the key of `SYSTEM_KEY`.
    """

    server: MetaServer
    oauth: MetaOAuth
    facebook: FacebookFactory
    instagram: InstagramFactory
    images_url: str
    owner: Person = field(init=False)
    page: Page = field(init=False)
    insta: IgUser = field(init=False)

    def __post_init__(self) -> None:
        world = self.server.world
        self.owner = world.person("Olga")
        self.page = world.page("acme", "Acme Coffee", admin=self.owner)
        self.insta = world.instagram("acme", page=self.page)

    @property
    def token(self) -> str:
        """The Page's, with all permissions."""
        return self.server.page_token(self.owner, self.page)

    async def signed_in(self, factory: MetaFactory, ref: AccountRef) -> SocialPlatform:
        """Connected as people connect: with the Page's access token."""
        profile, credential = await factory.sign_in(ref, self.token, None)
        account = Account(
            "a1", "T1", ref, profile.native_id, profile.name, profile.url, datetime.now(UTC)
        )
        return factory.signed_in(account, credential, Held(credential))


@asynccontextmanager
async def kit(
    *,
    server: MetaServer | None = None,
    url: str | None = None,
    patience: Patience | None = None,
    total_s: float = TOTAL_S,
) -> AsyncIterator[Kit]:
    """Meta and the program. At the end everything that was asked for has to be in Meta's tables.

    Args:
        server: one that listens already; `url` leads to it.
    """
    if server is None:
        async with MetaServer() as made, kit(server=made, patience=patience) as place:
            yield place
        return
    server.app.needs_proof = True
    url = url or server.url
    graph = server.graph.replace(server.url, url)
    door = Door.make([url], "")
    async with make_client(door) as client, shelf(server.now) as images:
        once = patience or Patience(attempts=1)
        reader = Reader(client, Limits(server.now), patience=once, total_s=total_s)
        oauth = MetaOAuth(reader, MetaApp(graph, url, server.app.id, server.app.secret))

        def writing(_: Account, connection: Facebook) -> Publisher:
            return FacebookPublisher(connection, server.now)

        def showing(account: Account, connection: Instagram) -> Publisher:
            containers = Containers(*_way(connection), pause=at_once)
            return InstagramPublisher(
                account.workspace_id, connection, server.now, images, containers
            )

        facebook = FacebookFactory(oauth, server.now, writing)
        instagram = InstagramFactory(oauth, server.now, showing)
        yield Kit(server, oauth, facebook, instagram, images._base_url)
    named = unknown(server.calls)
    assert named == set()


def _way(connection: Instagram) -> tuple[GraphApi, str]:
    assert connection.own
    return connection.own[0], connection.own[1].id


@asynccontextmanager
async def shelf(clock: Clock) -> AsyncIterator[PublicImages]:
    """A server of ours that shows images as the program does."""
    port = free_port()
    seeds = Vault([SYSTEM_KEY]).seeds("public images")
    images = PublicImages(f"http://127.0.0.1:{port}", seeds, clock, _data)
    app = Starlette(routes=media_routes(images.opened))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(20):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event
            await asyncio.sleep(0.01)
    try:
        yield images
    finally:
        server.should_exit = True
        await running


async def _data(workspace_id: str, image_id: str) -> bytes:
    if image_id not in MADE:
        raise NotFound("image", f"{workspace_id} {image_id}")
    return MADE[image_id]
