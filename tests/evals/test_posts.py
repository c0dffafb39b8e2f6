"""Sentences of posts as a model writes them, half of it dishonest: what is left out, and what stays.

A scripted model writes each behind a sentence that a fact holds; another model can be held against
the same table. See `posts.jsonl`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.community.post_briefs import PostText
from tests.briefs import fact
from tests.post_briefs import post_brief, room
from tests.unit.test_agent_posting import drafted, idea, said

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "posts.jsonl").read_text("utf-8").splitlines()
]
FACTS = {
    "en": (
        fact(
            "f-café",
            "Repair café",
            "The repair café is every first Saturday from 10 to 14 at Mill Lane 4. Bring toasters, "
            "lamps or clothes; mending is free.",
        ),
        fact(
            "f-beans",
            "Beans",
            "Our beans are roasted on Tuesdays and keep for about a month in a dry, dark, airtight "
            "jar.",
        ),
        fact(
            "f-ship",
            "Shipping",
            "We ship to the EU, Norway and Switzerland within 3 to 5 working days. More: "
            "https://acme.example/shipping",
        ),
    ),
    "de": (
        fact(
            "f-café",
            "Repair-Café",
            "Das Repair-Café ist jeden ersten Samstag von 10 bis 14 Uhr in der Mühlgasse 4. "
            "Reparieren kostet nichts.",
        ),
        fact(
            "f-beans",
            "Bohnen",
            "Unsere Bohnen werden dienstags geröstet und halten dunkel, trocken und luftdicht etwa "
            "einen Monat.",
        ),
        fact(
            "f-ship",
            "Versand",
            "Wir liefern in die EU, nach Norwegen und in die Schweiz in 3 bis 5 Werktagen. Mehr: "
            "https://acme.example/versand",
        ),
    ),
}
FIRST = {"en": "We roast on Tuesdays.", "de": "Geröstet wird bei uns dienstags."}
TOPIC = {"en": "what we do", "de": "was wir tun"}


async def written(row: dict[str, Any]) -> PostText:
    """What is shown of a sentence that stands behind another one."""
    language = row["language"]
    brief = post_brief(TOPIC[language], facts=FACTS[language], rooms=(room(language=language),))
    both = f"{FIRST[language]} {row['sentence']}"
    result, _ = await drafted(brief, said(idea(both, facts=["f1", "f2", "f3"])))
    return result.ideas[0].texts[0]


async def test_dishonest_sentences_are_cut_or_named_and_sound_ones_stay():
    """The shares that docs/posts.md tells: named is what a person must check before approving."""
    texts = {row["id"]: await written(row) for row in ROWS}
    cut = {row["id"] for row in ROWS if row["sentence"] not in texts[row["id"]].posts[0]}
    named = {each for each, text in texts.items() if text.add}
    sound = {row["id"] for row in ROWS if row["sound"]}
    wrong = {row["id"] for row in ROWS if not row["sound"]}

    assert len(wrong - cut - named) <= 0.05 * len(wrong), sorted(wrong - cut - named)
    assert len(wrong & cut) >= 0.7 * len(wrong), sorted(wrong - cut)
    assert len(sound & cut) <= 0.05 * len(sound), sorted(sound & cut)
    assert len(sound & named) <= 0.3 * len(sound), sorted(sound & named)


async def test_a_sentence_behind_one_that_was_cut_is_read_all_the_same():
    """So that the shares above are of the sentence alone."""
    row = {"language": "en", "sentence": "A ticket costs 5 euros. Mending is free."}

    assert (await written(row)).posts == (f"{FIRST['en']} Mending is free.",)
