"""Holds every figure of an answer against the plain way of computing it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from statsmodels.stats.proportion import proportion_confint

from assistant.community.answers import Answer
from assistant.community.facts import Fact, Quote, Unit, Window
from assistant.community.posts import Post
from tests.evals.naive import naive, size
from tests.evals.naive_counts import engaged
from tests.evals.naive_forms import NUMERAL, dates, forms, percent
from tests.evals.naive_look import Look, Share
from tests.evals.naive_waiting import TARGET
from tests.evals.random_community import NOW, ZONE, Raw
from tests.evals.spoken import ways

_DIFFERENCE = re.compile(
    r"^(?!.*to compare with).*\b(?:more|fewer|longer|shorter|higher|lower)\b.* than "
)
_THRESHOLDS = {
    "answered_in_target": 0.8,
    "conversation_share": 0.1,
    "returning_share": 0.25,
    "promotion_share": 0.2,
}
_AT_MOST = frozenset({"promotion_share"})


@dataclass(frozen=True)
class Opinion:
    """What is right, by the raw accounts; keys are written `platform:handle`."""

    raws: dict[str, Raw]
    search_words: str = ""
    link: str = ""

    def wrong(self, answer: Answer, quotes: Sequence[Quote]) -> list[str]:
        """Everything in an answer that the raw community does not bear out.

        Args:
            answer: as finished.
            quotes: every quote of its run, in the order tools made them.
        """
        found = [
            f"{fact.metric} {fact.window and fact.window.name}: says {fact.wording!r}, {trouble}"
            for fact in answer.consulted
            for trouble in self._troubles(fact)
        ]
        return found + self._stray(answer) + self._mixed_up(answer, quotes)

    def _stray(self, answer: Answer) -> list[str]:
        """Numerals of the text that stand neither in a fact's wording nor in somebody's words."""
        text = answer.text
        said = [words for quote in answer.quotes for words in (quote.text, quote.url, quote.author)]
        said += [way for fact in answer.facts for way in ways(fact)]
        for shown in sorted(said, key=len, reverse=True):  # one may end in another
            text = re.sub(re.escape(shown), " ", text, flags=re.IGNORECASE)
        return [f"a figure without a fact in {answer.text!r}"] if NUMERAL.search(text) else []

    def _mixed_up(self, answer: Answer, quotes: Sequence[Quote]) -> list[str]:
        """Listed posts whose count is another post's: tools make a post's quote, then its count."""
        counted = [
            fact
            for fact in answer.consulted
            if fact.metric == "post_engagements" and fact.source.call.startswith("list_posts")
        ]
        posts = {post.url: post for raw in self.raws.values() for post in raw.posts}
        everybody = Look(tuple(self.raws.values()), NOW, NOW, NOW)
        return [
            f"{quote.url} got {engaged(posts[quote.url], everybody)}, not {fact.value}"
            for fact, quote in zip(counted, quotes, strict=False)
            if engaged(posts[quote.url], everybody) != fact.value
        ]

    def _troubles(self, fact: Fact) -> list[str]:
        if fact.value is None:
            return self._trouble_with_none(fact)
        right = self._right(fact)
        if not any(_same(fact.value, value) for value in right):
            return [f"value {fact.value!r}, should be {right!r}"]
        if fact.unit is Unit.NAME:
            return []
        said = set(NUMERAL.findall(fact.wording))
        stray = said - self._explained(fact)
        return [f"numerals {sorted(stray)} come from nowhere"] if stray else self._direction(fact)

    def _trouble_with_none(self, fact: Fact) -> list[str]:
        if fact.metric == "listen":
            return []
        right = self._right(fact)
        return [] if right == [None] else [f"no data, should be {right!r}"]

    # -- what a fact should say -------------------------------------------------------------

    def _right(self, fact: Fact) -> list[float | str | None]:
        if fact.metric == "name":
            return [fact.value] if fact.value in self._names() else ["somebody who is there"]
        if fact.window is None:
            return self._standing(fact)
        if fact.metric == "checks_ok":
            look = self._look(fact, fact.window)
            checks = {metric: naive(metric, look) for metric in _THRESHOLDS}
            known = {metric: value for metric, value in checks.items() if value is not None}
            met = sum(
                value <= _THRESHOLDS[metric] if metric in _AT_MOST else value >= _THRESHOLDS[metric]
                for metric, value in known.items()
            )
            return [met if known else None]
        now, then = self._pair(fact)
        if fact.value is None or fact.baseline is None or not _DIFFERENCE.search(fact.wording):
            return [now]
        assert now is not None
        assert then is not None
        share_of_count = fact.unit is Unit.SHARE and not isinstance(now, Share)
        return [(now - then) / then if share_of_count else now - then]

    def _pair(self, fact: Fact) -> tuple[float | None, float | None]:
        assert fact.window is not None
        now = naive(fact.metric, self._look(fact, fact.window))
        if fact.baseline is None:
            return now, None
        return now, naive(fact.metric, self._earlier(fact))

    def _look(self, fact: Fact, window: Window) -> Look:
        return Look(self._of(fact), window.start, window.end, NOW)

    def _earlier(self, fact: Fact) -> Look:
        """The baseline, judged when it was as old as the window is now."""
        assert fact.window is not None
        assert fact.baseline is not None
        at = fact.baseline.end + (NOW - fact.window.end)
        return Look(self._of(fact), fact.baseline.start, fact.baseline.end, at)

    def _of(self, fact: Fact) -> tuple[Raw, ...]:
        return tuple(self.raws.values()) if fact.account is None else (self.raws[fact.account],)

    def _standing(self, fact: Fact) -> list[float | str | None]:
        """Facts without a window: settings, counts of now, and single posts."""
        raws = self._of(fact)
        if fact.source.call.startswith("post_by_link"):
            return [_counted(fact.metric, self._linked())]
        every = [post for raw in self.raws.values() for post in raw.posts]
        ways: dict[str, Callable[[], list[float | str | None]]] = {
            "accounts": lambda: [len(self.raws)],
            "target": lambda: [TARGET.total_seconds()],
            "followers": lambda: [raw.followers[-1][1] for raw in raws],
            "search_hits": lambda: [sum(self.search_words in p.text.lower() for p in every)],
            "post_engagements": lambda: [engaged(p, Look(raws, NOW, NOW, NOW)) for p in every],
        }
        return ways[fact.metric]()

    def _linked(self) -> Post:
        every = (post for raw in self.raws.values() for post in raw.posts)
        return next(post for post in every if post.url == self.link)

    def _names(self) -> set[str]:
        people = {each.author.handle for raw in self.raws.values() for each in raw.interactions}
        return people | self.raws.keys() | {raw.handle for raw in self.raws.values()}

    # -- what its words may hold ------------------------------------------------------------

    def _explained(self, fact: Fact) -> set[str]:
        numbers = forms(fact.metric, fact.value)
        numbers |= set(NUMERAL.findall(" ".join((fact.account or "", *self.raws))))
        if fact.metric == "checks_ok":
            numbers |= {str(number) for number in range(len(_THRESHOLDS) + 1)}
        if fact.metric in _THRESHOLDS:
            numbers |= {"4", percent(_THRESHOLDS[fact.metric])}  # the target, the aim
        if fact.source.call.startswith("list_posts"):
            numbers |= self._days(fact)
        if fact.window is None:
            return numbers
        if fact.metric != "checks_ok":
            numbers |= self._computed(fact)
        for window in (fact.window, fact.baseline):
            numbers |= dates(window) if window else set()
        return numbers

    def _days(self, fact: Fact) -> set[str]:
        """The days, as our zone has them, of posts that got as much."""
        raws = self._of(fact)
        everybody = Look(raws, NOW, NOW, NOW)
        return {
            str(getattr(post.created_at.astimezone(ZoneInfo(ZONE)), part))
            for raw in raws
            for post in raw.posts
            if engaged(post, everybody) == fact.value
            for part in ("day", "year")
        }

    def _computed(self, fact: Fact) -> set[str]:
        """Numerals of the value, of the earlier one, and of what both rest on."""
        numbers = set()
        for look, value in zip(self._looks(fact), self._pair(fact), strict=False):
            numbers |= forms(fact.metric, value)
            rests_on = size(fact.metric, look)
            numbers |= {f"{rests_on:,}"} if rests_on is not None else set()
            if isinstance(value, Share) and "likely lies between" in fact.wording:
                ends = proportion_confint(value.hits, value.n, method="wilson")
                numbers |= {percent(float(end)) for end in ends}
        return numbers

    def _looks(self, fact: Fact) -> list[Look]:
        assert fact.window is not None
        first = self._look(fact, fact.window)
        return [first, self._earlier(fact)] if fact.baseline else [first]

    def _direction(self, fact: Fact) -> list[str]:
        """Up is up and down is down; how sure one may be is tested elsewhere."""
        if fact.direction not in {"up", "down"}:
            return []
        now, then = self._pair(fact)
        assert now is not None
        assert then is not None
        rises = now > then
        return [] if rises is (fact.direction == "up") else [f"{fact.direction}: {then} to {now}"]


def _same(said: float | str, right: float | str | None) -> bool:
    if isinstance(said, str) or isinstance(right, str) or right is None:
        return said == right
    return abs(said - right) <= 1e-9 * max(1.0, abs(right))


def _counted(metric: str, post: Post) -> float | None:
    assert post.counts is not None
    parts = {
        "likes": post.counts.likes,
        "replies": post.counts.replies,
        "reposts": post.counts.reposts,
        "quotes": post.counts.quotes,
    }
    if metric == "post_engagements":
        return sum(value or 0 for value in parts.values())
    return parts[metric]
