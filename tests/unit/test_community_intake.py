"""Items however the platform is read: in one go or bit by bit, with edits, deletions and answers."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.community.activity import Inbound
from assistant.community.bursts import items as measured
from assistant.community.deadlines import due_at
from assistant.community.inbox import Decision, Item, Need
from assistant.community.intake import Scene, begin, follow, handles_of
from assistant.community.posts import Author, Interaction, Kind
from assistant.community.responses import Policy
from assistant.desk.surveying import Seen
from tests.fakes import NOW, account

ACCOUNT = replace(account(), connected_at=NOW - timedelta(hours=6))
TEXTS = (
    "Where can I buy it?",
    "It arrived broken",
    "🔥",
    "Thanks!",
    "same here",
    "Lovely, thank you",
    "I put mine on the shelf above the washing machine",
)


class Reader:
    """The inbox as `Triaging` keeps it, over plain memory."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}

    def read(self, entries: Iterable[Inbound], now: datetime) -> int:
        scene = Scene(ACCOUNT, Policy(), now)
        seen = Seen(
            scene, {each.interaction.id: each for each in entries}, dict(self.items), quiet=False
        )
        joining, beginning = seen.sorted_in()
        changed = 0
        for item in seen.known.values():
            after = seen.followed(item, joining.get(item.id, ()))
            changed += after != item
            self.items[item.id] = after
        for burst in beginning:
            item = begin(burst, scene, f"i{len(self.items)}")
            self.items[item.id] = item
            changed += 1
        return changed


def entry(
    number: int, minutes: float, text: str, person: str = "ann", answered: float | None = None
) -> Inbound:
    post = Interaction(
        f"c{number}",
        Kind.REPLY,
        Author(person, person),
        NOW + timedelta(minutes=minutes),
        "p1",
        "p1",
        text,
        f"https://x/c{number}",
    )
    at = None if answered is None else NOW + timedelta(minutes=answered)
    return Inbound(post, "p1", at, None if at is None else f"a{number}")


def made_up(seed: int) -> list[Inbound]:
    """Comments of three people in six hours around the connection, some of them answered."""
    dice = random.Random(seed)
    made = []
    for number in range(dice.randint(3, 25)):
        minutes = dice.randint(-420, -10)
        answered = minutes + dice.randint(1, 200) if dice.random() < 0.3 else None
        person = dice.choice(("ann", "bob", "cid"))
        made.append(entry(number, minutes, dice.choice(TEXTS), person, answered))
    return made


@pytest.mark.parametrize("seed", range(25))
def test_every_comment_since_the_connection_is_in_one_item(seed: int) -> None:
    entries = made_up(seed)
    reader = Reader()
    reader.read(entries, NOW)

    placed = [part.id for item in reader.items.values() for part in item.parts]
    bursts_since = [
        part.interaction.id
        for burst in measured(entries)
        for part in burst.parts
        if burst.since >= ACCOUNT.connected_at
    ]
    assert sorted(placed) == sorted(bursts_since)
    assert reader.read(entries, NOW) == 0


@pytest.mark.parametrize("seed", range(25))
def test_clocks_run_from_where_the_measures_count_however_it_was_read(seed: int) -> None:
    """In any order and in any pieces, each open item begins with its burst as it is measured."""
    entries = made_up(seed)
    dice = random.Random(seed)
    reader = Reader()
    shown: list[Inbound] = []
    for each in sorted(entries, key=lambda each: each.interaction.created_at):
        shown.append(replace(each, answered_at=None, answer_id=None))
        if dice.random() < 0.5:
            reader.read(shown, NOW)
    reader.read(entries, NOW)

    starts = {burst.since for burst in measured(entries)}
    for item in reader.items.values():
        if item.is_open and item.triage.need is not Need.NONE:
            assert item.due_at == due_at(item.since, Policy())
        if item.answered_at is None and item.decided_by is None:
            assert item.since in starts or item.parts[0].created_at in starts


@pytest.mark.parametrize("seed", range(25))
def test_whatever_happens_nothing_is_lost_and_reading_again_changes_nothing(seed: int) -> None:
    dice = random.Random(seed)
    entries = {each.interaction.id: each for each in made_up(seed)}
    reader = Reader()
    reader.read(entries.values(), NOW)
    ever = {part.id for item in reader.items.values() for part in item.parts}
    for _ in range(6):
        for key in [*entries]:
            roll = dice.random()
            if roll < 0.1:
                del entries[key]
            elif roll < 0.3:
                edited = replace(entries[key].interaction, text=dice.choice(TEXTS))
                entries[key] = replace(entries[key], interaction=edited)
        now = NOW + timedelta(minutes=dice.randint(1, 90))
        reader.read(entries.values(), now)
        assert reader.read(entries.values(), now) == 0

    parts = {part.id: part for item in reader.items.values() for part in item.parts}
    assert set(parts) == ever
    for key, part in parts.items():
        if key in entries:
            assert (part.text, part.gone_at) == (entries[key].interaction.text, None)
        else:
            assert part.gone_at is not None
    for item in reader.items.values():
        assert item.is_open or item.decision is Decision.REPLY or not item.decided_by
        if all(part.gone_at for part in item.parts):
            assert not item.is_open
        if item.is_open and item.triage.need is not Need.NONE:
            assert item.due_at == due_at(item.since, Policy())


def test_an_answer_is_kept_with_the_earliest_time() -> None:
    reader = Reader()
    reader.read([entry(1, -60, "Where?"), entry(2, -55, "Anybody?")], NOW)
    both = [entry(1, -60, "Where?", answered=-20), entry(2, -55, "Anybody?", answered=-30)]
    reader.read(both, NOW)

    (item,) = reader.items.values()
    assert (item.decision, item.answered_at) == (Decision.REPLY, NOW - timedelta(minutes=30))


def test_what_a_person_asked_for_is_not_ended_by_an_answer_of_before() -> None:
    """They named it by its link to write once more, such as to ask for leave to show it."""
    item = begin([entry(1, -60, "Where?")], Scene(ACCOUNT, Policy(), NOW), "i")
    asked = replace(item, asked_for_at=NOW - timedelta(minutes=10))
    scene = Scene(ACCOUNT, Policy(), NOW)

    assert follow(asked, [entry(1, -60, "Where?", answered=-20)], (), scene) == asked
    answered = follow(asked, [entry(1, -60, "Where?", answered=-5)], (), scene)
    assert (answered.decision, answered.answered_at) == (
        Decision.REPLY,
        NOW - timedelta(minutes=5),
    )


def test_a_person_s_decision_is_never_undone() -> None:
    item = begin([entry(1, -60, "Thanks!")], Scene(ACCOUNT, Policy(), NOW), "i")
    decided = replace(item, decision=Decision.NONE, decided_by="U1", decided_at=NOW)
    scene = Scene(ACCOUNT, Policy(), NOW)

    assert follow(decided, [entry(1, -60, "Where is my order?")], (), scene).decided_by == "U1"
    assert not follow(decided, [], ["c1"], scene).is_open


def test_handles_as_people_write_them() -> None:
    assert handles_of([account("acme.example")]) == {"acme.example"}
    assert handles_of([account("@Acme@example.social")]) == {"acme@example.social", "acme"}
