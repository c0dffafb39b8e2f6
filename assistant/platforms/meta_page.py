"""Signing in on Facebook's own page, for a Page and for the Instagram account linked to one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.errors import InvalidInput, NotFound, PlatformError
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.meta_oauth import GrantView, MetaOAuth
from assistant.platforms.meta_permissions import TASKS, listed, said
from assistant.platforms.meta_signing import MetaFactory, handle_of
from assistant.ports import Credential
from assistant.ports.signing_in import Leaving

_AT_META = frozenset({Platform.FACEBOOK, Platform.INSTAGRAM})


class MetaPage:
    """Implements `ports.SignInPage` for one of the two platforms.

    What a person allowed can be taken back only as a whole, for all their Pages. So a refused
    sign-in is, unless the workspace already has an account at Meta, which that could end.

    Args:
        connected: the accounts of a workspace.
        base_url: where browsers reach Engage.
    """

    def __init__(
        self,
        oauth: MetaOAuth,
        factory: MetaFactory,
        connected: Callable[[str], Awaitable[Sequence[Account]]],
        base_url: str,
    ) -> None:
        self._oauth = oauth
        self._connected = connected
        self._factory = factory
        self._platform: Platform = factory.platform
        self._redirect_uri = f"{base_url}/connect/{self._platform.value}/callback"

    async def find(self, workspace_id: str, ref: AccountRef) -> Mapping[str, str]:
        """See the port. Facebook tells strangers nothing, so who is there shows afterwards."""
        self._oauth.app.credentials()
        if not ref.handle:
            raise NotFound("account", str(ref))
        alone = not any(
            each.signed_in and each.ref.platform in _AT_META
            for each in await self._connected(workspace_id)
        )
        return {
            "server": "facebook.com",
            "handle": ref.handle,
            "give_back": "yes" if alone else "no",
        }

    async def leave(self, found: Mapping[str, str], state: str) -> Leaving:
        """See the port."""
        url = self._oauth.authorize_url(self._platform, self._redirect_uri, state)
        return Leaving(url, found)

    async def arrive(
        self, kept: Mapping[str, str], given: Mapping[str, str]
    ) -> tuple[Profile, Credential]:
        """See the port."""
        code = given.get("code", "")
        person = await self._oauth.person(self._platform, code, self._redirect_uri)
        try:
            await self._check_permissions(person)
            page = await self._page(person, kept["handle"])
            return await self._factory.from_page(page)
        except (InvalidInput, PlatformError):
            if kept["give_back"] == "yes":
                await self._oauth.give_back(person)
            raise

    async def _check_permissions(self, person: GraphApi) -> None:
        missing = await self._oauth.missing(self._platform, person)
        if missing:
            raise InvalidInput(
                f"Engage was not allowed to {said(self._platform, missing)}. Please start again in "
                f"Slack, and allow everything that Facebook asks for."
            )

    async def _page(self, person: GraphApi, handle: str) -> GrantView:
        """The Page that was asked for, with a token that may do what Engage does."""
        pages = await self._oauth.pages(person)
        page = next((each for each in pages if self._is(each, handle)), None)
        if page is None:
            raise InvalidInput(self._not_given(pages, handle))
        lacking = [] if page.tasks is None else [task for task in TASKS if task not in page.tasks]
        if lacking:
            raise InvalidInput(
                f"You may not {listed([TASKS[task] for task in lacking])} on the Page "
                f"{page.name or page.handle}. Somebody with full access can give you that in the "
                f"Page's settings, or connect it themselves."
            )
        return page

    def _is(self, page: GrantView, handle: str) -> bool:
        return handle in handle_of(self._platform, page)

    def _not_given(self, pages: Sequence[GrantView], handle: str) -> str:
        again = "Please start again in Slack, and choose it on Facebook's page."
        names = [names[0] for names in (handle_of(self._platform, each) for each in pages) if names]
        wanted = f"{self._platform.value}:{handle}"
        if not names and pages and self._platform is Platform.INSTAGRAM:
            return (
                f"Facebook gave Engage no Page with an Instagram account linked to it, so {wanted} "
                f"was not found. Make it a professional account in Instagram's settings, link it "
                f"to your Page there, and start again in Slack."
            )
        if not names:
            return f"Facebook gave Engage no Page, so {wanted} is not among them. {again}"
        given = listed([f"{self._platform.value}:{name}" for name in names])
        return f"Facebook gave Engage {given}, not {wanted}. {again}"
