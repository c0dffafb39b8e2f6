"""Slack's own notation, turned back into what others will read."""

from __future__ import annotations

import pytest

from assistant.errors import InvalidInput
from handlers.typed_text import unicode_text


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Thanks :wave: :tada:", "Thanks 👋 🎉"),
        ("Thanks:wave:all", "Thanks👋all"),
        (":+1::skin-tone-3:", "👍🏼"),
        (":man-shrugging::skin-tone-6:", "🤷🏿‍♂️"),
        (":point_up::skin-tone-2:", "☝🏻"),
        (":SMILE:", "😄"),
        (":simple_smile: :slightly_smiling_face:", "🙂 🙂"),
        (":flag-de: :female-technologist: :100:", "🇩🇪 👩‍💻 💯"),
        ("open at 10:30:15, not 9:00", "open at 10:30:15, not 9:00"),
        ("std::vector::size", "std::vector::size"),
        ("a 5:100:6 mix of :1:", "a 5:100:6 mix of :1:"),
        ("R&amp;D &lt;3 &amp;amp;", "R&D <3 &amp;"),
        ("a <b> c <3", "a <b> c <3"),
        ("<https://acme.example/a?b=1&amp;c=2>", "https://acme.example/a?b=1&c=2"),
        ("<https://acme.example/help|acme.example/help>", "acme.example/help"),
        ("see <https://acme.example|our page>", "see our page (https://acme.example)"),
        ("<mailto:hi@acme.example|hi@acme.example>", "hi@acme.example"),
        ("<tel:+491234|+491234>", "+491234"),
        ("https://acme.example/a:wave:b", "https://acme.example/a:wave:b"),
        ("  one\r\ntwo  \n\n\n\nthree ", "one\ntwo\n\nthree"),
        ("Cafe\u0301", "Café"),
        ("", ""),
    ],
)
def test_what_was_typed_becomes_what_others_read(typed: str, plain: str):
    assert plain == unicode_text(typed)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("great :party_parrot: :wave:", ":party_parrot:"),
        (":wave::octocat:", ":octocat:"),
        (":octocat: and :party_parrot:", ":octocat:, :party_parrot:"),
    ],
)
def test_an_emoji_of_slack_alone_is_refused_by_name(typed: str, named: str):
    with pytest.raises(InvalidInput) as refused:
        unicode_text(typed)

    assert f"There is no emoji {named} outside of Slack." in refused.value.problem


@pytest.mark.parametrize("typed", ["Hi <@U123ABC>", "<!here> look", "<#C1|general>"])
def test_people_and_channels_of_slack_are_refused(typed: str):
    with pytest.raises(InvalidInput, match="outside of it"):
        unicode_text(typed)


def test_text_that_is_plain_already_stays_as_it_is():
    plain = "Es freut uns, danke 👋🏼 (mehr: https://acme.example/help)"

    assert plain == unicode_text(unicode_text(plain))
