"""The mix as a chart, and the words for its parts: the same in answers, at Home and in Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.community.answers import Chart, Series
from assistant.community.measures import Measure
from assistant.community.mix import Function, Value

FUNCTIONS: MappingProxyType[str, str] = MappingProxyType(
    {
        "mix_respond": "respond",
        "mix_join": "join",
        "mix_share": "share",
        "mix_promote": "promote",
        "mix_unsure": "unsure",
    }
)
"""Metrics of the parts, in the order they are shown, with their names."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a post of one function does: in a word, in a few, and in full."""

    word: str
    short: str
    full: str


DOES: MappingProxyType[Function, Said] = MappingProxyType(
    {
        Function.RESPOND: Said("responds", "answers somebody", "answers somebody who spoke to us"),
        Function.JOIN: Said("joins in", "joins a conversation", "joins a conversation of others"),
        Function.SHARE: Said("gives", "gives something", "gives something, or shows others' work"),
        Function.PROMOTE: Said("promotes", "promotes", "asks for something"),
    }
)
"""What a post is for, in the order it is listed."""

KINDS: MappingProxyType[Value, str] = MappingProxyType(
    {
        Value.EDUCATE: "educates",
        Value.MOTIVATE: "motivates",
        Value.ENTERTAIN: "entertains",
        Value.INFORM: "informs",
    }
)
"""What readers have of a post."""

_MOST_LINES = 6


def mix_chart(accounts: Mapping[str, Mapping[str, Measure]]) -> Chart | None:
    """Posts by function, a series for each account; None where nothing was written.

    Args:
        accounts: measures of `FUNCTIONS` by handle.
    """
    known = {
        handle: tuple(float(measures[metric].value or 0) for metric in FUNCTIONS)
        for handle, measures in accounts.items()
        if all(isinstance(measures[metric].value, int) for metric in FUNCTIONS)
    }
    if not known:
        return None
    shown = dict(list(known.items())[:_MOST_LINES])
    return Chart(
        kind="bar",
        title="What our posts are for, 28 days",
        categories=tuple(name.capitalize() for name in FUNCTIONS.values()),
        series=tuple(
            Series(name=handle if len(shown) > 1 else "posts", values=values)
            for handle, values in shown.items()
        ),
        y_label="posts and replies",
        alt="Posts and replies of 28 days: respond, join, share, promote, unsure.",
    )


def chart_of(functions: Mapping[Function | None, int]) -> Chart:
    """The same from counts, of one account."""
    names = {f"mix_{each.value}": functions.get(each, 0) for each in Function}
    names["mix_unsure"] = functions.get(None, 0)
    chart = mix_chart({"": {metric: Measure(metric, n) for metric, n in names.items()}})
    assert chart is not None
    return chart
