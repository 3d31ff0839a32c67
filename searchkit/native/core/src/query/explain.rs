//! Why a document has its score: the numbers of the engine itself, part by part.

use super::bind::{Binder, BoundTerm, Node};
use super::interrupt::Interrupt;
use super::matches::Among;
use super::run::Run;
use super::snapshot::Snapshot;
use super::tree::Query;
use super::weighting::{Weighting, Weightings};
use crate::error::Result;
use crate::segment::Field;

/// A number and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What the number is, in words.
    pub what: String,
    /// The number.
    pub value: f64,
    /// What it is made of.
    pub parts: Vec<Explanation>,
}

fn number(what: impl Into<String>, value: impl Into<f64>) -> Explanation {
    Explanation {
        what: what.into(),
        value: value.into(),
        parts: Vec::new(),
    }
}

/// The score of a document (number in the snapshot) by a query, explained; None where it does not match. The value of
/// the root is the score of the hit.
pub fn explain(
    snapshot: &Snapshot,
    query: &Query,
    weightings: &Weightings,
    doc: u32,
    interrupt: &Interrupt,
) -> Result<Option<Explanation>> {
    let Some((at, local)) = snapshot.locate(doc) else {
        return Ok(None);
    };
    let leaf = &snapshot.leaves()[at];
    if leaf.deletes.as_ref().is_some_and(|set| set.contains(local)) {
        return Ok(None);
    }
    let node = Binder { snapshot, weightings }.bind(query, true)?;
    Explainer {
        run: Run::new(leaf, at, interrupt),
        interrupt,
        weightings,
        doc: local,
    }
    .of(&node)
}

struct Explainer<'a> {
    run: Run<'a>,
    interrupt: &'a Interrupt,
    weightings: &'a Weightings,
    doc: u32,
}

