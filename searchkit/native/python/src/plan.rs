//! Nodes of query plans, made in Python one by one and run as a whole.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use searchkit_core::query::{Expression, Placed, Query as Node};

use crate::analysis::spans_of;

/// Plans are walked recursively: no plan is deeper than the stack of any thread allows.
const DEEPEST: u32 = 200;
/// Plans share their parts, and each is run wherever it stands: so many nodes are run at most.
const MOST: u32 = 1 << 24;

/// One node of a plan; immutable. What each matches and scores stands in native/core/src/query/tree.rs.
#[pyclass(frozen)]
#[derive(Clone)]
pub struct Query {
    pub inner: Arc<Node>,
    depth: u32,
    nodes: u32,
}

fn leaf(inner: Node) -> Query {
    Query {
        inner: Arc::new(inner),
        depth: 1,
        nodes: 1,
    }
}

fn over(parts: &[&Query], inner: impl FnOnce() -> Node) -> PyResult<Query> {
    let depth = 1 + parts.iter().map(|part| part.depth).max().unwrap_or(0);
    if depth > DEEPEST {
        return Err(PyValueError::new_err("the query is nested too deeply"));
    }
    let nodes = parts.iter().fold(1, |sum: u32, part| sum.saturating_add(part.nodes));
    if nodes > MOST {
        return Err(PyValueError::new_err("the query has too many parts"));
    }
    Ok(Query {
        inner: Arc::new(inner()),
        depth,
        nodes,
    })
}

fn shared(query: &Query) -> Arc<Node> {
    query.inner.clone()
}

