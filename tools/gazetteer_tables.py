"""What the gazetteer has from no source: the regions of the world, states that are no more, what peoples are called.

Codes of countries are ISO 3166; ``US.TX`` is a state or province by the code that GeoNames gives it.
"""

from __future__ import annotations

# region > other names > what it holds: codes, or names of regions of this table and of states that are no more.
# The continents are those of GeoNames, the parts of continents those of the United Nations' M49, and with them the
# regions that newspapers name, in the extent that they usually have there.
REGIONS = """
Europe > > Northern Europe, Western Europe, Southern Europe, Eastern Europe, Central Europe, Balkans, CY
Northern Europe > > AX DK EE FO FI GG IS IE IM JE LV LT NO SJ SE GB
Western Europe > > AT BE FR DE LI LU MC NL CH GB IE
Southern Europe > > AL AD BA HR GI GR VA IT XK MT ME MK PT SM RS SI ES YU
Eastern Europe > > East Germany, BY BG CZ HU MD PL RO RU SK UA SU CS
Central Europe > > AT CZ DE HU LI PL SK SI CH CS
Southeast Europe > Southeastern Europe | South-Eastern Europe > Balkans, MD
Balkans > Balkan Peninsula > AL BA BG HR GR XK ME MK RO RS SI YU
Scandinavia > > DK NO SE
Nordic Countries > Nordics > DK FI IS NO SE FO AX GL
Baltic States > Baltics | Baltic Republics > EE LV LT
Benelux > Low Countries > BE NL LU
Iberian Peninsula > > ES PT AD GI
Alps > > AT CH LI
British Isles > > GB IE IM
Asia > > Central Asia, East Asia, South Asia, Southeast Asia, Western Asia
Central Asia > Middle Asia > KZ KG TJ TM UZ
East Asia > Eastern Asia > CN HK JP KP KR MN MO TW
South Asia > Southern Asia > Kashmir, AF BD BT IN IR MV NP PK LK
Indian Subcontinent > > BD BT IN MV NP PK LK
Southeast Asia > South-Eastern Asia | Southeastern Asia > BN KH ID LA MY MM PH SG TH TL VN
Indochina > > KH LA VN
Western Asia > West Asia | Southwest Asia > Kurdistan, AM AZ BH CY GE IQ IL JO KW LB OM PS QA SA SY TR AE YE OT
Middle East > Mideast | Near East > Kurdistan, BH CY EG IR IQ IL JO KW LB OM PS QA SA SY TR AE YE
Persian Gulf > Gulf States | Gulf Arab States > BH KW OM QA SA AE
Arabian Peninsula > Arabia > BH KW OM QA SA AE YE
Levant > > IL JO LB PS SY CY
Caucasus > Transcaucasia | South Caucasus > AM AZ GE
Korean Peninsula > Korea > KP KR
Kurdistan > >
Kashmir > >
Africa > > North Africa, Sub-Saharan Africa
North Africa > Northern Africa > DZ EG LY MA SD TN EH
Maghreb > > DZ LY MR MA TN EH
Sub-Saharan Africa > Black Africa > East Africa, Central Africa, Southern Africa, West Africa
East Africa > Eastern Africa > BI KM DJ ER ET KE MG MW MU YT MZ RE RW SC SO SS TZ UG ZM ZW
Horn of Africa > > DJ ER ET SO
African Great Lakes > > BI CD RW UG
Central Africa > Middle Africa > AO CM CF TD CG CD GQ GA ST
Southern Africa > > BW SZ LS NA ZA ZW ZM MZ
West Africa > Western Africa > BJ BF CV CI GM GH GN GW LR ML MR NE NG SH SN SL TG
Sahel > > BF TD ML MR NE SN SD
Americas > The Americas > North America, South America
North America > > Northern America, Central America, Caribbean, MX
Northern America > > BM CA GL PM US
Latin America > Latin America and the Caribbean > Central America, South America, Caribbean, MX
Central America > > BZ CR SV GT HN NI PA
Caribbean > West Indies > AI AG AW BS BB BQ VG KY CU CW DM DO GD GP HT JM MQ MS PR BL KN LC MF VC SX TT TC VI
South America > > AR BO BR CL CO EC FK GF GY PY PE SR UY VE
Andes > > BO CL CO EC PE VE
Southern Cone > > AR CL UY PY
Oceania > South Pacific | Pacific Islands > Australasia, Melanesia, Polynesia, CX CC NF GU KI MH FM NR MP PW
Australasia > > AU NZ
Melanesia > > FJ NC PG SB VU
Polynesia > > AS CK PF NU PN WS TK TO TV WF
Antarctica > > GS
Arctic > >
"""

