"""What the figures of a weekly note mean, in German: as `metrics.METRICS` says it in English."""

from __future__ import annotations

from types import MappingProxyType

_TALK = "Anteil der Gespräche"

DEFINED = MappingProxyType(
    {
        "checks_ok": (
            "Erreichte Ziele",
            "Ziele, deren Wert ihr Soll erreicht, von denen, die sich messen ließen.",
        ),
        "answered_in_target": (
            "Rechtzeitige Antworten",
            (
                "Kommentare und Erwähnungen, die innerhalb der Frist des Kontos beantwortet "
                "wurden, geteilt durch alle, deren Frist vorbei ist. Eine späte Antwort zählt als "
                "verpasst. Die Frist läuft immer, außer das Konto zählt sie in Geschäftszeiten. "
                "Was nur dankt oder das Gespräch beendet, nachdem wir geantwortet hatten, zählt "
                "nicht."
            ),
        ),
        "conversation_share": (
            _TALK,
            (
                "Antworten und Zitate geteilt durch alle Reaktionen der Woche. Likes und Reposts "
                "sind der Rest."
            ),
        ),
        "conversation_share_of_posts": (
            _TALK,
            (
                "Antworten und Zitate geteilt durch alle Reaktionen, die Beiträge der Woche bis "
                "jetzt haben. Die Plattform sagt nicht, wann Likes und Reposts kamen."
            ),
        ),
        "replies": (
            "Antworten von anderen",
            (
                "Beiträge anderer irgendwo unter unseren Beiträgen der letzten 90 Tage, in der "
                "Woche geschrieben, unsere eigenen ausgenommen."
            ),
        ),
        "returning_share": (
            "Wiederkehrende Menschen",
            "Wer wiederkam, geteilt durch alle, die in der Woche mit uns zu tun hatten.",
        ),
        "listen": (
            "Zuhören",
            (
                "Erwähnungen ohne Markierung, über die jemand entschieden hat, geteilt durch alle, "
                "über die entschieden wurde oder schon entschieden sein sollte. Was nur mitgehört "
                "wird, zählt nicht."
            ),
        ),
        "promotion_share": (
            "Anteil der Werbung",
            (
                "Beiträge und Antworten von uns, die werben, geteilt durch alle der 28 Tage, die "
                "mit der Woche enden. Wofür jeder ist, lesen Regeln; was ein Mensch sagt, geht vor."
            ),
        ),
    }
)
"""Name and meaning, by the id of a definition."""
