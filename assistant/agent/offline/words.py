"""The words the offline composer understands, English and German. Data only."""

from __future__ import annotations

from assistant.agent.offline.phrases import phrases, table, words

INTENTS = table(
    {
        "private": """
            private messages, private message, direct messages, direct message, dms,
            privatnachrichten, private nachrichten, direktnachrichten, inbox messages
        """,
        "write": """
            delete, publish a, publish this, post this, unfollow, retweet this, lösche,
            löschen, veröffentliche, write a reply, write a post, draft, schreib einen, block,
            remove our, edit our, schedule, post for me, post * for me, publish * for me, reply *
            for me, answer * for me, write * for me
        """,
        "ideas": """
            what should i post, what should we post, what shall i post, what shall we post, what to
            post, what can i post, what can we post, what could i post, what could we post, post
            ideas, post idea, ideas for a post, ideas for posts, content ideas, idea for a post,
            was soll ich posten, was sollen wir posten, was könnten wir posten, ideen für beiträge,
            ideen für posts
        """,
        "thank": """
            who should i thank, who should we thank, whom should i thank, whom should we thank, who
            deserves, who to thank, wem soll ich danken, wem sollen wir danken, wer verdient
        """,
        "mood": """
            bad comments, bad comment, negative comments, negative comment, negative feedback,
            complaints, complaint, complain, complained, complains, sentiment, angry, upset,
            beschwerden, beschwerde, beschwert, negative kommentare, stimmung, verärgert
        """,
        "accounts": """
            which accounts, what accounts, connected accounts, list accounts, accounts *
            connected, accounts do you know, accounts * know, welche konten, welche accounts,
            konten sind verbunden, our accounts
        """,
        "search": """
            search for, search, look for posts, find posts, find mentions of, saying about,
            say about, talking about, talk about, said about, posts about, posts mentioning,
            suche nach, suche, sagen * über, reden * über, schreiben * über, beiträge über,
            posts über, heard about
        """,
        "best_times": """
            best time, best times, when should we post, when to post, best hour, when should i
            post, good time to post, best day to post, when do we post, wann sollten wir
            posten, wann sollen wir posten, beste zeit, beste uhrzeit, wann posten, wann *
            posten, wann * veröffentlichen
        """,
        "content_mix": """
            our mix, content mix, the mix, post mix, mix of posts, mix of our posts, promotional,
            promoting, promote, promotion budget, promo budget, too much promotion, self promotion,
            how much promotion, posts are promotion, how many * promote, kinds of posts, what *
            posts for, unser mix, inhaltsmix, content-mix, beitragsmix, werben, werblich, zu viel
            werbung, wie viel werbung, eigenwerbung, werbebudget
        """,
        "open_items": """
            waiting, unanswered, still open, open comments, open questions, backlog, needs an
            answer, need an answer, needs a reply, need a reply, who waits, should we reply
            to, should we answer, to answer, not answered, comments open, have we not
            answered, left to answer, noch offen, offene kommentare, unbeantwortet,
            unbeantwortete, wartet, warten, wer wartet, sind offen, noch antworten, nicht
            beantwortet, offenen kommentare
        """,
        "response_times": """
            how fast, how quick, how quickly, how slow, response time, response times, reply
            time, reply times, answer time, time to reply, time to answer, time to respond,
            response speed, respond in time, answer in time, reply in time, long * to answer,
            long * to reply, long * to respond, wie schnell, antwortzeit, antwortzeiten,
            reaktionszeit, response target, within target, wie lange brauchen wir, in time,
            fast enough, quick enough, quickly enough, schnell genug, answering fast, answer faster,
            answer slower, reply faster, reply slower, answering faster,
            replying faster
        """,
        "list_posts": """
            best post, best posts, top post, top posts, worst post, worst posts, weakest post,
            weakest posts, weak posts, bottom posts, newest post, newest posts, latest post,
            latest posts, recent post, recent posts, last post, last posts, posts did best,
            post did best, posts did worst, post did worst, posts worked, post worked, most
            popular, strongest post, strongest posts, posts * best, post * best, posts *
            worst, post * worst, post got the most, posts got the most, most liked post, most
            * post, bester beitrag, beste beiträge, besten beiträge, bester post, beste posts,
            besten posts, schlechtester beitrag, schlechteste beiträge, top beiträge,
            schlechtesten beiträge, schwächster beitrag, schwächste beiträge, schwächsten
            beiträge, neueste beiträge, neuesten beiträge, letzte beiträge, letzten beiträge,
            beiträge * am besten, beitrag * am besten, beiträge * am schlechtesten, beitrag *
            am schlechtesten, show * posts, posts * am besten, post * am besten, list * posts,
            zeig * beiträge, did our posts do, posts do, posts doing, posts perform, posts
            performed, posts performing, top * posts, best * posts, worst * posts, weakest *
            posts, newest * posts, posts sucked, posts * sucked, posts flopped, posts * flopped,
            posts failed, posts bombed, posts tanked, flops
        """,
        "compare": """
            compare, compared, comparison, vs, versus, vergleich, vergleiche, verglichen,
            gegenüber, up or down, difference between, unterschied, changed, change, more *
            than, fewer * than, less * than, better than, worse than, trend, trends, mehr *
            als, weniger * als, besser als, schlechter als, getting better, getting worse,
            improve, improved, improving, faster than, slower than, quicker than, schneller
            als, langsamer als
        """,
        "direction": """
            up, down, grow, grew, grown, growing, rise, rising, rose, fall, falling, fell, drop,
            dropped, dropping, decline, declining, gestiegen, gefallen, gesunken, steigen, sinken
        """,
        "community": """
            community, regulars, regular, superfans, fans, most active, active people, who
            came back, who comes back, loyal, stammgäste, aktivsten, stammleute, engaged
            people, who engages, who talks, who replied, who commented, who wrote, who liked, who
            loves, loves us, love us
        """,
        "health": """
            how are we doing, how are we, how is it going, how did we do, how do we do, are we
            doing, we doing, doing, health, healthy, overview, summary, status, report, recap,
            performing, performance, how was, how were, how did, whats new, what is new, what
            happened, numbers, stats, statistics, kpis, metrics, wie läuft, wie lief, wie
            geht, wie war, wie stehen wir, überblick, zusammenfassung, bericht, zahlen, how
            is, wie sieht, anything new, was gibt es neues, was ist los, going, are we good, are we
            bad, are we ok, are we okay, are we any good, are we shit, are we crap, how good, how
            bad
        """,
    }
)
"""Phrases of each thing that can be asked. Earlier ones win."""

