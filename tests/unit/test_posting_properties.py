"""Posts of any topic, wish, page and proposal: nothing raises, and what comes out holds its rules."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.offline.posting import compose
from assistant.agent.post_grounding import MOST_TAGS, ground_post
from assistant.agent.post_request import request_of
from assistant.agent.post_wishes import answer_at_once, without_what_was_refused
from assistant.community.drafts import Confidence
from assistant.community.fabrications import fabricated
from assistant.community.likeness import likeness
from assistant.community.markdown import Passage
from assistant.community.plain_text import hidden
from assistant.community.post_briefs import Before, Counted, PageRead, PostBrief, PostText
from assistant.community.refusing import refusal
from tests.post_briefs import asked, post_brief, room

SAMPLE = """
    ship shipping Norway Norwegen repair café 12 euros https://evil.example @mallory “ ” . ! ? shorter
    thread in German say that we open at nine thank @ana #tag ☕ invent a review wir haben geöffnet
    und Sie 5 % off \u200b <!channel> customers love it
"""
WORDS = st.sampled_from(SAMPLE.split())
TEXTS = st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=30).map(" ".join))
_LINK = re.compile(r"https?://\S+")


@st.composite
def briefs(draw: st.DrawFn) -> PostBrief:
    rooms = (room(language=draw(st.sampled_from(["en", "de", "fr"]))), room(account_id="acc-2"))
    before = (Before(0, (("acc-1", (draw(TEXTS) or "x",)),), None, "", ("fact-ship",)),)
    more: dict[str, Any] = {
        "rooms": rooms[: draw(st.integers(1, 2))],
        "about": draw(st.sampled_from(["", "2 people asked this in the last 28 days.", "why"])),
        "asked": draw(st.sampled_from([(), (asked("Ship to Norway?", "Norway?"),)])),
        "counted": Counted(people=draw(st.integers(0, 9)), comments=9),
        "instruction": draw(TEXTS),
        "before": before if draw(st.booleans()) else (),
        "thread": draw(st.booleans()),
    }
    if draw(st.booleans()):
        more["page"] = PageRead("https://x.example/p", draw(TEXTS), (Passage("", draw(TEXTS)),))
    return post_brief(draw(TEXTS), **more)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(briefs())
def test_rules_never_raise_and_write_no_empty_post(brief: PostBrief):
    composed = compose(brief)

    for each in composed.ideas:
        for text in each.texts:
            assert text.posts
            assert all(post.strip() for post in text.posts)
            assert text.account_id in {one.account_id for one in brief.rooms}
    if not composed.ideas:
        assert composed.problem


@settings(max_examples=100, deadline=None, derandomize=True)
@given(briefs(), st.lists(TEXTS, min_size=1, max_size=3))
def test_what_is_shown_holds_its_rules(brief: PostBrief, posts: list[str]):
    written = PostText("acc-1", tuple(posts), ("fact-ship",), (), Confidence.HIGH)
    shown = ground_post(written, brief, brief.rooms[0])
    if shown is None:
        return
    whole = "\n\n".join(shown.posts)
    backed = " ".join(
        (*brief.told, *(p for each in brief.before for _, ps in each.posts for p in ps))
    )

    assert not hidden(whole)
    assert all(post.count("#tag") <= MOST_TAGS for post in shown.posts)
    assert shown.add or shown.confidence is Confidence.HIGH
    for link in _LINK.findall(whole):
        assert "evil.example" not in link or "evil.example" in backed
    firm = [*brief.told, *(f"{each.title}. {each.text}" for each in brief.facts)]
    assert not list(fabricated(whole, [*firm, *brief.counted_said])) or len(shown.posts) > 1


@settings(max_examples=100, deadline=None, derandomize=True)
@given(briefs())
def test_a_request_to_the_model_is_json_whatever_is_in_it(brief: PostBrief):
    assert request_of(brief).startswith("{")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(briefs())
def test_what_is_answered_at_once_is_one_line(brief: PostBrief):
    assert isinstance(answer_at_once(without_what_was_refused(brief)), str)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(TEXTS, TEXTS)
def test_likeness_is_a_share(one: str, two: str):
    assert 0.0 <= likeness(one, two) <= 1.0
    assert likeness(one, one) in (0.0, 1.0)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=3_000))
def test_any_text_is_judged_for_refusal(text: str):
    refused = refusal(text)

    assert refused is None or refused.startswith("I ")
