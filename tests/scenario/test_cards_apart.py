"""Every button of cards and of teaching, pressed here with ids of another workspace: nothing there
is shown, and nothing there changes.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.community.brand import BrandFact, Leaning, RuleState, VoiceRule
from assistant.community.inbox import Decision
from assistant.community.searches import Dismissal, DismissalKind, SavedSearch, SearchKind
from handlers import ids
from handlers.card_actions import CARD_ACTIONS
from handlers.ids import SeenDraft
from handlers.listen import LISTEN_ACTIONS
from handlers.teaching import TEACH_ACTIONS
from tests.scenario.card_desk import a_draft
from tests.scenario.card_room import AT, MARA, CardRoom, an_item

THEIRS = "T0ELSEWHER"
SECRET = "only the others may read this"
NO_ID = {ids.OPEN_POST, ids.FACTS, ids.FACT, ids.IMPORT}
"""They carry none: what they show is the clicking workspace's own."""


@pytest.fixture
def theirs(room: CardRoom) -> list[str]:
    """Everything that a button could name of the others, in every form a button carries it."""
    account = room.engage.stores.connect("theirs.example", THEIRS)
    room.desk.accounts[account.id] = account
    item = an_item(account, "theirs", text=SECRET, person=replace(MARA, name=SECRET))
    room.desk.items[item.id] = item
    draft = a_draft(item, SECRET, AT)
    room.desk.drafts[draft.id] = draft
    fact = BrandFact("fact-1", THEIRS, SECRET, SECRET, SECRET, "U1", AT)
    room.desk.book.kept[fact.id] = fact
    rule = VoiceRule("rule-1", THEIRS, account.id, Leaning.DO, SECRET, RuleState.OFFERED, AT)
    room.desk.book.voice[rule.id] = rule
    search = SavedSearch("search-1", THEIRS, account.id, SearchKind.BRAND, SECRET, "U1", AT)
    room.desk.heard.saved[search.id] = search
    dismissal = Dismissal(
        "rule-2", THEIRS, account.id, DismissalKind.PHRASE, SECRET, SECRET, "U1", AT
    )
    room.desk.heard.rules[dismissal.id] = dismissal
    menus = [f"{what}:{item.id}" for what in ("assign", "hour", "tomorrow", "none", "by_hand")]
    return [
        *(item.id, draft.id, account.id, *menus),
        SeenDraft(draft.id, item.id, draft.version, draft.digest).value,
        *(f"change:{search.id}", f"drop:{search.id}", dismissal.id),
        *(f"change:{fact.id}", f"drop:{fact.id}", f"{account.id}:{rule.id}"),
    ]


def of_theirs(room: CardRoom) -> str:
    """Everything of them that a click could change."""
    desk = room.desk
    return repr(
        (desk.items["theirs"], desk.drafts, desk.book, desk.wishes, desk.earlier, desk.heard)
    )


@pytest.mark.parametrize("action_id", sorted({*CARD_ACTIONS, *TEACH_ACTIONS, *LISTEN_ACTIONS}))
async def test_nothing_of_another_workspace_is_shown_or_changed(
    room: CardRoom, theirs: list[str], action_id: str
) -> None:
    await room.arrive()
    before = of_theirs(room)

    for value in theirs:
        assert SECRET not in await room.forge(room.card(), action_id, value)

    assert of_theirs(room) == before


@pytest.mark.parametrize("action_id", sorted({*CARD_ACTIONS} - NO_ID - {ids.CARD_MENU}))
async def test_the_same_at_home_does_something(room: CardRoom, action_id: str) -> None:
    """Otherwise the test above would prove nothing."""
    await room.arrive()
    draft = await room.draft()
    if action_id == ids.OPEN_AGAIN:
        room.desk.change("item-1", decision=Decision.BY_HAND)
    seen = SeenDraft(draft.id, "item-1", draft.version, draft.digest).value
    value = {
        ids.SHOW_EARLIER: room.account.id,
        ids.INBOX: ids.ALL,
        ids.HISTORY: draft.id,
    }.get(action_id, seen if action_id in OF_DRAFT else "item-1")
    before = repr((room.desk.items, room.desk.drafts, room.desk.wishes, room.desk.earlier))

    told = await room.forge(room.card(), action_id, value)

    after = repr((room.desk.items, room.desk.drafts, room.desk.wishes, room.desk.earlier))
    refused = action_id in NOT_NOW and "Something went wrong" not in told
    assert after != before or "views.open" in told or "chat.getPermalink" in told or refused


NOT_NOW = {ids.UNDO, ids.REOPEN, ids.THERE, ids.SEND_AGAIN}
"""What a pending draft takes no click for: the person is told so."""

OF_DRAFT = {
    *(ids.APPROVE, ids.EDIT, ids.REDO, ids.DISMISS, ids.UNDO, ids.REOPEN, ids.COPY),
    *(ids.THERE, ids.SEND_AGAIN),
}
