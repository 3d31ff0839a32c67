//! A query bound to a snapshot: terms looked up in every leaf, statistics filled in, boosts multiplied down.

use std::sync::OnceLock;

use super::snapshot::Snapshot;
use super::tree::{Placed, Query};
use super::weighting::{Scorer, Statistics, Weightings};
use crate::error::Result;
use crate::segment::TermInfo;

/// A term with its place in each leaf.
pub struct BoundTerm<'q> {
    pub term: &'q [u8],
    pub infos: Vec<Option<TermInfo>>,
    pub statistics: Statistics,
    pub scorer: Scorer,
    /// How often the term stands in its phrase.
    pub times: u32,
}

/// A node as it is run. What each matches and scores is said by the Query that it stands for.
pub enum Node<'q> {
    Nothing,
    Every {
        boost: f32,
    },
    Term {
        field: &'q str,
        term: BoundTerm<'q>,
        boost: f32,
    },
    /// `order[i]` is which of the distinct terms stands at place i.
    Phrase {
        field: &'q str,
        terms: Vec<BoundTerm<'q>>,
        order: Vec<usize>,
        slop: u32,
        boost: f32,
    },
    /// Any leaf that stands for several terms of one field.
    Several {
        field: &'q str,
        boost: f32,
        query: &'q Query,
    },
    Range {
        column: &'q str,
        low: i64,
        high: i64,
        boost: f32,
    },
    Exists {
        field: &'q str,
        boost: f32,
    },
    Docs {
        docs: &'q [u32],
        boost: f32,
    },
    Length {
        field: &'q str,
        low: u32,
        high: u32,
        boost: f32,
    },
    Placed(&'q Placed, Box<Node<'q>>),
    And(Vec<Node<'q>>),
    Or(Vec<Node<'q>>),
    Not(Box<Node<'q>>),
    AndNot(Box<Node<'q>>, Box<Node<'q>>),
    AndMaybe(Box<Node<'q>>, Box<Node<'q>>),
    Require(Box<Node<'q>>, Box<Node<'q>>),
    ScoredBy(Box<Node<'q>>, Deferred<'q>),
    Best {
        parts: Vec<Node<'q>>,
        tiebreak: f32,
        boost: f32,
    },
    Const(Box<Node<'q>>, f32),
    /// What the parts weigh stands beside them.
    Enough {
        parts: Vec<Node<'q>>,
        weights: Vec<u32>,
        least: u32,
    },
}

impl Node<'_> {
    /// Whether the dictionaries tell that no document matches.
    pub fn is_absent(&self) -> bool {
        match self {
            Node::Nothing => true,
            Node::Term { term, .. } => term.is_absent(),
            Node::Phrase { terms, .. } => terms.iter().any(BoundTerm::is_absent),
            Node::Or(parts) => parts.iter().all(Node::is_absent),
            _ => false,
        }
    }
}

impl BoundTerm<'_> {
    fn is_absent(&self) -> bool {
        self.infos.iter().all(Option::is_none)
    }
}

/// A node that is bound when it is first asked for. What has no matches has none to score.
pub struct Deferred<'q> {
    binder: Binder<'q>,
    query: &'q Query,
    boost: f32,
    bound: OnceLock<Box<Node<'q>>>,
}

impl<'q> Deferred<'q> {
    /// The node. Errors: Damaged.
    pub fn node(&self) -> Result<&Node<'q>> {
        if let Some(node) = self.bound.get() {
            return Ok(node);
        }
        let node = Box::new(self.binder.node(self.query, Some(self.boost))?);
        Ok(self.bound.get_or_init(|| node))
    }
}

/// Binds queries to a snapshot under given formulas.
#[derive(Clone, Copy)]
pub struct Binder<'s> {
    pub snapshot: &'s Snapshot,
    pub weightings: &'s Weightings,
}

