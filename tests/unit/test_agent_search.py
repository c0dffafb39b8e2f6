"""Searching: each server's own view is asked, once, by an account that may."""

from __future__ import annotations

import pytest

from assistant.agent.toolbox import Toolbox
from assistant.agent.tools import Result
from assistant.community.accounts import Account, Platform
from assistant.community.posts import Author, Page, Post
from assistant.errors import PlatformError, PlatformUnavailable, ReconnectNeeded, SignInNeeded
from tests.communities import Community, ask, toolbox
from tests.fakes import NOW, MemoryConnections, MemoryPlatform, account

EAST = account("@acme@east.example", platform=Platform.MASTODON)
HELP = account("@help@east.example", platform=Platform.MASTODON)
WEST = account("@acme@west.example", platform=Platform.MASTODON)
SKY = account("acme.example")


def post(at: int) -> Post:
    author = Author("z", "@zoe@north.example")
    return Post(str(at), author, f"Lamp {at}", NOW, f"https://north.example/@zoe/{at}")


class Searched(MemoryPlatform):
    """Finds what it is told to, or refuses."""

    def __init__(self, *found: Post, refuses: PlatformError | None = None) -> None:
        super().__init__()
        self.found = list(found)
        self.refuses = refuses
        self.times = 0

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]:
        self.times += 1
        if self.refuses:
            raise self.refuses
        return await super().search(words, cursor=cursor)


class Each(MemoryConnections):
    """A platform for each account."""

    def __init__(self, seen: dict[Account, Searched]) -> None:
        super().__init__()
        self.seen = {each.id: platform for each, platform in seen.items()}

    async def open(self, account: Account) -> Searched:
        return self.seen[account.id]


async def search(seen: dict[Account, Searched]) -> tuple[Result, Toolbox]:
    towns = [Community(each) for each in seen]
    box = await toolbox(ask("?"), *towns, connections=Each(seen))
    (tool,) = (each for each in box.tools() if each.__name__ == "search_posts")
    return await tool(words="lamp"), box


async def test_each_server_tells_what_it_knows() -> None:
    """Two accounts of one server see the same; two servers do not."""
    east, twin = Searched(post(1), post(2)), Searched(post(1), post(2))
    west, sky = Searched(post(2), post(3)), Searched(post(4))
    result, _ = await search({EAST: east, HELP: twin, WEST: west, SKY: sky})

    assert [east.times + twin.times, west.times, sky.times] == [1, 1, 1]
    assert [fact.value for fact in result.findings.facts] == [2, 2, 1]
    shown = [item.quote.text for item in result.findings.items if item.quote]
    assert shown == ["Lamp 1", "Lamp 2", "Lamp 3", "Lamp 4"], "each post once"


@pytest.mark.parametrize("refuses", [SignInNeeded("mastodon"), ReconnectNeeded("mastodon")])
async def test_another_account_of_the_same_server_may_search(refuses: PlatformError) -> None:
    """One whose sign-in is over hides nothing."""
    result, box = await search({EAST: Searched(refuses=refuses), HELP: Searched(post(1))})

    assert [fact.value for fact in result.findings.facts] == [1]
    assert box.evidence.missing == []


async def test_a_server_in_trouble_does_not_hide_the_others() -> None:
    """It is named, and what the others know is told."""
    down = PlatformUnavailable("mastodon", str(WEST.ref))
    closed = Searched(refuses=SignInNeeded("mastodon"))
    seen = {EAST: closed, WEST: Searched(refuses=down), SKY: Searched(post(1))}
    result, box = await search(seen)

    assert [fact.value for fact in result.findings.facts] == [1]
    assert box.evidence.missing == [
        "east.example lets only signed-in accounts search. Connect mastodon:@acme@east.example.",
        "west.example cannot be reached right now. Please try again in a few minutes.",
    ]
