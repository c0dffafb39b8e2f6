"""Who shows work of their own, in sentences of people; half of them written after the rules."""

from __future__ import annotations

import pytest

from assistant.community.making import shows_work


@pytest.mark.parametrize(
    "text",
    [
        "Knitted a sleeve for your cup last night!",
        "My review of the new grinder is up on the blog",
        "We turned your coffee sacks into tote bags",
        "Finally finished my latte art video using your beans",
        "I wrote about your roastery for our local paper",
        "Look what I made with the old grounds: candles",
        "Sketched your shop front this morning",
        "Here's a playlist I put together for your Sunday mornings",
        "Aus euren Kaffeesäcken habe ich eine Tasche genäht",
        "Hab euren Laden gezeichnet",
        "Mein Foto vom Hafen mit eurer Tasse",
        "Unser selbstgebautes Regal für eure Dosen ist fertig",
        "I carved a little spoon for your beans.",
        "We've printed stickers with your dog on them",
        "Baked the cardamom buns from your Sunday post. They are gone already.",
        "Our short film about the harbour has your café in it",
        "Painted my kitchen in your blue, no regrets",
        "My latest sketch: the queue outside your door",
        "Here is what we built from your pallets",
        "I recorded a song while waiting for the kettle",
        "Habe gestern eure Tasse als Linoldruck gedruckt",
        "Unser Video vom Rösterei-Besuch ist online",
        "Selbstgebackenes Brot zu eurem Espresso",
        "Ich hab für meine Oma eine Kanne getöpfert",
    ],
)
def test_work_of_their_own_is_seen(text: str) -> None:
    assert shows_work(text)


@pytest.mark.parametrize(
    "text",
    [
        "You made my day",
        "Who made the mugs?",
        "We made it just before closing",
        "I finished the bag in three days",
        "I made a mistake with my order, can you change it?",
        "Did you make these photos yourselves?",
        "That photo is great",
        "I built up quite a tolerance",
        "Habt ihr das selbst gemacht?",
        "Ich habe einen Fehler gemacht",
        "Da habt ihr was Schönes gemacht",
        "We finished the last of it this morning",
        "Made my morning, thank you",
        "I wrote to you on Monday and heard nothing",
        "My photo order never came",
        "I drew the short straw and had to queue",
        "We printed the receipt, where do we send it?",
        "I designed my week around your opening hours",
        "Your video is lovely",
        "Is that your own recipe?",
        "I built a habit around this coffee",
        "Ich habe bei euch ein Bild gekauft",
        "Mein Bild von euch hat sich geändert, leider",
        "Wer hat das Regal gebaut?",
        "Sammelt noch jemand die Dosen? Frage für mein Regal.",
        "Asking for my recipe.",
    ],
)
def test_what_nobody_made_is_not(text: str) -> None:
    assert not shows_work(text)
