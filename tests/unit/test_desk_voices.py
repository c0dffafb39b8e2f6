"""How an account writes is measured once an hour, each account apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.desk.voices import KEPT, Voices

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Desk:
    """What accounts wrote, and how often somebody looked."""

    def __init__(self) -> None:
        self.now = NOW
        self.looked: list[tuple[str, str]] = []
        self.texts = {"a": [f"Hello {n}, we are open." for n in range(25)], "b": ["Hi!"]}
        self.voices = Voices(self.own_texts, lambda: self.now)

    async def own_texts(self, workspace_id: str, account_id: str) -> list[str]:
        self.looked.append((workspace_id, account_id))
        return self.texts[account_id]


async def test_a_voice_is_measured_once_an_hour():
    desk = Desk()

    first = await desk.voices.of("T1", "a")
    desk.now += KEPT - timedelta(seconds=1)
    again = await desk.voices.of("T1", "a")
    desk.now += timedelta(seconds=1)
    await desk.voices.of("T1", "a")

    assert again is first
    assert first.knows_enough
    assert desk.looked == [("T1", "a"), ("T1", "a")]


async def test_accounts_and_workspaces_are_apart():
    desk = Desk()

    one, other = await desk.voices.of("T1", "a"), await desk.voices.of("T1", "b")
    await desk.voices.of("T2", "a")

    assert one.knows_enough
    assert not other.knows_enough
    assert desk.looked == [("T1", "a"), ("T1", "b"), ("T2", "a")]
