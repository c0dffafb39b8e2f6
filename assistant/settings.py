"""Every setting of the program, read once from the environment.

Settings of a workspace or an account are not here: people edit those in Slack.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from assistant.errors import SettingsError
from assistant.setting_values import (
    DATABASE,
    GRAPH,
    REDIS,
    WEB,
    level,
    listed,
    long_keys,
    slash,
    teams,
)

_WORDS = MappingProxyType(
    {
        "literal_error": "must be one of {expected}",
        "int_parsing": "must be a whole number",
        "float_parsing": "must be a number",
        "greater_than_equal": "must be {ge:g} or more",
        "less_than_equal": "must be {le:g} or less",
    }
)
"""Pydantic's kinds of errors in plain words, filled with their context."""


def data_folder() -> Path:
    """Where embedded stores live when nothing is said: the user's data folder, and
    `/var/lib/engage` as root (the embedded PostgreSQL opens its parents to all, so never a
    home).
    """
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/engage")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "engage"
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "engage"


class Settings(BaseModel):
    """The settings, frozen. Field names are ours; aliases are the environment's names."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    slack_bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET")
    slack_app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN")
    slack_client_id: str | None = Field(None, alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET")
    slack_allowed_teams: Annotated[str, AfterValidator(teams)] = Field(
        "", alias="SLACK_ALLOWED_TEAMS"
    )
    slack_api_url: Annotated[str, WEB, AfterValidator(slash)] = Field(
        "https://slack.com/api/", alias="SLACK_API_URL"
    )

    openai_api_key: SecretStr | None = Field(None, alias="OPENAI_API_KEY")
    openai_base_url: Annotated[str, WEB] | None = Field(None, alias="OPENAI_BASE_URL")
    model: str = Field("gpt-5.5-mini", alias="ENGAGE_MODEL")
    daily_tokens: Annotated[int, Field(ge=0)] = Field(2_000_000, alias="ENGAGE_DAILY_TOKENS")
    run_seconds: Annotated[float, Field(ge=5, le=280)] = Field(90, alias="ENGAGE_RUN_SECONDS")

    database_url: Annotated[SecretStr, DATABASE] | None = Field(None, alias="DATABASE_URL")
    redis_url: Annotated[SecretStr, REDIS] | None = Field(None, alias="REDIS_URL")
    data_dir: Path = Field(default_factory=data_folder, alias="ENGAGE_DATA_DIR")
    secret_key: Annotated[SecretStr, AfterValidator(long_keys)] | None = Field(
        None, alias="ENGAGE_SECRET_KEY"
    )

    host: str = Field("127.0.0.1", alias="ENGAGE_HOST")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(3000, alias="ENGAGE_PORT")
    worker_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None, alias="ENGAGE_WORKER_PORT"
    )
    public_url: Annotated[str, WEB] | None = Field(None, alias="ENGAGE_PUBLIC_URL")
    allow_hosts: str = Field("", alias="ENGAGE_ALLOW_HOSTS")
    metrics_token: SecretStr | None = Field(None, alias="ENGAGE_METRICS_TOKEN")
    log_level: Annotated[str, AfterValidator(level)] = Field("info", alias="ENGAGE_LOG_LEVEL")

    bluesky_public_url: Annotated[str, WEB] = Field(
        "https://public.api.bsky.app", alias="BLUESKY_PUBLIC_URL"
    )
    bluesky_service_url: Annotated[str, WEB] = Field(
        "https://bsky.social", alias="BLUESKY_SERVICE_URL"
    )
    bluesky_plc_url: Annotated[str, WEB] = Field("https://plc.directory", alias="BLUESKY_PLC_URL")

    x_api_url: Annotated[str, WEB] = Field("https://api.x.com", alias="X_API_URL")
    x_web_url: Annotated[str, WEB] = Field("https://x.com", alias="X_WEB_URL")
    x_client_id: str | None = Field(None, alias="X_CLIENT_ID")
    x_client_secret: SecretStr | None = Field(None, alias="X_CLIENT_SECRET")
    x_bearer_token: SecretStr | None = Field(None, alias="X_BEARER_TOKEN")
    x_dialect: Literal["tweet", "post"] = Field("tweet", alias="X_DIALECT")

    graph_api_url: Annotated[str, GRAPH] = Field(
        "https://graph.facebook.com/v26.0", alias="GRAPH_API_URL"
    )
    meta_web_url: Annotated[str, WEB] = Field("https://www.facebook.com", alias="META_WEB_URL")
    meta_app_id: str | None = Field(None, alias="META_APP_ID")
    meta_app_secret: SecretStr | None = Field(None, alias="META_APP_SECRET")
    meta_config_id: str | None = Field(None, alias="META_CONFIG_ID")
    meta_webhook_token: SecretStr | None = Field(None, alias="META_WEBHOOK_TOKEN")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Self:
        """Read settings; an empty value counts as unset. No network, no files.

        Raises:
            SettingsError: with every problem at once.
        """
        source = os.environ if env is None else env
        names = {field.alias for field in cls.model_fields.values() if field.alias}
        values = {name: source[name] for name in names if source.get(name, "").strip()}
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError(tuple(map(_worded, error.errors()))) from None

    @classmethod
    def for_serve(cls, env: Mapping[str, str] | None = None, *, socket: bool) -> Self:
        """Read settings for `engage serve`.

        Raises:
            SettingsError: with everything that is wrong, missing or contradicts, at once.
        """
        source = dict(os.environ if env is None else env)
        try:
            settings = cls.from_env(source)
        except SettingsError as wrong:
            sound = {
                name: value
                for name, value in source.items()
                if not any(problem.startswith(f"{name}:") for problem in wrong.problems)
            }
            try:
                cls.from_env(sound).check_serve(socket=socket)
            except SettingsError as missing:
                raise SettingsError((*wrong.problems, *missing.problems)) from None
            raise
        settings.check_serve(socket=socket)
        return settings

    def check_serve(self, *, socket: bool) -> None:
        """Check what `engage serve` needs.

        Raises:
            SettingsError: naming everything that is missing or contradicts, at once.
        """
        problems = self._many_problems() if self.many_workspaces else []
        if not self.slack_bot_token and not self.many_workspaces:
            problems.append("SLACK_BOT_TOKEN is missing (the bot token, it begins with xoxb-).")
        if socket and not self.slack_app_token:
            problems.append("SLACK_APP_TOKEN is missing (Socket Mode needs it; xapp-...).")
        if not socket and not self.slack_signing_secret:
            problems.append("SLACK_SIGNING_SECRET is missing (Slack app page, Basic Information).")
        if self.database_url and not self.secret_key:
            problems.append("ENGAGE_SECRET_KEY is missing (needed with DATABASE_URL).")
        if problems:
            raise SettingsError(tuple(problems))

    @property
    def many_workspaces(self) -> bool:
        """Whether any number of workspaces install it by OAuth, instead of one by its token."""
        return self.slack_client_id is not None or self.slack_client_secret is not None

    @property
    def allowed_teams(self) -> frozenset[str]:
        """Who may install it: team ids, or `*`. Empty: nobody."""
        return frozenset(listed(self.slack_allowed_teams))

    @property
    def sign_in_url(self) -> str | None:
        """Where browsers reach Engage for signing in on a platform's own page; None where they do
        not, or where secrets would travel in the open. This machine is 127.0.0.1, however it was
        written: a browser keeps its cookies apart by name.
        """
        if self.public_url is None or not _fit_for_sign_in(self.public_url):
            return None
        url = self.public_url.rstrip("/")
        parts = urlsplit(url)
        if parts.hostname != "localhost" or parts.scheme == "https":
            return url
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://127.0.0.1{port}{parts.path}"

    def _many_problems(self) -> list[str]:
        page = "Slack app page, Basic Information"
        problems = [
            f"{name} is missing ({what})."
            for name, value, what in (
                ("SLACK_CLIENT_ID", self.slack_client_id, page),
                ("SLACK_CLIENT_SECRET", self.slack_client_secret, page),
                ("ENGAGE_PUBLIC_URL", self.public_url, "where browsers reach Engage by https"),
            )
            if not value
        ]
        if self.slack_bot_token:
            problems.append(
                "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for many; take one out."
            )
        if self.public_url and not _fit_for_sign_in(self.public_url):
            problems.append("ENGAGE_PUBLIC_URL must begin with https:// for installing.")
        return problems


def _fit_for_sign_in(url: str) -> bool:
    """Whether secrets may travel there: by https, or within this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost", "::1"}


def _worded(error: ErrorDetails) -> str:
    """One problem in plain words; what was written is not repeated, it may be a secret."""
    name = ".".join(str(part) for part in error["loc"])
    context = error.get("ctx", {})
    if isinstance(reason := context.get("error"), ValueError):
        return f"{name}: {reason}."
    words = _WORDS.get(error["type"])
    return f"{name}: {words.format(**context) if words else error['msg']}."
