"""One clear sentence for every error, with the way on. The only place that words failures."""

from __future__ import annotations

import textwrap
from types import MappingProxyType

from assistant.community.drafts import Draft, DraftState
from assistant.errors import (
    AccessLost,
    AccessRefused,
    BudgetSpent,
    ConfirmationNeeded,
    EditConflict,
    EngageError,
    InvalidFields,
    InvalidInput,
    ModelUnavailable,
    NotAllowed,
    NotFound,
    OutcomeUnknown,
    PlatformError,
    PlatformUnavailable,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
    RunLimitReached,
    SealBroken,
    SecretRefused,
    SettingsError,
    SignInNeeded,
    SignInSealed,
    StoreUnavailable,
)

_DRAFT_NOW = MappingProxyType(
    {
        DraftState.PENDING: "This draft was changed since you looked. Please read it as it is now.",
        DraftState.APPROVED: "A reply to this is approved already and waits to be sent.",
        DraftState.PREPARED: "A reply to this is approved already and on its way.",
        DraftState.SENDING: "A reply to this is being sent right now.",
        DraftState.UNKNOWN: (
            "A reply to this was sent, and it is not known yet whether it is there. The card asks."
        ),
        DraftState.PUBLISHED: "A reply to this is published already.",
        DraftState.FAILED: "This reply could not be published. The card says why.",
        DraftState.REJECTED: "This draft was dismissed. Ask for another one, or write the reply.",
        DraftState.EXPIRED: "This was answered another way, so the draft is out of date.",
        DraftState.STALE: (
            "The conversation has moved on since this draft was written. Please read what is new; "
            "then redo it, edit it, or say that it still fits."
        ),
    }
)
"""What a draft is by now, for somebody whose click came too late. Nothing was done then."""

_POST_NOW = MappingProxyType(
    {
        **_DRAFT_NOW,
        DraftState.APPROVED: "A post of this studio is approved already and waits for its time.",
        DraftState.PREPARED: "A post of this studio is approved already and on its way.",
        DraftState.SENDING: "A post of this studio is being sent right now.",
        DraftState.UNKNOWN: (
            "A post of this studio was sent, and it is not known yet whether it is there. The "
            "studio asks."
        ),
        DraftState.PUBLISHED: "A post of this studio is published already.",
        DraftState.FAILED: "This post could not be published. The studio says why.",
        DraftState.REJECTED: "This draft was dismissed. Ask for another one in the studio.",
        DraftState.EXPIRED: "Another post of this studio went out, so this draft is out of date.",
    }
)
"""The same for a post of our own."""


def explain(
    error: BaseException, *, reference: str | None = None, in_terminal: bool = False
) -> str:
    """Say what went wrong and what to do next, in a sentence or two.

    Args:
        error: any exception; those outside Engage's tree get a general sentence.
        reference: a short id that is in the log, too; shown for unknown errors.
        in_terminal: whether it is read where `engage connect` can be typed. Elsewhere a manager
            mends an account in the Home tab.
    """
    if isinstance(error, EngageError):
        words = _known(error, in_terminal=in_terminal)
        if words:
            return words
    tail = (
        f" If it happens again, tell your admin this reference: {reference}." if reference else ""
    )
    return f"Something went wrong on our side. Please try again in a minute.{tail}"


def explain_wait(error: BaseException) -> str:
    """The same for a question that is kept and will be answered once the trouble is over."""
    match error:
        case StoreUnavailable():
            trouble = f"Engage cannot reach its {_store(error)} right now."
        case AccessLost():
            trouble = _access_lost(error)
        case PlatformError():
            trouble = f"{_title(error.platform)} cannot be reached right now."
        case _:
            trouble = "Something Engage needs does not work right now."
    return f"{trouble} Your question is kept: the answer comes here, and you need not ask again."


_SECRETS = MappingProxyType(
    {
        "mastodon": "access token",
        "x": "refresh token",
        "facebook": "Page access token",
        "instagram": "Page access token",
    }
)


def secret_word(platform: str) -> str:
    """What people sign in with on a platform."""
    return _SECRETS.get(platform, "app password")


def _known(error: EngageError, *, in_terminal: bool) -> str | None:  # noqa: C901, PLR0911, PLR0912 - a table
    match error:
        case InvalidInput():
            return error.problem
        case InvalidFields():
            return " ".join(dict.fromkeys(error.fields.values()))
        case NotAllowed():
            return error.reason
        case EditConflict(current=Draft(state=state, studio_id=None)):
            return _DRAFT_NOW[state]
        case EditConflict(current=Draft(state=state)):
            return _POST_NOW[state]
        case EditConflict():
            return (
                f"Somebody else changed {error.what} in the meantime, so nothing was saved. "
                f"Please look at them as they are now and make your change again."
            )
        case ConfirmationNeeded():
            return f"{' '.join(error.reasons)} If you have checked that, approve it anyway."
        case NotFound():
            return _not_found(error)
        case SettingsError():
            return "Engage cannot start as it is set up. " + " ".join(error.problems)
        case PlatformError():
            return _of_platform(error, in_terminal=in_terminal)
        case ModelUnavailable():
            return "The language model is not answering. Please ask again in a few minutes."
        case RunLimitReached(limit="seconds"):
            return "This took too long. Please ask for a shorter period or for one account."
        case RunLimitReached():
            return f"This question used up its limit of {error.limit}. Try a narrower one."
        case SealBroken():
            return (
                "Engage cannot open what it keeps sealed. Ask your admin whether "
                "ENGAGE_SECRET_KEY was changed; the old key can stand behind the new one."
            )
        case StoreUnavailable():
            return (
                f"Engage cannot reach its {_store(error)} right now. Please try again in a "
                f"minute. If it lasts, engage doctor tells whoever runs Engage why."
            )
    return None


