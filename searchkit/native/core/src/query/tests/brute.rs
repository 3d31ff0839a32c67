//! What a query matches and scores, found by looking at every word of every document in a plain loop.

use super::corpus::Doc;
use crate::query::{Query, Weighting, Weightings};
use crate::spans::Positions;
use crate::spans::tests::slow;

pub struct Brute<'a> {
    pub docs: &'a [Doc],
    pub weightings: Weightings,
}

impl Brute<'_> {
    /// The score, or None for no match.
    pub fn score(&self, query: &Query, number: u32) -> Option<f64> {
        let doc = &self.docs[number as usize];
        let constant = |matches: bool, boost: f32| matches.then_some(f64::from(boost));
        match query {
            Query::Term { field, term, boost } => self.term(field, term, doc).map(|s| s * f64::from(*boost)),
            Query::Phrase {
                field,
                terms,
                slop,
                boost,
            } => {
                let positions = field != "tag" && field != "weighed" || terms.len() == 1;
                let stands = positions && follows(terms, &doc.words(field), *slop, None);
                let sum: Option<f64> = terms.iter().map(|term| self.term(field, term, doc)).sum();
                sum.filter(|_| stands && !terms.is_empty())
                    .map(|s| s * f64::from(*boost))
            }
            Query::Prefix { field, prefix, boost } => constant(
                doc.words(field).iter().any(|w| w.as_bytes().starts_with(prefix)),
                *boost,
            ),
            Query::Wildcard { field, pattern, boost } => {
                let pattern: Vec<char> = pattern.chars().collect();
                let any = doc
                    .words(field)
                    .iter()
                    .any(|w| glob(&pattern, &w.chars().collect::<Vec<_>>()));
                constant(any, *boost)
            }
            Query::Fuzzy {
                field,
                text,
                distance,
                prefix,
                boost,
            } => {
                let text: Vec<char> = text.chars().collect();
                let near = |word: &&str| {
                    let word: Vec<char> = word.chars().collect();
                    let fixed = (*prefix as usize).min(text.len());
                    word.starts_with(&text[..fixed]) && levenshtein(&text, &word) <= *distance as usize
                };
                constant(doc.words(field).iter().any(near), *boost)
            }
            Query::TermRange {
                field,
                low,
                high,
                low_open,
                high_open,
                boost,
            } => {
                let within = |word: &&str| {
                    let word = word.as_bytes();
                    low.as_deref()
                        .is_none_or(|low| if *low_open { word > low } else { word >= low })
                        && high
                            .as_deref()
                            .is_none_or(|high| if *high_open { word < high } else { word <= high })
                };
                constant(doc.words(field).iter().any(within), *boost)
            }
            Query::AnyOf { field, terms, boost } => {
                let any = doc
                    .words(field)
                    .iter()
                    .any(|w| terms.iter().any(|t| t.as_slice() == w.as_bytes()));
                constant(any, *boost)
            }
            Query::Range {
                column,
                low,
                high,
                boost,
            } => {
                let within = |n: i64| low.is_none_or(|low| low <= n) && high.is_none_or(|high| n <= high);
                constant(doc.number(column).is_some_and(within), *boost)
            }
            Query::Exists { field, boost } => {
                constant(!doc.words(field).is_empty() || doc.number(field).is_some(), *boost)
            }
            Query::Every { boost } => Some(f64::from(*boost)),
            Query::Nothing => None,
            Query::And(parts) => {
                let sum: Option<f64> = parts.iter().map(|part| self.score(part, number)).sum();
                sum.filter(|_| !parts.is_empty())
            }
            Query::Or(parts) => {
                let found: Vec<f64> = parts.iter().filter_map(|part| self.score(part, number)).collect();
                (!found.is_empty()).then(|| found.iter().sum())
            }
            Query::Not(part) => constant(self.score(part, number).is_none(), 0.0),
            Query::AndNot(wanted, refused) => self
                .score(wanted, number)
                .filter(|_| self.score(refused, number).is_none()),
            Query::AndMaybe(wanted, optional) => self
                .score(wanted, number)
                .map(|score| score + self.score(optional, number).unwrap_or(0.0)),
            Query::Require(scored, required) => self
                .score(scored, number)
                .filter(|_| self.score(required, number).is_some()),
            Query::ScoredBy(query, scores) => self
                .score(query, number)
                .map(|_| self.score(scores, number).unwrap_or(0.0)),
            Query::DisMax { parts, tiebreak } => {
                let found: Vec<f64> = parts.iter().filter_map(|part| self.score(part, number)).collect();
                let best = found.iter().copied().reduce(f64::max)?;
                Some(best + f64::from(*tiebreak) * (found.iter().sum::<f64>() - best))
            }
            Query::Enough { parts, least } => {
                let found: Vec<(f64, u32)> = parts
                    .iter()
                    .filter_map(|(part, weight)| Some((self.score(part, number)?, *weight)))
                    .collect();
                let weight: u32 = found.iter().map(|(_, weight)| weight).sum();
                (!found.is_empty() && weight >= *least).then(|| found.iter().map(|(score, _)| score).sum())
            }
            Query::Const { query, score } => constant(self.score(query, number).is_some(), *score),
            Query::Boost { query, boost } => self.score(query, number).map(|score| score * f64::from(*boost)),
            Query::Docs { docs, boost } => constant(docs.contains(&number), *boost),
            Query::Regex {
                field,
                expression,
                boost,
            } => {
                let pattern = glob_of(expression.source());
                self.score(
                    &Query::Wildcard {
                        field: field.clone(),
                        pattern,
                        boost: *boost,
                    },
                    number,
                )
            }
            Query::Length {
                field,
                low,
                high,
                boost,
            } => {
                let length = doc.words(field).len() as u32;
                let is_field = ["body", "title", "tag", "weighed"].contains(&field.as_str());
                let within = low.is_none_or(|low| low <= length) && high.is_none_or(|high| length <= high);
                constant(is_field && within, *boost)
            }
            Query::Placed(placed) => {
                let score = self.score(&placed.query, number)?;
                let leaves: Vec<Vec<u32>> = placed.leaves.iter().map(|(_, leaf)| places(leaf, doc)).collect();
                let leaves: Vec<&[u32]> = leaves.iter().map(Vec::as_slice).collect();
                let text = Positions {
                    leaves: &leaves,
                    sentences: &[],
                    paragraphs: &[],
                };
                let found: usize = placed.groups.iter().map(|group| slow(group, &text).len()).sum();
                (found >= placed.least.max(1) as usize).then_some(score)
            }
        }
    }

    fn term(&self, field: &str, term: &[u8], doc: &Doc) -> Option<f64> {
        let has = |doc: &Doc| doc.words(field).iter().any(|w| w.as_bytes() == term);
        if !has(doc) {
            return None;
        }
        let words = doc.words(field);
        let tf = match field {
            "weighed" => f64::from(doc.weighed[std::str::from_utf8(term).unwrap()]),
            _ => words.iter().filter(|w| w.as_bytes() == term).count() as f64,
        };
        let n = self.docs.len() as f64;
        let df = self.docs.iter().filter(|doc| has(doc)).count() as f64;
        let average = self.docs.iter().map(|doc| doc.words(field).len()).sum::<usize>() as f64 / n;
        let whoosh = (n / (df + 1.0)).ln() + 1.0;
        let length = words.len() as f64;
        let saturated = |k1: f64, b: f64| tf * (k1 + 1.0) / (tf + k1 * (1.0 - b + b * length / average));
        Some(match *self.weightings.of(field) {
            Weighting::Bm25 { k1, b } => (1.0 + (n - df + 0.5) / (df + 0.5)).ln() * saturated(k1, b),
            Weighting::Bursty { k1, b } => {
                let times = |doc: &Doc| doc.words(field).iter().filter(|w| w.as_bytes() == term).count() as f64;
                let burst = 1.0 + (self.docs.iter().map(times).sum::<f64>() / df).ln();
                (1.0 + (n - df + 0.5) / (df + 0.5)).ln() * burst * saturated(k1, b)
            }
            Weighting::Bm25f { k1, b } => whoosh * saturated(k1, b),
            Weighting::Frequency => tf,
            Weighting::TfIdf => tf * whoosh,
        })
    }
}

