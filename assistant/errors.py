"""Every error Engage raises on purpose, in one tree.

    EngageError
    ├── InvalidInput              what the person gave cannot be used
    ├── InvalidFields             (fields) what the person gave in a form cannot be used
    ├── NotFound                  account, post or run
    ├── NotAllowed                this person may not do this
    ├── EditConflict              (current) somebody else changed it in the meantime
    ├── ConfirmationNeeded        (reasons) it can be done, once the person says so again
    ├── SettingsError             the program cannot start as configured
    ├── PlatformError             (platform, account)
    │   ├── PlatformUnavailable   down, unreachable, or speaking nonsense
    │   ├── RateLimited           (retry_after_s)
    │   ├── ReconnectNeeded       the stored sign-in no longer works
    │   │   ├── SignInSealed      it cannot be opened: its key is not among ours
    │   │   └── SecretRefused     what somebody has just typed is not taken
    │   ├── SignInNeeded          the platform does not tell this without signing in
    │   ├── AccessRefused         (reason) the platform says no, and a person can mend it
    │   ├── PostRefused           (reason) the platform said no to a write
    │   ├── OutcomeUnknown        a write whose result nobody knows
    │   └── BudgetSpent           (month) what paid calls may cost in a month is used up
    ├── AgentError
    │   ├── ModelUnavailable      no model answered
    │   └── RunLimitReached       (limit) calls, tools, tokens or seconds used up
    ├── SealBroken                what was sealed cannot be opened
    └── StoreUnavailable          PostgreSQL or Redis cannot be reached

Errors carry facts. The sentences people read are made in one place, `assistant.explain`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class EngageError(Exception):
    """Root of the tree. `str(error)` is for logs; it never holds message text or a secret."""


class InvalidInput(EngageError):
    """What the person gave cannot be used.

    Args:
        problem: one plain sentence, fit to be shown, with the way on.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class InvalidFields(EngageError):
    """Some fields of a form cannot be used.

    Args:
        fields: from the field's name to one plain sentence, fit to be shown beside it.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(fields)))
        self.fields = MappingProxyType(dict(fields))


class NotFound(EngageError):
    """Something named does not exist, or not in this workspace.

    Args:
        kind: "account", "post", "workspace" or "run".
        name: as the person wrote it.
        known: names that do exist, to offer instead.
    """

    def __init__(self, kind: str, name: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(f"{kind} not found")
        self.kind = kind
        self.name = name
        self.known = known


class NotAllowed(EngageError):
    """This person may not do this.

    Args:
        reason: one plain sentence, fit to be shown.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EditConflict(EngageError):
    """Somebody else changed it since this person looked; nothing was written.

    Args:
        what: "the settings of this workspace", ...
        current: what it is now, of the kind that reading it returns.
    """

    def __init__(self, what: str, current: object) -> None:
        super().__init__(what)
        self.what = what
        self.current = current


class ConfirmationNeeded(EngageError):
    """It can be done, once the person says so again and has seen why that is asked.

    Args:
        reasons: one plain sentence each, fit to be shown.
    """

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(f"{len(reasons)} reasons")
        self.reasons = reasons


class SettingsError(EngageError):
    """The program cannot start as configured.

    Args:
        problems: every problem found, one plain sentence each, naming the variable.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class PlatformError(EngageError):
    """A platform did not do what was asked.

    Args:
        platform: "bluesky", "mastodon", ...
        account: `platform:handle`, or None where no account is involved.
    """

    def __init__(self, platform: str, account: str | None = None, detail: str = "") -> None:
        super().__init__(f"{type(self).__name__} {platform} {detail}".strip())
        self.platform = platform
        self.account = account
        self.detail = detail


class PlatformUnavailable(PlatformError):
    """Down, unreachable, too slow, or answering what nobody can parse. Reads may be retried."""


class AccessLost(PlatformUnavailable):
    """Our own token is refused: whoever runs Engage must give it a new one. Work waits for that."""


class RateLimited(PlatformError):
    """The platform asks to wait.

    Args:
        retry_after_s: seconds to wait; None when the platform did not say.
    """

    def __init__(
        self, platform: str, account: str | None = None, *, retry_after_s: float | None = None
    ) -> None:
        super().__init__(platform, account)
        self.retry_after_s = retry_after_s


class ReconnectNeeded(PlatformError):
    """The stored sign-in was refused for good: a person must sign in again."""


class SignInSealed(ReconnectNeeded):
    """The stored sign-in cannot be opened. A person signs in again, or the old key comes back."""


class SecretRefused(ReconnectNeeded):
    """The handle and secret that somebody has just typed do not go together."""


class SignInNeeded(PlatformError):
    """The platform does not tell this to strangers. The value is None, never 0."""


class AccessRefused(PlatformError):
    """The platform says no to this account or to the app, whatever is asked, until a person does
    something about it.

    Args:
        reason: why, and what can be done, in plain words that go on after a colon.
    """

    def __init__(self, platform: str, account: str | None = None, *, reason: str) -> None:
        super().__init__(platform, account, reason)
        self.reason = reason


class PostRefused(PlatformError):
    """The platform refused a write, definitely.

    Args:
        reason: the platform's reason in plain words.
    """

    def __init__(self, platform: str, account: str | None = None, *, reason: str) -> None:
        super().__init__(platform, account, reason)
        self.reason = reason


class OutcomeUnknown(PlatformError):
    """A write was sent and nobody knows whether it took. Never retried blindly."""


class BudgetSpent(PlatformError):
    """What this workspace lets paid calls cost in a month is used up. Nothing was asked.

    Args:
        month: the calendar month in UTC, as "2026-11".
    """

    def __init__(self, platform: str, account: str | None = None, *, month: str) -> None:
        super().__init__(platform, account, month)
        self.month = month


class AgentError(EngageError):
    """The agent could not finish a run."""


class ModelUnavailable(AgentError):
    """No model answered: down, refused, out of budget, or speaking nonsense."""


class RunLimitReached(AgentError):
    """A run used up one of its limits.

    Args:
        limit: "model calls", "tool calls", "tokens" or "seconds".
    """

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class SealBroken(EngageError):
    """What was sealed cannot be opened: its key is not among ours, or its bytes were changed."""


class StoreUnavailable(EngageError):
    """PostgreSQL or Redis cannot be reached.

    Args:
        store: "PostgreSQL" or "Redis".
    """

    def __init__(self, store: str) -> None:
        super().__init__(store)
        self.store = store
