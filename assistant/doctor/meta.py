"""What `engage doctor` asks of Meta: the app, the version of its API, and the webhook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from secrets import token_hex
from types import MappingProxyType
from typing import Any

import httpx2

from assistant.community.accounts import Platform
from assistant.doctor.finding import CHECK_S, Finding
from assistant.doctor.reaching import reader
from assistant.errors import PlatformError
from assistant.explain import explain
from assistant.platforms.graph_errors import Trouble, problem_of
from assistant.platforms.meta_oauth import MetaApp, MetaOAuth
from assistant.settings import Settings

ENDS: Mapping[str, date] = MappingProxyType(
    {"v24.0": date(2028, 2, 18), "v25.0": date(2028, 7, 29)}
)
"""Until when Meta serves a version, as far as it has said so by 2026-11-22
(https://developers.facebook.com/docs/graph-api/changelog/versions)."""
SOON = timedelta(days=90)
NEWS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"page": frozenset({"feed", "mention"}), "instagram": frozenset({"comments", "mentions"})}
)
"""What the app is to be told of, as docs/platforms.md says."""

NO_APP = "no META_APP_ID and META_APP_SECRET: no Page and no Instagram account can be connected."
_BASIC = "in Meta's app dashboard, App settings, Basic"
_UNKNOWN_PATH = 2500


async def meta(settings: Settings) -> Finding:
    """Whether id and secret belong together, and for how long the version is served."""
    app_id, secret = settings.meta_app_id, settings.meta_app_secret
    if not app_id and not secret:
        return Finding("Meta", ok=None, words=NO_APP)
    if not app_id or not secret:
        missing = "META_APP_SECRET" if app_id else "META_APP_ID"
        return _wrong("Meta", f"{missing} is missing.", f"Copy it {_BASIC}.")
    form = {
        "client_id": app_id,
        "client_secret": secret.get_secret_value(),
        "grant_type": "client_credentials",
    }
    try:
        async with httpx2.AsyncClient(timeout=CHECK_S) as client:
            url = f"{settings.graph_api_url.rstrip('/')}/oauth/access_token"
            reply = await client.post(url, data=form)
    except httpx2.HTTPError:
        return _wrong("Meta", "cannot be reached.", "Check the network, and GRAPH_API_URL.")
    return _refusal(settings, reply) or _version(settings, reply)


async def webhook(settings: Settings) -> Finding:
    """Whether Meta's news come here, where somebody wants them to."""
    subject, word = "Webhook", settings.meta_webhook_token
    app_id, secret, url = settings.meta_app_id, settings.meta_app_secret, settings.public_url
    if word is None:
        words = "no META_WEBHOOK_TOKEN: news on Meta's platforms are found by looking."
        return Finding(subject, ok=None, words=words)
    if not app_id or not secret or not url:
        words = "META_WEBHOOK_TOKEN needs META_APP_ID, META_APP_SECRET and ENGAGE_PUBLIC_URL."
        return _wrong(subject, words, "Set them, or take META_WEBHOOK_TOKEN out.")
    here = f"{url.rstrip('/')}/webhooks/meta"
    if not await _answers(here, word.get_secret_value()):
        mend = "Start engage serve, and let your https proxy pass /webhooks on to ENGAGE_PORT."
        return _wrong(subject, f"nobody answers at {here} with the word that is set.", mend)
    try:
        missing = await _untold(settings, app_id, secret.get_secret_value(), here)
    except PlatformError as error:
        return Finding(subject, ok=False, words=explain(error))
    if missing:
        mend = f"In Meta's app dashboard, Webhooks, subscribe to them with {here} and the word."
        return _wrong(subject, f"Meta does not send {'; '.join(missing)} here.", mend)
    return Finding(subject, ok=True, words="it answers, and Meta sends news of both platforms.")


def _refusal(settings: Settings, reply: httpx2.Response) -> Finding | None:
    if reply.is_success:
        return None
    try:
        problem = problem_of(reply.json())
    except ValueError:
        problem = None
    if problem and problem.code == _UNKNOWN_PATH:
        version = _asked(settings)
        mend = "Set GRAPH_API_URL to a version that there is; docs/operations.md has one."
        return _wrong("Meta", f"it does not know {version}.", mend)
    if problem and problem.trouble is Trouble.PROOF:
        words = "META_APP_SECRET is not the secret of the app META_APP_ID."
        return _wrong("Meta", words, f"Copy it {_BASIC}.")
    if problem:
        words = "it does not know the app META_APP_ID, or does not let it in."
        return _wrong("Meta", words, f"Look at the app's state, and copy its id, {_BASIC}.")
    return _wrong("Meta", f"it answers {reply.status_code}.", "Try again in a few minutes.")


def _version(settings: Settings, reply: httpx2.Response) -> Finding:
    """Meta says which version it has answered as: of what it serves no more, the oldest it does
    (https://developers.facebook.com/docs/graph-api/guides/versioning).
    """
    asked, served = _asked(settings), reply.headers.get("facebook-api-version", "")
    mend = "Set GRAPH_API_URL to a newer version, and read Meta's changelog first."
    if served and served != asked:
        words = f"it serves {asked} no more, and answers as {served}."
        return _wrong("Meta", words, mend)
    words = f"it knows the app, and serves {asked}"
    ends = ENDS.get(asked)
    if ends is None:
        return Finding("Meta", ok=True, words=f"{words}.")
    words = f"{words} until {ends}."
    if datetime.now(UTC).date() > ends - SOON:
        return _wrong("Meta", words, mend)
    return Finding("Meta", ok=True, words=words)


def _asked(settings: Settings) -> str:
    return MetaApp(settings.graph_api_url, settings.meta_web_url).version


async def _answers(here: str, word: str) -> bool:
    """Whether Engage repeats a challenge there, as Meta wants it to
    (https://developers.facebook.com/docs/graph-api/webhooks/getting-started).
    """
    challenge = token_hex(8)
    params = {"hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": challenge}
    try:
        async with httpx2.AsyncClient(timeout=CHECK_S / 2) as client:
            reply = await client.get(here, params=params)
    except httpx2.HTTPError:
        return False
    return reply.is_success and reply.text == challenge


async def _untold(settings: Settings, app_id: str, secret: str, here: str) -> list[str]:
    """What Meta does not send here (https://developers.facebook.com/docs/graph-api/reference/
    application/subscriptions). Raises PlatformError.
    """
    app = MetaApp(settings.graph_api_url, settings.meta_web_url, app_id, secret)
    async with reader(settings) as reading:
        api = MetaOAuth(reading, app).api(Platform.FACEBOOK, f"{app_id}|{secret}")
        told = (await api.get(f"{app_id}/subscriptions")).get("data")
    sent: dict[str, set[str]] = {}
    for each in told if isinstance(told, list) else ():
        if isinstance(each, dict) and each.get("callback_url") == here and each.get("active"):
            sent.setdefault(str(each.get("object")), set()).update(map(_name, each["fields"]))
    return [
        f"{', '.join(sorted(fields - sent.get(kind, set())))} of {kind}"
        for kind, fields in NEWS.items()
        if fields - sent.get(kind, set())
    ]


def _name(field: Any) -> str:
    """Newer versions tell the name of a field beside its version, older ones alone."""
    return str(field.get("name") if isinstance(field, dict) else field)


def _wrong(subject: str, words: str, mend: str) -> Finding:
    return Finding(subject, ok=False, words=words, mend=mend)
