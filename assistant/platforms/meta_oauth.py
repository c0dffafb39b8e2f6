"""Signing in on Facebook's own page: what the connect pages need, and no page itself.

The steps are those of https://developers.facebook.com/docs/facebook-login/guides/advanced/
manual-flow: a dialog, a code, a token of the person for an hour, one for 60 days, and with that the
Pages that the person gave, each with a token of its own that does not run out. Only that one is
kept. The app's secret and all tokens travel in forms and headers, never in an address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlencode

import structlog
from pydantic import Field

from assistant.community.accounts import Platform
from assistant.errors import (
    AccessRefused,
    InvalidInput,
    PlatformError,
    PlatformUnavailable,
    ReconnectNeeded,
)
from assistant.platforms.facebook_parse import PageView
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_errors import Trouble, problem_of
from assistant.platforms.graph_json import each
from assistant.platforms.graph_token import GraphToken
from assistant.platforms.instagram_parse import UserView
from assistant.platforms.json_values import Loose, Text, one
from assistant.platforms.limits import Bucket
from assistant.platforms.meta_permissions import NEEDED, asked
from assistant.platforms.reading import Ask, Reader

log = structlog.get_logger(__name__)

LINKED = "instagram_business_account{id,username,name}"
_ACCOUNTS = f"id,name,username,access_token,tasks,{LINKED}"
_PAGES = 10
"""Of the list of somebody's Pages, 100 each."""


@dataclass(frozen=True, slots=True)
class MetaApp:
    """Engage as Meta knows it.

    Attributes:
        base_url: of the Graph API, with its version at the end.
        web_url: where people sign in.
        app_id: None where nobody set it; then nothing can be connected.
        webhook: whether Meta tells Engage of news at once; each Page is signed up for that.
        config_id: of a configuration of Facebook Login for Business, which then says what is asked
            for; None asks by the names of permissions.
    """

    base_url: str
    web_url: str
    app_id: str | None = None
    app_secret: str | None = field(default=None, repr=False)
    webhook: bool = False
    config_id: str | None = None

    @property
    def version(self) -> str:
        """`v26.0`."""
        return self.base_url.rstrip("/").rpartition("/")[2]

    def credentials(self) -> tuple[str, str]:
        """Id and secret. Raises InvalidInput where they are not set."""
        if not self.app_id or not self.app_secret:
            raise InvalidInput(
                "Facebook and Instagram need an app of your own at Meta. Whoever runs Engage sets "
                "META_APP_ID and META_APP_SECRET; docs/platforms.md says how to get them."
            )
        return self.app_id, self.app_secret


class GrantView(PageView):
    """One Page that a person gave, with its token
    (https://developers.facebook.com/docs/graph-api/reference/user/accounts).
    """

    access_token: Text = None
    tasks: Annotated[tuple[str, ...] | None, Loose] = None
    instagram: Annotated[UserView | None, Loose] = Field(None, alias="instagram_business_account")


