"""Why a store cannot be reached, made out of what its driver says."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.doctor.finding import Finding
from assistant.errors import StoreUnavailable

_SETTING = {"PostgreSQL": "DATABASE_URL", "Redis": "REDIS_URL"}
_REASONS = (
    (("password authentication failed", "no password supplied", "pg_hba.conf"), "login"),
    (("authentication required", "already authenticated", "invalid username-password"), "login"),
    (("does not exist",), "name"),
    (("failed to resolve", "name or service not known", "nodename nor servname"), "host"),
    (("connection refused", "connect call failed", "no such file", "errno 111"), "nobody"),
    (("ssl", "certificate"), "tls"),
)
_WORDS = {
    "login": "it is there and refuses the login in {setting}.",
    "name": "it is there and knows no such database or user as {setting} names.",
    "host": "nobody knows the host in {setting}.",
    "nobody": "nobody listens at the address in {setting}.",
    "tls": "no secure connection to the address in {setting} comes about.",
    "": "the address in {setting} does not answer.",
}


def away(subject: str, error: StoreUnavailable) -> Finding:
    """A finding that says what to look at; nothing of the address, which may hold a password."""
    setting = _SETTING[error.store]
    said = " ".join(_said(error)).lower()
    reason = next((name for marks, name in _REASONS if any(m in said for m in marks)), "")
    words = _WORDS[reason].format(setting=setting)
    mend = f"Check {setting}, or leave it unset to use the embedded one."
    return Finding(subject, ok=False, words=words, mend=mend)


def _said(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or error.__context__
    while cause is not None:
        yield str(cause)
        cause = cause.__cause__ or cause.__context__
