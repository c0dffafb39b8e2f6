"""What `engage doctor` asks of the model's server: one call with a tool, a few dozen tokens."""

from __future__ import annotations

from typing import Any

import httpx2

from assistant.doctor.finding import CHECK_S, Finding
from assistant.settings import Settings

_PING = {
    "type": "function",
    "function": {
        "name": "ping",
        "description": "Answers with pong.",
        "parameters": {"type": "object", "properties": {}},
    },
}
_SAID = "Call the tool ping once."
_REFUSED = frozenset({401, 403})
_NO_SUCH = 404
_BUSY = 429


async def model(settings: Settings) -> Finding:
    """Whether it takes the key, knows the model, and calls a tool when told to."""
    if settings.openai_api_key is None:
        words = "no OPENAI_API_KEY: the offline composer answers, and says so."
        return Finding("Model", ok=None, words=words)
    base = (settings.openai_base_url or "https://api.openai.com/v1").rstrip("/")
    asked = {
        "model": settings.model,
        "messages": [{"role": "user", "content": _SAID}],
        "tools": [_PING],
    }
    headers = {"authorization": f"Bearer {settings.openai_api_key.get_secret_value()}"}
    try:
        async with httpx2.AsyncClient(timeout=CHECK_S) as client:
            reply = await client.post(f"{base}/chat/completions", headers=headers, json=asked)
    except httpx2.HTTPError:
        return _wrong("the server cannot be reached.", "Check the network, and OPENAI_BASE_URL.")
    if not reply.is_success:
        return _refusal(settings, reply.status_code)
    if not _calls(reply):
        return _wrong(
            f"{settings.model} answers, and calls no tool: every figure would be missing.",
            "Choose an ENGAGE_MODEL that calls functions; docs/model-costs.md names some.",
        )
    return Finding("Model", ok=True, words=f"{settings.model} answers and calls tools.")


def _refusal(settings: Settings, status: int) -> Finding:
    if status in _REFUSED:
        return _wrong("the server refuses the key.", "Check OPENAI_API_KEY.")
    if status == _NO_SUCH:
        mend = "Check ENGAGE_MODEL and OPENAI_BASE_URL."
        return _wrong(f"the server does not know {settings.model}, or this address.", mend)
    if status == _BUSY:
        mend = "Look at the account's quota and limits there."
        return _wrong("the server asks to slow down, or its quota is used up.", mend)
    return _wrong(f"the server answers {status}.", "Look at its own log or status page.")


def _calls(reply: httpx2.Response) -> bool:
    """Whether it is a completion that calls our tool."""
    try:
        said: Any = reply.json()
        calls = said["choices"][0]["message"].get("tool_calls") or []
        return any(each["function"]["name"] == "ping" for each in calls)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return False


def _wrong(words: str, mend: str) -> Finding:
    return Finding("Model", ok=False, words=words, mend=mend)
