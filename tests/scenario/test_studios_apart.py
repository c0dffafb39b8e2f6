"""Every button of studios, pressed here with ids of another workspace: nothing there is shown, and
nothing there changes.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.community.studio import Image
from assistant.desk.post_proposals import Proposal
from handlers import ids
from handlers.ids import SeenDraft
from handlers.studio import mark_of
from handlers.studio_actions import POST_ACTIONS
from tests.scenario.studio_desk import a_post
from tests.scenario.studio_room import StudioRoom

THEIRS = "T0ELSEWHER"
SECRET = "only the others may read this"
IMAGE = Image("img-theirs", "0" * 64, "image/png", 1, 1, 1, SECRET)


@pytest.fixture
async def theirs(studio: StudioRoom) -> list[str]:
    """Everything that a button could name of the others, in every form a button carries it."""
    desk = studio.desk
    await studio.open()
    await studio.draft()
    account = studio.engage.stores.connect("theirs.example", THEIRS)
    desk.accounts[account.id] = account
    made = replace(
        desk.kept["studio-1"],
        id="studio-theirs",
        workspace_id=THEIRS,
        account_ids=(account.id,),
        topic=SECRET,
    )
    desk.kept[made.id] = made
    draft = a_post(made, account.id, SECRET, desk.clock())
    desk.drafts[draft.id] = draft
    desk.pictures[made.id] = [IMAGE]
    proposal = Proposal(SECRET, SECRET, account.id)
    desk.found = (proposal,)
    seen = SeenDraft(draft.id, made.id, draft.version, draft.digest).value
    ours = SeenDraft(draft.id, "studio-1", draft.version, draft.digest).value
    whats = ("another", "images", "copy", "history", "dismiss", "share")
    return [
        *(made.id, draft.id, account.id, seen, ours, mark_of(proposal)),
        *(f"{what}:{value}" for what in whats for value in (seen, ours)),
    ]


def of_theirs(studio: StudioRoom) -> str:
    """Everything of them that a click could change."""
    desk = studio.desk
    mine = [each for each in desk.drafts.values() if each.workspace_id == THEIRS]
    wishes = [each for each in desk.wishes if each["studio"] == "studio-theirs"]
    about = [each for each in desk.wishes if each["about"] in {draft.id for draft in mine}]
    log = [each for each in desk.log if each.draft_id in {draft.id for draft in mine}]
    return repr((desk.kept["studio-theirs"], mine, desk.pictures, wishes, about, log))


@pytest.mark.parametrize("action_id", sorted(POST_ACTIONS))
async def test_nothing_of_another_workspace_is_shown_or_changed(
    studio: StudioRoom, theirs: list[str], action_id: str
) -> None:
    before = of_theirs(studio)

    for value in theirs:
        assert SECRET not in await studio.forge(studio.idea(), action_id, value)

    assert of_theirs(studio) == before


@pytest.mark.parametrize("action_id", sorted({*POST_ACTIONS} - {ids.POST_ADD, ids.POST_TOPIC}))
async def test_the_same_at_home_does_something(studio: StudioRoom, action_id: str) -> None:
    """Otherwise the test above would prove nothing."""
    await studio.open()
    draft = await studio.draft()
    seen = SeenDraft(draft.id, "studio-1", draft.version, draft.digest).value
    value = {
        ids.POST_HISTORY: draft.id,
        ids.POST_MENU: f"another:{seen}",
        ids.POST_ANOTHER: f"share:{seen}",
    }.get(action_id, seen if action_id in OF_DRAFT else "studio-1")
    before = repr((studio.desk.drafts, studio.desk.wishes))

    told = await studio.forge(studio.idea(), action_id, value)

    refused = action_id in NOT_NOW and "Something went wrong" not in told
    assert (
        repr((studio.desk.drafts, studio.desk.wishes)) != before or "views.open" in told or refused
    )


NOT_NOW = {ids.POST_UNDO, ids.POST_THERE, ids.POST_SEND_AGAIN}
"""What a pending draft takes no click for: the person is told so."""

OF_DRAFT = {
    *(ids.POST_APPROVE, ids.POST_EDIT, ids.POST_WHEN, ids.POST_COPY, ids.POST_UNDO),
    *(ids.POST_THERE, ids.POST_SEND_AGAIN),
}
