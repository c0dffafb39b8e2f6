"""The words of a text that carry meaning, cut to their stems, so that forms of one word are one.

English and German: the two languages that rules write and compare.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assistant.community.reading import fold

_LINK = re.compile(r"(?:https?://|www\.)\S+|[@]\S+|\b(?:[\w-]+\.)+[a-z]{2,}/\S*")
_WORD = re.compile(r"[^\W_]+(?:[’-][^\W_]+)*")
_SHORTEST = 3
_SHORTEST_STEM = 3
_LONGEST_STEM = 7
"""Letters by which two words are taken for the same ("repair", "Reparatur" are not)."""
_ENDINGS = (
    *("ieren", "iert", "atur", "ings", "ungen", "ing", "ung", "ers", "ern", "ed", "es", "er"),
    *("en", "em", "et", "ly", "s", "e"),
)

_PLAIN_WORDS = """
a about after again all also always am an and another any anyone are aren't around as at away be
because been before being both but by can can't come could day did didn't do does doesn't doing done
don't down each even ever every everyone few for from get gets getting give go goes going good got
had has have having he hello her here hers hey hi him his how however i'd i'll i'm i've if in into
is isn't it it's its just know let let's like likes little lot lots made make makes many may maybe
me might more most much must my need needs never new no nobody not nothing now of off ok okay on
once one only or other others our ours out over own people please put quite rather really right
said same say says see seen she should since so some somebody someone something soon still such
sure take tell than thank thanks that that's the their them then there these they thing things think
this those though three through time to today tomorrow too two under until up us use used uses using
very want wants was way we we'll we're we've week well went were what what's when where which while
who whom whose why will with without won't wonder wondering would year years yes yesterday yet you
you'll you're you've your yours
aber alle allem allen aller alles als also am an andere anderen anderer anderes ans auch auf aus
ausserdem außerdem bald bei beim bin bis bist bitte bloß da dabei dadurch dafür dagegen daher dahin
damals damit danach daneben dann dar daran darauf daraus darf darfst darin darüber darum das dass
davon davor dazu dazwischen dein deine deinem deinen deiner dem den denen denn der deren des dessen
dich die dies diese diesem diesen dieser dieses dir doch dort drei du durch dürfen eben ein eine
einem einen einer eines einfach einige einigen einmal er erst es etwa etwas euch euer eure eurem
euren eurer fast für ganz gar geben gegen geht gern gerne gerade gestern gewesen gibt gleich gut
gute guten guter hab habe haben habt hallo hast hat hatte hatten hattest hätte hätten heute hier
hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins irgend ist ja jede jedem
jeden jeder jedes jemand jetzt kam kann kannst kein keine keinem keinen keiner kommen kommt können
könnt könnte könnten lassen leute machen macht mal man manche mehr mein meine meinem meinen meiner
mich mir mit morgen muss müssen nach nachdem neu neue neuen neuer nein nicht nichts nie noch nun nur
ob oder ohne schon sehr sei seid sein seine seinem seinen seiner seit selber selbst sich sie sind so
sogar soll sollen sollte sollten solche sondern sonst soviel sowie stets tag tage tagen trotzdem tun
über um und uns unser unsere unserem unseren unserer unter viel viele vielen vielleicht vom von vor
wann war waren warst warum was weder weil weiter weitere welche welchem welchen welcher wenig wenn
wer werde werden werdet weshalb wie wieder wieso will wir wird wirklich wirst wissen wo woche wochen
woher wohin wohl wollen wollt wollte worden wurde wurden würde würden zu zum zur zusammen zwar zwei
zwischen danke dankeschön
"""
_PLAIN = frozenset(fold(word) for word in _PLAIN_WORDS.split())


@lru_cache(maxsize=2048)
def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning. Links and handles are left out; hashtags count."""
    return frozenset(in_order(text))


@lru_cache(maxsize=2048)
def in_order(text: str) -> tuple[str, ...]:
    """The same as they come, repeated ones too."""
    words = (found[0] for found in _WORD.finditer(_LINK.sub(" ", fold(text))))
    return tuple(stem(word) for word in words if len(word) >= _SHORTEST and word not in _PLAIN)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """What forms of one folded word share ("ship", "ships", "shipping"). Figures stay whole."""
    if word[:1].isdigit():
        return word
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", word) if not unicodedata.combining(each)
    )
    while ending := next((each for each in _ENDINGS if plain.endswith(each)), ""):
        if len(plain) - len(ending) < _SHORTEST_STEM:
            break
        plain = plain[: -len(ending)]
    if len(plain) > _SHORTEST_STEM and plain[-1] == plain[-2]:
        plain = plain[:-1]
    return plain[:_LONGEST_STEM]
