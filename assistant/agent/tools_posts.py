"""Tools about posts: best and weakest, one behind a link, and good times to post."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.agent.loading import Fresh, Loader, fresh, keep_apart, signed_in_first
from assistant.agent.naming import everywhere
from assistant.agent.ordering import Order, ordered, place
from assistant.agent.tools import Findings, Item, Result, result
from assistant.agent.workbench import Workbench
from assistant.community.accounts import Account, Platform
from assistant.community.answers import Table
from assistant.community.best_posts import RankedPost
from assistant.community.facts import Fact, Source
from assistant.community.health import measure
from assistant.community.measures import Measure, counted, pooled
from assistant.community.periods import Period
from assistant.community.posts import Post
from assistant.community.rows import Need
from assistant.community.side_by_side import may_rank, platform_of, sides
from assistant.community.wording import number, words
from assistant.errors import InvalidInput, NotFound, ReconnectNeeded

Ranked = tuple[RankedPost, Fresh, Source]
"""A post, the account it is of, and the call that found it."""

_MOST = 5
_TOLD = 3
"""Posts that a text tells well; more of them get a table, too."""

_SHORT = 80
_NONE: Mapping[Order, str] = {
    "best": "None of them has got anything so far.",
    "weakest": "There are too few posts older than three days to call any of them weak.",
    "newest": "",
}
"""Why no post is listed although there are some."""
_TIMES_PERIOD = "last 90 days"


class PostTools:
    """`list_posts`, `post_by_link` and `best_times`."""

    def __init__(self, bench: Workbench, loader: Loader) -> None:
        self._bench = bench
        self._loader = loader

    async def list_posts(
        self,
        order: Order = "best",
        period: str = "last 30 days",
        account: str | None = None,
        limit: int = 3,
    ) -> Result:
        """List our own posts with what each got so far.

        Use it for "best post", "what worked", "what did not work", "newest posts". Posts younger
        than three days are never called weak: they still collect. Not for how many posts there
        were (get_metrics).

        Args:
            order: best (most engagements first), weakest (fewest first) or newest.
            period: When the posts were published: "this week", "October".
            account: "platform:handle". Leave it out for all accounts.
            limit: How many posts, 1 to 5.
        """
        stretch = self._bench.period(period)
        most = max(1, min(limit, _MOST))
        call = f"list_posts({order}; {period})"
        ranked: list[Ranked] = []
        counts: list[tuple[Measure, Source]] = []
        sources = await fresh(self._bench, account)
        groups = self._sides(sources)
        alone = len(groups) == 1 or order == "newest"
        for each in sources:
            rows = await self._loader.rows(each, stretch, {Need.OWN_POSTS})
            where = "" if alone else f"; on {each.account.ref.platform.title}"
            source = self._bench.source(f"{call[:-1]}{where})", each.account, each.as_of)
            counts.append((measure("posts", rows, self._bench.policy(each.account)), source))
            ranked += [(post, each, source) for post in ordered(order, rows, most)]
        items = self._listed(order, ranked, most, [frozenset(Platform)] if alone else groups)
        if items:
            among = self._among(stretch, call, counts, account)
            covers = self._bench.words(stretch)
            return result(Findings("list_posts", covers, among, tuple(items), (), order))
        facts = tuple(self._bench.fact(count, stretch, source) for count, source in counts)
        notes = (_NONE[order],) if any(count.value for count, _ in counts) else ()
        return result(Findings("list_posts", self._bench.words(stretch), facts, (), notes, order))

    async def post_by_link(self, link: str) -> Result:
        """Look up one public post by its link: its words, and what it got so far.

        Use it whenever the question holds a link to a post, ours or somebody else's.

        Args:
            link: The link as the person pasted it.
        """
        post, account = await self._behind(link)
        self._bench.take(link)
        ours = {each.native_id for each in await self._bench.siblings(account)}
        source = self._bench.source(
            "post_by_link(the link)", account, self._bench.now, "one post, as its platform counts"
        )
        quote = self._bench.quote(post.text, post.author, post.url, post.created_at, account)
        facts = self._counts(post, source)
        label = "our post" if post.author.id in ours else "a post by somebody else"
        return result(Findings("post_by_link", "", (), (Item(quote, tuple(facts), label),)))

    async def best_times(self, account: str | None = None) -> Result:
        """Say in which part of the week our own posts did better than usual.

        Use it for "when should we post". It needs months of posts, and shows what went together,
        not what caused it.

        Args:
            account: "platform:handle". Leave it out for all accounts.
        """
        stretch = self._bench.period(_TIMES_PERIOD)
        facts = []
        for each in await fresh(self._bench, account):
            rows = await self._loader.rows(each, stretch, {Need.OWN_POSTS})
            source = self._bench.source("best_times()", each.account, each.as_of)
            from_rows = measure("best_time", rows, self._bench.policy(each.account))
            facts.append(self._bench.fact(from_rows, stretch, source))
        return result(Findings("best_times", self._bench.words(stretch), tuple(facts)))

    # -- pieces -----------------------------------------------------------------------------

    def _listed(
        self,
        order: Order,
        ranked: Sequence[Ranked],
        most: int,
        groups: Sequence[frozenset[Platform]],
    ) -> list[Item]:
        """The first of each group."""
        keep_apart(self._bench, (each.account for _, each, _ in ranked), ranks=len(groups) > 1)
        items: list[Item] = []
        mixed = self._mixed()
        for group in groups:
            its = [entry for entry in ranked if entry[1].account.ref.platform in group]
            its.sort(key=lambda entry: place(order, entry[0]))
            where = f"on {its[0][1].account.ref.platform.title}" if its and mixed else ""
            where = "" if order == "newest" else where
            shown = [self._item(*entry, where=where) for entry in its[:most]]
            if len(shown) > _TOLD:
                posts = [post.post for post, _, _ in its[:most]]
                self._bench.table(self._table(order, posts, shown, where))
            items += shown
        return items

    def _mixed(self) -> bool:
        """Whether X is connected beside others: then a best post is the best of its platform, and
        said to be (`gate/leagues.py`).
        """
        return not may_rank(map(platform_of, self._bench.evidence.accounts))

    def _sides(self, sources: Sequence[Fresh]) -> tuple[frozenset[Platform], ...]:
        """The platforms in groups within which posts are ranked."""
        platforms = {each.account.ref.platform for each in sources}
        if self._mixed():
            return tuple(frozenset({each}) for each in sorted(platforms))
        return sides(platforms)

    def _among(
        self,
        stretch: Period,
        call: str,
        counts: Sequence[tuple[Measure, Source]],
        account: str | None,
    ) -> tuple[Fact, ...]:
        """Out of how many posts those listed were chosen: over all accounts, or of each named."""
        if len(counts) > 1 and everywhere(account):
            source = self._bench.source(call, None, min(each.as_of for _, each in counts))
            counts = [(pooled([each for each, _ in counts]), source)]
        return tuple(self._bench.fact(count, stretch, source) for count, source in counts)

    def _item(self, ranked: RankedPost, at: Fresh, source: Source, *, where: str) -> Item:
        post, account = ranked.post, at.account
        quote = self._bench.quote(post.text, post.author, post.url, post.created_at, account)
        got = self._bench.keep(self._bench.maker.on_post(ranked, source))
        return Item(quote, (got,), f"our post {where}".strip())

    def _table(
        self, order: Order, posts: Sequence[Post], items: Sequence[Item], where: str
    ) -> Table:
        rows = tuple(
            (
                textwrap.shorten(post.text, _SHORT, placeholder="…") or "-",
                self._day(post.created_at),
                number(float(item.facts[0].value or 0), self._bench.question.language),
            )
            for post, item in zip(posts, items, strict=True)
        )
        title = {"best": "Best posts", "weakest": "Weakest posts", "newest": "Newest posts"}[order]
        title = f"{title} {where}".strip()
        return Table(title=title, columns=("Post", "Published", "Engagements"), rows=rows)

    def _day(self, moment: datetime) -> str:
        return words(Period(moment, moment, None, self._bench.question.zone))

    async def _behind(self, link: str) -> tuple[Post, Account]:
        """The post behind a link, on whichever of our platforms knows it. An account whose sign-in
        is over does not hide what another may see.
        """
        unread: InvalidInput | None = None
        refused: ReconnectNeeded | None = None
        for each in signed_in_first(await self._bench.in_scope()):
            try:
                connection = await self._bench.connections.open(each)
                native_id = await connection.resolve(link)
                found = await connection.lookup([native_id])
            except InvalidInput as error:
                unread = unread or error
            except ReconnectNeeded as error:
                refused = refused or error
            else:
                if native_id not in found:
                    raise NotFound("post", link)
                return found[native_id], each
        raise refused or unread or NotFound("post", link)

    def _counts(self, post: Post, source: Source) -> list[Fact]:
        """What a platform counts beside a post; what it does not tell is left out."""
        counts = post.counts
        if counts is None:
            return []
        parts = {
            "likes": counts.likes,
            "replies": counts.replies,
            "reposts": counts.reposts,
            "quotes": counts.quotes,
        }
        facts = []
        if all(value is not None for value in parts.values()):
            total = counted("post_engagements", sum(value or 0 for value in parts.values()))
            facts.append(self._bench.fact(total, None, source))
        told = [(metric, value) for metric, value in parts.items() if value is not None]
        facts += [self._bench.fact(counted(metric, value), None, source) for metric, value in told]
        return facts
