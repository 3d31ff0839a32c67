"""The English words by which names in running text are told apart. All are lower-cased."""

from __future__ import annotations

from typing import Final

# Words that begin sentences with a capital and are no part of the name that follows.
STARTERS: Final = frozenset(
    """
    a about above according across after again against all almost along already also although amid among an and another
    any are around as asked at away back because been before behind below besides between beyond both but by can could
    currently despite did do does during each earlier either elsewhere even ever every everyone few finally first
    following for former formerly from further furthermore given had has have he hence her here his how however i if in
    including indeed inside instead into is it its just last late later like local many may me meanwhile more moreover
    most much my near neither nevertheless next no none nonetheless nor not nothing now of off officials often on once
    one only or other others our out outside over overall part participants per perhaps police rather recently second
    several shares she should similarly since so some soon sources still such than that the their them then there
    therefore these they third this those though through throughout thus to today together tomorrow tonight too toward
    towards traders two three four five six seven eight nine ten twelve under unlike until up upon us was we were what
    when whenever where whereas whether which while who whose why will with within without would yesterday yet you your
    analysts residents experts critics under asked speaking
    """.split()
)

DAYS_AND_MONTHS: Final = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december jan feb mar apr jun jul aug sep sept oct nov dec christmas easter ramadan
    """.split()
)

# Words of an office before a name. A single word after one of the second set is taken for a surname.
OFFICES: Final = frozenset(
    """
    admiral ambassador analyst archbishop ayatollah bishop brigadier captain cardinal chairman chairperson chairwoman
    chancellor chief co-chair colonel commander commissioner congressman congresswoman consul coordinator councillor
    crown dame deputy director doctor dr economist editor emir envoy executive father first foreign gen general gov
    governor judge justice king lady leader lieutenant lord lt maj major marshal mayor minister mr mrs ms officer
    spokesperson pope premier president prime prince princess principal prof professor queen rabbi rector rep
    representative rev reverend secretary sen senator sergeant sheikh sheriff sir speaker special spokesman spokeswoman
    sultan undersecretary vice adm col capt sgt sister acting high permanent attorney managing comptroller negotiator
    """.split()
)
# Offices that make no person of what follows by themselves (Foreign Affairs, First Boston, General Motors).
WEAK_OFFICES: Final = frozenset(
    "acting attorney chief crown deputy executive father first foreign general high lady lord major managing permanent "
    "prime principal sister special vice".split()
)
SURNAME_OFFICES: Final = frozenset(
    """
    ambassador chairman chancellor col gen gov governor judge justice king minister mr mrs ms dr pope premier president
    prince princess prof professor queen secretary sen senator spokesman spokeswoman mayor commissioner
    """.split()
)
# What a minister or secretary is in charge of; after the office these words are part of it.
PORTFOLIOS: Final = frozenset(
    """
    affairs agriculture budget commerce communications culture defence defense development digital ecology economic
    economy education energy environment exchequer external federal finance foreign health home housing industry
    information infrastructure integration interior internal investment justice labor labour planning protection
    resources science security social state technology tourism trade transport transportation treasury water natural
    european political staff
    """.split()
)
# The last word of the name of a body.
HEADS: Final = frozenset(
    """
    academy administration agency airlines airways alliance army assembly association authority bank board brigade
    bureau cabinet centre center chamber church club college commission committee community company confederation
    congress consortium cooperative corporation council court department directorate exchange federation foundation
    front fund government group guard headquarters holdings hospital industries inspectorate institute institution
    laboratories laboratory league legislature ministry mission motors movement museum navy network observatory office
    organisation organization parliament partners partnership party police politburo railways reserve school secretariat
    senate service services society stock-exchange syndicate trust treasury tribunal union university
    """.split()
) - frozenset(("mission", "front", "network", "partnership", "community", "government", "reserve", "church", "partners"))
# Of these, the ones that are a name together with what follows of or for (Bank of England).
OF_HEADS: Final = frozenset(
    """
    academy agency association bank board bureau chamber college commission committee confederation congress council
    court department federation fund house institute league ministry office organisation organization party secretariat
    society union university
    """.split()
)
# What a body is of without being called so by name.
NOT_OF: Final = frozenset("directors governors trustees ministers".split())
COMPANY_FORMS: Final = frozenset(
    "ab ag asa bancorp bhd bros co corp cos gmbh inc incorporated kk limited llc llp lp ltd nv oyj plc pty sa spa".split()
)
# Lower-cased callings before or after a name. The weak ones need a known given name beside them.
CALLINGS: Final = frozenset(
    """
    activist adviser advisor ambassador analyst architect author chairman chairperson chairwoman chancellor
    commissioner coordinator dealer deputy director economist editor engineer envoy executive farmer geologist governor
    historian hydrologist journalist judge lawmaker lawyer mayor meteorologist minister negotiator novelist officer
    physicist premier president professor prosecutor researcher scientist secretary senator spokesman spokesperson
    spokeswoman strategist teacher trader treasurer undersecretary
    """.split()
)
WEAK_CALLINGS: Final = frozenset("chief expert founder head leader manager member owner partner resident".split())
SAID: Final = frozenset("said says told added explained argued warned noted stated recalled".split())

DEMONYMS: Final = frozenset(
    """
    afghan african albanian algerian american andean angolan arab arabian argentine argentinian armenian asian atlantic
    australian austrian azerbaijani azeri baltic bangladeshi basque bavarian belarusian belgian bolivian bosnian
    brazilian british bulgarian burmese byzantine cambodian cameroonian canadian catalan caucasian chechen chilean
    chinese colombian congolese croatian cuban cypriot czech danish dutch ecuadorean egyptian english estonian ethiopian
    eurasian european finnish french georgian german ghanaian greek hungarian icelandic indian indonesian iranian iraqi
    irish israeli italian ivorian jamaican japanese jewish jordanian kazakh kazakhstani kenyan korean kurdish kuwaiti
    kyrgyz lao latin latvian lebanese liberian libyan lithuanian malagasy malaysian malian maltese mexican moldovan
    mongolian moroccan mozambican muslim namibian nepalese nicaraguan nigerian nordic norwegian omani ottoman pacific
    pakistani palestinian panamanian paraguayan peruvian philippine polish portuguese qatari romanian russian rwandan
    saudi scandinavian scottish senegalese serbian siberian singaporean slovak slovenian somali soviet spanish sudanese
    swedish swiss syrian taiwanese tajik tanzanian thai tibetan tunisian turkish turkmen ugandan ukrainian uruguayan
    uzbek venezuelan vietnamese welsh western eastern northern southern yemeni yugoslav zambian zimbabwean
    catholic orthodox christian islamic hindu buddhist communist
    """.split()
) - frozenset(("christian",))
# Capitalised words of titles, projects and events that are no one's name.
NOT_NAMES: Final = frozenset(
    """
    act accord action agreement airport article avenue black blue bridge business capital central charter city common
    communication conclusions conference constitution contract convention cooperation council countries cup day
    declaration delegation dialogue direct district division east eastern economic economy equity euro event exports
    fair festival financial forum free global great green gulf harbor harbour holy hotel house human imports initiative
    international island islands joint lake law magazine management market markets media memorandum middle mount
    mountains museum national new news north northern olympic olympics open opportunities palace park partnership
    peace peninsula plan plaza policy port post press prize programme program project protocol province public red
    region regional republic review rights river road royal sea securities security sector square stadium state states
    strait strategy street studies summit system talks team television times tower trade treaty united valley war
    watch west western white world year young
    """.split()
) - frozenset(("young",))
COMPASS: Final = frozenset("northern southern eastern western north south east west central".split())
# A place after these and "of" is part of another name (Gulf of Mexico).
OF_WATERS: Final = frozenset("bay battle cape duke duchess gulf isle strait straits sea treaty massacre".split())

GIVEN_NAMES: Final = frozenset(
    """
    aaron abdul abdullah abraham adam adrian agnes ahmad ahmed aidan aigul aisha akira alan albert alberto alejandro
    aleksandr aleksei alessandro alex alexander alexandra alexei alexis alfred ali alice alicia alina aliya allison
    alma amanda amina amir amy ana anatoly andre andrea andreas andrei andrew andrzej angela anita ann anna anne annette
    anthony antoine anton antonio arif arkady arnold artem arthur asel askar astrid ayumi barbara beatrice ben benjamin
    bernard bert bill bjorn bob boris brenda brian bruce bruno camille carl carla carlos carol caroline catherine cecilia
    charles chen chloe chris christian christina christine christopher claire clara claude claudia clive colin craig
    cynthia dan dana daniel daniela dariusz david deborah denis dennis diana diego dieter dina dmitri dmitry dominic
    donald dora dorothy douglas edgar eduardo edward elena eleanor elisabeth elizabeth ella ellen emil emily emma eric
    erik erika ernest esther eugene eva evan evelyn farid fatima felix fernando fiona florian frances francesca
    francesco francis francisco francois frank franz fred frederick gabriel gary gavin geoffrey george georges gerald
    gerard gerhard gianni gilbert giorgio giovanni giulia giuseppe glenn gloria gordon grace graham greg gregory
    guillermo gulnara gunter gustavo guy hamid hanna hannah hans harold harry harvey hassan heather hector heinz helen
    helena helmut henri henrik henry herbert hiroshi howard hugh hugo hussein ian ibrahim igor ikram ilya ines ingrid
    irene irina isabel ivan ivana jack jacques jakob jalal james jan jane janet jason javier jean jeff jeffrey jennifer
    jens jeremy jerome jerry jessica jim joan joanna joao jochen joe johan johann johannes john jon jonas jonathan jorge
    jose josef joseph joshua juan judith julia julian julie jurgen justin kamal karel karen karim karin karl kate
    katherine kathleen kathryn keiko keith kelly ken kenji kenneth kevin khaled kim klaus knut kofi konstantin kristina
    kurt kwame larisa larry lars laura laurence laurent lee lena leo leon leonard leonid leyla li lidia linda lisa
    louis louise luc lucia lucy luigi luis luisa lukas lyudmila magda mahmoud manuel marc marcel marco marcos marcus
    margaret maria marie marina mario mark markus marta martha martin martina mary masha mateus matthew matthias maurice
    max maxim mehmet mei melissa michael michel michele miguel mikael mike mikhail milan milos mohamed mohammad mohammed
    monica monika muhammad murat mustafa nadia naoko natalia natalya natasha nathan neil nicholas nick nicola nicolas
    nikolai nikos nils nina noah nora nurlan oksana oleg olga oliver olivia olivier omar oscar otto owen pablo paolo
    pascal patricia patrick paul paula paulo pavel pedro peggy peter petra philip philippe pierre piotr priya rachel
    rafael raj rajesh ralph ramon raul ravi raymond rebecca regina rene ricardo richard rita robert roberto robin rodrigo
    roger roland roman ronald rosa rose ross roy rudolf rupert russell ruslan ruth ryan saeed said salim salman sam
    samuel sandra sara sarah sean sebastian serge sergei sergey sergio sharon sheila simon sofia sonia sophie stanislav
    stefan stefano stephanie stephen steve steven stuart sunil susan suzanne svetlana sylvia takashi tamara tanya tariq
    tatiana tatyana ted teresa terry thierry thomas tim timothy tom tomas tony tracy ulrich umar ursula vadim valentina
    valery vera veronica victor viktor vincent vitaly vladimir vyacheslav walter wanda wang wei wendy werner wilhelm
    william winston wolfgang xavier yannis yasmin yerlan yevgeny yoko yulia yuri yusuf yves zainab zhanar zhang zoe
    """.split()
) - frozenset(("said",))

# Bodies known by names that no rule would find, under the name by which they are filed.
_KNOWN = """
European Union: EU, E.U.
United Nations: UN, U.N.
NATO: North Atlantic Treaty Organization, North Atlantic Treaty Organisation
International Monetary Fund: IMF
World Trade Organization: WTO, World Trade Organisation
World Bank:
World Health Organization: World Health Organisation
European Central Bank: ECB
European Commission:
European Community: EC, European Communities, European Economic Community, EEC
Organization for Security and Cooperation in Europe: OSCE
Organisation for Economic Co-operation and Development: OECD
OPEC: Organization of the Petroleum Exporting Countries
GATT: General Agreement on Tariffs and Trade
ASEAN: Association of Southeast Asian Nations
Commonwealth of Independent States: CIS
Eurasian Economic Union: EAEU
Shanghai Cooperation Organization: SCO, Shanghai Cooperation Organisation
International Committee of the Red Cross: ICRC
Red Cross:
Amnesty International:
Human Rights Watch:
Greenpeace:
Interpol:
Europol:
Frontex:
Securities and Exchange Commission: SEC
UNICEF:
UNESCO:
UNHCR:
IAEA: International Atomic Energy Agency
FBI: Federal Bureau of Investigation
CIA: Central Intelligence Agency
KGB:
Kremlin:
Pentagon:
White House:
Federal Reserve: Federal Reserve Board, U.S. Federal Reserve
UN Security Council: U.N. Security Council, United Nations Security Council, Security Council
UN General Assembly: U.N. General Assembly, United Nations General Assembly
World Food Programme: World Food Program, WFP
African Union:
Arab League: League of Arab States
Hamas:
Hezbollah:
Taliban:
"""


def _known() -> dict[str, str]:
    names: dict[str, str] = {}
    for line in _KNOWN.strip().splitlines():
        canonical, _, others = line.partition(":")
        for name in (canonical, *others.split(",")):
            if name.strip():
                names[name.strip()] = canonical
    return names


KNOWN_ORGS: Final = _known()
