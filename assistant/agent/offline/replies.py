"""What the offline composer says by itself, without any tool."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from assistant.agent.offline.german import GERMAN, IN_ENGLISH
from assistant.agent.sentences import Sentences

_EXAMPLES = (
    "For example: “How many replies did we get this week?” or “Who is waiting for an answer?”"
)

NOTHING_FOUND = "There is nothing I can show you with proof for this question yet."

NOT_WHY = "Figures show what happened, not why: the posts of that time are where to look."

TOO_QUIET = "That is too little to judge how it is going."

THE_CHECKS = (
    "The checks ask whether comments are answered in time, whether people talk rather than only "
    "like, whether they come back, and whether promotion stays small."
)

AND_LISTEN = "One more asks whether somebody decides on talk that does not tag you."

LEFT_OUT = (
    "I left out a part of your question that I did not understand. Please ask it by itself, in "
    "other words."
)

NOT_DUE = "The share leaves out comments that are younger than the target."

HELLO = f"Hello. What would you like to know about your community? {_EXAMPLES}"

REPLIES = MappingProxyType(
    {
        "greeting": HELLO,
        "thanks": "You are welcome. Ask me whenever you want to know more.",
        "bot": (
            "I am software, not a person. What I tell you comes from your connected accounts, and "
            "people decide everything that is published."
        ),
        "help": (
            "I look things up in your connected accounts: how it is going, replies, likes and "
            "people, best and weakest posts, how fast you answer, who is waiting, who keeps coming "
            "back, what your posts are for, and good times to post. I can set periods side by "
            f"side, open a post by its link, and search public posts. {_EXAMPLES}"
        ),
        "write": (
            "I cannot publish, change or delete anything: people do that. I can look things up for "
            f"you. {_EXAMPLES}"
        ),
        "ideas": (
            "For that there is a studio: in Slack, `/engage post` with a topic drafts posts from "
            "what you wrote down and from what people keep asking. I can show which posts did "
            "best, if that helps."
        ),
        "thank": "In Slack, `/engage spotlight` shows who deserves thanks, and why.",
        "mood": (
            "I count comments and do not weigh them. In Slack their cards say which sound like a "
            "complaint, and I tell the channel when many more of those come than usual."
        ),
        "private": (
            "I cannot see private messages, only what is public. Would something public help? "
            f"{_EXAMPLES}"
        ),
        "period": (
            "I did not understand which period you mean. Try it like this: this week, last month, "
            "October, yesterday or since Monday."
        ),
        "fine": "All right. Ask me whenever you want to know more.",
        "who": (
            "I know people only by what they write in public. The name beside a quote leads to "
            "the post."
        ),
        "why": (
            "Figures show what happened, not why. Name a measure and a period, and I set it beside "
            "the time before. For example: “Why did replies go down this week?”"
        ),
        "all": (
            "That is all of it that I can show here. A shorter period, such as this week, shows "
            "others."
        ),
        "unclear": f"I am not sure what you would like to know. {_EXAMPLES}",
    }
)


def unknown_account(name: str, accounts: Sequence[str]) -> str:
    """Ask which account was meant."""
    if not accounts:
        return f"I do not know {name}: no account is connected here yet."
    lines = "\n".join(f"- {account}" for account in accounts)
    return f"I do not know {name}. Which account do you mean?\n\n{lines}"


def in_german(reply: str) -> str:
    """A reply of `REPLIES` in German; any other with the reason why it is English."""
    name = next((name for name, said in REPLIES.items() if said == reply), "")
    return GERMAN[name] if name else f"{reply}\n\n{IN_ENGLISH}"


def pieces(text: str) -> frozenset[str]:
    """A text's sentences as the loop cuts them."""
    cut = Sentences()
    return frozenset(piece.strip() for piece in [*cut.feed(text), *cut.flush()])


_ASIDES = (NOTHING_FOUND, NOT_WHY, TOO_QUIET, THE_CHECKS, AND_LISTEN, NOT_DUE, LEFT_OUT, IN_ENGLISH)

FIXED = frozenset().union(*map(pieces, (*REPLIES.values(), *GERMAN.values(), *_ASIDES)))
"""Sentences written here. They hold no figure, so they need no proof."""
