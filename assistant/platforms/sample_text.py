"""What the sample roaster posts, and the small language its texts are written in.

`[a|b]` picks one wording, `{coffee}` and the like are filled from the coffee of the moment.
"""

# ruff: noqa: E501 - a table of texts reads better unbroken

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Literal

Value = Literal["educate", "motivate", "entertain", "inform", "promote"]

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")


@lru_cache(maxsize=2048)
def _parts(template: str) -> tuple[tuple[str, ...], ...]:
    """Plain text and choices in turn."""
    return tuple(tuple(piece.split("|")) for piece in _CHOICE.split(template))


def write(template: str, rng: Random, slots: Mapping[str, str]) -> str:
    """One text out of a template."""
    pieces = _parts(template)
    plain = "".join(p[0] if len(p) == 1 else p[int(rng.random() * len(p))] for p in pieces)
    return plain.format_map(slots)


_COFFEES = (
    ("Tidewater", "Colombia", "red apple and caramel", "rotem Apfel und Karamell"),
    ("Saltmarsh", "Ethiopia", "strawberry and jasmine", "Erdbeere und Jasmin"),
    ("North Pier", "Kenya", "blackcurrant", "schwarzer Johannisbeere"),
    ("First Ferry", "Guatemala", "milk chocolate and orange", "Milchschokolade und Orange"),
    ("Old Rope", "Sumatra", "cedar and dark cocoa", "Zeder und dunklem Kakao"),
    ("Beacon", "Costa Rica", "honey and apricot", "Honig und Aprikose"),
    ("Low Tide decaf", "Mexico", "hazelnut and fig", "Haselnuss und Feige"),
    ("Winter Watch", "Brazil", "toasted almond", "gerösteter Mandel"),
)
_METHODS = ("V60", "AeroPress", "French press", "moka pot", "Chemex", "Kalita")
_DAYS = (
    ("Monday", "Montag"),
    ("Tuesday", "Dienstag"),
    ("Wednesday", "Mittwoch"),
    ("Thursday", "Donnerstag"),
    ("Friday", "Freitag"),
)


