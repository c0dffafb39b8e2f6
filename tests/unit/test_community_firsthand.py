"""What a desk may say in the first person, and that everything else is marked for a person."""

from __future__ import annotations

import pytest

from assistant.community.authenticity import Grounds, Level
from assistant.community.authenticity.review import review

NOTHING = Grounds()


def marked(text: str, grounds: Grounds = NOTHING) -> list[Level]:
    """How hard each place that tells of somebody's life is marked."""
    return [each.level for each in review(text, grounds) if each.rule == "invented_experience"]


@pytest.mark.parametrize(
    "text",
    [
        "One of our bakers puts it on her porridge.",
        "A regular of ours walks his greyhound in that coat.",
        "Half the warehouse drinks the green tea.",
        "Our accountant, who hates everything, asked for seconds.",
        "The zip on the one I carry has outlived two phones.",
        "You won't go back, we didn't.",
        "Tasted it blind against four others.",
        "Still finding sand in the pockets of mine.",
        "It has been a lifesaver on long walks.",
        "It kept its shape through a whole season of rugby.",
        "Tested in our own kitchen with two hungry toddlers.",
        "Can confirm it survives a dishwasher.",
        "Even the neighbours' cat kept us company.",
        "The brake pads are easy. Ten minutes in the driveway and it stopped squealing for good.",
        "By the third night nobody in the house woke up any more.",
        "The sales team once shipped forty left shoes to Leeds.",
        "A whole winter of school runs, and the lining stayed dry.",
        "The second loaf was better.",
        "Four minutes flat in a gale, with numb fingers.",
        "Wrote half a novel next to that heater, bliss.",
        "Knees like jelly at the top, every time.",
        "Carrying it up to the fourth floor has been perfectly doable for us.",
        "Sure, because we'd never forget a password.",
        "The office went through three boxes before lunch.",
        "Still gives me goosebumps.",
        "Hat bei uns zwei Umzüge überlebt.",
        "Wer wie ich schon mal im Regen stand, weiß das.",
        "Nach der zweiten Tasse hat mir das Herz bis zum Hals geklopft.",
        "Am zweiten Anstieg brannten die Waden ordentlich.",
        "Hagel, Sturm und am Morgen trotzdem trockene Socken.",
        "Gestern Abend ganz allein eine komplette Pizza verdrückt.",
        "Ein Stammgast hat damit die Alpen überquert.",
        "Am Wochenende ausprobiert, läuft super.",
        "Wir lesen unseren Kindern daraus vor.",
        "Uns erinnert es immer an die Abende auf der Hausbank.",
        "Wir waren mit der Patentochter dort und mussten sie fast heraustragen.",
        "Konnten vor Aufregung kaum schlafen.",
        "Ich durfte als Lehrling noch mit der alten Presse drucken.",
        "Wir wandern da jeden Herbst hoch.",
        "Der Kollege aus dem Lager schwört darauf.",
        "Gestern Abend noch schnell aufgebaut.",
        "Letztes Jahr selber den Fehler gemacht.",
        "Unterwegs haben wir Blut und Wasser geschwitzt.",
        "Who among us hasn't cried at a gate in Frankfurt?",
        "Did we spend the whole weekend under it?",
        "Same here.",
        "Right there with you.",
        "That makes two of us.",
        "A thousand brews later, not a crack.",
        "Three years and still in love with them.",
        "There's one on the fridge in our kitchen.",
        "Tom from accounts ignored this advice and spent the afternoon with a yoghurt.",
        "Those of us on the team with curls keep a bottle in the drawer.",
        '"It will fit," I told the driver.',
        "Grandma approved.",
        "Typing this with flour on the keyboard.",
        "Jealous over here.",
        "Yours truly burned three batches.",
        "Don't ask how we know.",
        "It opens Saturday \U0001f6dd ours has just flowered on the windowsill",
        "Das Gerät ist am Freitag mit Chloe nach Hause gefahren und seitdem verschollen.",
        "Same. Every. Monday.",
        "That hit home for our producer, who went through it with her mum.",
        "Unser Lukas aus dem Lager hat sich denselben Fuß verknackst.",
        "Ugh, been stuck on that platform more often than I can count.",
        "Our office dog Biscuit goes nuts for it.",
        "It may or may not have been the third slice today, I may or may not have hugged it.",
        "Eight hikes, one river, not a thread out of place.",
        "My tip from ten years of camping: two spare pegs.",
        "I'd like to say it was one. Half the joy is the smell.",
        "Ich schneide meine in Quadrate.",
        "Ich habe eine Schwäche für die krummen.",
        "Mir wäre fast das Handy in die Suppe gefallen.",
        "Da werden Erinnerungen wach.",
        "Die Küche streitet sich um die Reste.",
        "Ich auch.",
        "Ging mir genauso.",
        "Alle im Lager haben inzwischen einen auf.",
        "Bei uns trägt keiner mehr eine andere Farbe.",
        "Unserer war rot getigert.",
        "Ratet mal, wer heute schon drinsteckt?",
        "Haben wir die ganze Fahrt geschrien?",
        "Hier wird schon seit acht mit dem Fuß gewippt.",
        "Trotzdem verlaufen und beim Bauern nach dem Weg gefragt.",
        "Unser Team hat darin ein ganzes Wochenende ausgesessen.",
        "Sechs Winter, drei Kontinente und immer noch die erste Sohle.",
        "Ich bin danach immer ganz zappelig.",
        "Oma hätte applaudiert.",
        "Sitze gerade selbst mit einer Tasse am Fenster.",
    ],
)
def test_what_somebody_lived_is_marked(text: str) -> None:
    assert marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, we misread that. You asked about the left one.",
        "We've asked them to bring it back, and I've taken the post down.",
        "We were slow here, and we should have told you.",
        "We bake on Tuesdays, so the Thursday loaf is two days old.",
        "We took it off the menu when the farm stopped growing them.",
        "Nobody here has run it in the snow, so we can't say.",
        "Could we send you a new one?",
        "We'd rather you didn't cut it.",
        "Our gardener can cut it back in March.",
        "When we do, it goes in the newsletter first.",
        "That mistake is ours.",
        "The refund went through this morning.",
        "Our prices went up in spring because of energy costs; the portion size hasn't changed.",
        "The photo was taken from the roof of the bank.",
        "The mill that made the wool shut in spring.",
        "Baked in Leeds from oats and dates.",
        "Sorry it arrived cracked and leaked on your books.",
        "Yes, all three are vegan and certified by the Vegan Society.",
        "Three to five working days.",
        "Fingers crossed for the weather.",
        "We'd never share your address.",
        "Das Paket lag drei Tage im Zoll und ist heute früh weitergegangen.",
        "Der Fahrer hat zweimal geklingelt und dann eine Karte eingeworfen.",
        "Samstag und Sonntag von zehn bis achtzehn Uhr, im kleinen Saal.",
        "Wir haben das Etikett korrigiert und melden uns.",
        "Wir backen dienstags, das Roggenbrot gibt es ab acht.",
        "Mit Hafermilch haben wir es nicht getestet.",
        "Wir mussten den Kurs leider absagen.",
        "Wir konnten den Fahrer noch nicht erreichen und geben dir Bescheid.",
        "Uns fehlt noch deine Adresse.",
        "Nenn uns bitte Tag und Linie.",
        "Mir ist nicht klar, welches Modell du meinst.",
        "Ich würde zur größeren Variante greifen.",
        "Wir wünschen deinem Papa gute Besserung.",
        "Gestern war die Leitung gestört.",
        "Das kommt von allen, danke. Wir haben die Meldung an den Hausmeister weitergeleitet.",
        "We've ordered a replacement cushion.",
        "Our moisturiser and cleanser are both fragrance free.",
        "We'd be honoured.",
        "Thanks to everyone who bought the pink can last summer.",
        "Did you leave it out?",
        "Tap My Loans, then Extend.",
        "We're open 9 to 5 every day except Monday.",
        "Sounds like a loose belt.",
        "What a gorgeous shot, thanks for sharing!",
        "I've handed your case to the billing team.",
        "Water it twice a week until it has rooted.",
        "It tastes of plums and a little smoke.",
        "Two colleagues called in sick, sorry for the queue.",
        "The second half of the webinar starts at three.",
        "Apologies to everyone who stood in the rain.",
        "Der Pilot musste das Gewitter abwarten.",
        "Der Nachtzug stand zwei Stunden an der Grenze.",
        "Die Hecke haben wir 2019 gepflanzt.",
        "Der Saal war doppelt belegt.",
        "Have we answered that?",
        "Yes, we do.",
        "We would never do that.",
        "The map was out of date.",
        "Wool went up a lot this year and we held off.",
        "We've been making them in the same shed since 1988.",
        "Blue is due back in the second week of May.",
        "The last day is 28 June.",
        "Kids under five go free.",
        "Dogs are welcome on the terrace.",
        "Checking with the depot now.",
        "Der Link war falsch.",
        "Wir sind zu viert und machen alles selbst.",
        "Auf der Terrasse sind Hunde willkommen.",
        "Den Stand gibt der Wirt telefonisch durch.",
    ],
)
def test_what_is_a_desks_to_say_is_not(text: str) -> None:
    assert marked(text) == []


def test_the_net_warns_and_asks_whether_it_was_lived() -> None:
    found = [
        each
        for each in review("One of our bakers puts it on her porridge.", NOTHING)
        if each.rule == "invented_experience"
    ]

    assert [each.level for each in found] == [Level.WARN]
    assert found[0].reason.startswith("Did somebody here really live this?")
    assert found[0].plainer


def test_a_fact_that_says_it_clears_it() -> None:
    text = "One of our bakers milled the rye."
    fact = "Our bakers: one of the bakers milled the rye for the loaf."

    assert marked(text)
    assert marked(text, Grounds(facts=(fact,))) == []


def test_a_thread_clears_only_what_it_says_in_full() -> None:
    text = "One of our bakers walked the coast path."

    assert marked(text, Grounds(thread=("Has anybody walked the coast path?",)))
    assert (
        marked(text, Grounds(thread=("One of your bakers walked the coast path, she said.",))) == []
    )


def test_a_figure_in_it_does_not_hide_it() -> None:
    assert marked("Hab die Schuhe drei Stunden im Regen getragen, nichts.")
