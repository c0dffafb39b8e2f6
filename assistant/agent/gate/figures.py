"""Rules about figures: every one comes in a token."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from assistant.agent.gate.advice import defines
from assistant.agent.gate.points import (
    ORDINALS,
    in_advice,
    is_one_of,
    is_pronoun,
    is_step,
    points_counted,
    shown_counted,
    told_beside,
)
from assistant.agent.gate.ranks import place_of
from assistant.agent.gate.reading import CHANGES, NEAR, Reading
from assistant.agent.gate.tokens import blank
from assistant.agent.lexicon import Hit, Word, words_of
from assistant.agent.lexicon.counting import is_number
from assistant.community.facts import Unit

_ROMAN = re.compile(
    r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
    r"|ii|iii|iv|vi|vii|viii|ix|xi|xii|xiii|xiv|xv|xvi|xvii|xviii|xix|xx"
)
_WORDS_TOO = re.compile(r"[IVXLCDM]|CI|CV|MIX|DI|MD|MC|CD|DC|LI|MI|vi")
_DISGUISED = re.compile(r"\b(?:[lI|]+O+|[lI]{3,}|O[lI]+|O{2,})\b")
_TWO = 2
_STEM = 4
"""By how many letters "triple" and "tripled" are known to be one word."""
_BOTH = 6
_GLUED = 7  # "sixlikes"; shorter ones are words


def has_numeral(reading: Reading) -> bool:
    """A figure in any script outside tokens, names and the person's own."""
    text = reading.plain
    if reading.numbered and _is_count(reading):
        return True
    if not any(_is_figure(char) for char in text):
        return False
    return any(_is_figure(char) for char in blank(text, reading.own_figures, " "))


def _is_count(reading: Reading) -> bool:
    """As in "7. Replies": a list's number that reads as how many."""
    counted = reading.hits[:1]
    return (
        len(reading.words) <= NEAR
        and not reading.tokens
        and bool(counted)
        and counted[0].kind == "metric"
        and counted[0].first == 0
        and ":" not in reading.plain
    )


def _is_figure(char: str) -> bool:
    if char.isascii():
        return char.isdigit()
    return char.isnumeric() or unicodedata.category(char)[0] == "N"


def has_number_word(reading: Reading) -> bool:
    """A number in words or Roman numerals: twelve, a third, doubled, a dozen, most of, XII."""
    if any(not _is_backed(reading, hit) for hit in reading.of("number")):
        return True
    if any(not _backs_both(reading, hit) for hit in reading.of("both")):
        return True
    if any(_is_glued_number(reading, word) for word in reading.loose):
        return True
    if any(_stands_for_number(reading, word) for word in reading.loose):
        return True
    roman = any(_is_roman(reading, at) for at in range(len(reading.words)))
    return roman or bool(_DISGUISED.search(reading.plain))


def _is_roman(reading: Reading, at: int) -> bool:
    """A Roman numeral; where it is a word as well, only before what is counted: "V replies"."""
    raw = reading.words[at].raw
    if not _ROMAN.fullmatch(raw):
        return False
    counts = any(hit.first == at + 1 for hit in reading.of("metric")) and raw != "I"
    return counts if _WORDS_TOO.fullmatch(raw) else True


def _is_backed(reading: Reading, hit: Hit) -> bool:
    """Whether a number word counts nothing, or what the answer itself holds."""
    words = tuple(word.text for word in reading.words[hit.first : hit.last + 1])
    if words in _BACKED:
        return _BACKED[words](reading, hit)
    kept = (defines, told_beside, _is_denied, is_step, points_counted, shown_counted, in_advice)
    if any(keeps(reading, hit) for keeps in kept):
        return True
    return len(words) == 1 and ORDINALS.get(words[0]) in _places(reading, hit)


def _places(reading: Reading, hit: Hit) -> set[int]:
    return {place_of(reading, fact) for fact in reading.beside(hit.start)} - {0}


def _is_one(reading: Reading, hit: Hit) -> bool:
    told = defines(reading, hit) or told_beside(reading, hit)
    return told or _is_only_one(reading, hit) or is_pronoun(reading, hit)


def _is_some_of(reading: Reading, hit: Hit) -> bool:
    return defines(reading, hit) or told_beside(reading, hit) or is_one_of(reading, hit)


def _is_percentage(reading: Reading, hit: Hit) -> bool:
    """As in "as a percentage: {{f3}}": the word for what a share is."""
    return all("%" in fact.wording for fact in reading.beside(hit.start))


_BACKED: dict[tuple[str, ...], Callable[[Reading, Hit], bool]] = {
    ("ones",): lambda _reading, _hit: True,
    ("one",): _is_one,
    ("one", "of"): _is_some_of,
    ("percentage",): _is_percentage,
    ("percentages",): _is_percentage,
    ("runner", "up"): lambda reading, hit: ORDINALS["second"] in _places(reading, hit),
}
"""Numbers in words with rules of their own."""


def _is_denied(reading: Reading, hit: Hit) -> bool:
    """As in "it did not triple", to a question that says so: the fact beside it tells."""
    asked = {word.text[:_STEM] for word in words_of(reading.evidence.question)}
    said = reading.words[hit.first].text
    denied = any(each.last == hit.first - 1 for each in reading.of("not"))
    told = bool(reading.figures) or reading.has(*CHANGES)
    return denied and said[:_STEM] in asked and told and hit.first == hit.last


def _is_only_one(reading: Reading, hit: Hit) -> bool:
    """As in "that is the only one", where all that was counted is one."""
    if reading.before(hit, 1) != ["only"] or reading.after(hit, 1) or reading.facts:
        return False
    values = [fact.value for fact in reading.evidence.facts.values() if fact.unit is Unit.COUNT]
    return values == [1]


def _is_glued_number(reading: Reading, word: Word) -> bool:
    """As in "twelvereplies"."""
    language = reading.language
    if len(word.text) < _GLUED or word.text in language.common:
        return False
    return any(
        word.text[at:] in language.common and is_number(word.text[:at], language.code)
        for at in range(3, len(word.text) - 2)
    )


def _stands_for_number(reading: Reading, word: Word) -> bool:
    """As in "you got hamabi replies": an unknown word where a number would stand.

    English alone: what ends like an adjective is let through, and so is every common word.
    """
    if reading.language.code != "en" or word.text in reading.language.common:
        return False
    following = next((hit for hit in reading.of("metric") if 0 < hit.start - word.end <= 1), None)
    if following is None or reading.plain[following.end - 1] not in "se":  # replies, people
        return False
    start = max((each.end for each in reading.tokens if each.end <= word.start), default=0)
    before = reading.between(start, word.start)[-1:]
    opens = reading.does("tells", before) if before else start == 0
    return opens and not word.text.endswith(tuple(reading.set("adjectives")))


def _backs_both(reading: Reading, hit: Hit) -> bool:
    """Whether "both" fits: two tokens in the sentence, or "both accounts" where there are two."""
    if {"account", "accounts", "platforms"} & set(reading.after(hit, 2)):
        return len(reading.evidence.accounts) == _TWO
    if "and" in reading.between(hit.end, len(reading.plain))[:_BOTH] and not reading.facts:
        return True  # "both praise and criticism"
    over_all = [fact for fact in reading.figures if fact.account is None]
    if over_all == list(reading.figures) and len(reading.evidence.accounts) == _TWO:
        return True
    near = any(0 < each.first - hit.last <= NEAR for each in reading.of("metric"))
    return len(reading.tokens) == _TWO or not (near or reading.tokens)
