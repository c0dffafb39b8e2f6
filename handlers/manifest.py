"""The Slack app manifest: `app.yaml` as it is for Socket Mode, and made over for HTTP."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import InvalidInput

Manifest = dict[str, Any]

FILE = Path(__file__).parent.parent / "app.yaml"
ENDPOINT = "/slack/events"
REDIRECT = "/slack/oauth_redirect"


def manifest_for(url: str | None) -> str:
    """The manifest as YAML.

    Args:
        url: where Slack reaches the app (`https://engage.example`); None for Socket Mode.

    Raises:
        InvalidInput: not an https address.
    """
    if url is None:
        return FILE.read_text()
    import yaml  # noqa: PLC0415 - see `load`

    made = over_http(load(), url)
    return yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100)


def load() -> Manifest:
    """The manifest in `app.yaml`."""
    import yaml  # noqa: PLC0415 - most of what stands here is read before the first ack, this not

    loaded: Manifest = yaml.safe_load(FILE.read_text())
    return loaded


def bot_scopes() -> frozenset[str]:
    """What the app asks a workspace for. Reads the file."""
    return frozenset(load()["oauth_config"]["scopes"]["bot"])


def over_http(manifest: Manifest, url: str) -> Manifest:
    """The same app with its URLs instead of a socket. Raises InvalidInput."""
    parts = urlsplit(url.strip())
    if parts.scheme != "https" or not parts.netloc:
        raise InvalidInput(
            "Slack reaches apps by https only: give an address like https://engage.example."
        )
    base = f"https://{parts.netloc}{parts.path.rstrip('/')}"
    request_url = f"{base}{ENDPOINT}"
    made = deepcopy(manifest)
    made["oauth_config"] = {"redirect_urls": [f"{base}{REDIRECT}"], **made["oauth_config"]}
    for command in made["features"]["slash_commands"]:
        command["url"] = request_url
    settings = made["settings"]
    settings["event_subscriptions"] = {
        "request_url": request_url,
        **settings["event_subscriptions"],
    }
    settings["interactivity"]["request_url"] = request_url
    settings["socket_mode_enabled"] = False
    return made
