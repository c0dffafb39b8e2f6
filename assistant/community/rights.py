"""Who may do what, from facts about a person: a table, and a sentence for each refusal.

Full members of the workspace ask, look, take care of what comes in and have replies drafted.
Managers (whoever installed Engage, the workspace's admins, and those whom a manager named) connect
accounts, set Engage up, name others, say what the brand knows and listens for, and see the audit
log; they also approve and hide, unless an account names its own approvers. Guests, people of other
organisations and deactivated ones do nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from assistant.errors import NotAllowed


class Standing(StrEnum):
    """What somebody is in the workspace, as its chat says."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDE = "outside"
    """Of another organisation, or shown to us by nobody."""
    DEACTIVATED = "deactivated"
    BOT = "bot"


class Act(StrEnum):
    """What people do with Engage. The values are stored with what was done: never rename one."""

    ASK = "ask"
    SHARE = "share"
    SEE_HOME = "see_home"
    SEE_ACTS = "see_acts"
    CONNECT = "connect"
    DISCONNECT = "disconnect"
    ERASE = "erase"
    CHANGE_SETTINGS = "change_settings"
    NAME_MANAGER = "name_manager"
    UNNAME_MANAGER = "unname_manager"
    APPROVE = "approve"
    TRIAGE = "triage"
    """Assign what came in, snooze it, decide what becomes of it."""
    REOPEN = "reopen"
    """Open again what was closed without an answer."""
    HIDE = "hide"
    """Hide what somebody wrote under a post of ours."""
    DRAFT = "draft"
    """Ask for drafts, write and edit them. None of it publishes."""
    TEACH = "teach"
    """Say what the brand knows and how it speaks."""
    LISTEN = "listen"
    """Say what to look for beyond our own threads."""
    SEE_AUDIT = "see_audit"
    """Take the log of all drafts out of Engage."""


@dataclass(frozen=True, slots=True)
class Rank:
    """The facts about one person that rights rest on.

    Attributes:
        admin: of the workspace, by the chat's own rank.
        installer: installed Engage in the workspace.
        named: a manager named them one.
        approver: whether the account in question names them; None when no account is in question
            or it names nobody, so that managers approve.
    """

    standing: Standing
    admin: bool = False
    installer: bool = False
    named: bool = False
    approver: bool | None = None

    @property
    def manages(self) -> bool:
        """Whether they are a manager now. One who left, or became a guest, is none any more."""
        return self.standing is Standing.MEMBER and (self.admin or self.installer or self.named)


OF_MEMBERS = frozenset({Act.ASK, Act.SHARE, Act.SEE_HOME, Act.TRIAGE, Act.REOPEN, Act.DRAFT})
"""Open to every full member. All other acts are the managers', with an exception:"""
OF_APPROVERS = frozenset({Act.APPROVE, Act.HIDE})
"""What everybody sees: it is up to those whom the account names, where it names some."""

_DOING: MappingProxyType[Act, str] = MappingProxyType(
    {
        Act.ASK: "put the question",
        Act.SHARE: "share the answer",
        Act.SEE_HOME: "look it up",
        Act.SEE_ACTS: "see what was done here",
        Act.CONNECT: "connect accounts",
        Act.DISCONNECT: "disconnect accounts",
        Act.ERASE: "erase what Engage has read",
        Act.CHANGE_SETTINGS: "change settings",
        Act.NAME_MANAGER: "name managers",
        Act.UNNAME_MANAGER: "take managers off the list",
        Act.APPROVE: "approve what is published",
        Act.TRIAGE: "take care of it",
        Act.REOPEN: "open it again",
        Act.HIDE: "hide it",
        Act.DRAFT: "have it drafted",
        Act.TEACH: "change what replies rest on",
        Act.LISTEN: "change what Engage listens for",
        Act.SEE_AUDIT: "export the log of replies",
    }
)
"""Each act after "Please ask a colleague to" or "Only managers of Engage can"."""

_OTHERS: MappingProxyType[Standing, str] = MappingProxyType(
    {
        Standing.GUEST: "Please ask a colleague to {doing}.",
        Standing.OUTSIDE: "Please ask a colleague there to {doing}.",
        Standing.DEACTIVATED: "This person was deactivated, so they can do nothing here any more.",
        Standing.BOT: "Apps and bots can do nothing here.",
    }
)
_MEMBERS_ONLY = "Engage answers full members of this workspace only."
_ANY_ADMIN = "any admin of this workspace"


def allowed(act: Act, rank: Rank) -> bool:
    """Whether somebody of this rank may do it."""
    if rank.standing is not Standing.MEMBER:
        return False
    if act in OF_MEMBERS:
        return True
    if act in OF_APPROVERS and rank.approver is not None:
        return rank.approver
    return rank.manages


def refusal(act: Act, rank: Rank, helpers: Sequence[str] = ()) -> str | None:
    """The sentence that refuses it, with the way on; None when it is allowed.

    Args:
        helpers: names of people who can do it: approvers of the account where it names some,
            otherwise managers. Admins of the workspace need not be among them.
    """
    if allowed(act, rank):
        return None
    doing = _DOING[act]
    if rank.standing is not Standing.MEMBER:
        return f"{_MEMBERS_ONLY} {_OTHERS[rank.standing].format(doing=doing)}"
    if act in OF_APPROVERS and rank.approver is not None:
        return (
            f"Only the people named for this account can {doing}. Please ask "
            f"{_either([*helpers] or ['a manager who they are'])}."
        )
    return f"Only managers of Engage can {doing}. Please ask {_either([*helpers, _ANY_ADMIN])}."


def check(act: Act, rank: Rank, helpers: Sequence[str] = ()) -> None:
    """Raise NotAllowed with the refusing sentence unless it is allowed."""
    if sentence := refusal(act, rank, helpers):
        raise NotAllowed(sentence)


def _either(names: Sequence[str]) -> str:
    """The names with commas and "or"; of many the first three."""
    *most, last = [*names[:3], names[-1]] if len(names) > 4 else names  # noqa: PLR2004
    return f"{', '.join(most)} or {last}" if most else last
