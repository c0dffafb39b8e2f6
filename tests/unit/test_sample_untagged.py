"""The sample community speaks of the roaster without tagging it, and listening hears that."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.matching import Matcher
from assistant.community.ourselves import Us
from assistant.community.posts import Post
from assistant.community.search_terms import asked, misspellings, proposed
from assistant.community.searches import SavedSearch, SearchKind
from assistant.platforms.sample import SampleCommunity, SamplePlatform
from assistant.platforms.sample_world import BRANDS, COFFEE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
US = Us(frozenset(brand.author.id for brand in BRANDS), names=("Harbour Light",))


def community() -> SampleCommunity:
    return SampleCommunity(lambda: NOW)


def untagged(world: SampleCommunity) -> list[Post]:
    return [post for post in world.now()[0].posts.values() if "u" in post.id.rpartition("/")[2]]


def test_they_are_the_same_each_time_and_tag_nobody() -> None:
    posts = untagged(community())

    assert posts == untagged(community())
    assert len(posts) > 60
    assert not any(post.mentioned_ids or post.root_id or "@" in post.text for post in posts)
    assert {post.language for post in posts} == {"en", "de"}


async def test_what_is_proposed_for_the_roaster_hears_them() -> None:
    """Nearly all: also a misspelt name, a hashtag, and one that may be a lighthouse."""
    account = Account(
        "a1", "T1", AccountRef(Platform.SAMPLE, COFFEE.author.handle), COFFEE.author.id,
        COFFEE.author.name, "u", NOW,
    )  # fmt: skip
    ((kind, words),) = proposed(account)
    assert (kind, words) == (SearchKind.BRAND, "Harbour Light")
    search = SavedSearch("s1", "T1", "a1", kind, words, "U1", NOW)
    matcher, world = Matcher([search], US), community()
    platform = SamplePlatform(world, COFFEE.author.handle, page_size=10_000)
    found = {
        post.id: match
        for query in asked(search, Platform.SAMPLE)
        for post in (await platform.search(query)).items
        if (match := matcher.match(post)) is not None
    }

    told = [post for post in untagged(world) if post.created_at <= NOW]
    assert set(found) == {post.id for post in told}
    bands = {match.band.value for match in found.values()}
    assert bands == {"sure", "likely", "maybe"}


def test_usual_misspellings() -> None:
    assert misspellings("Harbour Light")[0] == "Habour Light"
    assert "Harbour Ligth" in misspellings("Harbour Light")
