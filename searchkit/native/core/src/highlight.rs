//! Which words of a text a query matched: from the same words that were indexed, for every kind of leaf.
//!
//! A text's different words are analysed and compared once each; what a run of words needs beyond that is where its
//! terms stand. Of most words the first letters tell that nothing looks for them. So the cost is that of splitting the
//! text, whatever the query.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::analysis::{Breaks, Chain, Form, Language, first_of_run, is_one_of_run};
use crate::query::{Expression, Matcher};
use crate::spans::{Positions, Spans, members as placed_members};

/// A part of a query that marks words.
#[derive(Clone, PartialEq, Debug)]
pub enum Leaf {
    /// Terms that stand in this order.
    Terms {
        /// In their order.
        terms: Vec<String>,
        /// The most other words between two neighbours.
        slop: usize,
    },
    /// The same of surfaces.
    Surfaces {
        /// In their order.
        surfaces: Vec<String>,
        /// The most other words between two neighbours.
        slop: usize,
    },
    /// Surfaces that match: `*` is any run of characters, `?` is one.
    Wildcard(String),
    /// Surfaces that are nearly a text.
    Fuzzy {
        /// The text.
        text: String,
        /// The most insertions, deletions and replacements of a character.
        distance: usize,
    },
    /// Surfaces that match an expression as a whole.
    Regex(Expression),
    /// Words that stand in certain places.
    Placed {
        /// What the spans name by number. Each takes one word.
        leaves: Vec<Leaf>,
        /// Which places count.
        spans: Spans,
    },
    /// Words whose term is one of these, or else their surface. Takes as many leaf numbers as there are forms.
    Any(Vec<String>),
    /// Marks nothing, but has its number.
    Nothing,
}

/// A word that a leaf matched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// Its ordinal among the text's words.
    pub word: usize,
    /// The number of the first leaf that matched it.
    pub leaf: u32,
}

/// A matched word's place in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Highlight {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The number of the first leaf that matched it.
    pub leaf: u32,
}

/// What one of a text's different words means to the leaves.
#[derive(Clone, Default)]
struct Meaning {
    /// The first leaf that matches it by itself.
    alone: Option<u32>,
    /// The forms of runs that it is, as indexes of `Leaves::places`.
    forms: Vec<usize>,
}

/// A run of forms: as indexes of `Leaves::places`.
struct Run {
    leaf: u32,
    forms: Vec<usize>,
    slop: usize,
}

/// Words that must stand in certain places: the places of their leaves, as indexes of `Leaves::places`.
struct Stand {
    leaf: u32,
    places: Vec<usize>,
    spans: Spans,
}

enum Alone {
    Wildcard(Vec<char>),
    Fuzzy(Vec<char>, usize),
    Regex(Box<RefCell<Matcher>>),
    Any(HashMap<String, u32>),
    /// The term begins with this letter of a script without spaces. Of the word, only that letter is marked.
    Letter(String),
}

/// A query's leaves, and the words of one text as they are read.
struct Leaves {
    alone: Vec<(u32, Alone)>,
    runs: Vec<Run>,
    stands: Vec<Stand>,
    /// What a word may match besides its forms, and the place that then has it.
    patterns: Vec<(usize, Alone)>,
    /// Where the sentences and the paragraphs of the text begin.
    breaks: [Vec<u32>; 2],
    term_forms: HashMap<String, usize>,
    surface_forms: HashMap<String, usize>,
    needs_term: bool,
    needs_surface: bool,
    /// Where each form stands in the text.
    places: Vec<Vec<usize>>,
    /// The words that are matched by themselves.
    found: Vec<Found>,
    letters: Vec<char>,
    /// The leaves that mark the first letter of a word.
    letters_only: Vec<u32>,
}

