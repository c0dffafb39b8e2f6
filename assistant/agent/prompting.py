"""Prompts as files: Markdown under strict front matter, filled in one pass.

A prompt says what it is for and which variables it takes; a name too many or too few is an error,
here and not in front of a person. Prompts hold no conditions and no loops: a list is formatted by
the caller.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

_FENCE = "---\n"
_PART = "part_"

PartReader = Callable[[str], str]
"""Reads the text of a part by its stem."""


class PromptError(ValueError):
    """A prompt file is not as it must be, or was filled with the wrong names."""


class FrontMatter(BaseModel):
    """What stands above a prompt's text.

    Attributes:
        name: the file's stem.
        version: goes up with every change of wording.
        purpose: one sentence.
        variables: name -> meaning and unit; each is used in the text as `$name`.
        parts: stems of files in `prompts/parts/`; each is used in the text as `$part_stem`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    version: int = Field(ge=1)
    purpose: str = Field(min_length=10)
    variables: dict[str, str] = {}
    parts: list[str] = []


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt, read and checked."""

    front: FrontMatter
    body: str
    parts: Mapping[str, str]

    @property
    def label(self) -> str:
        """`name@version`, as logs name it."""
        return f"{self.front.name}@{self.front.version}"

    @property
    def digest(self) -> str:
        """Twelve hex digits over the text and its parts: tells apart two texts of one version."""
        whole = "\x00".join([self.body, *(self.parts[key] for key in sorted(self.parts))])
        return hashlib.sha256(whole.encode()).hexdigest()[:12]

    def render(self, **values: str) -> str:
        """Fill the text in one pass: a value that holds `$name` or braces stays text.

        Raises:
            PromptError: a declared variable is missing, or a value has no variable.
        """
        missing = sorted(self.front.variables.keys() - values.keys())
        unused = sorted(values.keys() - self.front.variables.keys())
        if missing or unused:
            raise PromptError(f"{self.label}: missing {missing}, unused {unused}")
        return Template(self.body).substitute({**values, **self.parts}).strip()


@cache
def load(name: str) -> Prompt:
    """Read `prompts/NAME.md` with its parts. Read once per process.

    Raises:
        PromptError: the file is missing or breaks a rule of its form.
    """
    return parse(_read(f"{name}.md"), stem=name, part=lambda stem: _read(f"parts/{stem}.md"))


def parse(text: str, *, stem: str, part: PartReader) -> Prompt:
    """Check a prompt's text.

    Args:
        text: the whole file.
        stem: the file's name without its ending; must equal the declared name.
        part: reads a part by its stem.

    Raises:
        PromptError: naming the file and what is wrong.
    """
    front, body = _split(text, stem)
    if front.name != stem:
        raise PromptError(f"{stem}: says its name is {front.name}")
    parts = {f"{_PART}{name}": part(name).strip() for name in front.parts}
    template = Template(body)
    if not template.is_valid():
        raise PromptError(f"{stem}: a lone $ in the text; write $$")
    used = set(template.get_identifiers())
    declared = front.variables.keys() | parts.keys()
    if used != declared:
        raise PromptError(
            f"{stem}: declared but unused {sorted(declared - used)}, "
            f"used but undeclared {sorted(used - declared)}"
        )
    return Prompt(front, body, parts)


def _split(text: str, stem: str) -> tuple[FrontMatter, str]:
    if not text.startswith(_FENCE) or text.count("\n" + _FENCE) < 1:
        raise PromptError(f"{stem}: no front matter between two lines of ---")
    head, _, body = text.removeprefix(_FENCE).partition("\n" + _FENCE)
    try:
        return FrontMatter.model_validate(yaml.safe_load(head)), body
    except (yaml.YAMLError, ValidationError) as error:
        raise PromptError(f"{stem}: front matter: {error}") from error


def _read(path: str) -> str:
    target = files("prompts").joinpath(path)
    if not target.is_file():
        raise PromptError(f"prompts/{path} is not there")
    return target.read_text(encoding="utf-8")
