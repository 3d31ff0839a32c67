//! The best matches in an order of several keys.
//!
//! The first key of each match is a number (less is better); the others are looked up only where it ties. Of a leaf no
//! more candidates are held than twice what is asked for: whenever that many are there, the worse half is dropped, and
//! the worst of the rest is what later matches must beat.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;

use super::interrupt::Interrupt;
use super::matches::{Matches, Scores, Set, list_of};
use super::run::Run;
use super::snapshot::Snapshot;
use super::sorting::{merged, sort};
use crate::error::{Error, Result};
use crate::segment::{KeywordColumn, NumberColumn};

/// What matches are ordered by.
#[derive(Clone, Debug, PartialEq)]
pub enum SortBy {
    /// The score, the greatest first where the order is descending.
    Score,
    /// A column of numbers.
    Number(String),
    /// A column of keywords: the least value of a document where the order is ascending, else the greatest.
    Keyword(String),
    /// The number of the document in the snapshot.
    DocNumber,
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// What it looks at.
    pub by: SortBy,
    /// The greatest first.
    pub descending: bool,
    /// Documents without a value come last, whichever way the order goes; else first.
    pub missing_last: bool,
}

impl SortKey {
    /// Best score first.
    pub fn score() -> SortKey {
        SortKey {
            by: SortBy::Score,
            descending: true,
            missing_last: true,
        }
    }
}

/// A match that may be among the best.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    rank: u64,
    pub leaf: u32,
    pub doc: u32,
    pub score: f32,
}

enum By<'s> {
    Score,
    Number(Vec<Option<&'s NumberColumn>>),
    Keyword(Vec<Option<&'s KeywordColumn>>),
    DocNumber,
}

struct Key<'s> {
    by: By<'s>,
    descending: bool,
    missing_last: bool,
}

/// An order over the documents of a snapshot. Ties that no key decides go by document number.
pub struct Order<'s> {
    keys: Vec<Key<'s>>,
    values: RefCell<HashMap<(u32, u32), Vec<u8>>>,
    failed: RefCell<Option<Error>>,
}

