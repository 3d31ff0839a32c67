//! The form under which each name is filed: full names of persons, usual names of places, long forms of acronyms.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use super::explained::Explained;
use super::found_name::{FoundName, Kind, folded, is_upper, one_line};
use super::organisations::{KnownOrgs, companies, without_company_stop, without_the};
use super::persons::{Persons, bare_name};
use super::places::Gazetteer;
use super::word_lists::WordLists;
use crate::tidy_name::tidy;

/// Characters of a word in capitals that may be an acronym.
const LONGEST_ACRONYM: usize = 5;

/// Sets the name of each name.
pub fn file_names<'t>(
    found: &mut [FoundName<'t>],
    explained: &Explained,
    orgs: &KnownOrgs,
    lists: &WordLists,
    gazetteer: &mut dyn Gazetteer,
) {
    let written: Vec<&'t str> = found.iter().map(|item| item.written).collect();
    let forms = MixedCaseForms {
        written: &written,
        forms: OnceCell::new(),
    };
    let mut own: Vec<Cow<'t, str>> = Vec::with_capacity(found.len()); // first each name by itself
    for item in &*found {
        own.push(match item.kind {
            Kind::Person => {
                let name = as_printed(one_line(item.written), &forms);
                shortened(name, |name| bare_name(name, &lists.offices))
            }
            Kind::Org => org(one_line(item.written), orgs, &forms),
            Kind::Place | Kind::Event | Kind::Misc => Cow::Borrowed(""),
        });
    }
    let of_kind = |kind: Kind| {
        let with_names = found.iter().zip(&own).filter(move |(item, _)| item.kind == kind);
        with_names.map(|(_, name)| name.as_ref())
    };
    let persons = Persons::new(of_kind(Kind::Person)).full_names();
    let companies = companies(of_kind(Kind::Org));
    let mut names: Vec<Cow<'t, str>> = Vec::with_capacity(found.len()); // then by what the others of the text say
    for (item, name) in found.iter().zip(&own) {
        names.push(match item.kind {
            Kind::Person => other(name, persons.get(&**name)),
            Kind::Place => match gazetteer.place_named(item.written) {
                Some(place) => Cow::Owned(place.name.to_string()),
                None => as_printed(one_line(item.written), &forms),
            },
            Kind::Org => match explained.long(item.written.trim_end_matches('.')) {
                Some(long) => org(Cow::Owned(long.to_string()), orgs, &forms),
                None => other(name, companies.get(&**name)),
            },
            Kind::Event => match explained.long(item.written) {
                Some(long) => Cow::Owned(long.to_string()),
                None => shortened(as_printed(one_line(item.written), &forms), without_the),
            },
            Kind::Misc => Cow::Borrowed(""),
        });
    }
    for (item, name) in found.iter_mut().zip(names) {
        item.name = name;
    }
}

/// The other name that is meant, or else the name itself.
fn other<'t>(name: &Cow<'t, str>, meant: Option<&&str>) -> Cow<'t, str> {
    match meant {
        Some(&meant) if meant != name => Cow::Owned(meant.to_string()),
        _ => name.clone(),
    }
}

/// A part of a name, borrowed if the name is.
fn shortened<'t>(name: Cow<'t, str>, part: impl Fn(&str) -> &str) -> Cow<'t, str> {
    match name {
        Cow::Borrowed(name) => Cow::Borrowed(part(name)),
        Cow::Owned(name) => Cow::Owned(part(&name).to_string()),
    }
}

/// How the text writes its names where it does not write them in capitals. They are collected on first use.
struct MixedCaseForms<'a, 't> {
    written: &'a [&'t str],
    forms: OnceCell<HashMap<String, &'t str>>,
}

impl<'t> MixedCaseForms<'_, 't> {
    /// The form of a name elsewhere in the text. Of several forms it is the last.
    fn of(&self, name: &str) -> Option<&'t str> {
        let forms = self.forms.get_or_init(|| {
            let mixed = self.written.iter().filter(|written| !is_upper(written));
            mixed.map(|&written| (folded(written), written)).collect()
        });
        forms.get(&folded(name)).copied()
    }
}

/// A name in capitals as the text writes it elsewhere, or else as newspapers print it. Others stay as they are.
fn as_printed<'t>(name: Cow<'t, str>, forms: &MixedCaseForms<'_, 't>) -> Cow<'t, str> {
    if !is_upper(&name) || name.chars().nth(1).is_none() {
        return name;
    }
    if let Some(elsewhere) = forms.of(&name) {
        return one_line(elsewhere);
    }
    if name.contains(' ') || name.chars().nth(LONGEST_ACRONYM).is_some() {
        return Cow::Owned(tidy(&name));
    }
    name
}

fn org<'t>(written: Cow<'t, str>, orgs: &KnownOrgs, forms: &MixedCaseForms<'_, 't>) -> Cow<'t, str> {
    let name = shortened(written, without_the);
    let known = orgs.filed(&name).or_else(|| orgs.filed_in_capitals(&name));
    if let Some(filed) = known {
        return Cow::Borrowed(filed);
    }
    let name = shortened(as_printed(name, forms), |name| without_company_stop(without_the(name)));
    orgs.filed(&name).map_or(name, Cow::Borrowed)
}
