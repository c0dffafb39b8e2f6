"""A draft on its way from proposal to post: its states, who may move it, and what is bound.

Approval binds the bytes: the hash covers text, account and target, so that nothing else can go
out than what was on the screen. What was sent and not confirmed is `unknown`, never `failed`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from assistant.community.mix import Label
from assistant.community.studio import Image


class DraftState(StrEnum):
    """Where a draft is. The values are stored: never rename one."""

    PENDING = "pending"
    APPROVED = "approved"
    """A person said yes to these bytes; it can still be called back until it is sent."""
    PREPARED = "prepared"
    """The whole request is stored; nothing left the house yet."""
    SENDING = "sending"
    """Committed before the first byte leaves: found after a crash it means `unknown`."""
    PUBLISHED = "published"
    FAILED = "failed"
    """The platform said no, or nothing was sent."""
    UNKNOWN = "unknown"
    """Sent, and nobody knows whether it took. A person is asked; it is never sent again blindly."""
    REJECTED = "rejected"
    EXPIRED = "expired"
    """Another reply was published, or the item got another decision."""
    STALE = "stale"
    """The conversation moved on since it was written."""


_S = DraftState
MOVES: MappingProxyType[DraftState, frozenset[DraftState]] = MappingProxyType(
    {
        _S.PENDING: frozenset({_S.PENDING, _S.APPROVED, _S.REJECTED, _S.EXPIRED, _S.STALE}),
        _S.APPROVED: frozenset({_S.PENDING, _S.PREPARED, _S.FAILED, _S.EXPIRED, _S.STALE}),
        _S.PREPARED: frozenset({_S.SENDING, _S.PENDING, _S.FAILED, _S.EXPIRED, _S.STALE}),
        _S.SENDING: frozenset({_S.PUBLISHED, _S.FAILED, _S.UNKNOWN, _S.PREPARED}),
        _S.UNKNOWN: frozenset({_S.PUBLISHED, _S.FAILED, _S.SENDING, _S.PREPARED}),
        _S.FAILED: frozenset({_S.PENDING, _S.EXPIRED}),
        _S.STALE: frozenset({_S.PENDING, _S.REJECTED, _S.EXPIRED}),
        _S.PUBLISHED: frozenset(),
        _S.REJECTED: frozenset(),
        _S.EXPIRED: frozenset(),
    }
)
"""Every move there is. `sending -> prepared` where it is certain that nothing was written, and as
`unknown -> prepared` where one post of a thread is out and the next is to be made ready.
"""

PERSON = "person"
"""What `Draft.composer` says when a person wrote it from nothing."""

UNDER_WAY = frozenset({_S.APPROVED, _S.PREPARED, _S.SENDING, _S.UNKNOWN})
"""At most one draft of an item is in one of these, or published: the database holds that, too."""


def may_move(before: DraftState, after: DraftState) -> bool:
    """Whether there is such a move."""
    return after in MOVES[before]


class Intent(StrEnum):
    """What a reply wants to do: variants differ in this, not in adjectives."""

    ANSWER = "answer"
    THANK = "thank"
    APOLOGISE = "apologise"
    ASK_BACK = "ask_back"
    HAND_OVER = "hand_over"
    """Say honestly that a person will find out, or where to turn."""
    POST = "post"
    """No reply: a post of our own. Its `label` says what it is for."""


class Confidence(StrEnum):
    """How well a draft rests on what is known."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Variant:
    """One proposal.

    Attributes:
        facts: ids of the brand facts it rests on.
        add: what a person must add or check before it can go out, one short sentence each.
    """

    text: str
    intent: Intent
    facts: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    confidence: Confidence = Confidence.LOW


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: of a reply to an item, or of a post of our own, made in a studio.

    Attributes:
        id: ours, a UUID as text.
        item_id: what it answers; "" for a post of our own.
        studio_id: where it is made; None for a reply. Exactly one of the two is there.
        target_id: native id of the post it answers; "" for a post of our own.
        text: as it would be published, to the letter; of a thread its first post.
        rest: the other posts of a thread, in order.
        images: go out with the first post.
        label: what the post is for; None for a reply.
        why: why these readers would care, in words; "" for a reply.
        idea: which of its studio's ideas it is; each has one draft for each account.
        out: native ids of its posts that are published so far, in order: a thread that broke off
            in the middle goes on behind the last of them. "" stands for one that a person sees and
            Engage does not.
        original: as the composer wrote it; differs from `text` once a person edited it.
        composer: the model's name, "offline", or "person".
        seen: native ids of the posts of the conversation it was written from, to tell when that
            moved on.
        author_id: who asked for it or wrote it; edits make the editor its author.
        send_at: not to be sent before; None until it is approved.
        sent_at: when the first byte left, UTC.
        post_id: native id of what was published; `url` its link.
        problem: a sentence for people where the last step failed or is unknown.
        dry_run: everything but the sending happens.
        version: counts the edits and moves.
    """

    id: str
    workspace_id: str
    account_id: str
    item_id: str
    target_id: str
    text: str
    original: str
    intent: Intent
    composer: str
    author_id: str
    made_at: datetime
    state: DraftState = DraftState.PENDING
    facts: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    confidence: Confidence = Confidence.LOW
    seen: tuple[str, ...] = ()
    approver_id: str | None = None
    approved_at: datetime | None = None
    approved_hash: str | None = None
    send_at: datetime | None = None
    sent_at: datetime | None = None
    post_id: str | None = None
    url: str | None = None
    problem: str = ""
    dry_run: bool = False
    version: int = 1
    studio_id: str | None = None
    rest: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    label: Label | None = None
    why: str = ""
    idea: int = 0
    out: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The hash that approval binds."""
        return content_hash(self.account_id, self.target_id, self.text, self.rest, self.images)

    @property
    def posts(self) -> tuple[str, ...]:
        """The texts of all its posts, in order: one, or those of a thread."""
        return (self.text, *self.rest)

    @property
    def whole(self) -> str:
        """All its posts as one text, as the lint reads it."""
        return "\n\n".join(self.posts)