impl Leaves {
    fn new<'a>(leaves: impl Iterator<Item = &'a Leaf>) -> Leaves {
        let mut this = Leaves {
            alone: Vec::new(),
            runs: Vec::new(),
            stands: Vec::new(),
            patterns: Vec::new(),
            breaks: Default::default(),
            term_forms: HashMap::new(),
            surface_forms: HashMap::new(),
            needs_term: false,
            needs_surface: false,
            places: Vec::new(),
            found: Vec::new(),
            letters: Vec::new(),
            letters_only: Vec::new(),
        };
        let mut number = 0;
        for leaf in leaves {
            let mut taken = 1;
            if let Some(pattern) = Alone::of(leaf) {
                if matches!(pattern, Alone::Letter(_)) {
                    this.letters_only.push(number);
                }
                this.need(&pattern);
                this.alone.push((number, pattern));
                number += 1;
                continue;
            }
            match leaf {
                Leaf::Terms { terms, slop } => {
                    let forms = terms
                        .iter()
                        .map(|t| place_of(&mut this.term_forms, &mut this.places, t))
                        .collect();
                    this.runs.push(Run {
                        leaf: number,
                        forms,
                        slop: *slop,
                    });
                    this.needs_term = true;
                }
                Leaf::Surfaces { surfaces, slop } => {
                    let forms = surfaces
                        .iter()
                        .map(|s| place_of(&mut this.surface_forms, &mut this.places, s))
                        .collect();
                    this.runs.push(Run {
                        leaf: number,
                        forms,
                        slop: *slop,
                    });
                    this.needs_surface = true;
                }
                Leaf::Placed { leaves, spans } => {
                    let places = leaves.iter().map(|leaf| this.place(leaf)).collect();
                    this.stands.push(Stand {
                        leaf: number,
                        places,
                        spans: spans.clone(),
                    });
                }
                Leaf::Any(forms) => {
                    let mut wanted = HashMap::new();
                    for (form, number) in forms.iter().zip(number..) {
                        wanted.entry(form.clone()).or_insert(number);
                    }
                    taken = forms.len() as u32;
                    this.alone.push((number, Alone::Any(wanted)));
                    (this.needs_term, this.needs_surface) = (true, true);
                }
                Leaf::Wildcard(_) | Leaf::Fuzzy { .. } | Leaf::Regex(_) | Leaf::Nothing => {}
            }
            number += taken;
        }
        this
    }

    /// The place that has the words of a leaf which takes one word.
    fn place(&mut self, leaf: &Leaf) -> usize {
        let place = self.places.len();
        match (Alone::of(leaf), leaf) {
            (Some(pattern), _) => {
                self.need(&pattern);
                self.patterns.push((place, pattern));
            }
            (None, Leaf::Terms { terms, .. }) if terms.len() == 1 => {
                self.needs_term = true;
                return place_of(&mut self.term_forms, &mut self.places, &terms[0]);
            }
            (None, Leaf::Surfaces { surfaces, .. }) if surfaces.len() == 1 => {
                self.needs_surface = true;
                return place_of(&mut self.surface_forms, &mut self.places, &surfaces[0]);
            }
            _ => {}
        }
        self.places.push(Vec::new());
        place
    }

    /// Notes which forms of words a pattern is compared with.
    fn need(&mut self, pattern: &Alone) {
        self.needs_surface = true;
        self.needs_term |= matches!(pattern, Alone::Letter(_));
    }

    fn needs_breaks(&self) -> bool {
        self.stands.iter().any(|stand| stand.spans.needs_breaks())
    }

    /// Whether no word can match.
    fn is_empty(&self) -> bool {
        self.alone.is_empty() && self.runs.is_empty() && self.stands.is_empty()
    }

    /// What the words that may match begin with. No form that keeps all words changes the first letter of a word of ASCII
    /// letters but for its case, or the length of its surface.
    fn beginnings(&self, form: &Form) -> Beginnings {
        let mut found = Beginnings::none(form);
        for form in self.term_forms.keys().chain(self.surface_forms.keys()) {
            found.add_form(form);
        }
        let alone = self.alone.iter().map(|(_, pattern)| pattern);
        for pattern in alone.chain(self.patterns.iter().map(|(_, pattern)| pattern)) {
            pattern.add_to(&mut found);
        }
        found
    }

    /// What a word means, given those of its forms that are needed.
    fn meaning(&mut self, term: Option<&str>, surface: Option<&str>) -> Meaning {
        let mut forms = Vec::new();
        forms.extend(term.and_then(|term| self.term_forms.get(term)));
        forms.extend(surface.and_then(|surface| self.surface_forms.get(surface)));
        let mut first = None;
        if !self.alone.is_empty() || !self.patterns.is_empty() {
            self.letters.clear();
            self.letters.extend(surface.unwrap_or_default().chars());
            let word = (term, surface, self.letters.as_slice());
            first = self.alone.iter().find_map(|(number, leaf)| leaf.matched(*number, word));
            let matched = self.patterns.iter().filter(|(_, leaf)| leaf.matched(0, word).is_some());
            forms.extend(matched.map(|(place, _)| place));
        }
        Meaning { alone: first, forms }
    }

    /// Takes the next word of the text.
    fn take(&mut self, ordinal: usize, meaning: &Meaning) {
        if let Some(leaf) = meaning.alone {
            self.found.push(Found { word: ordinal, leaf });
        }
        for &form in &meaning.forms {
            self.places[form].push(ordinal);
        }
    }

    /// All matched words, in order, each once, under the lowest of its leaves.
    fn finish(self) -> Vec<Found> {
        let mut found = self.found;
        for run in &self.runs {
            let words = members(run, &self.places);
            found.extend(words.into_iter().map(|word| Found { word, leaf: run.leaf }));
        }
        for stand in &self.stands {
            let words = standing(stand, &self.places, &self.breaks);
            found.extend(words.into_iter().map(|word| Found { word, leaf: stand.leaf }));
        }
        found.sort_unstable_by_key(|f| (f.word, f.leaf));
        found.dedup_by_key(|f| f.word);
        found
    }
}

