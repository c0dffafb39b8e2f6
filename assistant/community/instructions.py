"""What is said in the thread of a card: to Engage, about a draft, or among colleagues.

People talk with each other there, too. So silence is the rule: what is not plainly about the draft
is left alone, and who is not understood can name Engage.
"""

from __future__ import annotations

import re

from assistant.community.patterns import late

LONGEST = 400
"""Characters of an instruction that names nobody; whoever has more to say names Engage."""

_PUBLISH = late(
    r"\b(?:publish|approved?|(?:send|post|ship|release|submit) (?:it|this|that|the|now)|"
    r"go ahead|go live|do it|lgtm|looks? good|ship it|sounds good|"
    r"veröffentlich\w*|freigeben|freigegeben|"
    r"(?:schick|sende?|poste?)\w* (?:es|das|die|den|jetzt|ab)|"
    r"raus damit|passt so|genehmigt?)\b",
    re.IGNORECASE,
)
_LEAD = late(
    r"(?:(?:ok|okay|hm+|and|but|so|now|then|please|pls|maybe|perhaps|nice|good|great|thanks|"
    r"thank you|yes|no|could you|can you|would you|i'd|let's|"
    r"und|aber|dann|bitte|vielleicht|gut|danke|ja|nein|kannst du|könntest du)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)
_ORDER = late(
    r"(?:a (?:bit|little) |much |etwas |viel |ein bisschen )?(?:"
    r"mention|add|say|tell|use|drop|remove|cut|leave|keep|put|make|thank|apologi[sz]e|rewrite|write|"
    r"redo|rephrase|reword|explain|include|try|change|replace|start|begin|end|address|link|offer|"
    r"avoid|skip|shorten|soften|translate|answer|reply|respond|"
    r"don't|do not|never|without|less|more|again|another|"
    r"shorter|longer|warmer|friendlier|simpler|clearer|calmer|kinder|softer|plainer|lighter|"
    r"(?:as |into |als )?(?:a |einen |ein )?thread|"
    r"in (?:english|german|french|spanish|italian|dutch|portuguese)|"
    r"erwähn|nenn|sag|schreib|füg|nimm|lass|mach|dank|entschuldig|erklär|versuch|änder|ersetz|"
    r"beginn|biet|vermeid|kürz|übersetz|antwort|ohne|mehr|weniger|nochmal|noch einmal|duz|siez|"
    r"freundlich|einfach|klarer|wärmer|länger|auf (?:deutsch|englisch|französisch|spanisch)"
    r")\w*\b",
    re.IGNORECASE,
)
_TOO = late(
    r"\b(?:too (?:long|short|formal|stiff|salesy|cold|vague|casual|chatty)|"
    r"zu (?:lang|kurz|förmlich|steif|kühl|werblich))\b",
    re.IGNORECASE,
)
_OF_POSTS = late(
    r"(?:only |just |nur )?(?:for|on|für|auf) "
    r"(?:bluesky|mastodon|x|facebook|instagram|both|all|beide)\b|"
    r"(?:as |into |to )?(?:a |one |two|three|four|\d+ )(?:short |long )?(?:thread|posts?)\b"
    r"|als thread\b|(?:a |one |two |three )?hashtags?\b",
    re.IGNORECASE,
)
_IT = (
    r"(?:it|this|that|them|(?:the |this )?(?:post|thread|first|second|third)(?: one)?|es|das|den|"
    r"die|ihn|bitte|please|then|dann|jetzt|now)"
)
_SCHEDULE = late(
    r"\b(?:(?:re)?schedule (?:it|this|that|the|for|on|at|to)|"
    r"(?:send|post|publish) (?:on|at|tomorrow|today)|move (?:it|this|that|the post) to|"
    r"plan(?:e|t)? (?:es|das|den)|verschieb(?:e|t)? (?:es|das|den))\b",
    re.IGNORECASE,
)
_BEFORE_A_TIME = late(
    r"^.*?\b(?:(?:re)?schedule|send|post|publish|move|plan(?:e|t)?|verschieb(?:e|t)?|"
    r"veröffentlich\w*|schick\w*|sende?|poste?)\b"
    rf"(?:\s+{_IT}\b)*(?:\s+(?:for|to|für|auf)\b)?\s*",
    re.IGNORECASE,
)
_BEHIND_A_TIME = late(
    r"[\s,]*(?:please|pls|bitte|ok(?:ay)?|thanks|danke|raus|ab)?[\s.!?]*$", re.IGNORECASE
)


def asks_to_publish(text: str) -> bool:
    """Whether somebody seems to think that words in a thread publish something."""
    return _PUBLISH.search(text) is not None


def instructs(text: str) -> bool:
    """Whether a message that names nobody says how a draft should be: "shorter", "mention the
    refund page". A question is none.
    """
    words = text.strip()
    if not words or len(words) > LONGEST or words.endswith("?"):
        return False
    lead = _LEAD.match(words)
    rest = words[lead.end() :] if lead else words
    return _ORDER.match(rest) is not None or _TOO.search(words) is not None


def instructs_post(text: str) -> bool:
    """The same of posts of our own, which are written for several platforms, and as threads."""
    words = text.strip()
    if instructs(words):
        return True
    lead = _LEAD.match(words)
    rest = words[lead.end() :] if lead else words
    return len(words) <= LONGEST and not words.endswith("?") and bool(_OF_POSTS.match(rest))


def asks_to_schedule(text: str) -> bool:
    """Whether somebody seems to think that words in a thread set the time of a post."""
    return _SCHEDULE.search(text) is not None


def time_said(text: str) -> str:
    """What stands where a time would stand in such a wish: "Friday 9:30" of "please schedule it
    for Friday 9:30"; "" where nothing does. `scheduling.typed` reads it.
    """
    words = " ".join(text.split())
    lead = _BEFORE_A_TIME.match(words)
    return _BEHIND_A_TIME.sub("", words[lead.end() :]) if lead else ""
