"""The table of docs/platforms.md is what the rules say."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.community.accounts import Platform
from assistant.community.rules import Action, Way, rule_of

TABLE = (Path(__file__).parents[2] / "docs" / "platforms.md").read_text().split("\n")
ROWS = {
    Action.REPLY: "Answer somebody who spoke to us",
    Action.REPLY_UNNAMED: "Answer under a post of ours who neither names nor quotes us",
    Action.REPLY_UNCALLED: "Answer somebody who did not",
    Action.REPLY_AGAIN: "Answer the same post again",
    Action.POST: "Publish a post",
    Action.THREAD: "Publish a thread",
    Action.IMAGE: "Images",
    Action.HIDE: "Hide a comment",
    Action.SEARCH: "Find what does not name us",
    Action.QUOTE: "Quote",
    Action.LIKE: "Like",
    Action.FOLLOW: "Follow",
}
WORDS = {Way.BY_API: "yes", Way.BY_HAND: "by hand", Way.NOT_AT_ALL: "no"}
PLATFORMS = [each for each in Platform if each is not Platform.SAMPLE]


def test_every_platform_has_a_column() -> None:
    assert f"| | {' | '.join(each.title for each in PLATFORMS)} |" in TABLE


@pytest.mark.parametrize("action", Action)
def test_every_action_has_its_row(action: Action) -> None:
    ways = " | ".join(WORDS[rule_of(each, action).way] for each in PLATFORMS)
    assert f"| {ROWS[action]} | {ways} |" in TABLE
