"""Whether what somebody says beneath an answer, without naming Engage, asks it something."""

from __future__ import annotations

from assistant.community.follow_ups import asks_back, asks_engage, called
from assistant.desk.running import forgiven
from assistant.ports import Accounts, Conversations, Runs


class Following:
    """Reads words in a conversation where Engage has answered; what it takes for talk is kept
    nowhere.
    """

    def __init__(self, conversations: Conversations, runs: Runs, accounts: Accounts) -> None:
        self._conversations = conversations
        self._runs = runs
        self._accounts = accounts

    async def known(self, workspace_id: str, conversation_id: str) -> bool:
        """Whether Engage has answered there of late; runs tell when Redis cannot."""
        with forgiven("known", conversation_id):
            if await self._conversations.known(workspace_id, conversation_id):
                return True
        return bool(await self._runs.turns(workspace_id, conversation_id))

    async def asks(self, workspace_id: str, conversation_id: str, text: str) -> bool:
        """Whether the words ask Engage something. Where a store is away, what is not plain is not
        heard: people can mention Engage.
        """
        if asks_engage(text):
            return True
        names, asked_back = frozenset[str](), False
        with forgiven("follow_up", conversation_id):
            connected = await self._accounts.all(workspace_id)
            names = called(each.ref.handle for each in connected)
            turns = await self._conversations.turns(workspace_id, conversation_id)
            asked_back = bool(turns) and asks_back(turns[-1].answer)
        return asks_engage(text, names, asked_back=asked_back)
