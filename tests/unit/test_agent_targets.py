"""Tools judge each account by the target that its team has set."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.agent.evidence import Evidence
from assistant.agent.toolbox import Toolbox
from assistant.community.calendar_words import WEEKDAYS
from assistant.community.clocks import Hours
from assistant.community.responses import Policy
from tests.communities import ask, busy_week
from tests.fakes import (
    MemoryAccounts,
    MemoryConnections,
    MemoryRecords,
    StillFreshener,
    account,
    clock_at,
)

ACME, HELP = account(), account("help.acme.example", name="Acme Help")
HOUR = timedelta(hours=1)
OFFICE = Hours.read("UTC", dict.fromkeys(WEEKDAYS[:5], "09:00-17:00"))


async def wordings(tool: str, policies: dict[str, Policy], *accounts: object) -> dict[str, str]:
    """What a tool says, by metric and account ("" for all of them together)."""
    towns = [busy_week(each) for each in (accounts or (ACME,))]  # type: ignore[arg-type]
    records = MemoryRecords()
    for town in towns:
        await town.store(records)
    question = ask("?")
    box = Toolbox(
        question=question,
        evidence=Evidence(question.text, ()),
        accounts=MemoryAccounts(*(town.account for town in towns)),
        records=records,
        freshener=StillFreshener(),
        connections=MemoryConnections(),
        clock=clock_at(),
        policies=policies,
    )
    method = next(each for each in box.tools() if each.__name__ == tool)
    arguments = {"metrics": ["answered_in_target"]} if tool == "get_metrics" else {}
    found = await method(period="this week", **arguments)
    return {
        f"{fact.metric} {fact.account or ''}".strip(): fact.wording for fact in found.findings.facts
    }


@pytest.mark.parametrize(
    ("policy", "share", "target"),
    [
        (Policy(), "3 of 5 comments answered within 4 h (60 %)", "4 h"),
        (Policy(target=10 * HOUR), "4 of 5 comments answered within 10 h (80 %)", "10 h"),
        (Policy(target=HOUR), "0 of 6 comments answered within 1 h (0 %)", "1 h"),
        (
            Policy(target=HOUR * 5 / 2, hours=OFFICE, in_hours=True),
            "3 of 4 comments answered within 2 h 30 min of business hours (75 %)",
            "2 h 30 min of business hours",
        ),
        (Policy(hours=OFFICE), "3 of 5 comments answered within 4 h (60 %)", "4 h"),
    ],
)
async def test_shares_in_time_follow_the_account(policy: Policy, share: str, target: str) -> None:
    """In every tool that tells them, and the target is told as it is counted."""
    policies = {ACME.id: policy}
    times = await wordings("response_times", policies)
    metrics = await wordings("get_metrics", policies)

    name = f"answered_in_target {ACME.ref}"
    assert times[name].startswith(share)
    assert metrics[name].startswith(share)
    assert f"a response target of {target}" in times[f"target {ACME.ref}"]


async def test_the_check_respond_follows_the_account() -> None:
    """The aim stays the share; what is in time is the team's to say."""
    usual = await wordings("account_health", {})
    slower = await wordings("account_health", {ACME.id: Policy(target=10 * HOUR)})

    assert "2 of 4 measured checks met" in usual[f"checks_ok {ACME.ref}"]
    assert "3 of 4 measured checks met" in slower[f"checks_ok {ACME.ref}"]


async def test_accounts_with_targets_of_their_own_are_told_apart() -> None:
    """What depends on a target is not computed over accounts that differ in it."""
    policies = {HELP.id: Policy(target=10 * HOUR)}
    times = await wordings("response_times", policies, ACME, HELP)
    metrics = await wordings("get_metrics", policies, ACME, HELP)

    assert "response_time_median" in times
    assert "answered_in_target" not in times
    assert "within 4 h" in times[f"answered_in_target {ACME.ref}"]
    assert "within 10 h" in times[f"answered_in_target {HELP.ref}"]
    assert "7 of 10 comments answered within the target" in metrics["answered_in_target"]


async def test_accounts_with_the_same_target_are_taken_together() -> None:
    policies = {each.id: Policy(target=10 * HOUR) for each in (ACME, HELP)}
    times = await wordings("response_times", policies, ACME, HELP)
    metrics = await wordings("get_metrics", policies, ACME, HELP)

    assert "within 10 h" in times["answered_in_target"]
    assert "8 of 10 comments answered within 10 h" in metrics["answered_in_target"]
