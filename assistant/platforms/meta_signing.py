"""Makes connections to Facebook Pages and Instagram accounts: both with a Page's token."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.errors import AccessRefused, InvalidInput, ReconnectNeeded, SignInNeeded
from assistant.platforms.facebook import Facebook
from assistant.platforms.facebook_parse import PROFILE, PageName
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_errors import GraphRefused, Trouble
from assistant.platforms.instagram import Instagram
from assistant.platforms.instagram_parse import Owner
from assistant.platforms.keeping import Keeper
from assistant.platforms.meta_insights import Insights, Metrics
from assistant.platforms.meta_oauth import LINKED, GrantView, MetaOAuth, grant
from assistant.platforms.meta_permissions import said
from assistant.ports import Clock, Credential, SocialPlatform
from assistant.ports.publishing import Publisher

_PROBES = {
    Platform.FACEBOOK: {
        "pages_read_engagement": "published_posts",
        "pages_read_user_content": "tagged",
    },
    Platform.INSTAGRAM: {"instagram_basic": "media", "instagram_manage_comments": "tags"},
}
"""What a pasted token must let us read, by the permission it shows: nothing tells what else a
Page's token may do."""

_UNSET = (
    "META_APP_ID and META_APP_SECRET are not set any more. Whoever runs Engage can put that right"
)


class MetaFactory(ABC):
    """What both have in common."""

    platform: Platform

    def __init__(self, oauth: MetaOAuth, clock: Clock) -> None:
        self._oauth = oauth
        self._clock = clock
        self._metrics = Metrics(self.platform)

    async def sign_in(
        self,
        ref: AccountRef,
        secret: str,
        service: str | None,  # noqa: ARG002 - there is one Meta
    ) -> tuple[Profile, Credential]:
        """See `connections.Factory`. `secret` is an access token of the Page."""
        api = self._oauth.api(self.platform, secret, label=str(ref))
        page = await self._page_of(api, secret)
        names = handle_of(self.platform, page)
        if not names:
            raise InvalidInput(
                f"The Page {page.name or page.handle} has no Instagram account linked to it. Link "
                f"a professional account in the Page's settings first."
            )
        if ref.handle not in names:
            raise InvalidInput(
                f"This access token belongs to {self.platform.value}:{names[0]}, not to {ref}. "
                f"Take the one of the right Page."
            )
        profile, credential = await self.from_page(page)
        await self._check_permissions(api, profile.native_id)
        return profile, credential

    async def sign_out(self, account: Account, credential: Credential) -> bool:  # noqa: ARG002
        """See `connections.Factory`. A Page's token cannot be given back by itself: that would take
        away all that its person allowed, for other Pages, too. They can do so in their settings on
        Facebook (Business integrations).
        """
        return False

    @abstractmethod
    def signed_in(self, account: Account, credential: Credential, keep: Keeper) -> SocialPlatform:
        """See `connections.Factory`."""

    @abstractmethod
    async def from_page(self, page: GrantView) -> tuple[Profile, Credential]:
        """The account behind a Page that was given, with its sign-in. Raises PlatformError."""

    async def _page_of(self, api: GraphApi, token: str) -> GrantView:
        try:
            told = await api.get("me", fields=f"{PROFILE},{LINKED}")
        except GraphRefused as refused:
            if refused.problem.trouble is Trouble.FIELD:
                raise InvalidInput(
                    "This is the access token of a person. Engage needs the one of the Page: "
                    "docs/platforms.md says how to get it."
                ) from refused
            raise ReconnectNeeded(api.platform, api.label, refused.detail) from refused
        return grant({**told, "access_token": token})

    async def _check_permissions(self, api: GraphApi, native_id: str) -> None:
        """Raises InvalidInput naming every permission that is missing."""
        missing = []
        for permission, edge in _PROBES[self.platform].items():
            try:
                await api.listing(f"{native_id}/{edge}", fields="id", limit=1)
            except AccessRefused as refused:
                if permission not in refused.reason:
                    raise
                missing.append(permission)
        if missing:
            raise InvalidInput(
                f"This access token does not let Engage {said(self.platform, missing)}. Make a new "
                f"one with these permissions."
            )

    def _api(self, account: Account, credential: Credential) -> GraphApi:
        """Raises AccessRefused where the app that the account was connected with is not set."""
        owner, label = account.native_id, str(account.ref)
        try:
            return self._oauth.api(self.platform, credential.secret, owner, label)
        except InvalidInput as unset:
            raise AccessRefused(self.platform.value, label, reason=_UNSET) from unset

    def _credential(self, native_id: str, page: GrantView) -> Credential:
        base_url = self._oauth.app.base_url
        return Credential(base_url, native_id, page.access_token or "", {"page_id": page.id})


