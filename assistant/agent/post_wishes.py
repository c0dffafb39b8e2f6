"""What is said to a wish before anybody writes: a refusal, a question back, or that words publish
nothing.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.community.instructions import asks_to_publish
from assistant.community.post_briefs import PostBrief
from assistant.community.refusing import refusal
from assistant.community.topic_words import says_something

NOT_HERE = (
    "Nothing that is typed here publishes. Press the button of a draft once it is as you want it."
)
WHAT_ABOUT = (
    "What should “{topic}” be about? Say it in a few words here in the thread, and I will draft "
    "something."
)
NO_ACCOUNT = (
    "The accounts of this post are not connected any more, so there is nobody to write for."
)
_SHORT = 8
"""Words. Who says more than "yes, publish it" wants something of the draft, too."""


def without_what_was_refused(brief: PostBrief) -> PostBrief:
    """Whoever was refused may go on with something honest: the topic itself is not brought up
    again then.
    """
    if not brief.instruction or brief.pasted or brief.chosen or not refusal(brief.topic):
        return brief
    if brief.before:
        return replace(brief, topic="")
    return replace(brief, topic=brief.instruction, instruction="")


def answer_at_once(brief: PostBrief) -> str:
    """Why nobody is asked to write at all; "" where somebody is."""
    if not brief.rooms:
        return NO_ACCOUNT
    if refused := refusal(" ".join(brief.told)):
        return refused
    wish = brief.instruction
    if wish and asks_to_publish(wish) and len(wish.split()) <= _SHORT and brief.before:
        return NOT_HERE
    told = wish or brief.answers
    if brief.topic and not told and brief.page is None and not says_something(brief.topic):
        return WHAT_ABOUT.format(topic=brief.topic[:80])
    return ""