impl<'s> Order<'s> {
    /// No keys: best score first.
    pub fn new(snapshot: &'s Snapshot, keys: &[SortKey]) -> Result<Order<'s>> {
        let default = [SortKey::score()];
        let keys = if keys.is_empty() { &default } else { keys };
        let leaves = snapshot.leaves();
        let mut bound = Vec::with_capacity(keys.len());
        for key in keys {
            let by = match &key.by {
                SortBy::Score => By::Score,
                SortBy::DocNumber => By::DocNumber,
                SortBy::Number(name) => By::Number(
                    leaves
                        .iter()
                        .map(|leaf| leaf.segment.number_column(name))
                        .collect::<Result<_>>()?,
                ),
                SortBy::Keyword(name) => {
                    By::Keyword(leaves.iter().map(|leaf| leaf.segment.keyword_column(name)).collect())
                }
            };
            bound.push(Key {
                by,
                descending: key.descending,
                missing_last: key.missing_last,
            });
        }
        Ok(Order {
            keys: bound,
            values: RefCell::default(),
            failed: RefCell::default(),
        })
    }

    /// Whether a key's ranks mean the same in all leaves.
    fn is_global(key: &Key) -> bool {
        !matches!(key.by, By::Keyword(_))
    }

    fn later(&self, from: usize, a: &Candidate, b: &Candidate) -> Ordering {
        for key in &self.keys[from..] {
            let order = if a.leaf == b.leaf || Self::is_global(key) {
                self.rank(key, a).cmp(&self.rank(key, b))
            } else {
                self.by_value(key, a, b)
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        (a.leaf, a.doc).cmp(&(b.leaf, b.doc))
    }

    /// The order of two candidates of one leaf; their ranks are those of the key `first`.
    fn within(&self, first: usize, a: &Candidate, b: &Candidate) -> Ordering {
        a.rank
            .cmp(&b.rank)
            .then_with(|| self.later((first + 1).min(self.keys.len()), a, b))
    }

    /// The order of any two candidates.
    fn across(&self, a: &Candidate, b: &Candidate) -> Ordering {
        self.later(0, a, b)
    }

    fn by_value(&self, key: &Key, a: &Candidate, b: &Candidate) -> Ordering {
        let By::Keyword(columns) = &key.by else {
            return Ordering::Equal;
        };
        let ordinal =
            |c: &Candidate| columns[c.leaf as usize].and_then(|column| self.known(key.ordinal(column, c.doc)));
        match (ordinal(a), ordinal(b)) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) if key.missing_last => Ordering::Greater,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) if key.missing_last => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(x), Some(y)) => {
                let mut values = self.values.borrow_mut();
                for (leaf, ordinal) in [(a.leaf, x), (b.leaf, y)] {
                    values.entry((leaf, ordinal)).or_insert_with(|| {
                        let column = columns[leaf as usize];
                        column
                            .map_or(Ok(Vec::new()), |column| column.value(ordinal))
                            .unwrap_or_else(|error| {
                                self.fail(error);
                                Vec::new()
                            })
                    });
                }
                let order = values.get(&(a.leaf, x)).cmp(&values.get(&(b.leaf, y)));
                if key.descending { order.reverse() } else { order }
            }
        }
    }

    /// Keeps what went wrong for [`Order::check`]; what was first is kept.
    fn fail(&self, error: Error) {
        self.failed.borrow_mut().get_or_insert(error);
    }

    /// A value that may not have been readable; then there is none.
    fn known<T>(&self, value: Result<Option<T>>) -> Option<T> {
        value.unwrap_or_else(|error| {
            self.fail(error);
            None
        })
    }

    /// The rank of a candidate by a key, in its leaf.
    fn rank(&self, key: &Key, candidate: &Candidate) -> u64 {
        let leaf = candidate.leaf as usize;
        match &key.by {
            By::Score => key.of_score(candidate.score),
            By::Number(columns) => match columns[leaf].and_then(|column| self.known(column.get(candidate.doc))) {
                Some(value) => key.of_number(value),
                None => key.missing(),
            },
            By::Keyword(columns) => {
                match columns[leaf].and_then(|column| self.known(key.ordinal(column, candidate.doc))) {
                    Some(ordinal) => key.of_number(i64::from(ordinal)),
                    None => key.missing(),
                }
            }
            By::DocNumber => {
                let place = u64::from(candidate.leaf) << 32 | u64::from(candidate.doc);
                if key.descending { !place } else { place }
            }
        }
    }

    /// A place for the best `wanted` matches of a leaf (None: all). `same`: all scores are known to be the same.
    pub fn top(&self, leaf: usize, wanted: Option<usize>, same: bool) -> Top<'_, 's> {
        // Scores that all tie decide nothing: the next key does.
        let first = usize::from(same && matches!(self.keys[0].by, By::Score));
        let wanted = wanted.unwrap_or(usize::MAX);
        Top {
            order: self,
            leaf,
            first,
            wanted,
            held: Vec::new(),
            worst: None,
            ranks: Vec::new(),
        }
    }

    /// The best of several leaves' best, best first.
    pub fn merge(
        &self,
        leaves: Vec<Vec<Candidate>>,
        wanted: Option<usize>,
        interrupt: &Interrupt,
    ) -> Result<Vec<Candidate>> {
        let mut all = merged(leaves, interrupt, |a, b| self.across(a, b))?;
        all.truncate(wanted.unwrap_or(usize::MAX));
        self.check().map(|()| all)
    }

    /// What went wrong when ranks were read, if anything did; it is told once. Errors: Damaged.
    pub fn check(&self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }
}

/// Matches between two looks at the clock.
const CHUNK: usize = 1 << 12;

impl Key<'_> {
    fn of_score(&self, score: f32) -> u64 {
        // The bits of floats are in order once those of negative ones are turned around. 0 and -0 are the same.
        let bits = (score + 0.0).to_bits();
        let ordered = if bits >> 31 == 1 { !bits } else { bits | 1 << 31 };
        u64::from(if self.descending { !ordered } else { ordered })
    }

    /// Numbers keep away from the two ends, which stand for documents without one.
    fn of_number(&self, value: i64) -> u64 {
        let ordered = (value as u64) ^ (1 << 63);
        let ordered = if self.descending { !ordered } else { ordered };
        ordered.clamp(1, u64::MAX - 1)
    }

    fn missing(&self) -> u64 {
        if self.missing_last { u64::MAX } else { 0 }
    }

    fn ordinal(&self, column: &KeywordColumn, doc: u32) -> Result<Option<u32>> {
        let mut found: Option<u32> = None;
        column.for_each(&[doc], |_, ordinal| {
            found = Some(match found {
                None => ordinal,
                Some(other) if self.descending => other.max(ordinal),
                Some(other) => other.min(ordinal),
            });
        })?;
        Ok(found)
    }
}

/// The best of a leaf so far.
pub struct Top<'o, 's> {
    order: &'o Order<'s>,
    leaf: usize,
    /// The key that ranks; there may be none.
    first: usize,
    wanted: usize,
    held: Vec<Candidate>,
    worst: Option<Candidate>,
    ranks: Vec<u64>,
}

/// Scores of a run of matches.
#[derive(Clone, Copy)]
pub enum Scored<'a> {
    Same(f32),
    Each(&'a [f32]),
}

impl Scored<'_> {
    #[inline]
    fn at(&self, at: usize) -> f32 {
        match self {
            Scored::Same(score) => *score,
            Scored::Each(scores) => scores[at],
        }
    }
}

