//! A whole search: a query with its filters, an order, and everything that is counted along the way.

use std::collections::HashMap;

use super::bind::{Binder, Node};
use super::evaluate::Run;
use super::facets::{FacetCounter, FacetCounts, FacetRequest, PairCounter, Pairs, Value, listed};
use super::group::{Group, Groups};
use super::interrupt::Interrupt;
use super::matches::{Matches, Scores};
use super::snapshot::Snapshot;
use super::top::{Candidate, Order, Scored, SortKey};
use super::tree::Query;
use super::weighting::Weightings;
use crate::error::Result;

/// No more than `limit` hits of each value of a column. Documents without a value are not counted against each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Collapse {
    /// Of keywords (the first of a document counts) or of numbers.
    pub column: String,
    pub limit: usize,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request<'q> {
    pub query: &'q Query,
    pub weightings: &'q Weightings,
    /// Must match too, and adds nothing to the score.
    pub filter: Option<&'q Query>,
    /// Must not match.
    pub mask: Option<&'q Query>,
    /// How many hits are wanted from `offset` on; None is all, 0 only counts.
    pub limit: Option<usize>,
    pub offset: usize,
    /// Empty is best score first. What ties goes by document number.
    pub sort: Vec<SortKey>,
    pub collapse: Option<Collapse>,
    /// Done after collapsing.
    pub group: Option<Group>,
    pub facets: Vec<FacetRequest<'q>>,
    /// Two columns of numbers whose pairs are counted.
    pub pairs: Option<(String, String)>,
}

