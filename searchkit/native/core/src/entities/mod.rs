//! The people, organisations, places and events that a text names. The rules run in order over one list of names:
//!
//! 1. `tagged` takes what the trained tagger found.
//! 2. `kinds` corrects the kind of a name, by lists and by the other names of the text.
//! 3. `missed_names` adds names that the tagger did not see; `events` and `explained` find some of them.
//! 4. `naming` gives each name the form under which it is filed.
//!
//! What the rules know of each kind of name stands in `persons`, `organisations` and `places`. `places_in_names` reads
//! which places stand in the names of bodies.

mod events;
mod explained;
mod found_name;
mod gathered;
mod kinds;
mod missed_names;
mod naming;
mod organisations;
mod persons;
mod places;
mod places_in_names;
mod tagged;
mod word_lists;

pub use found_name::{FoundName, Kind, Origin};
pub use gathered::of_kind;
pub use places::{Gazetteer, Place};
pub use places_in_names::places_in_name;

use explained::Explained;
use found_name::Taken;
use organisations::KnownOrgs;
use word_lists::WordLists;

use crate::characters::Characters;
use crate::name_cues::Cues;
use crate::names::Name;

/// What the rules know of words and names.
pub struct NameRules {
    lists: WordLists,
    orgs: KnownOrgs,
    cues: Cues,
    phrases: Vec<String>,
}

/// A title and a body whose names are looked for, and what the tagger found in each. The body is read from byte `start`
/// on, from which also the places of its names count.
pub struct Tagged<'t> {
    /// The title, or an empty text.
    pub title: &'t str,
    /// The whole body.
    pub body: &'t Characters<'t>,
    /// Where reading begins.
    pub start: usize,
    /// The names in the title.
    pub in_title: &'t [Name],
    /// The names in the body.
    pub in_body: &'t [Name],
}

impl NameRules {
    /// The rules. `starters` are words, in small letters, that begin sentences.
    pub fn new(starters: Vec<String>) -> NameRules {
        let owned = |words: &[&str]| -> Vec<String> { words.iter().map(|word| word.to_string()).collect() };
        let orgs = KnownOrgs::default();
        let phrases = orgs.phrases();
        NameRules {
            cues: Cues::new(&owned(missed_names::HONORIFICS), &owned(events::SURE_HEADS), &phrases),
            lists: WordLists::new(starters),
            orgs,
            phrases,
        }
    }

    /// The names in a title and in a body, in order; of those that overlap the first. The time is linear.
    ///
    /// In a title where all words have capitals, only names count that the body or a list also has.
    pub fn names<'t>(&self, tagged: &Tagged<'t>, gazetteer: &mut dyn Gazetteer) -> Vec<FoundName<'t>> {
        let (title, body, start) = (tagged.title, tagged.body.text(), tagged.start);
        let mut found = tagged::tagged_names(title, 0, false, tagged.in_title, &self.lists, gazetteer);
        let of_body = tagged::tagged_names(body, start, true, tagged.in_body, &self.lists, gazetteer);
        found.extend(of_body);
        let explained = Explained::of(tagged.body);
        self.correct(title, body, start, &explained, &mut found, gazetteer);
        naming::file_names(&mut found, &explained, &self.orgs, &self.lists, gazetteer);
        if found.first().is_some_and(|item| !item.in_body) && has_capitals_throughout(title) {
            let in_body: std::collections::HashSet<String> = (found.iter().filter(|item| item.in_body))
                .map(|item| item.name.to_string())
                .collect();
            found.retain(|item| {
                item.in_body
                    || in_body.contains(&*item.name)
                    || item.origin == Origin::Gazetteer
                    || self.orgs.is_filed(&item.name)
            });
        }
        found
    }

    /// Corrects the kinds of names and adds what was missed. Afterwards they are in order, and none overlap.
    fn correct<'t>(
        &self,
        title: &str,
        body: &'t str,
        start: usize,
        explained: &Explained,
        found: &mut Vec<FoundName<'t>>,
        gazetteer: &mut dyn Gazetteer,
    ) {
        for item in found.iter_mut() {
            (item.kind, item.origin) = kinds::known_kind(item.kind, item.written, &self.orgs, &self.lists, gazetteer);
        }
        let stands = self.cues.find(body, start);
        if !explained.is_empty() {
            missed_names::add_long_forms(body, found, explained, start);
        }
        missed_names::add_events(body, found, &stands.heads, start, &self.lists.starters);
        let mut taken = Taken::new(body);
        missed_names::add_acronyms(body, found, &mut taken, explained, &self.orgs, &stands.acronyms);
        let mut phrases = stands.phrases;
        phrases.sort_unstable(); // by name
        for number in phrases {
            let phrase = &self.phrases[number as usize];
            missed_names::add_everywhere(body, found, &mut taken, start, phrase);
        }
        missed_names::add_after_honorifics(body, found, &mut taken, &stands.honorifics, &self.lists, gazetteer);
        kinds::agree_on_kinds(found);
        kinds::persons_called_as_companies(found);
        missed_names::add_repeated(body, found, &mut taken, start);
        kinds::surnames_are_persons(title, body, found, &self.lists, gazetteer);
        found.sort_by_key(|item| (item.in_body, item.start, usize::MAX - item.end));
        let mut last = (false, 0);
        found.retain(|item| {
            let apart = last.1 <= item.start || last.0 != item.in_body;
            if apart {
                last = (item.in_body, item.end);
            }
            apart
        });
    }
}

/// Whether all or nearly all words of a title have a capital, so that capitals tell nothing.
fn has_capitals_throughout(title: &str) -> bool {
    if found_name::is_upper(title) {
        return true;
    }
    let (mut long, mut raised) = (0, 0);
    for word in found_name::words(title) {
        let first = word.chars().next().filter(|&c| crate::analysis::unicode::is_letter(c));
        if let (Some(first), true) = (first, word.chars().nth(3).is_some()) {
            long += 1;
            raised += usize::from(first.is_uppercase());
        }
    }
    long > 2 && raised * 10 > long * 7
}
