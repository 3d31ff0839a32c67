"""The English words by which names in running text are told apart. All are lower-cased."""

from __future__ import annotations

from typing import Final


def word_set(text: str) -> frozenset[str]:
    """The set of the words of ``text``."""
    return frozenset(text.split())


# Words that begin sentences with a capital and are no part of the name that follows.
STARTERS: Final = word_set(
    """
    a about above according across after again against all almost along already also although amid among an
    analysts and another any are around as asked at away back because been before behind below besides between
    beyond both but by can could critics currently despite did do does during each earlier eight either
    elsewhere even ever every everyone experts few finally first five following for former formerly four from
    further furthermore given had has have he hence her here his how however i if in including indeed inside
    instead into is it its just last late later like local many may me meanwhile more moreover most much my near
    neither nevertheless next nine no none nonetheless nor not nothing now of off officials often on once one
    only or other others our out outside over overall part participants per perhaps police rather recently
    residents second seven several shares she should similarly since six so some soon sources speaking still
    such ten than that the their them then there therefore these they third this those though three through
    throughout thus to today together tomorrow tonight too toward towards traders twelve two under unlike until
    up upon us was we were what when whenever where whereas whether which while who whose why will with within
    without would yesterday yet you your
    """
)

DAYS_AND_MONTHS: Final = word_set(
    """
    apr april aug august christmas dec december easter feb february friday jan january jul july jun june mar
    march monday nov november oct october ramadan saturday sep sept september sunday thursday tuesday wednesday
    """
)

# Words of an office before a name. A single word after one of the second set is taken for a surname.
OFFICES: Final = word_set(
    """
    acting adm admiral ambassador analyst archbishop attorney ayatollah bishop brigadier capt captain cardinal
    chairman chairperson chairwoman chancellor chief co-chair col colonel commander commissioner comptroller
    congressman congresswoman consul coordinator councillor crown dame deputy director doctor dr economist
    editor emir envoy executive father first foreign gen general gov governor high judge justice king lady
    leader lieutenant lord lt maj major managing marshal mayor minister mr mrs ms negotiator officer permanent
    pope premier president prime prince princess principal prof professor queen rabbi rector rep representative
    rev reverend secretary sen senator sergeant sgt sheikh sheriff sir sister speaker special spokesman
    spokesperson spokeswoman sultan undersecretary vice
    """
)
# Offices that make no person of what follows by themselves (Foreign Affairs, First Boston, General Motors).
WEAK_OFFICES: Final = word_set(
    """
    acting attorney chief crown deputy executive father first foreign general high lady lord major managing
    permanent prime principal sister special vice
    """
)
SURNAME_OFFICES: Final = word_set(
    """
    ambassador chairman chancellor col commissioner dr gen gov governor judge justice king mayor minister mr mrs
    ms pope premier president prince princess prof professor queen secretary sen senator spokesman spokeswoman
    """
)
# What a minister or secretary is in charge of; after the office these words are part of it.
PORTFOLIOS: Final = word_set(
    """
    affairs agriculture budget commerce communications culture defence defense development digital ecology
    economic economy education energy environment european exchequer external federal finance foreign health
    home housing industry information infrastructure integration interior internal investment justice labor
    labour natural planning political protection resources science security social staff state technology
    tourism trade transport transportation treasury water
    """
)
# The last word of the name of a body.
HEADS: Final = word_set(
    """
    academy administration agency airlines airways alliance army assembly association authority bank board
    brigade bureau cabinet center centre chamber club college commission committee company confederation
    congress consortium cooperative corporation council court department directorate exchange federation
    foundation fund group guard headquarters holdings hospital industries inspectorate institute institution
    laboratories laboratory league legislature ministry motors movement museum navy observatory office
    organisation organization parliament party police politburo railways school secretariat senate service
    services society stock-exchange syndicate treasury tribunal trust union university
    """
)
# Of these, the ones that are a name together with what follows of or for (Bank of England).
OF_HEADS: Final = word_set(
    """
    academy agency association bank board bureau chamber college commission committee confederation congress
    council court department federation fund house institute league ministry office organisation organization
    party secretariat society union university
    """
)
# What a body is of without being called so by name.
NOT_OF: Final = word_set(
    """
    directors governors ministers trustees
    """
)
COMPANY_FORMS: Final = word_set(
    """
    ab ag asa bancorp bhd bros co corp cos gmbh inc incorporated kk limited llc llp lp ltd nv oyj plc pty sa spa
    """
)
# Lower-cased callings before or after a name. The weak ones need a known given name beside them.
CALLINGS: Final = word_set(
    """
    activist adviser advisor ambassador analyst architect author biologist chairman chairperson chairwoman
    chancellor chemist climatologist commissioner coordinator dealer deputy director economist editor engineer
    envoy executive farmer geologist governor historian hydrologist journalist judge lawmaker lawyer mayor
    meteorologist minister negotiator novelist officer physicist premier president professor prosecutor
    researcher scientist secretary senator spokesman spokesperson spokeswoman strategist teacher trader
    treasurer undersecretary
    """
)
WEAK_CALLINGS: Final = word_set(
    """
    chief expert founder head leader manager member owner partner resident
    """
)
SAID: Final = word_set(
    """
    added argued explained noted recalled said says stated told warned
    """
)

