"""Puts the platforms together: connections to them, and their own pages for signing in."""

from __future__ import annotations

from dataclasses import dataclass

from httpx2 import AsyncClient

from assistant.community.accounts import Platform
from assistant.platforms.bluesky_authority import Authorities
from assistant.platforms.bluesky_client import BlueskyClient
from assistant.platforms.bluesky_identity import Identities
from assistant.platforms.bluesky_oauth import BlueskyOAuth
from assistant.platforms.bluesky_page import BlueskyPage
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.connections import Connections
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.mastodon_oauth import MastodonOAuth
from assistant.platforms.mastodon_page import MastodonPage
from assistant.platforms.mastodon_signing import MastodonFactory
from assistant.platforms.reading import Reader
from assistant.platforms.sample_connecting import SampleFactory
from assistant.platforms.web_pages import GuardedPages
from assistant.ports import Clock
from assistant.ports.pages import WebPages
from assistant.ports.signing_in import SignInPage, SignInPages
from assistant.settings import Settings
from assistant.storage.stores import Stores


@dataclass(frozen=True, slots=True)
class PlatformSide:
    """Everything about platforms. Whoever made it closes the client, and the connections first."""

    client: AsyncClient
    connections: Connections
    pages: SignInPages
    web: WebPages


def open_platform_side(settings: Settings, stores: Stores, clock: Clock) -> PlatformSide:
    """Make everything about platforms. It blocks while it reads whom TLS trusts."""
    door = _door(settings)
    client = make_client(door)
    reader = Reader(client, Limits(clock))
    parts = _parts(settings, stores, reader, door, clock)
    return PlatformSide(client, *parts, GuardedPages(client))


def _door(settings: Settings) -> Door:
    """Who is reached unchecked: what whoever runs Engage has named."""
    named = (settings.bluesky_public_url, settings.bluesky_service_url, settings.bluesky_plc_url)
    return Door.make(named, settings.allow_hosts)


def _parts(
    settings: Settings, stores: Stores, reader: Reader, door: Door, clock: Clock
) -> tuple[Connections, SignInPages]:
    base_url = settings.sign_in_url
    client = oauth = None
    if base_url is not None:
        client = BlueskyClient(base_url, stores.vault.seeds("bluesky client"), clock)
        oauth = BlueskyOAuth(reader, client, clock)
    bluesky = BlueskyFactory(
        reader,
        clock,
        public_url=settings.bluesky_public_url,
        service_url=settings.bluesky_service_url,
        oauth=oauth,
    )
    mastodon = MastodonFactory(reader, door, clock)
    connections = Connections(
        {
            Platform.BLUESKY: bluesky,
            Platform.MASTODON: mastodon,
            Platform.SAMPLE: SampleFactory(clock),
        },
        stores.accounts,
    )
    if base_url is None or client is None or oauth is None:
        return connections, SignInPages()
    identities = Identities(
        reader, public_url=settings.bluesky_public_url, plc_url=settings.bluesky_plc_url
    )
    pages: dict[Platform, SignInPage] = {
        Platform.BLUESKY: BlueskyPage(identities, Authorities(reader, door), oauth, bluesky),
        Platform.MASTODON: MastodonPage(
            mastodon.servers, MastodonOAuth(reader, mastodon), stores.registrations, base_url
        ),
    }
    return connections, SignInPages(base_url, client.metadata(), pages)
