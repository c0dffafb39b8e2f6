"""What a demo shows: the account, the people and channels around it, and the first screen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from assistant.community.accounts import AccountRef, Platform
from assistant.platforms.sample import HANDLES
from assistant.terminal import local_zone
from handlers.manifest import Manifest
from playground.slack import SlackDouble
from playground.web import Command, Shortcut, Welcome
from playground.workspace import Channel, Person

QUESTIONS = (
    "How are we doing this week?",
    "Who is still waiting for an answer?",
    "Who keeps coming back to talk with us?",
)


@dataclass(frozen=True)
class Stage:
    """What a demo shows: the account, and how it introduces itself.

    `team_id` differs by account, so that one demo's records never mix with another's.
    """

    account: AccountRef
    workspace: str
    team_id: str
    label: str


def stage_for(account: str | None) -> Stage:
    """The stage for an account, the sample where none is named. Raises InvalidInput."""
    ref = AccountRef.parse(account or f"sample:{HANDLES[0]}")
    team_id = "T0" + hashlib.sha256(str(ref).encode()).hexdigest()[:8].upper()
    if ref.platform == Platform.SAMPLE:
        label = "Sample data: a made-up coffee roaster and its community"
        return Stage(ref, "Harbour Light", team_id, label)
    return Stage(ref, ref.handle.split(".")[0].title(), team_id, f"Live public data of {ref}")


def furnish(slack: SlackDouble) -> tuple[tuple[Person, ...], Channel]:
    """People and channels of the workspace: whom the page may be looked at as, the manager first;
    and where cards come.
    """
    me = slack.add_person("Robin Vale", admin=True, zone=local_zone())
    mara = slack.add_person("Mara Lind", zone=local_zone())
    gus = slack.add_guest("Gus Otto")
    community = slack.add_channel("community", me, mara, gus)
    community.topic = "How our people are doing"
    slack.add_channel("random", me, mara, bot=False)
    slack.direct(me)
    slack.direct(mara)
    slack.direct(me, mara)
    return (me, mara, gus), community


def commands() -> tuple[Command, ...]:
    """What the composer offers."""
    return (
        Command("/engage", "Answers you alone", "how are we doing this week?"),
        Command("/engage", "Answers in the channel", "public how are we doing this week?"),
        Command("/engage", "Lists who waits for a decision", "inbox"),
        Command("/engage", "Drafts a reply to a post", "reply https://…"),
        Command("/engage", "Opens a studio for a post of your own", "post how long beans rest"),
        Command("/engage", "What your posts are for", "mix"),
        Command("/engage", "The weekly note as of now", "summary"),
        Command("/engage", "What replies may rest on", "fact"),
        Command("/engage", "Who speaks of you without calling you", "listen"),
        Command("/engage", "Lists the connected accounts", "accounts"),
        Command("/engage", "Connects an account of your own", "connect"),
        Command("/engage", "What platforms have charged for this month", "costs"),
        Command("/engage", "Says what Engage can do", "help"),
    )


def shortcuts(manifest: Manifest) -> tuple[Shortcut, ...]:
    """What a message's menu offers."""
    return tuple(
        Shortcut(each["name"], each["callback_id"])
        for each in manifest["features"]["shortcuts"]
        if each["type"] == "message"
    )


def welcome(stage: Stage) -> Welcome:
    """The first screen."""
    return Welcome(
        title="Ask about your community, and answer it",
        text=(
            "Engage answers from live metrics, and every figure is the result of a call you can "
            "look up. Ask privately with /engage, or for all by mentioning @engage. Comments come "
            "into #community as cards: have a reply drafted, change it, approve it. Nothing goes "
            "out without your click on the exact words. /engage post opens a studio for a post of "
            "your own. /engage mix shows what your posts are for. /engage summary writes the "
            "weekly note. In Engage's Home tab you see how it goes, and connect an account of "
            "your own."
        ),
        label=stage.label,
        questions=QUESTIONS,
    )