DEMONYMS: Final = word_set(
    """
    afghan african albanian algerian american andean angolan arab arabian argentine argentinian armenian asian
    atlantic australian austrian azerbaijani azeri baltic bangladeshi basque bavarian belarusian belgian
    bolivian bosnian brazilian british buddhist bulgarian burmese byzantine cambodian cameroonian canadian
    catalan catholic caucasian chechen chilean chinese colombian communist congolese croatian cuban cypriot
    czech danish dutch eastern ecuadorean egyptian english estonian ethiopian eurasian european finnish french
    georgian german ghanaian greek hindu hungarian icelandic indian indonesian iranian iraqi irish islamic
    israeli italian ivorian jamaican japanese jewish jordanian kazakh kazakhstani kenyan korean kurdish kuwaiti
    kyrgyz lao latin latvian lebanese liberian libyan lithuanian malagasy malaysian malian maltese mexican
    moldovan mongolian moroccan mozambican muslim namibian nepalese nicaraguan nigerian nordic northern
    norwegian omani orthodox ottoman pacific pakistani palestinian panamanian paraguayan peruvian philippine
    polish portuguese qatari romanian russian rwandan saudi scandinavian scottish senegalese serbian siberian
    singaporean slovak slovenian somali southern soviet spanish sudanese swedish swiss syrian taiwanese tajik
    tanzanian thai tibetan tunisian turkish turkmen ugandan ukrainian uruguayan uzbek venezuelan vietnamese
    welsh western yemeni yugoslav zambian zimbabwean
    """
)
# Capitalised words of titles, projects and events that are no one's name.
NOT_NAMES: Final = word_set(
    """
    accord act action agreement airport article avenue black blue bridge business capital central charter city
    common communication conclusions conference constitution contract convention cooperation council countries
    cup day declaration delegation dialogue direct district division east eastern economic economy equity euro
    event exports fair festival financial forum free global great green gulf harbor harbour holy hotel house
    human imports initiative international island islands joint lake law magazine management market markets
    media memorandum middle mount mountains museum national new news north northern olympic olympics open
    opportunities palace park partnership peace peninsula plan plaza policy port post press prize program
    programme project protocol province public red region regional republic review rights river road royal sea
    sector securities security square stadium state states strait strategy street studies summit system talks
    team television times tower trade treaty united valley war watch west western white world year
    """
)
COMPASS: Final = word_set(
    """
    central east eastern north northern south southern west western
    """
)
# A place after these and "of" is part of another name (Gulf of Mexico).
OF_WATERS: Final = word_set(
    """
    battle bay cape duchess duke gulf isle massacre sea strait straits treaty
    """
)

