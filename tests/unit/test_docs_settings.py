"""The page about settings and rights says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.community.rights import Act, Rank, Standing, allowed
from assistant.community.settings import AccountSettings, WorkspaceSettings

PAGE = (Path(__file__).parents[2] / "docs" / "settings-and-rights.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| `")
]
RIGHTS = {row[0].strip("`"): row[1:] for row in ROWS if len(row) == 5}
FIELDS = {row[0].strip("`"): row[1].strip("`") for row in ROWS if len(row) == 3}


@pytest.mark.parametrize("act", Act)
def test_the_table_of_rights_is_the_code_s(act: Act):
    member = Rank(Standing.MEMBER)
    manager = Rank(Standing.MEMBER, named=True)
    approver = Rank(Standing.MEMBER, approver=True)
    others = [Rank(each, admin=True) for each in Standing if each is not Standing.MEMBER]
    said = [cell.startswith("yes") for cell in RIGHTS[act]]

    assert said[:3] == [allowed(act, rank) for rank in (member, manager, approver)]
    assert {said[3]} == {allowed(act, rank) for rank in others}


def test_the_table_of_rights_holds_no_other_act():
    assert RIGHTS.keys() == {act.value for act in Act}


def test_every_setting_is_on_the_page_with_its_default():
    told = {}
    for settings in (WorkspaceSettings(), AccountSettings()):
        for field, value in settings.model_dump(mode="json").items():
            told[field] = "" if value in (None, []) else str(value)

    assert told == FIELDS


def test_only_what_the_public_sees_knows_an_exception():
    exceptions = [act for act, cells in RIGHTS.items() if re.search("unless", " ".join(cells))]

    assert exceptions == ["approve", "hide"]