impl<'q> Request<'q> {
    pub fn new(query: &'q Query, weightings: &'q Weightings) -> Request<'q> {
        Request {
            query,
            weightings,
            filter: None,
            mask: None,
            limit: Some(10),
            offset: 0,
            sort: Vec::new(),
            collapse: None,
            group: None,
            facets: Vec::new(),
            pairs: None,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Live documents that match, collapsed ones included.
    pub total: u32,
    /// Documents (numbers in the snapshot) and scores, best first.
    pub hits: Vec<(u32, f32)>,
    /// In step with the request's.
    pub facets: Vec<FacetCounts>,
    pub pairs: Pairs,
    /// How many matches of each value were left out by collapsing, in the order of the values.
    pub collapsed: Vec<(Value, u32)>,
    /// How many groups there are, and beside each hit the other members of its group, first ones first.
    pub grouped: Option<(u32, Vec<Vec<u32>>)>,
}

/// Runs a request. Errors: Cancelled, TimeLimit, Damaged.
pub fn search(snapshot: &Snapshot, request: &Request, interrupt: &Interrupt) -> Result<Found> {
    interrupt.check()?;
    let binder = Binder {
        snapshot,
        weightings: request.weightings,
    };
    let counting = request.limit == Some(0) && request.group.is_none();
    let mut node = binder.bind(request.query, !counting)?;
    if let Some(filter) = request.filter {
        node = Node::Require(Box::new(node), Box::new(binder.bind(filter, false)?));
    }
    if let Some(mask) = request.mask {
        node = Node::AndNot(Box::new(node), Box::new(binder.bind(mask, false)?));
    }
    // Facets of the same query of their own share its matches.
    let mut own: Vec<(&Query, Node)> = Vec::new();
    for query in request.facets.iter().filter_map(|facet| facet.query) {
        if !own.iter().any(|(known, _)| *known == query) {
            own.push((query, binder.bind(query, false)?));
        }
    }
    let mut facets: Vec<FacetCounter> = request.facets.iter().map(FacetCounter::new).collect();
    let mut pairs = request.pairs.as_ref().map(PairCounter::new);
    let order = Order::new(snapshot, &request.sort)?;
    let wanted = match (&request.collapse, &request.group, request.limit) {
        (None, None, Some(limit)) => Some(limit.saturating_add(request.offset)),
        _ => None,
    };
    let mut found = Found::default();
    let mut best = Vec::with_capacity(snapshot.leaves().len());
    let mut room = Vec::new();
    for (at, leaf) in snapshot.leaves().iter().enumerate() {
        let run = Run::new(leaf, at, interrupt);
        let listing = pairs.is_some() || request.facets.iter().any(|facet| facet.query.is_none());
        let mut streamed = false;
        if !counting && !listing {
            let mut top = order.top(at, wanted, false);
            let mut total = 0;
            streamed = run.stream(&node, &mut |docs, scores| {
                total += docs.len() as u32;
                top.add(docs, Scored::Each(scores));
                Ok(())
            })?;
            if streamed && total > 0 {
                found.total += total;
                best.push(top.finish());
            }
        }
        if counting
            && !listing
            && let Some(count) = run.known_count(&node)
        {
            found.total += count;
            streamed = true;
        }
        if !streamed {
            let matches = run.live(&node, !counting)?;
            let count = matches.docs.len();
            found.total += count as u32;
            if listing {
                let docs = listed(&matches.docs, &mut room);
                for (_, counter) in request
                    .facets
                    .iter()
                    .zip(&mut facets)
                    .filter(|(facet, _)| facet.query.is_none())
                {
                    counter.add(&run, docs)?;
                }
                if let Some(pairs) = &mut pairs {
                    pairs.add(&run, docs)?;
                }
            }
            if !counting && count > 0 {
                let mut top = order.top(at, wanted, matches!(matches.scores, Scores::Same(_)));
                top.add_all(&run, &matches)?;
                best.push(top.finish());
            }
            matches.recycle();
        }
        for (query, node) in &own {
            let matches = run.live(node, false)?;
            let docs = listed(&matches.docs, &mut room);
            for (facet, counter) in request.facets.iter().zip(&mut facets) {
                if facet.query == Some(*query) {
                    counter.add(&run, docs)?;
                }
            }
        }
    }
    if !counting {
        let mut ordered = order.merge(best, wanted)?;
        if let Some(collapse) = &request.collapse {
            found.collapsed = fold(snapshot, collapse, &mut ordered)?;
        }
        let page = |all: &[Candidate]| {
            let from = request.offset.min(all.len());
            let end = from.saturating_add(request.limit.unwrap_or(usize::MAX)).min(all.len());
            all[from..end].to_vec()
        };
        let hits = match &request.group {
            None => page(&ordered),
            Some(group) => {
                let groups = Groups::new(snapshot, group, interrupt, &ordered)?;
                let hits = page(&groups.firsts(&ordered));
                found.grouped = Some((groups.count(), groups.others(&ordered, &hits)?));
                hits
            }
        };
        found.hits = hits
            .iter()
            .map(|hit| (snapshot.leaves()[hit.leaf as usize].base + hit.doc, hit.score))
            .collect();
    }
    found.facets = facets.into_iter().map(FacetCounter::finish).collect();
    found.pairs = pairs.map(PairCounter::finish).unwrap_or_default();
    Ok(found)
}

/// Leaves out what is beyond the limit of its value; how many of each value that were.
fn fold(snapshot: &Snapshot, collapse: &Collapse, ordered: &mut Vec<Candidate>) -> Result<Vec<(Value, u32)>> {
    let mut columns = Vec::new();
    for leaf in snapshot.leaves() {
        let segment = &leaf.segment;
        columns.push((
            segment.keyword_column(&collapse.column),
            segment.number_column(&collapse.column)?,
        ));
    }
    let mut numbers: HashMap<Value, usize> = HashMap::new();
    let mut known: HashMap<(u32, u32), usize> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut kept = Vec::with_capacity(ordered.len().min(1024));
    let mut ordinals = Vec::new();
    for hit in ordered.iter() {
        let (keywords, column) = columns[hit.leaf as usize];
        let mut place = |value: Value| {
            *numbers.entry(value).or_insert_with(|| {
                counts.push(0);
                counts.len() - 1
            })
        };
        let at = if let Some(keywords) = keywords {
            keywords.ordinals(hit.doc, &mut ordinals);
            match ordinals.first() {
                None => None,
                Some(&ordinal) => Some(match known.get(&(hit.leaf, ordinal)) {
                    Some(&at) => at,
                    None => {
                        let at = place(Value::Keyword(keywords.value(ordinal)?));
                        known.insert((hit.leaf, ordinal), at);
                        at
                    }
                }),
            }
        } else {
            column
                .and_then(|column| column.get(hit.doc))
                .map(|number| place(Value::Number(number)))
        };
        match at {
            None => kept.push(*hit),
            Some(at) => {
                counts[at] += 1;
                if counts[at] as usize <= collapse.limit {
                    kept.push(*hit);
                }
            }
        }
    }
    *ordered = kept;
    let limit = u32::try_from(collapse.limit).unwrap_or(u32::MAX);
    let beyond = numbers.into_iter().filter(|&(_, at)| counts[at] > limit);
    let mut collapsed: Vec<(Value, u32)> = beyond.map(|(value, at)| (value, counts[at] - limit)).collect();
    collapsed.sort_unstable();
    Ok(collapsed)
}

/// All live documents that match (numbers in the snapshot, in order) with their scores.
pub fn matched_docs(
    snapshot: &Snapshot,
    query: &Query,
    weightings: &Weightings,
    interrupt: &Interrupt,
) -> Result<(Vec<u32>, Vec<f32>)> {
    interrupt.check()?;
    let node = Binder { snapshot, weightings }.bind(query, true)?;
    let (mut docs, mut scores) = (Vec::new(), Vec::new());
    for (at, leaf) in snapshot.leaves().iter().enumerate() {
        let matches: Matches = Run::new(leaf, at, interrupt).live(&node, true)?;
        let (here, theirs) = matches.into_lists();
        if docs.is_empty() && leaf.base == 0 {
            (docs, scores) = (here, theirs);
        } else {
            docs.extend(here.into_iter().map(|doc| doc + leaf.base));
            scores.extend(theirs);
        }
    }
    Ok((docs, scores))
}
