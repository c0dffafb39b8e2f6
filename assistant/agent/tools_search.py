"""The tool that searches public posts of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.agent.loading import signed_in_first
from assistant.agent.tools import Findings, Item, Result, result
from assistant.agent.workbench import Workbench
from assistant.community.accounts import Account
from assistant.community.facts import Fact
from assistant.community.measures import counted
from assistant.community.posts import Page, Post
from assistant.errors import InvalidInput, PlatformError, ReconnectNeeded, SignInNeeded

_MOST = 5
_LONGEST = 80


class SearchTools:
    """`search_posts`."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    async def search_posts(self, words: str, account: str | None = None) -> Result:
        """Search public posts of anybody for words, newest first.

        Use it for "what do people say about ..." and "search for ...". It finds words, not
        meanings, and one page of results. Some platforms let only signed-in accounts search.

        Args:
            words: What to look for, one to five words.
            account: Which connected account to search as. Leave it out for all.
        """
        wanted = " ".join(words.split())[:_LONGEST]
        if not wanted:
            raise InvalidInput("Say which words to search for.")
        self._bench.take(wanted)
        facts: list[Fact] = []
        posts: dict[str, tuple[Post, Account]] = {}
        notes: list[str] = []
        for accounts in _by_view(await self._bench.resolve(account)):
            try:
                each, page = await self._searched(accounts, wanted)
            except PlatformError as error:
                notes.append(self._unsearched(accounts[0], error))
                continue
            source = self._bench.source(f"search_posts({wanted})", each, self._bench.now)
            more = page.cursor is not None
            hits = counted("search_hits", len(page.items), at_least=more)
            facts.append(self._bench.fact(hits, None, source))
            for post in page.items[:_MOST]:
                posts.setdefault(post.url or post.id, (post, each))  # servers may show the same
        items = self._quoted(posts.values())
        for note in notes:
            self._bench.miss(note)
        return result(Findings("search_posts", "", tuple(facts), tuple(items), tuple(notes)))

    async def _searched(
        self, accounts: Sequence[Account], words: str
    ) -> tuple[Account, Page[Post]]:
        """What the first of some accounts that may search finds. Raises PlatformError."""
        refused: PlatformError | None = None
        for each in accounts:
            try:
                return each, await (await self._bench.connections.open(each)).search(words)
            except (SignInNeeded, ReconnectNeeded) as error:
                refused = refused or error
        assert refused is not None  # a view has at least one account
        raise refused

    def _unsearched(self, account: Account, error: PlatformError) -> str:
        if isinstance(error, SignInNeeded):
            where = account.seen_by or account.ref.platform.title
            return f"{where} lets only signed-in accounts search. Connect {account.ref}."
        return self._bench.why(error)

    def _quoted(self, posts: Iterable[tuple[Post, Account]]) -> list[Item]:
        quotes = (
            self._bench.quote(post.text, post.author, post.url, post.created_at, account)
            for post, account in posts
        )
        return [Item(quote, (), "found") for quote in quotes if quote]


def _by_view(accounts: Sequence[Account]) -> list[list[Account]]:
    """Accounts to whom a search shows the same: those of one platform, or of one of its servers
    where each knows only a part. The signed-in ones come first.
    """
    views: dict[tuple[str, str | None], list[Account]] = {}
    for each in signed_in_first(accounts):
        views.setdefault((each.ref.platform, each.seen_by), []).append(each)
    return list(views.values())
