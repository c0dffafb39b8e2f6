"""What is new in a conversation since a draft was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from assistant.community.drafts import Draft, Intent
from assistant.community.inbox import Item, Need, Origin, Part, Topic, Triage
from assistant.community.posts import UNNAMED, Author, Post
from assistant.community.staleness import MOST, New, News, of_item, of_thread, seen_of, together
from tests.fakes import NOW

ANA = Author("did:ana", "ana.example")


def part(id_: str, text: str = "Where is my order?", minutes: int = 0) -> Part:
    at = NOW + timedelta(minutes=minutes)
    return Part(id_, Origin.COMMENT, text, f"https://social.example/{id_}", at)


def item(*parts: Part) -> Item:
    triage = Triage(Need.REPLY, Topic.QUESTION, "asks where an order is")
    return Item("i1", "T1", "a1", ANA, "top", parts, triage, NOW)


def draft(*seen: str) -> Draft:
    return Draft(
        "d1", "T1", "a1", "i1", "p1", "Hello.", "Hello.", Intent.ANSWER, "offline", "U1",
        NOW, seen=seen,
    )  # fmt: skip


def post(id_: str, handle: str, text: str = "Me too", minutes: int = 0) -> Post:
    at = NOW + timedelta(minutes=minutes)
    return Post(id_, Author(f"did:{handle}", handle), text, at, f"https://social.example/{id_}")


def test_nothing_is_new_right_after_it_was_written():
    waiting = item(part("p1"), part("p2", minutes=3))

    assert not of_item(waiting, draft(*seen_of(waiting)))


def test_a_further_comment_is_new():
    news = of_item(item(part("p1"), part("p2", "Never mind, it came.", 3)), draft("p1"))

    assert news.posts == (New("p2", "Never mind, it came."),)
    assert news.lines() == ("New: “Never mind, it came.”",)


def test_a_comment_that_was_changed_is_new_once():
    """Whoever saw the change is not told of it again, but of the next one."""
    before = item(part("p1"))
    changed = item(replace(part("p1", "Found it"), edited_at=NOW + timedelta(minutes=5)))
    again = item(replace(part("p1", "Lost it"), edited_at=NOW + timedelta(minutes=9)))

    assert of_item(changed, draft(*seen_of(before))).lines() == ("Changed: “Found it”",)
    assert not of_item(changed, draft(*seen_of(changed)))
    assert of_item(again, draft(*seen_of(changed))).lines() == ("Changed: “Lost it”",)


def test_a_deleted_comment_is_counted_and_its_words_are_not_shown():
    gone = item(part("p1"), replace(part("p2", "secret"), gone_at=NOW))
    news = of_item(gone, draft("p1", "p2"))

    assert news.lines() == ("Deleted: 1 post.",)
    assert not of_item(gone, draft(*seen_of(gone)))


def test_what_others_write_in_the_thread_is_new_and_what_we_write_is_not():
    posts = [post("q2", "bo.example", minutes=2), post("q1", "acme.example"), post("p1", "ana")]
    news = of_thread(posts, draft("p1"), {"did:acme.example"})

    assert news.lines() == ("New, by bo.example: “Me too”",)


def test_whom_a_platform_does_not_name_is_still_somebody():
    nobody = Author(f"{UNNAMED}q1", "", "Somebody on Facebook")
    news = of_thread([replace(post("q1", "x"), author=nobody)], draft("p1"), set())

    assert news.lines() == ("New, by Somebody on Facebook: “Me too”",)


def test_a_post_found_twice_is_told_once_with_its_mark():
    edited = News((New("p1", "Found it", edited=True),))
    twice = together(edited, News((New("p1", "Found it", "ana"), New("q1", "Me too", "bo"))))

    assert twice.lines() == ("Changed: “Found it”", "New, by bo: “Me too”")


def test_many_lines_are_cut_and_the_rest_is_counted():
    news = News(tuple(New(str(n), f"word {n}") for n in range(MOST + 2)), gone=2)

    assert len(news.lines()) == MOST + 2
    assert news.lines()[-2:] == ("And 2 more posts.", "Deleted: 2 posts.")


def test_a_long_post_is_shortened_and_an_empty_one_is_named():
    lines = News((New("p1", "word " * 200), New("p2", "  "))).lines()

    assert len(lines[0]) < 300
    assert lines[0].endswith("…”")
    assert lines[1] == "New: a post without words"
