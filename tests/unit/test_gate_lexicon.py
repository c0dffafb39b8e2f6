"""The tables of words: in order, and strong enough to tell languages apart."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from assistant.agent.lexicon import LEXICON, fold, words_of
from assistant.agent.lexicon.tables import KNOWN, phrases, rows
from assistant.community.metrics import METRICS

MEANINGS = (files("assistant.agent.lexicon") / "meanings.md").read_text(encoding="utf-8")
TOLD = {
    kind.split()[0]
    for line in MEANINGS.splitlines()
    if line.startswith("| `")
    for kind in re.findall(r"`([^`]+)`", line.split(" | ")[0])
}
"""The kinds that meanings.md tells of."""


def kinds(text: str) -> list[str]:
    words = words_of(text)
    spoken, _ = LEXICON.language_of(words)
    return [hit.kind for hit in LEXICON.read(words, spoken) if hit.kind != "plain"]


def test_every_kind_of_meaning_is_explained() -> None:
    assert {meaning.split()[0] for code in KNOWN for meaning, _ in phrases(code)} == TOLD


def test_every_set_of_words_is_explained() -> None:
    sets = {
        name.removeprefix("set ")
        for code in KNOWN
        for name, _ in rows(code)
        if name.startswith("set ")
    }
    assert [name for name in sorted(sets) if f"`{name}`" not in MEANINGS] == []


@pytest.mark.parametrize("language", KNOWN)
def test_no_phrase_has_two_meanings(language: str) -> None:
    """But for the metrics' own nouns, which the table may widen, and "may", a month and a verb."""
    seen: dict[tuple[str, ...], str] = {}
    twice = []
    for meaning, key in phrases(language):
        if seen.setdefault(key, meaning) != meaning and not meaning.startswith(
            ("metric", "month", "weekday")
        ):
            twice.append((" ".join(key), seen[key], meaning))
    assert twice == []


@pytest.mark.parametrize("language", KNOWN)
def test_rows_of_metrics_name_metrics_that_exist(language: str) -> None:
    known = {*METRICS, "*", "**", "|", "nothing_we_measure"}
    for meaning, _ in phrases(language):
        if meaning.startswith("metric "):
            assert set(meaning.split()[1:]) <= known, meaning


@pytest.mark.parametrize("language", KNOWN)
def test_every_language_can_say_what_the_rules_look_for(language: str) -> None:
    present = {meaning.split()[0] for meaning, _ in phrases(language)}
    needed = {
        "number",
        "zero",
        "vague",
        "about",
        "up",
        "down",
        "same",
        "best",
        "not",
        "period",
        "yes",
    }
    assert needed <= present
    assert len(dict(rows(language))["common"].split()) > 80


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("You got more than last week and people like it.", "en"),
        ("Diese Woche gab es mehr als in der letzten.", "de"),
        ("Cette semaine vous avez reçu plus de réponses.", "fr"),
        ("Esta semana habéis recibido más respuestas.", "es"),
        ("Questa settimana avete ricevuto più risposte.", "it"),
        ("Esta semana vocês receberam mais respostas.", "pt"),
        ("Deze week kregen jullie meer reacties.", "nl"),
    ],
)
def test_a_language_is_known_by_its_common_words(text: str, code: str) -> None:
    assert LEXICON.language_of(words_of(text))[0].code == code


def test_the_longest_phrase_hides_the_words_it_holds() -> None:
    assert kinds("No one replied at the same time") == ["zero", "metric"]
    assert kinds("One another") == []
    assert kinds("not enough data") == ["unclear"]


def test_numbers_of_other_languages_count_among_english_words() -> None:
    assert kinds("We got zwölf of them, and dwanaście more") == ["number", "number", "up"]


def test_ordinary_english_words_are_no_foreign_numbers() -> None:
    """Due, once, sale, die and come mean something in Italian, Spanish or French."""
    assert kinds("Once due, come and see the sale before flowers die") == []


def test_words_are_looked_up_without_case_and_accents() -> None:
    assert [fold(word) for word in ("Größe", "FÜNF", "é", "Ｔ")] == ["grosse", "funf", "e", "t"]
