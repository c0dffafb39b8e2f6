"""Sign an account in on its platform's own page, in the name of the person who asked in Slack.

    Slack     `make`     a link for one person
    browser   `begin`    opened, and gone on with: bound to this browser from here on
    browser   `finish`   back from the platform; the sign-in is at hand, sealed, not yet used
    browser   `agree`    whoever sits there has read whom they give it to, and gets a code
    Slack     `enter`    the person who asked types the code: only now is anything connected

A link can be forwarded. Whoever opens it reads for which workspace and person it is, and what they
sign in with goes nowhere until the very person who asked types the code that they alone have seen.
A click in Slack instead of a code would not do: who slips a link to a stranger would click, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.rights import Act
from assistant.desk.giving_back import GivingBack
from assistant.desk.permitting import Permitting
from assistant.desk.sign_in_steps import (
    Denied,
    Found,
    OtherBrowser,
    Spent,
    Step,
    Steps,
    digest,
    new_ticket,
    read,
    written,
)
from assistant.errors import InvalidInput, NotAllowed, ReconnectNeeded
from assistant.ports import Accounts, Acts, Buckets, Clock, Deed, Workspaces
from assistant.ports.signing_in import SignInPage

__all__ = ["Asked", "Denied", "Offered", "OtherBrowser", "SigningIn", "Spent"]

TRIES_A_MINUTE = 6
"""Codes a person may try; one in 25,000,000,000 is right."""

DENIED = "access_denied"
"""How platforms say that a person did not agree (RFC 6749, 4.1.2.1)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of whoever sits before the browser.

    `ref` is the account to be signed in, `server` whose page it is; `workspace` and `person` are
    names.
    """

    ref: AccountRef
    server: str
    workspace: str
    person: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A sign-in at hand, to be agreed to by `ticket`. `known` says whether the account is connected
    already, and will only be signed in anew.
    """

    asked: Asked
    handle: str
    known: bool
    ticket: str