# Regions in one country that are no division of GeoNames: name; country; other names; the divisions that they hold.
REGIONS_IN = """
Siberia;RU;;RU.11 RU.53 RU.54 RU.75 RU.31 RU.29 RU.20 RU.79 RU.03 RU.04 RU.91 RU.93
North Caucasus;RU;;RU.12 RU.17 RU.19 RU.22 RU.27 RU.68 RU.70
Donbas;UA;Donbass;UA.05 UA.14
Darfur;SD;;SD.47 SD.49 SD.55 SD.60 SD.61
Gaza Strip;PS;Gaza;
West Bank;PS;;
Nagorno-Karabakh;AZ;;
Abkhazia;GE;;
South Ossetia;GE;;
Helmand;AF;;
Zanzibar;TZ;;
Sumatra;ID;;ID.01 ID.03 ID.05 ID.15 ID.24 ID.26 ID.32 ID.37
Mindanao;PH;;
Kurdistan Region;IQ;Iraqi Kurdistan;IQ.05 IQ.08 IQ.11 IQ.19
Transylvania;RO;;
Transnistria;MD;Trans-Dniester;
Puntland;SO;;
Somaliland;SO;;
Tigray;ET;;
"""

# Divisions that newspapers name without their country: name/country of GeoNames, by which name, other names. What ends
# in a stop is an abbreviation of datelines.
DIVISIONS = """
Scotland/GB
Wales/GB
England/GB
Northern Ireland/GB > Northern Ireland > Ulster
Crimea/UA
Chechnya/RU
Dagestan/RU
Tatarstan Republic/RU > Tatarstan
Xinjiang/CN
Tibet/CN
Inner Mongolia/CN
Sichuan/CN > Sichuan > Szechwan
Guangdong/CN > Guangdong > Kwangtung
Hebei/CN
Shandong/CN > Shandong > Shantung
Yunnan/CN
Hunan/CN
Henan/CN
Hubei/CN
Zhejiang/CN
Catalonia/ES > Catalonia > Catalunya
Basque Country/ES
Andalusia/ES > Andalusia > Andalucia
Galicia/ES
Navarre/ES
Bavaria/DE > Bavaria > Bayern
Saxony/DE > Saxony > Sachsen
Lower Saxony/DE > Lower Saxony > Niedersachsen
Hesse/DE > Hesse > Hessen
North Rhine-Westphalia/DE > North Rhine-Westphalia > Nordrhein-Westfalen
Rheinland-Pfalz/DE > Rhineland-Palatinate > Rheinland-Pfalz
Sicily/IT > Sicily > Sicilia
Sardinia/IT > Sardinia > Sardegna
Lombardy/IT > Lombardy > Lombardia
Tuscany/IT > Tuscany > Toscana
Piedmont/IT > Piedmont > Piemonte
The Marches/IT > Marche
Basilicate/IT > Basilicata
Apulia/IT > Apulia > Puglia
Corsica/FR > Corsica > Corse
Normandy/FR > Normandy > Normandie
Brittany/FR > Brittany > Bretagne
Flanders/BE > Flanders > Vlaanderen
Wallonia/BE > Wallonia > Wallonie
Queensland/AU > Queensland > Qld.
New South Wales/AU > New South Wales > N.S.W.
Tasmania/AU > Tasmania > Tas.
Western Australia/AU > Western Australia > W.A.
South Australia/AU > South Australia > S.A.
Northern Territory/AU > Northern Territory > N.T.
Australian Capital Territory/AU > Australian Capital Territory > A.C.T.
Kerala/IN
Gujarat/IN
Maharashtra/IN
Uttar Pradesh/IN
Tamil Nadu/IN
West Bengal/IN
Bihar/IN
Rajasthan/IN
Karnataka/IN
Andhra Pradesh/IN
Telangana/IN
Odisha/IN > Odisha > Orissa
Madhya Pradesh/IN
Assam/IN
Sindh/PK
Balochistan/PK > Balochistan > Baluchistan
Hokkaido/JP
Okinawa/JP
Bali/ID
Aceh/ID
Chiapas/MX
Sinaloa/MX
Oaxaca/MX
"""

