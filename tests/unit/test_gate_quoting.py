"""Public words as they are shown: whole for a reader, dead for every renderer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.provenance import Failed, Gate, Passed
from assistant.agent.quoting import SHOWN, render_quote
from assistant.community.facts import Quote
from tests.unit.gate_evidence import evidence, fact


def quote(text: str, author: str = "ben.test", url: str = "https://bsky.app/p/1") -> Quote:
    return Quote(
        id="q1", text=text, author=author, url=url, written_at=datetime(2026, 11, 22, tzinfo=UTC)
    )


def shown(text: str) -> str:
    """What is shown of a quote's words."""
    return (
        render_quote(quote(text))
        .removesuffix("” — [ben.test](https://bsky.app/p/1)")
        .removeprefix("“")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Love it", "Love it"),
        ("<!channel> look", "‹!channel› look"),
        ("<@U123> and <#C1|x>", "‹@U123› and ‹#C1¦x›"),
        ("[win](https://evil.example)", "(win)((link))"),
        ("![x](https://evil.example/x.png)", "!(x)((link))"),
        ("see https://evil.example/a?b=c now", "see (link) now"),
        ("www.evil.example", "(link)"),
        ("@channel @here @everyone hi", "＠channel ＠here ＠everyone hi"),
        ("&lt;!channel&gt;", "& lt;!channel& gt;"),
        ("**bold** _it_ `code` ~~no~~ snake_case", "∗∗bold∗∗ ＿it＿ 'code' ∼∼no∼∼ snake_case"),
        ("line one\n\n# line two\u2028three", "line one # line two three"),
        ("in\u200bvis\u202eible\u00ad\U000e0041", "invisible"),
        ("a “quoted” word", 'a "quoted" word'),
        ("{{f1}} token", "((f1)) token"),
        ("family 👨‍👩‍👧 and ❤️", "family 👨‍👩‍👧 and ❤️"),
        ("z" + "\u0301" * 40, "z\u0301\u0301"),
        ("שלום 🙂", "שלום 🙂"),
    ],
)
def test_nothing_in_a_quote_acts(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_long_quote_is_cut_at_a_word() -> None:
    text = shown("word " * 100)
    assert len(text) <= SHOWN
    assert text.endswith("word…")


def test_a_long_quote_without_gaps_is_cut_all_the_same() -> None:
    assert len(shown("x" * 1000)) == SHOWN


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", "/relative"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert render_quote(quote("hi", url=url)) == "“hi” — ben.test"


def test_an_address_cannot_leave_its_brackets() -> None:
    rendered = render_quote(quote("hi", url="https://a.test/) [x](https://evil.example"))
    assert rendered == "“hi” — [ben.test](https://a.test/%29%20%5Bx%5D%28https://evil.example)"


def test_an_author_is_public_text_too() -> None:
    rendered = render_quote(quote("hi", author="]( <!here> https://evil.example"))
    assert rendered == "“hi” — [)( ‹!here› (link)](https://bsky.app/p/1)"


def test_wordings_are_inert_too() -> None:
    """A handle is part of a wording, and strangers choose their handles."""
    facts = [fact(1, "name", "<!here>", "<!here> [x](y)", window=None)]
    verdict = Gate(evidence(facts=facts)).check("Hello {{f1}}")
    assert isinstance(verdict, Passed)
    assert verdict.text == "Hello ‹!here› (x)(y)"


@pytest.mark.parametrize(
    ("sentence", "masked"),
    [
        ("You got 1,234 replies.", "You got ▒ replies."),
        ("You got twelve replies, {{f1}}.", "You got ▒ replies, ▒."),
        ("Nobody wrote on 2026-11-17.", "▒ wrote on ▒."),
        ("½ of ① and 12 %", "▒ of ▒ and ▒ ▒"),
        ("<!channel> 5 https://evil.example", "‹!channel› ▒ ▒"),
        ("Vi fick tolv svar", "Vi fick ▒ svar"),
        ("See evil.example/x or @mallory, 5 times", "See ▒/x or ▒, ▒ times"),
        ("ev\u200bil.example", "▒"),
    ],
)
def test_a_held_sentence_is_masked_and_inert(sentence: str, masked: str) -> None:
    verdict = Gate(evidence()).check(sentence)
    assert isinstance(verdict, Failed)
    assert verdict.masked == masked


def test_a_sentence_nobody_can_read_is_masked_whole() -> None:
    verdict = Gate(evidence()).check("Dostaliśmy dużo dobrych odpowiedzi.")
    assert isinstance(verdict, Failed)
    assert verdict.masked == "▒"


@given(st.text(max_size=400), st.text(max_size=60))
def test_no_quote_holds_a_ping_a_link_or_hidden_signs(text: str, author: str) -> None:
    rendered = render_quote(quote(text, author))
    body = rendered.removesuffix("](https://bsky.app/p/1)")
    assert rendered.endswith("](https://bsky.app/p/1)")
    assert not set("<>`*~|\\{}") & set(rendered)
    assert "](" not in body
    assert "://" not in body
    assert not any(char in rendered for char in "\n\r\u200b\u202e\u2028")
