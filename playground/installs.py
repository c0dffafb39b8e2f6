"""The app in a workspace: its token, given and taken, and the events that tell the app of it."""

from __future__ import annotations

import secrets

from playground.arguments import Arguments
from playground.errors import Json
from playground.furnishing import Furnishing
from playground.reading import Reading


def new_token() -> str:
    """A bot token as Slack's look."""
    return f"xoxb-playground-{secrets.token_hex(8)}"


class Installs(Furnishing, Reading):
    """A workspace that has the app, had it, or may get it.

    Attributes:
        bot_token: what the app is known by here; "" while it is not installed.
    """

    bot_token: str

    def grant(self, scopes: frozenset[str]) -> str:
        """Install the app, or install it again: then the token stays, and scopes add up (docs:
        installing with OAuth, appending scopes).
        """
        if not self.bot_token:
            self.bot_token = self.api.bot_token = new_token()
            self.api.scopes = frozenset()
        self.api.scopes = (self.api.scopes or frozenset()) | scopes
        self.workspace.installed = True
        return self.bot_token

    def uninstall(self) -> None:
        """Remove the app, as an admin does. Both events come, in no certain order (docs:
        app_uninstalled).
        """
        self._take("account_inactive")
        self._farewell("app_uninstalled", {"type": "app_uninstalled"})
        self._tell_of_revocation()

    def revoke(self) -> None:
        """Take the bot token back and leave the app installed (docs: auth.revoke)."""
        self._take("token_revoked")
        self._tell_of_revocation()

    def auth_revoke(self, arguments: Arguments) -> Json:
        """auth.revoke, by the token itself; `test` only tries."""
        if arguments.flag("test"):
            return {"revoked": False}
        self.revoke()
        return {"revoked": True}

    def _take(self, error: str) -> None:
        self.api.dead[self.bot_token] = error
        self.bot_token = self.api.bot_token = ""
        self.workspace.installed = False

    def _tell_of_revocation(self) -> None:
        bots = {"oauth": [], "bot": [self.workspace.bot.id]}
        self._farewell("tokens_revoked", {"type": "tokens_revoked", "tokens": bots})

    def _farewell(self, name: str, event: Json) -> None:
        """These two come without authorizations: there are none any more."""
        if name in self.subscriptions:
            payload = self.payloads.event(event)
            for field in ("authorizations", "context_team_id", "context_enterprise_id"):
                del payload[field]
            self.deliveries.event(payload)
