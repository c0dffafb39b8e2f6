"""Whether a reply is honest, and whether it sounds as if somebody had written it.

Honesty comes first: what somebody lived through or felt, promises, rankings, figures, links. Then
set phrases, distance to the account's voice, and sameness with its latest replies. Every finding
names its place, the reason and, where there is one, a plainer way to say it. It judges a text,
never who wrote it.

The package itself holds values alone, for whoever shows them: the rules take a while to load, and
stand in `review`.
"""

from assistant.community.authenticity.findings import Finding, Grounds, Level

__all__ = ["Finding", "Grounds", "Level"]
