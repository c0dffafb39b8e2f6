"""Every rule of the gate: sentences that break it, and neighbours that do not."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.agent.provenance import RULES, Failed, Gate, Passed, broken_rule
from tests.unit.gate_evidence import BLUESKY, MASTODON, evidence, fact, read

ASKED: dict[str, Any] = {
    "question": "Did we get 500 replies?",
    "arguments": ["500", "last 30 days"],
}
SEARCHED: dict[str, Any] = {
    "question": 'Search for "sourdough"',
    "arguments": ["sourdough"],
    "facts": [fact(1, "search_hits", 0, "0 matching posts", window=None)],
    "quotes": [],
}

BROKEN: dict[str, list[str]] = {
    "unknown token": ["You got {{f99}}.", "You got {{f1}.", "{{f1|upper}}", "You got {f1}."],
    "invisible": [
        "You got twe\u200blve.",
        "You\u202e got it.",
        "\u2060{{f1}}",
        "A\u00adB",
        "\ue000",
    ],
    "markup": [
        "<b>hi</b>",
        "<!channel> look",
        "![x](y)",
        "~~{{f1}}~~",
        "&half; of it",
        "\\{{f1}}",
        "b**o**ld",
    ],
    "numeral": [
        "You got 12.",
        "１２ came.",
        "½ of it",
        "① first",
        "x² here",
        "十 came",
        "Web3 is up",
        "24/7",
    ],
    "letters": ["Вы получили ответы.", "You got twеlve.", "𝐭𝐰𝐞𝐥𝐯𝐞 came", "ᴛᴡᴇʟᴠᴇ came", "返信です"],
    "sign": ["Up by %", "{{f1}} → more", "📈 {{f2}}", "💯 came", "€ {{f1}}", "👍👍👍", "a ≈ b"],
    "spelled out": ["You got t w e l v e.", "t-w-e-l-v-e came", "T.w.e.l.v.e came"],
    "number word": [
        *(
            "You got twelve.",
            "It doubled.",
            "A dozen came.",
            "Half of it came.",
            "Most of it came.",
        ),
        *(
            "XII came.",
            "lO came.",
            "twelvereplies came",
            "A single one.",
            "One of your posts did well.",
        ),
        *(
            "Zwölf Antworten kamen.",
            "Dostałem dwanaście replies.",
            "V replies came.",
            "A good percentage point more.",
        ),
    ],
    "unreadable": [
        "Vi fick många svar den här veckan.",
        "Dostaliśmy dużo dobrych odpowiedzi.",
        "Monta vastausta",
    ],
    "link": [
        "See https://evil.example now.",
        "[here](https://evil.example)",
        "www.evil.example is good",
    ],
    "stranger": [
        *("Ask @evil.example about it.", "evil.example is good.", "Thanks to Maria for it."),
        *("Write to ceo@evil.example.", "See #elsewhere.", "Rivalco got {{f1}}."),
    ],
    "quotation": ['"Great roast" they say.', "“Great”", "They call it 'the best roast'.", "«Bon»"],
    "hearsay": ["ben.test says the roast is great.", "@ben.test also asks about decaf."],
    "amount": [
        *(
            "Many people wrote.",
            "A few likes came.",
            "Every comment got an answer.",
            "You got a reply.",
        ),
        *("You answered everything.", "All {{f1}} count.", "You answer virtually everyone."),
    ],
    "nothing": [
        *("Nobody wrote.", "Nothing came in.", "You got no replies.", "You did not get any likes."),
        *("Nobody liked it: {{f1}}.", "There are no mentions: {{f7}}."),
    ],
    "glued": [
        "{{f1}}s came",
        "-{{f1}} came",
        "{{f1}}{{f4}}",
        "{{f1}}/{{f4}}",
        "#{{f1}}",
        "drop - {{f1}}",
    ],
    "approximation": [
        "You got about {{f1}}.",
        "Nearly {{f1}}.",
        "{{f1}} or so.",
        "Another {{f1}}.",
        "More than {{f1}}.",
    ],
    "bound": [
        "At least {{f1}} came.",
        "Exactly {{f8}} went out.",
        "You answer in precisely {{f5}}.",
    ],
    "whole": ["The whole week saw {{f9}}.", "You ended at {{f9}}.", "All week, {{f8}} went out."],
    "rate": [
        "You got {{f1}} per day.",
        "{{f1}} each.",
        "You get {{f1}} every day.",
        "{{f1}} on each account.",
    ],
    "reckoning": [
        "{{f4}} of {{f1}}.",
        "{{f1}} from {{f13}}.",
        "Together {{f1}} and {{f3}}.",
        "{{f1}} plus {{f3}}",
        "{{f1}} come from {{f3}}.",
        "It lies between {{f1}} and {{f3}}.",
    ],
    "rest": ["You answered {{f4}}, the rest never heard from you.", "The other {{f1}} are new."],
    "kinds": ["Your news goes further than questions: {{f1}}."],
    "cause": ["Posting more paid off: {{f1}}.", "Replies are up because of that post."],
    "no data": ["It was a calm week for mentions.", "A quiet week: {{f7}}."],
    "bent figure": ["{{f1}} were happy.", "You got hitherto {{f1}}.", "{{f1}} decided to stay."],
    "deed": ["People had other plans.", "The community stayed away."],
    "target": ["Your usual answer misses the target: {{f5}}.", "{{f5}} is within the target."],
    "overstated": ["Your conversation share is perfect: {{f15}}."],
    "strange word": ["Applications rose: {{f2}}.", "Die Likes ziehen wohlan: {{f3}}."],
    "attribution": ["{{f10}} wrote {{f1}}.", "ben.test got {{f1}}."],
    "pairing": ["{{q2}} with {{f11}}."],
    "denial": [
        "You did not get {{f1}}.",
        "Not {{f1}}.",
        "You hardly got {{f1}}.",
        "Anything but {{f1}}.",
        "Replies are not up: {{f2}}.",
    ],
    "settled": ["{{f4}} got an answer."],
    "forecast": ["You will get {{f1}}.", "Expect {{f1}}.", "It would be {{f1}}."],
    "others": ["Your rivals got {{f1}}.", "The industry gets {{f1}}."],
    "quote as value": ["You got {{q2}}", "Your total was {{q2}}"],
    "noun": [
        "{{f1}} likes.",
        "Likes: {{f1}}.",
        "You wrote {{f1}}.",
        "{{f1}} people wrote.",
        "Posts: {{f1}}.",
        "In likes you got {{f1}}.",
    ],
    "account": [
        "On Mastodon you got {{f1}}.",
        "On Bluesky, {{f14}}.",
        "On all accounts you got {{f1}}.",
        "acme.test got {{f13}}.",
    ],
    "strange account": ["The support account got {{f1}}.", "Your spare handle has {{f4}}."],
    "period": [
        "Last week you got {{f1}}.",
        "You got {{f1}} this month.",
        "A quiet month: {{f1}}.",
        "Last week was good.",
        "Replies rose last week: {{f2}}.",
    ],
    "date": [
        "On Tuesday you got {{f1}}.",
        "In March you got {{f1}}.",
        "In the morning, {{f1}}.",
        "It began on Friday.",
        "In May, {{f1}}.",
    ],
    "always": [
        "Since the beginning you got {{f1}}.",
        "For ages, {{f1}}.",
        "You always get {{f1}}.",
    ],
    "duration": ["You answer within an hour.", "It takes hours.", "{{f5}} is a minute."],
    "doubt": ["It cannot be told: {{f2}}.", "By chance, {{f2}}."],
    "change": [
        *(
            "Replies fell: {{f2}}.",
            "Likes are up: {{f3}}.",
            "Likes are up.",
            "Replies are up on Mastodon.",
            "Replies are sharply up.",
            "You got {{f1}}, an increase.",
        ),
        *(
            "Replies dropped: {{f2}}.",
            "Things are better.",
            "More people wrote.",
            "Likes are flat: {{f3}}.",
        ),
    ],
    "rank": [
        "Your biggest fan: {{q1}}",
        "A record week.",
        "Your worst post: {{q1}}, with {{f11}}.",
        "The loudest post.",
    ],
}
BROKEN_SEARCHING = {
    "beyond search": ["Sourdough is not a topic on Bluesky.", "People do not care for sourdough."],
}
BROKEN_ASKING = {
    "agreement": ["Yes.", "That is right.", "Indeed, {{f1}}.", "Yes, you got {{f1}}."],
    "misquoted": ["You asked about 500 likes: {{f1}}."],
    "own figure": [
        "You asked whether it was 500: it was.",
        "The threshold of 500 was reached: {{f1}}.",
    ],
    "numeral": [
        "You got 500 replies.",
        "It took 30 days.",
        "500 likes came: {{f1}}.",
        "When you asked about it there were 500.",
    ],
    "period": ["In the last 30 days you got {{f1}}."],
}
SOUND = [
    *(
        "You got {{f1}}.",
        "{{f1}}",
        "**{{f1}}** this week",
        "1. Answer {{f4}}.",
        "- {{f1}}",
        "# In short",
        "",
    ),
    "Replies are up.",
    *(
        "Replies are up: {{f2}}.",
        "More replies than last week: {{f2}}.",
        "Replies grew this week, {{f2}}.",
    ),
    *(
        "It is too early to tell whether likes are up: {{f3}}.",
        "Likes may have moved by chance: {{f3}}.",
    ),
    *("{{f4}} are waiting.", "{{f4}} have not been answered yet.", "Answer {{f4}} today."),
    *(
        "You answer quickly: {{f5}}.",
        "Nobody quoted you: {{f6}}.",
        "There is {{f7}}.",
        "You published {{f8}}.",
    ),
    *(
        "At least that is known: {{f8}}.",
        "Your best post: {{q1}}, with {{f11}}.",
        "Best time: {{f12}}.",
    ),
    *(
        "On Mastodon you got {{f13}}.",
        "On both accounts you got {{f14}}.",
        "Some who come often: {{f10}}.",
    ),
    *("On Bluesky you got {{f1}}, and on Mastodon {{f13}}.", "Mentions need a signed-in account."),
    *("Ask more questions.", "A question could bring more talk.", "At the same time, people talk."),
    *("There is not enough data.", "I have no data on that.", "One thing to try: answer sooner."),
    *("May I look further back?", "Thank you for asking ☕", "{{q1}}", "Someone writes: {{q2}}"),
    *("Under your posts there were {{f1}}.", "People left {{f1}}.", "ben.test wrote {{q1}}"),
    *(
        "Do you mean likes or replies?",
        "I am a bot.",
        "e.g. a thank-you",
        "Which account, bluesky:acme.test?",
    ),
]
SOUND_ASKING = [
    *(
        "You asked about 500 replies: {{f1}}.",
        "Over the last 30 days it was calm.",
        "No data on that.",
    ),
    *("You asked whether you got 500 replies; you got {{f1}}.", "There are {{f1}}."),
]


def first_broken(sentence: str, **more: Any) -> str | None:
    rule = broken_rule(read(sentence, **more))
    return rule.name if rule else None


def rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, sentence) for name, sentences in table.items() for sentence in sentences]


@pytest.mark.parametrize(("name", "sentence"), rows(BROKEN))
def test_a_rule_holds_what_breaks_it(name: str, sentence: str) -> None:
    assert first_broken(sentence) == name


@pytest.mark.parametrize(("name", "sentence"), rows(BROKEN_ASKING))
def test_the_persons_own_figures_are_never_values(name: str, sentence: str) -> None:
    assert first_broken(sentence, **ASKED) == name


@pytest.mark.parametrize("sentence", SOUND)
def test_sound_sentences_break_no_rule(sentence: str) -> None:
    assert first_broken(sentence) is None


BROKEN_BESIDE_X = {"league": ("Your best post got {{f11}}.",)}


@pytest.mark.parametrize("sentence", SOUND_ASKING)
def test_the_persons_own_figures_may_be_repeated(sentence: str) -> None:
    assert first_broken(sentence, **ASKED) is None


@pytest.mark.parametrize(("name", "sentence"), rows(BROKEN_SEARCHING))
def test_an_empty_search_tells_of_the_search_alone(name: str, sentence: str) -> None:
    assert first_broken(sentence, **SEARCHED) == name
    assert first_broken("I did not find sourdough in this search.", **SEARCHED) is None


@pytest.mark.parametrize(("name", "sentence"), rows(BROKEN_BESIDE_X))
def test_beside_x_nothing_is_ranked_over_all(name: str, sentence: str) -> None:
    beside_x = [BLUESKY, MASTODON, "x:acme"]
    assert first_broken(sentence, accounts=beside_x) == name
    assert first_broken(sentence) is None


def test_every_rule_has_sentences_that_break_it() -> None:
    broken = set(BROKEN) | set(BROKEN_ASKING) | set(BROKEN_SEARCHING) | set(BROKEN_BESIDE_X)
    assert {rule.name for rule in RULES} == broken


def test_reasons_are_plain_sentences_of_their_own() -> None:
    assert len({rule.reason for rule in RULES}) == len(RULES)
    assert all(rule.reason.endswith(".") and rule.reason[0].isupper() for rule in RULES)


def test_a_passed_sentence_shows_wordings_and_tells_its_facts() -> None:
    verdict = Gate(evidence()).check("  You got {{f1}}, then {{f4}}, then {{f1}} again.\n")
    assert isinstance(verdict, Passed)
    assert verdict.text == (
        "  You got 12 replies this week (16-22 Nov), then 3 unanswered comments from this week, "
        "then 12 replies this week (16-22 Nov) again.\n"
    )
    assert [each.id for each in verdict.facts] == ["f1", "f4"]


def test_the_gate_sees_evidence_that_came_later() -> None:
    """One gate serves a run, whose evidence grows."""
    growing = evidence(facts=[])
    gate = Gate(growing)
    assert isinstance(gate.check("You got {{f1}}."), Failed)
    growing.facts.update(evidence().facts)
    assert isinstance(gate.check("You got {{f1}}."), Passed)


def test_a_brand_with_digits_in_its_name_may_be_named() -> None:
    accounts = {"accounts": ["bluesky:acme2024.test"], "facts": []}
    assert first_broken("acme2024.test is connected.", **accounts) is None
    assert first_broken("acme2025.test is connected.", **accounts) == "numeral"
