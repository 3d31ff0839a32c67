//! A whole search: a query with its filters, an order, and everything that is counted along the way.

use super::bind::{Binder, Node};
use super::facets::{FacetCounter, FacetCounts, FacetRequest, listed};
use super::group::{Group, Groups};
use super::interrupt::Interrupt;
use super::matches::{Matches, Scores};
use super::run::Run;
use super::snapshot::Snapshot;
use super::timeline::{TimelineCounter, TimelineCounts, TimelineRequest};
use super::top::{Candidate, Order, Scored, SortKey};
use super::tree::Query;
use super::weighting::Weightings;
use crate::error::Result;

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
    pub group: Option<Group>,
    pub facets: Vec<FacetRequest<'q>>,
    pub timelines: Vec<TimelineRequest>,
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
            group: None,
            facets: Vec::new(),
            timelines: Vec::new(),
        }
    }
}

/// What was found.
#[derive(Clone, Default)]
pub struct Found {
    /// Live documents that match.
    pub total: u32,
    /// Documents (numbers in the snapshot) and scores, best first.
    pub hits: Vec<(u32, f32)>,
    /// In step with the request's.
    pub facets: Vec<FacetCounts>,
    /// In step with the request's.
    pub timelines: Vec<TimelineCounts>,
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
    // Facets of the same query of their own share its matches: `own_of` is whose each of them counts.
    let mut own: Vec<(&Query, Node)> = Vec::new();
    let mut own_of: Vec<Option<usize>> = Vec::with_capacity(request.facets.len());
    for facet in &request.facets {
        own_of.push(match facet.query {
            None => None,
            Some(query) => match own.iter().position(|(known, _)| same(known, query)) {
                Some(at) => Some(at),
                None => {
                    own.push((query, binder.bind(query, false)?));
                    Some(own.len() - 1)
                }
            },
        });
    }
    let mut facets: Vec<FacetCounter> = request.facets.iter().map(FacetCounter::new).collect();
    let mut timelines = TimelineCounter::new(&request.timelines);
    let order = Order::new(snapshot, &request.sort)?;
    let wanted = match (&request.group, request.limit) {
        (None, Some(limit)) => Some(limit.saturating_add(request.offset)),
        _ => None,
    };
    let mut found = Found::default();
    let mut best = Vec::with_capacity(snapshot.leaves().len());
    let mut room = Vec::new();
    let leaves = match node.is_absent() && own.is_empty() {
        true => &[],
        false => snapshot.leaves(),
    };
    for (at, leaf) in leaves.iter().enumerate() {
        let run = Run::new(leaf, at, interrupt);
        let listing = !request.timelines.is_empty() || own_of.iter().any(Option::is_none);
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
                best.push(top.finish(interrupt)?);
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
                for (_, counter) in own_of.iter().zip(&mut facets).filter(|(own, _)| own.is_none()) {
                    counter.add(&run, docs)?;
                }
                timelines.add(&run, docs)?;
            }
            if !counting && count > 0 {
                let mut top = order.top(at, wanted, matches!(matches.scores, Scores::Same(_)));
                top.add_all(&run, &matches)?;
                best.push(top.finish(interrupt)?);
            }
            matches.recycle();
        }
        for (number, (_, node)) in own.iter().enumerate() {
            let matches = run.live(node, false)?;
            let docs = listed(&matches.docs, &mut room);
            for (_, counter) in own_of.iter().zip(&mut facets).filter(|(own, _)| **own == Some(number)) {
                counter.add(&run, docs)?;
            }
        }
    }
    if !counting {
        let ordered = order.merge(best, wanted, interrupt)?;
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
    found.facets = facets
        .into_iter()
        .map(|facet| facet.finish(snapshot, interrupt))
        .collect::<Result<_>>()?;
    found.timelines = timelines.finish(interrupt)?;
    Ok(found)
}

/// Whether two plans are one, or alike: comparing takes long for one with many documents.
fn same(a: &Query, b: &Query) -> bool {
    std::ptr::eq(a, b) || a == b
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
