//! Native query plans: what the planner in Python builds and the executor runs.

use std::sync::Arc;

use super::expression::Expression;
use crate::spans::Spans;

/// One node of a plan. Scores: Term and Phrase score by the weighting times `boost`; multi-term leaves (Prefix,
/// Wildcard, Fuzzy, TermRange, Range, Exists, Every) give every match the constant `boost`. And, Or add the scores of
/// the parts that match; Not matches everything else and scores 0; Const replaces the scores of its part. Plans share
/// their parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    Term {
        field: String,
        term: Vec<u8>,
        boost: f32,
    },
    /// `slop` is the greatest distance between two neighbours' positions: 1 is adjacent, as in whoosh.query.Phrase.
    Phrase {
        field: String,
        terms: Vec<Vec<u8>>,
        slop: u32,
        boost: f32,
    },
    Prefix {
        field: String,
        prefix: Vec<u8>,
        boost: f32,
    },
    /// `*` any run of characters, `?` one character (of UTF-8); nothing else is special.
    Wildcard {
        field: String,
        pattern: String,
        boost: f32,
    },
    /// Terms that match an expression as a whole.
    Regex {
        field: String,
        expression: Expression,
        boost: f32,
    },
    /// Terms within `distance` insertions, deletions and replacements of a character, that share the first `prefix`
    /// characters with `text`.
    Fuzzy {
        field: String,
        text: String,
        distance: u32,
        prefix: u32,
        boost: f32,
    },
    /// Terms between two others in byte order; None is open.
    TermRange {
        field: String,
        low: Option<Vec<u8>>,
        high: Option<Vec<u8>>,
        low_open: bool,
        high_open: bool,
        boost: f32,
    },
    /// Any of these terms, each match scoring the constant `boost`.
    AnyOf {
        field: String,
        terms: Vec<Vec<u8>>,
        boost: f32,
    },
    /// Values of a number column, both ends included; None is open. Documents without a value never match.
    Range {
        column: String,
        low: Option<i64>,
        high: Option<i64>,
        boost: f32,
    },
    /// Documents whose field has so many words, both ends included; None is open.
    Length {
        field: String,
        low: Option<u32>,
        high: Option<u32>,
        boost: f32,
    },
    /// The matches of a query in which its words stand in certain places.
    Placed(Box<Placed>),
    /// Documents with any term in the field, or any value in the column of that name.
    Exists {
        field: String,
        boost: f32,
    },
    Every {
        boost: f32,
    },
    Nothing,
    And(Vec<Arc<Query>>),
    Or(Vec<Arc<Query>>),
    Not(Arc<Query>),
    /// The matches of the first that are none of the second, scored by the first.
    AndNot(Arc<Query>, Arc<Query>),
    /// The matches of the first, scored by both.
    AndMaybe(Arc<Query>, Arc<Query>),
    /// The matches of both, scored by the first.
    Require(Arc<Query>, Arc<Query>),
    /// The matches of the first, scored by the second: 0 where that does not match.
    ScoredBy(Arc<Query>, Arc<Query>),
    /// The best score of the parts, plus `tiebreak` times the others.
    DisMax {
        parts: Vec<Arc<Query>>,
        tiebreak: f32,
    },
    Const {
        query: Arc<Query>,
        score: f32,
    },
    /// Documents whose matching parts weigh `least` or more together. The score is the sum of those parts'.
    Enough {
        parts: Vec<(Arc<Query>, u32)>,
        least: u32,
    },
    Boost {
        query: Arc<Query>,
        boost: f32,
    },
    /// The documents of this snapshot with these numbers (global, sorted), each scoring `boost`.
    Docs {
        docs: Vec<u32>,
        boost: f32,
    },
}

/// A query whose words must stand in certain places.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// What must match, and is the score.
    pub query: Arc<Query>,
    /// Fields, and leaves that stand for terms of them. The positions of these terms are looked at.
    pub leaves: Vec<(String, Arc<Query>)>,
    /// Each says which places count. It names leaves by their number.
    pub groups: Vec<Spans>,
    /// So many places must be found in all groups together.
    pub least: u32,
    /// The field that says where sentences and paragraphs begin.
    pub breaks: Option<String>,
}

impl Query {
    /// The field of a leaf that stands for terms.
    pub fn field(&self) -> Option<&str> {
        match self {
            Query::Term { field, .. }
            | Query::Prefix { field, .. }
            | Query::Wildcard { field, .. }
            | Query::Regex { field, .. }
            | Query::Fuzzy { field, .. }
            | Query::TermRange { field, .. }
            | Query::AnyOf { field, .. } => Some(field),
            _ => None,
        }
    }
}
