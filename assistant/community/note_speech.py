"""What a weekly note says, as a table of ways to say it: one for each language it is written in.

What is told, and every figure of it, comes from the same measures in each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.community.answers import Chart, Table
from assistant.community.mix import Function
from assistant.community.note_figures import AccountWeek, Scene, Told
from assistant.community.note_stops import Stop
from assistant.community.notes import Waiting
from assistant.community.surprises import Judged

Said = tuple[str, str]
"""The label of an action's button, and why it is proposed."""


@dataclass(frozen=True, slots=True)
class NoteSpeech:
    """One language.

    Attributes:
        worded: the figures with their words in it.
        checks: the table of the scorecard; None where no account was read.
        chart: the same drawn.
        stop: one thing to stop; None that there is none. The flag: whether its account is named.
        answer, thank, post: an action's button and reason. A thank-you by name, how often they
            wrote, and on how many days; a post by the function that is missing, among how many
            posts and replies, how many posts went out, and the period's name.
    """

    worded: Callable[[Told, Sequence[AccountWeek], Scene], Told]
    opening: Callable[[Sequence[AccountWeek], Told, Sequence[Waiting], Scene], tuple[str, ...]]
    checks: Callable[[Sequence[AccountWeek], Sequence[Judged], str], Table | None]
    chart: Callable[[Sequence[AccountWeek], Sequence[Judged]], Chart | None]
    cannot: Callable[[Told, bool], str]
    stop: Callable[[Stop | None, bool], str]
    definitions: Callable[[Told, tuple[str, ...] | None], tuple[str, ...]]
    gaps: Callable[[Sequence[AccountWeek], Scene], tuple[str, ...]]
    missed: Callable[[Scene], str]
    answer: Callable[[Waiting, Scene], Said]
    thank: Callable[[str, int, int], Said]
    post: Callable[[Function | None, int, int, str], Said]


def base_of(language: str) -> str:
    """The language of a BCP 47 tag: "de" of "de-AT"."""
    return language.partition("-")[0].lower()


Speeches = Mapping[str, NoteSpeech]
