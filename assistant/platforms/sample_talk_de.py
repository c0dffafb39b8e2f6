"""The German voices of the sample community, and the answers they get."""

# ruff: noqa: E501 - a table of texts reads better unbroken

from __future__ import annotations

from assistant.platforms.sample_talk import Phrases, Sort, Talk


def _talk(sort: Sort, tags: str, text: str, answer: str = "") -> Talk:
    return Talk(sort, frozenset(tags.split()), text, answer)


_TALKS = (
    _talk("question", "brew", "[Gilt das auch für die|Klappt das auch mit der] {method}?", "Ja, auch mit {method}. [Etwas gröber mahlen und ein bisschen länger ziehen lassen.|Nur in kleineren Schritten verstellen.] Berichte gern."),
    _talk("question", "brew beans", "Welchen Mahlgrad [nehmt ihr|empfehlt ihr] für {coffee}?", "Mittel, [wie grober Sand|eine Spur feiner als Filter]. [Wird es sauer, feiner stellen.|Bitter heißt gröber.]"),
    _talk("question", "order", "[Verschickt ihr auch nach Österreich?|Liefert ihr in die Schweiz?]", "Ja, das dauert [etwa fünf|vier bis sechs] Werktage. [Um den Zoll kümmern wir uns.|Schreib uns, wenn der Shop bei der Postleitzahl meckert.]"),
    _talk("question", "order", "[Kann ich die Bestellung noch ändern?|Ich habe die falsche Adresse angegeben, geht da noch was?]", "Bis zum Rösttag morgens geht das, unter Bestellungen. Sonst schick uns kurz die Nummer, [wir machen das von Hand|Luise kümmert sich]."),
    _talk("question", "visit", "[Sind Hunde erlaubt?|Darf der Hund mit rein?]", "Sehr gern. [Pepper freut sich auf Gesellschaft.|Am Fenster ist Platz.]"),
    _talk("question", "beans", "[Habt ihr etwas|Gibt es etwas] mit weniger Säure als {coffee}?", "Probier {other}, der ist runder. [Wie brühst du denn?|Wir legen gern eine kleine Probe dazu.]"),
    _talk("question", "beans", "Wird der Entkoffeinierte [mit Wasser|ohne Lösungsmittel] gemacht?", "Mit Zuckerrohr, ganz ohne Zusatz. [Den trinken wir nachmittags selbst.|Wir schicken dir gern das Blatt von der Mühle.]"),
    _talk("question", "water brew", "Hier ist das Wasser [sehr hart|eine Katastrophe]. [Reicht ein Filter?|Was tun?]", "Ein Tischfilter reicht meistens, [solange die Kartusche frisch ist|wenn man ihn regelmäßig wechselt]. Vergleich einmal mit stillem Wasser aus der Flasche."),
    _talk("complaint", "order", "[Mein Paket ist immer noch nicht da.|Das Paket hängt seit {weekday_de} fest.] [Könnt ihr bitte nachsehen?|Langsam wird der Kaffee knapp.]", "Das tut uns leid. Schick uns bitte die Bestellnummer, wir fragen heute beim Zusteller nach und schicken sonst Ersatz."),
    _talk("complaint", "order", "Die Tüte war [offen|gerissen], [alles im Karton verteilt|halb leer]. Schade.", "Wie ärgerlich, entschuldige. Eine neue geht mit der nächsten Röstung raus. [Magst du ein Foto schicken?|Tom wechselt gerade das Klebeband.]"),
    _talk("complaint", "", "Auf meine Mail [von letzter Woche|vom {weekday_de}] kam keine Antwort.", "Die ist uns durchgerutscht, entschuldige. Von welcher Adresse kam sie? Wir schauen sofort nach."),
    _talk("praise", "beans brew", "{coffee} [heute früh|gerade eben], [ein Traum|herrlich]. [Ganz klar {taste_de}.|Danke euch.]"),
    _talk("praise", "", "[Danke für die ehrlichen Worte.|Genau deshalb folge ich euch.] [Weiter so.|Gern mehr davon.]"),
    _talk("praise", "order", "[Gestern bestellt, heute getrunken.|Mit handgeschriebener Karte im Paket.] [Ihr seid toll.|So macht das Freude.]"),
    _talk("praise", "visit", "[So ein schöner Abend bei euch.|War richtig nett bei euch.] [Ich habe viel gelernt.|Wir kommen wieder.]"),
    _talk("praise", "dog", "Pepper [for president|ist die Chefin, das weiß doch jeder]. [Grüße von Bruno.|Streicheleinheiten von mir.]"),
    _talk("chat", "memory", "[Filterkaffee aus der Thermoskanne, auf dem Fischmarkt.|Der aus dem Automaten in der Uni.] [Unvergessen.|Leider prägend.]"),
    _talk("chat", "", "[Das merke ich mir.|Geht gleich an meine Schwester.|Hängt jetzt in der Büroküche.]"),
    _talk("chat", "fun dog", "[Ich lache immer noch.|Herrlich.] [Das könnte von uns sein.|Mein Montag ist gerettet.]"),
    _talk("praise", "cheer people", "[Schön, dass ihr das teilt.|Die haben es verdient.] [Da gehe ich hin.|Bin stolz auf unsere Ecke.]"),
    _talk("praise", "brew water milk", "[Gleich ausprobiert, stimmt.|Jetzt weiß ich endlich, warum.] [Danke fürs Erklären.|Der Sonntag ist gerettet.]"),
    _talk("chat", "show sentence", "[Bei mir steht alles auf der Waschmaschine.|Vor dem ersten Kaffee bitte nicht ansprechen.|Zwei Kisten und ein Campingkocher.]"),
    _talk("chat", "brew", "[Ich mahle noch feiner|Ich mache es genau andersherum], [aber meine Mühle ist alt|schmeckt mir so am besten]."),
    _talk("chat", "beans farm", "[Bei mir bleibt es bei {coffee}.|Ich bin treuer {coffee}-Trinker.] [Mit Milch unschlagbar.|Seit der ersten Tüte.]"),
)  # fmt: skip

