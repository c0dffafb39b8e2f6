"""One question to the model: ideas for a post as JSON. It is offered no tool.

Imported by `models.warm` in a thread, never at start: LangChain takes more than a second to load.
"""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.agent.limits import Meter
from assistant.agent.proposing import ask, kind_of, unfenced
from assistant.community.drafts import Confidence
from assistant.community.mix import Function, Value
from assistant.errors import ModelUnavailable

__all__ = ["FORM", "ProposedIdea", "kind_of", "propose", "read"]


class ProposedText(BaseModel):
    """One idea for one account, as the model wrote it."""

    model_config = ConfigDict(extra="ignore")

    account: str
    posts: list[str] = Field(min_length=1)


class ProposedIdea(BaseModel):
    """One idea as the model wrote it."""

    model_config = ConfigDict(extra="ignore")

    number: int = 0
    function: Function
    value: Value
    facts: list[str]
    add: list[str]
    confidence: Confidence
    texts: list[ProposedText]


class _Ideas(BaseModel):
    model_config = ConfigDict(extra="ignore")

    ideas: list[ProposedIdea]


def _texts() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}}


def _one_of(kind: type[Function | Value | Confidence]) -> dict[str, Any]:
    return {"type": "string", "enum": [each.value for each in kind]}


def _object(**fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(fields),
        "properties": fields,
    }


FORM: dict[str, Any] = {
    "type": "json_schema",
    "json_schema": {
        "name": "ideas",
        "strict": True,
        "schema": _object(
            ideas={
                "type": "array",
                "items": _object(
                    number={"type": "integer"},
                    function=_one_of(Function),
                    value=_one_of(Value),
                    facts=_texts(),
                    add=_texts(),
                    confidence=_one_of(Confidence),
                    texts={
                        "type": "array",
                        "items": _object(account={"type": "string"}, posts=_texts()),
                    },
                ),
            }
        ),
    },
}
"""Written out: the strict form of OpenAI takes neither defaults nor references to definitions."""


async def propose(
    model: BaseChatModel, system: str, request: str, meter: Meter, *, form: bool
) -> list[ProposedIdea]:
    """Ask once. Raises as `proposing.propose`. Empty: it found nothing true to say."""
    return read(await ask(model, system, request, meter, FORM if form else None))


def read(text: str) -> list[ProposedIdea]:
    """The ideas in an answer. Raises ModelUnavailable where it is no such answer."""
    try:
        return _Ideas.model_validate_json(unfenced(text)).ideas
    except ValidationError as error:
        raise ModelUnavailable("JSON") from error
