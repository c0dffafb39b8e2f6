"""Numbers, months and weekdays in words. Made, not written: see `test_gate_numbers.py`.

`NUMBERS_ELSEWHERE` are the numbers of languages that the gate does not know otherwise, so that a
single foreign word among known ones is still seen. Accents are folded away, as in all look-ups;
months begin with January, weekdays with Monday.
"""

NUMBERS_EN = """
zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
hundred thousand million billion second third fourth fifth sixth seventh eighth ninth tenth
eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth
thousandth
"""

NUMBERS_DE = """
hundert tausend null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf sechzehn
siebzehn zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig
einhunderteinundzwanzig million millionen milliarde milliarden zweite dritte vierte funfte
sechste siebte achte neunte zehnte elfte zwolfte sechzehnte siebzehnte zwanzigste dreissigste
vierzigste funfzigste sechzigste siebzigste achtzigste neunzigste hundertste tausendste
"""

NUMBERS_FR = """
zero deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt
trente quarante cinquante soixante vingts cent cents mille million millions milliard milliards
deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme
douzieme treizieme quatorzieme quinzieme seizieme vingtieme trentieme quarantieme cinquantieme
soixantieme vingtsieme centieme millieme
"""

NUMBERS_ES = """
cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco
veintiseis veintisiete veintiocho veintinueve treinta cuarenta cincuenta sesenta setenta ochenta
noventa cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos
novecientos ciento mil millon millones segundo tercero cuarto quinto sexto septimo octavo noveno
decimo decimoprimero decimosegundo vigesimo trigesimo quadragesimo quincuagesimo sexagesimo
septuagesimo octogesimo nonagesimo centesimo milesimo
"""

NUMBERS_IT = """
mila zero due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici
quindici sedici diciassette diciotto diciannove venti ventuno ventotto trenta trentuno trentotto
quaranta quarantuno quarantotto cinquanta cinquantuno cinquantotto sessanta sessantuno
sessantotto settanta settantuno settantotto ottanta ottantuno ottantotto novanta novantuno
novantotto cento mille milione milioni miliardo miliardi secondo terzo quarto quinto sesto
settimo ottavo nono decimo undicesimo dodicesimo tredicesimo quattordicesimo quindicesimo
sedicesimo diciassettesimo diciottesimo diciannovesimo ventesimo ventunesimo ventiduesimo
ventitreesimo ventiquattresimo venticinquesimo ventiseiesimo ventisettesimo ventottesimo
ventinovesimo trentesimo trentunesimo quarantesimo cinquantesimo sessantesimo settantesimo
ottantesimo novantesimo centesimo millesimo
"""

NUMBERS_PT = """
zero dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis
dezassete dezoito dezanove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem
duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos cento mil
milhao milhoes segundo terceiro quarto quinto sexto setimo oitavo nono decimo vigesimo trigesimo
quadragesimo quinquagesimo sexagesimo septuagesimo octogesimo nonagesimo centesimo milesimo
"""

NUMBERS_NL = """
nul twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien twintig dertig
veertig vijftig zestig zeventig tachtig negentig honderd honderdeenentwintig duizend miljoen
miljard tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende
veertiende twintigste dertigste veertigste vijftigste zestigste zeventigste tachtigste
negentigste honderdste duizendste
"""