SMALL_TALK = table(
    {
        "bot": """
            are you a bot, are you a robot, are you human, are you a human, are you ai, are
            you an ai, are you real, are you a person, bist du ein bot, a machine, bist du ein
            mensch, wer bist du, who are you, what are you, am i talking to, did a bot write,
            real person, bist du echt, bist du eine ki, chatgpt, a bot, a robot, an ai, a human,
            human being, real human, person typing, bot or, human or, artificial intelligence,
            language model, ein bot, eine ki, ein mensch, künstliche intelligenz, sprachmodell,
            are you alive, bist du menschlich
        """,
        "help": """
            what can you do, help, what do you do, how do you work, hilfe, what can i ask, was
            kannst du, how does this work, what do you know, what can i do, wie funktioniert
        """,
        "who": """
            who is that, who was that, who is this, whos that, who are they, who are these, wer
            ist das, wer war das, wer sind die
        """,
        "thanks": """
            thanks, thank you, thx, danke, dankeschön, cheers, great work
        """,
        "greeting": """
            hello, hi, hey, hallo, moin, good morning, good afternoon, servus, good evening,
            guten morgen, guten tag, hi there, hey there, hiya, yo, whats up
        """,
    }
)

MORE = phrases(
    """
    more, show me more, show more, the rest, show me the rest, show the rest, the others, the other
    ones, show me the others, show the others, show me all, show all, all of them, show me all of
    them, show them all, see the rest, see the others, see more, list the rest, list the others,
    who else, what else, anyone else, anybody else, everything, more details, den rest, zeig mir den
    rest, zeig den rest, der rest, die anderen, zeig mir die anderen, mehr, mehr davon, zeig mehr,
    zeig mir mehr, zeig alle, zeig mir alle, alle, wer noch, was noch, weitere
    """
)
"""Ways to ask for what an answer left out; the whole of a question."""

ORDERS = table(
    {
        "best": """
            best, top, strongest, popular, beste, besten, bester, am besten, stärkste, most
        """,
        "weakest": """
            worst, weakest, weak, bottom, schlechtester, schlechteste, schlechtesten,
            schwächster, schwächste, schwächsten, least, sucked, flopped, failed, bombed, tanked,
            flops
        """,
        "newest": """
            newest, latest, recent, neueste, neuesten, letzte, letzten, last, show, list, zeig
        """,
    }
)
"""Words that order posts; anything else means the best."""

WHY = frozenset({"why", "warum", "wieso", "weshalb"})

MONTH_WORDS = words("dez mai mar march may mon sat second sun wed")
"""Words that are a month or a day only after a preposition."""

BEFORE_PERIOD = words("am during for im in last letzten of on seit since this vs")

WORD_BEFORE = phrases(
    """
    week before, month before, day before, period before, weeks before, days before, before that,
    woche davor, monat davor, zeit davor
    """
)
"""Ways to say the stretch just before: the tool works it out."""

COMMON = words(
    """
    replied commented responded answered reposted complaints
    a aber about account accounts after again all alle also am an and any are at auch auf aus
    back bad be been before bei being bekam bekommen between big bis bit book but by can could
    dabei das day days dein dem den der des did die diese diesen dieser dieses do does done
    dort du during each ein eine einem einen einer er es euch every few find first five for
    four from gab gave gestern get gibt give good got haben had has hat hatte hatten have he
    here heute hier high host hosts hour hours how i ich ihr im in into is ist it its ja jahr
    just kann kein keine know können last least less let letzte letzten letzter letztes like
    long look lot low made make man many may me mehr mein might mit monat monate monaten month
    months more most much must my nach need nein new next nicht no noch not now nur oder of
    off old on one only or our out over past per please post posts product products quarter
    schon see sehr sein seit shall she short should show sie since sind small so soll sollen
    sollte sollten some song still tag tage tagen take team tell ten than that the their them
    then there these they thing things this those three time times to today tomorrow too two
    und uns unser unsere unseren until us very viel viele von vor wann want war waren warum
    was way we weather week weekend weeks welche welcher welches wer werden were wetter what
    when where which who whom whose why wie will wir wird with wo woche wochen word words would
    year years yes yesterday you your zu zum zur
    """
)
"""Everyday words that are nobody's typo."""
