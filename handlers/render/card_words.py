"""What cards say: one place for their words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assistant.community.drafts import Intent
from assistant.community.inbox import Decision, Familiarity, Need, Origin, Sentiment, Step

WROTE: Mapping[Origin, str] = MappingProxyType(
    {
        Origin.COMMENT: "commented",
        Origin.MENTION: "mentioned you",
        Origin.QUOTE: "quoted you",
        Origin.LINK: "wrote to you",
        Origin.SEARCH: "speaks of you without naming you",
    }
)
"""What somebody did, after their name."""

KNOWN: Mapping[Familiarity, str] = MappingProxyType(
    {
        Familiarity.FIRST_TIMER: "writes to you for the first time",
        Familiarity.RETURNING: "",
        Familiarity.REGULAR: "a regular",
        Familiarity.LAPSED: "back after a while",
        Familiarity.UNNAMED: "the platform does not tell who this is",
    }
)
"""Who they are to you, after their handle and before how often they wrote."""

TIMES: Mapping[int, str] = MappingProxyType({1: "once", 2: "twice"})
"""How often, where there is a word for it."""

FEELS: Mapping[Sentiment, str] = MappingProxyType(
    {Sentiment.POSITIVE: "sounds pleased", Sentiment.NEGATIVE: "sounds upset"}
)

DUE: Mapping[Step, str] = MappingProxyType(
    {
        Step.STARTED: "🟢 Answer by *{due}*",
        Step.OWNER: "🟡 Half of the time is over: answer by *{due}*",
        Step.CHANNEL: "🟠 A quarter of the time is left: answer by *{due}*",
        Step.LEAD: "🔴 Hardly any time is left: answer by *{due}*",
        Step.BREACH: "🔴 Late: an answer was promised by *{due}*",
    }
)
"""The promise, by how much of its time is used up."""

NO_PROMISE = "⚪ No time is promised for this one"
NOBODY_HAS_IT = "nobody has it yet"

INTENDS: Mapping[Intent, str] = MappingProxyType(
    {
        Intent.ANSWER: "answers",
        Intent.THANK: "says thank you",
        Intent.APOLOGISE: "apologises",
        Intent.ASK_BACK: "asks back",
        Intent.HAND_OVER: "says who will find out",
    }
)
"""What a draft wants to do."""


DECIDED: Mapping[Decision, str] = MappingProxyType(
    {
        Decision.REPLY: "✅ Answered",
        Decision.THANK: "✅ Thanked",
        Decision.BY_HAND: "✅ Taken care of by hand",
        Decision.NONE: "☑️ Closed without a reply",
        Decision.GONE: "☑️ Its author deleted it before anybody answered",
    }
)

HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "drafted": "drafted",
        "shown": "shown",
        "edited": "edited",
        "approved": "approved",
        "called_back": "called back",
        "rejected": "dismissed",
        "expired": "expired",
        "stale": "out of date: the conversation moved on",
        "prepared": "made ready to send",
        "sent": "sent",
        "published": "published",
        "failed": "failed",
        "unknown": "sent, and not confirmed",
        "copied": "copied, to be posted by hand",
    }
)
"""Lines of a draft's history."""

OLDER = "{many}: `/engage audit` has them all."
REST_IN_LOG = " … the rest is in `/engage audit`."
WHOLE_LOG = "Managers get the whole log as a table with `/engage audit`."

DRAFTING = "✍️ Engage is writing drafts. They appear here."
REDRAFTING = "✍️ Engage is writing again. What stands here is the version before."
ONLY_HERE = "🔒 Not public on {platform}: only you here see this card."
STALE = "⏳ The conversation has moved on since this was written. What is new:"
NO_WORDS = "No words: a picture or the like."
CUT = " … the rest is on {platform}."
EDITED = " (edited)"
DELETED = " (deleted)"
UNSEEN = "⛔ It holds characters that nobody sees ({names}), so it cannot be approved like this."

DRAFT_REPLY = "Draft reply"
DRAFT_AGAIN = "Draft anew"
THANK = "Thank"
WRITE_MYSELF = "Write my own"
ASSIGN_TO_ME = "Assign to me"
REDO = "Redo"
DISMISS = "Dismiss"
STILL_FITS = "It still fits"
COPY = "Copy and open"