def _of_platform(error: PlatformError, *, in_terminal: bool) -> str:  # noqa: C901, PLR0911 - a table
    title, whom = _title(error.platform), _whom(error)
    match error:
        case BudgetSpent():
            return (
                f"What {title} may cost this month is used up, so Engage did not ask it. A manager "
                f"can raise the budget in the Home tab; it begins anew on the first of the month."
            )
        case RateLimited():
            return f"{whom} asks us to slow down. {_wait(error.retry_after_s)}"
        case SignInSealed():
            return (
                f"Engage cannot open the sign-in it keeps for {error.account or 'the account'}: "
                f"ENGAGE_SECRET_KEY is not the one it was sealed with. "
                f"{_connect(error, 'to connect it again', in_terminal=in_terminal)}. Or let "
                f"whoever runs Engage put the old key behind the new one."
            )
        case ReconnectNeeded():
            refused = f"{whom} does not accept the sign-in of {error.account or 'the account'}."
            if isinstance(error, SecretRefused) and in_terminal:
                check = f"Check the handle and the {secret_word(error.platform)}, then"
                return f"{refused} {check} run {_command(error)} to connect it."
            return f"{refused} {_connect(error, 'to connect it again', in_terminal=in_terminal)}."
        case SignInNeeded():
            way = _connect(error, "to see it", in_terminal=in_terminal)
            return f"{whom} does not show this without signing in. {way}."
        case AccessLost():
            return _access_lost(error)
        case AccessRefused():
            return f"{title} does not go along with this: {error.reason}."
        case PlatformUnavailable():
            return f"{whom} cannot be reached right now. Please try again in a few minutes."
        case PostRefused():
            return f"{title} refused the post: {error.reason}."
        case OutcomeUnknown():
            return f"It is not known whether {title} took the post."
    return f"{title} did not do what Engage asked of it. Please try again in a few minutes."


def _access_lost(error: AccessLost) -> str:
    return (
        f"{_title(error.platform)} does not accept Engage's token any more. Please tell whoever "
        f"runs Engage: engage doctor says how to mend it."
    )


_GONE = {
    "post": "That post is not there any more, or the link is not quite right.",
    "hit": "That post is not among what Engage found any more.",
    **{
        kind: f"That {kind} is not there any more."
        for kind in ("draft", "item", "fact", "rule", "search", "studio", "image")
    },
}
"""What is said of what is gone, by its kind."""


def _not_found(error: NotFound) -> str:
    shown = textwrap.shorten(error.name, 80, placeholder="…")
    if error.kind == "account":
        if error.known:
            return f"There is no account {shown} here. Connected: {', '.join(error.known)}."
        return f"There is no account {shown}. Check the spelling of the handle."
    if error.kind in _GONE:
        return _GONE[error.kind]
    if error.kind == "workspace":
        return f"There is no workspace {shown}. Known: {', '.join(error.known) or 'none'}."
    return "That answer is not kept any more. Please ask again."


def _connect(error: PlatformError, why: str, *, in_terminal: bool) -> str:
    if in_terminal:
        return f"Run {_command(error)} {why}"
    return f"{why.capitalize()}, a manager of Engage opens its Home tab"


def _command(error: PlatformError) -> str:
    platform, _, handle = (error.account or "").partition(":")
    blank = "@NAME@SERVER" if error.platform == "mastodon" else "HANDLE"
    named = handle if platform == error.platform and handle else blank
    return f"engage connect {error.platform} {named}"


def _wait(seconds: float | None) -> str:
    if seconds is None:
        return "Please try again in a few minutes."
    if seconds < 90:  # noqa: PLR2004 - below that, minutes read oddly
        return "Please try again in a minute."
    return f"Please try again in {round(seconds / 60)} minutes."


def _store(error: StoreUnavailable) -> str:
    what = "database" if error.store == "PostgreSQL" else "short-term memory"
    return f"{what} ({error.store})"


def _whom(error: PlatformError) -> str:
    """Who did not do it: the account's own server, where a platform has many."""
    server = (error.account or "").rpartition("@")[2] if error.platform == "mastodon" else ""
    return server or _title(error.platform)


def _title(platform: str) -> str:
    return "X" if platform == "x" else platform.capitalize()
