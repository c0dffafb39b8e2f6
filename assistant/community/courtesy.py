"""Words that close a talk instead of opening one: "Thanks!", "Will do.", an emoji.

A careful rule, English and German, until somebody judges each comment: every word must belong to
a thank-you, an assent or a farewell, so that "thanks, but it still leaks" and "thanks for nothing"
are heard. An unknown word, a question mark or a figure means that more was said.
"""

from __future__ import annotations

import re
import unicodedata

_MOST_WORDS = 15

_CLOSINGS = """
    thanks, thank you, thanks both, thank you both, thx, ty, tysm, cheers, many thanks, so much,
    very much, a lot, a million, again, much appreciated, appreciated, appreciate it, i appreciate
    it, appreciate that, thats kind, thats great, thats
    perfect, lovely, perfect, great, brilliant, wonderful, awesome,
    excellent, amazing, cool, nice, good, ok, okay, k, kk, alright, all right, sure, fair enough,
    got it, understood, noted, i see, ah, oh, aha, haha, ha, lol, will do, will try, deal, sounds
    good, sounds great, sounds like a plan, that helps, that helped, helps a lot, helped a lot, very
    helpful, good to know, that makes sense, makes sense, no worries, no problem, any time, anytime,
    my pleasure, you too, same to you, you are welcome, youre welcome, you are the best, youre the
    best, have a nice day, have a good day, have a great day, have a nice weekend, have a good
    weekend, have a great weekend, have a good one, bye, see you, see you soon, see you then, see
    you there, see you tomorrow, take care, good night, team, everyone, all, guys, folks, yay, yeah,
    yep, and, that was quick, quick as ever,
    just what i needed, exactly what i needed,
    danke, dankeschön, danke schön, danke sehr, vielen dank, vielen lieben dank, lieben dank,
    besten dank, herzlichen dank, tausend dank, dank dir, dank euch, dir, euch, ihnen, dir auch,
    euch auch, ihnen auch, euch beiden, merci, vielmals, nochmal, nochmals, super, prima, toll,
    klasse, perfekt, spitze, top, wunderbar, alles klar, klar, in ordnung, passt, verstanden, ach
    so, achso, mach ich, mache ich, machen wir, wird gemacht, gut, sehr gut, gut zu wissen, das
    hilft, das hilft mir, hilft mir sehr, gern, gerne, sehr gern, immer gern, gern geschehen, kein
    problem, keine ursache, bis bald, bis dann, bis morgen, bis später, tschüss, ciao, schönen tag,
    schönen tag noch, schönen abend, schönes wochenende, gute nacht, gleichfalls, ebenso, lg, vg,
    liebe grüße, viele grüße, und, das ging schnell, das ging ja schnell
"""

_FOR_WHAT = (
    (
        r"for (?:the|your|all the) (?:(?:quick|fast|swift|kind|honest|detailed) )?"
        r"(?:reply|answer|response|help|info|information|update|link|tips?|advice|heads up)"
    ),
    r"for (?:explaining|letting me know|taking the time|looking into it|getting back to me)",
    (
        r"für (?:die|deine|eure|ihre) (?:(?:schnelle|nette|liebe|ehrliche) )?"
        r"(?:antwort|hilfe|rückmeldung|auskunft|erklärung|mühe|info)"
    ),
    r"für den tipp|fürs (?:nachsehen|kümmern|erklären)",
)

_PHRASES = [re.escape(" ".join(each.split())) for each in _CLOSINGS.split(",")]
_CLOSING = re.compile(f"(?:(?:{'|'.join([*_PHRASES, *_FOR_WHAT])})(?: |$))+")
_HANDLE = re.compile(r"(?<!\S)@\S+")
_SMILE = re.compile(r"(?<!\S)(?:[:;=][-o]?[)dp3(]+|<3+|xd+|\^\^)(?!\S)")
_APOSTROPHE = re.compile(r"['’]")
_MARK = re.compile(r"[^\w\s]|_")


def only_closes(text: str) -> bool:
    """Whether a text only thanks, agrees, says good-bye or smiles, and asks nothing.

    Names of accounts (@...) count as address, not as words. Without words it takes a symbol: a
    comment without any text may be a picture that wants to be seen.
    """
    said = _HANDLE.sub(" ", text.lower())
    if "?" in said:
        return False
    smiled = _SMILE.search(said) is not None or any(map(_is_symbol, said))
    words = _MARK.sub(" ", _APOSTROPHE.sub("", _SMILE.sub(" ", said))).split()
    if not words:
        return smiled
    return len(words) <= _MOST_WORDS and _CLOSING.fullmatch(" ".join(words)) is not None


def _is_symbol(letter: str) -> bool:
    return unicodedata.category(letter) == "So"
