"""Which words only close a talk, in English and German."""

from __future__ import annotations

import pytest

from assistant.community.courtesy import only_closes


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "thx",
        "Thank you so much for the quick reply 🙏",
        "@acme.example Perfect, thank you.",
        "Brilliant, will do.",
        "Will do.",
        "That's great, appreciate it",
        "You're welcome",
        "Got it, thanks again. See you tomorrow!",
        "That makes sense, thank you for explaining.",
        "lol",
        "👍",
        "👍🏽👍🏽",
        "❤️",
        ":)",
        "<3",
        "Danke dir",
        "Perfekt, danke euch.",
        "Super, danke.",
        "Das ging ja schnell, danke!",
        "Mach ich, danke für die schnelle Antwort :)",
        "Alles klar, vielen lieben Dank und liebe Grüße",
        "Schönes Wochenende",
    ],
)
def test_thanks_assent_farewell_and_smiles_close(text: str) -> None:
    assert only_closes(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "...",
        "@acme.example",
        "?",
        "👍?",
        "thanks?",
        "Thanks, but it still leaks",
        "thanks for nothing",
        "Great, when do you open",
        "Thank you. One more question",
        "ok 3 please",
        "yes",
        "no",
        "Message sent. Thanks for looking into it.",
        "help",
        "Danke, und wann?",
        "danke aber nein",
        "Danke, kommt trotzdem nicht an",
        "ja",
        "Merci beaucoup",  # a language it does not know: heard rather than lost
        "thanks " * 16,
    ],
)
def test_whatever_says_more_does_not(text: str) -> None:
    assert not only_closes(text)
