"""The weekly note as a value: what it tells, in words that are ready for people.

It is written once, by rules, from measures that code computed, and stored as it is: what was told
stays what was told, whatever is found out later.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from assistant.community.answers import Chart, Table
from assistant.community.facts import Fact, Source, Value, Window

Means = Literal["answer", "thank", "post"]
"""What a drafted action does. The values are stored: never rename one."""

MOST_NAMED = 3
"""People who wait that are named in the note itself; the thread names more."""

MOST_IN_THREAD = 20


class Waiting(Value):
    """Somebody who waits for an answer.

    `since` is when their clock started; `due_at` None where nothing was promised. `url` leads to
    what they wrote.
    """

    item_id: str
    account: str
    name: str
    url: str
    since: datetime
    due_at: datetime | None = None


class Action(Value):
    """Something to do next, with a button.

    Attributes:
        why: one sentence.
        item_id: what is to be answered; None for posts of our own.
        account_id: for whom a post is written; None for a reply.
        topic: what a studio is opened with, "" for a reply or for what Engage proposes.
        url: their comment that a thank-you answers; "" otherwise.
    """

    means: Means
    label: str
    why: str
    item_id: str | None = None
    account_id: str | None = None
    topic: str = ""
    url: str = ""


class Note(Value):
    """One note.

    Attributes:
        week: the local date it is of, ISO.
        zone: IANA; days and times in it are shown in this zone.
        window: what it tells of; None where there was nothing to tell of.
        opening: up to three sentences, CommonMark.
        composer: the model's name, or "rules".
        checks: the scorecard with intervals; None where nothing could be measured.
        chart: the same drawn.
        changed: what surely changed, the strongest first, two at most.
        cannot: what cannot be concluded, in one sentence; "" where there is nothing of it.
        waiting: who waits, the oldest promise first; `more` is how many beyond them, `quiet` how
            many more are open of which Engage thinks that they need no answer.
        stop: one thing to stop, or that there is none.
        definitions: what is counted in another way than in the last note.
        versions: the definition of every metric in it (`metric@version`), for the next note.
        gaps: what could not be told, each with a way on.
        missed: said of an earlier note that never came; "" otherwise.
        excuse: why the opening is by rules where a model was to write it; "" otherwise.
    """

    week: str
    zone: str = "UTC"
    language: str = "en"
    window: Window | None = None
    accounts: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    composer: str = "rules"
    checks: Table | None = None
    chart: Chart | None = None
    changed: tuple[str, ...] = ()
    cannot: str = ""
    waiting: tuple[Waiting, ...] = ()
    more: int = 0
    quiet: int = 0
    stop: str = ""
    definitions: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    gaps: tuple[str, ...] = ()
    missed: str = ""
    excuse: str = ""
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()

    def action(self, means: str) -> Action | None:
        """The action of that kind; None where the note has none."""
        return next((each for each in self.actions if each.means == means), None)
