"""What the desk of the sample community overlooks: a question a day that nobody answers.

Whoever opens the demo finds somebody waiting, at any hour: the rest is answered within hours. Drawn
apart from everything else of the day, so that what is told elsewhere stays as it was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from assistant.community.posts import Post
from assistant.platforms.sample_people import crowd
from assistant.platforms.sample_text import write
from assistant.platforms.sample_world import COFFEE, SITE, World

_QUESTIONS = (
    "Do you ship to [Norway|Ireland|Belgium]? [I keep hoping.|Asking for my mother.]",
    "Are [dogs|bikes] welcome inside? We are [in town|around] tomorrow.",
    "Do your gift cards [expire|ever run out]? I found one in a drawer.",
    "Is a filter jug enough for [hard|very hard] water, or should I buy bottled?",
    "How long do I wait after the roast for [filter|espresso]? Is resting even a thing?",
    "Is there step-free access at the roastery? I am coming with [my gran|a pram].",
    "Can I still change an order [that is already in|from last night]?",
    "My bag arrived torn. [Who do I message?|Can I get another one?]",
    "How is your decaf made? [I heard bad things about solvents.|Curious about the process.]",
    "Do frozen beans keep? [We bought too many.|I have no cool place.]",
    "Do I need to book for the cupping?",
)
"""The facts that the demo brings along tell what to answer."""

_NEWEST = 12
"""Of those who came last, one asks: newcomers are easily overlooked."""


def overlook(world: World, day: date) -> None:
    """Write the question of one day, into a world."""
    rng = Random(f"{world.seed}:missed:{day.toordinal()}")  # noqa: S311
    people, _ = crowd(world.seed, day)
    person = rng.choice([each for each in people if each.language == "en"][-_NEWEST:])
    words = write(_QUESTIONS[day.toordinal() % len(_QUESTIONS)], rng, {})
    key = f"{day:%y%m%d}m0"
    hours = timedelta(seconds=int((6 + rng.random() * 14) * 3600))
    us = COFFEE.author
    world.add(
        Post(
            id=f"sample:post/{key}",
            author=person.author,
            text=f"@{us.handle} {words}",
            created_at=datetime.combine(day, time(), UTC) + hours,
            url=f"{SITE}/@{person.author.handle}/{key}",
            mentioned_ids=(us.id,),
            language=person.language,
        )
    )
