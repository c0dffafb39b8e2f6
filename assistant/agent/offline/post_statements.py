"""What a colleague told, as a text that can go out; and a fact's sentences, as many as fit."""

from __future__ import annotations

import re

from assistant.agent.sentences import Sentences

FEWEST_WORDS = 4
_LEAD = re.compile(
    r"^(?:(?:please|bitte|ok(?:ay)?|yes|so|well|and|also)[\s,]+)*"
    r"(?:(?:can you |could you )?(?:say|tell (?:people|them|everyone)|post|write|mention|add|"
    r"announce)(?: that|:)\s+|(?:it'?s|it is) (?:about|that) )",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^(?:(?:please|bitte|can you|could you|kannst du|könntest du)[\s,]+)*(?:write|post|draft|make|"
    r"create|give|do|say|tell|mention|add|put|use|turn|ask|share|welcome|invite|thank(?! you)|"
    r"more|less|shorter|something|schreib\w*|"
    r"poste?|mach\w*|erstell\w*|sag\w*|erwähn\w*|füg\w*|nimm|mehr|weniger|kürzer|etwas)\b",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"^(?:please |bitte )?(?:use|put|add|take|turn|give|nimm|nehmt|gib|gebt)\b"
    r"(?! (?:it|this|that|them|me|us|es|das|mir|uns)\b)",
    re.IGNORECASE,
)
"""How advice to readers begins, such as a recipe, and also many a wish about a draft."""
_MEASURED = re.compile(
    r"\d ?(?:g|kg|ml|cl|l|oz|cups?|spoons?|degrees|°\w?|seconds?|minutes?|hours?|grams?|gramm|"
    r"grad|liter|tassen?|löffel|sekunden?|minuten?|stunden?)\b",
    re.IGNORECASE,
)
_OF_WRITING = re.compile(
    r"\b(?:posts?|drafts?|text|words?|sentences?|titles?|tone|style|voice|language|thread|emojis?|"
    r"hashtags?|links?|images?|pictures?|photos?|quotes?|facts?|more|less|shorter|wörter|sätze|ton|"
    r"stil|sprache|bild|fakt|english|german|englisch|deutsch)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:how|why|what|which|who|whose|whether|where|wie|warum|wieso|was|welche[rsnm]?|wer|wessen|"
    r"ob|wo)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"^(?:when|if|that|because|to|about|i|we|you|they|there|it|let'?s|wann|wenn|dass|weil|um|über|"
    r"ich|wir|du|ihr|sie|es)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|can|do|does|did|opens?|closes?|starts?|ends?|begins?|"
    r"costs?|takes?|comes?|goes|gives?|gets?|needs?|runs?|makes?|made|sells?|sold|found|won|\w{3,}ed|"
    r"we|i|you|they) \w+|\b(?:ist|sind|war|waren|hat|haben|wird|werden|kann|können|gibt|öffnet|"
    r"schließt|beginnt|endet|kostet|dauert|kommt|kommen|findet|macht|braucht|hilft|wurde|wurden|"
    r"bieten|liefern|reparieren)\b",
    re.IGNORECASE,
)


def statement(told: str, *, answers: bool = False) -> str:
    """Words that can stand in a post as they were told; "" where they only name a topic, ask, or
    say what is to be done.

    Args:
        answers: somebody was asked what is true, so that any words tell it.
    """
    text = " ".join(_LEAD.sub("", told.strip()).split())
    if len(text.split()) < FEWEST_WORDS or text.endswith("?"):
        return ""
    advice = _is_advice(text, answers=answers)
    if _ORDER.match(text) and not advice:
        return ""
    asks = _QUESTION.match(text) and text[-1] != "."
    if not (answers or advice) and (asks or not _VERB.search(text)):
        return ""
    text = f"{text[0].upper()}{text[1:]}"
    return text if text[-1] in ".!?…" else f"{text}."


def names_a_thing(text: str) -> bool:
    """Whether a text can stand behind "about": a name of something, no question and no sentence."""
    clause = _QUESTION.match(text) or _CLAUSE.match(text) or _ORDER.match(text)
    return bool(text) and "?" not in text and not clause and not statement(text)


def _is_advice(text: str, *, answers: bool) -> bool:
    """Whether an order is for readers, not for whoever writes: measured, or told when asked."""
    told = answers or _MEASURED.search(text)
    return bool(told and _HOW_TO.match(text) and not _OF_WRITING.search(text))


def told_plainly(opening: str, text: str, longest: int | None) -> str:
    """A fact's sentences behind an opening, as many as fit; the first one in any case."""
    sentences = sentences_of(text)
    told = f"{opening} {sentences[0]}".strip()
    for sentence in sentences[1:]:
        if longest is not None and len(told) + len(sentence) + 1 > longest:
            break
        told = f"{told} {sentence}"
    return told if told[-1] in ".!?…" else f"{told}."


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; itself where it has no end."""
    cut = Sentences()
    return [piece.strip() for piece in [*cut.feed(text), *cut.flush()] if piece.strip()] or [text]