def content_hash(
    account_id: str,
    target_id: str,
    text: str,
    rest: Sequence[str] = (),
    images: Sequence[Image] = (),
) -> str:
    """SHA-256 (hex) of what would go out, for whom and where. Images count with their bytes and
    with what they are said to show.
    """
    whole: list[object] = [account_id, target_id, text]
    if rest or images:
        whole += [list(rest), [[each.sha256, each.alt] for each in images]]
    bound = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(bound.encode("utf-8", "surrogatepass")).hexdigest()


class Happening(StrEnum):
    """What the audit log of a draft holds. The values are stored: never rename one."""

    DRAFTED = "drafted"
    SHOWN = "shown"
    EDITED = "edited"
    APPROVED = "approved"
    CALLED_BACK = "called_back"
    REJECTED = "rejected"
    EXPIRED = "expired"
    STALE = "stale"
    PREPARED = "prepared"
    SENT = "sent"
    PUBLISHED = "published"
    FAILED = "failed"
    UNKNOWN = "unknown"
    COPIED = "copied"
    """Somebody opened the text to post it by hand."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of a draft's history; `person_id` None where Engage did it by itself.

    `text` is the text as it stood then, `version` its version. `detail` is short and for people
    (a reason, a link, what the platform said); never a secret.
    """

    draft_id: str
    happening: Happening
    at: datetime
    version: int
    text: str
    person_id: str | None = None
    detail: str = ""

    @classmethod
    def of(
        cls, draft: Draft, happening: Happening, at: datetime, person_id: str | None, detail: str
    ) -> AuditEntry:
        """The line of a draft as it stands; of a thread, with all its posts."""
        return cls(draft.id, happening, at, draft.version, draft.whole, person_id, detail)


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody asked for drafts: kept before it is acknowledged, so that none is lost.

    Attributes:
        item_id: what is to be answered; "" for a post of our own.
        studio_id: where a post of our own is made; None for a reply.
        instruction: what they want to be different ("shorter"), "" for first drafts.
        about: the draft it speaks of; None for new ones.
        done_at: when drafts were there, or `problem` said why there are none.
        event_key: of the click or message it came from: once each.
    """

    id: str
    workspace_id: str
    item_id: str
    person_id: str
    event_key: str
    made_at: datetime
    instruction: str = ""
    about: str | None = None
    done_at: datetime | None = None
    problem: str = ""
    studio_id: str | None = None
