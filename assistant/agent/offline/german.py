"""What the offline composer says to people who write German.

What it says by itself it says in German. Figures it can only give in English, because their wording
and the gate's proof of it are English; then one German sentence says so.
"""

from __future__ import annotations

from types import MappingProxyType

from assistant.agent.offline.phrases import words

IN_ENGLISH = "Ich verstehe Deutsch, kann ohne Sprachmodell aber nur auf Englisch antworten."

_EXAMPLES = "Zum Beispiel: „Wie viele Kommentare hatten wir diese Woche?“ oder „Wer wartet noch?“"

GERMAN = MappingProxyType(
    {
        "greeting": f"Hallo. Was möchtest du über eure Community wissen? {_EXAMPLES}",
        "thanks": "Gern geschehen. Frag jederzeit, wenn du mehr wissen möchtest.",
        "fine": "Alles klar. Frag jederzeit, wenn du mehr wissen möchtest.",
        "bot": (
            "Ich bin ein Programm, kein Mensch. Was ich sage, stammt aus euren verbundenen Konten, "
            "und was veröffentlicht wird, entscheiden Menschen."
        ),
        "help": (
            "Ich sehe in euren verbundenen Konten nach: wie es läuft, Kommentare, Likes und Leute, "
            "beste und schwächste Beiträge, wie schnell ihr antwortet, wer wartet, wer "
            f"wiederkommt und wann sich ein Beitrag lohnt. {_EXAMPLES}"
        ),
        "write": (
            "Ich kann nichts veröffentlichen, ändern oder löschen: Das tun Menschen. Nachsehen "
            f"kann ich gern. {_EXAMPLES}"
        ),
        "ideas": (
            "Dafür gibt es ein Studio: In Slack entwirft `/engage post` mit einem Thema Beiträge "
            "aus dem, was ihr festgehalten habt und was oft gefragt wird. Welche Beiträge am "
            "besten liefen, kann ich zeigen."
        ),
        "thank": "In Slack zeigt `/engage spotlight`, wer Dank verdient, und warum.",
        "mood": (
            "Ich zähle Kommentare und werte sie nicht. In Slack sagen ihre Karten, was nach einer "
            "Beschwerde klingt, und im Kanal melde ich, wenn davon viel mehr kommt als sonst."
        ),
        "private": (
            "Private Nachrichten sehe ich nicht, nur was öffentlich ist. Hilft dir davon etwas? "
            f"{_EXAMPLES}"
        ),
        "period": (
            "Ich habe nicht verstanden, welchen Zeitraum du meinst. Versuch es so: diese Woche, "
            "letzter Monat, Oktober, gestern oder seit Montag."
        ),
        "who": (
            "Ich kenne Menschen nur durch das, was sie öffentlich schreiben. Der Name neben einem "
            "Zitat führt zum Beitrag."
        ),
        "why": (
            "Zahlen zeigen, was geschah, nicht warum. Nenne ein Maß und einen Zeitraum, und ich "
            "stelle ihn neben die Zeit davor."
        ),
        "all": (
            "Mehr davon kann ich hier nicht zeigen. Ein kürzerer Zeitraum, etwa diese Woche, zeigt "
            "andere."
        ),
        "unclear": f"Ich bin nicht sicher, was du wissen möchtest. {_EXAMPLES}",
    }
)
"""Replies by the names that `replies.REPLIES` gives them."""

_GERMAN = words(
    """
    wie viele wieviele wer wann warum wieso weshalb welche welcher welches welchen haben hatten
    hatte bekommen bekam wir unser unsere unserer unseren letzte letzten letzter letztes diese
    diesen dieser woche wochen monat monate gestern heute kommentare kommentar antworten antwort
    antwortet beiträge beitrag zeig zeige vergleiche und oder auf für über von nach seit vor ist
    sind läuft lief schnell noch wartet warten danke dankeschön bitte hallo hilfe kannst bist ein
    eine das der dem nicht leute neue neuen anderen mir lösche löschen veröffentliche konten
    verbunden uns du gab gibt davor mehr geht alles klar pro vielen
    """
)
_ENGLISH = words(
    """
    the how many what who when which why did do does we our us last this week month year replies
    comments posts is are and or with for show compare please thanks fast best
    """
)


def speaks_german(question: str) -> bool:
    """Whether a question is German, judged by its little words: more of them than English ones."""
    said = [word.strip(".,;:!?\"'„“()").lower() for word in question.split()]
    german = sum(word in _GERMAN for word in said)
    return german > sum(word in _ENGLISH for word in said)
