"""What cards and studios say alike of a draft: one place for those words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assistant.community.authenticity.findings import Level
from assistant.community.drafts import Confidence, DraftState

UNDER_WAY: Mapping[DraftState, str] = MappingProxyType(
    {
        DraftState.APPROVED: "✅ Approved by {who}. Goes out at {when}.",
        DraftState.PREPARED: "📤 Approved by {who}. Going out now.",
        DraftState.SENDING: "📤 Approved by {who}. Going out now.",
        DraftState.PUBLISHED: "✅ Published {when}, approved by {who}.",
    }
)
"""What became of a draft that was approved, by its state."""

NOT_CONFIRMED = (
    "⚠️ This was sent, and {platform} did not confirm it. Please look whether it is there: "
    "it is never sent twice by itself."
)
SURE_TO_SEND = (
    "Only if you looked and it is not there. If it is there after all, it will stand there twice."
)
FAILED = "⛔ It was not published."
SWITCHED_OFF = "⏸️ Publishing is switched off for this workspace: nothing is sent to any platform."
DRY_RUN = "🧪 Dry run: everything but the sending happens."

ADD_FIRST = "*Before it goes out*"
BY_RULES = "written by rules, without a language model"
TOO_LONG_TO_SHOW = " … too long to be shown whole."
RESTS_ON = "Rests on "
RESTS_ON_NOTHING = "Rests on nothing that you wrote down"
RESTED_ON = "Edited since it was drafted, and it rested on "
RESTED_ON_NOTHING = "Edited since it was drafted, and it rested on nothing that you wrote down"
SURE: Mapping[Confidence, str] = MappingProxyType(
    {Confidence.MEDIUM: "fairly sure", Confidence.LOW: "not sure, please check it"}
)

SIGNS: Mapping[Level, str] = MappingProxyType(
    {Level.BLOCK: "⛔", Level.WARN: "⚠️", Level.NOTE: "💡"}
)
"""Before a finding, by its level."""

APPROVE = "Approve"
EDIT = "Edit"
UNDO = "Undo"
TRY_AGAIN = "Try again"
IT_IS_THERE = "It is there"
SEND_AGAIN = "Send again"
HISTORY = "History"