impl<'s> Binder<'s> {
    /// `scored`: whether anybody will look at the scores.
    pub fn bind<'q>(&self, query: &'q Query, scored: bool) -> Result<Node<'q>>
    where
        's: 'q,
    {
        self.node(query, scored.then_some(1.0))
    }

    /// `boost` is None where no scores are asked for.
    fn node<'q>(&self, query: &'q Query, boost: Option<f32>) -> Result<Node<'q>>
    where
        's: 'q,
    {
        let times = |own: f32| boost.unwrap_or(0.0) * own;
        Ok(match query {
            Query::Term {
                field,
                term,
                boost: own,
            } => Node::Term {
                field,
                term: self.term(field, term, boost.map(|b| b * own), None)?,
                boost: times(*own),
            },
            Query::Phrase {
                field,
                terms,
                slop,
                boost: own,
            } => {
                let mut distinct: Vec<BoundTerm> = Vec::with_capacity(terms.len());
                let mut order = Vec::with_capacity(terms.len());
                for term in terms {
                    let at = match distinct.iter().position(|known| known.term == term.as_slice()) {
                        Some(at) => at,
                        None => {
                            let among = match (boost, distinct.last()) {
                                (None, Some(before)) => Some(before.infos.as_slice()),
                                _ => None, // the statistics of all segments count
                            };
                            let bound = self.term(field, term, boost.map(|b| b * own), among)?;
                            if bound.is_absent() {
                                return Ok(Node::Nothing);
                            }
                            distinct.push(bound);
                            distinct.len() - 1
                        }
                    };
                    distinct[at].times += 1;
                    order.push(at);
                }
                match distinct.len() {
                    0 => Node::Nothing,
                    1 if order.len() == 1 => match distinct.pop() {
                        Some(term) => Node::Term {
                            field,
                            term,
                            boost: times(*own),
                        },
                        None => Node::Nothing,
                    },
                    _ => Node::Phrase {
                        field,
                        terms: distinct,
                        order,
                        slop: *slop,
                        boost: times(*own),
                    },
                }
            }
            Query::Prefix { field, boost: own, .. }
            | Query::Wildcard { field, boost: own, .. }
            | Query::Regex { field, boost: own, .. }
            | Query::Fuzzy { field, boost: own, .. }
            | Query::TermRange { field, boost: own, .. }
            | Query::AnyOf { field, boost: own, .. } => Node::Several {
                field,
                boost: times(*own),
                query,
            },
            Query::Range {
                column,
                low,
                high,
                boost: own,
            } => Node::Range {
                column,
                low: low.unwrap_or(i64::MIN),
                high: high.unwrap_or(i64::MAX),
                boost: times(*own),
            },
            Query::Length {
                field,
                low,
                high,
                boost: own,
            } => Node::Length {
                field,
                low: low.unwrap_or(0),
                high: high.unwrap_or(u32::MAX),
                boost: times(*own),
            },
            Query::Placed(placed) => match self.node(&placed.query, boost)? {
                Node::Nothing => Node::Nothing,
                part => Node::Placed(placed, Box::new(part)),
            },
            Query::Exists { field, boost: own } => Node::Exists {
                field,
                boost: times(*own),
            },
            Query::Every { boost: own } => Node::Every { boost: times(*own) },
            Query::Docs { docs, boost: own } => Node::Docs {
                docs,
                boost: times(*own),
            },
            Query::Nothing => Node::Nothing,
            Query::And(parts) => {
                let mut bound = Vec::with_capacity(parts.len());
                for part in parts {
                    match self.node(part, boost)? {
                        // The other parts need not be looked up.
                        part if part.is_absent() => return Ok(Node::Nothing),
                        Node::And(inner) => bound.extend(inner),
                        other => bound.push(other),
                    }
                }
                several(bound, Node::And)
            }
            Query::Or(parts) => {
                let mut bound = Vec::with_capacity(parts.len());
                for part in parts {
                    match self.node(part, boost)? {
                        Node::Nothing => {}
                        Node::Or(inner) => bound.extend(inner),
                        other => bound.push(other),
                    }
                }
                several(bound, Node::Or)
            }
            Query::Not(part) => Node::Not(Box::new(self.node(part, None)?)),
            Query::AndNot(wanted, refused) => {
                Node::AndNot(Box::new(self.node(wanted, boost)?), Box::new(self.node(refused, None)?))
            }
            Query::AndMaybe(wanted, optional) => Node::AndMaybe(
                Box::new(self.node(wanted, boost)?),
                Box::new(self.node(optional, boost)?),
            ),
            Query::Require(scored, required) => Node::Require(
                Box::new(self.node(scored, boost)?),
                Box::new(self.node(required, None)?),
            ),
            Query::ScoredBy(query, scores) => match self.node(query, None)? {
                part if part.is_absent() => Node::Nothing,
                part => match boost {
                    None => part,
                    Some(boost) => {
                        let scores = Deferred {
                            binder: *self,
                            query: scores,
                            boost,
                            bound: OnceLock::new(),
                        };
                        Node::ScoredBy(Box::new(part), scores)
                    }
                },
            },
            Query::DisMax { parts, tiebreak } => Node::Best {
                // The boost may be negative, and then the best would not be the best any more.
                parts: parts
                    .iter()
                    .map(|part| self.node(part, boost.map(|_| 1.0)))
                    .collect::<Result<_>>()?,
                tiebreak: *tiebreak,
                boost: times(1.0),
            },
            Query::Enough { parts, least } => Node::Enough {
                weights: parts.iter().map(|(_, weight)| *weight).collect(),
                parts: parts
                    .iter()
                    .map(|(part, _)| self.node(part, boost))
                    .collect::<Result<_>>()?,
                least: *least,
            },
            Query::Const { query, score } => Node::Const(Box::new(self.node(query, None)?), times(*score)),
            Query::Boost { query, boost: own } => self.node(query, boost.map(|b| b * own))?,
        })
    }

    /// With `among`, the term is looked up only in the leaves that have something there.
    fn term<'q>(
        &self,
        field: &str,
        term: &'q [u8],
        boost: Option<f32>,
        among: Option<&[Option<TermInfo>]>,
    ) -> Result<BoundTerm<'q>> {
        let leaves = self.snapshot.leaves();
        let mut infos = Vec::with_capacity(leaves.len());
        for (at, leaf) in leaves.iter().enumerate() {
            let is_wanted = among.is_none_or(|among| among[at].is_some());
            infos.push(match leaf.segment.field(field).filter(|_| is_wanted) {
                Some(field) => field.term(term)?,
                None => None,
            });
        }
        let statistics = Statistics {
            doc_count: self.snapshot.doc_count(),
            doc_frequency: infos
                .iter()
                .flatten()
                .fold(0, |sum, info| u32::saturating_add(sum, info.df)),
            frequency: infos
                .iter()
                .flatten()
                .fold(0, |sum, info| u64::saturating_add(sum, info.cf)),
            total_length: self.snapshot.total_length(field),
        };
        let scorer = match boost {
            Some(boost) => Scorer::new(self.weightings.of(field), &statistics, boost),
            None => Scorer::silent(),
        };
        Ok(BoundTerm {
            term,
            infos,
            statistics,
            scorer,
            times: 0,
        })
    }
}

fn several<'q>(mut parts: Vec<Node<'q>>, make: impl FnOnce(Vec<Node<'q>>) -> Node<'q>) -> Node<'q> {
    match parts.len() {
        0 => Node::Nothing,
        1 => parts.swap_remove(0),
        _ => make(parts),
    }
}
