"""Which lists a text is read with."""

from __future__ import annotations

from assistant.community.reading import Reading

_COMMON = {
    "en": "the a and you your we our is are to of for it this that in on with have be i not",
    "de": "der die das und du ihr dein euer wir uns ist sind zu von für es nicht mit ein eine ich "
    "auch sehr haben habt euch dir auf im den dem",
    "fr": "le la les et vous votre nous notre est sont de pour ce pas avec un une je des que tu",
    "es": "el la los las y tu su nosotros es son de para que no con un una lo te os muy hemos",
    "it": "il la i gli le e tu noi nostro è sono di per che non con un una ti vi ci abbiamo",
    "nl": "de het een en je jij wij we ons is zijn van voor dat niet met op ik jullie dit hebben",
    "pt": "o a os as e você nós nosso é são de para que não com um uma te vocês muito temos",
}
_WORDS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_ENOUGH = 2
"""Common words by which a language is told; a text with fewer is read with every list."""
_FEW = 3
"""Common words up to which the languages next to the likeliest are read with as well."""
OTHERS = "others"
"""The list that holds honesty in languages without a list of their own."""


def languages_of(reading: Reading, tag: str | None) -> frozenset[str]:
    """The lists to read a text with: the language it is said to be in, the one it looks like, and
    English, whose phrases turn up everywhere.
    """
    chosen = {"en"}
    if tag:
        chosen.add(_list_for(tag.partition("-")[0].lower()))
    words = [word for word, _, _ in reading.words]
    counts = {name: sum(word in known for word in words) for name, known in _WORDS.items()}
    best = max(counts.values())
    if best < _ENOUGH and not tag:
        return frozenset(("en", "de", OTHERS))
    close = max(best - 1, 1) if best <= _FEW else best
    chosen |= {_list_for(name) for name, count in counts.items() if count >= close}
    return frozenset(chosen)


def _list_for(language: str) -> str:
    return language if language in ("en", "de") else OTHERS