NUMBERS_ELSEWHERE = """
cinc sis vuit nou dotze tretze setze disset divuit dinou vint seixanta setanta vuitanta noranta
dva tri ctyri sest sedm osm devet deset jedenact dvanact trinact ctrnact patnact sestnact
sedmnact osmnact devatenact dvacet tricet ctyricet padesat sedesat sedmdesat osmdesat devadesat
tisic syv otte elleve tolv tretten fjorten femten seksten sytten atten nitten tyve tredive fyrre
halvtreds treds halvfjerds firs halvfems ethundrede ettusind kaksi kolme nelja viisi kuusi
seitseman kahdeksan yhdeksan kymmenen yksitoista kaksitoista kolmetoista neljatoista viisitoista
kuusitoista seitsemantoista kahdeksantoista yhdeksantoista kaksikymmenta kolmekymmenta
neljakymmenta viisikymmenta kuusikymmenta seitsemankymmenta kahdeksankymmenta yhdeksankymmenta
tuhat ketto harom negy nyolc kilenc tiz tizenegy tizenketto tizenharom tizennegy tizenot
tizenhat tizenhet tizennyolc tizenkilenc husz harminc negyven otven hatvan hetven nyolcvan
kilencven szaz ezer tiga empat enam tujuh delapan sembilan sepuluh sebelas puluh seratus seribu
tveir þrir fjorir fimm sjo atta niu tiu ellefu tolf þrettan fjortan fimmtan sextan sautjan atjan
nitjan tuttugu þrjatiu fjorutiu fimmtiu sextiu sjotiu attatiu niutiu eitt hundrað þusund trys
keturi penki sesi septyni astuoni devyni desimt vienuolika dvylika trylika keturiolika
penkiolika sesiolika septyniolika astuoniolika devyniolika dvidesimt trisdesimt keturiasdesimt
penkiasdesimt sesiasdesimt septyniasdesimt astuoniasdesimt devyniasdesimt vienas simtas
tukstantis divi tris cetri pieci septini astoni devini desmit vienpadsmit divpadsmit trispadsmit
cetrpadsmit piecpadsmit sespadsmit septinpadsmit astonpadsmit devinpadsmit divdesmit trisdesmit
cetrdesmit piecdesmit sesdesmit septindesmit astondesmit devindesmit simts tukstotis atte tjue
tretti førti femti seksti sytti atti nitti hundre tusen dwa trzy cztery piec szesc siedem osiem
dziewiec dziesiec jedenascie dwanascie trzynascie czternascie pietnascie szesnascie siedemnascie
osiemnascie dziewietnascie dwadziescia trzydziesci czterdziesci piecdziesiat szescdziesiat
siedemdziesiat osiemdziesiat dziewiecdziesiat tysiac trei patru cinci sase sapte noua zece
unsprezece doisprezece treisprezece paisprezece cincisprezece saisprezece saptesprezece
optsprezece nouasprezece douazeci treizeci patruzeci cincizeci saizeci saptezeci optzeci
nouazeci suta styri sedem osem devat desat jedenast dvanast trinast strnast patnast sestnast
sedemnast osemnast devatnast dvadsat tridsat styridsat patdesiat sestdesiat sedemdesiat
osemdesiat devatdesiat dve stiri enajst dvanajst trinajst stirinajst petnajst sestnajst
sedemnajst osemnajst devetnajst dvajset trideset stirideset petdeset sestdeset sedemdeset
osemdeset devetdeset tisoc cetiri sedam osam jedanaest dvanaest trinaest cetrnaest petnaest
sesnaest sedamnaest osamnaest devetnaest dvadeset cetrdeset pedeset sezdeset sedamdeset
osamdeset devedeset jedna hiljada tva fyra sju nio tio elva tretton fjorton femton sexton
sjutton arton nitton tjugo trettio fortio femtio sextio sjuttio attio nittio etthundra etttusen
iki bes altı yedi sekiz dokuz onbir oniki onuc ondort onbes onaltı onyedi onsekiz ondokuz yirmi
otuz kırk elli altmıs yetmis seksen doksan yuz
"""

MONTHS_EN = """
january february march april may june july august september october november december
"""

MONTHS_DE = """
januar februar marz april mai juni juli august september oktober november dezember
"""

MONTHS_FR = """
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
"""

MONTHS_ES = """
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
"""

MONTHS_IT = """
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
"""

MONTHS_PT = """
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
"""

MONTHS_NL = """
januari februari maart april mei juni juli augustus september oktober november december
"""

WEEKDAYS_EN = """
monday tuesday wednesday thursday friday saturday sunday
"""

WEEKDAYS_DE = """
montag dienstag mittwoch donnerstag freitag samstag sonntag
"""

WEEKDAYS_FR = """
lundi mardi mercredi jeudi vendredi samedi dimanche
"""

WEEKDAYS_ES = """
lunes martes miercoles jueves viernes sabado domingo
"""

WEEKDAYS_IT = """
lunedi martedi mercoledi giovedi venerdi sabato domenica
"""

WEEKDAYS_PT = """
segunda terca quarta quinta sexta sabado domingo
"""

WEEKDAYS_NL = """
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
"""