/// What words of ASCII letters and digits that may match begin with, or how long they are. That they may is enough.
struct Beginnings {
    /// The second letters after each first letter, as bits.
    seconds: [u64; 128],
    /// Whether second letters tell anything.
    has_seconds: bool,
    /// The lengths of words that may begin with any letter, as bits. The last bit is for all longer words.
    lengths: u64,
}

impl Beginnings {
    /// Those of no word. Of English words, the second letter stays, too. German has two spellings: aepfel, äpfel.
    fn none(form: &Form) -> Beginnings {
        Beginnings {
            seconds: [0; 128],
            has_seconds: !matches!(form, Form::Stem(language) | Form::Term(language) if *language != Language::English),
            lengths: 0,
        }
    }

    /// The bit of a second letter. Stemming may replace `y` by `i`: dying, die.
    fn second(&self, letter: u8) -> u64 {
        if !self.has_seconds {
            return u64::MAX;
        }
        let letter = letter.to_ascii_lowercase();
        1 << (if letter == b'y' { b'i' } else { letter } & 63)
    }

    /// Adds the words that have a form with these first letters.
    fn add(&mut self, first: char, second: Option<char>) {
        if first.is_ascii() {
            self.seconds[first as usize] |= match second {
                None => u64::MAX,
                Some(_) if !self.has_seconds => u64::MAX,
                Some(second) if second.is_ascii() => self.second(second as u8),
                Some(_) => 0,
            };
        }
    }

    fn add_form(&mut self, form: &str) {
        let mut letters = form.chars();
        if let Some(first) = letters.next() {
            self.add(first, letters.next());
        }
    }

    /// Adds all words of these lengths.
    fn add_lengths(&mut self, least: usize, most: usize) {
        for length in least.min(63)..=most.min(63) {
            self.lengths |= 1 << length;
        }
    }

    /// Whether a word may match.
    fn may_match(&self, raw: &str) -> bool {
        let bytes = raw.as_bytes();
        let first = bytes.first().map_or(0, u8::to_ascii_lowercase);
        let second = bytes.get(1).map_or(u64::MAX, |&letter| self.second(letter));
        self.seconds
            .get(first as usize)
            .is_none_or(|seconds| seconds & second != 0)
            || self.lengths >> bytes.len().min(63) & 1 != 0
            || !bytes.iter().all(u8::is_ascii_alphanumeric)
    }
}

impl Alone {
    /// What a leaf is compared with each word for; None where only the forms of a word count.
    fn of(leaf: &Leaf) -> Option<Alone> {
        match leaf {
            Leaf::Terms { terms: forms, .. } | Leaf::Surfaces { surfaces: forms, .. } => match &forms[..] {
                [only] if is_one_of_run(only) => Some(Alone::Letter(only.clone())),
                _ => None,
            },
            Leaf::Wildcard(pattern) => Some(Alone::Wildcard(pattern.chars().collect())),
            Leaf::Fuzzy { text, distance } => Some(Alone::Fuzzy(text.chars().collect(), *distance)),
            Leaf::Regex(expression) => Some(Alone::Regex(Box::new(RefCell::new(expression.matcher())))),
            Leaf::Any(_) | Leaf::Placed { .. } | Leaf::Nothing => None,
        }
    }