_WHOLESALE = (
    _talk("wholesale", "", "Hallo zusammen, wir betreiben ein kleines Café und würden gern {coffee} ausschenken. [An wen wenden wir uns wegen Großhandel?|Gibt es eine Preisliste für Gastronomie?]", "Wie schön! Großhandel macht Ines: schreibt uns, wie viele Kilo pro Woche und welche Maschine ihr habt, dann kommt sie mit Proben vorbei."),
    _talk("wholesale", "", "[Etwa sechs Kilo pro Woche|So um die acht Kilo], Siebträger, zwei Gruppen. [Schult ihr auch das Team?|Helft ihr beim Einstellen?]", "Ja, ein halber Tag bei euch an der Bar gehört dazu. [Wann ist es bei euch ruhig?|Passt euch nächste Woche vormittags?]"),
)  # fmt: skip

_SHARED_ANSWERS = {
    "praise": (
        "[Danke dir|Lieben Dank], {name}. [Das hängt jetzt an der Wand.|Das lesen wir gleich in der Rösterei vor.|Das tut gut.]",
        "[Freut uns sehr|Wie schön], {name}. [Was brühst du als Nächstes?|Bis bald am Kai.]",
    ),
    "chat": (
        "Haha, {name}. [Pepper stimmt zu.|Das merken wir uns.|Tom nickt.]",
        "[Stimmt|Erwischt], {name}. [Uns geht es genauso.|Das kennen wir.]",
    ),
    "brew": ("[Guter Tipp|Spannend], {name}. [Das probieren wir morgen.|Welche Mühle hast du?]",),
    "last": ("[Gern|Jederzeit], {name}. [Melde dich, wenn etwas nicht passt.|Guten Schluck.]",),
}
_FOLLOW_UPS = {
    "brew": (
        "[Mache ich|Wird gemacht|Probiere ich gleich], ich berichte.",
        "[Hat geklappt|Schmeckt gleich besser], [danke euch|ihr seid die Besten].",
    ),
    "question": (
        "[Super, danke.|Perfekt, danke euch.|Das ging ja schnell, danke.|Prima, dann weiß ich Bescheid.]",
    ),
    "complaint": (
        "[Nummer ist raus.|Habe euch geschrieben.|Foto ist unterwegs.] [Danke fürs Nachsehen.|Danke fürs Kümmern.]",
    ),
    "praise": ("[Sehr gern.|Ist ja wahr.]",),
    "chat": ("[Immer gern.|Nur von vorne bitte.]",),
}

_ASIDES = {
    "brew": (
        "[Mit etwas kühlerem Wasser|Etwas gröber] [wurde es bei mir besser|hat es bei mir geholfen].",
    ),
    "question": ("[Dieselbe Frage|Das wollte ich auch fragen], lese mit.",),
    "complaint": (
        "[Hatte ich auch mal|War bei mir genauso], [hat sich schnell geklärt|am Ende war alles gut].",
    ),
    "praise": ("[Kann ich nur bestätigen.|Genau so.]",),
    "chat": ("[Geht mir auch so.|Haha, genau.]",),
}

_AFTERTHOUGHTS = (
    "[Ach ja|Und noch etwas]: [danke für die Karte im Paket|das neue Schild ist schön].",
)

_MENTIONS = (
    _talk("praise", "", "[Sonntagskaffee|Morgens am Wasser]: {coffee} von {us}. [Sehr zu empfehlen.|Mehr braucht es nicht.]"),
    _talk("praise", "", "[Endlich|Heute] {coffee} von {us} [aufgemacht|probiert]. [Schmeckt wirklich nach {taste_de}.|Der bleibt.]"),
    _talk("chat", "", "[Wer sammelt auch|Sammelt noch jemand] die Dosen von {us}? [Frage für mein Regal.|In meinen sind jetzt Schrauben.]"),
    _talk("question", "", "[Kurze Frage an|Sagt mal,] {us}: gibt es {coffee} [noch|auch als Kilo]?", "Ja, [solange der Vorrat reicht|frisch von {weekday_de}]. Danke der Nachfrage."),
)  # fmt: skip

_QUOTES = (
    "[So geht das.|Einfach gut erklärt.]",
    "[Muss ich probieren|Wird am Wochenende probiert], wer macht mit?",
)

GERMAN = Phrases(
    talks=_TALKS,
    wholesale=_WHOLESALE,
    mentions=_MENTIONS,
    quotes=_QUOTES,
    shared_answers=_SHARED_ANSWERS,
    follow_ups=_FOLLOW_UPS,
    asides=_ASIDES,
    afterthoughts=_AFTERTHOUGHTS,
    greetings=("Moin. ", "Hallo zusammen. ", "Moin Ines. "),
)
