"""views.*: modals and Home tabs (slack.md 2.3; docs: modals, app home)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from playground.arguments import Arguments
from playground.blocks import Surface, check_blocks
from playground.checks import Report
from playground.errors import Json, SlackError
from playground.interactions import Interactions
from playground.workspace import View, Workspace

TITLE = 24
PRIVATE_METADATA = 3_000
ID = 255
DEPTH = 3
SIZE = 250_000


class Views:
    """Opens, pushes, updates and publishes views."""

    def __init__(self, workspace: Workspace, interactions: Interactions) -> None:
        self.workspace = workspace
        self.interactions = interactions

    def open(self, arguments: Arguments) -> Json:
        """views.open: spends a trigger id; a modal that is open makes way."""
        body = self._body(arguments, "modal")
        person, _ = self.interactions.spend(arguments.text("trigger_id"))
        self._check_external_id(body, None)
        view = self._new(person, body)
        self.workspace.modals[person] = [view]
        self._tell(person)
        return {"view": self.told(view)}

    def push(self, arguments: Arguments) -> Json:
        """views.push: on top of the modal the trigger came from, at most three deep."""
        body = self._body(arguments, "modal")
        person, _ = self.interactions.spend(arguments.text("trigger_id"))
        self._check_external_id(body, None)
        view = self.stack(person, body)
        return {"view": self.told(view)}

    def stack(self, person: str, body: Json) -> View:
        """Put a modal on top. Raises SlackError `not_found` or `push_limit_reached`."""
        stack = self.workspace.modals.get(person)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEPTH:
            raise SlackError("push_limit_reached")
        view = self._new(person, body, root=stack[0].id)
        stack.append(view)
        self._tell(person)
        return view

    def update(self, arguments: Arguments) -> Json:
        """views.update by view_id or external_id; `hash` must be the latest."""
        body = self._body(arguments, "modal")
        view = self._find(arguments.optional("view_id"), arguments.optional("external_id"))
        wanted = arguments.optional("hash")
        if wanted is not None and wanted != view.hash:
            raise SlackError("hash_conflict")
        self._check_external_id(body, view)
        self.replace(view, body)
        return {"view": self.told(view)}

    def replace(self, view: View, body: Json) -> None:
        """Give an open view a new body and a new hash."""
        view.body, view.hash = body, self._hash()
        self._tell(view.person)

    def publish(self, arguments: Arguments) -> Json:
        """views.publish: a person's Home tab."""
        body = self._body(arguments, "home")
        person = self.workspace.person(arguments.text("user_id"))
        view = self.workspace.homes.get(person.id)
        wanted = arguments.optional("hash")
        if view is not None and wanted is not None and wanted != view.hash:
            raise SlackError("hash_conflict")
        if view is None:
            view = self._new(person.id, body)
            self.workspace.homes[person.id] = view
        else:
            view.body, view.hash = body, self._hash()
        self.workspace.tell("home", person=person.id, view=self.told(view))
        return {"view": self.told(view)}

    def close(self, view: View) -> None:
        """Take a modal and all above it off the stack."""
        stack = self.workspace.modals[view.person]
        del stack[stack.index(view) :]
        self._tell(view.person)

    def clear(self, person: str) -> None:
        """Take all modals away."""
        self.workspace.modals.pop(person, None)
        self._tell(person)

    def find(self, view_id: str) -> View:
        """An open modal or a Home tab by id. Raises SlackError `not_found`."""
        return self._find(view_id, None)

    def told(self, view: View) -> Json:
        """A view as Slack tells it."""
        body = view.body
        return {
            "id": view.id,
            "team_id": self.workspace.team_id,
            "app_id": self.workspace.app_id,
            "bot_id": self.workspace.bot_id,
            "app_installed_team_id": self.workspace.team_id,
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": self._below(view),
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "state": {"values": {}},
            **body,
            "blocks": [
                {"block_id": f"b{index}", **block} for index, block in enumerate(body["blocks"])
            ],
        }

    def _below(self, view: View) -> str | None:
        """The view under one of a stack; None for the lowest and for a Home tab."""
        stack = self.workspace.modals.get(view.person, [])
        at = stack.index(view) if view in stack else 0
        return stack[at - 1].id if at else None

    def check(self, body: Any, surface: Surface) -> Json:
        """Raises SlackError `invalid_arguments` or `view_too_large`."""
        report = Report()
        if not isinstance(body, dict):
            raise SlackError("invalid_arguments", ("missing required field: view",))
        report.one_of(body.get("type"), (surface,), "/view/type")
        if surface == "modal":
            report.text(body, "title", TITLE, "/view", plain=True)
            report.text(body, "submit", TITLE, "/view", plain=True, needed=False)
            report.text(body, "close", TITLE, "/view", plain=True, needed=False)
        report.string(body, "private_metadata", PRIVATE_METADATA, "/view", needed=False)
        report.string(body, "callback_id", ID, "/view", needed=False)
        report.string(body, "external_id", ID, "/view", needed=False)
        reasons = report.reasons + check_blocks(body.get("blocks"), surface, "/view/blocks")
        has_input = any(block.get("type") == "input" for block in body.get("blocks") or [])
        if surface == "modal" and has_input and "submit" not in body:
            reasons.append("submit is required when an input block is within blocks")
        if reasons:
            raise SlackError("invalid_arguments", tuple(reasons))
        if len(json.dumps(body)) > SIZE:
            raise SlackError("view_too_large")
        return body

    def _body(self, arguments: Arguments, surface: Surface) -> Json:
        return self.check(arguments.parsed("view"), surface)

    def _new(self, person: str, body: Json, root: str | None = None) -> View:
        view_id = self.workspace.new_id("V")
        return View(view_id, person, self._hash(), body, root or view_id)

    def _hash(self) -> str:
        return f"{int(self.workspace.clock.now())}.{secrets.token_hex(4)}"

    def _open_views(self) -> list[View]:
        space = self.workspace
        return [view for stack in space.modals.values() for view in stack] + [*space.homes.values()]

    def _find(self, view_id: str | None, external_id: str | None) -> View:
        for view in self._open_views():
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def _check_external_id(self, body: Json, itself: View | None) -> None:
        wanted = body.get("external_id")
        if wanted and any(
            view is not itself and view.body.get("external_id") == wanted
            for view in self._open_views()
        ):
            raise SlackError("duplicate_external_id")

    def _tell(self, person: str) -> None:
        views = [self.told(view) for view in self.workspace.modals.get(person, [])]
        self.workspace.tell("modals", person=person, views=views)
