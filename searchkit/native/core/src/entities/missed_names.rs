//! Names that the tagger did not see: acronyms, events, persons after an honorific, and names that stand again.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use memchr::memmem;

use super::events::{events, names_event};
use super::explained::Explained;
use super::found_name::{
    FoundName, Kind, LONGEST, Origin, Taken, after_blank, is_alnum, is_whole_words, lower, one_line, raised_word, words,
};
use super::organisations::{KnownOrgs, without_form};
use super::persons::surname_in_text;
use super::places::Gazetteer;
use super::word_lists::WordLists;
use crate::fnv::FnvSet;

/// Forms of names that are looked for again.
const MOST_REPEATED: usize = 100;
/// Honorifics after which a name is a person's.
pub const HONORIFICS: &[&str] = &[
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Prof",
    "Sen",
    "Gov",
    "Rep",
    "President",
    "Senator",
    "Ambassador",
    "Chancellor",
];

/// The names of the body in order, by their numbers.
struct ByPosition(Vec<(usize, usize, usize)>);

impl ByPosition {
    fn new(found: &[FoundName]) -> ByPosition {
        let in_body = found.iter().enumerate().filter(|(_, item)| item.in_body);
        let mut spans: Vec<_> = in_body.map(|(number, item)| (item.start, item.end, number)).collect();
        spans.sort_by_key(|&(start, _, _)| start);
        ByPosition(spans)
    }

    /// The numbers of the names that touch a stretch.
    fn touching(&self, start: usize, end: usize) -> Vec<usize> {
        // No name has more bytes.
        let first = self
            .0
            .partition_point(|span| span.0 < start.saturating_sub(LONGEST * 8));
        let last = self.0.partition_point(|span| span.0 < end);
        let near = self.0.get(first..last).unwrap_or_default();
        near.iter().filter(|span| span.1 > start).map(|span| span.2).collect()
    }
}

/// Puts new names into the place of those with these numbers.
fn replace<'t>(found: &mut Vec<FoundName<'t>>, replaced: &HashSet<usize>, added: Vec<FoundName<'t>>) {
    let mut number = 0;
    found.retain(|_| {
        number += 1;
        !replaced.contains(&(number - 1))
    });
    found.extend(added);
}

/// Adds the long forms of acronyms. A long form replaces the names within it.
pub fn add_long_forms<'t>(body: &'t str, found: &mut Vec<FoundName<'t>>, explained: &Explained, start: usize) {
    let by_position = ByPosition::new(found);
    let mut kind_of_short: HashMap<&str, Kind> = HashMap::new();
    for item in found.iter().filter(|item| explained.has(item.written)) {
        kind_of_short.insert(item.written, item.kind);
    }
    let (mut replaced, mut added) = (HashSet::new(), Vec::new());
    for acronym in explained.iter() {
        let touching = by_position.touching(acronym.start, acronym.end);
        let within = |&number: &usize| found[number].start <= acronym.start && acronym.end <= found[number].end;
        if acronym.start < start || touching.iter().any(within) {
            continue;
        }
        let kind = if names_event(&acronym.long) {
            Kind::Event
        } else if kind_of_short.get(acronym.short.as_str()) == Some(&Kind::Place) {
            Kind::Place
        } else {
            Kind::Org
        };
        replaced.extend(touching);
        added.push(FoundName::new(
            body,
            true,
            kind,
            acronym.start,
            acronym.end,
            Origin::Rule,
        ));
    }
    for item in found.iter_mut() {
        if matches!(item.kind, Kind::Misc | Kind::Person) && explained.has(item.written) {
            (item.kind, item.origin) = (Kind::Org, Origin::Rule);
        }
    }
    replace(found, &replaced, added);
}

