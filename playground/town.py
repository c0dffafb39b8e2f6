"""Several workspaces behind one address, as Slack is: a token tells which one is meant."""

from __future__ import annotations

from aiohttp import web

from playground.api import token_of
from playground.files import SCOPE
from playground.installs import Installs


class Town:
    """Sends each request to the workspace it is about.

    Attributes:
        teams: the first one answers what belongs to none.
    """

    def __init__(self, first: Installs) -> None:
        self.teams = [first]

    async def api(self, request: web.Request) -> web.StreamResponse:
        """A call to the Web API."""
        token = await token_of(request)
        whose = [team for team in self.teams if team.api.knows(token)]
        return await (whose or self.teams)[0].api.handle(request)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file, for a token of its workspace that may read files."""
        team_id, _, file_id = request.match_info["file"].partition("-")
        team = next((each for each in self.teams if each.workspace.team_id == team_id), None)
        if team is None:
            return web.Response(status=404, text="File not found")
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        scopes = team.api.scopes
        may = token == team.api.bot_token != "" and (scopes is None or SCOPE in scopes)
        return team.payloads.chat.files.answer(file_id, may=may)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file; whoever has the address may send them."""
        team_id, _, file_id = request.match_info["file"].partition("-")
        for team in self.teams:
            if team.workspace.team_id == team_id:
                return team.payloads.chat.files.uploaded(file_id, await request.read())
        return web.Response(status=404, text="File not found")

    async def hook(self, request: web.Request) -> web.StreamResponse:
        """A post to a response URL."""
        name = request.match_info["name"]
        whose = [team for team in self.teams if team.interactions.knows(name)]
        return await (whose or self.teams)[0].hooks.handle(request)
