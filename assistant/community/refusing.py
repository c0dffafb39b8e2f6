"""What Engage does not write, whoever asks: praise that nobody gave, words of customers that nobody
said, figures that nobody counted, and talk against others.

Checked on what a colleague types before anything is drafted; what was drafted is held against
`fabrications`. Each refusal is one sentence and an honest offer.
"""

from __future__ import annotations

import re

from assistant.community.fabrications import RIVAL, quotations
from assistant.community.patterns import late

TESTIMONIAL = (
    "I cannot write a customer quote that nobody said. Paste a real one, with permission, and I "
    "will build on it."
)
REVIEW = (
    "I cannot write a review in somebody else's name. Paste a real one, with permission, or let me "
    "ask your readers what they think."
)
FIGURES = (
    "I cannot use a figure that nobody counted. Tell me the true one and where it comes from, and "
    "I will build on it."
)
PRAISE = (
    "I cannot praise you with what nothing shows. Tell me one thing you do well, in plain words, "
    "and I will tell that."
)
RIVALS = (
    "I do not write against others. Tell me what you do your own way, and I will write about that."
)
PRETENCE = (
    "I cannot write that something is so when it is not. Tell me what is true about it, and I will "
    "build on that."
)

_MAKE = (
    r"(?:write|make|create|generate|draft|invent|compose|come up with|give me|post|fake|imagine|"
    r"schreib\w*|erfind\w*|mach\w*|erstell\w*|verfass\w*|denk\w* dir|erzeug\w*|dicht\w*)"
)
_INVENT = (
    r"(?:invent\w*|mak\w+ (?:it |them |one |some )?up|made[- ]up|fak\w+|fabricat\w*|imagin\w*|"
    r"phony|bogus|fictional|fictitious|erfind\w*|erfunden\w*|ausgedacht\w*|denk\w* dir|"
    r"gefälscht\w*|fälsch\w*|frei erfunden)"
)
_VOICES = (
    r"(?:testimonials?|customer (?:quotes?|voices?|stor(?:y|ies))|client quotes?|success stor\w+|"
    r"quotes? (?:from|by|of) (?:one of |an? |our |some |happy |satisfied |two |three )*"
    r"(?:customers?|clients?|users?|guests?|members?|readers?|fans?)|"
    r"kundenstimmen?|kundenzitat\w*|erfahrungsbericht\w*|"
    r"zitat\w* (?:von|eines|einer|unserer) (?:\w+ )?(?:kund\w+|gäst\w*|nutzer\w*|fans?))"
)
_BY_ONE = (
    r"(?:from|by|von) (?:an? |one of (?:our|your) |some |ein\w* )(?:\w+ )?"
    r"(?:customers?|clients?|guests?|kund\w+|gast|gäst\w*)\b"
)
_REVIEWS = (
    r"(?:(?:\d|five|four|fünf|vier)[- ]?(?:stars?|sterne?)[- ]?\w*|(?:glowing |positive |great |"
    r"good |nice |happy |google |begeisterte |gute |positive )?(?:reviews?|bewertung(?:en)?|"
    r"rezension(?:en)?|ratings?))"
)
_FIGURES = (
    r"(?:numbers?|figures?|stat(?:s|istics?)|percentages?|surveys?|studies|study|poll results?|"
    r"zahl(?:en)?|statistik\w*|umfrage\w*|studie\w*|prozent\w*)"
)
_DOWN = (
    r"(?:run(?:s|ning)? down|trash\w*|bash\w*|diss\w*|mock\w*|attack\w*|ridicul\w*|roast\w*|"
    r"make fun of|laugh at|badmouth\w*|slam\w*|discredit\w*|expose|warn\w* (?:people )?(?:about|of|"
    r"against)|stink\w*|suck\w*|(?:are|is|being|how) (?:so )?(?:bad|terrible|awful|worse|rubbish|"
    r"garbage)|"
    r"schlecht ?mach\w*|läster\w*|mach\w* .{0,20}(?:schlecht|lächerlich)|nieder ?mach\w*|"
    r"(?:sind|ist) (?:so )?(?:schlecht|mies|furchtbar|schlimm))"
)
_BEST = (
    r"(?:the best|(?:the )?number one|no\.? ?1|#1|the leading|world[- ]class|unbeatable|the finest|"
    r"the most (?:loved|popular|trusted)|everyone'?s fav\w+|award[- ]winning|"
    r"die besten?|das beste|der beste|nummer eins|unschlagbar\w*|marktführer\w*|preisgekrönt\w*)"
)


def _find(source: str) -> re.Pattern[str]:
    return late(source, re.IGNORECASE)