/// Adds the events whose head words stand at `heads`. An event replaces what the tagger made of it.
pub fn add_events<'t>(
    body: &'t str,
    found: &mut Vec<FoundName<'t>>,
    heads: &[usize],
    start: usize,
    starters: &FnvSet<String>,
) {
    let spans = events(body, heads, start, starters);
    if spans.is_empty() {
        return;
    }
    let by_position = ByPosition::new(found);
    let (mut replaced, mut added) = (HashSet::new(), Vec::new());
    for (begin, end) in spans {
        let touching = by_position.touching(begin, end);
        let is_open = |kind| matches!(kind, Kind::Misc | Kind::Event);
        let items = || touching.iter().map(|&number| (number, &found[number]));
        if items().any(|(_, item)| !is_open(item.kind) && (item.start < begin || end <= item.end)) {
            continue;
        }
        replaced.extend(
            items()
                .filter(|(_, item)| is_open(item.kind) || item.start == begin)
                .map(|(number, _)| number),
        );
        added.push(FoundName::new(body, true, Kind::Event, begin, end, Origin::Rule));
    }
    if !added.is_empty() {
        replace(found, &replaced, added);
    }
}

/// Adds the acronyms at `spans` that are known or that the text explains.
pub fn add_acronyms<'t>(
    body: &'t str,
    found: &mut Vec<FoundName<'t>>,
    taken: &mut Taken,
    explained: &Explained,
    orgs: &KnownOrgs,
    spans: &[(usize, usize)],
) {
    for &(begin, end) in spans {
        let written = &body[begin..end];
        if (orgs.filed(written).is_some() || explained.has(written))
            && taken.free(found, begin, end)
            && is_whole_words(body, begin, end)
        {
            found.push(FoundName::new(body, true, Kind::Org, begin, end, Origin::Rule));
            taken.take(begin, end);
        }
    }
}

/// Adds a form of a name at those of some places where it stands as whole words and in no other name.
fn add_at<'t>(
    body: &'t str,
    found: &mut Vec<FoundName<'t>>,
    taken: &mut Taken,
    spans: impl Iterator<Item = (usize, usize)>,
    kind: Kind,
    origin: Origin,
) {
    for (at, end) in spans {
        if taken.free(found, at, end) && is_whole_words(body, at, end) {
            found.push(FoundName::new(body, true, kind, at, end, origin));
            taken.take(at, end);
        }
    }
}

/// Adds an organisation wherever its name stands from `start` on.
pub fn add_everywhere<'t>(body: &'t str, found: &mut Vec<FoundName<'t>>, taken: &mut Taken, start: usize, form: &str) {
    let places = memmem::find_iter(&body.as_bytes()[start..], form);
    let spans = places.map(|at| (start + at, start + at + form.len()));
    add_at(body, found, taken, spans, Kind::Org, Origin::Rule);
}

/// The forms of names: how many names of the body are each form or end with it, and which of them may stand again, in
/// the order in which they were entered. Most forms stand nowhere else.
#[derive(Default)]
struct Forms<'t> {
    known: HashMap<Cow<'t, str>, (usize, bool)>,
    again: Vec<(Cow<'t, str>, Kind, Origin)>,
}

impl<'t> Forms<'t> {
    /// Counts a form.
    fn count(&mut self, form: Cow<'t, str>, in_body: bool) {
        self.known.entry(form).or_default().0 += usize::from(in_body);
    }

    /// Has a form looked for. The first kind that it is given counts.
    fn look_for(&mut self, form: Cow<'t, str>, kind: Kind, origin: Origin) {
        let entered = &mut self.known.entry(form.clone()).or_default().1;
        if !*entered {
            *entered = true;
            self.again.push((form, kind, origin));
        }
    }
}

/// Adds the names of several words where they stand again.
///
/// A person who was named in full may stand again by the surname. A company may stand again without its form (Co Ltd).
pub fn add_repeated<'t>(body: &'t str, found: &mut Vec<FoundName<'t>>, taken: &mut Taken, start: usize) {
    let mut forms = Forms::default();
    for item in found.iter().filter(|item| item.kind != Kind::Misc) {
        let written = Cow::Borrowed(item.written);
        forms.count(written.clone(), item.in_body);
        if !item.written.contains(' ') {
            continue;
        }
        forms.look_for(written, item.kind, item.origin);
        let short = match item.kind {
            Kind::Person => surname_in_text(item.written).map(Cow::Borrowed),
            Kind::Org => bare_company(item.written).filter(|bare| bare.chars().nth(3).is_some()),
            Kind::Place | Kind::Misc | Kind::Event => None,
        };
        if let Some(short) = short {
            forms.look_for(short.clone(), item.kind, Origin::Rule);
            forms.count(short, item.in_body);
        }
    }
    for (form, kind, origin) in forms.again.iter().take(MOST_REPEATED) {
        let places = memmem::find_iter(&body.as_bytes()[start..], form.as_bytes());
        let places: Vec<usize> = places.map(|at| start + at).collect();
        if places.len() > forms.known[form].0 {
            let spans = places.iter().map(|&at| (at, at + form.len()));
            add_at(body, found, taken, spans, *kind, *origin);
        }
    }
}