class MetaOAuth:
    """Turns codes into the Pages that people gave."""

    def __init__(self, reader: Reader, app: MetaApp) -> None:
        self._reader = reader
        self.app = app

    def authorize_url(self, platform: Platform, redirect_uri: str, state: str) -> str:
        """Where the person says yes. What they declined before is asked again."""
        app_id, _ = self.app.credentials()
        query = {
            "client_id": app_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "response_type": "code",
            **self._wanted(platform),
        }
        web = self.app.web_url.rstrip("/")
        return f"{web}/{self.app.version}/dialog/oauth?{urlencode(query)}"

    def _wanted(self, platform: Platform) -> Mapping[str, str]:
        """What the dialog asks for (https://developers.facebook.com/docs/facebook-login/
        facebook-login-for-business).
        """
        if self.app.config_id:
            return {"config_id": self.app.config_id}
        scope = ",".join(asked(platform, webhook=self.app.webhook))
        return {"scope": scope, "auth_type": "rerequest"}

    async def person(self, platform: Platform, code: str, redirect_uri: str) -> GraphApi:
        """The person who came back, with a token for 60 days.

        Raises:
            ReconnectNeeded: the code is wrong, used or too old.
            AccessRefused: id and secret of the app do not go together.
        """
        short = await self._token(platform, {"code": code, "redirect_uri": redirect_uri})
        grant = {"grant_type": "fb_exchange_token", "fb_exchange_token": short}
        return self.api(platform, await self._token(platform, grant))

    def api(self, platform: Platform, token: str, owner: str = "", label: str = "") -> GraphApi:
        """The way to Meta with a token. Raises InvalidInput where the app is not set up."""
        _, secret = self.app.credentials()
        held = GraphToken(platform.value, token, secret, owner, label or None)
        return GraphApi(self._reader, self.app.base_url, held)

    async def missing(self, platform: Platform, person: GraphApi) -> tuple[str, ...]:
        """What Engage needs and the person did not allow."""
        told, _ = await person.listing("me/permissions", limit=100)
        granted = {
            entry.get("permission")
            for entry in told
            if isinstance(entry, dict) and entry.get("status") == "granted"
        }
        return tuple(name for name in NEEDED[platform] if name not in granted)

    async def pages(self, person: GraphApi) -> Sequence[GrantView]:
        """The Pages that the person gave."""
        found: list[GrantView] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            items, cursor = await person.listing("me/accounts", cursor, fields=_ACCOUNTS, limit=100)
            found += each(GrantView, items, lambda view: view)
            if cursor is None:
                break
        return found

    async def give_back(self, person: GraphApi) -> bool:
        """Take back everything that the person allowed; whether Meta took it."""
        try:
            told = await person.post("me/permissions", {}, method="DELETE", again=True)
        except PlatformError as error:
            log.warning("meta.not_given_back", error=type(error).__name__)
            return False
        return told.get("success") is True

    async def sign_up(self, page: GraphApi, page_id: str) -> None:
        """Let Meta tell of what happens on a Page, and on the Instagram account linked to it, where
        there is somebody to listen (https://developers.facebook.com/docs/graph-api/webhooks/
        getting-started/webhooks-for-pages). Without it news is found a little later.
        """
        if not self.app.webhook:
            return
        try:
            path, form = f"{page_id}/subscribed_apps", {"subscribed_fields": "feed,mention"}
            await page.post(path, form, again=True)
        except PlatformError as error:
            log.warning("meta.not_signed_up", page=page_id, error=type(error).__name__)

    async def _token(self, platform: Platform, form: Mapping[str, str]) -> str:
        app_id, secret = self.app.credentials()
        ask = Ask(
            bucket=Bucket(platform.value, "", "session"),
            name="oauth/access_token",
            url=f"{self.app.base_url.rstrip('/')}/oauth/access_token",
            method="POST",
            form={"client_id": app_id, "client_secret": secret, **form},
            again=False,
        )
        reply = await self._reader.ask(ask)
        token = reply.data.get("access_token") if isinstance(reply.data, dict) else None
        if reply.ok and isinstance(token, str) and token:
            return token
        problem = problem_of(reply.data)
        if problem and problem.trouble in {Trouble.PROOF, Trouble.DEVELOPMENT} and problem.reason:
            raise AccessRefused(platform.value, None, reason=problem.reason)
        detail = f"{ask.name}: HTTP {reply.status} {problem or ''}"
        if problem is None or problem.passing or problem.trouble is Trouble.BUSY:
            raise PlatformUnavailable(platform.value, None, detail)
        raise ReconnectNeeded(platform.value, None, detail)


def grant(told: Mapping[str, Any]) -> GrantView:
    """Read what a token says of its own Page. Raises PlatformUnavailable."""
    return one(GrantView, told, Platform.FACEBOOK.value, "me")
