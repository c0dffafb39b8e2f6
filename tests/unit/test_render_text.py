"""Text that strangers or a model wrote does no harm in Slack."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.render.text import clip, fold, harmless, markdown, mrkdwn, unlinked

NASTY = st.lists(
    st.sampled_from(
        [
            "<!channel>", "<!here|x>", "<@U1>", "<#C1|g>", "<https://e.example|ok>", "<a href=x>",
            "[a](https://e.example/x)", "![p](https://e.example/p.png)", "[a][b]",
            "\n[b]: https://e.example/y\n", "https://e.example", "www.e.example", "mailto:a@b.c",
            "@channel", "&lt;!here&gt;", "`", "```", "(", ")", "[", "]", " ", "\n", "word", "\u202e",
            "\u200b", "\U000e0041",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(NASTY)
def test_nobody_is_pinged_and_no_picture_is_shown(text: str) -> None:
    """In plain words, in CommonMark, in mrkdwn."""
    for safe in (harmless(text), markdown(text), mrkdwn(text)):
        assert not re.search(r"<[!@#a-zA-Z/]", safe)
        assert not re.search(r"@(channel|here|everyone)\b", safe)
        assert not re.search("[\u200b\u202e\U000e0041]", safe)


@given(NASTY)
def test_no_address_is_left_whole(text: str) -> None:
    """Slack links what it recognises, wherever it stands."""
    assert not re.search(r"[a-z]://|(?<!\w)www\.|(?<!\w)mailto:", markdown(text))
    assert "](" not in markdown(text)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("**bold** and 1 < 2 & 3 > 2", "**bold** and 1 < 2 & 3 > 2"),
        ("I <3 this", "I <3 this"),
        ("<!channel> hi", "‹!channel> hi"),
        ("[win](https://e.example)", "win (https[:]//e.example)"),
        ("[win]()", "win"),
        ("[win](//e.example)", "win (//e.example)"),
        ("`https://e.example", "`https[:]//e.example"),
        ("go to www.e.example", "go to www[.]e.example"),
        ("![cat](https://e.example/c.png)", "cat"),
        ("see https://e.example/x.", "see https[:]//e.example/x."),
        ("[our post](https://ok.example/1)", "[our post](https://ok.example/1)"),
        ("at https://ok.example/1.", "at https://ok.example/1."),
        ("family 👩‍👩‍👧 مرحبا", "family 👩‍👩‍👧 مرحبا"),
    ],
)
def test_what_is_harmless_stays_and_what_is_not_is_disarmed(text: str, safe: str) -> None:
    """Formatting, comparisons, emoji and right-to-left words live on."""
    assert safe == markdown(text, ["https://ok.example/1"])


def test_mrkdwn_is_escaped_as_slack_asks() -> None:
    """Three characters (docs: formatting, escaping text)."""
    assert mrkdwn("a < b & c > d") == "a &lt; b &amp; c &gt; d"


def test_a_cut_is_marked_and_within_its_limit() -> None:
    """Whole texts are not touched."""
    assert clip("abc", 3) == "abc"
    assert clip("abcd", 3) == "ab…"
    assert fold("a\n b\t\u200bc ") == "a b c"


def test_plain_fields_hold_no_address_that_links_by_itself() -> None:
    """A cell of a table shows what a stranger wrote; no surface may make a link of it."""
    said = unlinked("[click](https://evil.example) www.evil.example <!channel> @here")

    assert said == "[click] (https[:]//evil.example) www[.]evil.example ‹!channel> @\u2009here"
