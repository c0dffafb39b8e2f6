"""Spotlights, joining and leaving alone for scenarios: lists that a test fills, kept by workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.community.accounts import Account
from assistant.community.giving import OptOut, Permission, Spotlight
from assistant.community.inbox import Item
from assistant.community.merits import Candidate
from assistant.community.posts import Author
from assistant.community.returns import CameBack
from assistant.community.worth_joining import Worth
from assistant.desk.asking_leave import Question
from assistant.desk.joining_in import JoinView
from assistant.desk.spotlighting import Asked, SpotlightView
from assistant.errors import InvalidInput, NotAllowed, NotFound


@dataclass
class OthersDouble:
    """All three use cases at once. `refused` may do nothing; `studio_id` is opened by a yes, and `item` is what a choice asks under."""

    accounts: list[Account] = field(default_factory=list)
    candidates_: Sequence[Candidate] = ()
    asked: list[Spotlight] = field(default_factory=list)
    good: Sequence[Worth] = ()
    left: Sequence[Worth] = ()
    searches: int = 1
    used: int = 0
    most: int = 5
    studio_id: str = "studio-1"
    item: Item | None = None
    refused: set[str] = field(default_factory=set)
    quiet: dict[tuple[str, str], OptOut] = field(default_factory=dict)
    done: list[tuple[str, ...]] = field(default_factory=list)
    at: datetime = field(default_factory=lambda: datetime.fromtimestamp(0).astimezone())

    def _account(self, workspace_id: str, person_id: str, account_id: str | None) -> Account:
        if person_id in self.refused:
            raise NotAllowed("Engage answers full members of this workspace only.")
        here = [each for each in self.accounts if each.workspace_id == workspace_id]
        for each in here:
            if account_id in {None, each.id, each.ref.handle}:
                return each
        raise NotFound("account", account_id or "")

    async def candidates(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> SpotlightView:
        account = self._account(workspace_id, person_id, account_id)
        told = CameBack(0, 0, 0)
        here = tuple(each for each in self.accounts if each.workspace_id == workspace_id)
        asked = tuple(each for each in self.asked if each.permission is Permission.ASKED)
        out = tuple(each for (team, _), each in self.quiet.items() if team == workspace_id)
        return SpotlightView(account, here, tuple(self.candidates_), asked, told, out, read=True)

    async def choose(
        self, workspace_id: str, person_id: str, account_id: str, post_id: str
    ) -> Asked:
        account = self._account(workspace_id, person_id, account_id)
        for each in self.candidates_:
            if each.post.id == post_id:
                made = Spotlight(
                    "s1", workspace_id, account.id, each.person, each.merit, each.why, post_id,
                    each.post.url, person_id, self.at, Permission.ASKED,
                )  # fmt: skip
                self.asked.append(made)
                self.done.append(("chose", post_id))
                return Asked(made, Question("May we share it with your name?", self.item))
        raise InvalidInput("This is not in the list any more.")

    async def permit(
        self, workspace_id: str, person_id: str, spotlight_id: str, *, given: bool, event_key: str
    ) -> Spotlight:
        self._account(workspace_id, person_id, None)
        for n, each in enumerate(self.asked):
            if (each.workspace_id, each.id) == (workspace_id, spotlight_id):
                said = Permission.GIVEN if given else Permission.REFUSED
                self.asked[n] = replace(each, permission=said, studio_id=self.studio_id)
                self.done.append((said.value, spotlight_id, event_key))
                return self.asked[n]
        raise NotFound("spotlight", spotlight_id)

    async def worth(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> JoinView:
        account = self._account(workspace_id, person_id, account_id)
        here = tuple(each for each in self.accounts if each.workspace_id == workspace_id)
        lists = tuple(self.good), tuple(self.left)
        return JoinView(account, here, *lists, self.searches, self.used, self.most)

    async def take(self, workspace_id: str, person_id: str, account_id: str, hit_id: str) -> Item:
        self._account(workspace_id, person_id, account_id)
        if not any(each.hit.id == hit_id for each in self.good):
            raise NotFound("hit", hit_id)
        assert self.item is not None
        self.done.append(("took", hit_id))
        return self.item

    async def opt_out(
        self, workspace_id: str, person_id: str, account_id: str, native_id: str
    ) -> OptOut:
        account = self._account(workspace_id, person_id, account_id)
        who = Author(native_id, native_id.removeprefix("did:"))
        out = OptOut(workspace_id, account.ref.platform, who, "said", self.at, person_id)
        self.quiet[workspace_id, native_id] = out
        return out

    async def opt_in(
        self, workspace_id: str, person_id: str, account_id: str, native_id: str
    ) -> bool:
        self._account(workspace_id, person_id, account_id)
        return self.quiet.pop((workspace_id, native_id), None) is not None
