"""Writes recorded calls as TypeScript constants, each with the official type of its arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.peers.slack_types.compiler import Problem
from tests.peers.slack_types.recording import RESPONSE_URL, Json, Sent

MANIFEST = "manifest"
"""Stands where a method does, for an app manifest."""

_EXTRA = {RESPONSE_URL: "ResponseUrlArguments", MANIFEST: "AppManifest"}
_BLOCK = "AnyKnownBlock"
_SPELLED = {"oauth": "OAuth"}

_REFERENCE = "\ue000"
"""Begins what stands for a constant's name: a letter of no script, so no text begins with it."""

_NUMBERS_IN_QUERIES = {"length", "limit"}
_FLAGS_IN_QUERIES = {"include_all_metadata"}
"""They travel in a query string, where everything is text."""


def typescript(calls: Iterable[Sent]) -> str:
    """One constant for each call, and before it one for each block that is new in it.

    Blocks stand alone, since the official arguments would take any object for a block.
    """
    types: set[str] = set()
    blocks: dict[str, str] = {}
    lines: list[str] = []
    for number, sent in enumerate(calls, start=1):
        type_ = arguments_type(sent.method)
        types.add(type_)
        told = len(blocks)
        value = _literal(_with_references(_with_numbers(sent.arguments), blocks))
        lines.append(f"// {sent.method}, sent by {sent.test}")
        for text, name in list(blocks.items())[told:]:
            lines.append(f"const {name}: {_BLOCK} = {text};")
        lines.append(f"export const call{number}: {type_} = {value};")
    ours = {_BLOCK, *_EXTRA.values()}
    imports = [
        f"import type {{ {', '.join(sorted(types - ours))} }} from '@slack/web-api';",
        f"import type {{ {', '.join(sorted(ours))} }} from './extra.js';",
    ]
    return "\n".join([*imports, *lines, ""])


def arguments_type(method: str) -> str:
    """The name of a method's arguments: `chat.postMessage` has `ChatPostMessageArguments`."""
    words = (_SPELLED.get(part, part[0].upper() + part[1:]) for part in method.split("."))
    return _EXTRA.get(method) or "".join(words) + "Arguments"


def explain(problems: Iterable[Problem], files: Mapping[str, str]) -> str:
    """What is wrong, where, and which test sent it: each message once, with its first place."""
    places: dict[str, list[str]] = {}
    for problem in problems:
        above = files.get(problem.file, "").splitlines()[: problem.line]
        sender = next((line[3:] for line in reversed(above) if line.startswith("// ")), "")
        line = above[-1].strip() if above else ""
        place = f"{sender or problem.file}, line {problem.line}: {line}"
        places.setdefault(problem.message, []).append(place)
    return "\n".join(
        f"{message}\n    {found[0]}" + (f" (and {len(found) - 1} more)" if found[1:] else "")
        for message, found in places.items()
    )


def _with_references(value: Any, blocks: dict[str, str]) -> Any:
    """The value with names of constants for its blocks; `blocks` has the name of each text."""
    if isinstance(value, list):
        return [_with_references(each, blocks) for each in value]
    if not isinstance(value, dict):
        return value
    made = {}
    for key, part in value.items():
        if key == "blocks" and isinstance(part, list):
            texts = [_literal(each) for each in part]
            names = [blocks.setdefault(text, f"block{len(blocks) + 1}") for text in texts]
            made[key] = [_REFERENCE + name for name in names]
        else:
            made[key] = _with_references(part, blocks)
    return made


def _with_numbers(arguments: Json) -> Json:
    return {name: _meant(name, value) for name, value in arguments.items()}


def _meant(name: str, value: Any) -> Any:
    """What a text in a query string stands for. What is none of it is left to the compiler."""
    if name in _NUMBERS_IN_QUERIES and str(value).isdigit():
        return int(value)
    return value == "1" if name in _FLAGS_IN_QUERIES and value in ("0", "1") else value


def _literal(value: Any) -> str:
    """JSON is TypeScript, but for the names of constants."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return re.sub(f'"{_REFERENCE}(block[0-9]+)"', r"\1", text)
