"""What people say under the sample roaster's posts and about it, and what it answers.

Written in the small language of `sample_text`. Answers to questions belong to their question;
thanks and chat share a pool.
"""

# ruff: noqa: E501 - a table of texts reads better unbroken

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Sort = Literal["question", "complaint", "praise", "chat", "wholesale"]


@dataclass(frozen=True, slots=True)
class Talk:
    """One way a conversation can go.

    `tags` are the topics it fits under, empty for all; `answer` is ours, empty when any of the
    shared ones will do.
    """

    sort: Sort
    tags: frozenset[str]
    text: str
    answer: str = ""

    @property
    def mood(self) -> str:
        """Which follow-ups and asides fit: the sort, or "brew" where hands are on a kettle."""
        hands_on = self.sort in ("question", "chat") and "brew" in self.tags
        return "brew" if hands_on else self.sort


@dataclass(frozen=True, slots=True)
class Phrases:
    """Everything said in one language; the mappings go by `Talk.mood`."""

    talks: tuple[Talk, ...]
    wholesale: tuple[Talk, ...]
    mentions: tuple[Talk, ...]
    quotes: tuple[str, ...]
    shared_answers: Mapping[str, tuple[str, ...]]
    follow_ups: Mapping[str, tuple[str, ...]]
    asides: Mapping[str, tuple[str, ...]]
    afterthoughts: tuple[str, ...]
    greetings: tuple[str, ...]


def _talk(sort: Sort, tags: str, text: str, answer: str = "") -> Talk:
    return Talk(sort, frozenset(tags.split()), text, answer)


