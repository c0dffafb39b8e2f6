"""What a studio is asked to write about somebody: first the question, then the thanks."""

from __future__ import annotations

import re

from assistant.community.giving import Merit, Spotlight

_HANDLE = re.compile(r"@[\w.-]*\w(?:@[\w.-]*\w)?")
_LINK = re.compile(r"https?://\S+")
_ASK = {
    Merit.HELPED: "whether we may thank them by name for helping others",
    Merit.FIRST_TIMER: "whether we may welcome them by name",
    Merit.CAME_BACK: "whether we may say in a post how glad we are that they are back",
    Merit.MADE_SOMETHING: "whether we may share what they made, with their name on it",
}
_THANK = {
    Merit.HELPED: "Thank {who} by name for helping others here.",
    Merit.FIRST_TIMER: "Welcome {who} by name.",
    Merit.CAME_BACK: "Say how glad we are that {who} is back.",
    Merit.MADE_SOMETHING: "Share what {who} made, with their name on it.",
}


def asking(spotlight: Spotlight) -> str:
    """The topic of the studio that asks for permission."""
    return (
        f"Ask {_who(spotlight)} in one friendly sentence {_ASK[spotlight.merit]}. "
        f"A no is fine, and say so. {_about(spotlight)}"
    )


def thanking(spotlight: Spotlight) -> str:
    """The topic of the studio that thanks or shares, once they said yes."""
    said = _THANK[spotlight.merit].format(who=_who(spotlight))
    return f"{said} They agreed to it. Promote nothing beside it. {_about(spotlight)}"


def _who(spotlight: Spotlight) -> str:
    return f"@{spotlight.person.handle.removeprefix('@')}"


def _about(spotlight: Spotlight) -> str:
    return " ".join(part for part in (spotlight.why, spotlight.url) if part)


def meant(topic: str) -> tuple[bool, Merit, str, str] | None:
    """What a topic of a spotlight is, for whoever writes by rules: whether it asks for permission,
    why they are worth it, their handle with "@", and the link of their post ("" without). None for
    any other topic.
    """
    found = _HANDLE.search(topic)
    if found is None:
        return None
    links = _LINK.findall(topic)
    for merit in Merit:
        asks = _ASK[merit] in topic and topic.startswith("Ask ")
        if asks or topic.startswith(_THANK[merit].format(who=found[0])):
            return asks, merit, found[0], links[-1] if links else ""
    return None
