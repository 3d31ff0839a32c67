//! The names of a text by their kinds, each once.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::found_name::{FoundName, Kind, Origin, folded, one_line};

/// The names of one kind.
#[derive(Default)]
pub struct OfKind<'a> {
    /// The names in order of first appearance.
    pub names: Vec<&'a str>,
    /// The other forms that the body has of names, by name, in order of first appearance.
    pub also_written: Vec<(&'a str, Vec<Cow<'a, str>>)>,
    /// What the names rest on: the weakest origin of any of them.
    pub origin: Option<Origin>,
    known: HashSet<&'a str>,
    others: HashMap<&'a str, usize>,
}

impl<'a> OfKind<'a> {
    fn add(&mut self, item: &'a FoundName) {
        let name = item.name.as_ref();
        if self.known.insert(name) {
            self.names.push(name);
        }
        self.origin = Some(self.origin.map_or(item.origin, |origin| origin.min(item.origin)));
        if item.kind == Kind::Person || !item.in_body || name.contains(item.written) {
            return;
        }
        let written = one_line(item.written);
        if folded(&written) != folded(name) {
            let number = *self.others.entry(name).or_insert(self.also_written.len());
            if number == self.also_written.len() {
                self.also_written.push((name, Vec::new()));
            }
            let forms = &mut self.also_written[number].1;
            if !forms.contains(&written) {
                forms.push(written);
            }
        }
    }
}

/// The names of one kind among `found`.
pub fn of_kind<'a>(found: &'a [FoundName], kind: Kind) -> OfKind<'a> {
    let mut gathered = OfKind::default();
    for item in found.iter().filter(|item| item.kind == kind && !item.name.is_empty()) {
        gathered.add(item);
    }
    gathered
}
