"""Everyday words, English and German: none of them is somebody's misspelt name, and a name made of
nothing else needs its capitals to be sure of. Data only, folded as `post_words.fold` folds.
"""

from __future__ import annotations

from functools import cache

from assistant.community.post_words import fold

_ENGLISH = """
    a able about above across act active actual add after again against age agent ago air alert
    alive all alone along alpha already also alter always amber among an and angel anger angle
    angry animal annual another answer any apart apple apples apply april are area arena argue
    around art as aside ask at atlas atom autumn avoid award aware away awful baby back bad bag
    bake baked baker bakers bakery ball band bank banks bar bark barn base based basic basics
    basin basket bat bath beach beacon beam bean beans bear beard beast beat beats bee been beer
    beers before begin begun being bell belle below belt bench berry best beta better between big
    bike bikes bill bind bird birds birth bit black blade blame blank blast blaze blend blends
    blind block blocks blood bloom blooms blue blues board boat boats body bold bolt bolts bone
    bonus book books boost boot booth boots born boss both bottle bottom bound bow bowl box brain
    brand brands brass brave bread break breath breeze brew brewed brewer brewers brewing brews
    brick bricks bride bridge brief bright bring broad broke broken brook broom brother brown
    brush build built bunch burn burnt bus business busy but butter button buy buyer by cabin
    cable cafe cake cakes call calls calm came camel camera camp can canal candle candy cannot
    canoe cape car card cards care carry cars case cash cast castle cat catch cats cause cave
    cedar cell cellar center central chain chair chalk change charm chart chase cheap check cheer
    cheese chef cherry chess chest chief child chill choice choose church circle city civil claim
    class classic clay clean clear clerk click cliff climb clinic clock close cloth cloud clouds
    clover club coach coal coast coat code coffee coffees coin cold color colour come comes comet
    common cook cool copper copy coral core corn corner cost could count country county couple
    course court cover cow crack craft crane crash crate cream create credit creek crest crew
    crisp cross crowd crown crush crust cube cup cups curve custom cut cycle daily dairy dance
    dare dark data date dawn day days dead deal dear deck deep deer delta den dense design desk
    did diet dig dinner direct dish dive do dock doctor dog dogs dollar done door dots double
    doubt dove down draft dragon drain drama draw dream dreams dress dried drift drill drink
    drinks drip drive drop drops drum dry duck dune dust duty each eager eagle ear early earth
    ease easel east easy eat echo edge eight elbow elder elect elite ember embers emerald empty
    end energy engage engine enjoy enough enter entry equal error essay ether even evening event
    ever every exact exam exist extra eye face fact fair fairy faith fall false family famous fan
    far farm farms fast fat fault favor feast feather feed feel fence fern few fiber field fields
    fifth fifty fight figure fill film final find fine finger fire fires first fish fit five fix
    flag flame flames flash flat flavor fleet flesh flight float flock flood floor flour flow
    flower flowers fluid fly foam focus fog folk food foods foot for force ford forest forge fork
    form formal fort forth forty forum found four fox frame free fresh friend friends frog from
    front frost fruit fruits fuel full fun fund funny future gain game games garden gas gate gates
    gave gear gem gentle get ghost giant gift girl give glad glass globe gloom glory glow go goal
    goat gold golden good goods goose got grace grade grain grains grand grant grape grass grave
    gray great green greet grey grid grill grind ground group grove grow growth guard guess guest
    guide guild gulf habit had hair half hall hand hands handy hang happy harbor harbour hard
    harsh has hat have haven hawk hay hazel he head health heart hearts heat heavy hello help hen
    her herb here hero high hill hills hint his hive hold hole home homes honest honey hood hook
    hope horn horse host hot hotel hour hours house houses how huge human humor hunt hut ice idea
    ideal ideas if image in indeed index inner input into iron is island issue it item its ivory
    jade jam jazz jeans jewel job join joint jolly joy judge juice jump june junior just keen keep
    kettle key kid kids kind king kings kitchen knee knife knit knock knot know known lab label
    labor lace lack lady lake lamp land lane lantern large larger laser last latch late later
    latte laugh launch layer lead leaf leap learn lease least leather leave led left leg lemon
    less let letter level lever liberty lid life lift light lighter lights like lily lime limit
    line linen lines link lion lip list little live liver lives load loaf loan local lodge loft
    log logic long look loop lord lose loss lost lot lotus loud love lover loves low loyal luck
    lucky lunar lunch luxury machine made magic magnet mail main major make maker makers malt man
    mango many map maple march mark market marsh mask mass master match maybe mayor meadow meal
    mean meat media meet member memory men mend menu mercy merge merit merry mess metal meter
    metro middle might mild mile milk mill mills mind mine mint minute mirror miss mist mix mixed
    mobile mode model modern mom moment monday money month moon moral more morning moss most motel
    moth mother motion motor mount mouse mouth move movie much mud mug muse music must my myth
    nail name narrow nation native nature near neat neck need nest net never new news next nice
    night nights nine no noble noise none noon north nose not note notes novel now nurse nut oak
    oaks oat oats object ocean odd of off offer office often oil old olive on once one onion only
    open opera orange orbit orchard order organ organic origin other others our out outer oven
    over owl own owner pack page paid paint pair palm panel paper park part parts party past paste
    patch path peace peach peak pear pearl pen people pepper perfect person phase phone photo
    piano pick piece pier pig pilot pine pink pint pipe pitch pixel pizza place plain plan plane
    planet plant plants plate play plaza plot plum plus poem point polar pole pond pool poor pop
    port post pot potato pound power present press pretty price pride prime print prize proof
    proper proud prune public pull pulse pump pure purple push put queen quest quick quiet quilt
    quite race radio rail rain raise ran ranch range rapid rare rate raven raw ray reach read
    ready real realm red reed reef relax rent rest rice rich ride rider ridge right ring rise
    rival river rivers road roads roast roasted roaster roasters roasts rock rocks rod role roll
    roof room rooms root roots rope rose roses rough round route row royal ruby rule run rural
    rush rust sack sad safe sage sail saint salad salon salt same sand sauce save say scale scene
    scent school score scout sea seal search season seat second see seed seeds seek self sell send
    sense serve set seven shade shadow shaft shake shall shape share shark sharp she shed sheep
    sheet shelf shell shift shine ship shirt shoe shoes shop shops shore short shot should show
    shut side sight sign silk silver simple since sing single sir site six size skill skin skip
    sky sleep slice slide slim slow small smart smell smile smith smoke smooth snack snap snow so
    soap social sock soft soil solar solid some son song soon sorry sort soul sound soup source
    south space spark sparks speak special speed spell spice spices spider spike spin spirit split
    spoke spoon sport spot spray spring square stable stack staff stage stair stamp stand star
    stars start state station stay steak steam steel step stick still stone stones stood stop
    store stores storm story stove strand straw stream street strike string strong studio study
    stuff style such sugar suit suite summer sun sunday super sure surf surge swap sweet swift
    swim swing sword table tail take tale talk tall tank tap target task taste tasty tea team tear
    teas tell temple ten tent term test text than thank that the their them then there these they
    thick thin thing things think third this those three throw thumb thunder thyme tide tides tie
    tiger tight tile tilt timber time times tin tiny tip to toast today toe token tone tool tools
    top torch total touch tour tower town toy track trade trail train trap treat tree trees trend
    trial tribe trick trim trip true trunk trust truth try tub tube tulip tune turn twelve twice
    twin two type uncle under union unit unity up upon upper urban urge us use used user usual
    valley value van vase vast vault vegan venue very vessel view village vine vintage visit vital
    vivid voice vote wagon waist wait walk wall walnut want war warm was wash waste watch watches
    water waters wave waves wax way we wear web week weird well went were west wet whale what
    wheat wheel when where which while whisk white who whole why wide wild will willow win wind
    window wine wines wing wings winter wire wise wish with wolf woman wonder wood woods word
    words work works world worth would wrap write wrong yard year years yeast yellow yes yet yoga
    you young your youth zebra zero zone
"""

