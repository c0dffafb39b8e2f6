"""Slack's OAuth v2: the page that asks a person, and the exchange of its code for a token.

docs: installing with OAuth; oauth.v2.access. A code lives ten minutes and is good for once; the
redirect URI must begin with one that the app names, and be the same in both steps.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from playground.arguments import Arguments
from playground.clock import Clock
from playground.errors import Json, SlackError
from playground.installs import Installs
from playground.workspace import Person

CODE_LIFE_S = 600.0


@dataclass(frozen=True)
class _Grant:
    team: Installs
    person: Person
    scopes: frozenset[str]
    redirect_uri: str
    at: float
    org_wide: bool


class OAuth:
    """The app's registration, and the codes on their way.

    Attributes:
        client_id, client_secret: the app's, the same in every workspace.
        redirect_urls: where the app may be reached, as in its manifest.
        teams: the workspaces that can install it, the first among them the double's own.
    """

    def __init__(self, clock: Clock, teams: Sequence[Installs]) -> None:
        self.clock = clock
        self.teams = teams
        self.client_id = "10001.20002"
        self.client_secret = "playground-client-secret"  # noqa: S105 - of a double
        self.redirect_urls: list[str] = []
        self._codes: dict[str, _Grant] = {}

    # -- the page --------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """`/oauth/v2/authorize`: ask (GET), and send the browser back with the answer (POST)."""
        try:
            if request.method == "GET":
                return self._ask(request.query)
            form: Mapping[str, Any] = await request.post()
            asked = {name: str(value) for name, value in form.items()}
            person = self._person(asked.get("person", ""))
            agreed = asked.get("answer") == "allow"
            raise web.HTTPFound(self.decide(asked, person, agreed=agreed))
        except SlackError as error:
            return _page("Something went wrong", f"<p>{escape(error.error)}</p>", status=400)

    def _ask(self, asked: Mapping[str, str]) -> web.Response:
        self._check(asked)
        hidden = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in asked.items()
        )
        people = "".join(
            f'<option value="{team.workspace.team_id}:{person.id}">'
            f"{escape(person.name)}, {escape(team.workspace.name)}</option>"
            for team in self.teams
            for person in team.workspace.people.values()
            if person.kind == "member" and asked.get("team") in (None, "", team.workspace.team_id)
        )
        scopes = "".join(f"<li>{escape(each)}</li>" for each in _listed(asked["scope"]))
        return _page(
            "Engage would like to be in your workspace",
            f'<form method="post">{hidden}<label>You are <select name="person">{people}</select>'
            f"</label><ul>{scopes}</ul>"
            '<button name="answer" value="cancel">Cancel</button> '
            '<button name="answer" value="allow">Allow</button></form>',
        )

    def _person(self, name: str) -> tuple[Installs, Person]:
        team_id, _, person_id = name.partition(":")
        for team in self.teams:
            if team.workspace.team_id == team_id:
                return team, team.workspace.person(person_id)
        raise SlackError("team_not_found")

    def decide(
        self,
        asked: Mapping[str, str],
        who: tuple[Installs, Person],
        *,
        agreed: bool = True,
        org_wide: bool = False,
    ) -> str:
        """Where the browser is sent after a person's answer.

        Args:
            asked: the query of the page's address.
            org_wide: an Enterprise admin installs it for the whole organisation.
        """
        self._check(asked)
        team, person = who
        back = {"state": asked.get("state", "")}
        if agreed:
            code = f"{secrets.token_hex(6)}.{secrets.token_hex(6)}.{secrets.token_hex(16)}"
            self._codes[code] = _Grant(
                team,
                person,
                frozenset(_listed(asked["scope"])),
                asked["redirect_uri"],
                self.clock.now(),
                org_wide,
            )
            back = {"code": code, **back}
        else:
            back = {"error": "access_denied", **back}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def answer(self, address: str, team: Installs, person: Person, **how: bool) -> str:
        """What `decide` gives for a page's whole address."""
        query = parse_qs(urlsplit(address).query, keep_blank_values=True)
        asked = {name: values[0] for name, values in query.items()}
        return self.decide(asked, (team, person), **how)

    def _check(self, asked: Mapping[str, str]) -> None:
        if asked.get("client_id") != self.client_id:
            raise SlackError("invalid_client_id")
        if not asked.get("redirect_uri", "").startswith(tuple(self.redirect_urls) or "\0"):
            raise SlackError("bad_redirect_uri")
        if not _listed(asked.get("scope", "")):
            raise SlackError("invalid_scope")

    # -- the exchange ----------------------------------------------------------------------

    def access(self, arguments: Arguments) -> Json:
        """oauth.v2.access. The app proves itself by HTTP Basic or by arguments."""
        if arguments.optional("client_id") != self.client_id:
            raise SlackError("invalid_client_id")
        if arguments.optional("client_secret") != self.client_secret:
            raise SlackError("bad_client_secret")
        grant = self._codes.pop(arguments.optional("code") or "", None)
        if grant is None or self.clock.now() - grant.at > CODE_LIFE_S:
            raise SlackError("invalid_code")
        if arguments.optional("redirect_uri") != grant.redirect_uri:
            raise SlackError("bad_redirect_uri")
        space = grant.team.workspace
        token = grant.team.grant(grant.scopes)
        organisation = {"id": "E0PLAYGRND", "name": "Playground Org"} if grant.org_wide else None
        team = None if grant.org_wide else {"id": space.team_id, "name": space.name}
        return {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(sorted(grant.team.api.scopes or ())),
            "bot_user_id": space.bot.id,
            "app_id": space.app_id,
            "team": team,
            "enterprise": organisation,
            "authed_user": {"id": grant.person.id},
            "is_enterprise_install": grant.org_wide,
        }


def _listed(text: str) -> list[str]:
    return [each for each in text.split(",") if each]


def _page(title: str, body: str, status: int = 200) -> web.Response:
    return web.Response(
        status=status,
        content_type="text/html",
        charset="utf-8",
        text=f"<!doctype html><title>{escape(title)}</title><h1>{escape(title)}</h1>{body}",
    )
