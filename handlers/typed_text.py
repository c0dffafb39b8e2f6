"""What somebody typed in Slack, as it will stand elsewhere: Slack's own notation turned back.

Slack writes an emoji as `:wave:`, "&" as `&amp;`, an address as `<https://…|…>` and a person as
`<@U1>`. On another platform all of that would be read as it is written. What has no meaning outside
of Slack is refused, with the words that are in the way.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.community.plain_text import normal
from assistant.errors import InvalidInput

_SPECIAL = re.compile(r"<((?:https?://|mailto:|tel:)[^<>|\s]+|[@#!][A-Za-z0-9^-]+)(?:\|([^<>]*))?>")
_ADDRESS = re.compile(r"(https?://\S+)")
_ROW = re.compile(r"(?::[a-z0-9_'+-]+:)+", re.IGNORECASE)
_ONE = re.compile(r":([a-z0-9_'+-]+):")
_TONE = re.compile(r"skin-tone-([2-6])")
_TONES = {str(tone): chr(0x1F3FB + tone - 2) for tone in range(2, 7)}
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_VARIATION = "\ufe0f"
_OLD_NAMES = {"simple_smile": "🙂", "slightly_smiling_face": "🙂"}
_BEGINNINGS = (("flag-", ""), ("female-", "woman_"), ("male-", "man_"))
"""How names of Slack begin, and what the table of emoji has instead."""


def unicode_text(typed: str) -> str:
    """The text as it would be published, in the one form drafts are kept in.

    Raises:
        InvalidInput: it names an emoji that exists in Slack alone, or a person, a group or a
            channel of Slack.
    """
    text = _SPECIAL.sub(_plain, typed)
    unknown: list[str] = []
    parts = _ADDRESS.split(text)  # every second one is an address
    parts[::2] = [_with_emoji(part, unknown) for part in parts[::2]]
    if unknown:
        names = ", ".join(dict.fromkeys(unknown))
        raise InvalidInput(
            f"There is no emoji {names} outside of Slack. "
            f"Please put in another one, or leave it out."
        )
    text = "".join(parts)
    for escaped, plain in _ENTITIES:
        text = text.replace(escaped, plain)
    return normal(text)


def _plain(found: re.Match[str]) -> str:
    """A link as its address, after its words where they say something else."""
    inner, label = found[1], found[2]
    if inner[0] in "@#!":
        raise InvalidInput(
            "People, groups and channels of Slack mean nothing outside of it. "
            "Please write the name, or leave it out."
        )
    address = inner.removeprefix("mailto:").removeprefix("tel:")
    if not label or _bare(label) == _bare(address):
        return label or address
    return f"{label} ({address})"


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address).rstrip("/")


def _with_emoji(text: str, unknown: list[str]) -> str:
    return _ROW.sub(lambda found: _row(found, unknown), text)


def _row(found: re.Match[str], unknown: list[str]) -> str:
    """Codes that stand together, each as its emoji; a tone joins the one before.

    Between letters or figures an unknown one is left in peace: "10:30:15", "std::vector::size".
    """
    row, text = found[0], found.string
    names = _ONE.findall(row.lower())
    glued = any(map(_is_glue, (text[: found.start()][-1:], text[found.end() :][:1])))
    strange = [name for name in names if not (_named(name) or _TONE.fullmatch(name))]
    figures = all(name.isdigit() for name in names)
    if (strange and (glued or figures)) or (figures and glued):
        return row
    unknown += [f":{name}:" for name in strange]
    made: list[str] = []
    for name in names:
        if (tone := _TONE.fullmatch(name)) and made:
            hand, rest = made[-1][0], made[-1][1:].removeprefix(_VARIATION)
            made[-1] = f"{hand}{_TONES[tone[1]]}{rest}"
        else:
            made.append(_named(name) or "")
    return "".join(made)


def _is_glue(char: str) -> bool:
    return char.isalnum() or char == ":"


def _named(name: str) -> str | None:
    if name in _OLD_NAMES:
        return _OLD_NAMES[name]
    for beginning, instead in _BEGINNINGS:
        if name.startswith(beginning):
            name = instead + name.removeprefix(beginning)
    table = _by_name()
    return table.get(name) or table.get(name.replace("-", "_"))


@cache
def _by_name() -> dict[str, str]:
    """Every name of an emoji with what it stands for; the short names first, as Slack's are."""
    import emoji  # noqa: PLC0415 - its table takes a tenth of a second, and no start needs it

    whole = [
        (char, data)
        for char, data in emoji.EMOJI_DATA.items()
        if data["status"] <= emoji.STATUS["fully_qualified"]
    ]
    named: dict[str, str] = {}
    for char, data in whole:
        for code in data.get("alias", ()):
            named.setdefault(code.strip(":").lower(), char)
    for char, data in whole:
        named.setdefault(data["en"].strip(":").lower(), char)
    return named