_GERMAN = """
    aber alle alles alt alte apfel auch auf aus bach bad bahn baum berg berge besser beste bier
    bild bitte blatt blau blume blumen boden boot brot bruder brücke buch bund bunt burg bäcker
    bäckerei dach danke das dein der die dorf drei eben ecke ein eine ende engel erde erste essen
    fach fahren farbe feder feld fenster feuer fisch flamme flug fluss frau frei freude freund
    frisch fuchs fünf für garten gast geben gelb geld genau genuss gern glas glück gold grau groß
    grün gut haben hafen hand haus heim herbst herz heute hier himmel hoch hof holz honig hund ihr
    immer in insel ist ja jahr jeder jetzt jung kaffee kanne karte katze kein keller kind kirche
    klar klee klein kleine kraft kreis krone kunde kunst küche küste laden land lang laub leben
    lecker leicht leuchte licht lichter liebe lied linde luft löwe macht mann markt meer mehr mein
    mensch milch mitte mond morgen mutter möbel mühle nacht nah natur neu neue nicht noch nord nur
    oben obst oder ofen ort papier perle pfad pferd pflanze platz post preis quelle rad raum rebe
    recht regen reich reise ring rose rot rund sache salz samen sand satt schaf schiff schloss
    schnell schule schwarz schön see segel sehr seite sommer sonne spiel stadt stark stein stern
    sterne still stimme strand straße stunde stück süß tag tal tanne tasse tee tier tisch tor
    traube traum treffen turm uhr und unser ursprung vater viel vogel voll von wald wand warm
    wasser weg wein weiß welle welt werk wert wetter wiese wild wind winter wir woche wolke wort
    zeit ziel zucker zwei über
"""


@cache
def common_words() -> frozenset[str]:
    """All of them. Made when first asked for: most processes never are."""
    return frozenset(map(fold, (_ENGLISH + _GERMAN).split()))