GIVEN_NAMES: Final = word_set(
    """
    aaron abdul abdullah abraham adam adrian agnes ahmad ahmed aidan aigul aisha akira alan albert alberto
    alejandro aleksandr aleksei alessandro alex alexander alexandra alexei alexis alfred ali alice alicia alina
    aliya allison alma amanda amina amir amy ana anatoly andre andrea andreas andrei andrew andrzej angela anita
    ann anna anne annette anthony antoine anton antonio arif arkady arnold artem arthur asel askar astrid ayumi
    barbara beatrice ben benjamin bernard bert bill bjorn bob boris brenda brian bruce bruno camille carl carla
    carlos carol caroline catherine cecilia charles chen chloe chris christian christina christine christopher
    claire clara claude claudia clive colin craig cynthia dan dana daniel daniela dariusz david deborah denis
    dennis diana diego dieter dina dmitri dmitry dominic donald dora dorothy douglas edgar eduardo edward
    eleanor elena elisabeth elizabeth ella ellen emil emily emma eric erik erika ernest esther eugene eva evan
    evelyn farid fatima felix fernando fiona florian frances francesca francesco francis francisco francois
    frank franz fred frederick gabriel gary gavin geoffrey george georges gerald gerard gerhard gianni gilbert
    giorgio giovanni giulia giuseppe glenn gloria gordon grace graham greg gregory guillermo gulnara gunter
    gustavo guy hamid hanna hannah hans harold harry harvey hassan heather hector heinz helen helena helmut
    henri henrik henry herbert hiroshi howard hugh hugo hussein ian ibrahim igor ikram ilya ines ingrid irene
    irina isabel ivan ivana jack jacques jakob jalal james jan jane janet jason javier jean jeff jeffrey
    jennifer jens jeremy jerome jerry jessica jim joan joanna joao jochen joe johan johann johannes john jon
    jonas jonathan jorge jose josef joseph joshua juan judith julia julian julie jurgen justin kamal karel karen
    karim karin karl kate katherine kathleen kathryn keiko keith kelly ken kenji kenneth kevin khaled kim klaus
    knut kofi konstantin kristina kurt kwame larisa larry lars laura laurence laurent lee lena leo leon leonard
    leonid leyla li lidia linda lisa louis louise luc lucia lucy luigi luis luisa lukas lyudmila magda mahmoud
    manuel marc marcel marco marcos marcus margaret maria marie marina mario mark markus marta martha martin
    martina mary masha mateus matthew matthias maurice max maxim mehmet mei melissa michael michel michele
    miguel mikael mike mikhail milan milos mohamed mohammad mohammed monica monika muhammad murat mustafa nadia
    naoko natalia natalya natasha nathan neil nicholas nick nicola nicolas nikolai nikos nils nina noah nora
    nurlan oksana oleg olga oliver olivia olivier omar oscar otto owen pablo paolo pascal patricia patrick paul
    paula paulo pavel pedro peggy peter petra philip philippe pierre piotr priya rachel rafael raj rajesh ralph
    ramon raul ravi raymond rebecca regina rene ricardo richard rita robert roberto robin rodrigo roger roland
    roman ronald rosa rose ross roy rudolf rupert ruslan russell ruth ryan saeed salim salman sam samuel sandra
    sara sarah sean sebastian serge sergei sergey sergio sharon sheila simon sofia sonia sophie stanislav stefan
    stefano stephanie stephen steve steven stuart sunil susan suzanne svetlana sylvia takashi tamara tanya tariq
    tatiana tatyana ted teresa terry thierry thomas tim timothy tom tomas tony tracy ulrich umar ursula vadim
    valentina valery vera veronica victor viktor vincent vitaly vladimir vyacheslav walter wanda wang wei wendy
    werner wilhelm william winston wolfgang xavier yannis yasmin yerlan yevgeny yoko yulia yuri yusuf yves
    zainab zhanar zhang zoe
    """
)

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
