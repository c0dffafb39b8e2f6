"""One clear sentence for every error, with the way on. The only place that words failures."""

from __future__ import annotations

import textwrap

from assistant.errors import (
    EngageError,
    InvalidInput,
    ModelUnavailable,
    NotAllowed,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
    RunLimitReached,
    SealBroken,
    SettingsError,
    SignInNeeded,
    StoreUnavailable,
)


def explain(error: BaseException, *, reference: str | None = None) -> str:
    """Say what went wrong and what to do next, in a sentence or two.

    Args:
        error: any exception; those outside Engage's tree get a general sentence.
        reference: a short id that is in the log, too; shown for unknown errors.
    """
    if isinstance(error, EngageError):
        words = _known(error)
        if words:
            return words
    tail = (
        f" If it happens again, tell your admin this reference: {reference}." if reference else ""
    )
    return f"Something went wrong on our side. Please try again in a minute.{tail}"


def _known(error: EngageError) -> str | None:  # noqa: C901, PLR0911, PLR0912 - a table
    match error:
        case InvalidInput():
            return error.problem
        case NotAllowed():
            return error.reason
        case NotFound():
            return _not_found(error)
        case SettingsError():
            return "Engage cannot start as it is set up. " + " ".join(error.problems)
        case RateLimited():
            return f"{_title(error.platform)} asks us to slow down. {_wait(error.retry_after_s)}"
        case ReconnectNeeded():
            who = error.account or "the account"
            return (
                f"{_title(error.platform)} no longer accepts the sign-in of {who}. "
                f"Check the handle and the app password, then connect it again."
            )
        case SignInNeeded():
            return (
                f"{_title(error.platform)} does not show this without signing in. "
                f"Connect the account to see it."
            )
        case PlatformUnavailable():
            return (
                f"{_title(error.platform)} cannot be reached right now. "
                f"Please try again in a few minutes."
            )
        case PostRefused():
            return f"{_title(error.platform)} refused the post: {error.reason}."
        case OutcomeUnknown():
            return f"It is not known whether {_title(error.platform)} took the post."
        case ModelUnavailable():
            return "The language model is not answering. Please ask again in a few minutes."
        case RunLimitReached():
            return f"This question used up its limit of {error.limit}. Try a narrower one."
        case SealBroken():
            return (
                "Engage cannot open what it keeps sealed. Ask your admin whether "
                "ENGAGE_SECRET_KEY was changed; the old key can stand behind the new one."
            )
        case StoreUnavailable():
            return f"Engage cannot reach its {error.store}. Please try again in a minute."
    return None


def _not_found(error: NotFound) -> str:
    shown = textwrap.shorten(error.name, 80, placeholder="…")
    if error.kind == "account":
        if error.known:
            return f"There is no account {shown} here. Connected: {', '.join(error.known)}."
        return f"There is no account {shown}. Check the spelling of the handle."
    if error.kind == "post":
        return "That post is not there any more, or the link is not quite right."
    if error.kind == "workspace":
        return f"There is no workspace {shown}. Known: {', '.join(error.known) or 'none'}."
    return "That answer is not kept any more. Please ask again."


def _wait(seconds: float | None) -> str:
    if seconds is None:
        return "Please try again in a few minutes."
    if seconds < 90:  # noqa: PLR2004 - below that, minutes read oddly
        return "Please try again in a minute."
    return f"Please try again in {round(seconds / 60)} minutes."


def _title(platform: str) -> str:
    return "X" if platform == "x" else platform.capitalize()