class SigningIn:
    """The use case behind the links in *Connect account*, and the pages they lead to.

    Args:
        base_url: where browsers reach Engage; None where they do not, and nothing is offered.
        pages: the platforms that have such a page.
    """

    def __init__(
        self,
        *,
        base_url: str | None,
        pages: Mapping[Platform, SignInPage],
        permitting: Permitting,
        workspaces: Workspaces,
        steps: Steps,
        accounts: Accounts,
        giving_back: GivingBack,
        acts: Acts,
        buckets: Buckets,
        clock: Clock,
    ) -> None:
        self._base_url = base_url
        self._pages = pages
        self._permitting = permitting
        self._workspaces = workspaces
        self._steps = steps
        self._accounts = accounts
        self._giving_back = giving_back
        self._acts = acts
        self._buckets = buckets
        self._clock = clock

    def offers(self, platform: Platform) -> bool:
        """Whether there are links for a platform."""
        return self._base_url is not None and platform in self._pages

    async def make(
        self, workspace_id: str, person_id: str, platform: Platform, handle: str
    ) -> str | None:
        """A link for one person, good once and for ten minutes; None where there are none.

        Raises:
            NotAllowed: not a manager.
            NotFound, InvalidInput, PlatformError: there is no page to send them to.
        """
        if not self.offers(platform):
            return None
        await self._permitting.check(Act.CONNECT, workspace_id, person_id)
        ref = AccountRef.parse(f"{platform}:{handle}")
        place = await self._pages[platform].find(workspace_id, ref)
        ticket = await self._steps.keep(
            Step.ASKED, Found(workspace_id, person_id, {**place, "ref": str(ref)})
        )
        return f"{self._base_url}/connect/{platform}?ticket={ticket}"

    async def asked(self, platform: Platform, ticket: str) -> Asked:
        """What a link is about. Looking spends nothing.

        Raises:
            Spent: it is no link of ours, or none any more.
            NotAllowed: who asked for it manages nothing any more.
        """
        return await self._asked(await self._steps.look(Step.ASKED, platform, ticket))

    async def begin(self, platform: Platform, ticket: str, browser: str) -> tuple[Asked, str]:
        """Bind a link to a browser and spend it.

        Returns:
            what is asked, and the address of the platform's page.

        Raises:
            Spent, NotAllowed: as `asked`.
            InvalidInput, PlatformError: the platform's server does not play along.
        """
        found = await self._steps.look(Step.ASKED, platform, ticket)
        asked = await self._asked(found)
        state = new_ticket(found.workspace_id)
        leaving = await self._pages[platform].leave(found.content, state)
        await self._steps.spend(Step.ASKED, ticket)
        content = {**found.content, **leaving.kept, "browser": digest(browser)}
        await self._steps.keep(Step.SENT, replace(found, content=content), state)
        return asked, leaving.url

    async def finish(self, platform: Platform, browser: str, given: Mapping[str, str]) -> Offered:
        """Take what the platform sent the browser back with; its state is spent by that.

        Raises:
            Spent, NotAllowed: as `asked`.
            OtherBrowser: it was begun elsewhere.
            Denied: the person said no.
            InvalidInput: it cannot be used, and why.
            PlatformError: the platform could not be asked.
        """
        state = given.get("state", "")
        found = await self._steps.look(Step.SENT, platform, state)
        try:
            found.check_browser(browser)
        except OtherBrowser:
            await self._steps.spend(Step.SENT, state)
            raise
        asked = await self._asked(found)
        await self._steps.spend(Step.SENT, state)
        if error := given.get("error"):
            raise Denied(platform) if error == DENIED else _refused(platform)
        try:
            profile, credential = await self._pages[platform].arrive(found.content, given)
        except ReconnectNeeded as refused:
            raise _refused(platform) from refused
        ref = AccountRef(platform, profile.handle.lower())
        content = {
            **written(ref, profile, credential),
            **{name: found.content[name] for name in ("server", "browser")},
        }
        ticket = await self._steps.keep(Step.BACK, replace(found, content=content))
        known = {each.native_id for each in await self._accounts.all(found.workspace_id)}
        return Offered(asked, ref.handle, profile.native_id in known, ticket)

    async def agree(self, platform: Platform, ticket: str, browser: str) -> tuple[Asked, str]:
        """Keep a sign-in for the person who asked for it, under a code.

        Returns:
            what was asked, and the code.

        Raises:
            Spent, OtherBrowser, NotAllowed: as `finish`.
        """
        found = await self._steps.look(Step.BACK, platform, ticket)
        found.check_browser(browser)
        asked = await self._asked(found)
        await self._steps.spend(Step.BACK, ticket)
        return asked, await self._steps.keep_for_code(found)

    async def refuse(self, platform: Platform, ticket: str, browser: str) -> str:
        """Let go of a sign-in; the platform is asked to take it back.

        Returns:
            whose page it was. Raises as `agree`.
        """
        found = await self._steps.look(Step.BACK, platform, ticket)
        found.check_browser(browser)
        await self._steps.spend(Step.BACK, ticket)
        await self._giving_back.give_back(found.workspace_id, found.content)
        return found.content["server"]

    async def enter(self, workspace_id: str, person_id: str, typed: str) -> Account:
        """Connect what waits under a code, for the person who asked for it. History is kept.

        Raises:
            NotAllowed: not a manager any more.
            InvalidInput: no such code, or too many were tried.
        """
        await self._permitting.check(Act.CONNECT, workspace_id, person_id)
        most = {"per_minute": TRIES_A_MINUTE, "burst": TRIES_A_MINUTE}
        if await self._buckets.take(workspace_id, f"code:{person_id}", **most):
            raise InvalidInput("Too many codes were tried. Please wait a minute and try again.")
        found = await self._steps.take_by_code(workspace_id, person_id, typed)
        if found is None:
            raise InvalidInput(
                "This is not the code of a page that you asked for, or it is older than ten "
                "minutes. Check it, or start again."
            )
        account = await self._accounts.add(workspace_id, found.ref, *read(found.content))
        deed = Deed(
            Act.CONNECT, person_id, self._clock(), account.id, {"account": str(account.ref)}
        )
        await self._acts.append(workspace_id, deed)
        return account

    async def _asked(self, found: Found) -> Asked:
        """Raises NotAllowed when who asked for it manages nothing any more."""
        try:
            person = await self._permitting.check(Act.CONNECT, found.workspace_id, found.person_id)
        except NotAllowed as refused:
            raise NotAllowed(
                "The person who asked for this page may not connect accounts any more. Nothing "
                "was connected."
            ) from refused
        workspace = await self._workspaces.get(found.workspace_id)
        return Asked(found.ref, found.content["server"], workspace.name, person.name)


def _refused(platform: Platform) -> InvalidInput:
    return InvalidInput(
        f"{platform.title} did not accept the sign-in. Nothing was connected. Please start again "
        f"in Slack."
    )
