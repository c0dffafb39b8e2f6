"""Whether a reply is honest, and whether it sounds as if somebody had written it.

Honesty comes first: what somebody lived through or felt, promises, rankings, figures, links. Then
set phrases, distance to the account's voice, and sameness with its latest replies. Every finding
names its place, the reason and, where there is one, a plainer way to say it. It judges a text,
never who wrote it.
"""

from assistant.community.authenticity.findings import Finding, Grounds, Level
from assistant.community.authenticity.review import review
from assistant.community.authenticity.rules import prepare

__all__ = ["Finding", "Grounds", "Level", "prepare", "review"]
