"""Posts about one person, without a model: whether they may be named, and thanks by name.

Only for topics that Engage itself wrote (`community.spotlight_words`), or "Thank @name".
"""

from __future__ import annotations

import re
from types import MappingProxyType

from assistant.agent.offline.post_speech import PostSpeech
from assistant.community.giving import Merit
from assistant.community.spotlight_words import meant

_THANK = re.compile(r"^\s*(?:thank|danke?)\s+(@[\w.-]*\w(?:@[\w.-]*\w)?)", re.IGNORECASE)

_ASKING = MappingProxyType(
    {
        (Merit.HELPED, "en"): "{who}, may we thank you by name in a post for helping others here?",
        (Merit.FIRST_TIMER, "en"): "{who}, may we welcome you by name in a post?",
        (Merit.CAME_BACK, "en"): "{who}, may we say in a post that you are back?",
        (Merit.MADE_SOMETHING, "en"): "{who}, may we share what you made, with your name on it?",
        (Merit.HELPED, "de"): (
            "{who}, dürfen wir dir in einem Beitrag mit Namen dafür danken, dass du hier anderen "
            "hilfst?"
        ),
        (Merit.FIRST_TIMER, "de"): "{who}, dürfen wir dich in einem Beitrag mit Namen begrüßen?",
        (
            Merit.CAME_BACK,
            "de",
        ): "{who}, dürfen wir in einem Beitrag sagen, dass du wieder da bist?",
        (
            Merit.MADE_SOMETHING,
            "de",
        ): "{who}, dürfen wir zeigen, was du gemacht hast, mit deinem Namen?",
    }
)
_A_NO = MappingProxyType({"en": "A no is fine.", "de": "Ein Nein ist in Ordnung."})
_THANKING = MappingProxyType(
    {
        (Merit.HELPED, "en"): "Thank you, {who}, for helping others here.",
        (Merit.FIRST_TIMER, "en"): "Welcome, {who}.",
        (Merit.CAME_BACK, "en"): "Welcome back, {who}.",
        (Merit.MADE_SOMETHING, "en"): "Made by {who}:",
        (Merit.HELPED, "de"): "Danke, {who}, dass du hier anderen hilfst.",
        (Merit.FIRST_TIMER, "de"): "Willkommen, {who}.",
        (Merit.CAME_BACK, "de"): "Willkommen zurück, {who}.",
        (Merit.MADE_SOMETHING, "de"): "Gemacht von {who}:",
    }
)
_PLAIN_THANKS = MappingProxyType({"en": "Thank you, {who}.", "de": "Danke, {who}."})


def about_one(topic: str, speech: PostSpeech) -> str:
    """The post about somebody; "" where the topic names nobody in this way."""
    if found := meant(topic):
        asks, merit, who, link = found
        if asks:
            return f"{_ASKING[merit, speech.code].format(who=who)} {_A_NO[speech.code]}"
        thanks = _THANKING[merit, speech.code].format(who=who)
        return f"{thanks} {link}".strip() if merit is Merit.MADE_SOMETHING else thanks
    if thanked := _THANK.match(topic):
        return _PLAIN_THANKS[speech.code].format(who=thanked[1])
    return ""
