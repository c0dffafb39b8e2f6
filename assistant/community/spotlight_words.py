"""What somebody is asked before they are named, and what a studio is asked to write then."""

from __future__ import annotations

import re

from assistant.community.giving import Merit, Spotlight

_WHO = r"@[\w.-]*\w(?:@[\w.-]*\w)?|[^\s@]+(?: [^\s@]+){1,4}"
"""A handle, or a name of several words."""
_LINK = re.compile(r"https?://\S+")
_ASK = {
    Merit.HELPED: "Thank you for helping others here. May we thank you in a post, with your name?",
    Merit.FIRST_TIMER: "Good to have you here. May we welcome you in a post, with your name?",
    Merit.CAME_BACK: "Good to read you again. May we say so in a post, with your name?",
    Merit.MADE_SOMETHING: "Thank you for this. May we share it with your name?",
}
_ASK_DE = {
    Merit.HELPED: (
        "Danke, dass du hier anderen hilfst. Dürfen wir dir in einem Beitrag mit Namen danken?"
    ),
    Merit.FIRST_TIMER: (
        "Schön, dass du hier bist. Dürfen wir dich in einem Beitrag mit Namen begrüßen?"
    ),
    Merit.CAME_BACK: (
        "Schön, wieder von dir zu lesen. Dürfen wir das in einem Beitrag mit deinem Namen sagen?"
    ),
    Merit.MADE_SOMETHING: "Danke dafür. Dürfen wir es mit deinem Namen teilen?",
}
_THANK = {
    Merit.HELPED: "Thank {who} by name for helping others here.",
    Merit.FIRST_TIMER: "Welcome {who} by name.",
    Merit.CAME_BACK: "Say how glad we are that {who} is back.",
    Merit.MADE_SOMETHING: "Share what {who} made, with their name on it.",
}


def asking(merit: Merit, language: str | None) -> str:
    """The question under their own post whether they may be named, which names nobody.

    Args:
        language: theirs (BCP 47); English for any that is not German.
    """
    german = (language or "").partition("-")[0].lower() == "de"
    return (
        f"{_ASK_DE[merit]} Ein Nein ist in Ordnung." if german else f"{_ASK[merit]} A no is fine."
    )


def thanking(spotlight: Spotlight) -> str:
    """The topic of the studio that thanks or shares, once they said yes."""
    said = _THANK[spotlight.merit].format(who=spotlight.person.spoken_to)
    return f"{said} They agreed to it. Promote nothing beside it. {_about(spotlight)}"


def _about(spotlight: Spotlight) -> str:
    return " ".join(part for part in (spotlight.why, spotlight.url) if part)


def meant(topic: str) -> tuple[Merit, str, str] | None:
    """What a topic of a spotlight is, for whoever writes by rules: why they are worth it, how they
    are spoken to, and the link of their post ("" without). None for any other topic.
    """
    links = _LINK.findall(topic)
    for merit in Merit:
        before, after = map(re.escape, _THANK[merit].split("{who}"))
        if found := re.match(f"{before}({_WHO}){after}", topic):
            return merit, found[1], links[-1] if links else ""
    return None
