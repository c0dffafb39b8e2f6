"""Fixed words and small messages: help, the list of accounts, the Home tab, notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.ids import ASK, COMMAND, SHARE_ANYWAY
from handlers.render import blocks as kit
from handlers.render.blocks import Message
from handlers.render.text import fold, markdown, mrkdwn

if TYPE_CHECKING:
    from assistant.community.accounts import Account

LOOKING = "Looking into it. The answer comes here, and only you will see it."
LOOKING_PUBLIC = "Looking into it. I answer in a thread here."
STOPPED = "Stopped. Ask again whenever you like."
TOO_OLD = (
    "I was interrupted before I could answer this, and it has been a while. "
    "Please ask again if you still want to know."
)
CUT_SHORT = "Something went wrong while I looked into this. Please ask again."
NOT_HERE = (
    "I am not in this conversation, so I cannot post here. Add me with /invite @Engage, or ask "
    "with /engage and your question for an answer that only you see."
)
NOT_BETWEEN = (
    "This is a conversation between other people, so I cannot post here. Ask with /engage and your "
    "question for an answer that only you see, or write to me directly."
)
NOT_YOURS = "You need to be in this channel yourself to share something in it."
SHARED = "Shared in this channel."
CONTINUED = "I opened a thread in our direct messages. Go on asking there."
RATED = "Thank you. Your rating is kept with this answer."
GONE = "That answer is not kept any more. Please ask again."

PROMPTS = (
    ("How is our week?", "How are we doing this week?"),
    ("Who is waiting?", "Who is still waiting for an answer from us?"),
    ("How fast are we?", "How fast do we answer comments?"),
    ("Who comes back?", "Who keeps coming back to talk with us?"),
)
"""Title and question of the suggested prompts."""

GREETING = "Ask me how your community is doing. I look it up, and every figure shows its source."


TOPICS = (
    "Ask about replies, likes and mentions, how fast you answer, who is waiting, who comes back, "
    "your best and weakest posts, what they are for, one post by its link, or good times to post."
)


def not_here(channel_id: str) -> str:
    """Why Engage cannot post in a conversation. Into a direct message nobody can be invited."""
    return NOT_BETWEEN if channel_id.startswith("D") else NOT_HERE


def question_as_asked(person_id: str, text: str) -> Message:
    """The message a public answer hangs on."""
    words = fold(text)
    return kit.message(
        f"<@{person_id}> asked: {mrkdwn(words)}",
        [kit.section(f"<@{person_id}> asked: {mrkdwn(words)}")],
    )


def help_text(as_question: str | None) -> Message:
    """What Engage can do.

    Args:
        as_question: the person's words where they may have meant a question; None otherwise.
    """
    lines = (
        "*Engage answers questions about your community, and helps you answer its people.*",
        f"• `{COMMAND} how are we doing this week?` answers for your eyes only.",
        f"• `{COMMAND} public how are we doing this week?` answers in a thread that all can see.",
        f"• `{COMMAND} accounts` lists the connected accounts, `{COMMAND} connect` connects one.",
        "• Or mention me in a channel, or write to me directly.",
        "• In a thread where I have answered, ask on without a mention.",
        "• I stay silent while you talk with each other there.",
        f"• `{COMMAND} inbox` lists who waits for a decision, the oldest promise first.",
        f"• `{COMMAND} reply` and a link drafts a reply to a post.",
        f"• `{COMMAND} fact` shows what replies may rest on, `{COMMAND} listen` what I listen for.",
        f"• `{COMMAND} post` and a topic or a link opens a studio for a post of your own.",
        f"• `{COMMAND} spotlight` shows who deserves thanks, `{COMMAND} join` what to join.",
        f"• `{COMMAND} mix` shows what your posts are for, and how much promotion fits.",
        f"• `{COMMAND} summary` writes the weekly note as of now, for your eyes only.",
        f"• `{COMMAND} costs` shows what platforms have charged for this month.",
        f"• `{COMMAND} audit` sends managers the log of all drafts as a file.",
        "• My *Home* tab shows how your accounts do. Managers connect accounts there.",
        f"{TOPICS} I publish nothing by myself: a person presses *Approve* on the exact text.",
    )
    return _reply("\n".join(lines), as_question)


def accounts_text(accounts: Sequence[Account], now: datetime, as_question: str | None) -> Message:
    """The connected accounts with the age of what is known of them."""
    if not accounts:
        return _reply(NO_ACCOUNTS, as_question)
    many = "1 account is" if len(accounts) == 1 else f"{len(accounts)} accounts are"
    lines = [f"*{many} connected*", *(account_line(each, now) for each in accounts)]
    return _reply("\n".join(lines), as_question)


NO_ACCOUNTS = (
    "No account is connected yet. A manager of Engage connects one in its *Home* tab, or with "
    f"`{COMMAND} connect`."
)


def account_line(account: Account, now: datetime) -> str:
    """One account in mrkdwn."""
    name = f" {mrkdwn(fold(account.name))}" if account.name else ""
    signed = "" if account.signed_in else ", without signing in"
    trouble = ", *the last reading failed*" if account.trouble else ""
    return f"• `{mrkdwn(str(account.ref))}`{name}, {age(account.synced_at, now)}{signed}{trouble}"


def age(synced_at: datetime | None, now: datetime) -> str:
    """How long ago something was read, in words."""
    if synced_at is None:
        return "not read yet"
    past = max(now - synced_at, timedelta())
    for seconds, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if (count := int(past.total_seconds() // seconds)) > 0:
            return f"read {count} {name}{'' if count == 1 else 's'} ago"
    return "read just now"


def ask_to_share(run_id: str) -> Message:
    """Warn before something is shown to people outside."""
    words = (
        "This channel is shared with people outside your organisation. They will see the answer, "
        "too."
    )
    buttons = [kit.button("Share anyway", SHARE_ANYWAY, run_id, style="danger")]
    blocks = [kit.section(words), kit.actions(buttons)]
    return kit.message(words, blocks)


def notice(words: str) -> Message:
    """One sentence for a person; it may repeat what somebody typed."""
    safe = markdown(words)
    return kit.message(safe, [kit.markdown(safe)], lambda: [kit.section(mrkdwn(words))])


def _reply(words: str, as_question: str | None) -> Message:
    blocks = [kit.section(words)]
    if as_question and len(as_question) <= kit.VALUE:
        blocks.append(kit.actions([kit.button("Answer as a question", ASK, as_question)]))
    return kit.message(words, blocks)