_TALKS = (
    # questions
    _talk("question", "brew", "[Does this work for|Would you say the same about] {method} too, or only [pour-over|filter]?", "Works for {method} as well. [Go a touch coarser and give it a bit longer.|Same idea, just change the grind in smaller steps.] Tell us how it goes?"),
    _talk("question", "brew beans", "What grind [do you use|would you pick] for {coffee} in a {method}?", "For {coffee} we go [medium, like rough sand|a notch finer than medium]. [If it runs fast, finer.|Sour means finer, bitter means coarser.]"),
    _talk("question", "brew water", "Our water is [really hard|like liquid chalk] here. [Filter jug or bottled?|Is a filter jug enough?]", "A filter jug is enough for most people, [change the cartridge when the crust comes back|as long as the cartridge is fresh]. For a treat try one bottle of soft water and compare."),
    _talk("question", "beans", "How long after roasting [would you wait|should I wait] with {coffee}?", "About [ten days|a week and a half] for filter, two weeks for espresso. [It will not bite if you start early.|Earlier is fine, just fizzier.]"),
    _talk("question", "beans order", "Is {coffee} [in the subscription|part of the subscription box]?", "It is, from the next roast on. You can [swap it in|pick it] yourself under orders. [Want us to do it for you?|Shout if the button hides.]"),
    _talk("question", "beans", "[Do you have anything|Anything you would recommend] for someone who finds {coffee} too [bright|fruity]?", "Try {other}, it is rounder. [If you tell us how you brew we can narrow it down.|Happy to send a small bag to compare.]"),
    _talk("question", "order", "[My order says roasted but not shipped, is that normal?|Order has been on 'roasted' since {weekday}. Should I worry?]", "No need to worry: beans rest [overnight|a day] before we pack them. If it still says so tomorrow, send us the order number in a message and we chase it."),
    _talk("question", "order", "Can I [add a bag to|change the grind on] an order that is already [in|placed]?", "Yes, until roast day in the morning. [Orders, then edit.|If the button is gone, message us and Tom does it by hand.]"),
    _talk("question", "order", "Do you ship to [Ireland|Norway|the Channel Islands|Belgium]?", "We do, it takes [four to six|around five] working days. [Customs is on us up to two kilos.|Write if the shop complains about the postcode.]"),
    _talk("question", "visit", "Are [dogs|prams|bikes] [welcome|okay] inside?", "Very welcome. [Pepper will introduce herself.|There is room by the window.]"),
    _talk("question", "visit", "[Do I need to book for the cupping?|Is the cupping free, and do I need to sign up?]", "No need to book, just come [ten minutes early|a little early]. It is free, bring a friend."),
    _talk("question", "visit", "Is there step-free access [now|from the quay side]?", "Yes, by the side door with the ramp. Ring and one of us comes out. [Thank you for asking, the sign was overdue.|We will put that on the website, good point.]"),
    _talk("question", "farm beans", "How do you [find|choose] the growers in {country}? Do you visit?", "Ines visits every [second|other] year, in between we talk on the phone. The first contact came through [another roaster|a friend who runs a mill]."),
    _talk("question", "farm", "[Honest question|Genuine question]: how much of the price [reaches|goes to] the farm?", "Fair question. The sheet for last year is on the wall and on our site, by coffee. [If a line is unclear, ask and we explain it.|It is not perfect and we say where.]"),
    _talk("question", "milk brew", "Which oat milk [foams best|do you use], in your experience?", "The barista ones with a bit more fat. Cold from the fridge, and stop early. [We change brand with the seasons, so taste first.|Shake the carton, it matters more than the brand.]"),
    _talk("question", "dog", "How old is Pepper [now|by the way]?", "[Old enough to know where the biscuits are.|She will be seven in spring.] She says hello."),
    _talk("question", "beans", "Is the decaf [water processed|done with solvents]?", "Sugar cane process, no added solvents. [Low Tide is the one we drink after four.|Happy to send you the mill's note on it.]"),
    _talk("question", "brew", "[Is a scale really necessary?|Do I need a scale?] I have been using a spoon [for years|since forever].", "A spoon is fine. A scale just makes a good cup repeatable. [Keep the spoon if you are happy.|Borrow one for a week and see.]"),
    _talk("question", "", "[Are you hiring|Any jobs going] [by any chance|at the moment]? Asking for [my sister|a friend].", "Not right now, sadly. [We post it here first when we do.|Leave your address and we write when that changes.]"),
    _talk("question", "order beans", "[Could you grind it for|Do you also grind for] a {method}?", "Of course, pick {method} from the grind list. [Fresh is better, but ground beats none.|We grind right before packing.]"),
    _talk("question", "order", "Do you have gift cards [that can be printed|by email]?", "Yes, they come as a file you can print. [Type 'gift' in the shop search.|They never expire.]"),
    _talk("question", "memory brew", "[Serious question|Asking for my freezer]: how long do beans [really keep|last] frozen?", "[Half a year without trouble|Months], if the bag is tight and you thaw it closed. [Portion it first.|We do it with the rare ones.]"),
    _talk("question", "show brew", "[Can I send a photo of|Is it normal that] my {method} [bed afterwards? It looks like the moon|drips for five minutes]?", "Please do, we love those. [Sounds a little fine|Probably a touch too fine], try two steps coarser first."),
    _talk("question", "cheer people", "[Do you still take part in|Will you be at] the [street fair|harbour market] [this year|again]?", "We will, [same corner as always|by the crane], with {coffee} on filter. [Come early.|Pepper is in charge of the queue.]"),
    _talk("question", "fun dog", "[Is the fog cup still a thing?|Where do I get a Pepper sticker?]", "[At the counter, next to the spoons.|Ask Tom, he hides them.] One per visit, he is strict."),
    # complaints
    _talk("complaint", "order", "[Third|Second] parcel that arrived with a [split|torn] bag. [I like you, but this is getting old.|Beans all over the hallway.]", "That should not happen, and not [twice|again]. A new bag leaves with the next roast, and Tom is changing the tape. [Could you send a photo in a message?|Sorry for the sweeping.]"),
    _talk("complaint", "order", "[Still no parcel.|Parcel still not here.] Tracking has said the same thing since {weekday}.", "Sorry, that is no fun. Please message us the order number: we ask the carrier today and send a replacement if they do not find it."),
    _talk("complaint", "order", "Nobody answered my [email|mail] from last week. [Is anyone there?|Did it get lost?]", "It got past us, sorry. [Which address did you write from? We look right now.|Found it, you have an answer in your inbox.]"),
    _talk("complaint", "beans", "[Honestly|To be honest] the last {coffee} tasted [flat|of cardboard] to me. [What happened?|Different batch?]", "Thank you for telling us. Which roast date is on the bag? We kept samples of each batch and will taste yours today."),
    _talk("complaint", "visit", "[Came all the way and you were closed|Stood at a locked door at ten], the website said [open|otherwise].", "That is on us, the hours were wrong on the site and are fixed now. [Coffee and a bun are yours when you come again.|We owe you a cup.] Sorry for the wasted trip."),
    _talk("complaint", "order", "The subscription charged me [twice|although I paused it].", "That must not happen. Message us the name on the order, we refund it today and find out why."),
    _talk("complaint", "", "[The font on the new bags|The new label] is impossible to read without my glasses.", "You are not the first to say so, and you are right. The next print is larger. [Until then ask for the old labels.|Thank you for the nudge.]"),
    # praise and thanks
    _talk("praise", "beans brew", "{coffee} in the {method} [this morning|today], [oh my|wow]. [You really do get the {taste}.|Best cup this month.]"),
    _talk("praise", "brew", "[Tried this|Did exactly this] [this morning|yesterday] and it [fixed it|worked]. [Thank you.|Years of sour coffee, gone.]"),
    _talk("praise", "", "[Posts like this|This] is why I [follow|like] you. [Thanks for the honesty.|More of this please.]"),
    _talk("praise", "order", "[Ordered on {weekday}, brewed two days later.|Parcel came with a hand-written note.] [You lot are lovely.|That made my day.]"),
    _talk("praise", "visit", "[Lovely|Such a nice] evening at the roastery. [I learned more in an hour than in ten years.|My mother has not stopped talking about it.]"),
    _talk("praise", "farm", "[Good to see this said out loud.|More roasters should publish this.] [Respect.|Thank you.]"),
    _talk("praise", "cheer", "[What a lovely thing to share.|That is so good.] [I know them, they deserve it.|Going there this weekend.]"),
    _talk("praise", "dog", "Pepper [is the real owner, we all know it|deserves a raise|for mayor]"),
    _talk("praise", "", "[Luise|Tom|Ines] helped me [pick a grinder|with a lost parcel|sort my water out] [last week|the other day] and was so patient. Just wanted to say it."),
    _talk("praise", "milk brew", "[Oh so that is why it splits.|That explains a lot.] [Lukewarm lattes no more.|Thank you!]"),
    _talk("praise", "show", "[Hung your post up in the workshop.|My set-up feels less embarrassing now.] [Thank you for asking.|What a nice thread.]"),
    _talk("praise", "beans order", "[The sample of {other} you slipped in was|That free bag of {other} was] [a lovely surprise|gone in two days]. [Ordering more.|Clever you.]"),
    _talk("praise", "people", "[Years of good mornings|So many good mornings] because of you. [Here is to many more.|Thank you for staying small.]"),
    _talk("praise", "water brew", "[Changed the water, changed everything.|Bought the filter jug you named.] [I had no idea.|My tea is better, too.]"),
    # chat
    _talk("chat", "show", "Mine is [a shelf above the washing machine|two crates and a camping stove|half a windowsill], [and it works|and I would not swap it]."),
    _talk("chat", "memory brew", "[Guilty, a whole winter once.|Six months and counting.|I plead the fifth.] [It was fine?|Do not tell Ines.]"),
    _talk("chat", "order", "[Mine came on {weekday}, all good here.|Waiting for mine as well, no rush.]"),
    _talk("chat", "people cheer", "I remember the van. [It leaked.|You lent me a cup and I still have it.|Best queue in town.]"),
    _talk("chat", "brew beans", "[Switched from {other} to {coffee}|Did {coffee} and {other} side by side] [at the weekend|last night] and [cannot decide|we are split at home]."),
    _talk("chat", "milk", "[Oat household here, we have opinions.|Whole milk, always, sorry.]"),
    _talk("chat", "memory", "[Instant, three sugars, at my gran's.|A machine in a hospital corridor.|Campsite, tin mug, rain.] [Still my favourite.|No regrets.]"),
    _talk("chat", "fun", "[This made me laugh out loud on the bus.|Ha, that is so you.|I can hear Tom saying it.]"),
    _talk("chat", "dog fun", "[My cat feels seen.|Our dog is the same with laundry.|Give her a scratch from me.]"),
    _talk("chat", "brew", "[I go even finer|I do the opposite], [around twenty clicks|just short of espresso], but then my grinder is [older than me|a museum piece]."),
    _talk("chat", "beans", "[Team {coffee} here.|I keep coming back to {coffee}.] [Tried the others, stayed.|It just works with milk.]"),
    _talk("chat", "visit", "[See you there|Coming on {weekday}], [bringing my neighbour|with half the choir|saving a stool for me?]"),
    _talk("chat", "cheer", "[Proud of this town.|Love this street.] [Small places, big hearts.|More of this.]"),
    _talk("praise", "farm", "[My grandfather grew coffee in {country}|I worked a harvest in {country}], [this brings it back|so this means a lot to read]."),
    _talk("chat", "", "[Saving this for later.|Sending this to my brother.|Printing this for the office kitchen.]"),
    _talk("chat", "sentence", "... [a rumour|a bear with a timetable|only technically awake|not to be spoken to]"),
    _talk("chat", "water brew", "[Can confirm|Moved from London to Wales and can confirm]: water is [everything|half the recipe]."),
)  # fmt: skip