    /// Adds the words that may match.
    fn add_to(&self, to: &mut Beginnings) {
        match self {
            Alone::Wildcard(pattern) => match pattern[..] {
                ['*' | '?', ..] => to.add_lengths(0, usize::MAX),
                [first] | [first, '*' | '?', ..] => to.add(first, None),
                [first, second, ..] => to.add(first, Some(second)),
                [] => {}
            },
            Alone::Fuzzy(text, distance) => {
                to.add_lengths(
                    text.len().saturating_sub(*distance),
                    text.len().saturating_add(*distance),
                );
            }
            Alone::Regex(_) => to.add_lengths(0, usize::MAX),
            Alone::Any(wanted) => wanted.keys().for_each(|form| to.add_form(form)),
            Alone::Letter(letter) => to.add_form(letter),
        }
    }

    /// The number of the leaf that a word matches: `number`, or for several forms that and more. A word is its term,
    /// its surface, and the letters of that.
    fn matched(&self, number: u32, word: (Option<&str>, Option<&str>, &[char])) -> Option<u32> {
        let (term, surface, letters) = word;
        match self {
            Alone::Wildcard(pattern) => matches_wildcard(pattern, letters).then_some(number),
            Alone::Fuzzy(text, distance) => within_distance(text, letters, *distance).then_some(number),
            Alone::Regex(matcher) => surface
                .is_some_and(|surface| matcher.borrow_mut().matches(surface.as_bytes()))
                .then_some(number),
            Alone::Letter(letter) => {
                let begins = |form: Option<&str>| form.is_some_and(|form| form.starts_with(&**letter));
                (begins(term) || begins(surface)).then_some(number)
            }
            Alone::Any(wanted) => {
                let of = |form: Option<&str>| form.and_then(|form| wanted.get(form).copied());
                of(term).or_else(|| of(surface))
            }
        }
    }
}

/// The words that take part in a match of spans.
fn standing(stand: &Stand, places: &[Vec<usize>], breaks: &[Vec<u32>; 2]) -> Vec<usize> {
    let leaves: Vec<Vec<u32>> = stand
        .places
        .iter()
        .map(|&place| places[place].iter().map(|&word| word as u32).collect())
        .collect();
    let leaves: Vec<&[u32]> = leaves.iter().map(Vec::as_slice).collect();
    let text = Positions {
        leaves: &leaves,
        sentences: &breaks[0],
        paragraphs: &breaks[1],
    };
    placed_members(&stand.spans, &text)
        .into_iter()
        .map(|word| word as usize)
        .collect()
}

fn place_of(forms: &mut HashMap<String, usize>, places: &mut Vec<Vec<usize>>, form: &str) -> usize {
    if let Some(&known) = forms.get(form) {
        return known;
    }
    forms.insert(form.to_string(), places.len());
    places.push(Vec::new());
    places.len() - 1
}

/// The words that take part in a run, wherever it is whole.
fn members(run: &Run, places: &[Vec<usize>]) -> Vec<usize> {
    let Some((&first, rest)) = run.forms.split_first() else {
        return Vec::new();
    };
    let furthest = run.slop.saturating_add(1);
    let mut reached = vec![places[first].clone()];
    for &form in rest {
        // Forwards: what follows a beginning ...
        let before = &reached[reached.len() - 1];
        let follows = |&p: &usize| p > 0 && any_between(before, p.saturating_sub(furthest), p - 1);
        reached.push(places[form].iter().copied().filter(follows).collect());
    }
    for i in (0..reached.len() - 1).rev() {
        // ... and backwards: what leads to an end.
        let (level, after) = reached.split_at_mut(i + 1);
        level[i].retain(|&p| any_between(&after[0], p + 1, p.saturating_add(furthest)));
    }
    reached.concat()
}

fn any_between(ordered: &[usize], low: usize, high: usize) -> bool {
    ordered
        .get(ordered.partition_point(|&p| p < low))
        .is_some_and(|&p| p <= high)
}

