"""Writes one day of the sample community: posts, and what follows from them in the days after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random

from assistant.community.posts import Author, Post
from assistant.platforms.sample_people import Person, cafe_of, crowd
from assistant.platforms.sample_talk import ENGLISH, Talk
from assistant.platforms.sample_talk_de import GERMAN
from assistant.platforms.sample_text import COFFEE_TOPICS, HELP_TOPICS, Topic, slots, write
from assistant.platforms.sample_times import SATURDAY, answered_at, later
from assistant.platforms.sample_world import COFFEE, SITE, Brand, Mark, World

_SORT_WEIGHT = {"question": 3.0, "complaint": 0.7, "praise": 2.0, "chat": 2.6}
_ANSWERED = {"question": 0.93, "complaint": 0.95, "praise": 0.88, "chat": 0.84, "wholesale": 0.6}
_SMILES = ("☕", "🙂", "🌊", "🙌", "💛", "😄")
_POSTS_A_DAY = {"c": (0.95, 0.45), "h": (0.55, 0.15)}  # chance on a weekday, at a weekend
_TALK = {"c": 6.5, "h": 4.2}  # mean comments of a post of heat 1
_LIKES = {"c": 25.0, "h": 9.0}
_ASKED = frozenset({"question", "complaint"})
_PHRASES = {"en": ENGLISH, "de": GERMAN}
_MENTIONS = {"c": 1.1, "h": 0.35}


@lru_cache(maxsize=256)
def _fitting(tags: frozenset[str], language: str) -> tuple[tuple[Talk, ...], tuple[float, ...]]:
    """The talk that fits under a post, with cumulative weights."""
    talks = tuple(talk for talk in _PHRASES[language].talks if not talk.tags or talk.tags & tags)
    fits = (_SORT_WEIGHT[talk.sort] * (1.0 if talk.tags else 0.3) for talk in talks)
    return talks, tuple(accumulate(fits))


class Day:
    """One brand's day, written into a world."""

    def __init__(self, world: World, brand: Brand, day: date) -> None:
        self._world = world
        self._brand = brand
        self._day = day
        self._rng = Random(f"{world.seed}:{brand.key}:{day.toordinal()}")  # noqa: S311
        self._slots = slots(self._rng, day.toordinal() // 14)
        self._written = 0

    def write(self) -> None:
        """Publish, mention, ask for wholesale: whatever this day holds."""
        weekday, weekend = _POSTS_A_DAY[self._brand.key]
        post = None
        if self._rng.random() < (weekend if self._is_weekend() else weekday):
            post = self._publish()
        expected = _MENTIONS[self._brand.key] * (0.5 if self._is_weekend() else 1.0)
        for _ in range(self._about(expected)):
            self._mention()
        fortnight_day = self._day.toordinal() % 14
        if self._brand is COFFEE and fortnight_day == 2:  # noqa: PLR2004 - a quiet Tuesday
            self._wholesale(post)

    # -- our posts --------------------------------------------------------------------------

    def _publish(self) -> Post:
        topics = COFFEE_TOPICS if self._brand is COFFEE else HELP_TOPICS
        topic = topics[self._day.toordinal() * 7 % len(topics)]
        at = self._at(6.2, 16.5)
        post = self._say(self._brand.author, self._fill(topic.text), at, topic.language)
        lift = topic.heat * (0.6 if self._is_weekend() else 1.0)
        self._marks(post, _LIKES[self._brand.key] * (0.4 + 0.6 * lift), 14.0, self._world.likes)
        self._marks(post, 1.9 * lift, 16.0, self._world.reposts)
        for _ in range(self._about(0.45 * lift)):
            self._quote(post)
        asked: set[str] = set()
        for _ in range(self._about(_TALK[self._brand.key] * lift)):
            self._comment(post, topic, asked)
        return post

    def _comment(self, post: Post, topic: Topic, asked: set[str]) -> None:
        """One conversation under a post; nobody starts two, and no opening comes twice."""
        at = later(self._rng, post.created_at, 9.0)
        if at.weekday() >= SATURDAY and self._rng.random() < 0.45:  # noqa: PLR2004 - the dip
            return
        person = self._someone(at)
        talks, weights = _fitting(topic.tags, person.language)
        talk = self._rng.choices(talks, cum_weights=weights)[0]
        if talk.text in asked or person.author.id in asked:
            return
        asked |= {talk.text, person.author.id}
        comment = self._reply(post, person, talk.text, at, opening=True)
        if self._rng.random() < 0.06:  # noqa: PLR2004 - a second thought, minutes later
            soon = at + timedelta(minutes=2 + int(self._rng.random() * 9))
            words = self._pick(_PHRASES[person.language].afterthoughts)
            self._reply(post, person, words, soon)
        if self._rng.random() < 0.12:  # noqa: PLR2004 - somebody else joins in
            self._aside(comment, talk)
        self._converse(comment, person, talk)

    def _aside(self, comment: Post, talk: Talk) -> None:
        at = later(self._rng, comment.created_at, 5.0)
        person = self._someone(at)
        if person.author.id != comment.author.id:
            words = self._pick(_PHRASES[person.language].asides[talk.mood])
            aside = self._reply(comment, person, words, at)
            if self._rng.random() < 0.75:  # noqa: PLR2004 - a word for those who help, too
                kind = "last" if talk.sort in _ASKED else "chat"
                pool = _PHRASES[person.language].shared_answers[kind]
                self._answer(aside, person, self._pick(pool))

    def _converse(self, comment: Post, person: Person, talk: Talk) -> None:
        """Our answer, their thanks, sometimes our last word."""
        if self._rng.random() > _ANSWERED[talk.sort]:
            return
        phrases = _PHRASES[person.language]
        text = talk.answer or self._pick(phrases.shared_answers[talk.mood])
        answer = self._answer(comment, person, text)
        if self._rng.random() < (0.4 if talk.answer else 0.08):
            at = later(self._rng, answer.created_at, 4.0)
            thanks = self._reply(answer, person, self._pick(phrases.follow_ups[talk.mood]), at)
            if self._rng.random() < 0.9:  # noqa: PLR2004 - seldom not the last word
                self._answer(thanks, person, self._pick(phrases.shared_answers["last"]))

    def _answer(self, to: Post, person: Person, text: str) -> Post:
        name = (person.author.name or person.author.handle).split()[0]
        words = self._fill(text, name=name)
        answer = self._say(self._brand.author, words, answered_at(self._rng, to.created_at),
                           person.language, parent=to)  # fmt: skip
        if self._rng.random() < 0.3:  # noqa: PLR2004 - some answers are liked
            self._marks(answer, 1.2, 6.0, self._world.likes)
        return answer

    # -- talk elsewhere ---------------------------------------------------------------------

    def _mention(self) -> None:
        at = self._at(5.5, 22.5)
        person = self._someone(at)
        talk = self._rng.choice(_PHRASES[person.language].mentions)
        us = self._brand.author
        words = self._fill(talk.text, us=f"@{us.handle}")
        post = self._say(person.author, words, at, person.language, named=(us.id,))
        self._converse(post, person, talk)

    def _quote(self, post: Post) -> None:
        at = later(self._rng, post.created_at, 12.0)
        person = self._someone(at)
        phrases = _PHRASES[person.language]
        words = self._voiced(self._pick(phrases.quotes), person, opening=True)
        quote = self._say(person.author, words, at, person.language, quoted=post.id)
        if self._rng.random() < 0.5:  # noqa: PLR2004 - half of those who quote us hear back
            self._answer(quote, person, self._pick(phrases.shared_answers["praise"]))

    def _wholesale(self, post: Post | None) -> None:
        """A café asks for prices: under today's post, or by a mention when there is none."""
        cafe = cafe_of(self._day)
        script = _PHRASES[cafe.language].wholesale
        at = self._at(8.0, 11.0) if post is None else post.created_at + timedelta(minutes=47)
        turn = post
        for talk in script:
            if turn is None:
                us = self._brand.author
                words = f"@{us.handle} {self._fill(talk.text)}"
                turn = self._say(cafe.author, words, at, cafe.language, named=(us.id,))
            else:
                turn = self._reply(turn, cafe, talk.text, at)
            if talk is script[-1] and self._rng.random() > _ANSWERED["wholesale"]:
                return
            turn = self._answer(turn, cafe, talk.answer)
            at = later(self._rng, turn.created_at, 6.0)

    # -- writing ----------------------------------------------------------------------------

    def _reply(
        self, to: Post, person: Person, template: str, at: datetime, *, opening: bool = False
    ) -> Post:
        words = self._voiced(template, person, opening=opening)
        return self._say(person.author, words, at, person.language, parent=to)

    def _voiced(self, template: str, person: Person, *, opening: bool) -> str:
        """A template filled, in this person's way of writing."""
        words = self._fill(template)
        if person.voice == "soft" and person.language == "en":
            return words.lower().removesuffix(".")
        if person.voice == "warm" and self._rng.random() < 0.6:  # noqa: PLR2004
            return f"{words} {self._pick(_SMILES)}"
        if person.voice == "greeting" and opening and self._rng.random() < 0.5:  # noqa: PLR2004
            return self._pick(_PHRASES[person.language].greetings) + words
        return words

    def _say(
        self,
        author: Author,
        text: str,
        at: datetime,
        language: str,
        *,
        parent: Post | None = None,
        quoted: str | None = None,
        named: tuple[str, ...] = (),
    ) -> Post:
        key = f"{self._day:%y%m%d}{self._brand.key}{self._written}"
        self._written += 1
        post = Post(
            id=f"sample:post/{key}",
            author=author,
            text=text,
            created_at=at,
            url=f"{SITE}/@{author.handle}/{key}",
            root_id=(parent.root_id or parent.id) if parent else None,
            parent_id=parent.id if parent else None,
            quoted_id=quoted,
            mentioned_ids=named,
            language=language,
        )
        return self._world.add(post)

    def _marks(
        self, post: Post, expected: float, hours: float, shelf: defaultdict[str, list[Mark]]
    ) -> None:
        """Likes or reposts of one post, one a person."""
        count = self._about(expected)
        if not count:
            return
        people, weights = crowd(self._world.seed, self._day)
        chosen = {p.author for p in self._rng.choices(people, cum_weights=weights, k=count)}
        ours = sorted(chosen - {post.author}, key=lambda author: author.id)
        shelf[post.id] += [Mark(later(self._rng, post.created_at, hours), who) for who in ours]

    def _fill(self, template: str, **more: str) -> str:
        return write(template, self._rng, {**self._slots, **more})

    def _pick(self, pool: Sequence[str]) -> str:
        return pool[int(self._rng.random() * len(pool))]

    def _someone(self, at: datetime) -> Person:
        people, weights = crowd(self._world.seed, at.date())
        return self._rng.choices(people, cum_weights=weights)[0]

    def _is_weekend(self) -> bool:
        return self._day.weekday() >= SATURDAY

    def _about(self, expected: float) -> int:
        """A count around `expected`, more spread than pure chance, as communities are."""
        return int(self._rng.gammavariate(2.2, expected / 2.2) + self._rng.random())

    def _at(self, first: float, last: float) -> datetime:
        """A moment of the day between two hours, UTC."""
        hours = first + self._rng.random() * (last - first)
        midnight = datetime.combine(self._day, time(), UTC)
        return midnight + timedelta(seconds=int(hours * 3600))
