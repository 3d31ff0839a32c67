//! English words, in small letters, that tell one kind of name from another.

use crate::fnv::FnvSet;

/// A set of words.
pub type Words = FnvSet<&'static str>;

/// The lists of words that the rules use.
pub struct WordLists {
    /// Words that begin sentences, so that their capital is no sign of a name.
    pub starters: FnvSet<String>,
    /// Days, months and holidays.
    pub days: Words,
    /// Words that stand before the name of a person and are no part of it.
    pub offices: Words,
    /// Last words of the names of agreements, reports and the like, which are no organisations.
    pub papers: Words,
    /// Words before a name that is a place rather than a person.
    pub before_places: Words,
    /// Names of towns that are plain words at the beginning of a sentence.
    pub words_first: Words,
}

fn set(text: &'static str) -> Words {
    text.split_ascii_whitespace().collect()
}

impl WordLists {
    /// The lists, with the words that begin sentences.
    pub fn new(starters: Vec<String>) -> WordLists {
        WordLists {
            starters: starters.into_iter().collect(),
            days: set(DAYS),
            offices: set(OFFICES),
            papers: set(PAPERS),
            before_places: set(BEFORE_PLACES),
            words_first: set(WORDS_FIRST),
        }
    }
}

const DAYS: &str = "
    apr april aug august christmas dec december easter feb february friday jan january jul july jun june mar march monday
    nov november oct october ramadan saturday sep sept september sunday thursday tuesday wednesday
";

const OFFICES: &str = "
    acting adm admiral ambassador archbishop attorney ayatollah bishop brig brigadier capt captain cardinal chairman
    chairwoman chancellor chief cmdr col colonel commander commissioner congressman congresswoman cpl dame deputy
    detective director dr emir ex-president father fr foreign former gen general gov governor hon imam inspector judge
    justice king lady lieutenant lord lt maj major marshal mayor messrs minister miss mr mrs ms pope premier president
    prime prince princess private prof professor pvt queen rabbi rep representative rev reverend saint sec secretary sen
    senator sergeant sgt sheikh sheriff sir sister speaker spokesman spokeswoman sultan undersecretary vice
";

const PAPERS: &str = "
    accord act agreement amendment bill budget charter communication communique conclusions constitution convention
    declaration directive law memorandum pact plan policy protocol report resolution strategy treaty
";

const BEFORE_PLACES: &str = "
    across around at from in inside into near of outside throughout to toward towards via within
";

const WORDS_FIRST: &str = "
    battle bath best can crawley deal east general independence long man many march mobile most mission nice of orange
    police post reading red rugby sale same sandwich split trade union university west white young
";
