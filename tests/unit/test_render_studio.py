"""What a studio's thread shows is what goes out: the words of its posts and of its images."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.drafts import Confidence, Draft, Intent
from assistant.community.studio import Image, Studio
from assistant.desk.studio_views import Idea, StudioView
from handlers import ids
from handlers.render import studio as render

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ACCOUNT = Account(
    "a1", "T1", AccountRef(Platform.BLUESKY, "acme.example"), "did:acme", "Acme", "", NOW
)
STUDIO = Studio("s1", "T1", "U1", ("a1",), "Beans", "e1", NOW)


def image(alt: str) -> Image:
    return Image("i1", "ab" * 32, "image/jpeg", 40, 30, 9_000, alt)


def blocks(
    *images: Image,
    accounts: tuple[Account, ...] = (ACCOUNT,),
    beside: tuple[Account, ...] = (),
    **more: Any,
) -> list[dict[str, Any]]:
    words: dict[str, Any] = {"text": "Beans rest.", "original": "Beans rest."}
    draft = Draft(
        id="d1", workspace_id="T1", account_id="a1", item_id="", target_id="", intent=Intent.POST,
        composer="offline", author_id="U1", made_at=NOW, studio_id="s1", images=images,
        **words | more,
    )  # fmt: skip
    view = StudioView(
        studio=STUDIO, accounts=accounts, beside=beside, ideas=(Idea(0, (draft,), None, ""),), waiting=False,
        findings={}, held={}, like_recent={}, counts={"d1": ((11, 300),)}, images=images,
        zone="UTC", now=NOW, publishing=True,
    )  # fmt: skip
    return list(render.idea_message(view, view.ideas[0], draft).blocks)


def letters(found: list[dict[str, Any]]) -> str:
    """All pieces of rich text."""
    rich = [each for each in found if each["type"] == "rich_text"]
    quotes = [part for each in rich for part in each["elements"]]
    return "\n".join(piece["text"] for part in quotes for piece in part["elements"])


def test_what_an_image_is_said_to_show_stands_there_to_the_letter() -> None:
    """It is public text: who approves it has read all of it, with its signs and addresses."""
    alt = "A *cup* of [beans](https://evil.example) <!channel> " + "very red, " * 60 + "the end"
    found = blocks(image(alt))
    assert alt in letters(found)
    assert "evil.example" not in json.dumps([e for e in found if e["type"] != "rich_text"])
    assert ids.POST_APPROVE in json.dumps(found)


def test_what_is_too_long_to_be_shown_cannot_be_approved_there() -> None:
    found = blocks(*[image("a" * 1_400)] * 3)
    assert ids.POST_APPROVE not in json.dumps(found)
    assert "too long" in letters(found).lower()


def test_an_image_without_words_asks_for_them() -> None:
    """In letters as they stand: nothing in such a line is markup."""
    shown = letters(blocks(image("")))
    assert "Image 1 (40 × 30): ⚠️" in shown
    assert "*" not in shown


def test_nobody_is_fairly_sure_of_what_rests_on_nothing() -> None:
    """A doubt stays."""
    fairly, hardly = (
        json.dumps(blocks(confidence=each)) for each in (Confidence.MEDIUM, Confidence.LOW)
    )
    assert "Rests on nothing that you wrote down" in fairly
    assert "sure" not in fairly
    assert "not sure, please check it" in hardly


def test_an_account_that_the_studio_writes_for_no_more_is_still_named() -> None:
    assert "acme.example" in json.dumps(blocks(accounts=(), beside=(ACCOUNT,))[0])
    assert "not connected any more" in json.dumps(blocks(accounts=())[0])


def test_a_post_on_x_shows_what_sending_costs() -> None:
    on_x = replace(ACCOUNT, ref=AccountRef(Platform.X, "acme"))
    thread = {"text": "One.", "rest": ("See https://acme.example",)}
    shown = json.dumps(blocks(accounts=(on_x,), **thread))
    assert "Sending these 2 posts costs $0.215, because of a link." in shown
    assert "costs" not in json.dumps(blocks(**thread))


def test_what_a_platforms_rules_have_against_it_stands_at_the_draft() -> None:
    words: dict[str, Any] = {"text": "Beans rest.", "original": "Beans rest."}
    draft = Draft(
        id="d1", workspace_id="T1", account_id="a1", item_id="", target_id="", intent=Intent.POST,
        composer="offline", author_id="U1", made_at=NOW, studio_id="s1", **words,
    )  # fmt: skip
    view = StudioView(
        studio=STUDIO, accounts=(ACCOUNT,), ideas=(Idea(0, (draft,), None, ""),), waiting=False,
        findings={}, held={}, like_recent={}, counts={"d1": ((11, 300),)}, images=(), zone="UTC",
        now=NOW, publishing=True, against={"d1": ("Facebook has no threads of posts.",)},
    )  # fmt: skip
    shown = list(render.idea_message(view, view.ideas[0], draft).blocks)
    assert "Facebook has no threads of posts." in json.dumps(shown)
    (buttons,) = [each for each in shown if each["type"] == "actions"]
    assert "primary" not in json.dumps(buttons)
