"""The language of searches that our double of X speaks, and how it counts a text."""

from __future__ import annotations

import pytest

from tests.doubles.x import XServer
from tests.doubles.x.query import LONGEST, Unclear, parse
from tests.doubles.x.text import length


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("coffee", {"plain", "shout", "reply"}),
        ('"acme coffee"', {"plain", "reply"}),
        ("coffee -acme", {"shout"}),
        ("#brew OR tea", {"tag", "tea"}),
        ("(coffee OR tea) lang:de", {"tea"}),
        ("from:fan -is:reply coffee", {"plain", "shout"}),
        ("@acme", {"reply", "quote"}),
        ("coffee -@acme -from:acme -is:retweet", {"plain", "shout"}),
        ("url:shop.example", {"link"}),
        ("from:fan has:links", {"link"}),
        ("from:fan -has:links is:quote", {"quote"}),
    ],
)
def test_the_language_of_searches(query: str, found: set[str]) -> None:
    x = XServer()
    world, acme, fan = x.world, x.world.join("acme"), x.world.join("fan")
    top = world.post(acme, "Hello")
    posts = {
        "plain": world.post(fan, "I like Acme Coffee"),
        "shout": world.post(fan, "COFFEE now"),
        "reply": world.reply(fan, top, "coffee?"),
        "tag": world.post(fan, "Now #brew"),
        "tea": world.post(fan, "Tea", language="de"),
        "quote": world.quote(fan, top, "see @acme"),
        "link": world.post(fan, "https://shop.example/beans"),
        "word": world.post(fan, "coffeeless"),
    }
    test = parse(world, query)
    assert {name for name, post in posts.items() if test(post)} == found


@pytest.mark.parametrize(
    "query",
    [
        "is:reply",
        "-coffee",
        "lang:en has:links",
        "(coffee",
        '"coffee',
        "from:",
        "a" * 513,
        "",
        "OR",
    ],
)
def test_what_searches_cannot_be(query: str) -> None:
    assert len(query) <= LONGEST + 1
    with pytest.raises(Unclear):
        parse(XServer().world, query)


def test_lengths() -> None:
    assert length("a" * 280) == 280
    assert length("日本") == 4
    assert length("👨‍👩‍👧 ") == 3
    assert length("see https://acme.example/a/very/long/way?x=1.") == 4 + 23 + 1
