"""What the rules of a platform have against a post of our own as it stands, said at the draft."""

from __future__ import annotations

from assistant.community.accounts import Platform
from assistant.community.drafts import Draft
from assistant.community.images import ImageLimits
from assistant.community.rules import Action, Way, rule_of
from assistant.errors import InvalidInput

_ATTACH = "Please attach one in this thread."


def against(platform: Platform, draft: Draft, limits: ImageLimits | None) -> tuple[str, ...]:
    """A sentence each; () where nothing is.

    Args:
        limits: what the account takes of images; None where it is not known now.
    """
    wanted = [Action.POST]
    wanted += [Action.THREAD] if len(draft.posts) > 1 else []
    wanted += [Action.IMAGE] if draft.images else []
    rules = (rule_of(platform, each) for each in wanted)
    said = [rule.text for rule in rules if rule.way is not Way.BY_API]
    if limits is not None and len(draft.images) < limits.least:
        said.append(f"{rule_of(platform, Action.POST).text} {_ATTACH}")
    return tuple(said)


def check_thread(platform: Platform, posts: tuple[str, ...]) -> None:
    """Raises InvalidInput for a thread where the platform has none."""
    rule = rule_of(platform, Action.THREAD)
    if len(posts) > 1 and rule.way is not Way.BY_API:
        raise InvalidInput(rule.text)
