"""The steps of a sign-in on a platform's own page: each has a secret of its own, good once and for
ten minutes, and what it needs is kept sealed under that secret.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from secrets import choice, token_urlsafe

from assistant.community.accounts import AccountRef, Platform, Profile
from assistant.errors import InvalidInput
from assistant.ports import Clock, Credential
from assistant.ports.signing_in import SignIns, UnderWay

LIFE = timedelta(minutes=10)
"""From one step to the next."""

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Of codes: no vowels, so no words, and nothing that looks like something else (RFC 8628, 6.1)."""
LENGTH = 8

_TICKET = re.compile(r"(?P<workspace>T[A-Z0-9]{2,30})\.[A-Za-z0-9_-]{43}")


class Step(StrEnum):
    """Where a sign-in stands."""

    ASKED = "asked"
    """In Slack: a link was made."""
    SENT = "sent"
    """In a browser, which is known from here on: gone to the platform's page."""
    BACK = "back"
    """Back from there, with a sign-in."""
    AGREED = "agreed"
    """Waits for its code, in Slack."""


class Spent(InvalidInput):
    """Used already, too old, or never ours."""

    def __init__(self) -> None:
        super().__init__(
            "This page was used already, or more than ten minutes have passed. Please start again "
            "in Slack."
        )


class OtherBrowser(InvalidInput):
    """Begun in one browser and continued in another."""

    def __init__(self) -> None:
        super().__init__(
            "Signing in has to end in the browser in which it began, with its cookies, so that "
            "nobody can slip you a link of theirs. Nothing was connected. Please start again in "
            "Slack."
        )


class Denied(InvalidInput):
    """The person said no on the platform's page."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(
            f"You said no on {platform.title}'s page. Nothing was connected, and nothing was kept."
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What is kept under a ticket."""

    workspace_id: str
    person_id: str
    content: Mapping[str, str]

    @property
    def ref(self) -> AccountRef:
        """The account that was asked for."""
        return AccountRef.parse(self.content["ref"])

    def check_browser(self, browser: str) -> None:
        """Raises OtherBrowser."""
        if not hmac.compare_digest(self.content["browser"], digest(browser)):
            raise OtherBrowser


class Steps:
    """Takes a sign-in from one step to the next."""

    def __init__(self, sign_ins: SignIns, clock: Clock) -> None:
        self._sign_ins = sign_ins
        self._clock = clock

    async def keep(self, step: Step, found: Found, ticket: str | None = None) -> str:
        """Keep what a step needs; the ticket it is found by, a new one unless it is given."""
        ticket = ticket or new_ticket(found.workspace_id)
        await self._sign_ins.keep(
            found.workspace_id,
            f"{step}:{ticket}",
            UnderWay(found.person_id, found.content),
            until=self._clock() + LIFE,
        )
        return ticket

    async def look(self, step: Step, platform: Platform, ticket: str) -> Found:
        """What is kept under a ticket. Looking spends nothing. Raises Spent."""
        workspace_id = _workspace(ticket)
        under_way = await self._sign_ins.look(workspace_id, f"{step}:{ticket}")
        if under_way is None:
            raise Spent
        found = Found(workspace_id, under_way.person_id, under_way.content)
        if found.ref.platform != platform:
            raise Spent
        return found

    async def spend(self, step: Step, ticket: str) -> None:
        """Take a ticket's worth away. Raises Spent for all but the first."""
        if await self._sign_ins.take(_workspace(ticket), f"{step}:{ticket}") is None:
            raise Spent

    async def keep_for_code(self, found: Found) -> str:
        """Keep a sign-in for the person who asked for it; its code."""
        code = "".join(choice(LETTERS) for _ in range(LENGTH))
        await self.keep(Step.AGREED, found, f"{found.person_id}:{code}")
        return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"

    async def take_by_code(self, workspace_id: str, person_id: str, typed: str) -> Found | None:
        """What waits for this person under a code, for the first who asks; None for nothing."""
        code = "".join(letter for letter in typed.upper() if letter in LETTERS)
        key = f"{Step.AGREED}:{person_id}:{code}"
        under_way = await self._sign_ins.take(workspace_id, key)
        if under_way is None:
            return None
        return Found(workspace_id, person_id, under_way.content)


def new_ticket(workspace_id: str) -> str:
    """A ticket nobody can guess. It names its workspace: nothing is looked up across them."""
    return f"{workspace_id}.{token_urlsafe(32)}"


def digest(browser: str) -> str:
    """What is kept of a browser's cookie."""
    return sha256(browser.encode()).hexdigest()


def written(ref: AccountRef, profile: Profile, credential: Credential) -> Mapping[str, str]:
    """A sign-in as texts."""
    words = {
        "service": credential.service,
        "identifier": credential.identifier,
        "secret": credential.secret,
        "session": dict(credential.session),
    }
    return {
        "ref": str(ref),
        "profile": json.dumps(asdict(profile)),
        "credential": json.dumps(words),
    }


def read(content: Mapping[str, str]) -> tuple[Profile, Credential]:
    """The sign-in of `written`."""
    profile = Profile(**json.loads(content["profile"]))
    return profile, Credential(**json.loads(content["credential"]))


def _workspace(ticket: str) -> str:
    known = _TICKET.fullmatch(ticket)
    if known is None:
        raise Spent
    return known["workspace"]
