"""What platforms let a program do: a rule for each action, with its sentence, source and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from assistant.community.accounts import Platform
from assistant.community.approvals import check
from assistant.community.drafts import Draft, Intent
from assistant.community.images import ImageLimits
from assistant.community.inbox import Decision, Item, Need, Origin, Part, Topic, Triage
from assistant.community.post_rules import against, check_thread
from assistant.community.posts import Author, Post
from assistant.community.rules import RULES, Action, Way, answering, rule_of
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.community.studio import Image
from assistant.community.threads import calls
from assistant.errors import InvalidInput

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
POST = Draft(
    id="d1",
    workspace_id="T1",
    account_id="a1",
    item_id="",
    target_id="",
    text="Beans rest.",
    original="Beans rest.",
    intent=Intent.POST,
    composer="person",
    author_id="U1",
    made_at=NOW,
    studio_id="s1",
)
CUP = Image("p1", "0" * 64, "image/png", 640, 480, 1_234, "A cup.")
ANY, ONE = ImageLimits(), ImageLimits(least=1)


def part(origin: Origin, calls_us: bool | None = None) -> Part:
    url = "https://there.example/1"
    return Part("p1", origin, "Hello", url, NOW, calls_us=calls_us)


def test_every_platform_has_a_rule_for_every_action() -> None:
    assert RULES.keys() == {each.value for each in Platform}
    assert all(rules.keys() == set(Action) for rules in RULES.values())


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("action", Action)
def test_rules_are_whole_sentences_with_a_page_and_a_day(
    platform: Platform, action: Action
) -> None:
    rule = rule_of(platform, action)
    assert rule.text[0].isupper()
    assert rule.text.endswith(".")
    assert rule.text.count("!") == 0
    assert rule.source.startswith("https://")
    assert date(2026, 11, 22) <= rule.as_of <= date(2027, 11, 22)


@pytest.mark.parametrize("platform", [Platform.X, Platform.FACEBOOK, Platform.INSTAGRAM])
def test_nobody_is_answered_by_a_program_who_did_not_speak_to_us(platform: Platform) -> None:
    assert rule_of(platform, answering(part(Origin.SEARCH))).way is Way.BY_HAND
    assert rule_of(platform, answering(part(Origin.COMMENT))).way is Way.BY_API


@pytest.mark.parametrize("origin", [Origin.COMMENT, Origin.LINK])
def test_x_alone_wants_to_have_us_named_or_quoted_under_our_own_posts(origin: Origin) -> None:
    ways = {each: rule_of(each, answering(part(origin, calls_us=False))).way for each in Platform}
    assert {each for each in ways if ways[each] is Way.BY_HAND} == {Platform.X}
    for called in (True, None):  # what nobody could tell is looked at before it is sent
        assert answering(part(origin, calls_us=called)) is Action.REPLY


@pytest.mark.parametrize(
    ("post", "called"),
    [
        ({"mentioned_ids": ("9", "7")}, True),
        ({"quoted_id": "p1"}, True),
        ({"quoted_id": "p2"}, None),
        ({"quoted_id": "p2", "mentioned_ids": ("7",)}, True),
        ({"mentioned_ids": ("9",)}, False),
    ],
)
def test_who_names_or_quotes_us_calls_us(post: dict[str, Any], called: bool | None) -> None:
    made = Post("p3", Author("5", "fay"), "Hello", NOW, "https://x.com/fay/status/3", **post)
    assert calls(made, "7", {"p1"}) is called


@pytest.mark.parametrize("action", [Action.LIKE, Action.FOLLOW, Action.QUOTE])
def test_nothing_is_liked_followed_or_quoted_by_a_program(action: Action) -> None:
    assert all(rules[action].way is not Way.BY_API for rules in RULES.values())


# -- posts ----------------------------------------------------------------------------------


def test_a_thread_is_refused_at_the_draft_where_there_are_none() -> None:
    thread = replace(POST, rest=("And more.",), images=(CUP,))
    for platform in (Platform.FACEBOOK, Platform.INSTAGRAM):
        text = rule_of(platform, Action.THREAD).text
        assert against(platform, thread, ANY) == (text,)
        with pytest.raises(InvalidInput, match="has no threads of posts"):
            check_thread(platform, thread.posts)
        check_thread(platform, POST.posts)
    assert against(Platform.X, thread, ANY) == ()
    check_thread(Platform.MASTODON, thread.posts)


def test_instagram_asks_for_an_image_at_the_draft() -> None:
    (said,) = against(Platform.INSTAGRAM, POST, ONE)
    assert said == (
        "Posts go out with an image: Instagram has no posts of words alone. Please attach one in "
        "this thread."
    )
    assert against(Platform.INSTAGRAM, replace(POST, images=(CUP,)), ONE) == ()
    assert against(Platform.INSTAGRAM, POST, None) == ()


# -- replies --------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", [Decision.REPLY, Decision.THANK])
@pytest.mark.parametrize("platform", [Platform.X, Platform.BLUESKY])
def test_x_takes_one_automated_reply_to_each_post(platform: Platform, decision: Decision) -> None:
    part = Part("p1", Origin.MENTION, "Hello", "https://x.com/ana/status/1", NOW)
    triage = Triage(Need.REPLY, Topic.TALK, "says hello")
    answered = Item(
        "i1", "T1", "a1", Author("1", "ana"), "p1", (part,), triage, NOW, decision=decision
    )
    reply = replace(POST, item_id="i1", target_id="p1", studio_id=None)
    with pytest.raises(InvalidInput) as refused:
        check(
            reply,
            answered,
            "U1",
            platform=platform,
            account=AccountSettings(),
            workspace=WorkspaceSettings(),
        )
    once = refused.value.problem == rule_of(Platform.X, Action.REPLY_AGAIN).text
    assert once is (platform is Platform.X)
