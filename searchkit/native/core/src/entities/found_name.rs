//! A name while the rules work on it, and which characters of a body belong to names.

use std::borrow::Cow;

use crate::analysis::unicode::{case_fold, is_space, is_word, lower_chars};

/// What a name names. `Misc` are all names of other things: they are read so that none is taken for one of the four.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A person.
    Person,
    /// A place.
    Place,
    /// An organisation.
    Org,
    /// Something else.
    Misc,
    /// An event.
    Event,
}

/// What says so, the weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// The tagger.
    Model,
    /// A rule.
    Rule,
    /// The gazetteer, which knows the place.
    Gazetteer,
}

/// A name in the title or in the body, with its offsets there in bytes.
#[derive(Clone, Debug)]
pub struct FoundName<'t> {
    /// Whether it stands in the body.
    pub in_body: bool,
    /// What it names.
    pub kind: Kind,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The name as the text writes it.
    pub written: &'t str,
    /// What says that it is a name of its kind.
    pub origin: Origin,
    /// The form under which it is filed. It is set last.
    pub name: Cow<'t, str>,
}

impl<'t> FoundName<'t> {
    /// The name at `start..end` of a text.
    pub fn new(text: &'t str, in_body: bool, kind: Kind, start: usize, end: usize, origin: Origin) -> FoundName<'t> {
        FoundName {
            in_body,
            kind,
            start,
            end,
            written: &text[start..end],
            origin,
            name: Cow::Borrowed(""),
        }
    }
}

/// Characters of the longest name; a longer stretch is a table or a mistake.
pub const LONGEST: usize = 120;

/// Which bytes of the body belong to a name. The names are entered when the first stretch is asked for.
pub struct Taken {
    mask: Vec<bool>,
    length: usize,
}

impl Taken {
    /// Nothing of a body yet.
    pub fn new(body: &str) -> Taken {
        Taken {
            mask: Vec::new(),
            length: body.len(),
        }
    }

    /// Whether no name touches a stretch; `found` are the names so far.
    pub fn free(&mut self, found: &[FoundName], start: usize, end: usize) -> bool {
        if self.mask.is_empty() {
            self.mask = vec![false; self.length];
            for item in found {
                // The EU in "EU Strategy" is free.
                if item.in_body && (item.kind != Kind::Misc || item.origin != Origin::Rule) {
                    self.take(item.start, item.end);
                }
            }
        }
        !self.mask[start..end].contains(&true)
    }

    /// Marks a stretch as a name.
    pub fn take(&mut self, start: usize, end: usize) {
        self.mask[start..end].fill(true);
    }
}

/// A name on one line, with single blanks.
pub fn one_line(written: &str) -> Cow<'_, str> {
    if !written.contains('\n') && !written.contains("  ") {
        return Cow::Borrowed(written);
    }
    let words: Vec<&str> = written.split(is_space).filter(|word| !word.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

/// The words of a text between white space.
pub fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// A text in small letters.
pub fn lower(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        let mut small = String::with_capacity(text.len());
        lower_chars(text, |c| small.push(c));
        return Cow::Owned(small);
    }
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    Cow::Borrowed(text)
}

/// A text as it is compared regardless of case.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    case_fold(text.chars(), &mut out);
    out
}

/// Whether a text has letters, and all of them are capitals.
pub fn is_upper(text: &str) -> bool {
    let mut any = false;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        any |= c.is_uppercase();
    }
    any
}

/// Whether a character is a letter or a number.
pub fn is_alnum(c: char) -> bool {
    is_word(c) && c != '_'
}

/// Whether a stretch begins and ends where words do.
pub fn is_whole_words(text: &str, start: usize, end: usize) -> bool {
    !text[..start].chars().next_back().is_some_and(is_alnum) && !text[end..].chars().next().is_some_and(is_alnum)
}

/// The place some characters before another, or the beginning.
pub fn back(text: &str, at: usize, characters: usize) -> usize {
    text[..at]
        .char_indices()
        .rev()
        .take(characters)
        .last()
        .map_or(at, |(place, _)| place)
}

/// The place some characters after another, or the end.
pub fn forth(text: &str, at: usize, characters: usize) -> usize {
    text[at..]
        .char_indices()
        .nth(characters)
        .map_or(text.len(), |(place, _)| at + place)
}

/// Where the word of a name ends that begins with a capital of ASCII at `at`: letters, numbers and what `also` allows.
/// None if there is no such capital.
pub fn raised_word(text: &str, at: usize, also: &[char]) -> Option<usize> {
    let rest = text.get(at..)?;
    if !rest.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let length = rest
        .find(|c: char| !is_word(c) && !also.contains(&c))
        .unwrap_or(rest.len());
    Some(at + length)
}

/// The place after a blank or the end of a line at `at`.
pub fn after_blank(text: &str, at: usize) -> Option<usize> {
    matches!(text.as_bytes().get(at), Some(b' ' | b'\n')).then_some(at + 1)
}

/// The place after one of some words at `at` and the blank that follows it.
pub fn after_word(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    let rest = text.get(at..)?;
    words
        .iter()
        .find_map(|word| rest.starts_with(word).then(|| after_blank(text, at + word.len()))?)
}