_ASKED: tuple[tuple[re.Pattern[str], str, bool], ...] = (
    (_find(rf"\b{_INVENT}\b.{{0,60}}\b{_VOICES}"), TESTIMONIAL, False),
    (_find(rf"\b{_VOICES}.{{0,40}}\b{_INVENT}"), TESTIMONIAL, False),
    (_find(rf"\b{_INVENT}\b.{{0,60}}\b{_BY_ONE}"), TESTIMONIAL, False),
    (_find(rf"\b{_BY_ONE}.{{0,40}}\b{_INVENT}"), TESTIMONIAL, False),
    (_find(rf"\b{_INVENT}\b.{{0,60}}\b{_REVIEWS}"), REVIEW, False),
    (_find(rf"\b{_REVIEWS}.{{0,40}}\b{_INVENT}"), REVIEW, False),
    (_find(rf"\b{_MAKE}\b.{{0,40}}\b{_VOICES}"), TESTIMONIAL, True),
    (
        _find(
            rf"\b{_MAKE}\b (?:me |us |mir |uns )?(?:an? |some |two |three |eine? |einige |paar "
            rf"|\d+ )+(?:\w+ ){{0,2}}{_REVIEWS}\b(?! (?:request|of our|of the|post))"
        ),
        REVIEW,
        True,
    ),
    (
        _find(
            r"\b(?:as|like|in the (?:voice|name) of|as if (?:you were|from|by|written by)|"
            r"pretend\w* to be|als|aus sicht|im namen) "
            r"(?:an? |one of our |our |ein\w* |einer unserer )?(?:happy |satisfied |real |"
            r"delighted |loyal |zufriedene\w* |glückliche\w* |echte\w* )*"
            r"(?:customers?|clients?|guests?|kund\w+|gäst\w*|gast)\b"
        ),
        REVIEW,
        False,
    ),
    (
        _find(
            rf"\b(?:{_INVENT}|exaggerat\w*|inflat\w*|round up|übertreib\w*|schön ?rechn\w*)\b"
            rf".{{0,40}}\b{_FIGURES}"
        ),
        FIGURES,
        False,
    ),
    (_find(rf"\b(?:some|any|random|irgendwelche|irgendeine) {_FIGURES}\b"), FIGURES, False),
    (_find(rf"\b{_DOWN}\b.{{0,50}}\b{RIVAL}"), RIVALS, False),
    (_find(rf"\b{RIVAL}\b.{{0,50}}\b{_DOWN}"), RIVALS, False),
    (
        _find(rf"\bmach\w*\b.{{0,20}}\b{RIVAL}\b.{{0,20}}\b(?:schlecht|lächerlich|nieder)\b"),
        RIVALS,
        False,
    ),
    (
        _find(
            r"\b(?:we|our \w+|us|wir|unser\w* \w+)\b.{0,40}\b(?:better|cheaper|nicer|fresher|"
            rf"besser|billiger|günstiger|frischer|schöner) (?:than|als) "
            rf"(?:(?:the |our |die |unsere )?{RIVAL}|(?-i:[A-ZÄÖÜ])\w+)"
        ),
        RIVALS,
        False,
    ),
    (
        _find(rf"\b(?:why|warum) (?:\w+ ){{0,3}}{RIVAL}\b.{{0,30}}\b(?:worse|bad|schlecht\w*)"),
        RIVALS,
        False,
    ),
    (
        _find(
            rf"\b(?:say|tell|write|claim|announce|sag\w*|schreib\w*|behaupt\w*)\b.{{0,40}}"
            rf"\b(?:we|we'?re|our \w+|wir|unser\w*)\b.{{0,30}}\b{_BEST}"
        ),
        PRAISE,
        False,
    ),
    (
        _find(
            rf"\b(?:we|wir) (?:are|sind|'re) (?:simply |einfach |clearly )?{_BEST}"
            rf"|\b(?:praise|lob\w*|hype|brag about) (?:us|our\w*|uns\w*)\b"
        ),
        PRAISE,
        False,
    ),
    (
        _find(
            r"\b(?:pretend\w*|act as if|make (?:it|people) (?:look|think|believe)|"
            r"say .{0,40}(?:even though|although) (?:it|we|that|they)\b.{0,30}\b(?:not|n't|never)|"
            r"tu\w* (?:wir )?so,? als|so tun,? als|gib vor|vorgeben)\b"
        ),
        PRETENCE,
        False,
    ),
)
"""What was asked, the refusal, and whether words in quotation marks clear it: who pastes a real
quote may have it used."""


def refusal(asked: str) -> str | None:
    """The sentence that refuses what a colleague asks for; None where it can be written.

    Args:
        asked: what they typed. A pasted text is material and asks nothing: leave it out.
    """
    pasted = bool(quotations(asked))
    for pattern, sentence, cleared in _ASKED:
        if pattern.search(asked) and not (cleared and pasted):
            return sentence
    return None
