"""The chat models, built once per process; nothing of LangChain is imported before `warm`.

Importing LangChain takes more than a second, so it happens in a thread, after the program listens.
"""

from __future__ import annotations

import asyncio
import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.importing import importing

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.agent.offline.reading import Known

OFFLINE = "offline"
"""What `Answer.composer` says when the rules of `offline` spoke."""

PROMPTS = ("ask", "note", "post", "repair", "reply")
"""Read with the library, so that no question waits for a file."""

MODULES = ("graph", "loop", "proposing", "drafting", "post_proposing", "posting", "noting")
"""Of this package, imported with it."""

CLIENT = "chat"
"""Imported besides where there is a model server."""

_OFFICIAL_HOST = "api.openai.com"


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Which model to ask, and how long to wait for it.

    Attributes:
        name: as the server knows it.
        api_key: None means that there is no model: the offline composer answers.
        base_url: None for OpenAI itself. Azure: `https://NAME.openai.azure.com/openai/v1/`;
            Ollama: `http://HOST:11434/v1`; vLLM: `http://HOST:8000/v1`.
        request_s: seconds a request may take until its answer begins.
        chunk_s: seconds between two chunks of a stream before it counts as dead.
    """

    name: str
    api_key: SecretStr | None = None
    base_url: str | None = None
    request_s: float = 60.0
    chunk_s: float = 30.0

    @property
    def custom(self) -> bool:
        """Whether the server is not OpenAI's own, which alone speaks the Responses API for sure."""
        return self.base_url is not None and urlsplit(self.base_url).hostname != _OFFICIAL_HOST


class Models:
    """The configured model and the offline composer.

    Args:
        config: of the model; without a key only the composer is there.
        chat: a ready model instead of the configured one (tests, evals).
    """

    def __init__(self, config: ModelConfig, *, chat: BaseChatModel | None = None) -> None:
        self._config = config
        self._chat = chat
        self._composer: Any = None
        self._warming = asyncio.Lock()

    @property
    def configured(self) -> bool:
        """Whether there is a model besides the offline composer."""
        return self._chat is not None or self._config.api_key is not None

    @property
    def name(self) -> str:
        """The configured model's name, or "offline"."""
        return self._config.name if self.configured else OFFLINE

    async def warm(self) -> None:
        """Import the model library in a thread and build the models. Later calls cost nothing."""
        async with self._warming:
            if self._composer is not None:
                return
            wanted = self._chat is None and self._config.api_key is not None
            composer = await asyncio.to_thread(_import_library, client=wanted)
            if self._chat is None and self._config.api_key is not None:
                self._chat = _open(self._config, self._config.api_key)
            self._composer = composer

    async def chat(self) -> BaseChatModel | None:
        """The configured model, None when there is none."""
        await self.warm()
        return self._chat

    async def offline(self, known: Known) -> BaseChatModel:
        """The offline composer of one run, with what it knows besides the question."""
        await self.warm()
        composer: BaseChatModel = self._composer(known=known)
        return composer

    async def close(self) -> None:
        """Close the model's connections."""
        client = getattr(self._chat, "root_async_client", None)
        if client is not None:
            await client.close()


def _import_library(*, client: bool) -> Any:
    """Import and read everything a run needs, switch LangSmith off, and give the offline composer's
    class.

    The client of model servers is a third of it, and nobody needs it without a key.

    LangChain brings LangSmith, which would send questions and answers to a third party when the
    environment says so; nothing in the environment may do that.
    """
    with importing():
        for module in (*MODULES, CLIENT) if client else MODULES:
            importlib.import_module(f"assistant.agent.{module}")
        load = importlib.import_module("assistant.agent.prompting").load
        for prompt in PROMPTS:
            load(prompt)
        importlib.import_module("langsmith.run_trees").configure(enabled=False)
        return importlib.import_module("assistant.agent.offline.composer").OfflineComposer


def _open(config: ModelConfig, api_key: SecretStr) -> BaseChatModel:
    client = importlib.import_module("assistant.agent.chat").Chat
    options: dict[str, Any] = {
        "model": config.name,
        "api_key": api_key,
        "base_url": config.base_url,
        "max_retries": 0,  # the loop retries; two layers would multiply
        "stream_usage": True,  # off by default with a base URL: then usage would be None
        # Not as a number: for that, the library shares one connection pool among all clients of an
        # address, also after one of them has closed it.
        "timeout": importlib.import_module("openai").Timeout(config.request_s),
        "stream_chunk_timeout": 0,  # ours instead, see `chat`
        "chunk_s": config.chunk_s,
        # Other servers speak Chat Completions only; OpenAI's own model names decide by themselves.
        "use_responses_api": False if config.custom else None,
    }
    model: BaseChatModel = client(**options)
    return model