/// The words of `text` that `leaves` match.
pub fn find_words<'a>(text: &str, chain: &Chain, leaves: impl IntoIterator<Item = &'a Leaf>) -> Vec<Highlight> {
    let mut leaves = Leaves::new(leaves.into_iter());
    if leaves.is_empty() {
        return Vec::new();
    }
    let beginnings = chain.is_plain().then(|| leaves.beginnings(&chain.form));
    // A word's number is that of the words that are kept, so it is only known when its form is.
    let mut meanings: HashMap<&str, Option<Meaning>> = HashMap::new();
    let mut kept = 0;
    // The numbers and the places of the words that mean something.
    let mut taken: Vec<(usize, usize, usize)> = Vec::new();
    let (mut term, mut surface) = (String::new(), String::new());
    let mut breaks = leaves.needs_breaks().then(|| Breaks::of(text));
    chain.splitter.split(text, |start, end| {
        let raw = &text[start..end];
        if let Some(breaks) = &mut breaks {
            breaks.word(start, end);
        }
        if beginnings.as_ref().is_some_and(|b| !b.may_match(raw)) {
            kept += 1;
            return;
        }
        let meaning = meanings.entry(raw).or_insert_with(|| {
            let (needs_term, needs_surface) = (leaves.needs_term, leaves.needs_surface);
            if (needs_term || chain.form.drops()) && !chain.form.of(raw, &mut term) {
                return None;
            }
            if needs_surface {
                chain.surface.of(raw, &mut surface);
            }
            Some(leaves.meaning(needs_term.then_some(&*term), needs_surface.then_some(&*surface)))
        });
        if let Some(meaning) = meaning {
            if meaning.alone.is_some() || !meaning.forms.is_empty() {
                leaves.take(kept, meaning);
                taken.push((kept, start, end));
            }
            kept += 1;
        }
    });
    if let Some(breaks) = breaks {
        leaves.breaks = [breaks.sentences, breaks.paragraph_starts];
    }
    let letters_only = std::mem::take(&mut leaves.letters_only);
    let mut words = taken.into_iter();
    let place = |f: Found| {
        let (_, start, mut end) = words.find(|&(word, ..)| word == f.word)?;
        if letters_only.contains(&f.leaf)
            && let Some(length) = first_of_run(&text[start..end])
        {
            end = start + length;
        }
        Some(Highlight {
            start,
            end,
            leaf: f.leaf,
        })
    };
    apart(leaves.finish().into_iter().filter_map(place))
}

/// The same places without overlaps. Words of a script without spaces overlap: those of one leaf become one place.
fn apart(found: impl Iterator<Item = Highlight>) -> Vec<Highlight> {
    let mut apart: Vec<Highlight> = Vec::new();
    for mut next in found {
        if let Some(last) = apart.last_mut()
            && next.start < last.end
        {
            if next.leaf == last.leaf {
                last.end = last.end.max(next.end);
                continue;
            }
            next.start = last.end;
            if next.start >= next.end {
                continue;
            }
        }
        apart.push(next);
    }
    apart
}

/// The same of words that were made elsewhere: (term, surface) of each.
pub fn find_in_words<'a>(words: impl Iterator<Item = (&'a str, &'a str)>, leaves: &[Leaf]) -> Vec<Found> {
    let mut leaves = Leaves::new(leaves.iter());
    let mut meanings: HashMap<(&str, &str), Meaning> = HashMap::new();
    for (ordinal, word) in words.enumerate() {
        let meaning = meanings
            .entry(word)
            .or_insert_with(|| leaves.meaning(Some(word.0), Some(word.1)));
        leaves.take(ordinal, meaning);
    }
    leaves.finish()
}

