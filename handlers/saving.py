"""What becomes of a form: the use case it stands for, and how that ended."""

from __future__ import annotations

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.rights import Act
from assistant.community.week_words import read_week
from assistant.errors import (
    EditConflict,
    InvalidFields,
    InvalidInput,
    NotFound,
    PlatformError,
    ReconnectNeeded,
)
from assistant.explain import explain, secret_word
from handlers.forms import Outcome, blaming
from handlers.opening import account_of, people_view
from handlers.render import connect_form, disconnect_form, settings_forms
from handlers.render.modals import CHANGED_MEANWHILE
from handlers.services import Installation, Services
from handlers.windows import Submitted, Window

HOURS = ("hours", "hours_zone", "country", "region")
"""Fields of the account form that make up its business hours."""

WORKSPACE_FIELDS = (
    *("zone", "language", "daily_tokens", "monthly_usd", "retention_months", "most_joins"),
    "publishing",
    *("note_day", "note_hour", "note_channel_id", "quiet_from", "quiet_to"),
)
ACCOUNT_FIELDS = (
    *("channel_id", "target_hours", "counted_in", "promo_percent", "lead_id", "alerts"),
    *("undo_s", "second_person", "dry_run"),
)


async def save_workspace(
    services: Services, installation: Installation, sent: Submitted
) -> Outcome:
    """Save the settings of the workspace; who was slower sees what the other saved."""
    at = (installation.workspace.id, sent.person_id)
    fields = _fields(sent.window, WORKSPACE_FIELDS)
    if "note_account_ids" in sent.window.fields:  # a form without accounts has no such field
        fields["note_account_ids"] = sent.window.many("note_account_ids")
    try:
        await services.home.managing.change_workspace(*at, fields, version=_version(sent.window))
    except EditConflict:
        current = await services.home.managing.workspace_settings(*at)
        accounts = await services.answering.accounts(at[0])
        view = settings_forms.workspace_settings(current, CHANGED_MEANWHILE, accounts)
        return Outcome(view=view)
    return Outcome(changed=True)


async def save_account(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Save the settings of an account."""
    at = (installation.workspace.id, sent.person_id)
    account = await account_of(services, installation, sent.window.memory["account"])
    fields = {
        **_fields(sent.window, ACCOUNT_FIELDS),
        "approver_ids": sent.window.many("approver_ids"),
        "hours": _hours(sent.window),
    }
    try:
        await services.home.managing.change_account(
            *at, account.id, fields, version=_version(sent.window)
        )
    except EditConflict:
        current = await services.home.managing.account_settings(*at, account.id)
        return Outcome(view=settings_forms.account_settings(account, current, CHANGED_MEANWHILE))
    return Outcome(changed=True)


async def save_people(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Name managers, and take others off the list."""
    managing, at = services.home.managing, (installation.workspace.id, sent.person_id)
    await services.home.permitting.check(Act.NAME_MANAGER, *at)
    shown = set(sent.window.memory["named"].split())
    wanted = set(sent.window.many("managers"))
    now = {each.person_id for each in (await managing.managers(*at)).named}
    if now != shown:
        view = await people_view(services, installation, sent.person_id, CHANGED_MEANWHILE)
        return Outcome(view=view)
    try:
        # Names first: who takes themselves off the list could name nobody after that.
        for whom in sorted(wanted - shown):
            await managing.name_manager(*at, whom)
        for whom in sorted(shown - wanted, key=lambda each: each == sent.person_id):
            await managing.unname_manager(*at, whom)
    except InvalidInput as error:
        return Outcome(errors={"managers": error.problem})
    return Outcome(changed=True)


async def disconnect(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Let an account go, or erase it, and report exactly what went."""
    memory = sent.window.memory
    erase = "past" in memory or sent.window.text("what") == disconnect_form.ERASE
    parted = await services.home.disconnecting.disconnect(
        installation.workspace.id, sent.person_id, memory["account"], erase=erase
    )
    return Outcome(view=disconnect_form.report(parted, erased=erase), changed=True)


async def connect(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Sign an account in with its secret, or show the way to the platform's own page."""
    at, window = (installation.workspace.id, sent.person_id), sent.window
    platform = Platform(window.memory["platform"])
    ref = _account(platform, window.text("handle"))
    secret = window.text("secret")
    if not secret:
        return Outcome(
            view=connect_form.sign_in_page(platform.title, await _link(services, at, ref))
        )
    account = await _sign_in(services, at, ref, secret, window.text("service") or None)
    return Outcome(view=connect_form.connected(account), changed=True)


async def enter_code(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Connect what was signed in on the platform's own page."""
    at = (installation.workspace.id, sent.person_id)
    with blaming("code"):
        account = await services.home.links.enter(*at, sent.window.text("code"))
    return Outcome(view=connect_form.connected(account), changed=True)


async def _link(services: Services, at: tuple[str, str], ref: AccountRef) -> str:
    """The platform's own page, for who may connect. Raises InvalidFields where there is none."""
    await services.home.permitting.check(Act.CONNECT, *at)
    try:
        url = await services.home.links.make(*at, ref.platform, ref.handle)
    except (InvalidInput, NotFound, PlatformError) as error:
        raise InvalidFields({"handle": explain(error)}) from None
    if url is None and ref.platform.value in connect_form.MAKERS:
        raise InvalidFields({"handle": connect_form.not_set_up(ref.platform.value)})
    if url is None:
        raise InvalidFields({"secret": f"Paste the {secret_word(ref.platform)} here."})
    return url


async def _sign_in(
    services: Services, at: tuple[str, str], ref: AccountRef, secret: str, service: str | None
) -> Account:
    """Raises InvalidFields with the field that is to blame."""
    try:
        return await services.home.enrolling.sign_in(*at, ref, secret, service=service)
    except ReconnectNeeded:
        word = secret_word(ref.platform)
        problem = f"{ref.platform.title} does not accept this handle with this {word}."
        raise InvalidFields({"secret": f"{problem} Check both and try again."}) from None
    except (InvalidInput, NotFound, PlatformError) as error:
        raise InvalidFields({"handle": explain(error)}) from None


def _account(platform: Platform, handle: str) -> AccountRef:
    written = handle if handle.startswith(f"{platform}:") else f"{platform}:{handle}"
    with blaming("handle"):
        return AccountRef.parse(written)


def _version(window: Window) -> int:
    return int(window.memory["version"])


def _fields(window: Window, names: tuple[str, ...]) -> dict[str, object]:
    return {name: window.fields.get(name) for name in names}


def _hours(window: Window) -> object:
    """Business hours as `BusinessHours` reads them; None for none.

    Raises:
        InvalidFields: the week cannot be read, or a holiday or zone stands there without one.
    """
    week, zone, country, region = (window.text(name) for name in HOURS)
    if not week:
        if zone or country or region:
            raise InvalidFields({"hours": "Write the business hours as well."})
        return None
    with blaming("hours"):
        days = read_week(week)
    return {
        "week": days,
        "zone": zone or None,
        "country": country or None,
        "region": region or None,
    }