/// The name of a company without its form.
fn bare_company(written: &str) -> Option<Cow<'_, str>> {
    match one_line(written) {
        Cow::Borrowed(name) => without_form(name).map(Cow::Borrowed),
        Cow::Owned(name) => without_form(&name).map(|bare| Cow::Owned(bare.to_string())),
    }
}

/// Adds the persons who are named after the honorifics at these places, in order.
pub fn add_after_honorifics<'t>(
    body: &'t str,
    found: &mut Vec<FoundName<'t>>,
    taken: &mut Taken,
    honorifics: &[usize],
    lists: &WordLists,
    gazetteer: &mut dyn Gazetteer,
) {
    let mut last = 0;
    for &at in honorifics {
        let Some((begin, end)) = (at >= last).then(|| name_after_honorific(body, at)).flatten() else {
            continue;
        };
        last = end;
        let before = body[..at].chars().next_back();
        if !taken.free(found, begin, end) || before.is_some_and(|c| is_alnum(c) || matches!(c, '.' | '_')) {
            continue;
        }
        let person = person_in(&body[begin..end], lists, gazetteer);
        if !person.is_empty() {
            let end = begin + person.len();
            found.push(FoundName::new(body, true, Kind::Person, begin, end, Origin::Rule));
            taken.take(begin, end);
        }
    }
}

const IN_WORD: &[char] = &['\'', '\u{2019}', '-'];

/// Where the name after an honorific stands: up to four words with capitals.
fn name_after_honorific(body: &str, at: usize) -> Option<(usize, usize)> {
    HONORIFICS.iter().find_map(|honorific| {
        let end = at + body[at..].strip_prefix(honorific).map(|_| honorific.len())?;
        let end = end + usize::from(body[end..].starts_with('.'));
        let begin = after_blank(body, end)?;
        let long = |at: usize| raised_word(body, at, IN_WORD).filter(|&end| end > at + 1);
        let mut end = long(begin)?;
        for _ in 0..3 {
            let Some(next) = after_blank(body, end) else { break };
            let initial = body.as_bytes().get(next).is_some_and(u8::is_ascii_uppercase)
                && body.as_bytes().get(next + 1) == Some(&b'.');
            match if initial { Some(next + 2) } else { long(next) } {
                Some(further) => end = further,
                None => break,
            }
        }
        Some((begin, end))
    })
}

/// The person among the words after an honorific. Empty if they name nobody.
fn person_in<'t>(written: &'t str, lists: &WordLists, gazetteer: &mut dyn Gazetteer) -> &'t str {
    let mut person = written;
    while let Some(last) = words(person).next_back() {
        let small = lower(last);
        if !lists.days.contains(&*small) && !lists.starters.contains(&*small) {
            break;
        }
        person = person[..person.len() - last.len()].trim_end();
    }
    match words(person).next() {
        Some(first) if !lists.starters.contains(&*lower(first)) && !gazetteer.is_in_text(first) => person,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_after_honorifics() {
        for (text, name) in [
            ("Mr. Bean left", "Bean"),
            ("Mrs Anna M. O'Hara-Berg went", "Anna M. O'Hara-Berg"),
            ("Dr A Berg", ""),
            ("President Abe Ben Cid Dan Eli", "Abe Ben Cid Dan"),
            ("Senators Berg", ""),
        ] {
            let found = name_after_honorific(text, 0).map_or("", |(begin, end)| &text[begin..end]);
            assert_eq!(found, name, "{text}");
        }
    }
}