/// Whether a wildcard matches a whole word. Only the last `*` is ever tried again, so no pattern takes longer than
/// its length times the word's.
pub fn matches_wildcard(pattern: &[char], word: &[char]) -> bool {
    let (mut p, mut w) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while w < word.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p + 1, w));
                p += 1;
            }
            Some(&c) if c == '?' || c == word[w] => {
                p += 1;
                w += 1;
            }
            _ => {
                let Some((after, from)) = star else { return false };
                star = Some((after, from + 1));
                (p, w) = (after, from + 1);
            }
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// Whether `b` is at most `most` insertions, deletions and replacements of a character away from `a`.
pub fn within_distance(a: &[char], b: &[char], most: usize) -> bool {
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    // Further from the diagonal than `most` every value is too great, so a row needs only that band.
    let too_many = most.saturating_add(1);
    let mut row: Vec<usize> = (0..=b.len()).map(|j| j.min(too_many)).collect();
    for (i, letter) in a.iter().enumerate() {
        let low = (i + 1).saturating_sub(most).max(1);
        let high = (i + 1).saturating_add(most).min(b.len());
        let mut diagonal = row[low - 1];
        row[low - 1] = if low == 1 { (i + 1).min(too_many) } else { too_many };
        let mut least = row[low - 1];
        for j in low..=high {
            let above = if j == i.saturating_add(1).saturating_add(most) {
                too_many
            } else {
                row[j]
            };
            let value = (above + 1)
                .min(row[j - 1] + 1)
                .min(diagonal + usize::from(*letter != b[j - 1]))
                .min(too_many);
            diagonal = row[j];
            row[j] = value;
            least = least.min(value);
        }
        if least > most {
            return false;
        }
    }
    row[b.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| w.to_string()).collect()
    }

    fn marked(text: &str, leaves: &[Leaf]) -> Vec<(String, u32)> {
        let found = find_words(text, &Chain::archive(), leaves);
        found
            .into_iter()
            .map(|h| (text[h.start..h.end].to_string(), h.leaf))
            .collect()
    }

    fn pairs(expected: &[(&str, u32)]) -> Vec<(String, u32)> {
        expected.iter().map(|(w, n)| (w.to_string(), *n)).collect()
    }

    #[test]
    fn every_kind_of_leaf() {
        let text = "The ports' strikers struck. A hybrid threat, a hybrid new threat; Sao Paulo\u{2019}s port";
        let run = |words: &[&str], slop| Leaf::Terms {
            terms: strings(words),
            slop,
        };
        assert_eq!(marked(text, &[run(&["port"], 0)]), pairs(&[("ports", 0), ("port", 0)]));
        assert_eq!(
            marked(text, &[run(&["hybrid", "threat"], 0)]),
            pairs(&[("hybrid", 0), ("threat", 0)])
        );
        assert_eq!(marked(text, &[run(&["hybrid", "threat"], 1)]).len(), 4);
        assert_eq!(
            marked(text, &[run(&["threat", "hybrid"], usize::MAX)]),
            pairs(&[("threat", 0), ("hybrid", 0)])
        );
        assert_eq!(marked(text, &[run(&[], 0), Leaf::Nothing]), []);
        let exact = Leaf::Surfaces {
            surfaces: strings(&["port"]),
            slop: 0,
        };
        assert_eq!(marked(text, &[Leaf::Nothing, exact.clone()]), pairs(&[("port", 1)]));
        let glob = Leaf::Wildcard("*rt*".to_string());
        assert_eq!(marked(text, &[exact, glob]), pairs(&[("ports", 1), ("port", 0)]));
        let fuzzy = Leaf::Fuzzy {
            text: "paolo".to_string(),
            distance: 1,
        };
        assert_eq!(marked(text, &[fuzzy]), pairs(&[("Paulo", 0)]));
        let any = Leaf::Any(strings(&["port", "ports", "sao"]));
        assert_eq!(
            marked(text, &[any, run(&["struck"], 0)]),
            pairs(&[("ports", 0), ("struck", 3), ("Sao", 2), ("port", 0)])
        );
    }

    #[test]
    fn no_form_of_an_ascii_word_begins_with_other_letters() {
        let endings = "s es ies ied eed ed edly ing ingly ly y i e ement ational iveness ion ions enci abli fulli ously lessli \
            eur euse issement amment emment ira iraient it if ive eux aux ait \
            amos iendo yendo oselo arlas ando ar er ir as os ios \
            ungen heit keit lich isch ern em en er erinnen st est 9";
        let endings: Vec<&str> = endings.split_whitespace().collect();
        let letters: Vec<String> = (b'a'..=b'z').map(|b| (b as char).to_string()).collect();
        let pairs: Vec<String> = letters
            .iter()
            .flat_map(|a| letters.iter().map(move |b| format!("{a}{b}")))
            .collect();
        let threes = pairs
            .iter()
            .flat_map(|a| letters.iter().map(move |b| format!("{a}{b}")));
        let mut words: Vec<String> = letters.iter().chain(&pairs).cloned().chain(threes).collect();
        let begun = letters.iter().chain(&pairs);
        words.extend(begun.flat_map(|a| endings.iter().map(move |ending| format!("{a}{ending}"))));
        let mut form = String::new();
        for word in &words {
            let raw = word.to_ascii_uppercase();
            for language in Language::ALL {
                for of in [Form::Stem(language), Form::Term(language)] {
                    let mut beginnings = Beginnings::none(&of);
                    assert!(of.of(&raw, &mut form));
                    beginnings.add_form(&form);
                    assert!(beginnings.may_match(&raw), "{word} {form} {of:?}");
                }
            }
            for of in [Form::Exact, Form::Surface, Form::Bare, Form::Fold, Form::Lower] {
                assert!(of.of(&raw, &mut form));
                assert_eq!(&form, word, "{of:?}");
            }
        }
    }

    #[test]
    fn most_words_need_no_form() {
        let of = |leaf: Leaf, raw: &str| Leaves::new([leaf].iter()).beginnings(&Form::Exact).may_match(raw);
        let run = |word: &str| Leaf::Terms {
            terms: strings(&[word]),
            slop: 0,
        };
        assert!(of(run("die"), "Dying") && of(run("u"), "uing") && of(run("us"), "U.S.") && of(run("x"), "é"));
        assert!(!of(run("die"), "dog") && !of(run("die"), "idea") && !of(run("né"), "ne") && !of(run("é"), "e"));
        let glob = |pattern: &str| Leaf::Wildcard(pattern.to_string());
        assert!(of(glob("*x"), "a") && of(glob("a?c"), "ABC") && of(glob("ab*"), "Abc") && of(glob("a"), "a"));
        assert!(!of(glob("ab*"), "acb") && !of(glob(""), "a") && !of(glob("é*"), "e"));
        let fuzzy = |text: &str, distance| Leaf::Fuzzy {
            text: text.to_string(),
            distance,
        };
        assert!(of(fuzzy("port", 1), "sport") && of(fuzzy(&"a".repeat(70), 1), &"b".repeat(99)));
        assert!(!of(fuzzy("port", 1), "at") && !of(fuzzy("port", 1), "sports") && of(fuzzy("a", usize::MAX), "zz"));
    }

    #[test]
    fn dropped_words_are_no_words_between() {
        let chain = Chain::parse(r#"{"splitter": "whoosh", "form": {"standard": {"stop": ["the"]}}}"#).unwrap();
        let leaf = Leaf::Terms {
            terms: strings(&["of", "cat"]),
            slop: 0,
        };
        let found = find_words("of the CAT", &chain, [&leaf]);
        assert_eq!(
            found.iter().map(|h| (h.start, h.end)).collect::<Vec<_>>(),
            [(0, 2), (7, 10)]
        );
        let found = find_in_words([("of", ""), ("x", ""), ("cat", "")].into_iter(), &[leaf]);
        assert_eq!(found, []);
    }

    #[test]
    fn wildcards() {
        let matches = |pattern: &str, word: &str| {
            matches_wildcard(&pattern.chars().collect::<Vec<_>>(), &word.chars().collect::<Vec<_>>())
        };
        assert!(matches("*", "") && matches("a*", "a") && matches("a?c*e", "abcdde") && matches("é?", "éü"));
        assert!(!matches("?", "") && !matches("a*b", "ac") && !matches("", "a") && !matches("a?", "a"));
        assert!(!matches(&("a*".repeat(50) + "b"), &"a".repeat(5000)));
    }

    #[test]
    fn distances() {
        let within = |a: &str, b: &str, most| {
            within_distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), most)
        };
        assert!(within("", "", 0) && within("ab", "ba", 2) && within("kitten", "sitting", 3) && within("é", "e", 1));
        assert!(!within("ab", "ba", 1) && !within("kitten", "sitting", 2) && !within("", "a", 0));
        assert!(within("abc", "xyz", usize::MAX));
    }
}
