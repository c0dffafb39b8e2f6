"""Puts the platforms together: connections to them, and their own pages for signing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from httpx2 import AsyncClient

from assistant.community.accounts import Platform
from assistant.errors import InvalidInput
from assistant.media_side import public_images
from assistant.platforms.bluesky_authority import Authorities
from assistant.platforms.bluesky_client import BlueskyClient
from assistant.platforms.bluesky_identity import Identities
from assistant.platforms.bluesky_oauth import BlueskyOAuth
from assistant.platforms.bluesky_page import BlueskyPage
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.connections import Connections, Factory
from assistant.platforms.facebook_publishing import FacebookPublisher
from assistant.platforms.http import Door, make_client
from assistant.platforms.instagram_publishing import InstagramPublisher
from assistant.platforms.limits import Limits
from assistant.platforms.mastodon_oauth import MastodonOAuth
from assistant.platforms.mastodon_page import MastodonPage
from assistant.platforms.mastodon_signing import MastodonFactory
from assistant.platforms.meta_oauth import MetaApp, MetaOAuth
from assistant.platforms.meta_page import MetaPage
from assistant.platforms.meta_signing import FacebookFactory, InstagramFactory
from assistant.platforms.reading import Reader
from assistant.platforms.sample_connecting import SampleFactory
from assistant.platforms.web_pages import GuardedPages
from assistant.platforms.x_app import XApp
from assistant.platforms.x_oauth import XClient, XOAuth
from assistant.platforms.x_page import XPage
from assistant.platforms.x_signing import NO_CLIENT, XFactory
from assistant.ports import Clock
from assistant.ports.pages import WebPages
from assistant.ports.signing_in import SignInPage, SignInPages
from assistant.settings import Settings
from assistant.storage.meters import StoredMeters
from assistant.storage.stores import Stores

Factories = dict[Platform, Factory]
Pages = dict[Platform, SignInPage]


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
    made = _Made(settings, stores, reader, door, clock)
    factories: Factories = {Platform.SAMPLE: SampleFactory(clock)}
    pages: Pages = {}
    metadata = _bluesky(made, factories, pages)
    for parts in (_mastodon, _x, _meta):
        parts(made, factories, pages)
    connections = Connections(factories, stores.accounts)
    signing_in = SignInPages(settings.sign_in_url, metadata, pages) if pages else SignInPages()
    return PlatformSide(client, connections, signing_in, GuardedPages(client))


@dataclass(frozen=True, slots=True)
class _Made:
    """What every platform is made from."""

    settings: Settings
    stores: Stores
    reader: Reader
    door: Door
    clock: Clock


def check_app(settings: Settings, platform: Platform) -> None:
    """Raise InvalidInput, with the way on, where nobody can sign in on a platform because Engage is
    no app of it yet.
    """
    if platform is Platform.X and not settings.x_client_id:
        raise InvalidInput(NO_CLIENT)
    if platform in (Platform.FACEBOOK, Platform.INSTAGRAM):
        _meta_app(settings).credentials()


def _door(settings: Settings) -> Door:
    """Who is reached unchecked: what whoever runs Engage has named."""
    named = (
        settings.bluesky_public_url,
        settings.bluesky_service_url,
        settings.bluesky_plc_url,
        settings.x_api_url,
        settings.graph_api_url,
    )
    return Door.make(named, settings.allow_hosts)


def _bluesky(made: _Made, factories: Factories, pages: Pages) -> Mapping[str, Any] | None:
    """Bluesky; what its servers want to know of Engage where browsers reach it."""
    settings, reader, clock = made.settings, made.reader, made.clock
    client = oauth = None
    if settings.sign_in_url is not None:
        seeds = made.stores.vault.seeds("bluesky client")
        client = BlueskyClient(settings.sign_in_url, seeds, clock)
        oauth = BlueskyOAuth(reader, client, clock)
    factories[Platform.BLUESKY] = bluesky = BlueskyFactory(
        reader,
        clock,
        public_url=settings.bluesky_public_url,
        service_url=settings.bluesky_service_url,
        oauth=oauth,
    )
    if client is None or oauth is None:
        return None
    identities = Identities(
        reader, public_url=settings.bluesky_public_url, plc_url=settings.bluesky_plc_url
    )
    authorities = Authorities(reader, made.door)
    pages[Platform.BLUESKY] = BlueskyPage(identities, authorities, oauth, bluesky)
    return client.metadata()


def _mastodon(made: _Made, factories: Factories, pages: Pages) -> None:
    factories[Platform.MASTODON] = mastodon = MastodonFactory(made.reader, made.door, made.clock)
    if base_url := made.settings.sign_in_url:
        oauth = MastodonOAuth(made.reader, mastodon)
        pages[Platform.MASTODON] = MastodonPage(
            mastodon.servers, oauth, made.stores.registrations, base_url
        )


def _x(made: _Made, factories: Factories, pages: Pages) -> None:
    """X; its page where Engage is an app of X's."""
    settings, stores = made.settings, made.stores
    secret, bearer = settings.x_client_secret, settings.x_bearer_token
    oauth = None
    if settings.x_client_id:
        client = XClient(settings.x_client_id, secret.get_secret_value() if secret else None)
        oauth = XOAuth(made.reader, client, api_url=settings.x_api_url, web_url=settings.x_web_url)
    app = XApp(made.reader, settings.x_api_url, bearer.get_secret_value()) if bearer else None
    factories[Platform.X] = factory = XFactory(
        made.reader,
        made.clock,
        api_url=settings.x_api_url,
        oauth=oauth,
        meters=StoredMeters(stores.costs, stores.paid_today, made.clock),
        app=app,
        dialect=settings.x_dialect,
    )
    if oauth and settings.sign_in_url:
        pages[Platform.X] = XPage(oauth, factory, settings.sign_in_url)


def _meta_app(settings: Settings) -> MetaApp:
    secret = settings.meta_app_secret
    return MetaApp(
        settings.graph_api_url,
        settings.meta_web_url,
        settings.meta_app_id,
        secret.get_secret_value() if secret else None,
        webhook=settings.meta_webhook_token is not None,
        config_id=settings.meta_config_id,
    )


def _meta(made: _Made, factories: Factories, pages: Pages) -> None:
    """Facebook and Instagram; their pages where Engage is an app of Meta's."""
    settings, stores = made.settings, made.stores
    app = _meta_app(settings)
    oauth = MetaOAuth(made.reader, app)
    facebook = FacebookFactory(
        oauth, made.clock, lambda _, connection: FacebookPublisher(connection, made.clock)
    )
    images = public_images(settings, stores, made.clock)
    instagram = InstagramFactory(
        oauth,
        made.clock,
        lambda account, connection: InstagramPublisher(
            account.workspace_id, connection, made.clock, images
        ),
    )
    each: tuple[FacebookFactory | InstagramFactory, ...] = (facebook, instagram)
    for factory in each:
        factories[factory.platform] = factory
        if app.app_id and app.app_secret and settings.sign_in_url:
            pages[factory.platform] = MetaPage(
                oauth, factory, stores.accounts.all, settings.sign_in_url
            )
