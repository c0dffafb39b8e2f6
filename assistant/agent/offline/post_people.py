"""Posts about one person, without a model: thanks and welcomes by name.

Only for topics that Engage itself wrote (`community.spotlight_words`), or "Thank @name".
"""

from __future__ import annotations

import re
from types import MappingProxyType

from assistant.agent.offline.post_speech import PostSpeech
from assistant.community.giving import Merit
from assistant.community.spotlight_words import meant

_THANK = re.compile(r"^\s*(?:thank|danke?)\s+(@[\w.-]*\w(?:@[\w.-]*\w)?)", re.IGNORECASE)

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
        merit, who, link = found
        thanks = _THANKING[merit, speech.code].format(who=who)
        return f"{thanks} {link}".strip() if merit is Merit.MADE_SOMETHING else thanks
    if thanked := _THANK.match(topic):
        return _PLAIN_THANKS[speech.code].format(who=thanked[1])
    return ""
