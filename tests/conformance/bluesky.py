"""Bluesky's stage: the real network, people driven by the `atproto` SDK."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import cast

from playwright.async_api import Browser

from assistant.community.accounts import AccountRef
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.http import Door, make_client
from assistant.ports import SocialPlatform
from tests.browser.picture import chromium
from tests.conformance.stage import Able, Actor, Made
from tests.integration.connecting import as_account, make_factory, ref_of, signed_in
from tests.integration.consenting import Client, consent, make
from tests.integration.network import Network, World
from tests.integration.people import Person, Written
from tests.peers.bluesky.stranger import stranger


class BlueskyActor:
    """Somebody with a PDS account."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.id = person.did
        self.handle = person.handle

    def _made(self, written: Written, parent: Made | None = None) -> Made:
        parent_id = parent.id if parent else None
        return Made(
            written.uri, written.link, written.at, self.id, written.text, written, parent_id
        )

    async def post(self, text: str, *, at: datetime | None = None) -> Made:
        return self._made(await self.person.post(text, at=at))

    async def post_many(self, texts: Sequence[str], times: Sequence[datetime]) -> list[Made]:
        return [self._made(each) for each in await self.person.post_many(texts, times)]

    async def reply(self, to: Made, text: str, *, at: datetime | None = None) -> Made:
        return self._made(await self.person.reply(to.native, text, at=at), to)

    async def mention(self, whom: Actor, text: str) -> Made:
        named = cast("BlueskyActor", whom).person
        return self._made(await self.person.post(f"@{named.handle} {text}", mentions=[named]))

    async def like(self, post: Made) -> None:
        await self.person.like(post.native)

    async def repost(self, post: Made) -> None:
        await self.person.repost(post.native)

    async def quote(self, post: Made, text: str) -> Made:
        return self._made(await self.person.quote(post.native, text))

    async def delete(self, post: Made) -> None:
        await self.person.delete(post.native)


class BlueskyStage:
    """See `Stage`."""

    gone_id = "at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3aaaaaaaaaaa2"
    able = Able()

    def __init__(self, world: World, factory: BlueskyFactory) -> None:
        self.factory = factory
        self.world = world

    async def person(self, name: str) -> Actor:
        return BlueskyActor(await self.world.make_person(name))

    async def settle(self) -> None:
        await self.world.settle()

    async def secret(self, person: Actor) -> str:
        return await cast("BlueskyActor", person).person.app_password()

    def ref(self, person: Actor) -> AccountRef:
        return ref_of(cast("BlueskyActor", person).person)

    def stranger(self) -> SocialPlatform:
        return self.factory.anonymous()

    async def connect(self, person: Actor) -> SocialPlatform:
        return await signed_in(self.factory, cast("BlueskyActor", person).person)


class OwnPageStage(BlueskyStage):
    """The same for accounts that were signed in on their server's own page: tokens bound to a key,
    in place of an app password.
    """

    def __init__(
        self, world: World, factory: BlueskyFactory, browser: Browser, client: Client
    ) -> None:
        super().__init__(world, factory)
        self._browser = browser
        self._client = client

    async def connect(self, person: Actor) -> SocialPlatform:
        await self.settle()  # the AppView resolves handles
        ref, page = self.ref(person), self._client.page
        leaving = await page.leave(await page.find("T1", ref), "state")
        given = await consent(self._browser, leaving.url)
        profile, credential = await page.arrive(leaving.kept, given)
        account = as_account(ref, profile)
        return self._client.factory.signed_in(account, credential, None)  # type: ignore[arg-type]


@asynccontextmanager
async def own_page_stage(network: Network) -> AsyncIterator[OwnPageStage]:
    """The network, and a browser to sign in with."""
    client = make(network)
    async with bluesky_stage(network) as stage, chromium() as browser:
        yield OwnPageStage(stage.world, stage.factory, browser, client)
    await client.http.aclose()


@asynccontextmanager
async def bluesky_stage(network: Network) -> AsyncIterator[BlueskyStage]:
    """The network as the program meets it: strangers are refused what production refuses."""
    world = World(network)
    try:
        with stranger(network.appview) as proxy:
            async with make_client(Door.make([proxy.url, network.pds], "")) as client:
                factory = make_factory(client, public_url=proxy.url, service_url=network.pds)
                yield BlueskyStage(world, factory)
    finally:
        await world.close()
