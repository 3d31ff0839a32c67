//! What tells languages apart: the words that every text of a language is full of, and how its other words are
//! spelled.
//!
//! Beside the languages that have stemmers there are those that could be taken for one of them. Both lists are of
//! lower-cased words; short forms before an apostrophe (`l'`, `d'`) stand as the words that they are split into.

/// A language: its code (ISO 639-1), its function words, and of its other words endings of at least three letters, and
/// the letters that other languages' words lack.
pub struct Profile {
    pub code: &'static str,
    pub words: &'static str,
    pub endings: &'static str,
    pub letters: &'static str,
}

const fn profile(code: &'static str, words: &'static str, endings: &'static str, letters: &'static str) -> Profile {
    Profile {
        code,
        words,
        endings,
        letters,
    }
}

pub static PROFILES: [Profile; 28] = [
    profile(
        "en",
        "the of and to in a is that for it was on are with as he be at by this had not have from or his they which an \
         were we their been has will would there what if can all her she who more when about up out them than some \
         its into could our other after over also these should before between because how where most while said new \
         no but you my your him may must then those such only any",
        "ing ould tion ness ight ings ship ally tions ence ance ated ough ward",
        "",
    ),
    profile(
        "fr",
        "le la les de des du un une et est en que qui dans pour pas sur au aux par plus ne se ce il elle ils elles \
         avec son sa ses sont mais ont nous vous leur leurs cette ces été être avoir fait comme tout tous même aussi \
         où si lui à d l s n c qu j y deux entre sans sous après avant depuis dont alors encore déjà selon contre \
         était avait peut très bien ou je on mon notre votre chez cet celle ceux toute toutes fut afin vers lors",
        "eux aux ique oire eurs ées tés ité ités elle elles ière ières ment ment age ants euse tion teur ires",
        "éèêàçùâîôûœ",
    ),
    profile(
        "de",
        "der die das und ist in den von zu mit dem nicht ein eine einen einem einer eines auf für sich des im als auch \
         es an werden aus er hat dass sie nach wird bei noch wie über so zum war haben nur oder aber vor zur bis mehr \
         durch man sein wurde sind wenn vom können gegen ihr ihre ihren seine seiner unter ich wir kann schon um am \
         daß hatte damit diese dieser dieses zwischen seit ohne wegen sowie weil worden müssen soll sollen waren ihm",
        "ung ungen heit keit lich isch ische ischen lichen chen schaft tigen igen erte erten eten tung",
        "äöüß",
    ),
    profile(
        "es",
        "el la los las de del y en que un una es por con no para su se lo al como más pero sus le ha este esta son \
         entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra \
         otros ese eso ante ellos e esto antes algunos qué unos yo otro otras otra él tanto esa estos mucho quienes \
         nada muchos cual fue había era sido tiene han estaba según años ser dijo puede está están después así aunque \
         mientras hoy año esas aún sólo solo cada porque parte",
        "ción dad ando iendo ores ciones dades mente aron ieron idad anza ería ados idos ado",
        "ñáéíóú",
    ),
    profile(
        "ru",
        "и в не на я что он с как это по но они мы из у к же за от так для его о бы вы все была было были быть был \
         или если еще ещё уже при до только их ее её который которые которая которого которых когда может этого этот \
         эта эти том тем чем также после во со об над под без между где есть нет да ли года году лет сказал мне него \
         чтобы более этом себя ни том сейчас теперь однако со своей своего",
        "ого ение ать ить ость ться ских ского ной ный ные ния ение ения ется ются ость ости ами ями ешь ский \
         ская ские ают ует ой ых ыми ому ему лся лась лись ыл ыла ыли",
        "ыэёъщ",
    ),
    profile(
        "it",
        "il di che la e in un una per non è del della dei delle degli le si con da al alla sono come più ma anche ha lo \
         gli nel nella nei nelle dal dalla dai su sul sulla ai agli alle o se ci questo questa questi queste essere \
         stato stata hanno era suo sua suoi tra fra due dopo prima ancora già perché quando dove quello quella ogni \
         anni tutti tutto l dell nell all dall sull un d stati dove molto loro",
        "zione zioni mente ità ato ata ati ate ggio etto etti are ere ire anza gli",
        "àèìòù",
    ),
    profile(
        "pt",
        "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua \
         ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos seus \
         quem nas me esse eles estão você tinha foram essa num nem suas meu às minha têm numa pelos elas havia seja \
         qual será nós lhe deles essas esses pelas este ainda segundo anos sobre contra disse são pode após",
        "ção ções dade ções mente ando endo indo aram eram ções agem ário ária eiro eira ões",
        "ãõçáéíóúêôâ",
    ),
    profile(
        "nl",
        "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit door naar heeft \
         hij ze wordt worden werd hebben was deze dit die meer over kan geen haar had of tot zich ik je we wij ons hun \
         al veel wel moet zou onder tegen na twee omdat hem mijn daar waar toen sinds volgens tussen",
        "heid lijk lijke ingen tje tjes isch ische eerde eren elen ijk sten aar",
        "ëï",
    ),
    profile(
        "pl",
        "w i z na się nie do to że jest o jak po co za od przez ale dla tym czy tego jego ze być już był była było tak \
         który która które ich jej są oraz może także tylko przy bez nad pod roku lat jako gdy bardzo został została \
         przed między też ma być u a by tej tych",
        "ość ego ych ami ach owie ości enie enia anie ania iego owych owy owa ować",
        "ąęłśźżćńó",
    ),
    profile(
        "sv",
        "och att det i en som är på av för med till den har de inte om ett han men var sig från vi så kan när år säger \
         under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket mellan \
         över blev bli varit sedan mer",
        "ning ningen ingar arna erna ande lig liga ligt het heten ade",
        "åäö",
    ),
    profile(
        "da",
        "og i at det er en til på som de med den for af der ikke har han et var fra vi kan om men sig så være blev \
         efter eller også være blevet skal hvor når bliver nu mod ud siger havde år mellem over meget ved sin hun jeg \
         man dette disse deres",
        "ning ningen erne ende lig lige ligt hed heden ede",
        "åæø",
    ),
    profile(
        "no",
        "og i det er på som en til å av for at med har de den ikke et om han var fra vi kan men seg så være ble etter \
         eller også blitt skal hvor når blir nå mot ut sier hadde år mellom over mye ved sin hun jeg man dette disse \
         deres ei opp",
        "ning ningen ene ende lig lige het heten ede",
        "åæø",
    ),
    profile(
        "fi",
        "ja on ei se että hän oli ovat myös joka mutta kun sen mukaan kuin jos niin tai ole vain ollut jo sekä hänen \
         voi olla eivät nyt ne tämä mitä vielä joita jotka jonka noin sitä siitä mukaan vuonna ennen jälkeen kanssa",
        "nen sta ssa lla lle lta ista issa isen iset aan ään een neet vat",
        "äö",
    ),
    profile(
        "cs",
        "a se v na je že s z do to i o k ve pro za by ale si po jako podle od které který která jsou byl byla bylo tak \
         jeho už než při také až jen však nebo před jsem není když ze mezi roku let této jejich může",
        "ění ání ost osti ého ých ými ský ské ská ovat ová",
        "řůěščžýáíé",
    ),
    profile(
        "ro",
        "de și în a la cu pe nu că din care mai este o un pentru sau ce să fi au fost prin după se dar lui sunt al ale \
         cel cea cei fi fost această acest către între ca iar lor ani anul spus peste despre fără",
        "ului lor ția ții ește ilor are ată ați",
        "ăâîșțşţ",
    ),
    profile(
        "hu",
        "a az és hogy nem is egy volt ez meg van csak már el de még mint ha ki kell azt sem fel lesz vagy után szerint \
         amely amelyek ezt én azonban közben között pedig majd által voltak miatt",
        "ság ség ban ben nak nek val vel ból ből ják ott ett hoz hez ról ről tól től",
        "áéíóöőúüű",
    ),
    profile(
        "tr",
        "ve bir bu da de için ile olarak daha çok olan gibi en sonra kadar var ne ise ya o ama değil her olduğu olduğunu \
         dedi göre tarafından iki ki yeni yok kendi bunun şekilde ancak etti oldu yıl büyük",
        "lar ler ların lerin ları leri nin nın dan den sını sini yor acak ecek mış mesi",
        "çğıöşü",
    ),
    profile(
        "ca",
        "el la els les de del i en que un una és per amb no a al com més però va ha són seva seu seus dels als aquest \
         aquesta també quan molt sense entre o si ho hi han fer estat anys pel després segons on havia ser tots cap \
         fins perquè des",
        "ció cions tat ment esa acions",
        "àçèéíïóòú",
    ),
    profile(
        "gl",
        "o a os as de do da e que en un unha para é con non por máis dos das no na ao se como pero foi seu súa tamén \
         ten xa moi cando entre ata onde polo pola nos nas sobre despois segundo anos",
        "ción cións dade mente",
        "áéíóúñ",
    ),
    profile(
        "id",
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena tersebut bisa ada mereka lebih kata \
         telah sudah atau saat oleh saya orang bahwa kami sebagai tahun dia menjadi seorang antara para",
        "kan nya asi annya",
        "",
    ),
    profile(
        "sr",
        "je i u na se da su za od sa što kao koji koja koje ne o iz a nije do po bi će ili već samo nakon prema biti \
         bio bila kako još godine kod te ali jer ima svi sve smo sam пре је и у на се да су за од са што као који \
         која које не о из није до по би ће или већ само након према бити био била како још године код али јер",
        "ović nja nje osti ima",
        "čćšđžјљњђћџ",
    ),
    profile(
        "uk",
        "і в не на що у з та до як за він це про від є й але по для його так які який яка яке було був була були або \
         має вони ми ще вже також при після її їх може щоб років року між під час над якщо тільки через буде сказав \
         цього цей ці де із зі серед",
        "ння ого ість ський ської ських ться ти ання ення ами ями ові ють",
        "іїєґ",
    ),
    profile(
        "bg",
        "на и в за от да се с че е са не по като при до ще си които който която което във към той ги но това след има \
         беше със или може над само как част година все така още бъде тази този тези през който са а между",
        "ата ите ият ето ането ване ния ция ски ска ство",
        "ъщ",
    ),
    profile(
        "be",
        "і ў на не што з у да за як гэта па ён для але ад яго быў была было былі пра каб якія які якая таксама ўжо \
         пасля гэтага таго яшчэ паміж калі можа год годзе іх яе",
        "ння ага асць аць ыць скі скай скіх цца аў іў",
        "іўыэё",
    ),
    profile(
        "kk",
        "және бұл мен үшін бір де да деп болып осы оның сол ол бойынша туралы еді екен болды жылы бар кейін дейін \
         сондай ақ өз қазақстан бірақ керек деген ең жаңа барлық арқылы болған сонымен қатар жыл біз",
        "дың нің тың дар лар лер ның дың ған ген ған лық лік дағы нда ыңыз",
        "әғқңөұүһіы",
    ),
    profile(
        "uz",
        "va bu bilan uchun bir ham deb esa edi haqida kerak yil yilda keyin barcha o z bo lgan qilish",
        "lar ning lari ish gan dagi",
        "",
    ),
    profile(
        "lt",
        "ir yra kad į iš su tai kaip ne buvo ar o bet jis dėl už per tik po nuo jo kurie metų jau pat apie prie savo \
         jų ji taip bus būti metais",
        "imas ymas ių jimo mas tis iai iams uoja",
        "ąčęėįšųūž",
    ),
    profile(
        "la",
        "et in est non ad ut cum sed quod qui ex per si quae esse ab atque enim sunt hoc ac aut etiam quam eius nec \
         autem",
        "orum arum ibus tur amus ntur",
        "",
    ),
];
