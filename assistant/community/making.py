"""Whether somebody shows work of their own: something they made, wrote, built or took a picture of.

Sentence by sentence, in English and German. A question shows nothing, and what is made without
hands (a mistake, an order, one's day) is no work.
"""

from __future__ import annotations

import re

_CRAFTS = (
    r"(?:made|built|baked|painted|drew|sketched|knitted|crocheted|sewed|wrote|filmed|photographed"
    r"|designed|crafted|carved|printed|recorded|composed|illustrated|embroidered)"
)
_NO_WORK = (
    r"(?!it\b|sure\b|up\b|do\b|my (?:day|morning|evening|week|weekend|year|way|order|mind)\b"
    r"|the (?:most|mistake|effort|short straw|line)|friends|to\b"
    r"|an? (?:\w+ )?(?:mistake|error|order|booking|reservation|complaint|note|mess|point|decision"
    r"|list|habit|bit|trip|detour|wish|mail|email|ticket|comment))"
)
_THINGS = (
    r"(?:recipe|build|setup|drawing|sketch|painting|photos?|pictures?|video|(?:short )?film|essay"
    r"|review|guide|tutorial|write-?up|blog ?post|article|zine|poster|mug|cake|latte art|playlist"
    r"|shelf|stand|illustration|song|poem)"
)
_DINGE = (
    r"(?:rezept|foto|fotos|bild|bilder|zeichnung|video|anleitung|blogbeitrag|artikel|testbericht"
    r"|aufbau|regal|kuchen|lied|gedicht|playlist)"
)
_GETAN = (
    r"(?:gebaut|gebacken|gemalt|genäht|gezeichnet|fotografiert|gefilmt|gestrickt|gehäkelt|geschnitzt"
    r"|gebastelt|getöpfert|gedruckt|vertont|selbst gemacht|selber gemacht)"
)
_MADE = re.compile(
    rf"\b(?:i|we)(?:['’]ve| have)?(?: just| finally| also)? {_CRAFTS} {_NO_WORK}"
    rf"|^(?:just |finally |today |here )*{_CRAFTS} (?=(?:an?|the|my|our|this|some|your) ){_NO_WORK}"
    r"|\bwhat (?:i|we) (?:made|built|baked|painted)\b"
    r"|\b(?:i|we) (?:put together|turned\b.{3,40}\binto)\b"
    r"|(?<!\bfor )\b(?:my|our) (?:own |first |new |little |latest |homemade )*"
    rf"{_THINGS}\b(?! order)"
    rf"|\bfinished (?:my|our|an?|the) (?:\w+ ){{0,3}}{_THINGS}\b"
    rf"|\b(?:hab|habe|haben)\b(?! ihr)(?: [^\s.!?]+){{0,9}} {_GETAN}\b"
    rf"|(?<!\bfür )\b(?:mein|unser)(?:e|en)? (?:\w+ ){{0,2}}{_DINGE}\b(?! von)"
    r"|\bselbst ?ge(?:baut|macht|malt|näht|backen|zeichnet|strickt)e?[nsrm]?\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n")
_OF_OTHERS = re.compile(r"\b(?:habt ihr|haben sie|have you|did you)\b|\?\s*$", re.IGNORECASE)


def shows_work(text: str) -> bool:
    """Whether a text tells of something its author made."""
    sentences = (" ".join(each.split()) for each in _SENTENCES.split(text))
    return any(_MADE.search(each) and not _OF_OTHERS.search(each) for each in sentences)
