"""What a follow-up without a mention is made of, English and German. Data only.

Each is one alternative of a regular expression, read without upper case, apostrophes and
punctuation.
"""

from __future__ import annotations


def any_of(text: str) -> str:
    """One group out of alternatives with commas between them."""
    return f"(?:{'|'.join(' '.join(each.split()) for each in text.split(','))})"


ACCOUNT = r"(?:[a-z]+:@?[\w-]+\.[\w.@-]+|@?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}|the \w+ account)"

METRIC = any_of(
    r"""
    repl(?:y|ies|ied), comments?, likes, liked, reposts?, reposted, quotes, quoted, mentions?,
    mentioned, followers?, engagements?, interactions?, reactions?, posts?, posted, people,
    community, regulars, newcomers, first-timers, conversations?, response (?:rate|times?),
    answers?, answered, answering, waiting, unanswered, still open, accounts, numbers, figures,
    stats, metrics, impressions, median, average, scorecard, we doing, did we do, do next, changed,
    sources?, trends?, c[ao]me back,
    antwort(?:en|zeit|zeiten|quote)?, geantwortet, beantwortet, unbeantwortet\w*, kommentare?n?,
    zitate, erwähnung(?:en)?, erwähnt, beitrag, beiträgen?, leute, menschen, gespräche?, wartet,
    warten, noch offen, konten, zahlen, läuft, lief, liefen, quellen?
    """
)
PERIOD = any_of(
    r"""
    today, yesterday, (?:this|last|past|previous|that) (?:\d+ )?(?:days?|weeks?|months?),
    (?:this|last|past|previous|that) (?:quarter|year|weekend), (?:the )?last \d+ \w+,
    (?:the )?(?:day|week|month|year)s? before, before, before that(?: day| week| month)?,
    \d+ (?:days?|weeks?|months?)(?: ago)?, since \w+, in \d\d\d\d,
    (?:in |since )?(?:january|february|march|april|june|july|august|september|october|november
    |december)(?: \d\d\d\d)?, in may,
    heute, gestern, (?:diese|letzte|vorige|vergangene)[nmrs]? (?:\d+ )?(?:tage?|wochen?|monate?),
    (?:diese|letzte|vorige|vergangene)[nmrs]? (?:quartal|jahr|wochenende), davor,
    (?:die |der |den )?(?:woche|monat|tag|zeit) davor, seit \w+, vor \d+ \w+,
    im (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)
    """
)
SPLIT = any_of(
    r"""
    (?:per|by|each|every) (?:day|week|month|hour|account|platform|post|person)s?, daily, weekly,
    (?:pro|je|nach) (?:tag|woche|monat|stunde|konto|plattform|beitrag|person), täglich
    """
)
REST = any_of(
    """
    more, the rest, the others?, the other ones, the other (?:two|three|posts|accounts), all of
    them, them all, everything, more details, mehr, mehr davon, den rest, die anderen, alle,
    einzelheiten
    """
)
GLUE = any_of(
    """
    and, und, also, only, just, but, what about, how about, was ist mit, wie sieht es mit, nur,
    auch, our, best, too, unsere?, in, on, for, from, of, the, with, without, instead, please,
    bitte, then, now, auf, für, im, am, von, bei, ohne, mit, statt, or, oder, vs, versus, aus, per,
    compared to, compared with
    """
)
"""What may lead to a period, a metric or an account: "and for ...", "only the ..."."""

