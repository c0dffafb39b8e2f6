"""Questions that only make sense after another one: "and last week?", "why?", "the others?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.agent.offline.calls import Arguments, Call, Plan
from assistant.agent.offline.comparing import side_by_side
from assistant.agent.offline.metrics import without_metrics
from assistant.agent.offline.phrases import pattern
from assistant.agent.offline.reading import Known, Reading
from assistant.agent.offline.replies import REPLIES
from assistant.agent.offline.words import MORE

FILLER = pattern(
    (
        "and",
        "und",
        "what about",
        "how about",
        "was ist mit",
        "also",
        "for",
        "in",
        "on",
        "the",
        "auf",
    )
)
_WHY_ALONE = re.compile(
    r"(?:(?:and|but|und|aber) )?(?:why|warum|wieso|weshalb|how come)"
    r"(?: (?:is|was|ist) (?:that|it|das)(?: so)?| that| though| so| denn)?"
)
_THAT = re.compile(r"\b(?:that|this|it|those|these|das|es|dies)\b")

_MORE = pattern(MORE)
_POLITE = re.compile(r"^(?:and|und|also|but|ok) | (?:please|bitte)$")
_MOST = {"open_items": 10, "list_posts": 5}
"""How many a tool lists at most."""

_SPEED = ["response_time_median", "answered_in_target"]
_PERIODS = {
    "account_health": "this week",
    "list_posts": "last 30 days",
    "response_times": "last 30 days",
    "open_items": "last 30 days",
    "community": "last 28 days",
}
"""What a tool looks at when no period was named, where a comparison would look at another."""


def leans(reading: Reading, intent: str | None, metrics: Sequence[str]) -> bool:
    """Whether a question only makes sense after another one."""
    bare = FILLER.sub(" ", reading.text).strip()
    if not bare:
        return bool(reading.periods or reading.account or reading.before)
    if asks_why(reading):
        return True
    if intent == "compare" and not metrics and len(reading.periods) < 2:  # noqa: PLR2004 - both
        named = reading.against or reading.before
        return named or _THAT.search(reading.text) is not None
    rest = without_metrics(bare)
    names_only = intent == "metrics" and not rest and not reading.periods
    return names_only and bare != reading.text


def asks_why(reading: Reading) -> bool:
    """Whether it is nothing but "why?"."""
    return _WHY_ALONE.fullmatch(reading.text) is not None


def asks_for_more(reading: Reading) -> bool:
    """Whether it asks for what the answer before left out."""
    return _MORE.fullmatch(_POLITE.sub("", reading.text)) is not None


def further(before: Sequence[Call]) -> Plan:
    """More of what the calls `before` it listed; after an overview, everybody who waits."""
    call = before[-1]
    if call.tool == "account_health":
        asked = before[0].arguments
        return (Call("open_items", {**asked, "limit": _MOST["open_items"]}),)
    most = _MOST.get(call.tool)
    if most is None or call.arguments.get("limit") == most:
        return REPLIES["all"]
    return (replace(call, arguments={**call.arguments, "limit": most}),)


def following(
    before: Sequence[Call],
    reading: Reading,
    intent: str | None,
    metrics: Sequence[str],
    known: Known,
) -> tuple[Call, ...]:
    """The calls for a question that leans on the calls `before` it."""
    if asks_why(reading):
        compared = _compared(before[0], reading, known)
        where: Arguments = {
            name: compared.arguments[name]
            for name in ("period", "account")
            if name in compared.arguments
        }
        return compared, Call("list_posts", {"order": "best", **where})
    if intent == "compare":
        return (_compared(before[0], reading, known),)
    changed = tuple(_changed(call, reading, metrics) for call in before)
    once = tuple(each for at, each in enumerate(changed) if each not in changed[:at])
    return once[:1] if metrics else once  # another measure is told once, whoever told the first


def _compared(call: Call, reading: Reading, known: Known) -> Call:
    """The same figures set beside an earlier time."""
    what: Arguments = {}
    if call.tool == "response_times":
        what["metrics"] = list(_SPEED)
    elif "metrics" in call.arguments:
        what["metrics"] = call.arguments["metrics"]
    looked_at = str(call.arguments.get("period") or _PERIODS.get(call.tool, ""))
    if reading.before and "baseline" in call.arguments:
        periods = [str(call.arguments["baseline"])]
    elif reading.periods and looked_at:
        periods = side_by_side([looked_at, reading.periods[0]], known, against=False)
    elif reading.periods:
        periods = side_by_side(reading.periods, known, against=reading.against)
    else:
        periods = [looked_at] if looked_at else []
    what |= dict(zip(("period", "baseline"), periods, strict=False))
    account = reading.account or call.arguments.get("account")
    return Call("compare_periods", {**what, **({"account": account} if account else {})})


def _changed(call: Call, reading: Reading, metrics: Sequence[str]) -> Call:
    """The same call with what the question names put in."""
    arguments = dict(call.arguments)
    if reading.periods and call.tool not in {"best_times", "list_accounts", "search_posts"}:
        arguments["period"] = reading.periods[0]
        arguments.pop("baseline", None)
    if reading.account:
        arguments["account"] = reading.account
    if metrics:
        tool = call.tool if call.tool == "compare_periods" else "get_metrics"
        asked: Arguments = {"metrics": list(metrics)}
        kept = [key for key in ("period", "account") if key in arguments]
        return Call(tool, asked | {key: arguments[key] for key in kept})
    return replace(call, arguments=arguments)
