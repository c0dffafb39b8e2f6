"""What a brand knows and how it speaks, as its people wrote it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LONGEST_FACT = 600
"""Characters of one fact: one thing, said once."""

LONGEST_RULE = 200
"""Characters of one rule of the voice."""

ALL_IN = 40
"""Up to so many facts all of them are given to the composer; beyond, those that match."""


@dataclass(frozen=True, slots=True)
class BrandFact:
    """One thing that replies may rest on.

    Attributes:
        id: ours, a UUID as text.
        account_id: the account it holds for; None for all of the workspace.
        source: where it comes from: a link, a document, a person's word. Never empty.
        valid_until: the last day it holds; None while nobody set an end.
    """

    id: str
    workspace_id: str
    title: str
    text: str
    source: str
    added_by: str
    added_at: datetime
    account_id: str | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it may still be used."""
        return self.valid_until is None or day <= self.valid_until


class Leaning(StrEnum):
    """What a rule of the voice says."""

    DO = "do"
    DONT = "dont"


class RuleState(StrEnum):
    """Whether a rule counts. Learned ones are offered; a person accepts or deletes them."""

    OFFERED = "offered"
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class VoiceRule:
    """One rule of how an account speaks.

    Attributes:
        why: where it comes from ("you shortened 6 of the last 8 drafts"), or "" for one that a
            person wrote.
    """

    id: str
    workspace_id: str
    account_id: str
    leaning: Leaning
    text: str
    state: RuleState
    made_at: datetime
    made_by: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person made of a draft before it went out: the evidence of learned rules.

    `distance` is the share of words changed, 0.0 (sent as drafted) to 1.0 (written anew).
    """

    draft_id: str
    original: str
    sent: str
    sent_at: datetime
    distance: float
