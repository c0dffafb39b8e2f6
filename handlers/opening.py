"""What the buttons of the Home tab and of its modals open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType

from assistant.community.accounts import Account, Platform
from assistant.community.rights import Act
from assistant.desk.managing import PAGE
from assistant.errors import InvalidInput
from handlers import ids
from handlers.payloads import Click
from handlers.render import connect_form, disconnect_form, modals, settings_forms
from handlers.render.acts import recent_acts
from handlers.render.blocks import Block, Message
from handlers.services import Installation, Services
from handlers.showing import change_modal, open_modal

FIRST_PLATFORM = "bluesky"
ACCOUNT_GONE = "This account is not connected any more. Home shows those that are."


async def workspace_settings(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Open the form of the workspace's settings."""

    async def make() -> Block:
        at = await _permitted(services, installation, click, Act.CHANGE_SETTINGS)
        return settings_forms.workspace_settings(
            await services.home.managing.workspace_settings(*at),
            accounts=await services.answering.accounts(at[0]),
        )

    return await open_modal(services, installation, click, make)


async def account_settings(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Open the form of one account's settings."""

    async def make() -> Block:
        at = await _permitted(services, installation, click, Act.CHANGE_SETTINGS)
        account = await account_of(services, installation, click.value)
        kept = await services.home.managing.account_settings(*at, account.id)
        return settings_forms.account_settings(account, kept)

    return await open_modal(services, installation, click, make)


async def people(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open who manages and who approves."""

    async def make() -> Block:
        await _permitted(services, installation, click, Act.CHANGE_SETTINGS)
        return await people_view(services, installation, click.person_id)

    return await open_modal(services, installation, click, make)


async def people_view(
    services: Services, installation: Installation, person_id: str, note: str | None = None
) -> Block:
    """The form of people and rights as they are now."""
    managing, at = services.home.managing, (installation.workspace.id, person_id)
    accounts = await services.answering.accounts(installation.workspace.id)
    shown = accounts[: modals.ACCOUNTS_LISTED]
    approvers = [
        (each, (await managing.account_settings(*at, each.id)).settings.approver_ids)
        for each in shown
    ]
    return modals.people(await managing.managers(*at), approvers, note)


async def acts(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open what was done here of late."""
    make = partial(_acts, services, installation, click, None)
    return await open_modal(services, installation, click, make)


async def older_acts(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Show the page before in the same modal."""
    before = datetime.fromisoformat(click.value)
    make = partial(_acts, services, installation, click, before)
    await change_modal(services, installation, click, make)
    return None


async def _acts(
    services: Services, installation: Installation, click: Click, before: datetime | None
) -> Block:
    workspace_id = installation.workspace.id
    deeds = await services.home.managing.acts(workspace_id, click.person_id, before=before)
    accounts = await services.answering.accounts(workspace_id)
    names = {each.id: str(each.ref) for each in accounts}
    older = deeds[-1].at.isoformat() if len(deeds) == PAGE else None
    return recent_acts(deeds, names, older=older)


async def connect(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the form that connects an account, of the platform that was named with it."""
    named = click.value.lower()
    platform = named if named in dict(connect_form.PLATFORMS) else FIRST_PLATFORM

    async def make() -> Block:
        await _permitted(services, installation, click, Act.CONNECT)
        return connect_form.connect(platform, link=_link(services, platform))

    return await open_modal(services, installation, click, make)


async def reconnect(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open the form that signs an account in again."""

    async def make() -> Block:
        await _permitted(services, installation, click, Act.CONNECT)
        ref = (await account_of(services, installation, click.value)).ref
        if ref.platform.value not in dict(connect_form.PLATFORMS):
            raise InvalidInput(f"{ref.platform.title} accounts need no sign-in.")
        return connect_form.connect(
            ref.platform.value,
            handle=ref.handle,
            link=_link(services, ref.platform.value),
            fixed=True,
        )

    return await open_modal(services, installation, click, make)


async def disconnect(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Open the form that lets an account go; of a disconnected one, the form that erases it."""

    async def make() -> Block:
        at = await _permitted(services, installation, click, Act.DISCONNECT)
        for each in await services.home.disconnecting.past(*at):
            if each.id == click.value:
                return disconnect_form.disconnect(each, past=True)
        account = await account_of(services, installation, click.value)
        waiting = await services.home.disconnecting.waiting(at[0], account.id)
        return disconnect_form.disconnect(account, past=False, waiting=waiting)

    return await open_modal(services, installation, click, make)


async def choose_platform(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Show the fields of another platform in the same form."""

    async def make() -> Block:
        return connect_form.connect(click.value, link=_link(services, click.value))

    await change_modal(services, installation, click, make)
    return None


async def enter_code(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Show the field for a code in the same form."""

    async def make() -> Block:
        await _permitted(services, installation, click, Act.CONNECT)
        return connect_form.code_form()

    await change_modal(services, installation, click, make)
    return None


async def follow_link(_: Services, __: Installation, ___: Click) -> Message | None:
    """The browser opens the page; Slack tells of the click all the same."""
    return None


async def account_of(services: Services, installation: Installation, account_id: str) -> Account:
    """An account of the workspace. Raises InvalidInput for one that is gone."""
    for each in await services.answering.accounts(installation.workspace.id):
        if each.id == account_id:
            return each
    raise InvalidInput(ACCOUNT_GONE)


def _link(services: Services, platform: str) -> bool:
    return services.home.links.offers(Platform(platform))


async def _permitted(
    services: Services, installation: Installation, click: Click, act: Act
) -> tuple[str, str]:
    """Workspace and person, for who may do it; asked again when they do. Raises NotAllowed."""
    at = (installation.workspace.id, click.person_id)
    await services.home.permitting.check(act, *at)
    return at


Opener = Callable[[Services, Installation, Click], Awaitable[Message | None]]

OPENERS: Mapping[str, Opener] = MappingProxyType(
    {
        ids.WORKSPACE_SETTINGS: workspace_settings,
        ids.ACCOUNT_SETTINGS: account_settings,
        ids.PEOPLE: people,
        ids.ACTS: acts,
        ids.OLDER_ACTS: older_acts,
        ids.CONNECT: connect,
        ids.RECONNECT: reconnect,
        ids.DISCONNECT: disconnect,
        ids.PLATFORM: choose_platform,
        ids.SIGN_IN_LINK: follow_link,
        ids.CODE: enter_code,
    }
)
"""What the buttons of the Home tab and its modals do, by action id."""