impl Explainer<'_> {
    fn of(&self, node: &Node) -> Result<Option<Explanation>> {
        self.interrupt.check()?;
        let docs = [self.doc];
        let (docs, scores) = self.run.run(node, Among::Sparse(&docs), true)?.into_lists();
        let Some(&score) = scores.first().filter(|_| docs.first() == Some(&self.doc)) else {
            return Ok(None);
        };
        let (what, parts) = self.parts(node)?;
        Ok(Some(Explanation {
            what,
            value: f64::from(score),
            parts,
        }))
    }

    fn all(&self, nodes: &[Node]) -> Result<Vec<Explanation>> {
        let explained = nodes.iter().map(|node| self.of(node)).collect::<Result<Vec<_>>>()?;
        Ok(explained.into_iter().flatten().collect())
    }

    fn parts(&self, node: &Node) -> Result<(String, Vec<Explanation>)> {
        let segment = &self.run.leaf.segment;
        Ok(match node {
            Node::Nothing => ("nothing".into(), Vec::new()),
            Node::Term { field, term, boost, .. } => {
                let what = format!("{field}:{}", shown(term.term));
                match segment.field(field) {
                    Some(place) => (what, self.term(place, term, *boost)?),
                    None => (what, Vec::new()),
                }
            }
            Node::Phrase {
                field,
                terms,
                order,
                slop,
                boost,
                ..
            } => {
                let words: Vec<String> = order.iter().map(|&at| shown(terms[at].term)).collect();
                let slop = if *slop > 1 {
                    format!("~{}", slop - 1)
                } else {
                    String::new()
                };
                let mut parts = Vec::new();
                if let Some(place) = segment.field(field) {
                    for &at in order {
                        let term = &terms[at];
                        let inner = self.term(place, term, *boost)?;
                        let tf = self.tf(place, term)?;
                        parts.push(Explanation {
                            what: format!("{field}:{}", shown(term.term)),
                            value: f64::from(term.scorer.score(tf, place.length(self.doc)?)),
                            parts: inner,
                        });
                    }
                }
                (format!("{field}:\"{}\"{slop}", words.join(" ")), parts)
            }
            Node::Several { query, .. } => (format!("any term of {}", query.shown()), Vec::new()),
            Node::Range { column, .. } => (format!("a value of {column} within the range"), Vec::new()),
            Node::Exists { field, .. } => (format!("anything in {field}"), Vec::new()),
            Node::Every { .. } => ("every document".into(), Vec::new()),
            Node::Docs { .. } => ("one of the given documents".into(), Vec::new()),
            Node::Length { field, .. } => (format!("a number of words in {field} within the range"), Vec::new()),
            Node::Placed(placed, part) => {
                let what = match placed.least {
                    0 | 1 => "its words stand where the query asks, scored by".into(),
                    least => format!("its words stand there {least} times or more, scored by"),
                };
                (what, self.one(part)?)
            }
            Node::And(parts) => ("sum of all of".into(), self.all(parts)?),
            Node::Or(parts) => ("sum of any of".into(), self.all(parts)?),
            Node::Not(_) => ("no match of what is refused".into(), Vec::new()),
            Node::AndNot(wanted, _) => ("no match of what is refused, scored by".into(), self.one(wanted)?),
            Node::AndMaybe(wanted, optional) => {
                let mut parts = self.one(wanted)?;
                parts.extend(self.of(optional)?);
                ("sum of what is wanted and what is optional".into(), parts)
            }
            Node::Require(wanted, _) => ("a match of what is required, scored by".into(), self.one(wanted)?),
            Node::ScoredBy(part, scores) => (format!("{}, scored by", self.parts(part)?.0), self.one(scores.node()?)?),
            Node::Best { parts, tiebreak, boost } => (
                format!("{boost} * (the best, plus {tiebreak} times each other, of)"),
                self.all(parts)?,
            ),
            Node::Enough { parts, .. } => ("sum of any of enough parts".into(), self.all(parts)?),
            Node::Const(..) => ("a constant".into(), Vec::new()),
        })
    }

    fn one(&self, node: &Node) -> Result<Vec<Explanation>> {
        Ok(self.of(node)?.into_iter().collect())
    }

    fn tf(&self, field: &Field, term: &BoundTerm) -> Result<f32> {
        let Some(info) = &term.infos[self.run.at] else {
            return Ok(0.0);
        };
        let mut postings = field.postings(info)?;
        if !postings.seek_block(self.doc)? {
            return Ok(0.0);
        }
        let at = postings.docs().partition_point(|&doc| doc < self.doc);
        if postings.docs().get(at) != Some(&self.doc) {
            return Ok(0.0);
        }
        match field.has_payloads() {
            true => Ok(postings.payload(at)?.0),
            false => Ok(postings.freqs()[at] as f32),
        }
    }

    fn term(&self, field: &Field, term: &BoundTerm, boost: f32) -> Result<Vec<Explanation>> {
        let weighting = self.weightings.of(field.name());
        let statistics = &term.statistics;
        let tf = self.tf(field, term)?;
        let mut parts = vec![number("boost", boost)];
        if *weighting != Weighting::Frequency {
            parts.push(Explanation {
                what: "idf".into(),
                value: weighting.idf(statistics),
                parts: vec![
                    number("documents with the term", statistics.doc_frequency),
                    number("documents", statistics.doc_count),
                ],
            });
        }
        if let Weighting::Bursty { .. } = weighting {
            let part = |what, value: f64| number(what, value);
            parts.push(Explanation {
                what: "1 + ln(times / documents with the term)".into(),
                value: weighting.burst(statistics),
                parts: vec![
                    part("times in all documents", statistics.frequency as f64),
                    part("documents with the term", f64::from(statistics.doc_frequency)),
                ],
            });
        }
        match *weighting {
            Weighting::Bm25 { k1, b } | Weighting::Bursty { k1, b } | Weighting::Bm25f { k1, b } => {
                let length = f64::from(field.length(self.doc)?);
                let average = statistics.average_length();
                let tf = f64::from(tf);
                parts.push(Explanation {
                    what: "tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length))".into(),
                    value: tf * (k1 + 1.0) / (tf + k1 * (1.0 - b + b * length / average)),
                    parts: vec![
                        number("tf", tf),
                        number("k1", k1),
                        number("b", b),
                        number("length", length),
                        number("average length", average),
                    ],
                });
            }
            Weighting::Frequency | Weighting::TfIdf => parts.push(number("tf", tf)),
        }
        Ok(parts)
    }
}

fn shown(term: &[u8]) -> String {
    String::from_utf8_lossy(term).into_owned()
}

impl Query {
    /// A leaf as a reader of an explanation knows it.
    fn shown(&self) -> String {
        match self {
            Query::Prefix { field, prefix, .. } => format!("{field}:{}*", shown(prefix)),
            Query::Wildcard { field, pattern, .. } => format!("{field}:{pattern}"),
            Query::Fuzzy {
                field, text, distance, ..
            } => format!("{field}:{text}~{distance}"),
            Query::Regex { field, expression, .. } => format!("{field}:/{}/", expression.source()),
            Query::TermRange { field, low, high, .. } => {
                let end = |end: &Option<Vec<u8>>| end.as_deref().map_or("*".into(), shown);
                format!("{field}:[{} TO {}]", end(low), end(high))
            }
            Query::AnyOf { field, terms, .. } => format!("{} terms of {field}", terms.len()),
            _ => String::new(),
        }
    }
}
