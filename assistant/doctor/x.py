"""What `engage doctor` asks of X, at no cost: the app's names and secrets, and how X spells.

Whether accounts' sign-ins work shows where accounts are looked at; each renewal checks what they
allow.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.bootstrap import Desk
from assistant.community.clearances import WATCHED, Clearance
from assistant.community.clearing_words import hours_ago, way_on
from assistant.community.cost_words import headline
from assistant.community.costs import CHARGING, Level
from assistant.doctor.finding import Finding
from assistant.doctor.reaching import reader
from assistant.errors import (
    AccessLost,
    AccessRefused,
    PlatformError,
    PlatformUnavailable,
    ReconnectNeeded,
)
from assistant.explain import explain
from assistant.platforms.reading import Reader
from assistant.platforms.x_api import XApi
from assistant.platforms.x_app import AppSession
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_oauth import XClient, XOAuth
from assistant.settings import Settings

_NOBODYS = "engage-doctor"
"""A refresh token that nobody was given: X looks at the app before it looks at the token."""
_NO_POST = "1"
"""An id that no post has, so nothing comes and nothing is charged
(https://docs.x.com/x-api/getting-started/pricing)."""

NO_APP = "no X_CLIENT_ID: no account on X can be connected."
NO_BEARER = (
    "Without X_BEARER_TOKEN it pays for looking whether posts were removed: $0.005 a day for each "
    "post that is kept"
)
_CONSOLE = "from your app's Keys and tokens in X's developer console again"


async def x(settings: Settings) -> Finding:
    """Whether X knows Engage as an app, and takes the app's own token."""
    if not settings.x_client_id:
        return Finding("X", ok=None, words=NO_APP)
    async with reader(settings) as reading:
        return await _app(settings, reading) or await _bearer(settings, reading)


async def costs(desk: Desk) -> Finding:
    """What is left of the budget, in each workspace that has an account that costs."""
    said, stopped = [], False
    for workspace in await desk.workspaces.all():
        accounts = await desk.accounts.all(workspace.id)
        if any(each.ref.platform in CHARGING and each.signed_in for each in accounts):
            spent = await desk.stores.costs.spent(workspace.id, desk.clock())
            said.append((workspace.name, headline(spent)))
            stopped = stopped or spent.level is Level.STOP
    if not said:
        return Finding("Costs", ok=None, words="no account is connected that costs anything.")
    words = _worded(said)
    if stopped:
        words += " Reading has stopped, so that what is approved can still be sent."
        mend = "A manager raises the budget in the Home tab, or it begins anew next month."
        return Finding("Costs", ok=False, words=words, mend=mend)
    return Finding("Costs", ok=True, words=words)


async def deleted(desk: Desk) -> Finding:
    """Whether it is known what was deleted on platforms whose terms want it deleted here, too."""
    now, known, late = desk.clock(), list[Clearance](), list[str]()
    watched = 0
    for workspace in await desk.workspaces.all():
        of_account = await desk.stores.clearances.all(workspace.id)
        for account in await desk.accounts.all(workspace.id):
            watched += account.ref.platform in WATCHED
            if each := of_account.get(account.id):
                known.append(each)
                said = f"{account.ref}: last known {hours_ago(each, now)}."
                late += [f"{said} {way_on(account, each)}"] if each.is_late(now) else []
    if not watched:
        return Finding("Deleted posts", ok=None, words="no account is connected that asks for it.")
    if late:
        words = "what was deleted on X may still stand here."
        return Finding("Deleted posts", ok=False, words=words, mend=" ".join(late))
    words = "what is deleted on X is deleted here"
    if known:
        oldest = min(known, key=lambda each: each.known_at)
        words += f"; last looked {hours_ago(oldest, now)}"
    return Finding("Deleted posts", ok=True, words=f"{words}.")


async def _app(settings: Settings, reading: Reader) -> Finding | None:
    """What is wrong with the app's id and secret; None when X knows them."""
    secret = settings.x_client_secret
    client = XClient(settings.x_client_id or "", secret.get_secret_value() if secret else None)
    oauth = XOAuth(reading, client, api_url=settings.x_api_url, web_url=settings.x_web_url)
    try:
        await oauth.refresh(_NOBODYS)
    except ReconnectNeeded:
        return None
    except AccessRefused:
        mend = f"Copy X_CLIENT_ID and X_CLIENT_SECRET {_CONSOLE}."
        return _wrong("it does not know the app by its id and secret.", mend)
    except PlatformError as error:
        return _away(error)
    return _wrong("it took a senseless token.", "Check X_API_URL: this is not X.")


async def _bearer(settings: Settings, reading: Reader) -> Finding:
    if settings.x_bearer_token is None:
        return Finding("X", ok=True, words="it knows the app.", mend=f"{NO_BEARER}.")
    session = AppSession(settings.x_bearer_token.get_secret_value())
    api = XApi(reading, settings.x_api_url, session, dialect=settings.x_dialect)
    try:
        await api.get("tweets", want=Want.OUR_POSTS, ids=_NO_POST)
    except AccessLost:
        return _wrong("it does not take X_BEARER_TOKEN.", f"Copy the bearer token {_CONSOLE}.")
    except PlatformError as error:
        return _away(error)
    words = "it knows the app, and takes the app's own token."
    if api.spelling != settings.x_dialect:
        mend = f"Set X_DIALECT={api.spelling}: with the other spelling first calls are refused."
        return Finding("X", ok=True, words=words, mend=mend)
    return Finding("X", ok=True, words=words)


def _away(error: PlatformError) -> Finding:
    if isinstance(error, PlatformUnavailable):
        return _wrong("cannot be reached.", "Check the network, and X_API_URL.")
    return Finding("X", ok=False, words=explain(error))


def _worded(said: Sequence[tuple[str, str]]) -> str:
    if len(said) == 1:
        return said[0][1]
    return " ".join(f"{name}: {words}" for name, words in said)


def _wrong(words: str, mend: str) -> Finding:
    return Finding("X", ok=False, words=words, mend=mend)