/// Expressions with the pattern that means the same.
pub const EXPRESSIONS: [(&str, &str); 4] = [
    ("t.lk", "t?lk"),
    ("TR.*", "tr*"),
    (".*日.*", "*日*"),
    ("(port)?", "port"),
];

fn glob_of(source: &str) -> String {
    let known = EXPRESSIONS.iter().find(|(expression, _)| *expression == source);
    known.unwrap().1.to_string()
}

/// Where a leaf stands.
fn places(leaf: &Query, doc: &Doc) -> Vec<u32> {
    let (field, pattern) = match leaf {
        Query::Term { field, term, .. } => (field, String::from_utf8(term.clone()).unwrap()),
        Query::Prefix { field, prefix, .. } => (field, format!("{}*", String::from_utf8(prefix.clone()).unwrap())),
        Query::Wildcard { field, pattern, .. } => (field, pattern.clone()),
        Query::Regex { field, expression, .. } => (field, glob_of(expression.source())),
        _ => unreachable!(),
    };
    if field == "tag" || field == "weighed" {
        return Vec::new();
    }
    let pattern: Vec<char> = pattern.chars().collect();
    let words = doc.words(field);
    let stands = |at: &usize| glob(&pattern, &words[*at].chars().collect::<Vec<_>>());
    (0..words.len()).filter(stands).map(|at| at as u32).collect()
}

/// Whether the terms stand in this order, each at most `slop` places after the one before.
fn follows(terms: &[Vec<u8>], words: &[&str], slop: u32, before: Option<usize>) -> bool {
    let Some((first, rest)) = terms.split_first() else {
        return true;
    };
    let places = match before {
        None => 0..words.len(),
        Some(at) => at + 1..(at + 1 + slop as usize).min(words.len()),
    };
    let mut places = places;
    places.any(|at| words[at].as_bytes() == first && follows(rest, words, slop, Some(at)))
}

fn glob(pattern: &[char], word: &[char]) -> bool {
    match (pattern.first(), word.first()) {
        (None, None) => true,
        (Some('*'), _) => glob(&pattern[1..], word) || (!word.is_empty() && glob(pattern, &word[1..])),
        (Some('?'), Some(_)) => glob(&pattern[1..], &word[1..]),
        (Some(a), Some(b)) => a == b && glob(&pattern[1..], &word[1..]),
        _ => false,
    }
}

pub fn levenshtein(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let replaced = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
