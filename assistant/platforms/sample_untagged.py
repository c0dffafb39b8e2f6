"""What people of the sample community say about the roaster without tagging it.

Drawn apart from everything else of the day, so that what is told elsewhere stays as it was.
"""

# ruff: noqa: E501 - a table of texts reads better unbroken

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from assistant.community.posts import Post
from assistant.platforms.sample_people import crowd
from assistant.platforms.sample_text import slots, write
from assistant.platforms.sample_world import SITE, World

_A_DAY = 0.9
"""Posts a day, in the mean."""

_TEXTS = {
    "en": (
        "Best flat white on the coast is at Harbour Light. [Do not tell anybody.|I will not be taking questions.]",
        "Harbor Light [changed their decaf|moved the sofa by the window]. I have opinions.",
        "harbourlight again this morning, [queue out of the door|same seat, same fog cup]",
        "Is it only me or does Habour Light take [days|ages] to answer a mail?",
        "[Saturday|Rainy day] haul, and the kitchen smells of {taste}. #HarbourLightCoffee",
        "Does anybody know whether Harbour Light ships to [Norway|Malta|Iceland]?",
        "{coffee} by Harbour Light, second bag this month. Send help.",
        "Photographed the old harbour light at [dawn|dusk]. No filter, only wind.",
    ),
    "de": (
        "Kennt jemand den Kaffee von Harbour Light? Lohnt sich das Abo?",
        "{coffee} von Harbour Light ist zurück, gleich zwei Tüten geholt.",
        "Bei Harbour-Light [war heute die Maschine kaputt|gab es heute Zimtschnecken].",
    ),
}


def overhear(world: World, day: date) -> None:
    """Write what was said on one day, into a world."""
    rng = Random(f"{world.seed}:untagged:{day.toordinal()}")  # noqa: S311
    people, weights = crowd(world.seed, day)
    filled = slots(rng, day.toordinal() // 14)
    for number in range(int(rng.random() * 2 * _A_DAY + 0.5)):
        person = rng.choices(people, cum_weights=weights)[0]
        key = f"{day:%y%m%d}u{number}"
        hours = timedelta(seconds=int((6 + rng.random() * 16) * 3600))
        world.add(
            Post(
                id=f"sample:post/{key}",
                author=person.author,
                text=write(rng.choice(_TEXTS[person.language]), rng, filled),
                created_at=datetime.combine(day, time(), UTC) + hours,
                url=f"{SITE}/@{person.author.handle}/{key}",
                language=person.language,
            )
        )
