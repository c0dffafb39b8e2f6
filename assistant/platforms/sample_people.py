"""The people of the sample community: who they are, and on which days they are around.

Everything follows from a seed and the calendar, so the same people turn up on the same days
whenever the sample is built again. Nobody here exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Literal, NamedTuple

from assistant.community.posts import Author

Language = Literal["en", "de"]
Voice = Literal["plain", "soft", "warm", "greeting"]

_FIRST_EN = (
    "Maya", "Owen", "Priya", "Callum", "Ruth", "Desmond", "Aisling", "Theo", "Nadia", "Frank",
    "Imogen", "Kwame", "Bea", "Luca", "Sunniva", "Harriet", "Idris", "Molly", "Ravi", "Elsa",
    "Gareth", "Yuki", "Tamsin", "Pablo", "Orla", "Victor", "Hana", "Reuben", "Carys", "Amir",
    "Joan", "Sol", "Petra", "Dylan", "Wren", "Fatima", "Alec", "Noor", "Billie", "Ewan",
    "Leila", "Otis", "Greta", "Samir", "Dot", "Marek", "Ingrid", "Tess", "Arlo", "Vera",
)  # fmt: skip
_FIRST_DE = (
    "Anke", "Jonas", "Wiebke", "Malte", "Hannelore", "Finn", "Swantje", "Ole", "Katrin", "Bjarne",
    "Levke", "Torben", "Mareike", "Piet",
)  # fmt: skip
_LAST = (
    "Holm", "Pritchard", "Okafor", "Lindqvist", "Marsh", "Castell", "Brandt", "Ellery", "Novak",
    "Tansley", "Moreau", "Khan", "Petersen", "Rowe", "Achterberg", "Quill", "Sorensen", "Dunmore",
    "Iyer", "Falk", "Weston", "Bianchi", "Hale", "Janssen", "Oduya", "Thorne", "Vance", "Kowal",
    "Lund", "Merrick", "Sato", "Aldous", "Greer", "Hofmann", "Penrose", "Ruiz", "Stroud", "Teague",
    "Ulrich", "Voss", "Whitby", "Yates", "Zeller", "Ames", "Barlow", "Coyle", "Drury", "Engel",
    "Frost", "Gill", "Hartog", "Innes", "Jessop", "Kerr", "Larkin", "Moss", "Nash", "Orme",
    "Pike", "Rigby", "Sloane",
)  # fmt: skip
_FIRST = tuple((name, "en") for name in _FIRST_EN) + tuple((name, "de") for name in _FIRST_DE)
_STYLES = ("{f}.{l}", "{f}{l}", "{l}.{f}", "{f}-{l}", "{f}.{l}.brews", "the.{f}.{l}")

_VOICES: tuple[Voice, ...] = ("plain", "warm", "soft", "plain", "greeting", "plain", "warm")

_CORE = 12  # people who are always around
_TIDAL = 18  # regulars who come for a season and stay away for another
_CASUAL = 220
_RESIDENTS = _CORE + _TIDAL + _CASUAL
_NEW_A_WEEK = 5
_WEEKS = 400  # weeks until newcomers' names come round again; names x names allows 600

_CAFES: tuple[tuple[str, str, Language], ...] = (
    ("corner.table", "The Corner Table", "en"),
    ("cafe.moewe", "Café Möwe", "de"),
    ("northquay.bakery", "Northquay Bakery", "en"),
    ("slow.bicycle", "Slow Bicycle Café", "en"),
    ("hafenbaeckerei.brandt", "Hafenbäckerei Brandt", "de"),
    ("bluedoor.deli", "Blue Door Deli", "en"),
    ("pension.seestern", "Pension Seestern", "de"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the community, the language they write in and how their writing looks."""

    author: Author
    language: Language
    voice: Voice = "plain"


class Crowd(NamedTuple):
    """Who may turn up on one day; `weights` are cumulative, as `Random.choices` wants them."""

    people: tuple[Person, ...]
    weights: tuple[float, ...]


def cafe_of(day: date) -> Person:
    """The café or shop that asks about wholesale in this fortnight."""
    handle, name, language = _CAFES[day.toordinal() // 14 % len(_CAFES)]
    return Person(Author(f"sample:person/{handle}", handle, name), language)


@lru_cache(maxsize=512)
def crowd(seed: int, day: date) -> Crowd:
    """Everybody who is around on that day, weighted by how often they speak up."""
    ordinal = day.toordinal()
    present: list[tuple[Person, float]] = []
    for number in range(_RESIDENTS):
        weight = _weight(number, ordinal)
        if weight:
            present.append((_person(number), weight))
    week = ordinal // 7
    for age in range(7):
        for person, stays in _newcomers(seed, week - age):
            if age == 0 or stays:
                present.append((person, 2.2 if age == 0 else 0.8))
    people = tuple(person for person, _ in present)
    return Crowd(people, tuple(accumulate(weight for _, weight in present)))


def _weight(number: int, ordinal: int) -> float:
    """How often a resident turns up on a day; 0 while a tidal regular is away."""
    if number < _CORE:
        return 7.0
    if number < _CORE + _TIDAL:
        # 12 weeks around, 8 weeks away, everybody out of step with the others
        return 6.0 if (ordinal + number * 31) % 140 < 84 else 0.0  # noqa: PLR2004 - days of 140
    return 0.06 + (number % 5) * 0.08


@lru_cache(maxsize=512)
def _newcomers(seed: int, week: int) -> tuple[tuple[Person, bool], ...]:
    """Those who found us in that week, and whether they come back in the weeks after."""
    rng = Random(f"{seed}:new:{week}")  # noqa: S311 - a made-up crowd, no secret
    first = _RESIDENTS + week % _WEEKS * _NEW_A_WEEK
    return tuple(
        (_person(first + place), rng.random() < 0.4)  # noqa: PLR2004 - share who return
        for place in range(_NEW_A_WEEK)
    )


@lru_cache(maxsize=4096)
def _person(number: int) -> Person:
    """Number to name; 64 first and 61 last names share no divisor, so no pair comes twice."""
    first, language = _FIRST[number * 5 % len(_FIRST)]
    last = _LAST[number * 7 % len(_LAST)]
    style = _STYLES[number % len(_STYLES)]
    handle = style.format(f=first.lower(), l=last.lower())
    shown = first if number % 4 == 3 else f"{first} {last}"  # noqa: PLR2004 - one in four
    author = Author(f"sample:person/{handle}", handle, shown)
    voice = _VOICES[number % len(_VOICES)]
    return Person(author, "de" if language == "de" else "en", voice)
