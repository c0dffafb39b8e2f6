"""One question to the model: drafts as JSON. It is offered no tool, so there is nothing to call.

Imported by `models.warm` in a thread, never at start: LangChain takes more than a second to load.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.agent.limits import Meter
from assistant.community.drafts import Confidence, Intent
from assistant.errors import ModelUnavailable

_FENCE = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
_NOT_THE_FORM = frozenset({400, 404, 415, 422, 501})
"""What servers answer that do not know how to hold a model to a form."""

_PASSING = frozenset({408, 409, 425, 429})


class Proposed(BaseModel):
    """One draft as the model wrote it."""

    model_config = ConfigDict(extra="ignore")

    text: str
    intent: Intent
    facts: list[str]
    add: list[str]
    confidence: Confidence


class Proposals(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="ignore")

    drafts: list[Proposed]


def _texts() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}}


FORM: dict[str, Any] = {
    "type": "json_schema",
    "json_schema": {
        "name": "drafts",
        "strict": True,
        "schema": {
            "type": "object",
            "additionalProperties": False,
            "required": ["drafts"],
            "properties": {
                "drafts": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["text", "intent", "facts", "add", "confidence"],
                        "properties": {
                            "text": {"type": "string"},
                            "intent": {
                                "type": "string",
                                "enum": [each.value for each in Intent if each is not Intent.POST],
                            },
                            "facts": _texts(),
                            "add": _texts(),
                            "confidence": {
                                "type": "string",
                                "enum": [each.value for each in Confidence],
                            },
                        },
                    },
                }
            },
        },
    },
}
"""Written out: the strict form of OpenAI takes neither defaults nor references to definitions."""

Failure = Literal["again", "without form", "over"]


async def propose(
    model: BaseChatModel, system: str, request: str, meter: Meter, *, form: bool
) -> list[Proposed]:
    """Ask once.

    Args:
        form: hold the model to the form on the server's side; the prompt says it, too.

    Raises:
        ModelUnavailable: it answered something else ("JSON"), nothing ("empty") or refused.
        Exception: whatever the model's client raises; see `kind_of`.
    """
    return read(await ask(model, system, request, meter, FORM if form else None))


async def ask(
    model: BaseChatModel,
    system: str,
    request: str,
    meter: Meter,
    form: Mapping[str, Any] | None,
) -> str:
    """One question, one answer: its text.

    Raises:
        ModelUnavailable: it refused.
        Exception: whatever the model's client raises; see `kind_of`.
    """
    meter.begin(len(system) + len(request))
    options = {"response_format": dict(form)} if form else {}
    message = await model.bind(**options).ainvoke([SystemMessage(system), HumanMessage(request)])
    _count(message, meter)
    if message.response_metadata.get("finish_reason") == "content_filter" or (
        message.additional_kwargs.get("refusal")
    ):
        raise ModelUnavailable("refused")
    return message.text


def read(text: str) -> list[Proposed]:
    """The drafts in an answer. Raises ModelUnavailable where it is no such answer."""
    try:
        return Proposals.model_validate_json(unfenced(text)).drafts
    except ValidationError as error:
        raise ModelUnavailable("JSON") from error


def unfenced(text: str) -> str:
    """The JSON in an answer, without the fence that some models put around it. Raises
    ModelUnavailable where there is nothing.
    """
    if not text.strip():
        raise ModelUnavailable("empty")
    fenced = _FENCE.match(text)
    return fenced[1] if fenced else text


def kind_of(error: Exception) -> Failure:
    """What to do about a failed question: ask again, ask without the form, or give up."""
    if isinstance(error, ModelUnavailable):
        return "over" if str(error) == "refused" else "again"
    status = getattr(error, "status_code", None)
    if status in _NOT_THE_FORM:
        return "without form"
    if isinstance(status, int) and 400 <= status < 500 and status not in _PASSING:  # noqa: PLR2004
        return "over"
    return "again"


def _count(message: AIMessage, meter: Meter) -> None:
    usage = message.usage_metadata
    used = (usage["input_tokens"], usage["output_tokens"]) if usage else None
    meter.end(used, len(message.text) + len(str(message.tool_calls)))
