//! The acronyms that a text explains, by their short forms.

use std::collections::HashMap;

use super::found_name::words;
use crate::acronyms::acronyms;
use crate::characters::Characters;

const MOST: usize = 100;

/// A short form, and the long form that the text gives for it, with its place in bytes.
pub struct Acronym {
    /// The short form.
    pub short: String,
    /// The long form on one line.
    pub long: String,
    /// Where the long form begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The acronyms of one text, each short form once. The last long form counts.
#[derive(Default)]
pub struct Explained {
    acronyms: Vec<Acronym>,
    numbers: HashMap<String, usize>,
}

impl Explained {
    /// The acronyms that a text explains.
    pub fn of(text: &Characters) -> Explained {
        let mut explained = Explained::default();
        for (short, long) in acronyms(text.text()).into_iter().take(MOST) {
            let (start, end) = (text.byte(long.start), text.byte(long.end));
            let written: Vec<&str> = words(&text.text()[start..end]).collect();
            let acronym = Acronym {
                short: text.between(short.start, short.end).to_string(),
                long: written.join(" "),
                start,
                end,
            };
            let next = explained.acronyms.len();
            let number = *explained.numbers.entry(acronym.short.clone()).or_insert(next);
            if number == next {
                explained.acronyms.push(acronym);
            } else {
                explained.acronyms[number] = acronym;
            }
        }
        explained
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.acronyms.is_empty()
    }

    /// Whether the text explains a short form.
    pub fn has(&self, short: &str) -> bool {
        !self.is_empty() && self.numbers.contains_key(short)
    }

    /// The long form of a short one.
    pub fn long(&self, short: &str) -> Option<&str> {
        if self.is_empty() {
            return None;
        }
        self.numbers
            .get(short)
            .map(|&number| self.acronyms[number].long.as_str())
    }

    /// All acronyms.
    pub fn iter(&self) -> impl Iterator<Item = &Acronym> {
        self.acronyms.iter()
    }
}