def slots(rng: Random, season: int) -> dict[str, str]:
    """Fillers for one text; `season` counts fortnights, each has its coffee."""
    index = season if rng.random() < 0.6 else int(rng.random() * 64)  # noqa: PLR2004
    coffee, country, taste, taste_de = _COFFEES[index % len(_COFFEES)]
    other = _COFFEES[(index + 3) % len(_COFFEES)][0]
    weekday, weekday_de = _DAYS[int(rng.random() * len(_DAYS))]
    return {
        "coffee": coffee,
        "other": other,
        "country": country,
        "taste": taste,
        "taste_de": taste_de,
        "method": _METHODS[int(rng.random() * len(_METHODS))],
        "weekday": weekday,
        "weekday_de": weekday_de,
    }


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of post: what it gives, how much talk it draws, which talk fits under it."""

    value: Value
    heat: float
    tags: frozenset[str]
    text: str
    language: Literal["en", "de"] = "en"


def _t(value: Value, heat: float, tags: str, text: str) -> Topic:
    return Topic(value, heat, frozenset(tags.split()), text, "de" if tags.endswith(" de") else "en")


COFFEE_TOPICS = (
    _t("educate", 1.3, "brew", "If your {method} tastes [sharp|thin|a bit sour], grind one step finer before you change anything else. One change at a time, [then taste|and write it down]."),
    _t("entertain", 1.1, "dog fun", "Pepper has decided that the [empty jute sacks|sacks from {country}] are hers now. [We ordered more.|We gave up arguing.|Tom works around her.]"),
    _t("motivate", 1.5, "memory", "What is the first cup you can remember actually liking? [Mine was a terrible one on a night ferry.|Ours are all embarrassing.|No wrong answers.] Ines"),
    _t("inform", 0.9, "beans", "{coffee} is back on the shelf. Washed, from {country}, and this lot tastes of {taste}. [Best as filter.|Lovely in a {method}.|Roasted on {weekday}.]"),
    _t("educate", 1.0, "beans brew", "Why we date the roast and not the expiry: beans are at their best between [ten days and five weeks|one and six weeks]. [Older is fine, just quieter.|After that they get quiet, not bad.]"),
    _t("motivate", 1.2, "visit", "[Huge thanks|Thank you] to everyone who [squeezed into|came to] the cupping on {weekday}. [The blind table fooled even Tom.|Half the table preferred the cheaper cup.|You ask the best questions.]"),
    _t("entertain", 0.9, "fun", 'Overheard at the counter: "[Is the fog included?|I will have whatever the dog is having.|Do you have a coffee that forgives?]" [Yes.|We are working on it.]'),
    _t("educate", 1.4, "brew water", "Most of a cup is water. If the kettle at home leaves a crust, try one brew with [filtered|bottled soft] water and tell us [what changed|whether you notice]."),
    _t("promote", 0.6, "order beans", "The [three-bag|tasting] box is [open again|back] until {weekday}: {coffee} and two we are not telling you about. Shipping is on us."),
    _t("motivate", 1.1, "cheer", "Look what [Carys|Marek|Noor] built from our old [sacks|pallets]: [a bench for the allotment|a reading corner|planters for the whole street]. [Go and say hello.|We are a little in awe.]"),
    _t("inform", 0.8, "visit", "Quay is [closed to cars|being dug up] on {weekday}, so come [on foot|by ferry] and ring at the [blue|side] door. We are in."),
    _t("educate", 1.2, "beans farm", "[Reading the new contract with|Just off the phone with] the growers in {country}. Rain came three weeks late this year, so {coffee} will be [smaller|a smaller lot] and [brighter|a touch sharper]. We pay the same."),
    _t("entertain", 1.0, "memory brew", "Confession thread: [how long have you kept beans in the freezer|what is the worst coffee you ever finished out of politeness|who here still uses a blade grinder]? [We will go first in the comments.|No judgement.]"),
    _t("educate", 1.0, "brew", "A {method} recipe that survives sleepy mornings: 15 g coffee, 250 g water, [medium|medium-fine] grind, three pours, done in about three minutes. [Adjust from there.|Then make it yours.]"),
    _t("motivate", 1.3, "people", "[Four years ago today|A while ago] this was one roaster and a borrowed van. [You kept coming.|Look at it now.] [Thank you|Cheers], all of you."),
    _t("inform", 0.9, "order", "We roast {weekday} this week and not Thursday, so parcels leave a day [later|earlier]. [Sorry if that catches you empty.|Shout if you are running dry.]"),
    _t("entertain", 1.2, "dog fun", "Pepper [supervising|sleeping through|judging] the {coffee} roast. [She gives it three paws.|No notes.]"),
    _t("educate", 0.9, "beans", "Light roast is not weaker and dark roast is not stronger. [It is mostly about flavour.|Scoop for scoop the caffeine is about the same.] [Ask us anything about it.|Questions welcome.]"),
    _t("inform", 1.0, "beans order de", "Unser Entkoffeinierter ist [wieder da|frisch geröstet]: Low Tide, [Haselnuss und Feige|nussig, mit Feige]. [Fragen gern hier drunter.|Wer mag probieren?]"),
    _t("motivate", 1.2, "show", "Show us your [corner|coffee shelf|Sunday set-up]. The wonkier the better. [We will share our favourites.|Ours has a bucket under it.]"),
    _t("educate", 1.1, "brew milk", "Milk that [splits|goes grainy] is usually too hot. Stop when the jug is [just|only just] uncomfortable to hold. [Oat milk forgives less.|Oat wants it a little cooler.]"),
    _t("entertain", 0.8, "fun", "[Fog so thick this morning|Such a grey morning] that the postman [found us by smell|asked if we were open or on fire]. [We count that as marketing.|Best review so far.]"),
    _t("promote", 0.5, "order", "Subscriptions: pause, skip or swap whenever you like, two taps. [New: pick the grind per bag.|This month's is {coffee}.]"),
    _t("motivate", 1.0, "farm", "If you only read one thing today: [the growers' cooperative in {country} wrote about their school|a lovely essay on who picks your coffee]. [Link in their profile.|They tell it better than we could.]"),
    _t("inform", 0.7, "visit", "[Open|We are open] {weekday} till six, [Saturday|weekend] till two. The [step|ramp] at the door is [fixed|finally done]."),
    _t("educate", 1.3, "brew beans", "Blind test at the bench: same {coffee}, one ground at home, one ground [a week ago|ten days ago]. [Nobody missed it.|All of us picked the fresh one.] A [small hand grinder|grinder] changes more than [any gadget|a new machine]."),
    _t("entertain", 1.1, "sentence", "Finish the sentence: before coffee I am [...|basically a ...]"),
    _t("motivate", 0.9, "farm beans", "[Ines is back from {country}|Ines has landed] with [a sunburnt nose|full notebooks] and samples. [Which stories do you want first?|Ask her anything.]"),
    _t("inform", 1.1, "visit beans de", "Nächsten [Samstag|Sonntag] verkosten wir {coffee} gemeinsam mit euch. [Plätze sind frei, einfach kommen.|Wer ist dabei?]"),
    _t("educate", 0.9, "beans farm", "Ask us about money: of a bag of {coffee}, [the biggest share|the largest part] goes to the growers, then to rent and [shipping|gas]. [We publish the sheet every spring.|The sheet is on the wall.]"),
    _t("promote", 0.6, "order beans", "Last [bags|few bags] of {coffee} before the new crop. [When it is gone it is gone until summer.|It has been a good one.]"),
    _t("entertain", 1.3, "dog fun", "Pepper met [a very small horse|the postman's new puppy|the sea] today. [It did not go as planned.|Full report at the counter.]"),
    _t("motivate", 1.2, "cheer", "[Shout-out|A quiet cheer] to [the bakery next door|the library crew|the rowing club]: they [kept the oven on for us|open at six for night shifts|bring back every single cup]. [Say hi to them.|Go there.]"),
)  # fmt: skip

HELP_TOPICS = (
    _t("educate", 1.0, "brew", "[Help desk tip|From the help desk]: [bitter|harsh] espresso is usually [too fine or too long|over-extracted]. Aim for twice the weight of the coffee in about half a minute, then taste."),
    _t("inform", 1.2, "order", "Parcels to [the islands|the north coast] are running [a day|two days] late because of the [ferry|weather]. [Nothing is lost.|We will write to everyone affected.]"),
    _t("educate", 0.9, "brew milk", "How to clean a {method} [without ruining the taste|properly]: hot water, no soap on the [filter|metal], dry it open."),
    _t("inform", 1.1, "order", "You can now change the address of an order until [noon|ten] on roast day. [Menu, orders, edit.|Stuck? Ask right here.]"),
    _t("educate", 1.1, "beans", "Where to keep beans: closed bag, dark cupboard, not the fridge. [Freezing is fine if you portion first.|Questions welcome.]"),
    _t("motivate", 0.9, "people", "[Thank you for being so patient|You are a kind lot]: the [card reader|web shop] is [well again|back]. [Cake was involved.|Luise sends her regards.]"),
    _t("inform", 1.3, "order de", "Die Lieferungen von {weekday_de} sind [unterwegs|heute raus]. [Wenn etwas fehlt, sagt Bescheid.|Danke für eure Geduld.]"),
    _t("educate", 1.2, "brew", "Grinder question of the week: [how often should I clean it|why is it suddenly slow]? [Every month is plenty.|Mostly old oil.] Uncooked rice is [not the answer|a bad idea], whatever the video says."),
    _t("inform", 0.8, "visit", "The help desk answers [Monday to Friday, eight to six|on weekdays]. On weekends we read along and answer [what is urgent|first thing on Monday]."),
    _t("motivate", 1.0, "show brew", "Send us a photo of a brew that went wrong and we will [work it out together|try to say why]. [The wilder the better.|Ours is a wall full of espresso.]"),
    _t("educate", 1.0, "brew milk", "Steam wand blocked? [Soak the tip in hot water|A night in warm water], then a sewing needle, gently. [Wipe and purge every time and it will not come back.|We all forget.]"),
    _t("inform", 0.9, "order beans", "Ordering for an office? [Two kilos and up|From two kilos] we grind to order and drop it by [bike|cargo bike] on {weekday}. [Ask here for the route.|Town only, sorry.]"),
    _t("educate", 1.1, "beans brew", "Stale or just resting? Put a spoonful in a [closed jar|bag] overnight. If it [smells of much|puffs up] in the morning, it is fine."),
    _t("motivate", 1.0, "show brew", "[Best question of the week|The question we liked most]: can you brew {coffee} over ice? You can, half the water hot, half the weight as ice. [Who has tried?|Show us.]"),
    _t("inform", 1.0, "order", "New in the shop: you can see when your batch is [roasted|in the roaster]. [Tell us if the times look off.|If it says {weekday}, it means {weekday}.]"),
    _t("educate", 1.2, "water brew", "Descaling: [citric acid|the mild stuff] beats vinegar, rinse twice, then brew one empty round. [Your {method} will thank you.|Your kettle, too.]"),
)  # fmt: skip