_WHOLESALE = (
    _talk("wholesale", "", "Hello, we run a small place with [thirty|about forty] seats and would like to serve {coffee}. [Who do we talk to about wholesale?|Do you have a price list for cafés?]", "Hello, how nice. Wholesale is Ines: tell us your weekly kilos and your machine, and she [brings samples|comes by with a few bags]. Prices start at five kilos."),
    _talk("wholesale", "", "[We would take around eight kilos a week.|Five kilos to start with, maybe more in summer.] Do you also [train staff|help with dialling in]?", "Yes, half a day at your bar is part of it. [Which mornings are quiet for you?|Shall we say one morning next week?]"),
    _talk("wholesale", "", "[Tuesday or Wednesday before ten would be perfect.|Mornings before nine are calm here.]", "[Wonderful, Ines will be there.|Noted, we confirm by message today.] Looking forward to it."),
)  # fmt: skip

_SHARED_ANSWERS = {
    "praise": (
        "[Thank you|Thanks], {name}. [That goes straight on the wall.|Ines read it out over the roaster.|We needed that today.|You made a grey day better.]",
        "[So glad|Happy] to hear it, {name}. [What are you brewing next?|Tell us what you try next.|Passing it on to Tom.]",
        "[Cheers|Thanks], {name}, [means a lot|that is kind of you]. [See you soon?|Say hi when you are by the quay.|Have a good one.]",
    ),
    "chat": (
        "Ha, {name}. [Noted for the next round.|We will quote you.|Pepper agrees.|Tom says the same.]",
        "[Love this|That is a good one], {name}. [Mind if we share it with credit?|Made Tom laugh.|Going on the wall.]",
        "[Lovely|Noted with a smile], {name}. [Tell us more at the counter.|That one goes round the bench.|We feel seen.]",
    ),
    "brew": (
        "[Good tip|Oh, interesting], {name}. [We will try that tomorrow morning.|Going on the bench list.|What grinder is it?]",
        "[Whatever tastes good is right|If it tastes good it is right], {name}. [We will give it a go.|Tell us your ratio?]",
    ),
    "last": (
        "[Any time|You are welcome], {name}. [Shout if anything is off.|Have a good cup.]",
        "[Great|Good], {name}. [We keep an eye on it.|Let us know either way.]",
    ),
}
_FOLLOW_UPS = {
    "brew": (
        "[Will try that tomorrow|Trying it right now|Will do that at the weekend] and report back.",
        "[Done, and you were right.|Worked, thank you both.|One step finer it is.] [Second cup already.|My kitchen smells wonderful.|Should have asked years ago.]",
        "[That makes sense|Ah, of course], [thanks|thank you] for [explaining|taking the time].",
    ),
    "question": (
        "[Perfect, thank you.|Thanks, that helps.|Brilliant, will do.|Lovely, thanks.]",
        "[That was quick, thank you|Quick as ever], [appreciated|you are the best].",
        "[Good to know|Just what I needed], [see you soon|thanks both|I will spread the word].",
    ),
    "complaint": (
        "[Message sent.|Sent you the number.|It is in your inbox.] [Thanks for looking into it.|Thanks for taking it seriously.|Let us see.]",
        "[Appreciate the honest answer.|Thank you, that is fair.|All right, thanks.] [Fingers crossed.|No hard feelings.]",
    ),
    "praise": ("[Will do.|You are welcome, it is true.|See you {weekday}.]",),
    "chat": ("[Please do.|Ha, deal.|Only with my good side.|Any time.]",),
}

