"""Cards within Slack's limits, whatever stands on them, held against two validators."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.authenticity.findings import Finding, Level
from assistant.community.brand import BrandFact
from assistant.community.drafts import AuditEntry, Confidence, Draft, DraftState, Happening, Intent
from assistant.community.inbox import (
    Decision,
    Exchange,
    Familiarity,
    Item,
    Need,
    Origin,
    Part,
    PersonCard,
    Step,
    Topic,
    Triage,
)
from assistant.community.posts import UNNAMED, Author
from assistant.community.rules import Way
from assistant.desk.item_views import InboxEntry, InboxView, ItemView
from assistant.ports.publishing import Verdict
from handlers.render import blocks as kit
from handlers.render import card_forms, card_lists
from handlers.render import card_words as say
from handlers.render.answers import moment
from handlers.render.card_notes import digest, earlier, reminder
from handlers.render.cards import card
from handlers.render.cards_draft import LONGEST
from handlers.render.text import linked, unmarked
from playground.blocks import check_blocks
from playground.charts import text_length
from playground.chat import BLOCK_OVERHEAD, BLOCKS_TEXT
from tests.scenario.payload_checks import check_message, check_view

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ACCOUNT = Account(
    "a1", "T1", AccountRef(Platform.BLUESKY, "acme.example"), "did:x", "Acme",
    "https://bsky.app/profile/acme.example", NOW,
)  # fmt: skip
ODD = "<!channel> *of a stranger* _i_ ~s~ `c` <@U1> [l](https://e.example) & \u202e ```x``` :tada: |> \n\n> q"


def item(text: str = "Hello", parts: int = 1, **fields: Any) -> Item:
    """An item of so many posts."""
    made = tuple(
        Part(f"p{n}", Origin.COMMENT, text, "https://e.example/1", NOW) for n in range(parts)
    )
    triage = Triage(Need.REPLY, Topic.QUESTION, fields.pop("reason", "asks something"))
    given: dict[str, Any] = {"person": Author("d", "mara.example", "Mara"), "since": NOW}
    return Item("i1", "T1", "a1", thread_id="t", parts=made, triage=triage, **given | fields)


def draft(text: str, **fields: Any) -> Draft:
    given = {"original": text, "intent": Intent.ANSWER, "composer": "m", "author_id": "U1"}
    return Draft(
        id=fields.pop("id", "d1"), workspace_id="T1", account_id="a1", item_id="i1",
        target_id="p0", text=text, made_at=NOW, **given | fields,
    )  # fmt: skip


def view(of: Item, *drafts: Draft, **fields: Any) -> ItemView:
    given: dict[str, Any] = {
        "person_card": None,
        "waiting": False,
        "verdict": None,
        "findings": {},
        "target_hours": 4.0,
        "zone": "UTC",
        "now": NOW,
        "publishing": True,
        "problem": "",
    } | fields
    known = {name: each for name, each in given.items() if name in ItemView.__slots__}
    return ItemView(item=of, account=ACCOUNT, drafts=drafts, **known)


@pytest.mark.parametrize(
    ("person", "line"),
    [
        (Author("1", "mara.example", "Mara"), "*Mara* commented %s\\n@mara.example"),
        (Author("1", "@mara@h.example", "Mara"), "*Mara* commented %s\\n@mara@h.example"),
        (Author("1", "Ann Lee", "Ann Lee"), "*Ann Lee* commented %s\\n"),
        (Author(f"{UNNAMED}1", "", "Somebody on Facebook"), "*Somebody on Facebook* commented %s"),
        (Author("1", "", ""), "*Somebody* commented %s"),
    ],
)
def test_whoever_wrote_it_is_called_something(person: Author, line: str) -> None:
    said = held(card(view(item(person=person))))
    assert line % f"<https://e.example/1|on {ACCOUNT.ref.platform.title}>" in said
    assert "@Ann" not in said


def test_a_wish_that_engage_cannot_keep_stands_on_the_card() -> None:
    assert "✋ Please keep to it." in held(card(view(item(), unkept="Please keep to it.")))


def held(message: kit.Message) -> str:
    """The message as text, after both validators and the undocumented total took it."""
    blocks = list(message.blocks)
    check_message({"text": message.text, "blocks": blocks})
    assert check_blocks(blocks, "message") == []
    assert text_length(blocks) + BLOCK_OVERHEAD * len(blocks) <= BLOCKS_TEXT
    assert message.text.strip()
    assert len(message.text) <= kit.UPDATE_TEXT
    return json.dumps(blocks, ensure_ascii=False)


def heavy() -> ItemView:
    """As much as can stand on one card."""
    long = "word " * 1_000
    texts = [("x" * LONGEST)[: LONGEST - n] for n in range(3)]
    drafts = [
        draft(
            text, id=f"d{n}", facts=("f",) * 9, add=("what is missing " * 20,) * 9,
            confidence=Confidence.LOW,
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip
    found = tuple(
        Finding(n, 900, "r", Level.BLOCK, f"{n // 4} because " * 40, "say " * 60) for n in range(40)
    )
    exchange = Exchange(long, NOW, "https://e.example/2", long, NOW)
    person = PersonCard(
        Author("d", "h" * 250, "n" * 600), Familiarity.REGULAR, NOW, (exchange,) * 3, 9_999, 1
    )
    of = item(long, parts=30, reason="reason " * 100, open_to_all=False, snoozed_until=NOW)
    return view(
        of, *drafts, person_card=person, waiting=True, publishing=False,
        verdict=Verdict(Way.BY_HAND, "why " * 200), findings={each.id: found for each in drafts},
    )  # fmt: skip


FACTS = [
    BrandFact(
        str(n), "T1", "title " * 20, "text", "source " * 40, "U1", NOW, None, date(2027, 1, 1)
    )
    for n in range(9)
]


@pytest.mark.parametrize("state", list(DraftState))
def test_the_heaviest_card_fits(state: DraftState) -> None:
    """In every state of its draft."""
    of = heavy()
    drafts = (replace(of.drafts[0], state=state, problem="problem " * 100), *of.drafts[1:])

    shown = held(card(replace(of, drafts=drafts), FACTS))

    assert of.item.person.handle[:8] in shown


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("due", [None, NOW])
def test_every_rung_has_its_words(step: Step, due: datetime | None) -> None:
    """On the card, in a reminder and in lists."""
    of = item(step=step, due_at=due)

    assert ("Answer by" in held(card(view(of)))) == (due is not None and step is Step.STARTED)
    held(reminder(of, ACCOUNT, step, None))
    held(reminder(of, ACCOUNT, step, "https://slack.example/archives/C1/p1"))


@pytest.mark.parametrize("origin", list(Origin))
def test_what_stays_in_slack_of_x_has_no_words_and_no_name(origin: Origin) -> None:
    """They would stand there after they were deleted on X; cards are drawn anew, these are not."""
    on_x = replace(ACCOUNT, ref=AccountRef(Platform.X, "acme"))
    part = Part("p0", origin, "Where is it?", "https://e.example/1", NOW)
    of = replace(item(due_at=NOW), parts=(part,))

    for told in (reminder(of, on_x, Step.OWNER, None), digest(on_x, [of])):
        said = f"{told.text} {held(told)}"
        assert "Somebody" in said
        assert not any(word in said for word in ("Mara", "mara", "Where is it?"))
    assert "Where is it?" in held(reminder(of, ACCOUNT, Step.OWNER, None))
    assert "Mara" in held(digest(ACCOUNT, [of]))


@pytest.mark.parametrize("decision", list(Decision))
def test_every_decision_has_its_words(decision: Decision) -> None:
    of = item(decision=decision, decided_by="U1", decided_at=NOW, note="why " * 200)

    assert "engage.draft" not in held(card(view(of)))


@settings(max_examples=60, deadline=None)
@given(text=st.sampled_from([ODD]) | st.text(max_size=400), name=st.text(max_size=60))
def test_whatever_a_stranger_writes_calls_nobody(text: str, name: str) -> None:
    """Not on a card, not in a notification, a list, a form or a history."""
    person = Author("d", name or "x", name)
    of = item(text, person=person, reason=text, note=text)
    shown = view(of, draft(text or "x", add=(text,), problem=text, composer=text))
    inbox = InboxView((InboxEntry(of, ACCOUNT),), 1, NOW)
    told = [
        card(shown),
        card(replace(shown, item=replace(of, decision=Decision.NONE, decided_by="U1"))),
        digest(ACCOUNT, [of]),
        card_lists.inbox(inbox, None),
    ]
    views = [
        card_forms.edit(shown, shown.drafts[0]),
        card_forms.no_reply(of),
        card_lists.bulk(inbox),
        card_lists.versions(shown),
        card_lists.history([AuditEntry("d1", Happening.EDITED, NOW, 1, text, "U1", text)]),
    ]
    for each in views:
        check_view(each)
    shown_texts = [part for each in told for part in (each.text, *_mrkdwn(list(each.blocks)))]
    assert all(map(held, told))
    for part in [*shown_texts, *(words for each in views for words in _mrkdwn(each))]:
        assert "<!channel" not in part
        assert "*of a stranger*" not in part


def _mrkdwn(value: Any) -> list[str]:
    """Texts in which Slack reads markup."""
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [part for inner in value.values() for part in _mrkdwn(inner)]
    return [part for inner in value for part in _mrkdwn(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 40, 100])
def test_inboxes_and_digests_of_any_size(count: int) -> None:
    of = [replace(item("word " * 100), id=f"i{n}") for n in range(count)]
    inbox = InboxView(tuple(InboxEntry(each, ACCOUNT) for each in of), count, NOW)

    held(card_lists.inbox(inbox, None))
    held(digest(ACCOUNT, of))
    held(earlier(ACCOUNT, count))
    check_view(card_lists.bulk(inbox))


@pytest.mark.parametrize(
    ("quiet", "words"), [(0, ""), (1, "1 seems to need none"), (2, "2 seem to need none")]
)
def test_an_inbox_says_how_many_may_want_an_answer(quiet: int, words: str) -> None:
    quiet_one = Triage(Need.NONE, Topic.PRAISE, "praises")
    of = [item(), *(replace(item(), triage=quiet_one) for _ in range(quiet))]
    shown = InboxView(tuple(InboxEntry(each, ACCOUNT) for each in of), len(of), NOW)
    said = card_lists.open_title(shown).partition(": ")[2]
    assert said == (f"1 may want an answer, {words}" if words else "")


def test_names_format_nothing() -> None:
    """Signs of markup go; an underscore inside a word stays."""
    assert unmarked("*Bo* ~ss~ `x` _y_ my_name <!here>") == "Bo ss x y my_name ‹!here&gt;"


def test_only_addresses_become_links() -> None:
    assert linked("https://e.example/?a=1&b=2", "x") == "<https://e.example/?a=1&amp;b=2|x>"
    for odd in ("javascript:x", "https://e.example/|b>", "https://e.example/<x", ""):
        assert linked(odd, "x") == "x"
    assert "^https" not in moment(NOW, "https://e.example/a^b")


def test_a_promise_runs_from_the_first_post() -> None:
    """What the button of an old card carries names the text that it showed."""
    one, two = draft("one"), draft("two", version=2)
    texts = [held(card(view(item(due_at=NOW + timedelta(hours=4)), each))) for each in (one, two)]

    assert one.digest in texts[0]
    assert one.digest not in texts[1]


def test_a_long_history_is_cut_and_says_so():
    """Slack holds 100 blocks in a modal and 3,000 characters in one."""
    texts = [f"{n} " + "x" * 9_000 for n in range(52)]
    entries = [
        AuditEntry("d1", Happening.EDITED, NOW + timedelta(minutes=n), n + 1, text, "U1")
        for n, text in enumerate(texts)
    ]
    blocks = card_lists.history(entries)["blocks"]
    quotes = [each for each in blocks if each["type"] == "rich_text"]
    words = [piece["text"] for each in quotes for piece in each["elements"][0]["elements"]]

    assert len(blocks) <= 100
    assert "12 older entries: `/engage audit` has them all." in str(blocks[0])
    assert max(map(len, words)) <= 2_900
    assert words[0].startswith("12 ")
    assert words[1] == say.REST_IN_LOG
    assert "engage audit" in str(blocks[-1])


def test_what_is_to_be_said_of_several_places_is_said_once() -> None:
    """Of the first three, and how many more there are; another reason or way on stands apart."""
    text = "one two three four five six"
    places = [(0, 3), (4, 7), (8, 13), (14, 18), (0, 3)]
    alike = [
        Finding(*at, "figure", Level.WARN, "Nothing says so.", "Leave it out.") for at in places
    ]
    other = Finding(19, 23, "figure", Level.WARN, "Nothing says so.", "Say four.")
    worse = Finding(24, 27, "promise", Level.BLOCK, "Nobody promised it.")
    of = draft(text)

    shown = held(card(view(item(), of, findings={"d1": (*alike, other, worse)})))

    assert (
        "⛔ “six”: Nobody promised it.\\n"
        "⚠️ “one”, “two”, “three”, 1 more: Nothing says so. → Leave it out.\\n"
        "⚠️ “five”: Nothing says so. → Say four."
    ) in shown


def test_a_draft_on_x_shows_what_sending_costs_and_a_copied_one_nothing() -> None:
    linked_text = "Here it is: https://acme.example/menu"
    on_x = replace(ACCOUNT, ref=AccountRef(Platform.X, "acme"))
    shown = replace(view(item(), draft(linked_text)), account=on_x)
    assert "Sending this costs $0.20, because of its link." in held(card(shown))
    by_hand = replace(shown, verdict=Verdict(Way.BY_HAND, "X takes this by hand."))
    assert "$" not in held(card(by_hand))
    assert "$" not in held(card(view(item(), draft(linked_text))))