fn group(parts: &[Bound<'_, Query>], make: impl FnOnce(Vec<Arc<Node>>) -> Node) -> PyResult<Query> {
    let parts: Vec<&Query> = parts.iter().map(|part| part.get()).collect();
    over(&parts, || make(parts.iter().map(|part| shared(part)).collect()))
}

#[pymethods]
impl Query {
    #[staticmethod]
    #[pyo3(signature = (field, term, boost = 1.0))]
    fn term(field: String, term: Vec<u8>, boost: f32) -> Query {
        leaf(Node::Term { field, term, boost })
    }

    #[staticmethod]
    #[pyo3(signature = (field, terms, slop = 1, boost = 1.0))]
    fn phrase(field: String, terms: Vec<Vec<u8>>, slop: u32, boost: f32) -> Query {
        leaf(Node::Phrase {
            field,
            terms,
            slop,
            boost,
        })
    }

    #[staticmethod]
    #[pyo3(signature = (field, prefix, boost = 1.0))]
    fn prefix(field: String, prefix: Vec<u8>, boost: f32) -> Query {
        leaf(Node::Prefix { field, prefix, boost })
    }

    #[staticmethod]
    #[pyo3(signature = (field, pattern, boost = 1.0))]
    fn wildcard(field: String, pattern: String, boost: f32) -> Query {
        leaf(Node::Wildcard { field, pattern, boost })
    }

    #[staticmethod]
    #[pyo3(signature = (field, source, boost = 1.0))]
    fn regex(field: String, source: &str, boost: f32) -> PyResult<Query> {
        let expression = Expression::new(source).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(leaf(Node::Regex {
            field,
            expression,
            boost,
        }))
    }

    #[staticmethod]
    #[pyo3(signature = (field, low, high, boost = 1.0))]
    fn length(field: String, low: Option<u32>, high: Option<u32>, boost: f32) -> Query {
        leaf(Node::Length {
            field,
            low,
            high,
            boost,
        })
    }

    #[staticmethod]
    #[pyo3(signature = (query, leaves, groups, least = 1, breaks = None))]
    fn placed(
        query: &Query,
        leaves: Vec<Bound<'_, Query>>,
        groups: Vec<String>,
        least: u32,
        breaks: Option<String>,
    ) -> PyResult<Query> {
        let mut named = Vec::with_capacity(leaves.len());
        for leaf in &leaves {
            let leaf = shared(leaf.get());
            match leaf.field() {
                Some(field) => named.push((field.to_string(), leaf)),
                None => return Err(PyValueError::new_err("a part of a query has no place in a text")),
            }
        }
        let groups = groups
            .iter()
            .map(|spans| spans_of(spans, named.len()))
            .collect::<PyResult<_>>()?;
        over(&[query], || {
            Node::Placed(Box::new(Placed {
                query: shared(query),
                leaves: named,
                groups,
                least,
                breaks,
            }))
        })
    }

    #[staticmethod]
    #[pyo3(signature = (field, text, distance = 1, prefix = 0, boost = 1.0))]
    fn fuzzy(field: String, text: String, distance: u32, prefix: u32, boost: f32) -> Query {
        leaf(Node::Fuzzy {
            field,
            text,
            distance,
            prefix,
            boost,
        })
    }

    #[staticmethod]
    #[pyo3(signature = (field, low, high, low_open = false, high_open = false, boost = 1.0))]
    fn term_range(
        field: String,
        low: Option<Vec<u8>>,
        high: Option<Vec<u8>>,
        low_open: bool,
        high_open: bool,
        boost: f32,
    ) -> Query {
        leaf(Node::TermRange {
            field,
            low,
            high,
            low_open,
            high_open,
            boost,
        })
    }

    #[staticmethod]
    #[pyo3(signature = (field, terms, boost = 1.0))]
    fn any_of(field: String, terms: Vec<Vec<u8>>, boost: f32) -> Query {
        leaf(Node::AnyOf { field, terms, boost })
    }

    #[staticmethod]
    #[pyo3(signature = (column, low, high, boost = 1.0))]
    fn range(column: String, low: Option<i64>, high: Option<i64>, boost: f32) -> Query {
        leaf(Node::Range {
            column,
            low,
            high,
            boost,
        })
    }

    #[staticmethod]
    #[pyo3(signature = (field, boost = 1.0))]
    fn exists(field: String, boost: f32) -> Query {
        leaf(Node::Exists { field, boost })
    }

    #[staticmethod]
    #[pyo3(signature = (boost = 1.0))]
    fn every(boost: f32) -> Query {
        leaf(Node::Every { boost })
    }

    #[staticmethod]
    fn nothing() -> Query {
        leaf(Node::Nothing)
    }

    #[staticmethod]
    fn all(parts: Vec<Bound<'_, Query>>) -> PyResult<Query> {
        group(&parts, Node::And)
    }

    #[staticmethod]
    fn any(parts: Vec<Bound<'_, Query>>) -> PyResult<Query> {
        group(&parts, Node::Or)
    }

    #[staticmethod]
    fn no(query: &Query) -> PyResult<Query> {
        over(&[query], || Node::Not(shared(query)))
    }

    #[staticmethod]
    fn and_not(wanted: &Query, refused: &Query) -> PyResult<Query> {
        over(&[wanted, refused], || Node::AndNot(shared(wanted), shared(refused)))
    }

    #[staticmethod]
    fn and_maybe(wanted: &Query, optional: &Query) -> PyResult<Query> {
        over(&[wanted, optional], || Node::AndMaybe(shared(wanted), shared(optional)))
    }

    #[staticmethod]
    fn require(scored: &Query, required: &Query) -> PyResult<Query> {
        over(&[scored, required], || Node::Require(shared(scored), shared(required)))
    }

    #[staticmethod]
    fn scored_by(query: &Query, scores: &Query) -> PyResult<Query> {
        over(&[query, scores], || Node::ScoredBy(shared(query), shared(scores)))
    }

    #[staticmethod]
    #[pyo3(signature = (parts, tiebreak = 0.0))]
    fn best(parts: Vec<Bound<'_, Query>>, tiebreak: f32) -> PyResult<Query> {
        group(&parts, |parts| Node::DisMax { parts, tiebreak })
    }

    #[staticmethod]
    fn enough(parts: Vec<(Bound<'_, Query>, u32)>, least: u32) -> PyResult<Query> {
        let (parts, weights): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        group(&parts, |parts| Node::Enough {
            parts: parts.into_iter().zip(weights).collect(),
            least,
        })
    }

    #[staticmethod]
    fn r#const(query: &Query, score: f32) -> PyResult<Query> {
        over(&[query], || Node::Const {
            query: shared(query),
            score,
        })
    }

    #[staticmethod]
    fn boosted(query: &Query, boost: f32) -> PyResult<Query> {
        over(&[query], || Node::Boost {
            query: shared(query),
            boost,
        })
    }

    #[staticmethod]
    #[pyo3(signature = (docs, boost = 1.0))]
    fn docs(mut docs: Vec<u32>, boost: f32) -> Query {
        if !docs.is_sorted_by(|a, b| a < b) {
            docs.sort_unstable();
            docs.dedup();
        }
        leaf(Node::Docs { docs, boost })
    }

    fn __repr__(&self) -> String {
        format!("Query({:?})", self.inner)
    }
}
