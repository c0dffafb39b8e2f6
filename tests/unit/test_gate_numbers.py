"""The number words the gate knows, made with num2words and Babel and committed as data.

`python -m tests.unit.test_gate_numbers > /tmp/numbers.txt` makes them anew.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable
from importlib.resources import files

import pytest
from babel.dates import get_day_names, get_month_names
from num2words import num2words

from assistant.agent.lexicon import words_of
from assistant.agent.lexicon.counting import is_number
from assistant.agent.lexicon.tables import KNOWN

ELSEWHERE = tuple(re.findall(r"\w+", "ca cs da fi hu id is lt lv no pl ro sk sl sr sv tr"))

SMALL = range(101)
BIG = (*range(100, 1000, 100), 121, 1000, 2000, 10**6, 2 * 10**6, 10**9, 2 * 10**9)
RANKS = (*range(2, 32), *range(40, 100, 10), 100, 1000)
FOREIGN = (*range(2, 21), *range(30, 100, 10), 100, 1000)

# words for numbers that mostly mean something else: articles, "and", and words of another language
# words for numbers that mostly mean something else: articles, "and", and words of another language
ORDINARY = frozenset(
    re.findall(
        r"\w+",
        """a an and ar e een ein eine en et first i o on one primero primo primeiro un una und unieme uno
    y um belas bin dau deu doi dort du dua fem fire hat het lima mie min ni ok opt pat pet sata seks
    set sex sto sute ti to""",
    )
)
ROOTS = {"de": ["hundert", "tausend"], "it": ["mila"]}
JOINERS = {"de": "und", "nl": "en", "it": ""}


def spelled(language: str, numbers: Iterable[int], kind: str = "cardinal") -> list[str]:
    found: dict[str, None] = {}
    for number in numbers:
        try:
            text = num2words(number, lang=language, to=kind)
        except (NotImplementedError, OverflowError):  # some languages stop somewhere
            continue
        found |= dict.fromkeys(word.text for word in words_of(text))
    return [word for word in found if word not in ORDINARY and len(word) > 2]


def simple(words: list[str], joiner: str) -> list[str]:
    """Leave out what is put together of other words of the list."""
    kept: list[str] = []
    for word in sorted(words, key=len):
        parts = "|".join([*kept, "ein", "een"])
        if not re.fullmatch(f"(?:{parts})(?:{joiner})?(?:{parts})+", word):
            kept.append(word)
    return sorted(kept, key=words.index)


def numbers_of(language: str) -> list[str]:
    words = ROOTS.get(language, []) + spelled(language, (*SMALL, *BIG))
    words = list(dict.fromkeys(words + spelled(language, RANKS, "ordinal")))
    return simple(words, JOINERS[language]) if language in JOINERS else words


def elsewhere() -> list[str]:
    ours = {word for language in KNOWN for word in numbers_of(language)}
    found: dict[str, None] = {}
    for language in ELSEWHERE:
        found |= dict.fromkeys(spelled(language, FOREIGN))
    return [word for word in found if word not in ours]


def names(language: str, what: str) -> list[str]:
    get = get_month_names if what == "month" else get_day_names
    return [words_of(name)[0].text for _, name in sorted(get("wide", locale=language).items())]


def row(name: str, words: Iterable[str]) -> str:
    return textwrap.fill(
        f"{name}: {' '.join(words)}",
        100,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


HEAD = """# Numbers, months and weekdays in words. Made, not written: see tests/unit/test_gate_numbers.py.
#
# "number elsewhere" are the numbers of languages that the gate does not know otherwise, so that a
# single foreign word among known ones is still seen. Accents are folded away, as in all look-ups;
# months begin with January, weekdays with Monday.
"""


def table() -> str:
    rows = [row(f"number {code}", numbers_of(code)) for code in KNOWN]
    rows.append(row("number elsewhere", elsewhere()))
    rows += [row(f"months {code}", names(code, "month")) for code in KNOWN]
    rows += [row(f"weekdays {code}", names(code, "weekday")) for code in KNOWN]
    return HEAD + "\n" + "\n".join(rows) + "\n"


def test_the_committed_words_are_what_num2words_and_babel_say() -> None:
    """Nobody edits the data by hand, and a new release of either is noticed."""
    assert table() == files("assistant.agent.lexicon").joinpath("numbers.txt").read_text()


@pytest.mark.parametrize("language", KNOWN)
def test_every_spelled_number_is_known(language: str) -> None:
    """Numbers up to a thousand, in the words a person of that language writes."""
    for number in range(2, 1000):
        words = words_of(num2words(number, lang=language))
        assert any(is_number(word.text, language) for word in words), words


@pytest.mark.parametrize("language", ["de", "nl", "it"])
def test_numbers_written_as_one_word_are_known_whole(language: str) -> None:
    for number in (*range(20, 1000, 7), 2345, 99_999):
        for word in words_of(num2words(number, lang=language)):
            assert is_number(word.text, language) or word.text in ORDINARY, word


@pytest.mark.parametrize("language", KNOWN)
def test_every_ordinal_from_the_second_on_is_known(language: str) -> None:
    for number in (*range(2, 40), 100):
        words = words_of(num2words(number, lang=language, to="ordinal"))
        assert any(is_number(word.text, language) for word in words), words


@pytest.mark.parametrize(
    "word", ["tent", "sent", "often", "one", "acting", "nein", "une", "und", "seite", "dies"]
)
def test_words_that_only_look_like_numbers_are_none(word: str) -> None:
    assert not any(is_number(word, language) for language in KNOWN)


if __name__ == "__main__":
    sys.stdout.write(table())
