"""What post studios say: one place for their words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from assistant.community.mix import Function
from handlers.render.draft_words import HISTORY


class Instead(NamedTuple):
    """A button that asks for a post of the function that is missing, and the order behind it."""

    button: str
    instruction: str


INSTEAD: Mapping[Function, Instead] = MappingProxyType(
    {
        Function.JOIN: Instead(
            "Join a conversation",
            "Take part in what others talk about, and promote nothing.",
        ),
        Function.RESPOND: Instead(
            "Answer a question",
            "Answer a question that people ask, and promote nothing.",
        ),
        Function.SHARE: Instead(
            "Share something useful",
            "Share something useful or the work of others, and promote nothing.",
        ),
        Function.PROMOTE: Instead("Say what you offer", "Say what we offer, plainly."),
    }
)

TITLE = "*Post studio*"
NO_TOPIC = "What the community talks about"
DRAFTING = "✍️ Engage is writing up to three ideas. They appear in this thread."
REDRAFTING = "✍️ Engage is writing again. What stands in this thread is the version before."
HOW = (
    "Say in this thread what should be different (“shorter”, “make it a thread”, “in German”), or "
    "attach an image. Only a button publishes."
)
MORE = "Other ideas"
ACCOUNTS = "Accounts…"
NO_ACCOUNT = (
    "None of the accounts this studio writes for is connected any more. Choose others under "
    "*Accounts…*, or connect one in the *Home* tab."
)

WHEN = "Schedule…"
ANOTHER = "Another one"
MOVE = "Move…"
CANCEL = "Cancel"
DISMISS = "Dismiss…"
COPY = "Copy…"
IMAGES = "Images…"

MENU = (
    ("another", ANOTHER),
    ("images", IMAGES),
    ("copy", COPY),
    ("history", HISTORY),
    ("dismiss", DISMISS),
)
"""What the menu of an idea does, and how it says so."""

PLANNED = "🗓️ Goes out *{when}*, approved by {who}."
PARTLY = "📤 {out} of {all} posts of the thread are out."
BROKE_OFF = "⛔ The thread broke off."
TAKEN = "Another idea of this studio goes out for this account. `/engage post` opens a new one."
GONE = "This idea was put away."
NO_ALT = "Say what this image shows before it goes out, under “Images…” in the menu."
NOT_WRITABLE = "Engage cannot write for this account now. Copy the post and publish it by hand."
PREVIEW = "This is what readers see, to the letter."

ONLY_BUTTON = (
    "Only the *Approve* and *Schedule…* buttons under an idea publish, never something written "
    "here. They take exactly the text that stands above them."
)
IN_WORDS = "Or in words"
LIKE = "tomorrow 9:30, Fri 14:00 or 27 Nov 09:00. This counts before the day and time above."
PICK_TIME = (
    "{at} is a time I can take. Nothing is planned yet: press *Schedule…* under the idea you mean "
    "and choose it there."
)
NO_SUCH_MOMENT = (
    "{problem} Then press *Schedule…* under the idea you mean: words plan nothing here."
)
ON_IT = "On it. The ideas in this thread change in a moment."
MOVED_ELSEWHERE = "I am not in that channel, so your post studio is open here: {where}."
OPENED = "Your post studio is open: {where}."
OPENED_NOWHERE = "Your post studio is open. It comes up in a moment."
NOTHING_COMES_UP = (
    "Nothing keeps coming up in your community in the last 28 days, so there is no topic to "
    "propose. What would help your readers? Write `/engage post` with a topic or a link behind "
    "it, or press the button."
)
PROPOSED = "*What your community would like to read about*"
WRITE_ABOUT = "Write about it"
OWN_TOPIC = "A topic of my own…"
NOT_ANY_MORE = "That does not come up any more. `/engage post` shows what does."

NOTHING_WRITTEN = "There is nothing in this post yet. Please write it first."
AFTER_EDIT = (
    "Saving publishes nothing: the thread shows the new text, and somebody approves it there."
)
LEAVE_EMPTY = "A field that is left empty takes its post out of the thread."
ADD_POST = "Add a post to the thread"
CHECKED = "What is published stays what you saw in the thread."
ZONE = "In the zone of this workspace: {zone}."
COPIED = "{platform} by hand: copy the text and post it there."

GOT_IMAGE = "Got the image. Please say what it shows, for those who do not see it."
GOT_IMAGES = "Got {count} images. Please say what they show, for those who do not see them."
SAY_WHAT = "Say what it shows"
NO_IMAGES = "There are no images yet. Attach one to a message in this thread."
NOT_ALLOWED_FILES = (
    "I may not read files here yet, so the image was not taken. Somebody who manages Engage gives "
    "its Slack app the scope files:read and installs it again; `engage doctor` says how."
)
EXTERNAL = (
    "That file lies outside of Slack, and I only take images that were uploaded to Slack itself. "
    "Please upload it here."
)
FILE_GONE = "That file is not there any more. Please attach it again."
FILE_SLOW = "Slack did not hand out that file in time. Please attach it again."
FILE_TOO_LARGE = "This file is too large: I take images of up to {most} MB. Please make it smaller."
MOST_FILES = "That are many at once: I took the first {most}. Attach the others in another message."
POSTS = "Posts of your own"
NEXT_UP = "*Going out next*"
NOTHING_PLANNED = "Nothing is planned. `/engage post` with a topic or a link opens a studio."
WRITE_A_POST = "Write a post"


def how_many(count: int) -> str:
    """How many images came."""
    return GOT_IMAGE if count == 1 else GOT_IMAGES.format(count=count)
