"""The list of people worth a spotlight, and what became of a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.giving import Merit
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render.answers import moment
from handlers.render.blocks import Block, Message
from handlers.render.text import clip, fold, linked, unmarked

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.giving import OptOut, Spotlight
    from assistant.community.merits import Candidate
    from assistant.community.posts import Author
    from assistant.desk.spotlighting import Asked, SpotlightView

EXCERPT = 200
"""Characters of what somebody wrote: more would not be read on a phone."""
CHOICES = 100
"""Accounts in a choice."""
MOST_ASKED = 5
MOST_LEFT = 5

MERITS: Mapping[Merit, str] = MappingProxyType(
    {
        Merit.HELPED: "helped others",
        Merit.FIRST_TIMER: "new here",
        Merit.CAME_BACK: "came back",
        Merit.MADE_SOMETHING: "made something",
    }
)
ASK, YES, NO, LEAVE = "Ask them first", "They said yes", "They said no", "Leave them alone"
BACK = "Take it back"
NOBODY = "Nobody stands out in the last 28 days, or everybody who does had their turn lately."
NOT_READ = "This account is still being read for the first time. Ask again in a few minutes."
HOW = (
    "Counted from what people wrote to you. Whoever had their turn rests for 90 days, and whoever "
    "asked to be left alone never appears."
)
ASKING = (
    "A reply to {who} asks whether you may name them: {where}. It waits for your approval there."
)
TO_ASK = (
    "You answered that {post} of {who} already, so please ask them by hand. You could write:\n"
    "“{words}”"
)
REFUSED = "Noted: {who} would rather not. Engage does not ask them again for 90 days."
LEFT = "Noted: Engage will not approach {who} any more, on the whole platform."
TAKEN_BACK = "Taken back. They may appear in lists again."
NOT_NOTED = "That was not noted any more."
CONFIRM = (
    "Engage will never propose a spotlight for them, never join their conversations, and never "
    "show what searches find of theirs. You can take it back right after."
)


def spotlights(view: SpotlightView) -> Message:
    """Who is worth a spotlight, one paragraph and one row of buttons for each."""
    title = f"Who deserves the light: {unmarked(str(view.account.ref))}"
    made = [head(f"*{title}*", view.account, view.accounts, ids.SPOTLIGHT)]
    if not view.candidates:
        made.append(kit.section(NOBODY if view.read else NOT_READ))
    for each in view.candidates:
        made += _candidate(each, view.account)
    if view.asked:
        made += [kit.divider(), kit.section("*Waiting for their answer*")]
    for asked in view.asked[:MOST_ASKED]:
        made += _asked(asked)
    if view.left_alone:
        made += [kit.divider(), kit.section(_many_left(len(view.left_alone)))]
    for out in view.left_alone[:MOST_LEFT]:
        made.append(_left(out, view.account))
    made.append(kit.context(view.returned.said, HOW))
    return kit.message(title, made)


def head(words: str, account: Account, accounts: Sequence[Account], action_id: str) -> Block:
    """A title; with several accounts, a choice beside it."""
    if len(accounts) == 1:
        return kit.section(words)
    options = [(each.id, str(each.ref)) for each in accounts[:CHOICES]]
    return kit.section(words, beside=inputs.picker(action_id, options, account.id))


def leave_alone(account_id: str, person: Author) -> Block:
    """The button that leaves somebody alone for good, after asking whether that is meant."""
    button = kit.button(LEAVE, ids.LEAVE_ALONE, f"{account_id}:{person.id}")
    return kit.asking_first(button, "Leave them alone?", CONFIRM, "Leave them alone")


def asking(asked: Asked, link: str | None) -> Message:
    """Where the card is whose draft asks somebody."""
    where = linked(link, "here is the card") if link else "its card shows it"
    said = ASKING.format(who=named(asked.spotlight.person), where=where)
    return kit.message(said, [kit.section(said)])


def to_ask(asked: Asked) -> Message:
    """Whom a person asks by hand, and in which words."""
    post = linked(asked.spotlight.url, "post")
    who, words = named(asked.spotlight.person), asked.question.text
    said = TO_ASK.format(post=post, who=who, words=unmarked(words))
    return kit.message(said, [kit.section(said)])


def refused(spotlight: Spotlight) -> Message:
    """After a no."""
    said = REFUSED.format(who=named(spotlight.person))
    return kit.message(said, [kit.section(said)])


def left_alone(out: OptOut, account_id: str) -> Message:
    """After somebody is left alone, with the way back."""
    said = LEFT.format(who=named(out.person))
    back = kit.button(BACK, ids.TAKE_BACK, f"{account_id}:{out.person.id}")
    return kit.message(said, [kit.section(said), kit.actions([back])])


def named(person: Author) -> str:
    """Somebody by name and handle."""
    handle, name = unmarked(person.spoken_to), unmarked(person.name)
    return f"{name} ({handle})" if name and name != handle else handle


def excerpt(text: str) -> str:
    """What somebody wrote, short."""
    return unmarked(clip(fold(text), EXCERPT)) or "_without words_"


def _candidate(each: Candidate, account: Account) -> list[Block]:
    before = ""
    if each.last_spotlight is not None:
        before = f"\nLast in the light: {moment(each.last_spotlight)}"
    words = (
        f"*{named(each.person)}* · {MERITS[each.merit]}\n{unmarked(each.why)}\n"
        f"“{excerpt(each.post.text)}”\n"
        f"{moment(each.post.at)} · {linked(each.post.url, 'open')}{before}"
    )
    value = f"{account.id}:{each.post.id}"
    buttons = [leave_alone(account.id, each.person)]
    if len(value) <= kit.VALUE:
        buttons.insert(0, kit.button(ASK, ids.SPOTLIGHT_ASK, value, style="primary"))
    return [kit.section(words), kit.actions(buttons)]


def _many_left(n: int) -> str:
    who = "1 person is" if n == 1 else f"{n} people are"
    return f"*{who} left alone.* The latest:"


def _left(out: OptOut, account: Account) -> Block:
    by = f" · noted by <@{out.noted_by}>" if out.noted_by else ""
    words = f"{named(out.person)} · {moment(out.at)}{by}\n{unmarked(out.reason)}"
    back = kit.button(BACK, ids.TAKE_BACK, f"{account.id}:{out.person.id}")
    return kit.section(words, beside=back)


def _asked(each: Spotlight) -> list[Block]:
    words = f"*{named(each.person)}* · {MERITS[each.merit]} · chosen {moment(each.made_at)}"
    words += f" · {linked(each.url, 'where you ask')}"
    yes, no = (
        kit.button(YES, ids.SPOTLIGHT_YES, each.id, style="primary"),
        kit.button(NO, ids.SPOTLIGHT_NO, each.id),
    )
    return [kit.section(words), kit.actions([yes, no])]