DOUBTS = any_of(
    rf"""
    why, how come, why (?:is|was) (?:that|this|it)(?: so)?, why (?:that|so),
    why so (?:low|high|few|many|little|much), why (?:did|has|is|was) (?:it|that|this) (?:go|gone
    |going)? ?(?:down|up|drop|dropped|fall|rise|lower|higher|so low|so high), are you sure,
    are you (?:an? )?(?:bot|robot|human|real|ai|person|machine), what (?:is|was) it before,
    what does (?:that|this|it) mean, what do you mean(?: by that)?,
    how do you (?:know|count|measure|calculate|define)(?: that| this| it)?,
    where (?:is|does) (?:that|this|it) (?:from|come from),
    how does (?:that|this|it) compare(?: \w+)*,
    is (?:that|this|it) (?:a lot|good|bad|normal|much|more|less|fewer|better|worse)(?: \w+)*,
    compared (?:to|with) what, which (?:ones?|accounts?), how many(?: of them)?,
    who are they, compare(?: it| that| them)?, (?:as|with) a (?:chart|table|list), in percent,
    warum, wieso, weshalb, wie kommt das, (?:warum|wieso) (?:ist )?das(?: so)?,
    warum (?:ist|sind) (?:es|das|sie) (?:gesunken|gestiegen|gefallen|so \w+), bist du sicher,
    bist du (?:ein|eine) (?:bot|mensch|maschine|ki), was (?:heißt|bedeutet) das,
    ist das (?:viel|gut|schlecht|normal|mehr|weniger|besser|schlechter)(?: \w+)*,
    woher (?:kommt|weißt du) das, welche, wie viele, vergleiche?(?: das)?, in prozent,
    als (?:diagramm|tabelle|liste), {REST}
    """
)
"""Short ways of going on that name nothing: they lean on the answer above."""

REPLIES = any_of(
    r"""
    yes, yes please, yep, please, please do, yes do, go ahead, do it, do that, sure, both, both of
    them, either, all, all of them, all accounts, the (?:first|second|last)(?: one)?, the other one,
    ja, ja bitte, bitte, gern, gerne, ja gern, ja gerne, beide, alle, alle konten,
    (?:das|den|die) (?:erste|zweite|letzte|andere)n?
    """
)
"""Short answers to a question of Engage's own."""

SHOW = any_of(
    """
    show, compare, list, give (?:me|us), tell (?:me|us), break, split, explain, search, find, look
    up, chart, draw, plot, summari[sz]e, count, zeige?, vergleiche?, liste, nenne?, gib (?:mir|uns),
    sage? (?:mir|uns), erkläre?, suche?, zähle?
    """
)
"""What Engage can be told to do."""

QUESTION = any_of(
    """
    what, whats, which, who, whos, whose, how, why, when, where, was, welche[mnrs]?, wer, wie,
    wieviele?, wann, wo
    """
)
_HAS = "(?:did|do|does|is|are|was|were|has|have|had)"
_OF = "(?:the|our|any|more|fewer|these|those)"
_HAT = "(?:ist|sind|war|waren|hat|haben|hatten|gibt|gab|kommen|kamen|bekommen|wartet|warten)"
_VON = "(?:es|die|unsere|mehr|weniger)"
YES_OR_NO = any_of(
    rf"""
    {_HAS} (?:we|us|anybody|anyone|somebody|nobody), {_HAS} (?:{_OF} )*{METRIC},
    {_HAT} (?:wir|uns|jemand|noch), {_HAT} (?:{_VON} )*{METRIC}
    """
)
EXCLAIMS = any_of(
    """
    what an?, how (?:nice|cool|great|funny|cute|lovely|sad|sweet|weird|odd), was für,
    wie (?:nett|cool|schön|lustig|süß), any (?:comments|questions|thoughts|feedback|ideas|answers?)
    """
)
YOU = any_of(
    "you, u, your, yours, ya, guys, du, dir, dich, deine?[mnrs]?, ihr, euch, euer, eure[mnrs]?"
)
AMONG_US = any_of(
    """
    (?:who|wer) (?:will|can|could|wants|would|takes|has time|is going|kann|will|macht|übernimmt),
    (?:who|wer) (?:hat zeit|answered (?:that|this|him|her|them)|replied to|wrote (?:that|this)),
    (?:should|shall|can|could|may|must|lets|let us|sollen|sollten|können|könnten|wollen|darf|kann),
    (?:soll|lass|lasst), (?:what|how|was|wie) (?:should|shall|sollen|sollten) (?:we|i|wir|ich)
    (?:answer|reply|respond|say|write|tell|do about|antworten|sagen|schreiben)
    """
)
"""How people begin when they settle something with each other."""

AHEAD = any_of("next (?:week|month|time), tomorrow, nächste[nmrs]?, morgen")