_ASIDES = {
    "brew": (
        "Try it [with a coarser grind|with cooler water|in a warm pot], [that did it for me|it helped mine|makes a difference].",
        "[Same question here|Was about to ask the same], following.",
    ),
    "question": (
        "[Same question here|Was wondering, too], following.",
        "[I asked in the shop last week|I wrote to them about it], [they are lovely about it|got an answer in an hour].",
    ),
    "complaint": (
        "[They sorted mine within a day|Had that once, a new bag came two days later], [hang in there|just message them].",
        "[Same here, last month.|Happened to me, too.]",
    ),
    "praise": (
        "[Seconded.|Same here.|This.] [They deserve it.|Could not agree more.]",
        "[Now I want to go.|You are making me jealous.]",
    ),
    "chat": (
        "[Welcome to the club|You are not alone] :)",
        "[Ha, same.|My whole family in one sentence.|Too true.]",
    ),
}

_AFTERTHOUGHTS = (
    "[Oh, and|Also]: [thank you for the card in the last parcel|love the new sign|the {coffee} is nearly gone, hint hint].",
    "[PS|Forgot to say]: [greetings from my mother|happy to send a photo|no rush].",
)

_MENTIONS = (
    _talk("praise", "", "[Morning brew|Sunday brew]: {coffee} from {us}. [Quiet kitchen, loud gulls.|Recommended.]"),
    _talk("praise", "", "[If you are ever at the quay|Passing through the harbour], {us} [do a mean flat white|is worth the detour]."),
    _talk("question", "", "Hey {us}, [does anyone know if|quick one:] the {coffee} [works in a moka pot|is still around]?", "Hello, yes to both. [Go a bit coarser than usual|Fresh from {weekday}]. Thank you for asking."),
    _talk("chat", "", "[Office argument of the day|Debate at our place]: is {us} better as [filter or espresso|beans or at the counter]?", "We vote [for whatever is warm|filter before noon]. Who won?"),
    _talk("complaint", "", "[Not impressed today|A bit disappointed], {us}: [twenty minutes for one filter|the card machine was down again].", "Fair, and sorry. [We were one person short this morning.|It is being replaced this week.] The next cup is on us."),
    _talk("praise", "", "[Finally|At last] [tried|opened] the {coffee} from {us}. [You really do get the {taste}.|My {method} has never been so happy.]"),
    _talk("praise", "", "[Rainy bench, hot cup|Ferry late, cup in hand]: thanks {us}, [you saved the morning|worth every minute of the queue]."),
    _talk("praise", "", "Our [book club|choir|night shift] runs on {us}. [Last night it was {coffee}.|No complaints so far.|We should be sponsored.]"),
    _talk("chat", "", "[Dreamt of|Woke up thinking about] the [buns|fog cup|window seat] at {us}. [Send help.|Is that normal?]"),
    _talk("chat", "", "Anyone else [collecting the stamps|keeping the tins] from {us}? [Asking for my shelf.|Mine hold screws now.]"),
    _talk("question", "", "{us} [do you take old tins back|is the ramp in place now|what time do you close on {weekday}]?", "Hello, [yes, any weekday|it is, side door|six on weekdays]. [Come by|See you then]."),
    _talk("question", "", "[Thinking of a gift|Birthday coming up]: what would you pick from {us} for somebody who [only drinks milk coffee|owns a {method} and no patience]?", "[First Ferry|{other}], ground to fit, and a card. [Write the name in the order note and we sign it.|Happy birthday to them.]"),
    _talk("complaint", "", "[Love the coffee, but|Small grumble]: {us} [the web shop logged me out three times|my order arrived without the decaf].", "[Sorry about that|Thank you for telling us], message us the name on the order and we put it right [today|this afternoon]."),
    _talk("praise", "", "Workshop gift for my dad: a bag from {us}. [He has asked for more already.|He called it 'proper coffee', the highest praise.]"),
)  # fmt: skip

_QUOTES = (
    "[This is how you do it.|Every roaster should do this.] [So clear.|No jargon.]",
    "[Trying this tonight|Doing this at the weekend], who is with me?",
    "[Worth a read|Small thread worth your time] if you [care where your coffee comes from|ever wondered why it tastes sour].",
    "[My favourite small business|Local heroes] at it again.",
    "I [learned this the hard way|wish I had known this ten years ago].",
    "[Putting this on our fridge|Reading this aloud at breakfast]. [It is that good.|You are welcome, family.]",
    "[This|What they said]. [Also the dog.|From people who mean it.]",
    "[My neighbours from the quay|The people who roast my {coffee}], [in their own words|worth following].",
)

ENGLISH = Phrases(
    talks=_TALKS,
    wholesale=_WHOLESALE,
    mentions=_MENTIONS,
    quotes=_QUOTES,
    shared_answers=_SHARED_ANSWERS,
    follow_ups=_FOLLOW_UPS,
    asides=_ASIDES,
    afterthoughts=_AFTERTHOUGHTS,
    greetings=("Hi folks. ", "Morning. ", "Hello from the train. ", "Hi Ines, hi Tom. "),
)