MENU = (
    ("assign", "Assign to somebody…"),
    ("hour", "Snooze for 1 hour"),
    ("tomorrow", "Snooze until tomorrow morning"),
    ("none", "No reply, because…"),
    ("by_hand", "Answered by hand"),
)
"""What a card's menu does, and how it says so."""
HIDE = "Hide…"
"""Only where the platform lets a program do it."""
HIDE_FOR_ALL = "Everybody will see that it is gone from {platform}. {rule}"

MOVED_ON = "This one is with {who} now."
CHANNEL_GONE = (
    "I cannot post the cards of {account} in <#{channel}> any more: it was archived, or I was "
    "taken out of it. Nothing is lost: everything waits in my *Home* tab and under "
    "`/engage inbox`. Choose another channel in the account's settings there, or add me again."
)
NO_CHANNEL = (
    "Somebody wrote to {account}, and its cards have no channel yet. Choose one in the account's "
    "settings in my *Home* tab. Until then everything waits there and under `/engage inbox`."
)
SNOOZE_OVER = "💤 The snooze is over."
OPEN_CARD = "Open the card"
OPEN_AGAIN = "Open again"
SHOW_CARD = "Show card"
EARLIER = (
    "*{count} from before Engage was connected to {account} {have} no answer.* No time is promised "
    "for them, and they get no cards by themselves."
)
SHOW_LAST = "Show the last 48 h"
EARLIER_SHOWN = "{who} had the 48 hours before Engage was connected looked through. {came}"
DIGEST = "*{count} more {wait} for an answer from {account}.* The oldest promise first."
DECIDE_SEVERAL = "Decide several…"

THANKS = "Say thank you, in one or two warm sentences."
"""The instruction behind *Thank*."""


AFTER_EDIT = (
    "Saving publishes nothing: the card shows the new text, and somebody approves it there."
)
CHECKED = "What is published stays what you saw on the card."
BY_HAND = (
    "{platform} takes this reply from a person only. Copy it, post it there, and press *Done*: "
    "Engage looks for it and links it."
)
DONE = "Done"
FOUND = "Found it. The card links your reply."
REPLIES = "Your replies there"
WORDLESS = "A reply without words"
NONE_OF_THESE = "None of them: look again"
TAKE_MY_WORD = "Close it on my word"
ON_YOUR_WORD = "Closed on your word. If Engage sees the reply later, the card links it."
COPY_HINT = "Copy this. What you change here is not kept."
APPROVED_IN_MODAL = "Approved. The card says when it goes out, and takes it back until then."
NOTHING_OPEN = "Nobody waits for a decision."
NOT_FROM_BEFORE = (
    "What came before an account was connected is not in here, unless somebody pressed "
    f"*{SHOW_LAST}* in its channel."
)
ONLY_EARLIER = (
    "None of these waits for a decision: they are decided, or from before Engage was connected."
)
NO_CARD = "This one has no card any more: it is decided."
BULK = (
    "{count} open, the oldest promise first. Every comment gets a decision, also that it needs no "
    "reply."
)
BULK_DECISIONS = (
    ("none", "No reply is needed"),
    ("by_hand", "They were answered by hand"),
)
NEEDS_SHORT: Mapping[Need, str] = MappingProxyType(
    {Need.REPLY: "needs a reply", Need.UNSURE: "may need a reply", Need.NONE: "needs no reply"}
)
NONE_CHOSEN = "Choose at least one."
ONLY_BUTTON = (
    "Only the *Approve* button on the card publishes, never something written here. The button "
    "approves exactly the text that the card shows."
)
ON_IT = "On it. Look at the card at the top of this thread in a moment: it shows what came of it."
DRAFTING_FOR = "Drafts for {who} are on their way: {where}."
NO_LINK = (
    "I see no link to a post here. Write `/engage reply` with the post's link behind it, or press "
    "*Draft reply* on a card."
)


def coming(count: int) -> str:
    """How many earlier ones come into the inbox."""
    if not count:
        return "Nothing unanswered came in during the 48 hours before."
    many = "1 comment" if count == 1 else f"{count:,} comments"
    return f"{many} of the last 48 hours came in. Cards follow, at most ten an hour."


def decided(count: int) -> str:
    """How many were decided together."""
    return "1 is decided." if count == 1 else f"{count:,} are decided."