class FacebookFactory(MetaFactory):
    """Implements `connections.Factory` for Pages.

    Args:
        publishing: makes what writes over a signed-in connection.
    """

    platform = Platform.FACEBOOK

    def __init__(
        self, oauth: MetaOAuth, clock: Clock, publishing: Callable[[Account, Facebook], Publisher]
    ) -> None:
        super().__init__(oauth, clock)
        self._publishing = publishing

    def anonymous(self) -> Facebook:
        """See `connections.Factory`. Facebook tells strangers nothing."""
        return Facebook()

    def signed_in(
        self,
        account: Account,
        credential: Credential,
        keep: Keeper,  # noqa: ARG002 - a Page's token does not change
    ) -> Facebook:
        """See `connections.Factory`."""
        api = self._api(account, credential)
        insights = Insights(api, self._metrics, self._clock, ".period(lifetime)")
        return Facebook(api, PageName(account.native_id, account.ref.handle), insights)

    async def publisher(self, account: Account, connection: SocialPlatform) -> Publisher:
        """See `connections.Factory`."""
        if not isinstance(connection, Facebook) or connection.own is None:
            raise SignInNeeded(self.platform.value, str(account.ref), "publishing")
        return self._publishing(account, connection)

    async def from_page(self, page: GrantView) -> tuple[Profile, Credential]:
        """The Page itself; the list of Pages does not tell how many follow it."""
        api = self._oauth.api(self.platform, page.access_token or "", page.id)
        profile = await Facebook(api, PageName(page.id, page.handle)).profile(page.id)
        await self._oauth.sign_up(api, page.id)
        return profile, self._credential(page.id, page)


class InstagramFactory(MetaFactory):
    """Implements `connections.Factory` for professional accounts linked to a Page.

    Args:
        publishing: makes what writes over a signed-in connection.
    """

    platform = Platform.INSTAGRAM

    def __init__(
        self, oauth: MetaOAuth, clock: Clock, publishing: Callable[[Account, Instagram], Publisher]
    ) -> None:
        super().__init__(oauth, clock)
        self._publishing = publishing

    def anonymous(self) -> Instagram:
        """See `connections.Factory`. Instagram tells strangers nothing."""
        return Instagram()

    def signed_in(
        self,
        account: Account,
        credential: Credential,
        keep: Keeper,  # noqa: ARG002 - a Page's token does not change
    ) -> Instagram:
        """See `connections.Factory`."""
        api = self._api(account, credential)
        insights = Insights(api, self._metrics, self._clock)
        return Instagram(api, Owner(account.native_id, account.ref.handle), insights)

    async def publisher(self, account: Account, connection: SocialPlatform) -> Publisher:
        """See `connections.Factory`."""
        if not isinstance(connection, Instagram) or connection.own is None:
            raise SignInNeeded(self.platform.value, str(account.ref), "publishing")
        return self._publishing(account, connection)

    async def from_page(self, page: GrantView) -> tuple[Profile, Credential]:
        """The Instagram account linked to the Page."""
        assert page.instagram  # it was asked for by its name
        owner = Owner(page.instagram.id, page.instagram.username.lower())
        api = self._oauth.api(self.platform, page.access_token or "", owner.id)
        profile = await Instagram(api, owner).profile(owner.id)
        await self._oauth.sign_up(api, page.id)
        return profile, self._credential(owner.id, page)


def handle_of(platform: Platform, page: GrantView) -> tuple[str, ...]:
    """How the account behind a Page may be written, the best one first; () where it has none."""
    if platform is Platform.FACEBOOK:
        return (page.handle, page.id)
    insta = page.instagram
    return (insta.username.lower(), insta.id) if insta else ()