impl Top<'_, '_> {
    /// Takes matches, which come in the order of their documents.
    pub fn add(&mut self, docs: &[u32], scores: Scored) {
        let leaf = self.leaf as u32;
        let Some(key) = self.order.keys.get(self.first) else {
            // Only document numbers decide: the first are the best.
            let room = self.wanted - self.held.len().min(self.wanted);
            let best = docs.iter().take(room).enumerate();
            self.held.extend(best.map(|(at, &doc)| Candidate {
                rank: 0,
                leaf,
                doc,
                score: scores.at(at),
            }));
            return;
        };
        match (&key.by, scores) {
            (By::Score, Scored::Each(scores)) if key.descending => {
                let mut floor = self.floor();
                for (&doc, &score) in docs.iter().zip(scores) {
                    if score >= floor {
                        self.offer(Candidate {
                            rank: key.of_score(score),
                            leaf,
                            doc,
                            score,
                        });
                        floor = self.floor();
                    }
                }
            }
            (By::Number(columns), _) => {
                let mut ranks = std::mem::take(&mut self.ranks);
                ranks.clear();
                ranks.resize(docs.len(), key.missing());
                let mut at = 0;
                if let Some(column) = columns[self.leaf] {
                    let found = column.for_docs(docs, |doc, value| {
                        while docs[at] < doc {
                            at += 1;
                        }
                        ranks[at] = key.of_number(value);
                    });
                    if let Err(error) = found {
                        self.order.fail(error);
                    }
                }
                for (at, (&doc, &rank)) in docs.iter().zip(&ranks).enumerate() {
                    if rank <= self.limit() {
                        self.offer(Candidate {
                            rank,
                            leaf,
                            doc,
                            score: scores.at(at),
                        });
                    }
                }
                self.ranks = ranks;
            }
            _ => {
                for (at, &doc) in docs.iter().enumerate() {
                    let mut candidate = Candidate {
                        rank: 0,
                        leaf,
                        doc,
                        score: scores.at(at),
                    };
                    candidate.rank = self.order.rank(key, &candidate);
                    if candidate.rank <= self.limit() {
                        self.offer(candidate);
                    }
                }
            }
        }
    }

    /// Takes all matches of a leaf.
    pub fn add_all(&mut self, run: &Run, matches: &Matches) -> Result<()> {
        let listed;
        let docs = match &matches.docs {
            Set::Sparse(docs) => docs,
            Set::Dense(set) if self.first >= self.order.keys.len() => {
                let docs: Vec<u32> = set.iter().take(self.wanted).collect();
                self.add(&docs, Scored::Same(same_of(matches)));
                return Ok(());
            }
            Set::Dense(set) => {
                listed = list_of(set);
                &listed
            }
        };
        for (at, chunk) in docs.chunks(CHUNK).enumerate() {
            run.tick()?;
            let scores = match &matches.scores {
                Scores::Same(score) => Scored::Same(*score),
                Scores::Each(scores) => Scored::Each(&scores[at * CHUNK..at * CHUNK + chunk.len()]),
            };
            self.add(chunk, scores);
        }
        Ok(())
    }

    /// No candidate of a greater rank is among the best.
    #[inline]
    fn limit(&self) -> u64 {
        self.worst.as_ref().map_or(u64::MAX, |worst| worst.rank)
    }

    /// No match of a lower score is among the best, where the best scores are wanted.
    #[inline]
    fn floor(&self) -> f32 {
        self.worst.as_ref().map_or(f32::NEG_INFINITY, |worst| worst.score)
    }

    #[inline]
    fn offer(&mut self, candidate: Candidate) {
        if let Some(worst) = &self.worst {
            // Documents come in order: where only their numbers are left to decide, the earlier one won.
            let last = self.first + 1 >= self.order.keys.len() && candidate.rank == worst.rank;
            if last || self.order.within(self.first, &candidate, worst) != Ordering::Less {
                return;
            }
        }
        self.held.push(candidate);
        if self.held.len() >= self.wanted.saturating_mul(2).max(64) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.wanted == 0 {
            self.held.clear();
        } else if self.wanted < self.held.len() {
            let (order, first) = (self.order, self.first);
            self.held
                .select_nth_unstable_by(self.wanted - 1, |a, b| order.within(first, a, b));
            self.held.truncate(self.wanted);
            self.worst = self.held.last().copied();
        }
    }

    /// The best, best first.
    pub fn finish(mut self, interrupt: &Interrupt) -> Result<Vec<Candidate>> {
        self.cut();
        let (order, first) = (self.order, self.first);
        sort(&mut self.held, interrupt, |a, b| order.within(first, a, b))?;
        Ok(self.held)
    }
}

fn same_of(matches: &Matches) -> f32 {
    match &matches.scores {
        Scores::Same(score) => *score,
        Scores::Each(_) => 0.0,
    }
}