# Divisions under other names than those of GeoNames.
RENAMED_DIVISIONS = """
Victoria/AU > Victoria > Vic.
Leningradskaya Oblast'/RU > Leningrad Oblast
Arkhangelskaya/RU > Arkhangelsk Oblast
St.-Petersburg/RU > St. Petersburg
Kiev/UA > Kyiv Oblast
Kyiv City/UA > Kyiv
Odessa/UA > Odesa Oblast
Sevastopol City/UA > Sevastopol
Kharkivs'ka Oblast'/UA > Kharkiv Oblast
Zabaykalskiy (Transbaikal) Kray/RU > Zabaykalsky Krai
Almaty Oblysy/KZ > Almaty Region
Batys Qazaqstan/KZ > West Kazakhstan
Atyrau Oblisi/KZ > Atyrau Region
Aqmola/KZ > Akmola Region
Aktyubinskaya Oblast'/KZ > Aktobe Region
Qostanay/KZ > Kostanay Region
Laccadives/IN > Lakshadweep
Long An Povince/VN > Long An Province
City state Bremen/DE > Bremen
State of Berlin/DE > Berlin
Brussels Capital/BE > Brussels Region
"""

# code: what its people and things are called. A word that stands for several means none of them by itself.
DEMONYMS = """
AD Andorran|AE Emirati|AF Afghan Afghani|AG Antiguan|AL Albanian|AM Armenian|AO Angolan
AR Argentine Argentinian Argentinean|AS Samoan|AT Austrian|AU Australian Aussie|AW Aruban|AZ Azerbaijani Azeri
BA Bosnian Herzegovinian|BB Barbadian|BD Bangladeshi|BE Belgian|BF Burkinabe|BG Bulgarian|BH Bahraini
BI Burundian|BJ Beninese|BM Bermudian|BN Bruneian|BO Bolivian|BR Brazilian|BS Bahamian|BT Bhutanese
BW Botswanan Motswana|BY Belarusian Belarussian Byelorussian|BZ Belizean|CA Canadian
CD Congolese Zairean Zairian|CF Central-African|CG Congolese|CH Swiss|CI Ivorian Ivoirian|CL Chilean
CM Cameroonian|CN Chinese|CO Colombian|CR Costa-Rican|CU Cuban|CV Cape-Verdean|CY Cypriot|CZ Czech|DE German
DJ Djiboutian|DK Danish Dane|DM Dominican|DO Dominican|DZ Algerian|EC Ecuadorian Ecuadorean|EE Estonian
EG Egyptian|EH Sahrawi|ER Eritrean|ES Spanish Spaniard|ET Ethiopian|FI Finnish Finn|FJ Fijian|FO Faroese
FR French Frenchman|GA Gabonese|GB British Briton|GD Grenadian|GE Georgian|GH Ghanaian|GL Greenlandic
GM Gambian|GN Guinean|GR Greek|GT Guatemalan|GW Bissau-Guinean|GY Guyanese|HK Hong-Konger|HN Honduran
HR Croatian Croat|HT Haitian|HU Hungarian|ID Indonesian|IE Irish|IL Israeli|IN Indian|IQ Iraqi
IR Iranian Persian|IS Icelandic Icelander|IT Italian|JM Jamaican|JO Jordanian|JP Japanese|KE Kenyan
KG Kyrgyz Kyrgyzstani Kirghiz|KH Cambodian Khmer|KM Comorian|KP Korean North-Korean|KR Korean South-Korean
KW Kuwaiti|KZ Kazakh Kazakhstani|LA Lao Laotian|LB Lebanese|LI Liechtensteiner|LK Sri-Lankan|LR Liberian
LS Basotho|LT Lithuanian|LU Luxembourgish Luxembourger|LV Latvian|LY Libyan|MA Moroccan|MC Monegasque
MD Moldovan Moldavian|ME Montenegrin|MG Malagasy|MK Macedonian|ML Malian|MM Burmese Myanmarese|MN Mongolian
MR Mauritanian|MT Maltese|MU Mauritian|MV Maldivian|MW Malawian|MX Mexican|MY Malaysian|MZ Mozambican
NA Namibian|NE Nigerien|NG Nigerian|NI Nicaraguan|NL Dutch Dutchman|NO Norwegian|NP Nepalese Nepali
NZ New-Zealander|OM Omani|PA Panamanian|PE Peruvian|PG Papuan|PH Philippine Filipino|PK Pakistani
PL Polish Pole|PR Puerto-Rican|PS Palestinian|PT Portuguese|PY Paraguayan|QA Qatari|RO Romanian
RS Serbian Serb|RU Russian|RW Rwandan|SA Saudi Saudi-Arabian|SB Solomon-Islander|SC Seychellois|SD Sudanese
SE Swedish Swede|SG Singaporean|SI Slovenian Slovene|SK Slovak Slovakian|SL Sierra-Leonean|SN Senegalese
SO Somali|SR Surinamese|SS South-Sudanese|SU Soviet|SV Salvadoran Salvadorean|SY Syrian|SZ Swazi|TD Chadian
TG Togolese|TH Thai|TJ Tajik Tajikistani|TL Timorese East-Timorese|TM Turkmen Turkmenistani|TN Tunisian
TO Tongan|TR Turkish Turk|TT Trinidadian|TW Taiwanese|TZ Tanzanian|UA Ukrainian|UG Ugandan|US American
UY Uruguayan|UZ Uzbek Uzbekistani|VA Vatican|VE Venezuelan|VN Vietnamese|WS Samoan|XK Kosovar|YE Yemeni
YU Yugoslav Yugoslavian|CS Czechoslovak|ZA South-African|ZM Zambian|ZW Zimbabwean|GB.SCT Scottish Scot
GB.WLS Welsh|GB.ENG English Englishman|GB.NIR Northern-Irish|DE.02 Bavarian|ES.56 Catalan|ES.59 Basque
IT.15 Sicilian|BE.VLG Flemish|BE.WAL Walloon|RU.12 Chechen|CN.14 Tibetan|CN.13 Uighur Uyghur
CA.10 Quebecois Quebecker|US.TX Texan|US.CA Californian|US.FL Floridian|US.HI Hawaiian|US.AK Alaskan
US.NY New-Yorker|US.VA Virginian|US.GA Georgian|US.OH Ohioan|US.OR Oregonian|AU.04 Queenslander
AU.06 Tasmanian|EUROPE European|AFRICA African|ASIA Asian|CENTRAL_ASIA Central-Asian
LATIN_AMERICA Latin-American|SOUTH_AMERICA South-American|MIDDLE_EAST Middle-Eastern|SCANDINAVIA Scandinavian
BALKANS Balkan|CARIBBEAN Caribbean|NORDIC_COUNTRIES Nordic
"""
