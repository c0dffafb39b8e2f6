"""How an account writes posts: its rules, what was measured, its own posts that drew talk, and what
it wrote lately.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from assistant.community import voice_words
from assistant.community.accounts import Account
from assistant.community.activity import OwnPost
from assistant.community.brand import Leaning, RuleState, VoiceRule
from assistant.community.briefs import Voice
from assistant.community.content_words import content_words
from assistant.community.examples import LONGEST, neutral
from assistant.community.inbox import Need, Topic, Triage
from assistant.community.likeness import BACK
from assistant.community.periods import Period
from assistant.community.posts import TALK
from assistant.community.voice import profile
from assistant.desk.voices import OWN_POSTS, own_words
from assistant.ports import Clock, Records
from assistant.ports.drafting import BrandBook, Drafts

EXAMPLES = 3
RECENT = 20
"""Latest posts that a composer is shown, so that it writes none of them again."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How an account writes. `language` is None where its posts do not tell."""

    voice: Voice
    language: str | None
    recent: tuple[str, ...]


class PostVoices:
    """Measures how accounts write posts."""

    def __init__(self, *, records: Records, drafts: Drafts, book: BrandBook, clock: Clock) -> None:
        self._records = records
        self._drafts = drafts
        self._book = book
        self._clock = clock

    async def of(self, account: Account, words: str) -> Manner:
        """How an account writes.

        Args:
            words: what the post is about: examples on the same topic come first.
        """
        at, now = (account.workspace_id, account.id), self._clock()
        rules = [each for each in await self._book.rules(*at) if each.state is RuleState.IN_FORCE]
        period = Period((now - BACK).astimezone(UTC), now)
        own = [
            each
            for each in await self._records.own_posts(*at, period)
            if each.post.parent_id is None and each.post.text.strip()
        ]
        theirs = await own_words(self._records, self._drafts, *at, now)
        # In a thread: measuring hundreds of posts takes its time.
        return await asyncio.to_thread(_read, rules, own, theirs, words)


def _read(
    rules: Sequence[VoiceRule], own: Sequence[OwnPost], theirs: Mapping[str, str], words: str
) -> Manner:
    written = [each for each in own if each.post.id in theirs]
    tags = Counter(each.post.language.partition("-")[0] for each in written if each.post.language)
    language = tags.most_common(1)[0][0] if tags else None
    voice = Voice(
        do=tuple(each.text for each in rules if each.leaning is Leaning.DO),
        dont=tuple(each.text for each in rules if each.leaning is Leaning.DONT),
        measured=voice_words.in_sentences(profile(list(theirs.values())[:OWN_POSTS])),
        examples=_examples(written, words, language),
    )
    return Manner(voice, language, tuple(each.post.text for each in own[:RECENT]))


def _examples(written: Sequence[OwnPost], words: str, language: str | None) -> tuple[str, ...]:
    """Posts that drew talk, those on the same topic first, without what belongs to them alone."""
    about = content_words(words)
    drew = [
        (len(about & content_words(each.post.text)), _drawn(each), each.post.text)
        for each in written
        if _drawn(each) and len(each.post.text) <= LONGEST
    ]
    drew.sort(key=lambda one: (-min(one[0], 2), -one[1]))
    situation = Triage(Need.NONE, Topic.TALK, "", language=language)
    told = dict.fromkeys(neutral(text, (), situation) for _, _, text in drew[: EXAMPLES * 2])
    return tuple(told)[:EXAMPLES]


def _drawn(own: OwnPost) -> int:
    return sum(own.by_kind.get(kind, 0) for kind in TALK)
