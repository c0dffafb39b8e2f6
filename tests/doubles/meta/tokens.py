"""Apps and tokens (facebook-login/guides/access-tokens), and what they are for."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from tests.doubles.meta.errors import EXPIRED, INVALID, NOT_INSTALLED, GraphError, bad_token
from tests.doubles.meta.nodes import Page, Person
from tests.doubles.meta.world import World

SHORT, LONG = timedelta(hours=1), timedelta(days=60)
"""facebook-login/guides/access-tokens: an hour or two, about 60 days."""
ALL_SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_posts",
    "pages_manage_engagement",
    "pages_manage_metadata",
    "read_insights",
    "instagram_basic",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "instagram_content_publish",
    "business_management",
)


@dataclass
class App:
    """An app as its dashboard has it.

    Attributes:
        needs_proof: "Require App Secret" (graph-api/guides/secure-requests).
        live: else it is in development, and only people with a role on it can use it
            (development/build-and-test/app-modes).
        configurations: permissions by the id of a configuration of Facebook Login for Business,
            which are all granted or none (facebook-login/facebook-login-for-business).
        subscriptions: where it is told of what, as `APP/subscriptions` tells it
            (graph-api/reference/application/subscriptions).
    """

    id: str = "900000000000001"
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    name: str = "Engage"
    redirects: list[str] = field(default_factory=list)
    needs_proof: bool = False
    live: bool = True
    roles: set[str] = field(default_factory=set)
    configurations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    subscriptions: list[dict[str, Any]] = field(default_factory=list)

    def proof(self, token: str) -> str:
        """graph-api/guides/secure-requests, "Generate the Proof"."""
        return hmac.new(self.secret.encode(), token.encode(), hashlib.sha256).hexdigest()


@dataclass
class Token:
    """An access token. `dead` is the subcode it is refused with."""

    value: str
    kind: Literal["USER", "PAGE", "APP"]
    person: Person | None = None
    page: Page | None = None
    expires_at: datetime | None = None
    issued_at: datetime | None = None
    dead: int | None = None


class Tokens:
    """Makes and knows tokens.

    Attributes:
        granted: by person, what they said of each permission.
        chosen: by person, the pages they let the app have.
    """

    def __init__(self, world: World, app: App) -> None:
        self._world = world
        self.app = app
        self.known: dict[str, Token] = {}
        self.granted: dict[str, dict[str, str]] = {}
        self.chosen: dict[str, list[Page]] = {}
        app_token = f"{app.id}|{app.secret}"
        self.known[app_token] = Token(app_token, "APP")

    def user(
        self, person: Person, *, scopes: tuple[str, ...] = ALL_SCOPES, long: bool = True
    ) -> str:
        """A token as the end of the dialog gives it; for all pages the person may use."""
        self.grant(person, scopes)
        return self.make_user(person, LONG if long else SHORT).value

    def grant(
        self, person: Person, scopes: tuple[str, ...], declined: tuple[str, ...] = ()
    ) -> None:
        self.granted[person.id] = dict.fromkeys(scopes, "granted") | dict.fromkeys(
            declined, "declined"
        )
        self.chosen[person.id] = [p for p in self._world.all(Page) if person.id in p.tasks]

    def make_user(self, person: Person, lasts: timedelta) -> Token:
        now = self._world.clock()
        return self._kept(Token(_new(), "USER", person, None, now + lasts, now))

    def page(self, person: Person, page: Page) -> str:
        """The page's token through this person: it does not expire by itself when it stems from a
        long-lived one (facebook-login/guides/access-tokens/get-long-lived).
        """
        self.granted.setdefault(person.id, dict.fromkeys(ALL_SCOPES, "granted"))
        for known in self.known.values():
            if (known.kind, known.person, known.page, known.dead) == ("PAGE", person, page, None):
                return known.value
        now = self._world.clock()
        return self._kept(Token(_new(), "PAGE", person, page, None, now)).value

    def kill(self, value: str, subcode: int = 460) -> None:
        """From now on it is refused: a changed password, a logout, ..."""
        self.known[value].dead = subcode

    def kill_all(self, person: Person, subcode: int = 460) -> None:
        """Everything that stems from somebody's sign-in ends: a changed password, a checkpoint."""
        for token in self.known.values():
            if token.person is person:
                token.dead = subcode

    def take_back(self, person: Person, scope: str | None = None) -> None:
        """The person removes a permission, or the whole app."""
        if scope:
            self.granted[person.id][scope] = "declined"
            return
        self.granted.pop(person.id, None)
        self.kill_all(person, NOT_INSTALLED)

    def read(self, value: str, proof: str | None) -> Token:
        """The token of a request. Raises GraphError."""
        token = self.known.get(value)
        if not value:
            words = (
                "An active access token must be used to query information about the current user."
            )
            raise GraphError(2500, words)
        if token is None:
            raise bad_token()
        self._check_proof(value, proof)
        if token.dead:
            raise bad_token(token.dead)
        if token.expires_at and token.expires_at <= self._world.clock():
            raise bad_token(EXPIRED)
        if token.person and not self.app.live and token.person.id not in self.app.roles:
            # development/build-and-test/app-modes: such an app reaches people with a role alone
            words = "(#200) App is in development mode: only people with a role on it can use it."
            raise GraphError(200, words, status=403)
        return token

    def scopes(self, token: Token) -> set[str]:
        if token.person is None:
            return set()
        said = self.granted.get(token.person.id, {})
        return {scope for scope, answer in said.items() if answer == "granted"}

    def pages(self, token: Token) -> list[Page]:
        """The pages it can reach."""
        if token.page:
            return [token.page]
        return self.chosen.get(token.person.id, []) if token.person else []

    def _check_proof(self, value: str, proof: str | None) -> None:
        if proof is None and self.app.needs_proof:
            words = "API calls from the server require an appsecret_proof argument"
            raise GraphError(INVALID, words, kind="GraphMethodException")
        if proof is not None and not hmac.compare_digest(proof, self.app.proof(value)):
            words = "Invalid appsecret_proof provided in the API argument"
            raise GraphError(INVALID, words, kind="GraphMethodException")

    def _kept(self, token: Token) -> Token:
        self.known[token.value] = token
        return token


def _new() -> str:
    return "EAA" + secrets.token_hex(40)
