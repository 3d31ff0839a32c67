//! Which kind a name is: what lists say of the name alone, then what the other names of the text say of it.

use std::collections::{HashMap, HashSet};

use super::events::names_event;
use super::found_name::{FoundName, Kind, Origin, back, is_upper, lower, one_line, words};
use super::organisations::{KnownOrgs, is_paper, without_form};
use super::persons::{surname_key, surname_of};
use super::places::{Gazetteer, is_place_of_several_words};
use super::word_lists::WordLists;

/// These mean a place only in capitals: "us" is a word.
pub const ABBREVIATED_PLACES: &[&str] = &["us", "uk", "uae", "usa", "ussr", "drc", "gdr", "prc"];
/// A rule outvotes the tagger, however often that says otherwise.
const RULE_VOTES: usize = 100;
/// Characters before a name in which a word that leads to places stands.
const CUE_REACH: usize = 12;

/// The kind of a name that the tagger holds for `kind`, and what says so.
pub fn known_kind(
    kind: Kind,
    written: &str,
    orgs: &KnownOrgs,
    lists: &WordLists,
    gazetteer: &mut dyn Gazetteer,
) -> (Kind, Origin) {
    let name = one_line(written);
    if name.len() < 5 && ABBREVIATED_PLACES.contains(&&*lower(&name)) && !is_upper(&name) {
        return (Kind::Misc, Origin::Rule); // us, at the beginning of a sentence
    }
    if orgs.filed(&name).is_some() || orgs.filed_in_capitals(&name).is_some() {
        return (Kind::Org, Origin::Rule);
    }
    if kind == Kind::Place && gazetteer.place_named(written).is_some() {
        return (kind, Origin::Gazetteer);
    }
    if is_place_of_several_words(&name, gazetteer) {
        return (Kind::Place, Origin::Gazetteer); // Hong Kong is no person, and the West Bank no bank
    }
    if kind == Kind::Misc && names_event(&name) {
        return (Kind::Event, Origin::Rule);
    }
    if kind == Kind::Org && is_paper(&name, &lists.papers) {
        return (Kind::Misc, Origin::Rule);
    }
    (kind, Origin::Model)
}

/// Gives all names that are written alike one kind: the one that most of them have. Rules go before the tagger.
pub fn agree_on_kinds(found: &mut [FoundName]) {
    let mut votes: HashMap<&str, Vec<(Kind, usize)>> = HashMap::with_capacity(found.len());
    let mut in_doubt = false;
    for item in &*found {
        let kinds = votes.entry(item.written).or_default();
        let vote = if item.origin == Origin::Model { 1 } else { RULE_VOTES };
        match kinds.iter_mut().find(|(kind, _)| *kind == item.kind) {
            Some((_, votes)) => *votes += vote,
            None => kinds.push((item.kind, vote)),
        }
        in_doubt |= kinds.len() > 1;
    }
    if !in_doubt {
        return;
    }
    for item in found {
        if item.origin != Origin::Model {
            continue;
        }
        // Of several kinds with as many votes it keeps its own, or else has the one that the text used first.
        let own = item.kind;
        let weight = |&(kind, votes): &(Kind, usize)| (votes, kind == own);
        let kinds = &votes[item.written];
        if let Some((kind, _)) = kinds.iter().rev().max_by_key(|kind| weight(kind)) {
            item.kind = *kind;
        }
    }
}

/// Makes organisations of persons who bear the short name of a company: Nelson, beside Nelson Research Co.
pub fn persons_called_as_companies(found: &mut [FoundName]) {
    let is_short =
        |item: &FoundName| item.kind == Kind::Person && item.origin == Origin::Model && !item.written.contains(' ');
    let short: HashSet<&str> = found
        .iter()
        .filter(|item| is_short(item))
        .map(|item| item.written)
        .collect();
    if short.is_empty() {
        return;
    }
    let mut companies: HashSet<&str> = found
        .iter()
        .filter(|item| item.kind == Kind::Org)
        .filter_map(|item| words(item.written).next().map(|word| (item, word)))
        .filter(|(item, word)| {
            short.contains(word) && without_form(&one_line(item.written)).is_some_and(|n| !n.is_empty())
        })
        .map(|(_, word)| word)
        .collect();
    if companies.is_empty() {
        return;
    }
    for item in found.iter().filter(|item| item.kind == Kind::Person) {
        if let Some((_, surname)) = item.written.rsplit_once(' ') {
            companies.remove(surname);
        }
    }
    for item in found.iter_mut().filter(|item| is_short(item)) {
        if companies.contains(item.written) {
            (item.kind, item.origin) = (Kind::Org, Origin::Rule);
        }
    }
}

/// Makes persons of organisations and places that bear the surname of a person of the text.
pub fn surnames_are_persons(
    title: &str,
    body: &str,
    found: &mut [FoundName],
    lists: &WordLists,
    gazetteer: &mut dyn Gazetteer,
) {
    let is_unsure = |item: &FoundName| {
        matches!(item.kind, Kind::Org | Kind::Place) && item.origin != Origin::Rule && !item.written.contains(' ')
    };
    if !found.iter().any(is_unsure) {
        return;
    }
    let surnames: HashSet<String> = found
        .iter()
        .filter(|item| item.kind == Kind::Person && item.written.contains([' ', '\n']))
        .filter_map(|item| surname_of(&one_line(item.written)))
        .collect();
    if surnames.is_empty() {
        return;
    }
    let is_unsure = |item: &FoundName| is_unsure(item) && surnames.contains(&*surname_key(item.written));
    let mut places: HashSet<&str> = HashSet::new();
    for item in found.iter().filter(|item| item.kind == Kind::Place && is_unsure(item)) {
        let text = if item.in_body { body } else { title };
        if follows_place_cue(text, item.start, lists)
            && gazetteer
                .place_named(item.written)
                .is_some_and(|place| place.outweighs_persons)
        {
            places.insert(item.written);
        }
    }
    for item in found.iter_mut().filter(|item| is_unsure(item)) {
        if !places.contains(item.written) {
            (item.kind, item.origin) = (Kind::Person, Origin::Rule);
        }
    }
}

/// Whether a word that leads to places stands before a place in a text: *in* Jordan.
fn follows_place_cue(text: &str, at: usize, lists: &WordLists) -> bool {
    let before = &text[back(text, at, CUE_REACH)..at];
    words(before)
        .next_back()
        .is_some_and(|word| lists.before_places.contains(&*lower(word)))
}
